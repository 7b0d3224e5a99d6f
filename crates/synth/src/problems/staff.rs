//! Relatives of staff, and staff.
//!
//! `staff_enrolled`: a covered person of a benefit case is a handler.
//! `near_relative_unregistered`: a member is kin of a handler, and no filing up to END.
//! `near_relative_unvisited`: filed for more than thirty days, no visit by the town, the city or
//! a campaign in the last twelve months. `relative_handled_case`: the handler to whom a
//! household is related re-checked it in the last twelve months.
//! Look-alikes: namesakes of handlers, filed relatives, visits by the city only, re-checks by
//! somebody else.

use super::Planter;
use crate::cell::row;
use crate::household::Household;
use crate::life::{self, VisitKind};
use crate::tables::Table;
use crate::world::days_after;

/// Cadres who draw benefits themselves, and recipients with a cadre's name.
pub(super) fn plant_enrolled(planter: &mut Planter<'_>) {
    planter.each(enrolled);
    planter.each(namesake);
}

/// Relatives of cadres.
pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(unregistered);
    planter.each(unvisited);
    planter.each(visited_by_city);
    planter.each(handled_by_relative);
    planter.each(handled_by_others);
}

/// The village cadre of a household's village, as a position among the handlers.
fn cadre(p: &Planter<'_>, nth: usize) -> Option<usize> {
    let place = p.world.household(nth)?.place;
    p.world.places.handlers.iter().position(|handler| {
        handler.post == "村委"
            && handler.town == Some(place.town)
            && handler.village == Some(place.village)
    })
}

fn enrolled(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| super::aged(h, 30, 75) == Some(0))?;
    let (at, head) = (cadre(p, nth)?, p.member(nth, 0)?);
    let handler = p.world.places.handlers.get_mut(at)?;
    handler.id_no.clone_from(&head.id);
    handler.name = head.name;
    // No second recipient may become the same cadre.
    handler.post = "村书记";
    p.hit("staff_enrolled", (nth, Some(&head.id)), p.all(), "a village cadre is covered");
    Some(())
}

fn namesake(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    let name = p.world.places.handlers.get(cadre(p, nth)?)?.name.clone();
    p.world.alter(nth, |household| {
        household.account.name.clone_from(&name);
        if let Some(head) = household.members.first_mut() {
            head.name = name;
        }
    });
    let id = p.head(nth);
    p.lookalike("staff_enrolled", (nth, Some(&id)), p.all(), "bears a cadre's name");
    Some(())
}

fn unregistered(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let (_, cadre_id) = life::tie(p.world, p.dice, nth)?;
    let (head, start) = (p.head(nth), p.start());
    let relation = p.dice.pick(&["兄弟姐妹", "父母", "其他"]);
    p.stand(Table::Kinship, nth, &head, start, row![&head, &cadre_id, relation]);
    let note = "kin of a village cadre, not filed";
    p.hit("near_relative_unregistered", (nth, None), p.from(start), note);
    Some(())
}

/// A filing of long ago; returns the household and the cadre.
fn filed(p: &mut Planter<'_>) -> Option<(usize, String)> {
    let nth = p.pick(Household::has_benefit)?;
    let first = p.world.first;
    let on = days_after(first.first_day(), -p.dice.between(200, 900));
    let cadre = life::file_relative(p.world, p.dice, nth, (on, first))?;
    // Near relatives may have a shorter cycle than the class that the household was made with.
    let checked = p.day_before(first);
    p.world.alter(nth, |household| household.last_recheck = Some(checked));
    p.lookalike("near_relative_unregistered", (nth, None), p.all(), "filed");
    Some((nth, cadre))
}

fn unvisited(p: &mut Planter<'_>) -> Option<()> {
    let (nth, _) = filed(p)?;
    p.world.alter(nth, |household| household.shunned = true);
    let note = "filed, visited by the village at most";
    p.hit("near_relative_unvisited", (nth, None), p.all(), note);
    Some(())
}

fn visited_by_city(p: &mut Planter<'_>) -> Option<()> {
    let (nth, _) = filed(p)?;
    p.world.alter(nth, |household| household.shunned = true);
    let (first, last) = p.all();
    let mut month = first.plus(-3);
    while month <= last {
        let on = p.world.workday_until(p.dice, month, month.last_day());
        let delivered = month.max(first);
        life::enter_visit(p.world, p.dice, nth, (VisitKind::City, on, delivered));
        month = month.plus(6);
    }
    p.lookalike("near_relative_unvisited", (nth, None), p.all(), "visited by the city only");
    Some(())
}

fn handled_by_relative(p: &mut Planter<'_>) -> Option<()> {
    let (nth, cadre) = filed(p)?;
    let month = p.start();
    let on = p.world.workday_until(p.dice, month, month.last_day());
    let recheck = life::Recheck::unchanged(p.world, p.dice, (nth, on), "报告")?;
    let recheck = life::Recheck { handler: cadre, ..recheck };
    life::enter_recheck(p.world, p.dice, recheck, month);
    let months = (month, month.plus(11));
    p.hit("relative_handled_case", (nth, None), months, "re-checked by the relative");
    Some(())
}

fn handled_by_others(p: &mut Planter<'_>) -> Option<()> {
    let (nth, _) = filed(p)?;
    let month = p.start();
    p.recheck(nth, month, ("不变", "报告"), |old| old)?;
    p.lookalike("relative_handled_case", (nth, None), p.all(), "re-checked by others");
    Some(())
}
