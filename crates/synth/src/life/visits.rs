//! Visits to households: by the village, the town and the city.

use chrono::{Datelike, NaiveDate};
use model::Month;

use super::offices;
use crate::cell::{Cell, row};
use crate::dice::Dice;
use crate::tables::Table;
use crate::world::{World, days_after, months_before};

/// Who visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitKind {
    /// 村级走访
    Village,
    /// 镇级入户
    Town,
    /// 市级抽查
    City,
    /// 专项清查
    Campaign,
}

impl VisitKind {
    const fn label(self) -> &'static str {
        match self {
            Self::Village => "村级走访",
            Self::Town => "镇级入户",
            Self::City => "市级抽查",
            Self::Campaign => "专项清查",
        }
    }
}

/// Enters a visit, delivered in `delivered`.
pub(crate) fn enter(
    world: &mut World,
    dice: &mut Dice,
    nth: usize,
    (kind, on, delivered): (VisitKind, NaiveDate, Month),
) {
    let Some(household) = world.household(nth) else { return };
    let visitor = offices::visitor(world, dice, household.place, kind);
    let outcome = dice.pick(&["正常", "正常", "正常", "正常", "信息有变化", "未见到本人"]);
    let reported = match kind {
        VisitKind::Village => {
            Cell::from(Month::of(on).last_day() - chrono::Days::new(dice.below(12)))
        }
        _ => Cell::Blank,
    };
    let mut row = row![household.head_id(), on, visitor, kind.label(), outcome];
    row.push(reported);
    world.book.enter(Table::Visits, delivered, row);
}

/// The last half-year's visits to households with a near-relative filing.
pub(super) fn begin(world: &mut World, dice: &mut Dice) {
    let first = world.first;
    let yesterday = days_after(first.first_day(), -1);
    for nth in 0..world.households.len() {
        if world.household(nth).is_some_and(|h| h.near_relative && !h.shunned) {
            let on = dice.day(months_before(yesterday, 5), yesterday);
            enter(
                world,
                dice,
                nth,
                (VisitKind::Town, world.workday_from(on).min(yesterday), first),
            );
        }
    }
}

/// Visits of `month`.
pub(super) fn make(world: &mut World, dice: &mut Dice, month: Month) {
    for nth in 0..world.households.len() {
        let Some(household) = world.household(nth) else { continue };
        if !household.on_roll(month) {
            continue;
        }
        let quality = world.places.quality(household.place);
        let young = household.first_benefit.plus(3) > month;
        let certain = household.near_relative && matches!(month.month(), 1 | 7);
        let shunned = household.shunned;
        if dice.chance(quality.visits * 4) {
            let on = dice.day_in(month);
            enter(world, dice, nth, (VisitKind::Village, on, month));
        }
        if shunned {
            continue;
        }
        if dice.chance(quality.visits) {
            let on = world.workday_until(dice, month, month.last_day());
            enter(world, dice, nth, (VisitKind::Town, on, month));
        }
        let [usual, new] = quality.city_checks;
        if certain || dice.chance(if young { new } else { usual }) {
            let on = world.workday_until(dice, month, month.last_day());
            enter(world, dice, nth, (VisitKind::City, on, month));
        }
        if month.first_day().month() == 4 && dice.chance(quality.visits) {
            let on = world.workday_until(dice, month, month.last_day());
            enter(world, dice, nth, (VisitKind::Campaign, on, month));
        }
    }
}
