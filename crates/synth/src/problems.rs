//! Planted problems, each beside look-alikes that are none.
//!
//! Every module says in its first lines what the flags it plants mean. M is the month of the
//! snapshot, START and END its first and last day, S the standard of the household's area on
//! START. "In the last twelve months" means months M−11 to M.
//!
//! # Invariants
//!
//! - A planted household is pinned: only re-checks on time and the standard touch it.
//! - Whatever else a planted problem raises is labelled too.

mod accounts;
mod archives;
mod benefits;
mod conditions;
mod deaths;
mod duplicates;
mod income;
mod movement;
mod procedure;
mod property;
mod rechecks;
mod roster;
mod staff;
mod support;

use chrono::NaiveDate;
use model::{Fen, Month};

use crate::dice::Dice;
use crate::household::{Household, Person};
use crate::labels::Kind;
use crate::life;
use crate::tables::Table;
use crate::world::World;

/// Plants everything.
pub(crate) fn plant(world: &mut World, dice: &mut Dice) {
    let mut planter = Planter { world, dice };
    // Cadres who are recipients themselves come first: later ties must know their numbers.
    staff::plant_enrolled(&mut planter);
    benefits::plant_quota_village(&mut planter);
    deaths::plant(&mut planter);
    duplicates::plant(&mut planter);
    conditions::plant(&mut planter);
    support::plant(&mut planter);
    income::plant(&mut planter);
    property::plant(&mut planter);
    movement::plant(&mut planter);
    benefits::plant(&mut planter);
    rechecks::plant(&mut planter);
    roster::plant(&mut planter);
    staff::plant(&mut planter);
    accounts::plant(&mut planter);
    archives::plant(&mut planter);
    procedure::plant(&mut planter);
}

/// Labels what the whole of a month shows.
pub(crate) fn observe(world: &mut World, month: Month) {
    benefits::observe_villages(world, month);
    procedure::observe_approvers(world, month);
}

/// A household and, where the flag is a person's, the person.
type Target<'a> = (usize, Option<&'a str>);

/// What every planted problem works with.
struct Planter<'a> {
    world: &'a mut World,
    dice: &'a mut Dice,
}

impl Planter<'_> {
    /// Plants one thing as often as the size of the city asks for.
    fn each(&mut self, plant: impl Fn(&mut Self) -> Option<()>) {
        for _ in 0..self.world.quota() {
            if plant(self).is_none() {
                // No fitting household is left; the others of this kind would not find one.
                return;
            }
        }
    }

    /// Reserves a household.
    fn pick(&mut self, fits: impl Fn(&Household) -> bool) -> Option<usize> {
        self.world.pin(fits)
    }

    /// Reserves a dibao household.
    fn dibao(&mut self, fits: impl Fn(&Household) -> bool) -> Option<usize> {
        self.pick(|household| household.is_dibao() && fits(household))
    }

    /// A member of a household.
    fn member(&self, nth: usize, at: usize) -> Option<Person> {
        self.world.household(nth)?.members.get(at).cloned()
    }

    /// The head's identity number.
    fn head(&self, nth: usize) -> String {
        self.world.household(nth).map(|h| h.head_id().to_owned()).unwrap_or_default()
    }

    /// The month in which a problem begins to be seen: often the first.
    fn start(&mut self) -> Month {
        if self.dice.chance(450) {
            return self.world.first;
        }
        let months: Vec<Month> = self.world.months().collect();
        months.get(self.dice.place(months.len() * 2 / 3)).copied().unwrap_or(self.world.first)
    }

    /// From `start` to the end of the deliveries.
    fn from(&self, start: Month) -> (Month, Month) {
        (start, self.world.last)
    }

    /// All months of the deliveries.
    fn all(&self) -> (Month, Month) {
        (self.world.first, self.world.last)
    }

    /// A row that stands from `start` on; nobody else will say anything about `id` in `table`.
    fn stand(&mut self, table: Table, nth: usize, id: &str, start: Month, row: crate::cell::Row) {
        self.world.claim(table, id);
        self.world.book.stand(table, Some(nth), (start, None), row);
    }

    fn hit(&mut self, flag: &'static str, target: Target<'_>, months: (Month, Month), note: &str) {
        self.world.label(Kind::Hit, flag, months, target, note);
    }

    fn lookalike(
        &mut self,
        flag: &'static str,
        target: Target<'_>,
        months: (Month, Month),
        note: &str,
    ) {
        self.world.label(Kind::Lookalike, flag, months, target, note);
    }

    /// Labels the months in which `holds` as hits and the others as look-alikes.
    fn judge(
        &mut self,
        flag: &'static str,
        target: Target<'_>,
        holds: impl Fn(&World, Month) -> bool,
        note: &str,
    ) {
        let mut run: Option<(Kind, Month, Month)> = None;
        for month in self.world.months() {
            let kind = if holds(self.world, month) { Kind::Hit } else { Kind::Lookalike };
            run = match run {
                Some((same, from, _)) if same == kind => Some((kind, from, month)),
                Some((other, from, to)) => {
                    self.world.label(other, flag, (from, to), target, note);
                    Some((kind, month, month))
                }
                None => Some((kind, month, month)),
            };
        }
        if let Some((kind, from, to)) = run {
            self.world.label(kind, flag, (from, to), target, note);
        }
    }

    /// Lets a third of the problems be found: an alert, a re-check, and the case is stopped two
    /// or three months after it was first seen.
    fn resolve(&mut self, nth: usize, start: Month, reason: &str) {
        let stop = start.plus(2 + i32::from(self.dice.chance(500)));
        if stop > self.world.last || !self.dice.chance(330) {
            return;
        }
        if let Some(on) = self.recheck(nth, stop.plus(-1), ("停发", "预警"), |_| Fen(0)) {
            life::leave(self.world, self.dice, nth, (on, stop), reason);
        }
    }

    /// A re-check in `month` by somebody of the town, with an outcome and a trigger; `amount`
    /// tells the new amount from the old. Returns its day.
    fn recheck(
        &mut self,
        nth: usize,
        month: Month,
        (outcome, trigger): (&'static str, &'static str),
        amount: impl Fn(Fen) -> Fen,
    ) -> Option<NaiveDate> {
        let on = self.world.workday_until(self.dice, month, month.last_day());
        let recheck = life::Recheck::unchanged(self.world, self.dice, (nth, on), trigger)?;
        let (old, _) = recheck.amounts;
        let recheck = life::Recheck { outcome, amounts: (old, amount(old)), ..recheck };
        life::enter_recheck(self.world, self.dice, recheck, month);
        Some(on)
    }

    /// A day of the month before `start`, or of `start` where there is nothing before it.
    fn day_before(&mut self, start: Month) -> NaiveDate {
        self.dice.day_in(start.plus(-1))
    }
}

/// Position of the first member between two ages on the day the city begins.
fn aged(household: &Household, from: i32, to: i32) -> Option<usize> {
    let day = household.joins.first_day();
    household.members.iter().position(|person| (from..=to).contains(&person.age(day)))
}
