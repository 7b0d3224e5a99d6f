//! Property beyond what a benefit case may have.
//!
//! `vehicle_owned`: a member has a vehicle that is no motorcycle, electric bicycle or vehicle
//! for the disabled. `vehicle_bought`: such a vehicle registered on or after the first day of
//! the first benefit month. `second_home`: more than one home by the file or by titles (titles
//! of one area and day are one home). `home_bought`: a home registered later than twelve months
//! before the first benefit month began. `commercial_property`: a shop, office or parking place.
//! `company_owned`: an active firm, but not a sole trader without employees.
//! `assets_over_limit`: declared assets, or balances if more, per head over
//! `financial_assets_multiple` yearly standards.

use chrono::NaiveDate;
use model::{Fen, Month};

use super::Planter;
use crate::cell::row;
use crate::household::Household;
use crate::names;
use crate::tables::Table;
use crate::world::{days_after, months_before};

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(vehicle);
    planter.each(vehicle_bought);
    planter.each(motorcycle);
    planter.each(disabled_vehicle);
    planter.each(second_home);
    planter.each(one_home_two_owners);
    planter.each(home_bought);
    planter.each(old_home);
    planter.each(commercial);
    planter.each(company);
    planter.each(closed_company);
    planter.each(small_stall);
    planter.each(savings);
    planter.each(small_savings);
}

/// A benefit case with few members, and its head's number.
fn owner(p: &mut Planter<'_>) -> Option<(usize, String)> {
    let nth = p.pick(Household::has_benefit)?;
    Some((nth, p.head(nth)))
}

fn old_day(p: &mut Planter<'_>) -> NaiveDate {
    let first = p.world.first;
    p.dice.day(first.plus(-280).first_day(), first.plus(-150).first_day())
}

