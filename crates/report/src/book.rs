//! A workbook from its first sheet to its bytes, and the formats that all sheets share.
//!
//! # Invariants
//!
//! - The same sheets give the same bytes: the document is dated by the day that its data
//!   describe, not by the clock.
//! - Numbers are cells of numbers; one with more digits than a cell can hold stays a text.

use chart::Unit;
use model::Result;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::error::workbook as fault;

/// A4 in the numbering of printers.
pub(crate) const A4: u8 = 9;
/// The digits that a spreadsheet keeps of a number.
const DIGITS_MAX: usize = 15;
const BODY_FONT: &str = "宋体";
const HEAD_FONT: &str = "黑体";

/// Finishes a workbook titled `title`, dated by the day `as_of` (ISO).
pub(crate) fn finish(mut book: Workbook, title: &str, as_of: &str) -> Result<Vec<u8>> {
    let day = day(as_of).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1)).map_err(|e| fault(&e))?;
    let properties =
        DocProperties::new().set_title(title).set_author("Doudi 兜底").set_creation_datetime(&day);
    book.set_properties(&properties);
    book.save_to_buffer().map_err(|why| fault(&why))
}

fn day(text: &str) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(text)
}

/// The formats of tables.
pub(crate) struct Formats {
    /// A large centred title.
    pub(crate) title: Format,
    /// A heading of a column.
    pub(crate) head: Format,
    /// Text in a table.
    pub(crate) text: Format,
    /// Text without a frame.
    pub(crate) plain: Format,
    /// Text without a frame, on the right.
    pub(crate) right: Format,
    /// Emphasised text in a table.
    pub(crate) strong: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let body = Format::new().set_font_name(BODY_FONT).set_font_size(10.5);
        let framed = body.clone().set_border(FormatBorder::Thin);
        let head = framed
            .clone()
            .set_font_name(HEAD_FONT)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        Self {
            title: Format::new()
                .set_font_name(HEAD_FONT)
                .set_font_size(18)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            head,
            text: framed.clone().set_align(FormatAlign::VerticalCenter),
            plain: body.clone().set_align(FormatAlign::VerticalCenter),
            right: body.set_align(FormatAlign::Right),
            strong: framed.set_bold().set_align(FormatAlign::VerticalCenter),
        }
    }

    /// The format of a cell of `unit`; totals are bold.
    pub(crate) fn of(&self, unit: Unit, total: bool) -> Format {
        let base = if total { &self.strong } else { &self.text };
        match number_format(unit) {
            Some(format) => base.clone().set_num_format(format),
            None => base.clone(),
        }
    }
}

/// How a spreadsheet shows a unit; the cell itself keeps the exact number.
const fn number_format(unit: Unit) -> Option<&'static str> {
    match unit {
        Unit::Yuan => Some("#,##0.00"),
        Unit::Share => Some("0.0%"),
        Unit::Count => Some("#,##0"),
        Unit::Number => Some("#,##0.####"),
        Unit::Day => Some("yyyy-mm-dd"),
        Unit::Truth | Unit::Text => None,
    }
}

/// Writes one cell from its canonical text; a missing one is framed and empty.
pub(crate) fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    unit: Unit,
    text: Option<&str>,
    format: &Format,
) -> Result<()> {
    let written = match (unit, text) {
        (_, None) => sheet.write_blank(row, column, format),
        (Unit::Day, Some(text)) => match day(text) {
            Ok(day) => sheet.write_datetime_with_format(row, column, &day, format),
            Err(_) => sheet.write_string_with_format(row, column, text, format),
        },
        (_, Some(text)) => match number(text).filter(|_| unit.is_number()) {
            Some(number) => sheet.write_number_with_format(row, column, number, format),
            None => sheet.write_string_with_format(row, column, text, format),
        },
    };
    written.map(|_| ()).map_err(|why| fault(&why))
}

/// The number that a cell can hold without losing a digit.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.parse().ok().filter(|_| digits <= DIGITS_MAX)
}

/// The width of a text in the unit of spreadsheet columns.
pub(crate) fn column_width(text: &str) -> f64 {
    chart::measure::width(text, 2.0) + 1.0
}

/// A name that a sheet may have: no reserved signs, at most 31 characters.
pub(crate) fn sheet_name(title: &str) -> String {
    let kept = title.chars().filter(|letter| !"[]:*?/\\'《》".contains(*letter));
    kept.take(31).collect()
}
