//! People who are elsewhere.
//!
//! `travel`: a member of a benefit case flew, took a business seat or went abroad in the last
//! twelve months, and after the first benefit month began. `prisoner_counted`: a covered person
//! is in prison on END. `covered_fewer_than_members`: dibao, fewer covered than members, no
//! single-person case, and not all the others are in prison. `long_absent`: long absent for no
//! reason or 其他, or 务工 without declared wages; 求学, 就医 and 探亲 excuse.

use model::{Fen, Month};

use super::Planter;
use crate::cell::row;
use crate::household::{Household, Income};
use crate::tables::Table;
use crate::world::days_after;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(travel);
    planter.each(old_trip);
    planter.each(trip_before_enrolment);
    planter.each(prisoner);
    planter.each(released);
    planter.each(uncovered_prisoner);
    planter.each(fewer);
    planter.each(single);
    planter.each(|p| absent(p, ""));
    planter.each(|p| absent(p, "其他"));
    planter.each(absent_without_wage);
    planter.each(|p| excused(p, "求学"));
    planter.each(|p| excused(p, "就医"));
    planter.each(absent_with_wage);
}

fn trip(p: &mut Planter<'_>, delivered: Month, on: chrono::NaiveDate) -> Option<(usize, String)> {
    let nth = p.pick(Household::has_benefit)?;
    let id = p.head(nth);
    let kind = p.dice.pick(&["航班", "航班", "高铁商务座", "出境"]);
    p.world.book.enter(Table::Trips, delivered, row![&id, kind, on]);
    Some((nth, id))
}

fn travel(p: &mut Planter<'_>) -> Option<()> {
    let start = p.start();
    let on = p.dice.day_in(start);
    let (nth, id) = trip(p, start, on)?;
    p.hit("travel", (nth, Some(&id)), (start, start.plus(11)), "travelled while enrolled");
    Some(())
}

fn old_trip(p: &mut Planter<'_>) -> Option<()> {
    let first = p.world.first;
    let on = p.dice.day_in(first.plus(-12));
    let (nth, id) = trip(p, first, on)?;
    p.lookalike("travel", (nth, Some(&id)), p.all(), "travelled more than twelve months ago");
    Some(())
}

/// The first benefit month is made recent, and the trip lies in the month before it.
fn trip_before_enrolment(p: &mut Planter<'_>) -> Option<()> {
    let first = p.world.first;
    let on = p.dice.day_in(first.plus(-4));
    let (nth, id) = trip(p, first, on)?;
    p.world.alter(nth, |household| household.first_benefit = first.plus(-3));
    p.lookalike("travel", (nth, Some(&id)), p.all(), "travelled before enrolment");
    Some(())
}

fn grown(h: &Household) -> Option<usize> {
    super::aged(h, 20, 58)
}

fn prisoner(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| grown(h).is_some())?;
    let at = grown(p.world.household(nth)?)?;
    let (id, start) = (p.member(nth, at)?.id, p.start());
    let from = p.day_before(start);
    let to = days_after(p.world.last.last_day(), p.dice.between(30, 900));
    p.stand(Table::Prisoners, nth, &id, start, row![&id, from, to]);
    p.hit("prisoner_counted", (nth, Some(&id)), p.from(start), "in prison and counted");
    Some(())
}

fn released(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| grown(h).is_some())?;
    let at = grown(p.world.household(nth)?)?;
    let (id, first) = (p.member(nth, at)?.id, p.world.first);
    let to = days_after(first.first_day(), -p.dice.between(20, 200));
    p.stand(Table::Prisoners, nth, &id, first, row![&id, days_after(to, -400), to]);
    p.lookalike("prisoner_counted", (nth, Some(&id)), p.all(), "released");
    Some(())
}

/// Takes member `at` out of the covered persons.
fn uncover(p: &mut Planter<'_>, nth: usize, at: usize) {
    p.world.alter(nth, |household| {
        if let Some(person) = household.members.get_mut(at) {
            person.covered = false;
            person.income = Income::default();
        }
        if let Some(head) = household.members.first_mut() {
            // The others' income must leave a benefit for the smaller number.
            head.income = head.income.scaled(450);
        }
    });
}

fn uncovered_prisoner(p: &mut Planter<'_>) -> Option<()> {
    let spouse = |h: &Household| h.members.get(1).is_some_and(|m| m.labour != "无");
    let nth = p.dibao(|h| h.size() >= 2 && spouse(h))?;
    let (id, first) = (p.member(nth, 1)?.id, p.world.first);
    uncover(p, nth, 1);
    let from = days_after(first.first_day(), -300);
    p.stand(Table::Prisoners, nth, &id, first, row![&id, from, ""]);
    p.lookalike("prisoner_counted", (nth, Some(&id)), p.all(), "in prison, not covered");
    p.lookalike("covered_fewer_than_members", (nth, None), p.all(), "the other is in prison");
    Some(())
}

fn fewer(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.size() >= 2)?;
    let at = p.world.household(nth)?.members.len() - 1;
    uncover(p, nth, at);
    let note = "fewer covered than members";
    p.hit("covered_fewer_than_members", (nth, None), p.all(), note);
    Some(())
}

fn single(p: &mut Planter<'_>) -> Option<()> {
    let severe = |h: &Household| h.members.first().is_some_and(|m| m.severely_disabled());
    let nth = p.dibao(|h| h.size() >= 2 && severe(h))?;
    let area = p.world.household(nth)?.area;
    let monthly = p.world.terms(p.world.first).standard(area).0 * 3 / 10;
    p.world.alter(nth, |household| {
        household.single = true;
        for (at, person) in household.members.iter_mut().enumerate() {
            person.covered = at == 0;
            person.income = Income::default();
            if at == 0 {
                person.income.transfer = Fen::from_yuan(monthly * 12 / 100);
            }
        }
    });
    for flag in ["covered_fewer_than_members", "benefit_miscalculated", "income_over_standard"] {
        p.lookalike(flag, (nth, None), p.all(), "single-person case");
    }
    Some(())
}

fn absent(p: &mut Planter<'_>, reason: &'static str) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let start = p.start();
    p.world.later(nth, start, move |household| household.absent = Some(reason));
    p.hit("long_absent", (nth, None), p.from(start), "long absent without reason");
    Some(())
}

fn excused(p: &mut Planter<'_>, reason: &'static str) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    p.world.alter(nth, |household| household.absent = Some(reason));
    p.lookalike("long_absent", (nth, None), p.all(), reason);
    Some(())
}

fn absent_without_wage(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.members.iter().all(|m| m.income.wage == Fen(0)))?;
    p.world.alter(nth, |household| household.absent = Some("务工"));
    p.hit("long_absent", (nth, None), p.all(), "works away, no wage declared");
    Some(())
}

fn absent_with_wage(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.members.iter().any(|m| m.income.wage.0 >= 100_000))?;
    p.world.alter(nth, |household| household.absent = Some("务工"));
    p.lookalike("long_absent", (nth, None), p.all(), "works away, wage declared");
    Some(())
}
