//! Category supplements (分类施保): what a person gets on top for age, disability or illness.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::benefit::{benefit_rounding, money};
use crate::exact::Exact;
use crate::household::Member;
use crate::standard::dibao_standard;

/// A supplement of one person and month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// What gives it: `minor`, `severe_disability`, `serious_illness`, `age_70`, ….
    pub trigger: String,
    /// The amount.
    pub amount: Fen,
    /// The norm of the amount.
    pub norm: String,
}

/// The triggers of a member with their amounts by the norms of a day, the largest first; empty
/// where the norms name no triggers, because nationally no rule does.
pub fn supplements(norms: &Norms, on: NaiveDate, area: Area, member: &Member) -> Vec<Supplement> {
    let triggers = norms.list_on("supplement_triggers", on);
    let held = triggers.iter().filter(|trigger| holds(norms, on, member, trigger));
    let mut found: Vec<Supplement> =
        held.filter_map(|trigger| amount(norms, on, area, trigger)).collect();
    found.sort_by_key(|supplement| std::cmp::Reverse(supplement.amount));
    found
}

/// How many of a member's supplements are paid: all with `supplement_stacking` = `sum`, else the
/// highest.
pub(crate) fn stacked(norms: &Norms, on: NaiveDate, found: usize) -> usize {
    match norms.word_on("supplement_stacking", on) {
        Some("sum") => found,
        _ => found.min(1),
    }
}

fn holds(norms: &Norms, on: NaiveDate, member: &Member, trigger: &str) -> bool {
    let age = member.age(on);
    match trigger {
        "minor" => {
            let adult = norms.number_on("minor_age", on);
            age.zip(adult).is_some_and(|(age, adult)| age * SCALE < adult)
        }
        "severe_disability" => member.is_severely_disabled(norms, on),
        "serious_illness" => member.seriously_ill,
        _ => {
            let from = trigger.strip_prefix("age_").and_then(|years| years.parse::<i128>().ok());
            age.zip(from).is_some_and(|(age, from)| age >= from)
        }
    }
}

/// A flat amount of the area, the trigger's share of the standard, or the general share.
fn amount(norms: &Norms, on: NaiveDate, area: Area, trigger: &str) -> Option<Supplement> {
    let flat = format!("supplement_{}_yuan", area.code());
    if let Some(amount) = money(norms, &flat, on) {
        return Some(Supplement { trigger: trigger.to_owned(), amount, norm: flat });
    }
    let own = format!("supplement_share_{trigger}");
    let norm = if norms.on(&own, on).is_some() { own } else { "supplement_share".to_owned() };
    let amount = supplement_of(norms, on, area, norms.number_on(&norm, on)?)?;
    Some(Supplement { trigger: trigger.to_owned(), amount, norm })
}

/// A share of the standard as money, rounded as benefits are.
fn supplement_of(norms: &Norms, on: NaiveDate, area: Area, share: i128) -> Option<Fen> {
    let exact: Exact = dibao_standard(norms, area, on)?.times_ratio(share, SCALE)?;
    exact.round(benefit_rounding(norms, on))
}

/// The general supplement per person and month, `supplement_share` of the standard.
pub fn supplement_standard(norms: &Norms, area: Area, on: NaiveDate) -> Option<Fen> {
    supplement_of(norms, on, area, norms.number_on("supplement_share", on)?)
}
