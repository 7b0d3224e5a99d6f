//! Visit lists of a draw: one sheet per town, in drawing order, with room for what was found
//! and for two signatures.
//!
//! # Invariants
//!
//! - The form is filled in on paper or in the cells, and read back by the headings of the glossary.
//! - Where the draw assigned a team, its names stand in the form already.
//! - Households stand under their pseudonym; names are looked up with a purpose, elsewhere.

use std::collections::BTreeMap;

use chart::{Unit, Words};
use model::visit::{VISIT_ITEMS, VISIT_MODES, VISIT_OUTCOMES};
use model::{Lang, Result, ResultTable};
use rust_xlsxwriter::{DataValidation, Workbook, Worksheet, XlsxError};

use crate::Glossary;
use crate::book::{Formats, finish, sheet_name, write_cell};
use crate::error::workbook as fault;
use crate::workbook::page;

/// The columns of a work list that are printed, where the list has them.
const PRINTED: [&str; 5] = ["position", "household_key", "chosen", "village_code", "programme"];
/// The columns that are filled in, with their widths; two of them by choice.
const BLANK: [(&str, f64); 12] = [
    ("visited_on", 11.0),
    (OUTCOME, 10.0),
    (MODE, 7.0),
    (ITEMS, 14.0),
    ("finding_codes", 9.0),
    ("over_yuan", 8.0),
    ("under_yuan", 8.0),
    ("note", 22.0),
    ("after_hours", 7.0),
    ("with_village", 7.0),
    ("visitor_1", 10.0),
    ("visitor_2", 10.0),
];
const TEAM: [&str; 2] = ["visitor_1", "visitor_2"];
const OUTCOME: &str = "visit_outcome";
const MODE: &str = "visit_mode";
const ITEMS: &str = "checked_items";

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
        self.head(sheet, &columns).map_err(|why| fault(&why))?;
        self.choices(sheet, columns.len(), rows.len()).map_err(|why| fault(&why))?;
        let style = self.formats.of(Unit::Text, false).set_text_wrap();
        for (at, cells) in rows.iter().enumerate() {
            let row = HEAD_ROWS + at as u32;
            sheet.set_row_height(row, ROW_HEIGHT).map_err(|why| fault(&why))?;
            for (column, (name, from)) in columns.iter().enumerate() {
                let cell = cells.get(*from).and_then(Option::as_deref);
                let shown = cell.map(|text| self.words.value(name, text));
                write_cell(sheet, (row, column as u16), Unit::Text, shown.as_deref(), &style)?;
            }
            let team = self.team(cells);
            for (column, (name, _)) in (columns.len()..).zip(BLANK) {
                let own = TEAM.iter().position(|own| *own == name).and_then(|at| team.get(at));
                write_cell(
                    sheet,
                    (row, column as u16),
                    Unit::Text,
                    own.map(String::as_str),
                    &style,
                )?;
            }
        }
        Ok(())
    }

    /// Who visits the household of a row, if the draw says so: one name for each of the two columns,
    /// and all others beside the second.
    fn team(&self, cells: &[Option<String>]) -> Vec<String> {
        let at = self.table.column("inspectors").ok();
        let team = at.and_then(|at| cells.get(at)?.as_deref()).unwrap_or_default();
        team.splitn(2, '、').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn head(&self, sheet: &mut Worksheet, columns: &[(&str, usize)]) -> Result<(), XlsxError> {
        let last = (columns.len() + BLANK.len()).saturating_sub(1) as u16;
        let (title, about) = self.titles();
        sheet.merge_range(0, 0, 0, last, &title, &self.formats.title)?;
        sheet.merge_range(1, 0, 1, last, &about, &self.formats.plain)?;
        let printed = columns.iter().map(|(name, _)| (self.words.column(name), wide(name)));
        let blank = BLANK.iter().map(|(name, width)| (self.words.column(name), *width));
        for (column, (text, width)) in printed.chain(blank).enumerate() {
            sheet.write_string_with_format(2, column as u16, &text, &self.formats.head)?;
            sheet.set_column_width(column as u16, width)?;
        }
        sheet.set_freeze_panes(HEAD_ROWS, 0)?;
        sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
        Ok(())
    }

    /// The outcome and the mode are chosen from their words.
    fn choices(&self, sheet: &mut Worksheet, first: usize, rows: usize) -> Result<(), XlsxError> {
        let last = HEAD_ROWS + (rows as u32).saturating_sub(1);
        for (at, (name, _)) in BLANK.iter().enumerate() {
            let codes = match *name {
                OUTCOME => VISIT_OUTCOMES.as_slice(),
                MODE => VISIT_MODES.as_slice(),
                _ => continue,
            };
            let words: Vec<_> = codes.iter().map(|code| self.words.value(name, code)).collect();
            let choice = DataValidation::new().allow_list_strings(&words)?;
            let column = (first + at) as u16;
            sheet.add_data_validation(HEAD_ROWS, column, last, column, &choice)?;
        }
        Ok(())
    }

    fn titles(&self) -> (String, String) {
        let (town, draw, from) = (self.town, self.draw, &self.table.provenance);
        let items = VISIT_ITEMS.map(|item| self.words.value(ITEMS, item));
        match self.words.lang() {
            Lang::Zh => (
                format!("{town}入户核查清单"),
                format!(
                    "抽取编号 {draw}；数据快照 {}；按抽取次序走访，两人同行并签名；已查事项填：{}",
                    from.snapshot,
                    items.join("、")
                ),
            ),
            Lang::En => (
                format!("Home visits in {town}"),
                format!(
                    "Draw {draw}; snapshot {}; visit in the order drawn, two together, both sign; \
                     looked into: {}",
                    from.snapshot,
                    items.join(", ")
                ),
            ),
        }
    }
}

fn wide(column: &str) -> f64 {
    match column {
        "position" => 6.0,
        "household_key" => 33.0,
        _ => 12.0,
    }
}
