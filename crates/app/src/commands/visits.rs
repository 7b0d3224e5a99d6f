//! `doudi visit`, and what visits say of a draw.

use std::path::Path;

use model::hash::sha256_hex;
use model::{Fen, Result, Text};
use stats::CONFIDENCE;
use stats::inspection::Rates;
use stats::interval::ShareInterval;
use stats::period::Mean;
use supervise::{
    Amendment, Breakdown, Comparison, DepthMeasure, InspectionPart, RateChange, SecondLook, Visit,
    VisitReport,
};

use crate::cli::{By, Common, Found, Visit as Verb};
use crate::commands::estimate::{RATE_COLUMNS, ends, rate_row, rate_rows};
use crate::output::{self, complain, print_rows};
use crate::{commands, error};

/// `doudi visit …`.
pub(crate) fn visit(common: &Common, verb: Verb) -> Result<()> {
    match verb {
        Verb::Record { household, draw, found } => {
            let report = report(found)?;
            record(common, &[VisitReport { household_key: household, draw_id: draw, ..report }])
        }
        Verb::Import { file, draw, kind } => import(common, &file, &draw, &kind),
        Verb::Amend { visit, reason, found } => amend(common, visit, reason, found),
        Verb::List { draw } => list(common, draw.as_deref()),
    }
}

/// `doudi draw result`: rates as first submitted and as they stand, then money.
pub(crate) fn result(common: &Common, id: &str) -> Result<()> {
    let home = commands::home(common)?;
    let found = home.inspection(id)?;
    let mut rows = Vec::new();
    for (stage, rates) in [("first", &found.first), ("final", &found.last)] {
        rows.extend(rates.iter().flat_map(|rates| staged(stage, rates)));
    }
    for (kind, money) in [("overpaid", found.over), ("underpaid", found.under)] {
        rows.extend(money.map(|money| {
            share_row(kind, None, (money.ratio, money.error), money.interval(CONFIDENCE).ok())
        }));
    }
    if let Some(SecondLook { rate: Some(rate), .. }) = found.second_look {
        let errors = format!("{:.1}", rate.mean * rate.population as f64);
        let interval = rate.interval(CONFIDENCE).ok();
        rows.push(share_row("second_look", Some(errors), (rate.mean, rate.error), interval));
    }
    let columns: Vec<String> =
        std::iter::once("stage").chain(RATE_COLUMNS).map(str::to_owned).collect();
    let sum = |of: fn(&stats::inspection::Outcome) -> u64| -> u64 {
        found.strata.iter().map(|stratum| of(&stratum.outcome)).sum()
    };
    let (drawn, completed) = (sum(|o| o.drawn), sum(|o| o.completed));
    let (instead, amended) = (sum(|o| o.substitutes), found.amended_count);
    let said = Text::new(
        format!("抽中 {drawn} 户，已有结果 {completed} 户，递补 {instead} 户，更正 {amended} 次"),
        format!(
            "{drawn} drawn, {completed} with a result, {instead} visited instead, {amended} \
             amendments"
        ),
    );
    complain(said.get(common.lang));
    if let Some(second) = &found.second_look {
        complain(looked_again(second).get(common.lang));
    }
    if home.depth(id)?.iter().any(|measure| measure.is_unequal) {
        complain(unequal().get(common.lang));
    }
    print_rows(&columns, &rows, common.format)
}

