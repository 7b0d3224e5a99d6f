//! Periodic re-checks, what they change, and households that leave.

use chrono::NaiveDate;
use model::{Fen, Month};

use super::offices;
use crate::cell::row;
use crate::dice::Dice;
use crate::household::Household;
use crate::labels::Kind;
use crate::rules::Terms;
use crate::tables::{Table, programme_word};
use crate::world::{World, days_after, months_after};

/// A line of the re-check ledger.
#[derive(Clone, Debug)]
pub(crate) struct Recheck {
    /// Position of the household.
    pub(crate) nth: usize,
    /// 核查日期
    pub(crate) on: NaiveDate,
    /// 结果
    pub(crate) outcome: &'static str,
    /// 原金额 and 新金额
    pub(crate) amounts: (Fen, Fen),
    /// 经办人编号
    pub(crate) handler: String,
    /// 触发
    pub(crate) trigger: &'static str,
}

impl Recheck {
    /// A re-check on `on` by somebody of the town that leaves everything as it is.
    pub(crate) fn unchanged(
        world: &World,
        dice: &mut Dice,
        (nth, on): (usize, NaiveDate),
        trigger: &'static str,
    ) -> Option<Self> {
        let household = world.household(nth)?;
        let total = household.amounts(world.terms(Month::of(on))).total();
        let handler = offices::checker(world, dice, household.place);
        Some(Self { nth, on, outcome: "不变", amounts: (total, total), handler, trigger })
    }
}

/// Enters a re-check in the delivery of its month; the file shows it from then on.
pub(crate) fn enter(world: &mut World, dice: &mut Dice, recheck: Recheck, delivered: Month) {
    let Recheck { nth, on, outcome, amounts: (old, new), handler, trigger } = recheck;
    let Some(head) = world.household(nth).map(|h| h.head_id().to_owned()) else { return };
    let method = if dice.chance(600) { "信息核对" } else { "入户" };
    let row = row![head, on, method, outcome, old, new, handler, trigger];
    world.book.enter(Table::Rechecks, delivered, row);
    let note = move |household: &mut Household| {
        household.last_recheck = household.last_recheck.max(Some(on));
    };
    if Month::of(on) > world.now {
        world.later(nth, Month::of(on), note);
    } else {
        world.alter(nth, note);
    }
}

/// The last re-check of every household before the first month.
pub(super) fn begin(world: &mut World, dice: &mut Dice) {
    for nth in 0..world.households.len() {
        let Some(household) = world.household(nth) else { continue };
        let (Some(on), true) = (household.last_recheck, household.has_benefit()) else { continue };
        if let Some(recheck) = Recheck::unchanged(world, dice, (nth, on), "定期") {
            enter(world, dice, recheck, world.first);
        }
    }
}

/// Makes the re-checks of `month`.
pub(super) fn make(world: &mut World, dice: &mut Dice, month: Month) {
    for nth in 0..world.households.len() {
        let Some(household) = world.household(nth) else { continue };
        if !household.present(month) || !household.has_benefit() {
            continue;
        }
        let due =
            months_after(household.checked_base(), household.recheck_months(world.terms(month)));
        match household.late_recheck {
            Some(made_up) if made_up > month => continue,
            Some(_) => world.alter(nth, |h| h.late_recheck = None),
            None if due > month.last_day() => continue,
            None if household.free(month) && is_late(world, dice, household) => {
                put_off(world, dice, nth, (due, month));
                continue;
            }
            None => {}
        }
        let until = if due < month.first_day() { month.last_day() } else { due };
        let on = world.workday_until(dice, month, until);
        check(world, dice, nth, on);
    }
}

fn is_late(world: &World, dice: &mut Dice, household: &Household) -> bool {
    dice.chance(world.places.quality(household.place).late_rechecks)
}

/// A re-check that is made up one to four months late.
fn put_off(world: &mut World, dice: &mut Dice, nth: usize, (due, month): (NaiveDate, Month)) {
    let made_up = month.plus(i32::try_from(dice.between(1, 4)).unwrap_or(1));
    world.alter(nth, |household| {
        household.late_recheck = Some(made_up);
        household.busy = Some(made_up);
    });
    let from = if due < month.last_day() { month } else { month.plus(1) };
    let months = (from, made_up.plus(-1));
    world.label(Kind::Hit, "recheck_overdue", months, (nth, None), "made up late");
}

/// One re-check with what comes out of it.
fn check(world: &mut World, dice: &mut Dice, nth: usize, on: NaiveDate) {
    let month = Month::of(on);
    let Some(mut recheck) = Recheck::unchanged(world, dice, (nth, on), "定期") else { return };
    let Some(household) = world.household(nth) else { return };
    let (old, _) = recheck.amounts;
    let movable = household.free(month) && household.is_dibao();
    match dice.below(1000) {
        0..=44 if movable => {
            recheck.outcome = "停发";
            recheck.amounts.1 = Fen(0);
            let reason = dice.pick(&["收入超标", "收入超标", "自愿放弃", "户籍迁移", "有劳动能力"]);
            leave(world, dice, nth, (on, month.plus(1)), reason);
        }
        throw @ 45..=134 if movable => {
            let (outcome, per_mille) = if throw < 90 {
                ("增发", dice.between(550, 850))
            } else {
                ("减发", dice.between(1100, 1250))
            };
            let mut changed = household.clone();
            rescale(&mut changed, per_mille);
            recheck.amounts.1 = changed.amounts(world.terms(month)).total();
            if recheck.amounts.1 != old && well_under(&changed, world.terms(month)) {
                recheck.outcome = outcome;
                world.alter(nth, |h| h.busy = Some(month.plus(1)));
                world.later(nth, month.plus(1), move |h| rescale(h, per_mille));
            }
        }
        _ => {}
    }
    enter(world, dice, recheck, month);
}

/// Whether the income stays well under the standard, so that a benefit is left.
fn well_under(household: &Household, terms: &Terms) -> bool {
    let needed = terms.standard(household.area).0 * 12 * household.covered();
    household.income().0 < needed * 9 / 10
}

fn rescale(household: &mut Household, per_mille: i64) {
    for person in &mut household.members {
        person.income = person.income.scaled(per_mille);
    }
}

/// A household that is told, heard and then stopped with `stop`.
pub(crate) fn leave(
    world: &mut World,
    dice: &mut Dice,
    nth: usize,
    (told, stop): (NaiveDate, Month),
    reason: &str,
) {
    let Some(household) = world.household(nth) else { return };
    let heard = world.workday_from(days_after(told, dice.between(1, 5)));
    let dead = reason == "人员死亡";
    let row = row![
        household.head_id(),
        programme_word(household.programme),
        stop,
        reason,
        told,
        (!dead).then_some(heard)
    ];
    world.book.enter(Table::Exits, stop, row);
    world.alter(nth, |household| household.leaves = Some(stop));
}
