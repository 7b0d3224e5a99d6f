//! What the visits of a draw found, on its page: rates first submitted and final, of each town and each
//! kind of error, and whether all visits looked as deep.
//!
//! # Invariants
//!
//! - They are of the whole city: a reader of one town sees none of them.

use chart::{Exact, Words};
use supervise::{
    Breakdown, CONFIDENCE, Comparison, DepthMeasure, InspectionPart, Rates, ShareInterval, TwoLooks,
};

use crate::client_error::ClientError;
use crate::desk::{Desk, Part};
use crate::page::sections::{hand_table, part};
use crate::table::Cell;
use crate::words::{self as w, Word};

/// What there is to say, in the order of the page.
pub(crate) fn sections(desk: &Desk, id: &str) -> Result<Vec<Part>, ClientError> {
    if desk.source.town().is_some() {
        return Ok(Vec::new());
    }
    let whole = rates(desk, id)?.into_iter().chain(parts(desk, id)?);
    Ok(whole.chain(depth(desk, id)?).collect())
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn between(lower: f64, upper: f64) -> String {
    [lower, upper].map(percent).join("–")
}

fn interval<E>(found: Result<ShareInterval, E>) -> String {
    found.map_or_else(|_| chart::MISSING.to_owned(), |ends| between(ends.lower, ends.upper))
}

fn from_both_looks(rate: TwoLooks) -> String {
    format!("{} ({})", percent(rate.mean), interval(rate.interval(CONFIDENCE)))
}

/// The error rates, first submitted and final, once there are results.
fn rates(desk: &Desk, id: &str) -> Result<Option<Part>, ClientError> {
    let found = desk.source.inspection(id)?;
    let mut rows = Vec::new();
    for (stage, rates) in [(w::STAGE_FIRST, &found.first), (w::STAGE_FINAL, &found.last)] {
        let Some(rates) = rates else { continue };
        let named = [
            (w::RATE_RESPONDENTS, &rates.respondents),
            (w::RATE_SUBSTITUTES, &rates.with_substitutes),
            (w::RATE_WORST, &rates.worst),
            (w::RATE_BEST, &rates.best),
        ];
        for (name, rate) in named {
            rows.push(vec![
                Cell::text(desk.say(stage)),
                Cell::text(desk.say(name)),
                Cell::number(percent(rate.estimate.mean)),
                Cell::number(between(rate.interval.lower, rate.interval.upper)),
            ]);
        }
    }
    for (name, money) in [(w::OVERPAID_SHARE, found.over), (w::UNDERPAID_SHARE, found.under)] {
        rows.extend(money.map(|money| {
            vec![
                Cell::text(desk.say(w::STAGE_FINAL)),
                Cell::text(desk.say(name)),
                Cell::number(percent(money.ratio)),
                Cell::number(interval(money.interval(CONFIDENCE))),
            ]
        }));
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let sum = |of: fn(&supervise::StratumProgress) -> u64| {
        Exact::whole(found.strata.iter().map(of).sum::<u64>() as i64).grouped(0)
    };
    let values = [
        ("drawn", &*sum(|stratum| stratum.outcome.drawn)),
        ("completed", &*sum(|stratum| stratum.outcome.completed)),
        ("amended", &*found.amended_count.to_string()),
    ];
    let heads = [(w::STAGE, false), (w::RATE, false), (w::SHARE, true), (w::INTERVAL, true)];
    let table =
        hand_table(desk, "result-table", desk.say(w::INSPECTION_RESULT), &heads, rows, w::NO_ROWS);
    let mut about = w::INSPECTION_RESULT_ABOUT.fill(desk.lang(), &values);
    if let Some(second) = &found.second_look {
        let values = [
            ("looked", &*second.looked_count.to_string()),
            ("missed", &*second.missed_count.to_string()),
            ("unfounded", &*second.unfounded_count.to_string()),
            ("rate", &*second.rate.map_or_else(|| chart::MISSING.to_owned(), from_both_looks)),
        ];
        about.push_str(&w::SECOND_LOOK_ABOUT.fill(desk.lang(), &values));
    }
    Ok(Some(Part { about, ..part("result", desk.say(w::INSPECTION_RESULT), &table) }))
}

/// The final rates of each town and of each kind of error, once there are some and nobody is to look
/// again without knowing them.
fn parts(desk: &Desk, id: &str) -> Result<Vec<Part>, ClientError> {
    if desk.source.home().awaits_second_look(id)? {
        return Ok(Vec::new());
    }
    let words = desk.glossary();
    let town = |code: &str| desk.town_name(code).unwrap_or_else(|| code.to_owned());
    let code = |code: &str| words.value("finding_code", code);
    let towns = rates_by(desk, id, Breakdown::Town, w::TOWN, town)?;
    let codes = rates_by(desk, id, Breakdown::Code, w::FINDINGS, code)?;
    let parts =
        [("result-towns", w::RESULT_BY_TOWN, towns), ("result-codes", w::RESULT_BY_CODE, codes)];
    let about = desk.say(w::RESULT_PARTS_ABOUT);
    let shown = parts.into_iter().filter_map(|(name, title, found)| {
        let (heads, rows) = found?;
        let table = hand_table(desk, name, desk.say(title), &heads, rows, w::NO_ROWS);
        Some(Part { about: about.to_owned(), ..part(name, desk.say(title), &table) })
    });
    Ok(shown.collect())
}

type Rows = (Vec<(Word, bool)>, Vec<Vec<Cell>>);

/// A row for each part of a result under the heading of its name; none if no part has rates yet.
fn rates_by(
    desk: &Desk,
    id: &str,
    by: Breakdown,
    head: Word,
    name: impl Fn(&str) -> String,
) -> Result<Option<Rows>, ClientError> {
    let parts = desk.source.home().inspection_parts(id, by)?;
    let row = |part: &InspectionPart| {
        let rates = part.rates.as_ref();
        let figure = |of: &dyn Fn(&Rates) -> String| {
            Cell::number(rates.map_or_else(|| chart::MISSING.to_owned(), of))
        };
        vec![
            Cell::text(name(&part.part)),
            Cell::number(part.drawn.to_string()),
            Cell::number(part.completed.to_string()),
            figure(&|rates| percent(rates.respondents.estimate.mean)),
            figure(&|rates| {
                let interval = rates.respondents.interval;
                between(interval.lower, interval.upper)
            }),
            figure(&|rates| percent(rates.worst.interval.upper)),
        ]
    };
    if parts.iter().all(|part| part.rates.is_none()) {
        return Ok(None);
    }
    let heads = vec![
        (head, false),
        (w::DRAWN, true),
        (w::WITH_RESULT, true),
        (w::SHARE, true),
        (w::INTERVAL, true),
        (w::WORST_UPPER, true),
    ];
    Ok(Some((heads, parts.iter().map(row).collect())))
}

/// How deep visits with and without a finding looked, once there are both.
fn depth(desk: &Desk, id: &str) -> Result<Option<Part>, ClientError> {
    let measures = desk.source.home().depth(id)?;
    let row = |measure: &DepthMeasure| {
        let Comparison { first_mean, second_mean, p_value } = measure.comparison?;
        let verdict = if measure.is_unequal { w::DEPTH_UNEQUAL } else { w::DEPTH_EQUAL };
        Some(vec![
            Cell::text(desk.glossary().value("depth_measure", measure.name)),
            Cell::number(format!("{first_mean:.2}")),
            Cell::number(format!("{second_mean:.2}")),
            Cell::number(format!("{p_value:.4}")),
            Cell::text(desk.say(verdict)),
        ])
    };
    let rows: Vec<_> = measures.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heads = [
        (w::DEPTH_MEASURE, false),
        (w::DEPTH_FOUND, true),
        (w::DEPTH_CLEAR, true),
        (w::DEPTH_P, true),
        (w::DEPTH_VERDICT, false),
    ];
    let table = hand_table(desk, "depth-table", desk.say(w::DEPTH), &heads, rows, w::NO_ROWS);
    let about = desk.say(w::DEPTH_ABOUT).to_owned();
    Ok(Some(Part { about, ..part("depth", desk.say(w::DEPTH), &table) }))
}
