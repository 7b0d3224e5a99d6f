//! The payment roster against the system.
//!
//! `payment_mismatch`: a benefit case on the roll of M whose total is not the roster's benefit
//! and supplement, or which the roster forgets, or a household that the roster pays though it
//! has left. Look-alikes: returned money, the price subsidy, a case that is not on the roll yet.

use model::{Fen, Month};

use super::Planter;
use crate::household::{Household, Roster};
use crate::life;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(differs);
    planter.each(forgotten);
    planter.each(ghost);
    planter.each(returned);
    planter.each(subsidised);
}

/// The roster treats the household so from `from` to `to`.
fn treat(p: &mut Planter<'_>, nth: usize, (from, to): (Month, Month), roster: Roster) {
    p.world.later(nth, from, move |household| household.roster = roster);
    p.world.later(nth, to.plus(1), |household| household.roster = Roster::Agrees);
}

fn spell(p: &mut Planter<'_>) -> (Month, Month) {
    let from = p.start();
    (from, from.plus(i32::try_from(p.dice.between(0, 3)).unwrap_or(0)))
}

fn differs(p: &mut Planter<'_>) -> Option<()> {
    let terms = p.world.terms(p.world.first).clone();
    let nth = p.pick(|h| h.has_benefit() && h.amounts(&terms).benefit > Fen::from_yuan(150))?;
    let months = spell(p);
    let sign = if p.dice.chance(500) { 1 } else { -1 };
    let difference = Fen(sign * p.dice.between(500, 12_000));
    treat(p, nth, months, Roster::Differs(difference));
    p.hit("payment_mismatch", (nth, None), months, "roster pays another amount");
    Some(())
}

fn forgotten(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let months = spell(p);
    treat(p, nth, months, Roster::Forgets);
    p.hit("payment_mismatch", (nth, None), months, "roster forgets the household");
    Some(())
}

fn ghost(p: &mut Planter<'_>) -> Option<()> {
    let (first, last) = p.all();
    let stop = first.plus(1 + i32::try_from(p.dice.between(0, 3)).unwrap_or(0));
    if stop > last {
        return Some(());
    }
    let nth = p.pick(Household::has_benefit)?;
    let told = p.world.workday_until(p.dice, stop.plus(-1), stop.plus(-1).last_day());
    life::leave(p.world, p.dice, nth, (told, stop), "户籍迁移");
    let until = stop.plus(i32::try_from(p.dice.between(0, 2)).unwrap_or(0));
    p.world.alter(nth, |household| household.ghost_until = Some(until));
    let note = "left the system, still paid";
    let kind = crate::labels::Kind::Hit;
    p.world.label_outside(kind, "payment_mismatch", (stop, until), nth, note);
    Some(())
}

fn returned(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let months = spell(p);
    treat(p, nth, months, Roster::Returned);
    p.lookalike("payment_mismatch", (nth, None), months, "paid, and the money came back");
    Some(())
}

fn subsidised(p: &mut Planter<'_>) -> Option<()> {
    let month = p.world.months().find(|month| p.world.price_rise_paid_in(*month).is_some())?;
    let nth = p.pick(Household::has_benefit)?;
    p.lookalike("payment_mismatch", (nth, None), (month, month), "price subsidy on top");
    Some(())
}
