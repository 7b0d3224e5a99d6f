//! The invented city as a whole: places, cases, books, and what is going to happen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use model::{Area, Month, Programme, Result, WorkCalendar};

use crate::Options;
use crate::book::Book;
use crate::dice::Dice;
use crate::household::Household;
use crate::labels::{Kind, Label};
use crate::life::Application;
use crate::people;
use crate::places::Places;
use crate::registrar::Registrar;
use crate::rules::{Rules, Terms};
use crate::tables::Table;

/// A change that will be made to a household at the beginning of a month.
type Change = Box<dyn FnOnce(&mut Household) + Send + Sync>;

/// Active cases by programme, in thousandths.
const MIX: [(Programme, u64); 6] = [
    (Programme::DibaoUrban, 137),
    (Programme::DibaoRural, 548),
    (Programme::TekunInstitutional, 27),
    (Programme::TekunDispersed, 151),
    (Programme::Edge, 123),
    (Programme::RigidExpenditure, 14),
];

/// The city.
pub(crate) struct World {
    /// First month of the deliveries.
    pub(crate) first: Month,
    /// Last month of the deliveries.
    pub(crate) last: Month,
    /// The norms themselves, for rules that hold from day to day.
    pub(crate) rules: Rules,
    /// Towns and handlers.
    pub(crate) places: Places,
    /// All cases that ever were; positions never change.
    pub(crate) households: Vec<Household>,
    /// Applications not yet decided, or not yet delivered.
    pub(crate) applications: Vec<Application>,
    /// Ledgers and feeds.
    pub(crate) book: Book,
    /// The month that is being lived; the one before the first while the city is built.
    pub(crate) now: Month,
    /// Working days, delivered as a table.
    pub(crate) calendar: WorkCalendar,
    /// Numbers that belong to nobody.
    pub(crate) registrar: Registrar,
    /// The month whose price index goes over the trigger.
    pub(crate) price_month: Month,
    /// Confirmations by month, town and approver.
    pub(crate) approvals: BTreeMap<(Month, usize, String), usize>,
    labels: Vec<(Option<usize>, Label)>,
    claims: BTreeSet<(Table, String)>,
    order: Vec<usize>,
    schedule: BTreeMap<Month, Vec<(usize, Change)>>,
    terms: BTreeMap<Month, Terms>,
    fallback: Terms,
}

impl World {
    /// Builds the city as it is before the first month.
    ///
    /// # Errors
    /// The author's fault if a norm is missing in one of the months.
    pub(crate) fn build(options: &Options) -> Result<Self> {
        let mut dice = Dice::new(options.seed, 1);
        let mut registrar = Registrar::default();
        let places = Places::build(&mut dice, &mut registrar);
        let first = options.first_month;
        let last = first.plus(i32::try_from(options.months).unwrap_or(1) - 1);
        let mut world = Self {
            first,
            last,
            rules: options.rules.clone(),
            places,
            households: Vec::new(),
            applications: Vec::new(),
            book: Book::default(),
            now: first.plus(-1),
            calendar: WorkCalendar::new(holidays(first.year() - 2, last.year() + 1)),
            registrar,
            price_month: first.plus(i32::try_from(options.months / 3).unwrap_or(0)),
            approvals: BTreeMap::new(),
            labels: Vec::new(),
            claims: BTreeSet::new(),
            order: Vec::new(),
            schedule: BTreeMap::new(),
            terms: terms(&options.rules, (first, last))?,
            fallback: options.rules.terms(first)?,
        };
        world.populate(&mut dice, options.households);
        Ok(world)
    }

    fn populate(&mut self, dice: &mut Dice, households: u32) {
        let households = u64::from(households);
        let mut programmes = Vec::new();
        for (programme, share) in MIX {
            programmes.extend((0..households * share / 1000).map(|_| programme));
        }
        while (programmes.len() as u64) < households {
            programmes.push(Programme::DibaoRural);
        }
        dice.shuffle(&mut programmes);
        for programme in programmes {
            let household = people::household(self, dice, programme, self.first);
            self.households.push(people::aged(dice, household, self.terms(self.first)));
        }
        self.order = (0..self.households.len()).collect();
        dice.shuffle(&mut self.order);
    }

