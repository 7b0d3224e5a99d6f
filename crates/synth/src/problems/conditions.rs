//! What the file says about persons, against what is true.
//!
//! `identity_invalid`: wrong check digit, fifteen digits, or a stated birth or sex that the
//! number contradicts; a lower-case x and spaces are no problem.
//! `student_graduated`: a covered person has a school in the file, and left school more than
//! three months before END without going on to another.
//! `disability_mismatch`: covered and disabled in the file; not on the register, another kind
//! or grade there, or no longer valid on END.
//! `illness_unsupported`: covered, 重病 in the file, no medical bill in the last twelve months.
//! `selfcare_mismatch`: tekun, 全自理 with grade 1 on the register, or not 全自理, dispersed
//! and without a caregiver.
//! `missed_household`: an edge or rigid-expenditure household with a severely disabled or
//! seriously ill member who is in no dibao or tekun case.

use chrono::NaiveDate;
use model::identity::check_digit;
use model::{Fen, Month, Programme};

use super::Planter;
use crate::cell::row;
use crate::household::{Household, Person, SERIOUS};
use crate::people;
use crate::tables::Table;
use crate::world::{days_after, months_after};

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(wrong_check_digit);
    planter.each(fifteen_digits);
    planter.each(wrong_birth);
    planter.each(wrong_sex);
    planter.each(repaired_number);
    planter.each(graduated);
    planter.each(went_on);
    planter.each(|p| disability(p, "其他等级"));
    planter.each(|p| disability(p, "过期"));
    planter.each(|p| disability(p, "未登记"));
    planter.each(|p| disability(p, "当日到期"));
    planter.each(illness);
    planter.each(able_with_grade_one);
    planter.each(no_caregiver);
    planter.each(institution_cares);
    planter.each(missed);
    planter.each(slightly_disabled);
}

fn alter_member(p: &mut Planter<'_>, nth: usize, at: usize, change: impl FnOnce(&mut Person)) {
    p.world.alter(nth, |household| {
        if let Some(person) = household.members.get_mut(at) {
            change(person);
        }
    });
}

fn wrong_check_digit(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.size() == 1)?;
    let mut id = p.head(nth);
    let right = id.pop()?;
    id.push(if right == '0' { '1' } else { '0' });
    alter_member(p, nth, 0, |person| person.id.clone_from(&id));
    p.hit("identity_invalid", (nth, Some(&id)), p.all(), "wrong check digit");
    Some(())
}

fn fifteen_digits(p: &mut Planter<'_>) -> Option<()> {
    let old = |person: &Person| person.id.get(6..8) == Some("19");
    let nth = p.dibao(|h| h.members.first().is_some_and(old))?;
    let id = p.head(nth);
    let short = format!("{}{}", id.get(..6)?, id.get(8..17)?);
    alter_member(p, nth, 0, |person| person.written_id = Some(short));
    p.hit("identity_invalid", (nth, Some(&id)), p.all(), "fifteen digits");
    Some(())
}

fn wrong_birth(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.size() >= 2)?;
    let person = p.member(nth, 1)?;
    alter_member(p, nth, 1, |person| person.stated_birth = days_after(person.birth, 31));
    p.hit("identity_invalid", (nth, Some(&person.id)), p.all(), "stated birth is not the number's");
    Some(())
}

fn wrong_sex(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|_| true)?;
    alter_member(p, nth, 0, |person| person.stated_sex = person.sex.other());
    let id = p.head(nth);
    p.hit("identity_invalid", (nth, Some(&id)), p.all(), "stated sex is not the number's");
    Some(())
}

fn repaired_number(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.head_id().ends_with('X'))?;
    let id = p.head(nth);
    let spaced = p.dice.chance(300);
    let written = if spaced {
        format!("{} {} {}", id.get(..6)?, id.get(6..14)?, id.get(14..)?)
    } else {
        id.to_ascii_lowercase()
    };
    debug_assert!(check_digit(id.get(..17)?).is_some());
    alter_member(p, nth, 0, |person| person.written_id = Some(written));
    p.lookalike("identity_invalid", (nth, Some(&id)), p.all(), "lower-case x or spaces");
    Some(())
}

/// A household with a pupil, and the pupil's position.
fn pupil(p: &mut Planter<'_>) -> Option<(usize, Person)> {
    let at = |h: &Household| h.members.iter().position(|m| m.covered && !m.school.is_empty());
    let nth = p.dibao(|h| at(h).is_some())?;
    let place = at(p.world.household(nth)?)?;
    p.member(nth, place).map(|person| (nth, person))
}

/// Left school between seven months before the first delivery and the middle of them.
fn left_school(p: &mut Planter<'_>) -> NaiveDate {
    let months = p.world.months().count() as i64;
    let shift = p.dice.between(-7, (months / 2 - 3).max(-4));
    p.dice.day_in(p.world.first.plus(i32::try_from(shift).unwrap_or(0)))
}

