//! One person in two places.
//!
//! `duplicate_person`: a person is covered in two dibao or in two tekun households of M; both
//! are flagged. `two_programmes`: covered in a dibao and in a tekun household of M; both.
//! `duplicate_elsewhere`: a covered person is on the dibao or tekun roll of another place, from
//! a month up to M. Look-alikes: twins and namesakes, an edge family beside the single-person
//! dibao case of its severely disabled member, temporary relief elsewhere.
//! `split_household`: two dibao households, neither a single-person case, of one address, a
//! member of one being child, parent or spouse of a member of the other; both are flagged.
//! Look-alikes: strangers at one address, relatives at two.

use model::Programme;

use super::Planter;
use crate::cell::row;
use crate::household::{Household, Income, Person};
use crate::tables::Table;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(duplicate);
    planter.each(twins);
    planter.each(two_programmes);
    planter.each(edge_and_single);
    planter.each(elsewhere);
    planter.each(relief_elsewhere);
    planter.each(split);
    planter.each(neighbours);
    planter.each(relatives_apart);
}

fn copied(person: &Person) -> Person {
    Person { relation: "其他", covered: true, income: Income::default(), ..person.clone() }
}

fn duplicate(p: &mut Planter<'_>) -> Option<()> {
    let home = p.dibao(|h| h.size() >= 2)?;
    let other = p.dibao(|h| h.size() <= 2)?;
    let last = p.world.household(home)?.members.last()?.clone();
    let id = last.id.clone();
    p.world.alter(other, |household| household.members.push(copied(&last)));
    for nth in [home, other] {
        p.hit("duplicate_person", (nth, Some(&id)), p.all(), "covered in two dibao households");
    }
    Some(())
}

fn twins(p: &mut Planter<'_>) -> Option<()> {
    let one = p.dibao(|h| h.size() == 1)?;
    let other = p.dibao(|h| h.size() == 1)?;
    let twin = p.member(one, 0)?;
    let id = p.world.registrar.identity(twin.birth, twin.sex);
    p.lookalike("duplicate_person", (one, Some(&twin.id)), p.all(), "twin of another recipient");
    let copy = Person { id: id.clone(), ..twin };
    p.world.alter(other, |household| {
        household.account.name = copy.name.clone();
        household.members = vec![copy];
    });
    p.lookalike("duplicate_person", (other, Some(&id)), p.all(), "twin of another recipient");
    Some(())
}

fn two_programmes(p: &mut Planter<'_>) -> Option<()> {
    let tekun = p.pick(|h| h.is_tekun() && super::aged(h, 60, 99).is_some())?;
    let dibao = p.dibao(|h| h.size() <= 2)?;
    let head = p.member(tekun, 0)?;
    p.world.alter(dibao, |household| household.members.push(copied(&head)));
    for nth in [tekun, dibao] {
        let target = (nth, Some(head.id.as_str()));
        p.hit("two_programmes", target, p.all(), "covered by dibao and tekun");
    }
    Some(())
}

fn edge_and_single(p: &mut Planter<'_>) -> Option<()> {
    let edge = p.pick(|h| h.programme == Programme::Edge && h.size() >= 2)?;
    let case = p.dibao(|h| h.size() == 1)?;
    let mut member = p.member(edge, 1)?;
    member.disability = Some(("智力", "一级"));
    member.labour = "完全丧失";
    member.income = Income::default();
    let (id, single) = (member.id.clone(), Person { relation: "本人", ..member.clone() });
    p.world.alter(edge, |household| {
        if let Some(place) = household.members.get_mut(1) {
            *place = member;
        }
    });
    p.world.alter(case, |household: &mut Household| {
        household.single = true;
        household.cause = "残疾";
        household.account.name = single.name.clone();
        household.members = vec![single];
    });
    p.lookalike("two_programmes", (case, Some(&id)), p.all(), "single-person case, family on edge");
    p.lookalike("missed_household", (edge, None), p.all(), "the disabled member is on dibao");
    Some(())
}

fn elsewhere(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    let start = p.start();
    let id = p.head(nth);
    let programme = p.dice.pick(&["农村低保", "城市低保", "特困分散"]);
    let since = start.plus(-i32::try_from(p.dice.between(0, 20)).unwrap_or(0));
    p.stand(Table::OtherPlaces, nth, &id, start, row![&id, "邻省南桥县", programme, since]);
    p.hit("duplicate_elsewhere", (nth, Some(&id)), p.from(start), "on the roll of another place");
    p.resolve(nth, start, "重复享受");
    Some(())
}

fn relief_elsewhere(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    let (id, first) = (p.head(nth), p.world.first);
    let row = row![&id, "邻省南桥县", "临时救助", first.plus(-4)];
    p.stand(Table::OtherPlaces, nth, &id, first, row);
    p.lookalike("duplicate_elsewhere", (nth, Some(&id)), p.all(), "temporary relief elsewhere");
    Some(())
}

/// An elderly head and a head a generation younger, each with a dibao case of their own.
fn generations(p: &mut Planter<'_>) -> Option<(usize, usize)> {
    let old = p.dibao(|h| h.size() <= 2 && super::aged(h, 66, 99) == Some(0))?;
    let young = p.dibao(|h| super::aged(h, 34, 46) == Some(0))?;
    Some((old, young))
}

fn tie(p: &mut Planter<'_>, (old, young): (usize, usize)) -> Option<()> {
    let (parent, child) = (p.member(old, 0)?, p.member(young, 0)?);
    let (down, up) = (
        if child.sex.label() == "男" { "子" } else { "女" },
        if parent.sex.label() == "男" { "父" } else { "母" },
    );
    let first = p.world.first;
    p.stand(Table::Kinship, old, &parent.id, first, row![&parent.id, &child.id, down]);
    p.stand(Table::Kinship, young, &child.id, first, row![&child.id, &parent.id, up]);
    Some(())
}

fn share_address(p: &mut Planter<'_>, (one, other): (usize, usize)) -> Option<()> {
    let (address, place) = p.world.household(one).map(|h| (h.address.clone(), h.place))?;
    p.world.alter(other, |household| {
        household.address = address;
        household.place = place;
    });
    Some(())
}

fn split(p: &mut Planter<'_>) -> Option<()> {
    let pair = generations(p)?;
    tie(p, pair)?;
    share_address(p, pair)?;
    for nth in [pair.0, pair.1] {
        p.hit("split_household", (nth, None), p.all(), "parent and child, one address, two cases");
    }
    Some(())
}

fn neighbours(p: &mut Planter<'_>) -> Option<()> {
    let pair = generations(p)?;
    share_address(p, pair)?;
    for nth in [pair.0, pair.1] {
        p.lookalike("split_household", (nth, None), p.all(), "no kin, one address");
    }
    Some(())
}

fn relatives_apart(p: &mut Planter<'_>) -> Option<()> {
    let pair = generations(p)?;
    tie(p, pair)?;
    for nth in [pair.0, pair.1] {
        p.lookalike("split_household", (nth, None), p.all(), "parent and child, two addresses");
    }
    Some(())
}
