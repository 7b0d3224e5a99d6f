//! Rows that cannot be used: where they stand, what their cell says and why.
//!
//! # Invariants
//!
//! - One line per row, for the first cell that stops it.
//! - The files hold personal texts, so only their owner may read them.

use std::path::Path;

use model::{Fault, Result, Text};
use serde::{Deserialize, Serialize};

use crate::disk;

/// One quarantined row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// File inside the delivery.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row, counted from 1 as a spreadsheet shows it.
    pub row: u64,
    /// Heading of the column.
    pub column: String,
    /// The cell as it stands.
    pub text: String,
    /// Why it cannot be used.
    pub reason: Text,
}

/// A line of the file: flat, for spreadsheets.
#[derive(Serialize, Deserialize)]
struct Line {
    file: String,
    sheet: Option<String>,
    row: u64,
    column: String,
    text: String,
    reason: String,
    reason_en: String,
}

/// Writes the rows as CSV with headings, whole or not at all.
pub(crate) fn write(path: &Path, rows: &[Quarantined]) -> Result<()> {
    let failed = |why: &dyn std::fmt::Display| crate::error::store("quarantine", why);
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    let headings = ["file", "sheet", "row", "column", "text", "reason", "reason_en"];
    writer.write_record(headings).map_err(|why| failed(&why))?;
    for q in rows {
        let line = Line {
            file: q.file.clone(),
            sheet: q.sheet.clone(),
            row: q.row,
            column: q.column.clone(),
            text: q.text.clone(),
            reason: q.reason.zh.clone(),
            reason_en: q.reason.en.clone(),
        };
        writer.serialize(line).map_err(|why| failed(&why))?;
    }
    let bytes = writer.into_inner().map_err(|why| failed(&why))?;
    disk::write_private(path, &bytes)
}

/// Reads what [`write`] wrote.
pub(crate) fn read(path: &Path) -> Result<Vec<Quarantined>> {
    let failed = |why: csv::Error| -> Fault { crate::error::store("quarantine", &why) };
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let rows = reader.deserialize::<Line>().map(|line| {
        let line = line.map_err(failed)?;
        Ok(Quarantined {
            file: line.file,
            sheet: line.sheet,
            row: line.row,
            column: line.column,
            text: line.text,
            reason: Text::new(line.reason, line.reason_en),
        })
    });
    rows.collect()
}
