//! Error rates and bounds with their uncertainty.

use std::path::Path;

use model::Result;
use serde_json::Value;
use stats::inspection::{IntervalMethod, Outcome, RateEstimate, Rates, is_acceptable, rates};
use stats::interval::ShareInterval;
use stats::stratified::{Pairs, ratio};
use stats::{CONFIDENCE, interval, stratified};

use crate::cli::{Common, Estimate};
use crate::error;
use crate::output::print_rows;

/// Money of one unit, in fen: paid, over, under.
type Payment = [f64; 3];

/// `doudi estimate …`.
pub(crate) fn estimate(common: &Common, verb: &Estimate) -> Result<()> {
    match verb {
        Estimate::Interval { population, sample, errors } => {
            let found = interval::hypergeometric(*population, *sample, *errors, CONFIDENCE)
                .map_err(|why| error::statistics(&why))?;
            row(common, ["lower", "upper"], [found.lower.to_string(), found.upper.to_string()])
        }
        Estimate::Accept { population, sample, errors, tolerable } => {
            let upper = interval::hypergeometric_upper(*population, *sample, *errors, CONFIDENCE)
                .map_err(|why| error::statistics(&why))?;
            let accepted = is_acceptable(upper, *population, *tolerable);
            row(common, ["upper", "accepted"], [upper.to_string(), accepted.to_string()])
        }
        Estimate::Size { population, errors, allowed } => {
            let size = interval::attribute_sample(*population, *errors, *allowed, CONFIDENCE)
                .map_err(|why| error::statistics(&why))?;
            row(common, ["sample"], [size.map_or_else(|| "-".to_owned(), |size| size.to_string())])
        }
        Estimate::Rates { file } => print_rates(common, file),
        Estimate::Payments { file } => print_payments(common, file),
    }
}

fn row<const N: usize>(common: &Common, columns: [&str; N], cells: [String; N]) -> Result<()> {
    print_rows(&columns.map(str::to_owned), &[cells.map(Some).to_vec()], common.format)
}

fn print_rates(common: &Common, file: &Path) -> Result<()> {
    let number = |record: &Value, name: &str| match record.get(name) {
        None => Some(0),
        Some(value) => value.as_u64(),
    };
    let outcome = |record: &Value| {
        Some(Outcome {
            population: record.get("population")?.as_u64()?,
            drawn: record.get("drawn")?.as_u64()?,
            completed: record.get("completed")?.as_u64()?,
            errors: number(record, "errors")?,
            substitutes: number(record, "substitutes")?,
            substitute_errors: number(record, "substitute_errors")?,
        })
    };
    let strata: Option<Vec<_>> = read_list(file)?.iter().map(outcome).collect();
    let strata = strata.ok_or_else(|| error::bad_outcomes(file))?;
    let found = rates(&strata, CONFIDENCE).map_err(|why| error::statistics(&why))?;
    print_rows(&RATE_COLUMNS.map(str::to_owned), &rate_rows(&found), common.format)
}

/// The columns of [`rate_rows`].
pub(crate) const RATE_COLUMNS: [&str; 8] =
    ["rate", "errors", "share", "standard_error", "lower", "upper", "method", "leads"];

/// The four rates of an inspection, one a row.
pub(crate) fn rate_rows(found: &Rates) -> Vec<Vec<Option<String>>> {
    let shown = [
        ("respondents", &found.respondents),
        ("with_substitutes", &found.with_substitutes),
        ("worst", &found.worst),
        ("best", &found.best),
    ];
    let leading = found.leading_upper();
    shown.map(|(name, rate)| rate_row(name, rate, leading)).to_vec()
}

/// One rate, in the columns of [`RATE_COLUMNS`]; `leading` is the upper end to go by.
pub(crate) fn rate_row(name: &str, rate: &RateEstimate, leading: f64) -> Vec<Option<String>> {
    let stratified::Estimate { total, mean, mean_error, .. } = rate.estimate;
    let method = match rate.method {
        IntervalMethod::Hypergeometric => "hypergeometric",
        IntervalMethod::KornGraubard => "korn_graubard",
        IntervalMethod::ZeroErrors => "zero_errors",
        IntervalMethod::Census => "census",
    };
    let leads = rate.interval.upper.total_cmp(&leading).is_eq();
    let cells = [
        name.to_owned(),
        format!("{total:.1}"),
        format!("{mean:.6}"),
        format!("{mean_error:.6}"),
        format!("{:.6}", rate.interval.lower),
        format!("{:.6}", rate.interval.upper),
        method.to_owned(),
        leads.to_string(),
    ];
    cells.map(Some).to_vec()
}

fn print_payments(common: &Common, file: &Path) -> Result<()> {
    let payment = |values: &Value| -> Option<Payment> {
        let values: Option<Vec<_>> = values.as_array()?.iter().map(Value::as_f64).collect();
        values?.try_into().ok()
    };
    let stratum = |record: &Value| -> Option<(u64, Vec<Payment>)> {
        let units: Option<Vec<_>> = record.get("units")?.as_array()?.iter().map(payment).collect();
        Some((record.get("population")?.as_u64()?, units?))
    };
    let strata: Option<Vec<_>> = read_list(file)?.iter().map(stratum).collect();
    let strata = strata.ok_or_else(|| error::bad_outcomes(file))?;
    let kinds: [(&str, fn(&Payment) -> f64); 3] =
        [("over", |unit| unit[1]), ("under", |unit| unit[2]), ("net", |unit| unit[1] - unit[2])];
    let mut rows = Vec::new();
    for (name, value) in kinds {
        let pairs = strata.iter().map(|(population, units)| Pairs {
            population: *population,
            values: units.iter().map(|unit| (value(unit), unit[0])).collect(),
        });
        let found = ratio(&pairs.collect::<Vec<_>>()).map_err(|why| error::statistics(&why))?;
        let kind = name.to_owned();
        let cells = [kind, format!("{:.6}", found.ratio), format!("{:.6}", found.error)];
        let mut row = cells.map(Some).to_vec();
        // Net payments may be below nothing: no share, and no interval of one.
        row.extend(ends(found.interval(CONFIDENCE).ok().filter(|_| name != "net")));
        rows.push(row);
    }
    let columns = ["kind", "share", "standard_error", "lower", "upper"];
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

/// The cells of an interval, blank without one.
pub(crate) fn ends(interval: Option<ShareInterval>) -> [Option<String>; 2] {
    let ends = interval.map(|interval| [interval.lower, interval.upper]);
    ends.map_or([None, None], |ends| ends.map(|end| Some(format!("{end:.6}"))))
}

fn read_list(file: &Path) -> Result<Vec<Value>> {
    let bytes = std::fs::read(file).map_err(|why| error::unreadable(file, &why))?;
    serde_json::from_slice(&bytes).map_err(|_| error::bad_outcomes(file))
}
