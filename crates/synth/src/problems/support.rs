//! Children who could support their parents.
//!
//! `support_hidden`: a covered person of a dibao or tekun case has a son or daughter R who is no
//! member; R's monthly pay y (public payroll, else the insurance base in force) imputes
//! 12 × (y − `edge_multiple` × S) × `support_rate` a year; that is positive and more than the
//! household's declared transfers. Look-alikes: declared support well over the imputed, a child
//! under the line. A child on the public payroll is no member on it (`public_payroll`).

use model::Fen;

use super::Planter;
use crate::cell::row;
use crate::household::Income;
use crate::names;
use crate::registrar::Sex;
use crate::tables::Table;
use crate::world::days_after;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(hidden);
    planter.each(declared);
    planter.each(poor_child);
}

/// What a child earns against the edge line, in thousandths, and by which feed it is known.
fn child(p: &mut Planter<'_>, per_mille: i64, public: bool) -> Option<usize> {
    let nth = p.dibao(|h| super::aged(h, 62, 99) == Some(0))?;
    let parent = p.member(nth, 0)?;
    let sex = if p.dice.chance(500) { Sex::Male } else { Sex::Female };
    let birth = days_after(parent.birth, p.dice.between(8000, 9800));
    let id = p.world.registrar.identity(birth, sex);
    let first = p.world.first;
    let area = p.world.household(nth)?.area;
    let line = p.world.terms(p.world.last).edge_line(area);
    let pay = Fen::from_yuan(line.0 * per_mille / 100_000);
    let relation = if sex == Sex::Male { "子" } else { "女" };
    p.stand(Table::Kinship, nth, &parent.id, first, row![&parent.id, &id, relation]);
    if public {
        let row = row![&id, names::public_employer(p.dice), pay];
        p.stand(Table::PublicPayroll, nth, &id, first, row);
        p.lookalike("public_payroll", (nth, None), p.all(), "a child who is no member");
    } else {
        let row = row![&id, names::company(p.dice), pay, first.plus(-40), ""];
        p.stand(Table::Insurance, nth, &id, first, row);
    }
    Some(nth)
}

/// Declares `transfer` as all the income of the household.
fn declare(p: &mut Planter<'_>, nth: usize, transfer: Fen) {
    p.world.alter(nth, |household| {
        for (at, person) in household.members.iter_mut().enumerate() {
            person.income = Income::default();
            if at == 0 {
                person.income.transfer = transfer;
            }
        }
    });
}

fn hidden(p: &mut Planter<'_>) -> Option<()> {
    let public = p.dice.chance(500);
    let per_mille = p.dice.between(3000, 8000);
    let nth = child(p, per_mille, public)?;
    p.world.alter(nth, |household| {
        for person in &mut household.members {
            let moved = std::mem::take(&mut person.income.transfer);
            person.income.property += moved;
        }
    });
    let id = p.head(nth);
    p.hit("support_hidden", (nth, Some(&id)), p.all(), "a child earns well, nothing declared");
    Some(())
}

fn declared(p: &mut Planter<'_>) -> Option<()> {
    let nth = child(p, 1150, true)?;
    let area = p.world.household(nth)?.area;
    let monthly = p.world.terms(p.world.first).standard(area).0 * 35 / 100;
    declare(p, nth, Fen::from_yuan(monthly * 12 / 100));
    let id = p.head(nth);
    p.lookalike("support_hidden", (nth, Some(&id)), p.all(), "support declared");
    Some(())
}

fn poor_child(p: &mut Planter<'_>) -> Option<()> {
    let nth = child(p, 700, false)?;
    let id = p.head(nth);
    p.lookalike("support_hidden", (nth, Some(&id)), p.all(), "the child earns little");
    Some(())
}
