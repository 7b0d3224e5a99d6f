//! Re-checks that are not made.
//!
//! `recheck_overdue`: the last re-check (else the first day of the first benefit month) plus
//! the months of the household's class lies before END. A re-check due on END is not overdue.

use chrono::NaiveDate;
use model::Month;

use super::Planter;
use crate::household::{Cycle, Household};
use crate::world::{days_after, months_after, months_before};

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(overdue);
    planter.each(due_today);
}

/// Sets the last re-check and the month in which the next one is made.
fn set(p: &mut Planter<'_>, nth: usize, last: NaiveDate, next: Month) {
    p.world.alter(nth, |household| {
        household.cycle = Cycle::Year;
        household.last_recheck = Some(last);
        household.late_recheck = Some(next);
    });
}

fn overdue(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let (first, last) = p.all();
    let cycle = p.world.terms(first).cycles[0];
    let back = p.dice.between(20, 200);
    let checked = months_before(days_after(first.first_day(), -back), cycle);
    set(p, nth, checked, last.plus(2));
    p.hit("recheck_overdue", (nth, None), p.all(), "not re-checked at all");
    Some(())
}

fn due_today(p: &mut Planter<'_>) -> Option<()> {
    let month = p.start();
    let end = month.last_day();
    let cycle = p.world.terms(p.world.first).cycles[0];
    let checked = months_before(end, cycle);
    if months_after(checked, cycle) != end {
        return Some(());
    }
    let nth = p.pick(Household::has_benefit)?;
    set(p, nth, checked, month.plus(1));
    let months = (p.world.first, month);
    p.lookalike("recheck_overdue", (nth, None), months, "due on the last day of the last month");
    Some(())
}
