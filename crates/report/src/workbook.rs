//! Results as a workbook: one sheet per result, and notes that say where each comes from.

use std::collections::BTreeSet;

use chart::{Unit, Words};
use model::{Lang, Result, ResultTable, Text};
use registry::Question;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::Glossary;
use crate::book::{A4, Formats, column_width, finish, sheet_name, write_cell};
use crate::error::workbook as fault;

/// Rows that are looked at to choose the width of a column.
const WIDTH_ROWS: usize = 200;
const WIDTH_MAX: f64 = 42.0;

/// A result on its way into a workbook.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The rows.
    pub table: &'a ResultTable,
    /// What stands above them on the page, where that is not the title of the question.
    pub title: Option<String>,
    /// By what the rows were chosen from the answer, if they are not all of it.
    pub filter: Option<String>,
}

impl<'a> From<&'a ResultTable> for Sheet<'a> {
    fn from(table: &'a ResultTable) -> Self {
        Self { table, title: None, filter: None }
    }
}

impl Sheet<'_> {
    fn title(&self, words: &Glossary<'_>) -> String {
        self.title.clone().unwrap_or_else(|| title(words, self.table))
    }
}

/// A workbook of results: each on a sheet of its own, then their notes.
///
/// # Errors
/// `Limit` when a result has more rows than a sheet can hold.
pub fn workbook(words: &Glossary<'_>, tables: &[Sheet<'_>]) -> Result<Vec<u8>> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    let mut names = BTreeSet::new();
    for table in tables {
        let sheet = book.add_worksheet();
        let name = free_name(&sheet_name(&table.title(words)), &mut names);
        sheet.set_name(name).map_err(|why| fault(&why))?;
        rows(sheet, words, table.table, &formats)?;
    }
    let notes = book.add_worksheet();
    let name = Text::new("说明", "Notes");
    notes.set_name(name.get(words.lang)).map_err(|why| fault(&why))?;
    write_notes(notes, words, tables, &formats)?;
    let first = tables.first();
    let as_of = first.map_or("", |sheet| sheet.table.provenance.as_of.as_str());
    finish(book, &first.map_or_else(String::new, |sheet| sheet.title(words)), as_of)
}

/// A name that no sheet has yet: of two equal ones the second gets a number.
fn free_name(name: &str, names: &mut BTreeSet<String>) -> String {
    let numbered = |number: u32| match number {
        1 => name.to_owned(),
        _ => format!("{} {number}", name.chars().take(27).collect::<String>()),
    };
    let free = (1..).map(numbered).find(|name| !names.contains(&name.to_lowercase()));
    let free = free.unwrap_or_default();
    names.insert(free.to_lowercase());
    free
}

/// The title of a result: its question's, or its name.
pub(crate) fn title(words: &Glossary<'_>, table: &ResultTable) -> String {
    question(words, table).map_or_else(
        || words.value("question", &table.provenance.query),
        |question| question.title.get(words.lang).to_owned(),
    )
}

fn question<'a>(words: &Glossary<'a>, table: &ResultTable) -> Option<&'a Question> {
    words.registry.question(&table.provenance.query).ok()
}

/// Headings in the first row, then the rows; frozen, filtered and ready to print.
fn rows(
    sheet: &mut Worksheet,
    words: &Glossary<'_>,
    table: &ResultTable,
    formats: &Formats,
) -> Result<()> {
    let units = Unit::all(table);
    let headings: Vec<String> =
        table.columns().into_iter().map(|name| words.column(name)).collect();
    let mut widths: Vec<f64> = headings.iter().map(|heading| column_width(heading)).collect();
    let last_column = headings.len().saturating_sub(1) as u16;
    for (column, heading) in headings.iter().enumerate() {
        sheet
            .write_string_with_format(0, column as u16, heading, &formats.head)
            .map_err(|why| fault(&why))?;
    }
    let styles: Vec<_> = units.iter().map(|unit| formats.of(*unit, false)).collect();
    for (row, cells) in table.text_rows().enumerate() {
        for (column, ((cell, unit), style)) in cells.iter().zip(&units).zip(&styles).enumerate() {
            let shown = shown(words, table, column, *unit, cell.as_deref());
            let at = (row as u32 + 1, column as u16);
            write_cell(sheet, at, *unit, shown.as_deref(), style)?;
            if let (true, Some(width), Some(text)) =
                (row < WIDTH_ROWS, widths.get_mut(column), &shown)
            {
                *width = width.max(column_width(text)).min(WIDTH_MAX);
            }
        }
    }
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width + 1.0).map_err(|why| fault(&why))?;
    }
    sheet.set_freeze_panes(1, 0).map_err(|why| fault(&why))?;
    sheet.set_repeat_rows(0, 0).map_err(|why| fault(&why))?;
    let last_row = table.rows() as u32;
    sheet.autofilter(0, 0, last_row, last_column).map_err(|why| fault(&why))?;
    let receipt = if is_answer(table) { table.provenance.receipt() } else { String::new() };
    page(sheet, &receipt);
    Ok(())
}

