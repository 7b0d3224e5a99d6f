//! The dead.
//!
//! `deceased_counted`: a covered person of a benefit case is dead (date of death, else of
//! cremation) and the window is over: dibao, when the date plus `death_recheck_months` lies
//! before START; tekun, and where the norm leaves no months, when the month of death lies before M.
//! `deceased_paid`: the same, and the roster of M paid the household with success.
//! Look-alikes: the months inside the window; returned money is not paid.

use chrono::NaiveDate;
use model::Month;

use super::Planter;
use crate::cell::row;
use crate::household::Roster;
use crate::life;
use crate::tables::Table;
use crate::world::{World, months_after};

/// How the death is known, and what the roster does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Registered,
    CremationOnly,
    MoneyReturned,
}

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(|p| sole(p, Way::Registered));
    planter.each(|p| member(p, Way::Registered));
    planter.each(|p| member(p, Way::CremationOnly));
    planter.each(|p| sole(p, Way::MoneyReturned));
    planter.each(tekun);
}

fn sole(p: &mut Planter<'_>, way: Way) -> Option<()> {
    let nth = p.dibao(|h| h.size() == 1 && super::aged(h, 55, 99).is_some())?;
    let died_on = death_day(p);
    record(p, (nth, 0), died_on, way)
}

fn member(p: &mut Planter<'_>, way: Way) -> Option<()> {
    let nth = p.dibao(|h| h.size() >= 2 && h.members.get(1).is_some_and(|m| m.labour == "无"))?;
    let died_on = death_day(p);
    record(p, (nth, 1), died_on, way)
}

fn tekun(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(|h| h.is_tekun())?;
    let died_on = p.dice.day_in(p.world.first.plus(-1));
    let died_on = if p.dice.chance(500) { died_on } else { months_after(died_on, 1) };
    record(p, (nth, 0), died_on, Way::Registered)
}

/// Between five months before the first delivery and a third of the way through.
fn death_day(p: &mut Planter<'_>) -> NaiveDate {
    let months = p.world.months().count() as i64;
    let shift = p.dice.between(-5, (months / 3 - 2).max(-4));
    p.dice.day_in(p.world.first.plus(i32::try_from(shift).unwrap_or(0)))
}

fn record(
    p: &mut Planter<'_>,
    (nth, at): (usize, usize),
    died_on: NaiveDate,
    way: Way,
) -> Option<()> {
    let id = p.member(nth, at)?.id;
    let delivered = Month::of(died_on).max(p.world.first);
    if way == Way::CremationOnly {
        p.world.book.enter(Table::Cremations, delivered, row![&id, died_on]);
    } else if delivered > Month::of(died_on) {
        p.world.book.enter(Table::Deaths, delivered, row![&id, died_on]);
    } else {
        life::register_death(p.world, p.dice, &id, died_on);
    }
    let tekun = p.world.household(nth)?.is_tekun();
    let from = first_month(p.world, died_on, tekun);
    let target = (nth, Some(id.as_str()));
    let window = (delivered, from.plus(-1));
    p.hit("deceased_counted", target, p.from(from), "dead and still counted");
    p.lookalike("deceased_counted", target, window, "dead, window not over");
    if way == Way::MoneyReturned {
        p.world.alter(nth, |household| household.roster = Roster::Returned);
        p.lookalike("deceased_paid", target, p.all(), "dead, the money came back");
    } else {
        p.hit("deceased_paid", target, p.from(from), "dead and still paid");
        p.lookalike("deceased_paid", target, window, "dead, window not over");
    }
    Some(())
}

/// The first month in which the death is a violation.
fn first_month(world: &World, died_on: NaiveDate, tekun: bool) -> Month {
    match world.terms(Month::of(died_on)).death_months {
        months if months > 0 && !tekun => Month::of(months_after(died_on, months)).plus(1),
        _ => Month::of(died_on).plus(1),
    }
}
