//! Visit lists of a draw: one sheet per town, in drawing order, with room for what was found
//! and for two signatures.
//!
//! # Invariants
//!
//! - Households stand under their pseudonym; names are looked up with a purpose, elsewhere.

use std::collections::BTreeMap;

use chart::{Unit, Words};
use model::{Lang, Result, ResultTable};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::Glossary;
use crate::book::{Formats, finish, sheet_name, write_cell};
use crate::error::workbook as fault;
use crate::workbook::page;

/// The columns of a work list that are printed, where the list has them.
const PRINTED: [&str; 5] = ["position", "household_key", "chosen", "village_code", "programme"];
/// Rows before the first household: title, what it is, headings.
const HEAD_ROWS: u32 = 3;
const ROW_HEIGHT: u32 = 30;

/// The visit lists of one draw from its work list (one row per household, with `town_code`);
/// `towns` names the codes.
///
/// # Errors
/// A bug when the list has no towns.
pub fn visit_list(
    words: &Glossary<'_>,
    draw: &str,
    towns: &BTreeMap<String, String>,
    table: &ResultTable,
) -> Result<Vec<u8>> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    for (town, rows) in by_town(table)? {
        let sheet = book.add_worksheet();
        let name = sheet_name(towns.get(&town).unwrap_or(&town));
        sheet.set_name(&name).map_err(|why| fault(&why))?;
        let list = List { words, table, draw, town: &name, formats: &formats };
        list.write(sheet, &rows)?;
        page(sheet, &table.provenance.receipt());
    }
    finish(book, draw, &table.provenance.as_of)
}

/// Town codes, each with the rows of its households.
fn by_town(table: &ResultTable) -> Result<BTreeMap<String, Vec<Vec<Option<String>>>>> {
    let mut towns: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (code, row) in table.texts("town_code")?.into_iter().zip(table.text_rows()) {
        towns.entry(code.unwrap_or_default()).or_default().push(row);
    }
    Ok(towns)
}

struct List<'a> {
    words: &'a Glossary<'a>,
    table: &'a ResultTable,
    draw: &'a str,
    town: &'a str,
    formats: &'a Formats,
}

impl List<'_> {
    fn write(&self, sheet: &mut Worksheet, rows: &[Vec<Option<String>>]) -> Result<()> {
        let columns: Vec<(&str, usize)> = PRINTED
            .iter()
            .filter_map(|name| Some((*name, self.table.column(name).ok()?)))
            .collect();
        let blank = blank_headings(self.words.lang());
        self.head(sheet, &columns, &blank).map_err(|why| fault(&why))?;
        let style = self.formats.of(Unit::Text, false).set_text_wrap();
        for (at, cells) in rows.iter().enumerate() {
            let row = HEAD_ROWS + at as u32;
            sheet.set_row_height(row, ROW_HEIGHT).map_err(|why| fault(&why))?;
            for (column, (name, from)) in columns.iter().enumerate() {
                let cell = cells.get(*from).and_then(Option::as_deref);
                let shown = cell.map(|text| self.words.value(name, text));
                write_cell(sheet, (row, column as u16), Unit::Text, shown.as_deref(), &style)?;
            }
            for column in columns.len()..columns.len() + blank.len() {
                write_cell(sheet, (row, column as u16), Unit::Text, None, &style)?;
            }
        }
        Ok(())
    }

    fn head(
        &self,
        sheet: &mut Worksheet,
        columns: &[(&str, usize)],
        blank: &[(&str, f64)],
    ) -> Result<(), XlsxError> {
        let last = (columns.len() + blank.len()).saturating_sub(1) as u16;
        let (title, about) = self.titles();
        sheet.merge_range(0, 0, 0, last, &title, &self.formats.title)?;
        sheet.merge_range(1, 0, 1, last, &about, &self.formats.plain)?;
        let printed = columns.iter().map(|(name, _)| (self.words.column(name), wide(name)));
        let blank = blank.iter().map(|(text, width)| ((*text).to_owned(), *width));
        for (column, (text, width)) in printed.chain(blank).enumerate() {
            sheet.write_string_with_format(2, column as u16, &text, &self.formats.head)?;
            sheet.set_column_width(column as u16, width)?;
        }
        sheet.set_freeze_panes(HEAD_ROWS, 0)?;
        sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
        Ok(())
    }

    fn titles(&self) -> (String, String) {
        let (town, draw, from) = (self.town, self.draw, &self.table.provenance);
        match self.words.lang() {
            Lang::Zh => (
                format!("{town}入户核查清单"),
                format!(
                    "抽取编号 {draw}；数据快照 {}；按抽取次序走访，两人同行并签名",
                    from.snapshot
                ),
            ),
            Lang::En => (
                format!("Home visits in {town}"),
                format!(
                    "Draw {draw}; snapshot {}; visit in the order drawn, two together, both sign",
                    from.snapshot
                ),
            ),
        }
    }
}

fn wide(column: &str) -> f64 {
    match column {
        "position" => 6.0,
        "household_key" => 36.0,
        _ => 12.0,
    }
}

/// The columns that are filled in by hand, with their widths.
const fn blank_headings(lang: Lang) -> [(&'static str, f64); 5] {
    match lang {
        Lang::Zh => [
            ("入户日期", 12.0),
            ("是否见到本人", 10.0),
            ("核查结果", 30.0),
            ("核查人签名（一）", 14.0),
            ("核查人签名（二）", 14.0),
        ],
        Lang::En => [
            ("visited on", 12.0),
            ("seen in person", 10.0),
            ("what was found", 30.0),
            ("signature 1", 14.0),
            ("signature 2", 14.0),
        ],
    }
}