    /// The terms of a month; those of the first month outside of the calendar of the city.
    pub(crate) fn terms(&self, month: Month) -> &Terms {
        self.terms.get(&month).unwrap_or(&self.fallback)
    }

    /// Whether the standard of `area` changes with `month`.
    pub(crate) fn standard_changes(&self, month: Month) -> bool {
        let (before, now) = (self.terms(month.plus(-1)), self.terms(month));
        [Area::Urban, Area::Rural].iter().any(|area| before.standard(*area) != now.standard(*area))
    }

    /// All months of the deliveries.
    pub(crate) fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let last = self.last;
        std::iter::successors(Some(self.first), |month| Some(month.plus(1)))
            .take_while(move |month| *month <= last)
    }

    /// A household by its position.
    pub(crate) fn household(&self, nth: usize) -> Option<&Household> {
        self.households.get(nth)
    }

    /// Changes a household now.
    pub(crate) fn alter(&mut self, nth: usize, change: impl FnOnce(&mut Household)) {
        if let Some(household) = self.households.get_mut(nth) {
            change(household);
        }
    }

    /// Changes a household at the beginning of `month`.
    pub(crate) fn later(
        &mut self,
        nth: usize,
        month: Month,
        change: impl FnOnce(&mut Household) + Send + Sync + 'static,
    ) {
        self.schedule.entry(month).or_default().push((nth, Box::new(change)));
    }

    /// Makes the changes planned for `month`.
    pub(crate) fn turn(&mut self, month: Month) {
        self.now = month;
        for (nth, change) in self.schedule.remove(&month).unwrap_or_default() {
            self.alter(nth, change);
        }
    }

    /// Reserves the next household for which `fits` holds; life then leaves it alone.
    pub(crate) fn pin(&mut self, fits: impl Fn(&Household) -> bool) -> Option<usize> {
        let nth = self.order.iter().copied().find(|nth| {
            self.household(*nth).is_some_and(|household| !household.pinned && fits(household))
        })?;
        self.alter(nth, |household| household.pinned = true);
        Some(nth)
    }

    /// How many of each problem are planted: one in a thousand cases, at least two in a
    /// city of some size.
    pub(crate) fn quota(&self) -> usize {
        (self.order.len() / 1000).max(if self.order.len() < 1000 { 1 } else { 2 })
    }

    /// Takes the right to say what a feed says about a person; false if it was taken before.
    pub(crate) fn claim(&mut self, table: Table, id: &str) -> bool {
        self.claims.insert((table, id.to_owned()))
    }

    /// Whether somebody has taken the right to say what a feed says about a person.
    pub(crate) fn claimed(&self, table: Table, id: &str) -> bool {
        self.claims.contains(&(table, id.to_owned()))
    }

    /// Labels a household, or one of its persons, for as long as it stands in the files.
    pub(crate) fn label(
        &mut self,
        kind: Kind,
        flag: &'static str,
        months: (Month, Month),
        (nth, person): (usize, Option<&str>),
        note: &str,
    ) {
        self.note(kind, flag, months, (nth, person), (note, true));
    }

    /// Labels a household whether it stands in the files or not: an application, a payment
    /// without a case.
    pub(crate) fn label_outside(
        &mut self,
        kind: Kind,
        flag: &'static str,
        months: (Month, Month),
        nth: usize,
        note: &str,
    ) {
        self.note(kind, flag, months, (nth, None), (note, false));
    }

    fn note(
        &mut self,
        kind: Kind,
        flag: &'static str,
        (from, to): (Month, Month),
        (nth, person): (usize, Option<&str>),
        (note, bound): (&str, bool),
    ) {
        let Some(household) = self.households.get(nth) else { return };
        let label = Label {
            kind,
            flag,
            from,
            to,
            household: household.head_id().to_owned(),
            person: person.unwrap_or_default().to_owned(),
            town: self.places.town_code(household.place).to_owned(),
            note: note.to_owned(),
        };
        self.labels.push((bound.then_some(nth), label));
    }

    /// Labels a town for a month; the note says what in it is meant.
    pub(crate) fn label_town(
        &mut self,
        kind: Kind,
        flag: &'static str,
        (month, town): (Month, usize),
        note: &str,
    ) {
        let label = Label {
            kind,
            flag,
            from: month,
            to: month,
            household: String::new(),
            person: String::new(),
            town: self.places.town(town).map(|town| town.code.clone()).unwrap_or_default(),
            note: note.to_owned(),
        };
        self.labels.push((None, label));
    }

    /// All labels, cut to the months of the deliveries and to the stay of their households.
    pub(crate) fn labels(&self) -> Vec<Label> {
        let cut = |(nth, label): &(Option<usize>, Label)| {
            let household = nth.and_then(|nth| self.household(nth));
            let joins = household.map_or(self.first, |h| h.joins);
            let stays = household.and_then(|h| h.leaves).map_or(self.last, |month| month.plus(-1));
            let from = label.from.max(self.first).max(joins);
            let to = label.to.min(self.last).min(stays);
            (from <= to).then(|| Label { from, to, ..label.clone() })
        };
        self.labels.iter().filter_map(cut).collect()
    }

    /// The index rise, in tenths of a percent, whose subsidy is paid in `month`.
    pub(crate) fn price_rise_paid_in(&self, month: Month) -> Option<i64> {
        (month == self.price_month.plus(1)).then_some(PRICE_RISE_TENTHS)
    }

    /// The working day on or after `day`.
    pub(crate) fn workday_from(&self, day: NaiveDate) -> NaiveDate {
        if self.calendar.is_workday(day) { day } else { self.calendar.add_workdays(day, 1) }
    }

    /// A working day of `month` up to `until`; `until` or the month's first day if none is left.
    pub(crate) fn workday_until(
        &self,
        dice: &mut Dice,
        month: Month,
        until: NaiveDate,
    ) -> NaiveDate {
        let until = until.clamp(month.first_day(), month.last_day());
        let day = self.workday_from(dice.day(month.first_day(), until));
        if day <= until { day } else { until }
    }
}

