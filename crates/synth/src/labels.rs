//! What was planted: the answers against which flags are measured.

use std::fs;
use std::path::Path;

use model::{Month, Result};

use crate::error;

/// Whether a row must be found or must be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The flag must be raised in these months.
    Hit,
    /// The flag must not be raised in these months.
    Lookalike,
}

/// One planted row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    /// Found or left alone.
    pub(crate) kind: Kind,
    /// Flag id.
    pub(crate) flag: &'static str,
    /// First month.
    pub(crate) from: Month,
    /// Last month.
    pub(crate) to: Month,
    /// The head's number in its eighteen characters; empty for a village.
    pub(crate) household: String,
    /// The person's number; empty where the flag is the household's.
    pub(crate) person: String,
    /// Twelve digits.
    pub(crate) town: String,
    /// What was done.
    pub(crate) note: String,
}

/// Writes `labels.csv`, ordered by kind, flag, months and household.
///
/// # Errors
/// The operator's fault if the file cannot be written.
pub(crate) fn write(path: &Path, labels: &[Label]) -> Result<()> {
    let mut sorted: Vec<&Label> = labels.iter().collect();
    sorted.sort();
    let mut csv = csv::Writer::from_writer(Vec::new());
    let refused = |why: csv::Error| error::refused(path, &why);
    csv.write_record([
        "kind",
        "flag",
        "month_from",
        "month_to",
        "household_id_no",
        "person_id_no",
        "town_code",
        "note",
    ])
    .map_err(refused)?;
    for label in sorted {
        let kind = match label.kind {
            Kind::Hit => "hit",
            Kind::Lookalike => "lookalike",
        };
        let (from, to) = (label.from.to_string(), label.to.to_string());
        let Label { flag, household, person, town, note, .. } = label;
        csv.write_record([kind, flag, &from, &to, household, person, town, note])
            .map_err(refused)?;
    }
    let bytes = csv.into_inner().map_err(|why| error::refused(path, &why))?;
    fs::write(path, bytes).map_err(|why| error::write(path, &why))
}