fn graduated(p: &mut Planter<'_>) -> Option<()> {
    let (nth, person) = pupil(p)?;
    let left = left_school(p);
    let row = |status| row![&person.id, &person.school, person.stage, status, left];
    let (first, month) = (p.world.first, Month::of(left));
    p.stand(Table::Students, nth, &person.id, month.max(first), row("毕业"));
    let before = (first, Some(month.plus(-1)));
    p.world.book.stand(Table::Students, Some(nth), before, row("在读"));
    let over = months_after(left, 3);
    let holds = move |_: &crate::world::World, month: Month| over < month.last_day();
    p.judge("student_graduated", (nth, Some(&person.id)), holds, "left school, still a pupil");
    Some(())
}

fn went_on(p: &mut Planter<'_>) -> Option<()> {
    let (nth, person) = pupil(p)?;
    let (left, next) = (left_school(p), people::leaves_school(p.dice, p.world));
    let first = p.world.first;
    let old = row![&person.id, "青石坪镇中心小学", "小学", "毕业", left];
    let new = row![&person.id, &person.school, person.stage, "在读", next];
    p.stand(Table::Students, nth, &person.id, first, old);
    p.stand(Table::Students, nth, &person.id, first, new);
    let target = (nth, Some(person.id.as_str()));
    p.lookalike("student_graduated", target, p.all(), "went on to the next school");
    Some(())
}

fn disability(p: &mut Planter<'_>, way: &'static str) -> Option<()> {
    let at = |h: &Household| h.members.iter().position(|m| m.disability.is_some());
    let nth = p.dibao(|h| at(h).is_some())?;
    let place = at(p.world.household(nth)?)?;
    let person = p.member(nth, place)?;
    let (kind, grade) = person.disability?;
    let (first, last) = p.all();
    let valid = days_after(last.last_day(), 400);
    p.world.claim(Table::Disabled, &person.id);
    let target = (nth, Some(person.id.as_str()));
    let flag = "disability_mismatch";
    let row = match way {
        "其他等级" => {
            let other = if grade == "四级" { "三级" } else { "四级" };
            row![&person.id, kind, other, valid]
        }
        "过期" => row![&person.id, kind, grade, days_after(first.first_day(), -40)],
        "当日到期" => row![&person.id, kind, grade, last.last_day()],
        _ => {
            p.hit(flag, target, p.all(), "not on the register");
            return Some(());
        }
    };
    p.stand(Table::Disabled, nth, &person.id, first, row);
    if way == "当日到期" {
        p.lookalike(flag, target, p.all(), "valid up to the last day");
    } else {
        p.hit(flag, target, p.all(), "register says otherwise");
    }
    Some(())
}

fn illness(p: &mut Planter<'_>) -> Option<()> {
    let at = |h: &Household| h.members.iter().position(|m| m.health == SERIOUS);
    let nth = p.dibao(|h| at(h).is_some())?;
    let place = at(p.world.household(nth)?)?;
    let person = p.member(nth, place)?;
    p.world.claim(Table::Medical, &person.id);
    let back = i32::try_from(p.dice.between(9, 15)).unwrap_or(12);
    let first = p.world.first;
    let settled = first.plus(-back);
    let row = row![&person.id, person.illness, Fen::from_yuan(1800), p.dice.day_in(settled)];
    p.world.book.enter(Table::Medical, first, row);
    let holds = move |_: &crate::world::World, month: Month| month > settled.plus(11);
    p.judge("illness_unsupported", (nth, Some(&person.id)), holds, "last bill long ago");
    Some(())
}

fn able_with_grade_one(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(|h| h.is_tekun() && h.members.iter().all(|m| m.self_care == "全自理"))?;
    alter_member(p, nth, 0, |person| person.disability = Some(("肢体", "一级")));
    let id = p.head(nth);
    p.hit("selfcare_mismatch", (nth, Some(&id)), p.all(), "able in the file, grade 1");
    Some(())
}

/// A tekun case of the mode whose member needs care; the caregiver's name is taken away.
fn uncared(p: &mut Planter<'_>, mode: Programme) -> Option<(usize, String)> {
    let needs = |h: &Household| h.members.iter().all(|m| m.self_care != "全自理");
    let nth = p.pick(|h| h.programme == mode && needs(h))?;
    alter_member(p, nth, 0, |person| person.caregiver.clear());
    Some((nth, p.head(nth)))
}

fn no_caregiver(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = uncared(p, Programme::TekunDispersed)?;
    p.hit("selfcare_mismatch", (nth, Some(&id)), p.all(), "needs care, no caregiver");
    Some(())
}

fn institution_cares(p: &mut Planter<'_>) -> Option<()> {
    let (nth, id) = uncared(p, Programme::TekunInstitutional)?;
    p.lookalike("selfcare_mismatch", (nth, Some(&id)), p.all(), "the institution cares");
    Some(())
}

fn missed(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(|h| h.programme == Programme::Edge)?;
    if p.dice.chance(500) {
        alter_member(p, nth, 0, |person| person.disability = Some(("精神", "二级")));
    } else {
        alter_member(p, nth, 0, |person| {
            person.disability = None;
            person.health = SERIOUS;
            person.illness = "尿毒症";
        });
    }
    p.hit("missed_household", (nth, None), p.all(), "severe member, no benefit");
    Some(())
}

fn slightly_disabled(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(|h| h.programme == Programme::Edge)?;
    alter_member(p, nth, 0, |person| person.disability = Some(("听力", "三级")));
    p.lookalike("missed_household", (nth, None), p.all(), "grade 3, hearing");
    Some(())
}