/// The rise of the basic-living index in the month over the trigger.
pub(crate) const PRICE_RISE_TENTHS: i64 = 41;

/// The same day `months` earlier.
pub(crate) fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

/// The same day `months` later, cut to the month's end.
pub(crate) fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

/// The day `days` later.
pub(crate) fn days_after(day: NaiveDate, days: i64) -> NaiveDate {
    let step = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(step) } else { day.checked_add_days(step) };
    moved.unwrap_or(day)
}

/// The terms of every month, of the twelve before and of the one after; those outside of the
/// deliveries only where the norms reach so far.
fn terms(rules: &Rules, (first, last): (Month, Month)) -> Result<BTreeMap<Month, Terms>> {
    let mut terms = BTreeMap::new();
    let mut month = first.plus(-12);
    while month <= last.plus(1) {
        match rules.terms(month) {
            Ok(found) => drop(terms.insert(month, found)),
            Err(fault) if (first..=last).contains(&month) => return Err(fault),
            Err(_) => {}
        }
        month = month.plus(1);
    }
    Ok(terms)
}

/// First days of the lunar years, around which nobody works for a week.
const LUNAR_YEARS: [(i32, u32, u32); 10] = [
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
];

/// The days off of the city, without the make-up days of a real calendar.
fn holidays(from: i32, to: i32) -> Vec<(NaiveDate, bool)> {
    let mut days = Vec::new();
    let mut rest = |year: i32, month: u32, day: u32, length: i64| {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, day) else { return };
        days.extend((0..length).map(|nth| (days_after(first, nth), false)));
    };
    for year in from..=to {
        rest(year, 1, 1, 1);
        rest(year, 4, 4, 3);
        rest(year, 5, 1, 5);
        rest(year, 10, 1, 7);
    }
    for (year, month, day) in LUNAR_YEARS {
        rest(year, month, day, 7);
    }
    days
}
