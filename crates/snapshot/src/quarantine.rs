//! Rows that cannot be used: where they stand, what their cell says and why.
//!
//! # Invariants
//!
//! - One line per row, for the first cell that stops it.
//! - The whole row is kept under the headings of the contract, so that it can be corrected.
//! - On the disk the rows are sealed, as identities are, for they hold names and numbers.

use model::hash::sha256_hex;
use model::{Fault, Lang, Result, Text};
use serde::{Deserialize, Serialize};

use crate::cell::{self, CellRef, Stored};
use crate::layout::{Layout, Slot};
use crate::manifest::ManifestFile;
use crate::schema::{self, ColumnSpec, ColumnType};
use crate::source::RowRef;
use crate::store::Store;

/// Characters shown of a cell.
const TEXT_SHOWN: usize = 60;

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
    /// Its table.
    pub table: String,
    /// The row, one text for every heading of its table in the order of the contract.
    pub cells: Vec<String>,
}

impl Quarantined {
    /// The row with another text in the cell that stopped it; none if no cell did alone.
    pub fn corrected(&self, text: &str) -> Option<Self> {
        let table = schema::all().table(&self.table)?;
        let mut headed = table.columns.iter().filter(|column| column.heading.is_some());
        let at = headed.position(|column| column.shown() == self.column)?;
        let mut row = self.clone();
        *row.cells.get_mut(at)? = text.to_owned();
        Some(row)
    }

    /// The row in one line: where it stands, its cell, why it cannot be used.
    pub fn say(&self, lang: Lang) -> String {
        let Self { file, sheet, row, column, text, reason, .. } = self;
        let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!(":{sheet}"));
        let text: String = text.chars().take(TEXT_SHOWN).collect();
        format!("{file}{sheet}:{row} {column} [{text}] {}", reason.get(lang))
    }
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
    #[serde(default)]
    table: String,
    /// A JSON list.
    #[serde(default)]
    cells: String,
}

/// The text of the cell of a column; with no such column, of the first cell behind the headings.
pub(crate) fn stopping_cell<'a>(layout: &Layout, row: RowRef<'a>, column: usize) -> &'a str {
    let slot = layout.columns.get(column).copied().flatten();
    let at = slot.map_or(layout.width, |slot| slot.at);
    row.cell(at).map_or("", |cell| cell.text)
}

/// A row under the headings of the contract, saying by itself what its sheet said beside it: the
/// programme of the title, 万元 of the heading, the day behind a serial number.
pub(crate) fn whole_row(layout: &Layout, row: RowRef<'_>) -> Vec<String> {
    let columns = layout.table.columns.iter().zip(&layout.columns);
    let headed = columns.filter(|(column, _)| column.heading.is_some());
    let text = |(column, slot): (&ColumnSpec, &Option<Slot>)| match slot {
        Some(slot) => row.cell(slot.at).map_or_else(String::new, |c| plain(column, *slot, c)),
        None if column.kind == ColumnType::Programme => {
            layout.programme.map_or_else(String::new, |word| schema::label("programme", word))
        }
        None => String::new(),
    };
    headed.map(text).collect()
}

fn plain(column: &ColumnSpec, slot: Slot, cell: CellRef<'_>) -> String {
    let is_day =
        matches!(column.kind, ColumnType::Date | ColumnType::DayOrMonth | ColumnType::Month);
    match cell::day(cell) {
        Ok(day) if is_day && cell.stored == Stored::Number => day.to_string(),
        _ if slot.in_ten_thousands && !cell.is_blank() && !cell.text.contains('元') => {
            format!("{}万元", cell.text)
        }
        _ => cell.text.to_owned(),
    }
}

/// Writes the rows of a load under this name.
pub(crate) fn publish(store: &Store, path: String, rows: &[Quarantined]) -> Result<ManifestFile> {
    let sealed = store.seal(true)?.seal_named(&path, &text(rows)?)?;
    let (sha256, bytes) = (sha256_hex(&sealed), sealed.len() as u64);
    store.files().write_private(&path, sealed)?;
    Ok(ManifestFile { path, rows: rows.len() as u64, bytes, sha256 })
}

/// The rows as CSV with headings.
fn text(rows: &[Quarantined]) -> Result<Vec<u8>> {
    let failed = |why: &dyn std::fmt::Display| crate::error::store("quarantine", why);
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    let headings =
        ["file", "sheet", "row", "column", "text", "reason", "reason_en", "table", "cells"];
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
            table: q.table.clone(),
            cells: serde_json::to_string(&q.cells).map_err(|why| failed(&why))?,
        };
        writer.serialize(line).map_err(|why| failed(&why))?;
    }
    writer.into_inner().map_err(|why| failed(&why))
}

/// Reads what [`publish`] wrote.
pub(crate) fn read(store: &Store, name: &str) -> Result<Vec<Quarantined>> {
    let failed = |why: csv::Error| -> Fault { crate::error::store("quarantine", &why) };
    let text = store.seal(false)?.unseal_named(name, &store.files().read(name)?)?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let rows = reader.deserialize::<Line>().map(|line| {
        let line = line.map_err(failed)?;
        Ok(Quarantined {
            file: line.file,
            sheet: line.sheet,
            row: line.row,
            column: line.column,
            text: line.text,
            reason: Text::new(line.reason, line.reason_en),
            table: line.table,
            cells: serde_json::from_str(&line.cells).unwrap_or_default(),
        })
    });
    rows.collect()
}
