//! What the ledger tells the engine: draws, drawn cases and recorded visits as columns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, RecordBatch};
use arrow::datatypes::Date32Type;
use chrono::NaiveDate;
use draw::Fraction;
use engine::Facts;
use ledger::{Chosen, Draw, DrawnCase, Ledger, Substitution, Visit, VisitReport, standing};
use model::Result;
use model::norm::SCALE;

use crate::compose::{batch, counts, decimals, texts};

/// The facts of a ledger as it stands.
pub(crate) fn of(ledger: &Ledger) -> Result<Facts> {
    let draws = ledger.draws()?;
    Facts::empty()
        .with("draws", &draw_batch(&draws)?)?
        .with(
            "drawn_cases",
            &case_batch(&ledger.drawn_cases()?, &draws, &ledger.substitutions()?)?,
        )?
        .with("recorded_visits", &visit_batch(&ledger.visits()?)?)
}

fn draw_batch(draws: &[Draw]) -> Result<RecordBatch> {
    batch([
        ("draw_id", texts(draws.iter().map(|draw| Some(&draw.id)))),
        ("purpose", texts(draws.iter().map(|draw| Some(&draw.purpose)))),
        ("fraction", decimals(draws.iter().map(|draw| share(&draw.fraction)), 4)?),
        ("committed_on", days(draws.iter().map(|draw| draw.committed_on))),
        ("revealed_on", days(draws.iter().map(|draw| draw.revealed_on))),
        ("status", texts(draws.iter().map(|draw| Some(draw.status.code())))),
    ])
}

/// A fraction such as `30/100` in ten-thousandths.
fn share(fraction: &str) -> Option<i128> {
    let fraction = Fraction::parse(fraction).ok()?;
    Some(i128::from(fraction.numerator()) * SCALE / i128::from(fraction.denominator()))
}

/// Cases know their draw; its purpose and day are written beside them. A reserve that stands in for
/// somebody is a substitute.
fn case_batch(
    cases: &[DrawnCase],
    draws: &[Draw],
    substitutions: &[Substitution],
) -> Result<RecordBatch> {
    let draws: BTreeMap<&str, &Draw> = draws.iter().map(|draw| (draw.id.as_str(), draw)).collect();
    let draw = |case: &DrawnCase| draws.get(case.draw_id.as_str()).copied();
    let used: BTreeSet<(&str, &str)> =
        substitutions.iter().map(|s| (s.draw_id.as_str(), s.reserve_key.as_str())).collect();
    let chosen = |case: &DrawnCase| match case.chosen {
        Chosen::Reserve if used.contains(&(&*case.draw_id, &*case.household_key)) => "substitute",
        chosen => chosen.code(),
    };
    batch([
        ("draw_id", texts(cases.iter().map(|case| Some(&case.draw_id)))),
        ("purpose", texts(cases.iter().map(|case| draw(case).map(|draw| &draw.purpose)))),
        ("household_key", texts(cases.iter().map(|case| Some(&case.household_key)))),
        ("town_code", texts(cases.iter().map(|case| Some(&case.town_code)))),
        ("stratum", texts(cases.iter().map(|case| Some(&case.stratum)))),
        ("class", texts(cases.iter().map(|case| Some(case.chosen.class())))),
        ("position", counts(cases.iter().map(|case| Some(case.position)))),
        ("chosen", texts(cases.iter().map(|case| Some(chosen(case))))),
        ("drawn_on", days(cases.iter().map(|case| draw(case).and_then(|draw| draw.revealed_on)))),
    ])
}

/// The visits that stand.
fn visit_batch(visits: &[Visit]) -> Result<RecordBatch> {
    let visits: Vec<&VisitReport> = standing(visits).map(|visit| &visit.report).collect();
    let text = |of: fn(&VisitReport) -> &String| texts(visits.iter().map(|visit| Some(of(visit))));
    batch([
        ("household_key", text(|visit| &visit.household_key)),
        ("visited_on", days(visits.iter().map(|visit| Some(visit.visited_on)))),
        ("kind", text(|visit| &visit.kind)),
        ("mode", text(|visit| &visit.mode)),
        ("outcome", text(|visit| &visit.outcome)),
    ])
}

fn days(values: impl IntoIterator<Item = Option<NaiveDate>>) -> ArrayRef {
    let days = values.into_iter().map(|day| day.map(Date32Type::from_naive_date));
    Arc::new(days.collect::<Date32Array>())
}
