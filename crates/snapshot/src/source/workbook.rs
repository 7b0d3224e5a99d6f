//! XLSX and XLS workbooks as sheets: merged cells filled down, formulas without a value made plain.
//!
//! # Invariants
//!
//! - Every part of an XLSX is unpacked once and counted before anything is read from it.
//! - What a spreadsheet program links to outside the file is never looked up; stored values count.

use std::io::{Cursor, Write};

use calamine::{Data, DataRef, Dimensions, Reader, Xls, XlsError, Xlsx, XlsxError};
use model::Result;

use super::archive::Archive;
use super::grid::{Frame, Grid, Merged};
use super::{Body, Sheet, biff};
use crate::cell::{Cell, Stored};
use crate::error;
use crate::limits::Limits;

/// Every sheet of an XLSX with cells in it.
///
/// # Errors
/// The workbook cannot be read, or is over a limit.
pub(super) fn xlsx(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    let has_merged = inspect(file, bytes, limits)?;
    let failed = |why: XlsxError| match why {
        XlsxError::Password => error::encrypted(file),
        other => error::bad_workbook(file, &other.to_string()),
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let frame = Frame { file, sheet: &name, limits };
        let mut grid = match book.worksheet_cells_reader(&name) {
            Ok(mut cells) => {
                let mut grid = Grid::default();
                while let Some(found) = cells.next_cell_with_formula_metadata().map_err(failed)? {
                    let (row, column) = (found.pos.0.saturating_add(1), found.pos.1);
                    let is_formula = found.formula.is_some();
                    push(&mut grid, &frame, (row, column), &found.value, is_formula)?;
                }
                grid
            }
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(why) => return Err(failed(why)),
        };
        if has_merged {
            grid.merge(merged(&book.merge_cells_by_sheet_name(&name).map_err(failed)?));
        }
        add(&mut sheets, name, grid);
    }
    Ok(sheets)
}

/// Every sheet of an XLS with cells in it.
///
/// # Errors
/// The workbook cannot be read, or is over a limit.
pub(super) fn xls(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    let failed = |why: XlsError| match why {
        XlsError::Password => error::encrypted(file),
        other => error::bad_workbook(file, &other.to_string()),
    };
    let checked = biff::checked(file, bytes)?;
    let mut book = Xls::new(Cursor::new(checked)).map_err(failed)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let frame = Frame { file, sheet: &name, limits };
        let range = book.worksheet_range(&name).map_err(failed)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            let at = (top + row as u32 + 1, left + column as u32);
            push(&mut grid, &frame, at, &borrowed(value), false)?;
        }
        grid.merge(merged(&book.merge_cells_by_sheet_name(&name).map_err(failed)?));
        add(&mut sheets, name, grid);
    }
    Ok(sheets)
}

fn add(sheets: &mut Vec<Sheet>, name: String, grid: Grid) {
    if !grid.is_empty() {
        sheets.push(Sheet { name: Some(name), body: Body::Grid(grid) });
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(day) => DataRef::DateTime(*day),
        Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(why) => DataRef::Error(why.clone()),
        _ => DataRef::Empty,
    }
}

/// Adds a cell; a formula whose value was never stored reads as an empty one, and is not.
fn push(
    grid: &mut Grid,
    frame: &Frame<'_>,
    (row, column): (u32, u32),
    value: &DataRef<'_>,
    is_formula: bool,
) -> Result<()> {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => *text,
        DataRef::Bool(yes) => {
            if *yes {
                "TRUE"
            } else {
                "FALSE"
            }
        }
        DataRef::Empty if is_formula => {
            return grid.push(frame, row, column, UNSAVED, Stored::Broken);
        }
        DataRef::Empty => return Ok(()),
        other => {
            let cell = number(other);
            return grid.push(frame, row, column, &cell.text, cell.stored);
        }
    };
    grid.push(frame, row, column, text, Stored::Text)
}

/// What the quarantine shows of a formula without a stored value.
const UNSAVED: &str = "=…";

fn number(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::number(*number as f64),
        DataRef::Float(number) => Cell::number(*number),
        DataRef::DateTime(day) => match day.as_datetime() {
            Some(at) => Cell::text(at.format("%Y-%m-%d %H:%M:%S").to_string()),
            None => Cell::number(day.as_f64()),
        },
        DataRef::Error(why) => Cell::broken(why.to_string()),
        _ => Cell::default(),
    }
}

fn merged(areas: &[Dimensions]) -> Vec<Merged> {
    let merged = |area: &Dimensions| Merged {
        column: area.start.1,
        first: area.start.0.saturating_add(1),
        last: area.end.0.saturating_add(1),
    };
    areas.iter().map(merged).collect()
}

/// Unpacks every part within the limits; whether any part speaks of merged cells.
fn inspect(file: &str, bytes: &[u8], limits: &Limits) -> Result<bool> {
    let mut archive = Archive::open(file, Cursor::new(bytes), limits)?;
    let mut search = Search::default();
    for at in 0..archive.len() {
        archive.unpack(at, file, &mut search)?;
    }
    Ok(search.found)
}

/// Throws bytes away and remembers whether the name of merged cells was among them.
#[derive(Default)]
struct Search {
    tail: Vec<u8>,
    found: bool,
}

impl Search {
    const WORD: &'static [u8] = b"mergeCell";

    fn look(&mut self, bytes: &[u8]) {
        self.found |= memchr::memmem::find(bytes, Self::WORD).is_some();
    }
}

impl Write for Search {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if !self.found {
            let (head, rest) = bytes.split_at(bytes.len().min(Self::WORD.len()));
            let mut joint = std::mem::take(&mut self.tail);
            joint.extend_from_slice(head);
            self.look(&joint);
            self.look(bytes);
            let keep = if rest.is_empty() { &joint } else { bytes };
            self.tail = keep
                .get(keep.len().saturating_sub(Self::WORD.len() - 1)..)
                .unwrap_or(keep)
                .to_vec();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::Search;

    #[test]
    fn a_word_is_found_wherever_the_bytes_are_cut() {
        let text = b"<sheetData/><mergeCells>";
        for cut in 0..text.len() {
            let mut search = Search::default();
            for piece in [&text[..cut], &text[cut..=cut], &text[cut + 1..]] {
                search.write_all(piece).unwrap();
            }
            assert!(search.found, "{cut}");
        }
        let mut search = Search::default();
        search.write_all(b"<mergeCollection/>").unwrap();
        assert!(!search.found);
    }
}
