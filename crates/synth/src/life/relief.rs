//! Temporary relief, and the other programmes that reach the same people.

use model::{Fen, Month, Programme};

use crate::cell::row;
use crate::dice::Dice;
use crate::names;
use crate::people;
use crate::registrar::Sex;
use crate::tables::Table;
use crate::world::{World, days_after};

/// What is paid and given in `month` beside the monthly benefits.
pub(super) fn pay(world: &mut World, dice: &mut Dice, month: Month) {
    let active = world.households.iter().filter(|h| h.present(month)).count() as u64;
    for _ in 0..=active * 12 / 1000 {
        temporary(world, dice, month);
    }
    for nth in 0..world.households.len() {
        if world.household(nth).is_some_and(|h| h.present(month)) {
            other_programmes(world, dice, nth, month);
        }
    }
}

fn temporary(world: &mut World, dice: &mut Dice, month: Month) {
    let known = dice.place(world.households.len());
    let insider = world.household(known).filter(|h| h.present(month) && dice.chance(450));
    let (name, id, place) = match insider.and_then(|h| h.members.first().map(|p| (h, p))) {
        Some((household, head)) => (head.name.clone(), head.id.clone(), household.place),
        None => {
            let surname = names::surname(dice);
            let age = dice.between(20, 70);
            let person = people::person(world, dice, surname, age, Sex::Male);
            let area = if dice.chance(300) { model::Area::Urban } else { model::Area::Rural };
            (person.name, person.id, world.places.settle(dice, area))
        }
    };
    let urgent = dice.chance(600);
    let applied = dice.day(month.first_day(), days_after(month.last_day(), -8));
    let wait = if urgent { dice.between(0, 3) } else { dice.between(3, 8) };
    let paid = days_after(applied, wait);
    let yuan = if urgent { dice.between(5, 30) } else { dice.between(10, 60) } * 100;
    let row = row![
        name,
        id,
        if urgent { "急难型" } else { "支出型" },
        dice.pick(&["疾病", "疾病", "意外灾害", "教育支出", "其他困难"]),
        Fen::from_yuan(yuan),
        applied,
        paid,
        urgent && yuan <= 1000 && wait == 0,
        world.places.town(place.town).map(|town| town.name),
        world.places.village(place).map(|village| &village.name),
    ];
    world.book.enter(Table::TemporaryRelief, month, row);
}

fn other_programmes(world: &mut World, dice: &mut Dice, nth: usize, month: Month) {
    let Some(household) = world.household(nth) else { return };
    let town = world.places.town(household.place.town).map(|town| town.name);
    let mut rows = Vec::new();
    for person in &household.members {
        let (programme, yuan, service) = if person.severely_disabled() && dice.chance(120) {
            ("重度残疾人护理补贴", 100, "护理补贴")
        } else if person.disability.is_some() && dice.chance(60) {
            ("困难残疾人生活补贴", 100, "生活补贴")
        } else if !person.health.is_empty() && dice.chance(8) {
            ("医疗救助", dice.between(2, 90) * 100, "住院救助")
        } else if !person.school.is_empty() && matches!(month.month(), 2 | 9) && dice.chance(500) {
            ("教育救助", 750, "学期资助")
        } else if household.programme == Programme::Edge && dice.chance(6) {
            ("慈善帮扶", dice.between(2, 10) * 100, "慰问金")
        } else {
            continue;
        };
        let day = dice.day_in(month);
        rows.push(row![&person.id, programme, day, Fen::from_yuan(yuan), service, town]);
    }
    for row in rows {
        world.book.enter(Table::ProgrammeMembers, month, row);
    }
}
