//! Accounts that are not the household's.
//!
//! `account_shared`: the roster of M pays two households into one account, not counting those
//! with a custody agreement for it. `account_of_staff`: into a handler's account, without such
//! an agreement. `account_of_stranger`: into an account whose name is no member's, no
//! caregiver's, and no agreement. Look-alikes: agreements with a relative or with staff, the
//! spouse's account.

use super::{Planter, Target};
use crate::cell::row;
use crate::household::{Account, Household};
use crate::names;
use crate::registrar::Sex;
use crate::tables::Table;
use crate::world::days_after;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(|p| shared(p, false));
    planter.each(|p| shared(p, true));
    planter.each(|p| of_staff(p, false));
    planter.each(|p| of_staff(p, true));
    planter.each(of_stranger);
    planter.each(of_custodian);
    planter.each(of_spouse);
}

/// Files an agreement that lets `custodian` receive for the household.
fn agree(p: &mut Planter<'_>, nth: usize, custodian: &str, number: &str) {
    let first = p.world.first;
    let on = days_after(first.first_day(), -p.dice.between(60, 700));
    let relation = p.dice.pick(&["兄弟姐妹", "其他"]);
    let row = row![p.head(nth), custodian, relation, number, on];
    p.world.book.enter(Table::Custodians, first, row);
}

fn pay_into(p: &mut Planter<'_>, nth: usize, account: Account) {
    p.world.alter(nth, |household| household.account = account);
}

fn all_alike(p: &mut Planter<'_>, target: Target<'_>, note: &str) {
    for flag in ["account_shared", "account_of_staff", "account_of_stranger"] {
        p.lookalike(flag, target, p.all(), note);
    }
}

fn shared(p: &mut Planter<'_>, agreed: bool) -> Option<()> {
    let owner = p.pick(Household::has_benefit)?;
    let other = p.pick(Household::has_benefit)?;
    let account = p.world.household(owner)?.account.clone();
    let owner_id = p.head(owner);
    pay_into(p, other, account.clone());
    if agreed {
        agree(p, other, &owner_id, &account.number);
        all_alike(p, (owner, None), "receives for another household by agreement");
        all_alike(p, (other, None), "another household receives by agreement");
        return Some(());
    }
    for nth in [owner, other] {
        p.hit("account_shared", (nth, None), p.all(), "one account for two households");
    }
    p.hit("account_of_stranger", (other, None), p.all(), "paid into another household's account");
    Some(())
}

fn of_staff(p: &mut Planter<'_>, agreed: bool) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let place = p.world.household(nth)?.place;
    // Each cadre's account is used once: a second household would share it.
    let taken = |number: &str| p.world.households.iter().any(|h| h.account.number == number);
    let cadres = p.world.places.staff(place, "村", &["村书记", "村委", "协理员"]);
    let cadre = cadres.into_iter().find(|cadre| !taken(&cadre.account))?;
    let (cadre_id, account) = (
        cadre.id_no.clone(),
        Account {
            bank: names::bank(p.dice).to_owned(),
            name: cadre.name.clone(),
            number: cadre.account.clone(),
        },
    );
    pay_into(p, nth, account.clone());
    if agreed {
        agree(p, nth, &cadre_id, &account.number);
        all_alike(p, (nth, None), "an aide receives by agreement");
        return Some(());
    }
    for flag in ["account_of_staff", "account_of_stranger"] {
        p.hit(flag, (nth, None), p.all(), "paid into a cadre's account");
    }
    Some(())
}

/// An account of somebody who is neither member nor staff: the account and its owner's number.
fn outsider(p: &mut Planter<'_>) -> (Account, String) {
    let surname = names::surname(p.dice);
    // A third character sets the name apart from every composed one.
    let name = format!("{}立", names::person(p.dice, surname));
    let birth = days_after(p.world.first.first_day(), -p.dice.between(9_000, 22_000));
    let id = p.world.registrar.identity(birth, Sex::Male);
    let number = p.world.registrar.account();
    (Account { bank: names::bank(p.dice).to_owned(), name, number }, id)
}

fn of_stranger(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let (account, _) = outsider(p);
    let start = p.start();
    if start == p.world.first {
        pay_into(p, nth, account);
    } else {
        p.world.later(nth, start, move |household| household.account = account);
    }
    p.hit("account_of_stranger", (nth, None), p.from(start), "paid into a stranger's account");
    Some(())
}

fn of_custodian(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let (account, custodian) = outsider(p);
    agree(p, nth, &custodian, &account.number);
    pay_into(p, nth, account);
    all_alike(p, (nth, None), "a relative receives by agreement");
    Some(())
}

fn of_spouse(p: &mut Planter<'_>) -> Option<()> {
    let nth = p.dibao(|h| h.members.get(1).is_some_and(|m| m.relation == "配偶"))?;
    let name = p.member(nth, 1)?.name;
    p.world.alter(nth, |household| household.account.name = name);
    all_alike(p, (nth, None), "the spouse's account");
    Some(())
}
