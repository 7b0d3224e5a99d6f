//! The quarantine as a workbook that a clerk corrects and sends back: one sheet per table, whole
//! rows under the headings of the data contract, the cell that stopped each row in yellow.
//!
//! # Invariants
//!
//! - Every cell is text, typed ones too: no formula runs, no identity number loses digits.
//! - The headings that lead back to the original row are those that a load looks for.

use std::collections::BTreeMap;

use model::{Fault, Result};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet};
use snapshot::schema::{self, TableSpec};
use snapshot::{CORRECTION_HEADINGS, Quarantined};

use crate::book::{Formats, column_width, finish, sheet_name};
use crate::error::workbook as fault;

/// What the first row tells the clerk.
const NOTE: &str = "请改正标黄的单元格，再把本文件放入报送文件夹重新加载；不要改动前七列。 Correct the yellow cells, put this file into the delivery and load again; leave the first seven columns as they are.";
const HEAD_ROW: u32 = 1;
const WIDTH_MAX: f64 = 30.0;
const WIDTH_MIN: f64 = 12.0;
const YELLOW: Color = Color::RGB(0x00FF_F2CC);

/// The workbook of these rows, dated by the day `as_of` (ISO).
///
/// # Errors
/// `Limit` when a table has more rows than a sheet can hold.
pub fn quarantine(rows: &[Quarantined], as_of: &str) -> Result<Vec<u8>> {
    let mut by_table: BTreeMap<usize, Vec<&Quarantined>> = BTreeMap::new();
    for row in rows {
        if let Some(at) = schema::all().tables.iter().position(|table| table.name == row.table) {
            by_table.entry(at).or_default().push(row);
        }
    }
    let mut book = Workbook::new();
    for (at, rows) in by_table {
        let Some(table) = schema::all().tables.get(at) else { continue };
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.zh)).map_err(|why| fault(&why))?;
        write(sheet, table, &rows)?;
    }
    if rows.is_empty() {
        book.add_worksheet()
            .write(0, 0, "没有不能使用的行 no rows in quarantine")
            .map_err(|why| fault(&why))?;
    }
    finish(book, "隔离清单 Quarantine", as_of)
}

fn write(sheet: &mut Worksheet, table: &TableSpec, rows: &[&Quarantined]) -> Result<()> {
    let formats = Formats::new();
    let text = formats.text.clone().set_num_format("@");
    let wrong = text.clone().set_background_color(YELLOW);
    let headings: Vec<&str> =
        table.columns.iter().filter_map(|column| column.heading.as_deref()).collect();
    put(sheet, 0, 0, NOTE, &formats.plain)?;
    for (column, heading) in (0..).zip(CORRECTION_HEADINGS.iter().chain(&headings)) {
        put(sheet, HEAD_ROW, column, heading, &formats.head)?;
        let width = column_width(heading).clamp(WIDTH_MIN, WIDTH_MAX);
        sheet
            .set_column_width(column, width)
            .and_then(|sheet| sheet.set_column_format(column, &text))
            .map_err(|why| fault(&why))?;
    }
    for (at, row) in (HEAD_ROW + 1..).zip(rows) {
        let number = row.row.to_string();
        let sheet_of = row.sheet.as_deref().unwrap_or_default();
        let origin =
            [&row.reason.zh, &row.reason.en, &row.column, &row.text, &row.file, sheet_of, &number];
        for (column, cell) in (0..).zip(origin) {
            put(sheet, at, column, cell, &text)?;
        }
        let cells = headings.iter().zip(&row.cells);
        for (column, (heading, cell)) in (CORRECTION_HEADINGS.len() as u16..).zip(cells) {
            put(sheet, at, column, cell, if *heading == row.column { &wrong } else { &text })?;
        }
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0).map(|_| ()).map_err(|why| fault(&why))
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), Fault> {
    let written = sheet.write_string_with_format(row, column, text, format);
    written.map(|_| ()).map_err(|why| fault(&why))
}
