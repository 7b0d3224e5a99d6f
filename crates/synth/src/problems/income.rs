//! Income that was not declared.
//!
//! `pension_undeclared`: an employee pension; declared transfers of the person stay under
//! twelve months of it. `public_payroll`: any member on it. `taxed_income`: taxed income of the
//! last twelve months exceeds the person's declared wages and business income, and a twelfth of
//! it per head of the household exceeds S. `employee_insurance`: insured in three of the last
//! six months, declared wages under twelve bases. `housing_fund_active`: an account that is
//! paid into. `land_of_others`: farms more than contracted, and the household declares no
//! business income. Look-alikes: resident pensions, declared pensions and wages, short or ended
//! insurance, sealed accounts, land with declared income.
//!
//! `income_over_standard`: with the undeclared pension, pay and taxed income the household has
//! more than S per head, outside of a grace period.

use model::{Area, Fen, Month};

use super::Planter;
use crate::cell::row;
use crate::household::{Household, Income};
use crate::names;
use crate::tables::Table;
use crate::world::World;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(pension);
    planter.each(resident_pension);
    planter.each(declared_pension);
    planter.each(payroll);
    planter.each(taxed);
    planter.each(declared_wage);
    planter.each(insured);
    planter.each(short_insurance);
    planter.each(declared_insurance);
    planter.each(housing_fund);
    planter.each(sealed_fund);
    planter.each(land);
    planter.each(declared_land);
    planter.each(own_land);
}

/// Whether the household is over the standard when member `at` earns `found` a year.
fn over(world: &World, (nth, at): (usize, usize), found: Fen, month: Month) -> bool {
    let Some(household) = world.household(nth) else { return false };
    let declared = household.members.get(at).map_or(Fen(0), |person| person.income.total());
    let income = household.income() - declared + declared.max(found);
    income.0 > world.terms(month).standard(household.area).0 * 12 * household.size()
}

/// Labels `income_over_standard` for an income of `found(month)` a year that member `at` hides.
fn judge_over(p: &mut Planter<'_>, (nth, at): (usize, usize), found: impl Fn(Month) -> Fen) {
    let holds = |world: &World, month: Month| over(world, (nth, at), found(month), month);
    p.judge("income_over_standard", (nth, None), holds, "income with what was found");
}

fn elder(h: &Household) -> Option<usize> {
    super::aged(h, 61, 99)
}

fn worker(h: &Household) -> Option<usize> {
    super::aged(h, 20, 57)
}

fn pension(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| elder(h).is_some())?;
    let at = elder(p.world.household(nth)?)?;
    let (id, start) = (p.member(nth, at)?.id, p.start());
    let monthly = Fen::from_yuan(half_standard(p.world, nth)? * p.dice.between(16, 50) / 10);
    p.stand(Table::Pensions, nth, &id, start, row![&id, "职工", monthly]);
    let months = p.from(start);
    p.hit("pension_undeclared", (nth, Some(&id)), months, "employee pension, not declared");
    let yearly = move |month| if month < start { Fen(0) } else { Fen(monthly.0 * 12) };
    judge_over(p, (nth, at), yearly);
    p.resolve(nth, start, "收入超标");
    Some(())
}

fn resident_pension(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| elder(h).is_some())?;
    let at = elder(p.world.household(nth)?)?;
    let (id, first) = (p.member(nth, at)?.id, p.world.first);
    p.stand(Table::Pensions, nth, &id, first, row![&id, "居民", Fen::from_yuan(238)]);
    p.lookalike("pension_undeclared", (nth, Some(&id)), p.all(), "resident pension");
    p.lookalike("income_over_standard", (nth, None), p.all(), "resident pension");
    Some(())
}

/// Half of the standard for the whole household, in whole yuan a month.
fn half_standard(world: &World, nth: usize) -> Option<i64> {
    let household = world.household(nth)?;
    Some(world.terms(world.first).standard(household.area).0 / 100 * household.size() / 2)
}