/// The text of a cell: codes by their words, numbers and days as they are.
fn shown(
    words: &Glossary<'_>,
    table: &ResultTable,
    column: usize,
    unit: Unit,
    cell: Option<&str>,
) -> Option<String> {
    match unit {
        Unit::Text | Unit::Truth => {
            let name = table.schema.fields().get(column)?.name();
            cell.map(|_| unit.cell(name, cell, words))
        }
        _ => cell.map(str::to_owned),
    }
}

/// A4 landscape, one page wide, page number and receipt in the foot.
pub(crate) fn page(sheet: &mut Worksheet, receipt: &str) {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_center_horizontally(true);
    sheet.set_footer(format!("&C&P / &N&R{receipt}"));
}

fn write_notes(
    sheet: &mut Worksheet,
    words: &Glossary<'_>,
    tables: &[Sheet<'_>],
    formats: &Formats,
) -> Result<()> {
    sheet.set_column_width(0, 16.0).map_err(|why| fault(&why))?;
    sheet.set_column_width(1, 100.0).map_err(|why| fault(&why))?;
    let wrapped = formats.plain.clone().set_text_wrap();
    let notes = tables.iter().flat_map(|table| notes_of(words, table));
    for (row, (label, text)) in notes.enumerate() {
        let row = row as u32;
        sheet
            .write_string_with_format(row, 0, &label, &formats.plain)
            .and_then(|sheet| sheet.write_string_with_format(row, 1, &text, &wrapped))
            .map_err(|why| fault(&why))?;
    }
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Everything needed to understand a result and to compute it again.
fn notes_of(words: &Glossary<'_>, sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let lang = words.lang;
    let table = sheet.table;
    let from = &table.provenance;
    let mut notes = vec![(word(lang, "表", "Table"), sheet.title(words))];
    if let Some(filter) = &sheet.filter {
        notes.push((word(lang, "筛选", "Filter"), filter.clone()));
    }
    if let Some(question) = question(words, table) {
        notes.push((word(lang, "含义", "Meaning"), question.about.get(lang).to_owned()));
        for id in &question.clauses {
            notes.push((word(lang, "条款", "Clause"), clause(words, id)));
        }
        let caveats = question.flag.iter().flat_map(|flag| &flag.caveats);
        for caveat in caveats {
            let label = word(lang, "可能的合理解释", "Innocent explanation");
            notes.push((label, caveat.get(lang).to_owned()));
        }
    }
    notes.push((word(lang, "数据截至", "As of"), from.as_of.clone()));
    notes.push((word(lang, "快照", "Snapshot"), from.snapshot.clone()));
    for (name, value) in &from.parameters {
        notes.push((word(lang, "参数", "Parameter"), format!("{name} = {value}")));
    }
    notes.push((word(lang, "范围", "Scope"), from.scope.clone()));
    // What a page puts together by hand is no answer to a question.
    if is_answer(table) {
        notes.push((word(lang, "政策参数版本", "Norms version"), from.norms.clone()));
        notes.push((word(lang, "查询校验值", "Query hash"), from.query_hash.clone()));
        notes.push((word(lang, "核验码", "Receipt"), from.receipt()));
        notes.push((word(lang, "程序", "Program"), from.program.clone()));
    }
    if let Some(question) = question(words, table) {
        notes.push(("SQL".to_owned(), question.sql.clone()));
    }
    notes.push((String::new(), String::new()));
    notes
}

fn is_answer(table: &ResultTable) -> bool {
    !table.provenance.query_hash.is_empty()
}

fn clause(words: &Glossary<'_>, id: &str) -> String {
    match (words.registry.clause(id), words.lang) {
        (Some(clause), Lang::Zh) => format!("{id} {}：{}", clause.place, clause.zh),
        (Some(clause), Lang::En) => format!("{id} {}: {}", clause.place, clause.en),
        (None, _) => id.to_owned(),
    }
}

fn word(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
    .to_owned()
}
