//! What was found against what was planted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::{Month, Result};
use supervise::Home;

use crate::commands::wait;
use crate::error;

/// One flag on the last month.
pub(super) struct Found {
    /// The flag.
    pub(super) flag: String,
    /// Households flagged.
    pub(super) flagged: usize,
    /// Of those, households with the problem planted.
    pub(super) right: usize,
    /// Households with the problem planted.
    pub(super) planted: usize,
}

/// Compares the flags of `month` with the label file.
pub(super) fn compare(home: &Home, labels: &Path, month: Month) -> Result<Vec<Found>> {
    let planted = planted(home, labels, month)?;
    let table = wait(super::all_flags(home, month))?;
    let mut flagged: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (flag, key) in table.texts("flag")?.into_iter().zip(table.texts("household_key")?) {
        if let (Some(flag), Some(key)) = (flag, key) {
            flagged.entry(flag).or_default().insert(key);
        }
    }
    let empty = BTreeSet::new();
    let found = home.registry().flags().map(|question| {
        let is = flagged.get(&question.name).unwrap_or(&empty);
        let should = planted.get(&question.name).unwrap_or(&empty);
        Found {
            flag: question.name.clone(),
            flagged: is.len(),
            right: is.intersection(should).count(),
            planted: should.len(),
        }
    });
    Ok(found.collect())
}

/// Households by flag that carry the problem in `month`.
fn planted(
    home: &Home,
    labels: &Path,
    month: Month,
) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let text = std::fs::read_to_string(labels).map_err(|why| error::unreadable(labels, &why))?;
    let mut planted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // kind, flag, month_from, month_to, household_id_no, …: written by `synth`, never quoted
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let mut next = || cells.next().unwrap_or_default();
        let (kind, flag, from, to, household) = (next(), next(), next(), next(), next());
        let month = month.to_string();
        if kind == "hit" && from <= month.as_str() && month.as_str() <= to {
            if let Some(key) = home.store().pseudonym(household)? {
                planted.entry(flag.to_owned()).or_default().insert(key);
            }
        }
    }
    Ok(planted)
}