/// Makes `income` of member `at` all that the household has.
fn only_income(p: &mut Planter<'_>, (nth, at): (usize, usize), income: Income) {
    p.world.alter(nth, |household| {
        for (place, person) in household.members.iter_mut().enumerate() {
            person.income = if place == at { income } else { Income::default() };
        }
    });
}

fn declared_pension(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| elder(h).is_some())?;
    let at = elder(p.world.household(nth)?)?;
    let (id, first) = (p.member(nth, at)?.id, p.world.first);
    let monthly = half_standard(p.world, nth)?;
    let transfer = Fen::from_yuan(monthly * 12);
    only_income(p, (nth, at), Income { transfer, ..Income::default() });
    p.stand(Table::Pensions, nth, &id, first, row![&id, "职工", Fen::from_yuan(monthly)]);
    p.lookalike("pension_undeclared", (nth, Some(&id)), p.all(), "employee pension, declared");
    p.lookalike("income_over_standard", (nth, None), p.all(), "employee pension, declared");
    Some(())
}

fn payroll(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let (id, start) = (p.member(nth, at)?.id, p.start());
    let employer = names::public_employer(p.dice);
    let pay = half_standard(p.world, nth)? * p.dice.between(24, 60) / 10;
    p.stand(Table::PublicPayroll, nth, &id, start, row![&id, employer, Fen::from_yuan(pay)]);
    p.hit("public_payroll", (nth, Some(&id)), p.from(start), "on the public payroll");
    let yearly = move |month| if month < start { Fen(0) } else { Fen::from_yuan(pay * 12) };
    judge_over(p, (nth, at), yearly);
    p.resolve(nth, start, "收入超标");
    Some(())
}

/// Enters `monthly` taxed in every month from `from` on, each delivered a month later.
fn tax(p: &mut Planter<'_>, id: &str, from: Month, monthly: Fen) {
    let (first, last) = p.all();
    p.world.claim(Table::Tax, id);
    let mut month = from;
    while month < last {
        let delivered = month.plus(1).max(first);
        p.world.book.enter(Table::Tax, delivered, row![id, month, monthly]);
        month = month.plus(1);
    }
}

/// What was taxed in the twelve months up to `month`, as delivered in `month`.
fn taxed_sum(from: Month, monthly: Fen, month: Month) -> Fen {
    let months = (1..12).filter(|back| month.plus(-back) >= from).count() as i64;
    Fen(monthly.0 * months)
}

fn taxed(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let person = p.member(nth, at)?;
    let monthly = Fen::from_yuan(half_standard(p.world, nth)? * p.dice.between(50, 120) / 10);
    let from = p.world.first.plus(-i32::try_from(p.dice.between(-1, 7)).unwrap_or(0));
    tax(p, &person.id, from, monthly);
    let declared = person.income.wage + person.income.business;
    let holds = move |world: &World, month: Month| {
        let sum = taxed_sum(from, monthly, month);
        let Some(household) = world.household(nth) else { return false };
        let limit = world.terms(month).standard(household.area).0 * 12 * household.size();
        sum > declared && sum.0 > limit
    };
    p.judge("taxed_income", (nth, Some(&person.id)), holds, "taxed income, not declared");
    judge_over(p, (nth, at), move |month| taxed_sum(from, monthly, month));
    Some(())
}

fn declared_wage(p: &mut Planter<'_>) -> Option<()> {
    let earns = |h: &Household| h.members.iter().position(|m| m.income.wage.0 >= 240_000);
    let nth = p.dibao(|h| earns(h).is_some())?;
    let at = earns(p.world.household(nth)?)?;
    let person = p.member(nth, at)?;
    let monthly = Fen(person.income.wage.0 / 1200 * 100);
    tax(p, &person.id, p.world.first.plus(-11), monthly);
    p.lookalike("taxed_income", (nth, Some(&person.id)), p.all(), "taxed wage, declared");
    p.lookalike("income_over_standard", (nth, None), p.all(), "taxed wage, declared");
    Some(())
}

