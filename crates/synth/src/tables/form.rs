//! Turns rows into the bytes of a CSV file or a workbook.
//!
//! # Invariants
//!
//! - The same rows give the same bytes: workbooks carry a fixed day of creation.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use model::{Fen, Month, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Days, Form, Spec};
use crate::cell::{Cell, Row};
use crate::error;

/// The folder of a delivery.
pub(super) struct Folder {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether every file is plain, whatever form its table would have.
    pub(super) is_plain: bool,
}

impl Folder {
    /// Writes one file and tells its number of rows.
    ///
    /// # Errors
    /// The operator's fault if the file cannot be written.
    pub(super) fn write(
        &self,
        spec: &Spec,
        headings: &[&str],
        rows: impl Iterator<Item = Row>,
    ) -> Result<u64> {
        let plain = Spec { form: Form::Utf8, days: Days::Iso, ..*spec };
        let spec = if self.is_plain { &plain } else { spec };
        let path = |ending: &str| self.path.join(format!("{}.{ending}", spec.file));
        match spec.form {
            Form::Workbook | Form::TitledWorkbook => {
                write_workbook(&path("xlsx"), spec, headings, rows)
            }
            _ => write_csv(&path("csv"), spec, headings, rows),
        }
    }
}

fn write_csv(
    path: &Path,
    spec: &Spec,
    headings: &[&str],
    rows: impl Iterator<Item = Row>,
) -> Result<u64> {
    let separator = match spec.form {
        Form::Tabs => b'\t',
        Form::Semicolons => b';',
        _ => b',',
    };
    let mut csv = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    csv.write_record(headings).map_err(|why| error::refused(path, &why))?;
    let mut count = 0;
    let mut record = csv::StringRecord::new();
    for row in rows {
        record.clear();
        for cell in &row {
            push_text(&mut record, cell, spec.days);
        }
        csv.write_record(&record).map_err(|why| error::refused(path, &why))?;
        count += 1;
    }
    let text = csv.into_inner().map_err(|why| error::refused(path, &why))?;
    fs::write(path, encode(text, spec.form)).map_err(|why| error::write(path, &why))?;
    Ok(count)
}

fn encode(text: Vec<u8>, form: Form) -> Vec<u8> {
    match form {
        Form::Gb18030 => {
            let (bytes, _, _) = encoding_rs::GB18030.encode(str::from_utf8(&text).unwrap_or(""));
            bytes.into_owned()
        }
        Form::Utf8Bom | Form::Semicolons => [&b"\xEF\xBB\xBF"[..], &text].concat(),
        _ => text,
    }
}

fn push_text(record: &mut csv::StringRecord, cell: &Cell, days: Days) {
    match cell {
        Cell::Blank => record.push_field(""),
        Cell::Text(text) => record.push_field(text),
        Cell::Day(day) => record.push_field(&day_text(*day, days)),
        Cell::Month(month) => record.push_field(&month_text(*month, days)),
        Cell::Money(amount) => record.push_field(&amount.to_string()),
        Cell::Count(count) => record.push_field(&count.to_string()),
        Cell::Yes(yes) => record.push_field(yes_text(*yes)),
    }
}

fn day_text(day: NaiveDate, days: Days) -> String {
    let (year, month, date) = (day.year(), day.month(), day.day());
    match days {
        Days::Iso | Days::Serial => format!("{year}-{month:02}-{date:02}"),
        Days::Slashes => format!("{year}/{month}/{date}"),
        Days::Dots => format!("{year}.{month:02}.{date:02}"),
        Days::Compact => format!("{year}{month:02}{date:02}"),
        Days::Words => format!("{year}年{month}月{date}日"),
    }
}

fn month_text(month: Month, days: Days) -> String {
    match days {
        Days::Compact => format!("{}{:02}", month.year(), month.month()),
        Days::Words | Days::Serial => format!("{}年{}月", month.year(), month.month()),
        _ => month.to_string(),
    }
}

const fn yes_text(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

fn write_workbook(
    path: &Path,
    spec: &Spec,
    headings: &[&str],
    rows: impl Iterator<Item = Row>,
) -> Result<u64> {
    let refused = |why: XlsxError| error::refused(path, &why);
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2020, 1, 1).map_err(refused)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    let count = fill_sheet(sheet, spec, headings, rows).map_err(refused)?;
    let bytes = workbook.save_to_buffer().map_err(refused)?;
    fs::write(path, bytes).map_err(|why| error::write(path, &why))?;
    Ok(count)
}

