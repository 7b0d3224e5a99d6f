//! How one file and one cell are read, without a load: for forms that are filled in and sent back,
//! and for tools that look into a delivery.

use std::path::Path;

use model::{Result, Text};

use crate::cell::{self, CellRef};
use crate::limits::Limits;
use crate::schema::ColumnType;
use crate::source::{self, Entry, Opened, Row};

/// The rows of all sheets of one file, headings and notes too; none where it is no table.
///
/// # Errors
/// `Data` when the file is refused, `Limit` when the disk fails.
pub fn rows_of(path: &Path, limits: &Limits) -> Result<Option<u64>> {
    let mut count = 0;
    let found = each_row(path, limits, |_, _| count += 1)?;
    Ok(found.then_some(count))
}

/// One row of a file as texts; numbers and days of a spreadsheet in their canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// Counted from 1 as a spreadsheet shows it.
    pub number: u64,
    /// Cells from the first column on; blanks at the end may be missing.
    pub cells: Vec<String>,
}

/// The rows of all sheets of one file; none where it is no table.
///
/// # Errors
/// As [`rows_of`].
pub fn texts_of(path: &Path, limits: &Limits) -> Result<Option<Vec<TextRow>>> {
    let mut rows = Vec::new();
    let found = each_row(path, limits, |sheet, row| {
        let cells = row.cells.iter().map(|cell| cell.text.clone()).collect();
        rows.push(TextRow { sheet: sheet.cloned(), number: row.number, cells });
    })?;
    Ok(found.then_some(rows))
}

/// Goes through the rows of one file with the names of their sheets; false where it is no table.
fn each_row(
    path: &Path,
    limits: &Limits,
    mut work: impl FnMut(Option<&String>, &Row),
) -> Result<bool> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = path.metadata().map_or(0, |metadata| metadata.len());
    let entry = Entry { path: path.to_owned(), file, bytes, is_link: path.is_symlink() };
    let source = match source::open(&entry, limits)? {
        Opened::Source(source) => source,
        Opened::Passed(_) => return Ok(false),
        Opened::Refused(fault) => return Err(fault),
    };
    let mut row = Row::default();
    for sheet in &source.sheets {
        let mut rows = sheet.rows()?;
        while rows.next_into(&mut row)? {
            work(sheet.name.as_ref(), &row);
        }
    }
    Ok(true)
}

/// The files of a folder or of a ZIP of one, which is unpacked into the folder `scratch`; refused
/// ones are left out.
///
/// # Errors
/// `Caller` or `Data` when it is no delivery, `Limit` when the disk fails.
pub fn files_of(delivery: &Path, scratch: &Path, limits: &Limits) -> Result<Vec<String>> {
    let (entries, _) = source::list(delivery, scratch, limits)?;
    Ok(entries.into_iter().map(|entry| entry.file).collect())
}

/// What a text means in a column of days, months, numbers, or yes and no; other texts mean
/// themselves.
///
/// # Errors
/// Why it cannot be used.
pub fn meaning_of(kind: ColumnType, text: &str) -> Result<String, Text> {
    let cell = CellRef::text(text);
    let number = || cell::decimal(text, false);
    Ok(match kind {
        ColumnType::Date => cell::day(cell)?.to_string(),
        ColumnType::Month => cell::month(cell)?.to_string(),
        ColumnType::DayOrMonth => cell::day_or_month(cell)?.to_string(),
        ColumnType::Year => cell::year(cell)?.to_string(),
        ColumnType::Yesno => cell::yes_or_no(cell)?.to_string(),
        ColumnType::Money => number()?.money()?.to_string(),
        ColumnType::Number => number()?.number(false)?.to_string(),
        ColumnType::Signed => number()?.number(true)?.to_string(),
        ColumnType::Count => number()?.count()?.to_string(),
        _ => text.to_owned(),
    })
}