/// `doudi draw result --by`: a row for each part, its rate among those found and the upper end of the
/// worst case beside it.
pub(crate) fn parts(common: &Common, id: &str, by: By) -> Result<()> {
    const MORE: [&str; 11] = [
        "drawn",
        "completed",
        "worst_upper",
        "overpaid_share",
        "overpaid_error",
        "overpaid_lower",
        "overpaid_upper",
        "underpaid_share",
        "underpaid_error",
        "underpaid_lower",
        "underpaid_upper",
    ];
    let by = match by {
        By::Town => Breakdown::Town,
        By::Group => Breakdown::Group,
        By::Code => Breakdown::Code,
    };
    let found = commands::home(common)?.inspection_parts(id, by)?;
    let figure = |figure: Option<f64>| figure.map(|figure| format!("{figure:.6}"));
    let row = |part: &InspectionPart| {
        let InspectionPart { part, drawn, completed, rates, over, under } = part;
        let mut cells = match rates {
            Some(rates) => rate_row(part, &rates.respondents, rates.leading_upper()),
            None => {
                std::iter::once(Some(part.clone())).chain(std::iter::repeat_n(None, 7)).collect()
            }
        };
        cells.extend([drawn, completed].map(|count| Some(count.to_string())));
        cells.push(figure(rates.as_ref().map(|rates| rates.worst.interval.upper)));
        for money in [over, under] {
            cells.push(figure(money.map(|money| money.ratio)));
            cells.push(figure(money.map(|money| money.error)));
            cells.extend(ends(money.and_then(|money| money.interval(CONFIDENCE).ok())));
        }
        cells
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    let columns = ["part"].into_iter().chain(RATE_COLUMNS.into_iter().skip(1)).chain(MORE);
    print_rows(&columns.map(str::to_owned).collect::<Vec<_>>(), &rows, common.format)
}

/// `doudi draw change`: one row.
pub(crate) fn change(common: &Common, earlier: &str, later: &str) -> Result<()> {
    let found = commands::home(common)?.rate_change(earlier, later)?;
    let RateChange { change: Mean { mean, error }, strata_count, both_count, left_out } = found;
    let columns = ["change_share", "standard_error", "strata_count", "both_count", "left_out"];
    let cells = [
        format!("{mean:.6}"),
        format!("{error:.6}"),
        strata_count.to_string(),
        both_count.to_string(),
        left_out.join(" "),
    ];
    print_rows(&columns.map(str::to_owned), &[cells.map(Some).to_vec()], common.format)
}

/// `doudi draw depth`: one row for each measure.
pub(crate) fn depth(common: &Common, id: &str) -> Result<()> {
    let measures = commands::home(common)?.depth(id)?;
    let columns =
        ["measure", "found_count", "clear_count", "found_mean", "clear_mean", "p_value", "unequal"];
    let row = |measure: &DepthMeasure| {
        let figure = |of: fn(Comparison) -> f64| {
            measure.comparison.map(|comparison| format!("{:.4}", of(comparison)))
        };
        vec![
            Some(measure.name.to_owned()),
            Some(measure.found_count.to_string()),
            Some(measure.clear_count.to_string()),
            figure(|comparison| comparison.first_mean),
            figure(|comparison| comparison.second_mean),
            figure(|comparison| comparison.p_value),
            Some(measure.is_unequal.to_string()),
        ]
    };
    if measures.iter().any(|measure| measure.is_unequal) {
        complain(unequal().get(common.lang));
    }
    let rows: Vec<_> = measures.iter().map(row).collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

fn unequal() -> Text {
    Text::new(
        "有问题与无问题的走访查得不一样深：差错率可能偏低或偏高，请复查",
        "visits with and without a finding were not looked into as deep: the error rate may be off, \
         look again at some",
    )
}

fn looked_again(second: &SecondLook) -> Text {
    let SecondLook { looked_count, missed_count, unfounded_count, .. } = second;
    Text::new(
        format!(
            "盲复查 {looked_count} 户：首查漏查 {missed_count} 户，首查有而复查无 {unfounded_count} 户"
        ),
        format!(
            "{looked_count} looked at again: {missed_count} missed by the first look, \
             {unfounded_count} found by it alone"
        ),
    )
}

fn staged(stage: &str, rates: &Rates) -> Vec<Vec<Option<String>>> {
    let stage = |mut row: Vec<Option<String>>| {
        row.insert(0, Some(stage.to_owned()));
        row
    };
    rate_rows(rates).into_iter().map(stage).collect()
}

/// Money, and the rate of two looks, in the columns of the rates.
fn share_row(
    kind: &str,
    errors: Option<String>,
    (share, error): (f64, f64),
    interval: Option<ShareInterval>,
) -> Vec<Option<String>> {
    let cells = [
        Some("final".to_owned()),
        Some(kind.to_owned()),
        errors,
        Some(format!("{share:.6}")),
        Some(format!("{error:.6}")),
    ];
    cells.into_iter().chain(ends(interval)).chain([None, None]).collect()
}

fn record(common: &Common, reports: &[VisitReport]) -> Result<()> {
    let home = commands::home(common)?;
    let numbers = commands::wait(home.record_visits(reports))?;
    let lines: String = numbers.iter().map(|number| format!("{number}\n")).collect();
    output::write(lines.as_bytes())
}

fn import(common: &Common, file: &Path, draw: &str, kind: &str) -> Result<()> {
    let home = commands::home(common)?;
    let reports = home.read_visit_form(file, draw, kind)?;
    let count = commands::wait(home.record_visits(&reports))?.len();
    let said = Text::new(
        format!("登记走访 {count} 次；空白行和已登记的不计"),
        format!("{count} visits recorded; blank rows and those recorded before are left out"),
    );
    complain(said.get(common.lang));
    Ok(())
}

fn amend(common: &Common, visit: i64, reason: String, found: Found) -> Result<()> {
    let home = commands::home(common)?;
    let visits = home.ledger().visits()?;
    let earlier = visits.into_iter().find(|earlier| earlier.id == visit);
    let Visit { report: earlier, .. } = earlier.ok_or_else(|| error::no_visit(visit))?;
    let VisitReport { household_key, draw_id, .. } = earlier;
    let amends = Some(Amendment { visit, reason });
    let report = VisitReport { household_key, draw_id, amends, ..report(found)? };
    record(common, &[report])
}

fn report(found: Found) -> Result<VisitReport> {
    let Found { on, outcome, visitors, kind, mode, after_hours, with_village, .. } = found;
    let money = |text: &str| Fen::parse_yuan(text).ok_or_else(|| error::bad_money(text));
    let evidence = found.evidence.as_deref().map(|file| {
        let bytes = std::fs::read(file).map_err(|why| error::unreadable(file, &why))?;
        Ok(sha256_hex(&bytes))
    });
    Ok(VisitReport {
        visited_on: on,
        kind,
        mode,
        outcome,
        after_hours,
        with_village,
        checked: found.checked.into_iter().collect(),
        codes: found.codes.into_iter().collect(),
        over: money(&found.over)?,
        under: money(&found.under)?,
        note: found.note,
        visitors: visitors.into_iter().collect(),
        evidence: evidence.transpose()?,
        ..VisitReport::default()
    })
}

fn list(common: &Common, draw: Option<&str>) -> Result<()> {
    let visits = commands::home(common)?.visits_to_show()?;
    let columns = [
        "visit",
        "recorded_at",
        "household_key",
        "visited_on",
        "kind",
        "mode",
        "outcome",
        "codes",
        "over_yuan",
        "under_yuan",
        "note",
        "visitors",
        "draw_id",
        "amends",
        "reason",
        "checked",
    ];
    let wanted = visits
        .into_iter()
        .filter(|visit| draw.is_none_or(|draw| visit.report.draw_id.as_deref() == Some(draw)));
    let rows: Vec<_> = wanted.map(row).collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

fn row(visit: Visit) -> Vec<Option<String>> {
    let Visit { id, recorded_at, report } = visit;
    let words =
        |words: std::collections::BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(" ");
    let (amends, reason) = report.amends.map_or((None, None), |amendment| {
        (Some(amendment.visit.to_string()), Some(amendment.reason))
    });
    vec![
        Some(id.to_string()),
        Some(recorded_at.to_rfc3339()),
        Some(report.household_key),
        Some(report.visited_on.to_string()),
        Some(report.kind),
        Some(report.mode),
        Some(report.outcome),
        Some(words(report.codes)),
        Some(report.over.to_string()),
        Some(report.under.to_string()),
        Some(report.note),
        Some(words(report.visitors)),
        report.draw_id,
        amends,
        reason,
        Some(words(report.checked)),
    ]
}