fn fill_sheet(
    sheet: &mut Worksheet,
    spec: &Spec,
    headings: &[&str],
    rows: impl Iterator<Item = Row>,
) -> Result<u64, XlsxError> {
    let titled = spec.form == Form::TitledWorkbook;
    let day_format = Format::new().set_num_format("yyyy-mm-dd");
    let mut at = 0;
    if titled {
        sheet.write_string(at, 0, spec.file)?;
        at += 1;
    }
    for (column, heading) in (0u16..).zip(headings) {
        sheet.write_string(at, column, *heading)?;
    }
    let mut count = 0;
    let mut totals: Vec<Option<Cell>> = vec![None; headings.len()];
    for row in rows {
        at += 1;
        count += 1;
        for ((column, cell), total) in (0u16..).zip(&row).zip(&mut totals) {
            write_cell(sheet, (at, column), cell, spec.days, &day_format)?;
            add_total(total, cell);
        }
    }
    if titled && count > 0 {
        at += 1;
        sheet.write_string(at, 0, "合计")?;
        for (column, total) in (0u16..).zip(&totals) {
            if let Some(cell) = total {
                write_cell(sheet, (at, column), cell, spec.days, &day_format)?;
            }
        }
    }
    Ok(count)
}

/// Money and whole numbers add up; everything else stays out of the totals row.
fn add_total(total: &mut Option<Cell>, cell: &Cell) {
    *total = match (total.take(), cell) {
        (None, Cell::Money(_) | Cell::Count(_)) => Some(cell.clone()),
        (Some(Cell::Money(sum)), Cell::Money(more)) => Some(Cell::Money(sum + *more)),
        (Some(Cell::Count(sum)), Cell::Count(more)) => Some(Cell::Count(sum + more)),
        (sum, _) => sum,
    };
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    days: Days,
    day_format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Day(day) if days == Days::Serial => {
            let serial = ExcelDateTime::from_ymd(
                u16::try_from(day.year()).unwrap_or(1900),
                u8::try_from(day.month()).unwrap_or(1),
                u8::try_from(day.day()).unwrap_or(1),
            )?;
            sheet.write_datetime_with_format(row, column, &serial, day_format)?
        }
        Cell::Day(day) => sheet.write_string(row, column, day_text(*day, days))?,
        Cell::Month(month) => sheet.write_string(row, column, month_text(*month, days))?,
        Cell::Money(amount) => sheet.write_number(row, column, money_number(*amount))?,
        Cell::Count(count) => sheet.write_number(row, column, *count as f64)?,
        Cell::Yes(yes) => sheet.write_string(row, column, yes_text(*yes))?,
    };
    Ok(())
}

/// A workbook knows numbers only as floats; two decimals survive up to 10¹³ yuan.
fn money_number(amount: Fen) -> f64 {
    amount.0 as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use model::{Fen, Month};

    use super::{add_total, day_text, month_text};
    use crate::cell::Cell;
    use crate::tables::Days;

    #[test]
    fn days_and_months_take_every_form_of_a_delivery() {
        let day: NaiveDate = "2026-03-05".parse().unwrap();
        let rows = [
            (Days::Iso, "2026-03-05", "2026-03"),
            (Days::Slashes, "2026/3/5", "2026-03"),
            (Days::Dots, "2026.03.05", "2026-03"),
            (Days::Compact, "20260305", "202603"),
            (Days::Words, "2026年3月5日", "2026年3月"),
        ];
        for (form, as_day, as_month) in rows {
            assert_eq!(day_text(day, form), as_day);
            assert_eq!(month_text(Month::of(day), form), as_month);
        }
    }

    #[test]
    fn totals_add_money_and_counts_and_nothing_else() {
        let mut total = None;
        for cell in [Cell::Money(Fen(5)), Cell::Blank, Cell::Money(Fen(7)), Cell::Yes(true)] {
            add_total(&mut total, &cell);
        }
        assert_eq!(total, Some(Cell::Money(Fen(12))));
        let mut none = None;
        add_total(&mut none, &Cell::Text("甲".to_owned()));
        assert_eq!(none, None);
    }
}
