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
    let planted = planted(labels, month)?;
    let flagged = flagged(home, month)?;
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

/// Identity numbers of heads, by flag.
type Heads = BTreeMap<String, BTreeSet<String>>;

/// Households flagged on `month`; their identities are looked up as an inspector would.
fn flagged(home: &Home, month: Month) -> Result<Heads> {
    let table = wait(super::all_flags(home, month))?;
    let pairs = table.texts("flag")?.into_iter().zip(table.texts("household_key")?);
    let pairs: Vec<(String, String)> =
        pairs.filter_map(|(flag, key)| Some((flag?, key?))).collect();
    let keys: BTreeSet<&String> = pairs.iter().map(|(_, key)| key).collect();
    let keys: Vec<String> = keys.into_iter().cloned().collect();
    let purpose = "demo: comparison of made-up households with their labels";
    let identities = home.identify(&keys, purpose)?;
    let heads: BTreeMap<String, String> =
        identities.into_iter().map(|person| (person.key, person.id_no)).collect();
    let mut flagged = Heads::new();
    for (flag, key) in pairs {
        let head = heads.get(&key).cloned().unwrap_or(key);
        flagged.entry(flag).or_default().insert(head);
    }
    Ok(flagged)
}

/// Households that carry a problem in `month`.
fn planted(labels: &Path, month: Month) -> Result<Heads> {
    let text = std::fs::read_to_string(labels).map_err(|why| error::unreadable(labels, &why))?;
    let mut planted = Heads::new();
    // kind, flag, month_from, month_to, household_id_no, …: written by `synth`, never quoted
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let mut next = || cells.next().unwrap_or_default();
        let (kind, flag, from, to, household) = (next(), next(), next(), next(), next());
        let month = month.to_string();
        let now = from <= month.as_str() && month.as_str() <= to;
        if kind == "hit" && now && !household.is_empty() {
            planted.entry(flag.to_owned()).or_default().insert(household.to_owned());
        }
    }
    Ok(planted)
}
