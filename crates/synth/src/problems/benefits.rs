//! Amounts.
//!
//! `benefit_miscalculated`: dibao by top-up, outside of a grace period, the approved benefit is
//! more than one yuan off the rule. `amount_changed_unchecked`: the benefit differs from the
//! month before, no re-check in M−1 or M, and a change of the standard does not explain it;
//! raised in M only. `grace_overrun`: the grace period ended before M and the case still stands;
//! the frozen benefit and the income are then wrong too. `quota_pattern`: of a village's dibao
//! households on the roll (`quota_households_min` or more) more than `quota_share_min` get one and
//! the same amount; the label names the village by its code, in the note.

use std::collections::BTreeMap;

use model::{Area, Fen, Month};

use super::Planter;
use crate::household::{Household, Income, Place};
use crate::labels::Kind;
use crate::life;
use crate::world::{World, months_after};

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(|p| wrong_amount(p, 1));
    planter.each(|p| wrong_amount(p, -1));
    planter.each(within_a_yuan);
    planter.each(unchecked);
    planter.each(checked);
    planter.each(standard_raised);
    planter.each(|p| grace(p, true));
    planter.each(|p| grace(p, false));
}

/// Puts an error into the approved benefit. A new standard is taken over by a re-check, since
/// the rule alone does not explain the new amount.
fn misjudge(p: &mut Planter<'_>, nth: usize, error: Fen) {
    p.world.alter(nth, |household| household.error = error);
    let first = p.world.first;
    let months: Vec<Month> = p.world.months().filter(|month| *month > first).collect();
    for month in months {
        if p.world.standard_changes(month) {
            p.recheck(nth, month.plus(-1), ("不变", "定期"), |old| old);
        }
    }
}

fn wrong_amount(p: &mut Planter<'_>, sign: i64) -> Option<()> {
    let terms = p.world.terms(p.world.first).clone();
    let nth = p.dibao(|h| h.amounts(&terms).benefit > Fen::from_yuan(100))?;
    let error = Fen(sign * p.dice.between(1500, 9000));
    misjudge(p, nth, error);
    p.hit("benefit_miscalculated", (nth, None), p.all(), "approved amount is not the rule's");
    Some(())
}

fn within_a_yuan(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    misjudge(p, nth, Fen(40));
    p.lookalike("benefit_miscalculated", (nth, None), p.all(), "off by less than a yuan");
    Some(())
}

/// A household with a change of income in a month that has no regular re-check near it.
fn change(p: &mut Planter<'_>) -> Option<(usize, Month)> {
    let (first, last) = p.all();
    let cycle = p.world.terms(first).cycles[0];
    let nth = p.dibao(|h| h.income().0 >= 120_000)?;
    let checked = p.dice.day_in(first.plus(-2));
    let due = Month::of(months_after(checked, cycle));
    let fits = |month: &Month| {
        *month > first
            && *month != due
            && *month != due.plus(1)
            && !p.world.standard_changes(*month)
    };
    let months: Vec<Month> = p.world.months().filter(fits).collect();
    let month = months.get(p.dice.place(months.len())).copied().filter(|m| *m <= last)?;
    p.world.alter(nth, |household| {
        household.cycle = crate::household::Cycle::Year;
        household.last_recheck = Some(checked);
    });
    p.world.later(nth, month, |household| {
        for person in &mut household.members {
            person.income = person.income.scaled(600);
        }
    });
    Some((nth, month))
}

fn unchecked(p: &mut Planter<'_>) -> Option<()> {
    let (nth, month) = change(p)?;
    let flag = "amount_changed_unchecked";
    p.hit(flag, (nth, None), (month, month), "amount changed, no re-check");
    p.lookalike(flag, (nth, None), (month.plus(1), p.world.last), "changed earlier");
    Some(())
}

fn checked(p: &mut Planter<'_>) -> Option<()> {
    let (nth, month) = change(p)?;
    let before = month.plus(-1);
    let household = p.world.household(nth)?;
    let terms = p.world.terms(before);
    let mut after = household.clone();
    for person in &mut after.members {
        person.income = person.income.scaled(600);
    }
    let new = after.amounts(terms).total();
    p.recheck(nth, before, ("增发", "报告"), |_| new);
    p.lookalike("amount_changed_unchecked", (nth, None), (month, month), "re-check on file");
    Some(())
}

fn standard_raised(p: &mut Planter<'_>) -> Option<()> {
    let first = p.world.first;
    let raised = p.world.months().find(|m| *m > first && p.world.standard_changes(*m))?;
    let nth = p.pick(Household::has_benefit)?;
    let note = "the standard was raised";
    p.lookalike("amount_changed_unchecked", (nth, None), (raised, raised), note);
    Some(())
}