fn insured(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let (id, start) = (p.member(nth, at)?.id, p.start());
    let base = Fen::from_yuan(half_standard(p.world, nth)? * p.dice.between(40, 70) / 10);
    let since = start.plus(-i32::try_from(p.dice.between(3, 14)).unwrap_or(3));
    let row = row![&id, names::company(p.dice), base, since, ""];
    p.stand(Table::Insurance, nth, &id, start, row);
    p.hit("employee_insurance", (nth, Some(&id)), p.from(start), "insured by an employer");
    p.resolve(nth, start, "收入超标");
    Some(())
}

fn short_insurance(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let (id, first) = (p.member(nth, at)?.id, p.world.first);
    let base = Fen::from_yuan(3900);
    let row = row![&id, names::company(p.dice), base, first.plus(-2), first.plus(-1)];
    p.stand(Table::Insurance, nth, &id, first, row);
    p.lookalike("employee_insurance", (nth, Some(&id)), p.all(), "insured for two months");
    Some(())
}

fn declared_insurance(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let (id, first) = (p.member(nth, at)?.id, p.world.first);
    let base = half_standard(p.world, nth)?;
    let wage = Fen::from_yuan(base * 12);
    only_income(p, (nth, at), Income { wage, ..Income::default() });
    let row = row![&id, "乡村公益性岗位", Fen::from_yuan(base), first.plus(-18), ""];
    p.stand(Table::Insurance, nth, &id, first, row);
    p.lookalike("employee_insurance", (nth, Some(&id)), p.all(), "insured, wage declared");
    Some(())
}

fn fund(p: &mut Planter<'_>, status: &'static str) -> Option<(usize, String, Month)> {
    let nth = p.dibao(|h| worker(h).is_some())?;
    let at = worker(p.world.household(nth)?)?;
    let (id, start) = (p.member(nth, at)?.id, p.start());
    let paid = Fen::from_yuan(p.dice.between(220, 900));
    p.stand(Table::HousingFund, nth, &id, start, row![&id, paid, status]);
    Some((nth, id, start))
}

fn housing_fund(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id, start) = fund(p, "正常")?;
    p.hit("housing_fund_active", (nth, Some(&id)), p.from(start), "pays into the housing fund");
    p.resolve(nth, start, "收入超标");
    Some(())
}

fn sealed_fund(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id, _) = fund(p, "封存")?;
    p.lookalike("housing_fund_active", (nth, Some(&id)), p.all(), "sealed account");
    Some(())
}

fn farmland(p: &mut Planter<'_>, nth: usize, start: Month, mu: (&str, &str)) -> String {
    let id = p.head(nth);
    p.stand(Table::Land, nth, &id, start, row![&id, mu.0, mu.1]);
    id
}

/// Moves business income to another source, so that none is declared.
fn no_business(p: &mut Planter<'_>, nth: usize) {
    p.world.alter(nth, |household| {
        for person in &mut household.members {
            let moved = std::mem::take(&mut person.income.business);
            person.income.property += moved;
        }
    });
}

fn land(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.area == Area::Rural)?;
    no_business(p, nth);
    let (start, farmed) = (p.start(), p.dice.between(22, 80).to_string());
    let id = farmland(p, nth, start, ("4.5", &farmed));
    p.hit("land_of_others", (nth, Some(&id)), p.from(start), "farms others' land, no income");
    Some(())
}

fn declared_land(p: &mut Planter<'_>) -> Option<()> {
    let farms = |h: &Household| h.members.iter().any(|m| m.income.business.0 >= 100_000);
    let nth = p.dibao(|h| h.area == Area::Rural && farms(h))?;
    let id = farmland(p, nth, p.world.first, ("3.5", "6.0"));
    p.lookalike("land_of_others", (nth, Some(&id)), p.all(), "farms more, income declared");
    Some(())
}

fn own_land(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.area == Area::Rural)?;
    no_business(p, nth);
    let id = farmland(p, nth, p.world.first, ("6.2", "6.2"));
    p.lookalike("land_of_others", (nth, Some(&id)), p.all(), "farms its own land only");
    Some(())
}
