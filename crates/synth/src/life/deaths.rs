//! Deaths, and what honest offices do about them in time.

use chrono::NaiveDate;
use model::{Fen, Month};

use super::offices;
use super::rechecks::{Recheck, enter, leave};
use crate::cell::row;
use crate::dice::Dice;
use crate::household::Household;
use crate::labels::Kind;
use crate::tables::Table;
use crate::world::{World, days_after};

/// Deaths of `month`.
pub(super) fn happen(world: &mut World, dice: &mut Dice, month: Month) {
    for nth in 0..world.households.len() {
        let Some(household) = world.household(nth) else { continue };
        if !household.on_roll(month) || !household.free(month) {
            continue;
        }
        let alone = household.members.len() == 1;
        let ages: Vec<i32> = household.members.iter().map(|p| p.age(month.first_day())).collect();
        let dead = ages.iter().enumerate().position(|(at, age)| {
            // A head who leaves a family behind would found a new case; life spares him.
            (alone || at > 0) && dice.below(10_000) < if *age >= 60 { 80 } else { 5 }
        });
        if let Some(at) = dead {
            let died_on = dice.day_in(month);
            die(world, dice, nth, (at, died_on));
        }
    }
}

/// Registers a death and, often, the cremation.
pub(crate) fn register(world: &mut World, dice: &mut Dice, id: &str, died_on: NaiveDate) {
    world.book.enter(Table::Deaths, Month::of(died_on), row![id, died_on]);
    if dice.chance(600) {
        let on = days_after(died_on, dice.between(1, 4));
        world.book.enter(Table::Cremations, Month::of(on), row![id, on]);
    }
}

fn die(world: &mut World, dice: &mut Dice, nth: usize, (at, died_on): (usize, NaiveDate)) {
    let month = Month::of(died_on);
    let Some(household) = world.household(nth) else { return };
    let Some(person) = household.members.get(at) else { return };
    let id = person.id.clone();
    let (tekun, alone) = (household.is_tekun(), household.members.len() == 1);
    register(world, dice, &id, died_on);
    // Tekun ends with the month of death; a family is re-checked this month or the next, if the
    // norms leave so much time.
    let patient = !tekun && world.terms(month).death_months > 1;
    let wait = i32::from(patient && dice.chance(500));
    let handled = month.plus(wait);
    let floor = if wait == 0 { died_on } else { handled.first_day() };
    let on = dice.day(floor, handled.last_day());
    recheck(world, dice, (nth, at), (on, alone));
    world.alter(nth, |household| household.busy = Some(handled.plus(1)));
    if alone {
        leave(world, dice, nth, (on, handled.plus(1)), "人员死亡");
    } else {
        world.later(nth, handled.plus(1), move |household| {
            household.members = without(household, at).members;
        });
    }
    for flag in ["deceased_paid", "deceased_counted"] {
        let target = (nth, Some(id.as_str()));
        world.label(Kind::Lookalike, flag, (month, handled), target, "died, re-check in time");
    }
}

fn recheck(
    world: &mut World,
    dice: &mut Dice,
    (nth, at): (usize, usize),
    (on, alone): (NaiveDate, bool),
) {
    let Some(household) = world.household(nth) else { return };
    let terms = world.terms(Month::of(on));
    let old = household.amounts(terms).total();
    let new = if alone { Fen(0) } else { without(household, at).amounts(terms).total() };
    let outcome = match new.cmp(&old) {
        _ if alone => "停发",
        std::cmp::Ordering::Less => "减发",
        std::cmp::Ordering::Equal => "不变",
        std::cmp::Ordering::Greater => "增发",
    };
    let handler = offices::checker(world, dice, household.place);
    let recheck = Recheck { nth, on, outcome, amounts: (old, new), handler, trigger: "报告" };
    enter(world, dice, recheck, Month::of(on));
}

/// The household without member `at`; the others' income shrinks in proportion, so that what was
/// under the standard stays under it.
fn without(household: &Household, at: usize) -> Household {
    let mut left = household.clone();
    if at < left.members.len() {
        left.members.remove(at);
    }
    for person in &mut left.members {
        person.income = person.income.scaled(1000 * (household.size() - 1) / household.size());
    }
    left
}