/// A household whose income rose over the standard; its benefit stands still for six months.
fn grace(p: &mut Planter<'_>, overrun: bool) -> Option<()> {
    let (first, last) = p.all();
    let at = |h: &Household| super::aged(h, 20, 57);
    let nth = p.dibao(|h| at(h).is_some())?;
    let earner = at(p.world.household(nth)?)?;
    let ends = first.plus(i32::try_from(p.dice.between(-1, 4)).unwrap_or(0));
    let household = p.world.household(nth)?;
    let frozen = household.amounts(p.world.terms(first)).benefit;
    let size = household.size();
    let yuan = p.world.terms(last).standard(household.area).0 / 100 * size * 12 * 6 / 5;
    p.world.alter(nth, |household| {
        household.grace = Some((ends.plus(-5), ends));
        household.frozen = Some(frozen);
        if let Some(person) = household.members.get_mut(earner) {
            person.income.wage += Fen::from_yuan(yuan);
            person.employment = "在职";
        }
    });
    if overrun {
        for flag in ["grace_overrun", "income_over_standard", "benefit_miscalculated"] {
            p.hit(flag, (nth, None), (ends.plus(1), last), "grace is over, still paid");
            p.lookalike(flag, (nth, None), (first, ends), "inside the grace period");
        }
        return Some(());
    }
    let ends = ends.max(first);
    p.world.alter(nth, |household| household.grace = Some((ends.plus(-5), ends)));
    for flag in ["grace_overrun", "income_over_standard", "benefit_miscalculated"] {
        p.lookalike(flag, (nth, None), (first, ends), "inside the grace period");
    }
    if ends < last {
        let told = p.world.workday_until(p.dice, ends, ends.last_day());
        life::leave(p.world, p.dice, nth, (told, ends.plus(1)), "收入超标");
    }
    Some(())
}

/// The rural village with just enough dibao households for the pattern.
fn village(world: &World) -> Option<(Place, usize)> {
    let least = world.terms(world.first).quota?.cases * 6 / 5;
    let mut sizes: BTreeMap<Place, usize> = BTreeMap::new();
    for household in world.households.iter().filter(|h| h.is_dibao() && h.area == Area::Rural) {
        *sizes.entry(household.place).or_default() += 1;
    }
    sizes.into_iter().filter(|(_, size)| *size >= least).min_by_key(|(place, size)| (*size, *place))
}

/// Plants one village where nearly everybody gets the same.
pub(super) fn plant_quota_village(p: &mut Planter<'_>) {
    let Some((place, size)) = village(p.world) else { return };
    // A village must not eat up a small city.
    if size * 12 > p.world.households.len() {
        return;
    }
    let first = p.world.first;
    let standard = p.world.terms(first).standard(Area::Rural).0;
    let amount = standard * 11 / 20;
    for _ in 0..size * 9 / 10 {
        let Some(nth) = p.dibao(|h| h.place == place && h.programme.area() == Some(Area::Rural))
        else {
            break;
        };
        p.world.alter(nth, |household| {
            let yearly = Fen(12 * (standard * household.size() - amount));
            for (at, person) in household.members.iter_mut().enumerate() {
                person.income = Income::default();
                if at == 0 {
                    person.income.business = yearly;
                }
            }
        });
    }
}

/// Labels the villages that show the pattern in `month`, planted or not, and as a look-alike the
/// largest village that does not.
pub(super) fn observe_villages(world: &mut World, month: Month) {
    let mut villages: BTreeMap<Place, Vec<Fen>> = BTreeMap::new();
    for household in world.households.iter().filter(|h| h.is_dibao() && h.on_roll(month)) {
        let benefit = household.amounts(world.terms(month)).benefit;
        villages.entry(household.place).or_default().push(benefit);
    }
    let Some(pattern) = world.terms(month).quota else { return };
    villages.retain(|_, amounts| amounts.len() >= pattern.cases);
    let (alike, mixed): (Vec<_>, Vec<_>) = villages
        .into_iter()
        .partition(|(_, amounts)| pattern.shown(most_frequent(amounts), amounts.len()));
    let largest = mixed.into_iter().max_by_key(|(_, amounts)| amounts.len());
    let hits = alike.into_iter().map(|(place, _)| (Kind::Hit, place));
    for (kind, place) in hits.chain(largest.map(|(place, _)| (Kind::Lookalike, place))) {
        let code = world.places.village(place).map(|village| village.code.clone());
        let code = code.unwrap_or_default();
        world.label_town(kind, "quota_pattern", (month, place.town), &code);
    }
}

/// How many of `amounts` are the one that occurs most.
fn most_frequent(amounts: &[Fen]) -> usize {
    let mut counts: BTreeMap<Fen, usize> = BTreeMap::new();
    for amount in amounts {
        *counts.entry(*amount).or_default() += 1;
    }
    counts.into_values().max().unwrap_or(0)
}