fn kind(p: &mut Planter<'_>) -> &'static str {
    p.dice.pick(&["小型轿车", "小型轿车", "货车", "营运车辆"])
}

fn vehicle(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    let value = Fen::from_yuan(p.dice.between(8, 60) * 1000);
    let row = row![&id, kind(p), old_day(p), value];
    p.stand(Table::Vehicles, nth, &id, start, row);
    p.hit("vehicle_owned", (nth, Some(&id)), p.from(start), "vehicle, bought long ago");
    p.lookalike("vehicle_bought", (nth, Some(&id)), p.all(), "bought before enrolment");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn vehicle_bought(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    let value = Fen::from_yuan(p.dice.between(40, 120) * 1000);
    let row = row![&id, kind(p), p.day_before(start), value];
    p.stand(Table::Vehicles, nth, &id, start, row);
    for flag in ["vehicle_owned", "vehicle_bought"] {
        p.hit(flag, (nth, Some(&id)), p.from(start), "vehicle bought while enrolled");
    }
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn motorcycle(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    let kind = p.dice.pick(&["二轮摩托车", "摩托车", "电动自行车"]);
    let row = row![&id, kind, p.day_before(start), Fen::from_yuan(3200)];
    p.stand(Table::Vehicles, nth, &id, start, row);
    for flag in ["vehicle_owned", "vehicle_bought"] {
        p.lookalike(flag, (nth, Some(&id)), p.all(), "motorcycle");
    }
    Some(())
}

fn disabled_vehicle(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.members.first().is_some_and(|head| head.disability.is_some()))?;
    let (id, first) = (p.head(nth), p.world.first);
    let row = row![&id, "残疾人专用车", old_day(p), Fen::from_yuan(6500)];
    p.stand(Table::Vehicles, nth, &id, first, row);
    p.lookalike("vehicle_owned", (nth, Some(&id)), p.all(), "vehicle for the disabled");
    Some(())
}

/// Makes the file say how many homes there are.
fn say_homes(p: &mut Planter<'_>, nth: usize, homes: i64) {
    p.world.alter(nth, |household| {
        household.homes = homes;
        household.home_area = homes * 80;
    });
}

fn home(p: &mut Planter<'_>, (nth, id): (usize, &str), start: Month, title: (i64, NaiveDate)) {
    let row = row![id, "住宅", title.0, title.1];
    p.stand(Table::RealEstate, nth, id, start, row);
}

fn second_home(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    say_homes(p, nth, 1);
    let (one, other) = (old_day(p), old_day(p));
    home(p, (nth, &id), p.world.first, (78, one));
    home(p, (nth, &id), start, (103, other));
    p.hit("second_home", (nth, None), p.from(start), "two homes, one declared");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn one_home_two_owners(p: &mut Planter<'_>) -> Option<()> {
    let couple = |h: &Household| h.members.get(1).is_some_and(|m| m.relation == "配偶");
    let nth = p.dibao(couple)?;
    let (head, spouse) = (p.head(nth), p.member(nth, 1)?.id);
    say_homes(p, nth, 1);
    let (first, title) = (p.world.first, (86, old_day(p)));
    home(p, (nth, &head), first, title);
    home(p, (nth, &spouse), first, title);
    p.lookalike("second_home", (nth, None), p.all(), "one home of husband and wife");
    Some(())
}

fn home_bought(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    say_homes(p, nth, 1);
    let day = p.day_before(start);
    home(p, (nth, &id), start, (97, day));
    p.hit("home_bought", (nth, Some(&id)), p.from(start), "home bought while enrolled");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn old_home(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    say_homes(p, nth, 1);
    let enrolled = p.world.household(nth)?.first_benefit.first_day();
    let day = days_after(months_before(enrolled, 12), -p.dice.between(1, 200));
    home(p, (nth, &id), p.world.first, (64, day));
    for flag in ["home_bought", "commercial_property"] {
        p.lookalike(flag, (nth, Some(&id)), p.all(), "one home, bought long before");
    }
    p.lookalike("second_home", (nth, None), p.all(), "one home");
    Some(())
}

fn commercial(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = owner(p)?;
    let start = p.start();
    let usage = p.dice.pick(&["商铺", "商铺", "办公", "车位"]);
    let row = row![&id, usage, p.dice.between(12, 60), old_day(p)];
    p.stand(Table::RealEstate, nth, &id, start, row);
    p.hit("commercial_property", (nth, Some(&id)), p.from(start), "shop, office or parking");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn firm(
    p: &mut Planter<'_>,
    role: &'static str,
    status: &'static str,
    employees: i64,
) -> Option<(usize, String, Month)> {
    let nth = p.dibao(|h| super::aged(h, 25, 70) == Some(0))?;
    let (id, start) = (p.head(nth), p.start());
    let row = row![&id, names::company(p.dice), role, old_day(p), status, employees];
    p.stand(Table::Companies, nth, &id, start, row);
    Some((nth, id, start))
}

fn company(p: &mut Planter<'_>) -> Option<()> {
    let role = p.dice.pick(&["法定代表人", "股东", "个体户"]);
    let employees = p.dice.between(1, 12);
    let (nth, id, start) = firm(p, role, "存续", employees)?;
    p.hit("company_owned", (nth, Some(&id)), p.from(start), "owns an active firm");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn closed_company(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id, _) = firm(p, "法定代表人", "注销", 0)?;
    p.lookalike("company_owned", (nth, Some(&id)), p.all(), "deregistered firm");
    Some(())
}

fn small_stall(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id, _) = firm(p, "个体户", "存续", 0)?;
    p.lookalike("company_owned", (nth, Some(&id)), p.all(), "sole trader without employees");
    Some(())
}

/// A balance of `per_mille` thousandths of the household's limit.
fn balance(
    p: &mut Planter<'_>,
    limit_month: Month,
    per_mille: i64,
    start: Month,
) -> Option<(usize, Fen)> {
    let nth = p.dibao(|_| true)?;
    let household = p.world.household(nth)?;
    let limit = p.world.terms(limit_month).assets_limit(household.area).0 * household.size();
    let amount = Fen(limit / 1000 * per_mille);
    let id = p.head(nth);
    let row = row![&id, amount, days_after(start.first_day(), -1)];
    p.stand(Table::Deposits, nth, &id, start, row);
    Some((nth, amount))
}

fn savings(p: &mut Planter<'_>) -> Option<()> {
    let (start, share) = (p.start(), p.dice.between(1050, 3000));
    let (nth, _) = balance(p, p.world.last, share, start)?;
    p.hit("assets_over_limit", (nth, None), p.from(start), "balances over the limit");
    p.resolve(nth, start, "财产超标");
    Some(())
}

fn small_savings(p: &mut Planter<'_>) -> Option<()> {
    let first = p.world.first;
    let (nth, amount) = balance(p, first, 960, first)?;
    p.world.alter(nth, |household| household.assets = amount);
    p.lookalike("assets_over_limit", (nth, None), p.all(), "balances just under the limit");
    Some(())
}
