//! What other departments know about honest households.
//!
//! # Invariants
//!
//! - A row entered here raises no flag.
//! - A person whom a planted problem has claimed in a feed gets no row from here.

use chrono::NaiveDate;
use model::{Area, Fen, Month};

use crate::cell::row;
use crate::dice::Dice;
use crate::household::{Household, Person};
use crate::names;
use crate::people;
use crate::registrar::Sex;
use crate::tables::Table;
use crate::world::{World, days_after};

/// Enters the rows of a household from the month in which it joins.
pub(crate) fn enroll(world: &mut World, dice: &mut Dice, nth: usize) {
    let Some(household) = world.household(nth).cloned() else { return };
    for person in &household.members {
        welfare(world, dice, nth, (&household, person));
    }
    if household.pinned {
        return;
    }
    let Some(head) = household.members.first() else { return };
    wealth(world, dice, nth, (&household, head));
    work(world, dice, nth, (&household, head));
    if household.is_tekun() && dice.chance(30) {
        paid_to_caregiver(world, nth, &head.caregiver);
    }
}

/// Adds a standing row unless the person is already in that feed.
fn add(
    world: &mut World,
    table: Table,
    nth: usize,
    person: &Person,
    from: Month,
    row: crate::cell::Row,
) {
    if world.claim(table, &person.id) {
        world.book.stand(table, Some(nth), (from, None), row);
    }
}

/// Pension, disability certificate and school: what the file itself says.
fn welfare(world: &mut World, dice: &mut Dice, nth: usize, (home, person): (&Household, &Person)) {
    let from = home.joins;
    if person.age(from.first_day()) >= 60 && dice.chance(920) {
        let pension = Fen(dice.between(18_000, 26_000));
        add(world, Table::Pensions, nth, person, from, row![&person.id, "居民", pension]);
    }
    if let Some((kind, grade)) = person.disability {
        let valid = days_after(world.last.last_day(), dice.between(200, 2500));
        add(world, Table::Disabled, nth, person, from, row![&person.id, kind, grade, valid]);
    }
    if !person.school.is_empty() {
        let leaves = people::leaves_school(dice, world);
        let row = row![&person.id, &person.school, person.stage, "在读", leaves];
        add(world, Table::Students, nth, person, from, row);
    }
}

/// One old home, small savings, small vehicles.
fn wealth(world: &mut World, dice: &mut Dice, nth: usize, (home, head): (&Household, &Person)) {
    let from = home.joins;
    if home.homes > 0 && dice.chance(300) {
        let since = long_ago(world, dice);
        let row = row![&head.id, "住宅", home.home_area, since];
        add(world, Table::RealEstate, nth, head, from, row);
    }
    if dice.chance(400) {
        let balance = Fen(dice.between(1_000, 300_000));
        let as_at = NaiveDate::from_ymd_opt(world.first.year() - 1, 12, 31);
        add(world, Table::Deposits, nth, head, from, row![&head.id, balance, as_at]);
        world.alter(nth, |household| household.assets = balance);
    }
    if dice.chance(60) {
        let kind = dice.pick(&["二轮摩托车", "摩托车", "电动自行车", "电动自行车"]);
        let row =
            row![&head.id, kind, long_ago(world, dice), Fen::from_yuan(dice.between(3, 40) * 100)];
        add(world, Table::Vehicles, nth, head, from, row);
    }
}

/// A day before anybody's first benefit month.
fn long_ago(world: &World, dice: &mut Dice) -> NaiveDate {
    let first = world.first;
    dice.day(first.plus(-360).first_day(), first.plus(-150).first_day())
}

/// Closed firms, ended insurance, own land, children elsewhere.
fn work(world: &mut World, dice: &mut Dice, nth: usize, (home, head): (&Household, &Person)) {
    let from = home.joins;
    if dice.chance(12) {
        let row =
            row![&head.id, names::company(dice), "个体户", long_ago(world, dice), "注销", 0i64];
        add(world, Table::Companies, nth, head, from, row);
    }
    if home.area == Area::Rural && dice.chance(450) {
        let tenths = dice.between(15, 80);
        let farmed = tenths * dice.between(5, 10) / 10;
        let mu = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
        add(world, Table::Land, nth, head, from, row![&head.id, mu(tenths), mu(farmed)]);
    }
    if head.age(from.first_day()) < 60 && dice.chance(20) {
        let base = Fen::from_yuan(dice.between(28, 42) * 100);
        let (start, end) = (from.plus(-20), from.plus(-14));
        let row = row![&head.id, names::company(dice), base, start, end];
        add(world, Table::Insurance, nth, head, from, row);
    }
    if head.age(from.first_day()) >= 62 && dice.chance(80) {
        let sex = if dice.chance(500) { Sex::Male } else { Sex::Female };
        let child = world.registrar.identity(days_after(head.birth, dice.between(8000, 9800)), sex);
        let relation = if sex == Sex::Male { "子" } else { "女" };
        add(world, Table::Kinship, nth, head, from, row![&head.id, child, relation]);
    }
}

/// The caregiver named in the file receives the money.
fn paid_to_caregiver(world: &mut World, nth: usize, caregiver: &str) {
    let number = world.registrar.account();
    world.alter(nth, |household| {
        household.account.name = caregiver.to_owned();
        household.account.number = number;
    });
}
