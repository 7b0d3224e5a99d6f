//! An XLSX workbook as sheets: merged cells filled down, formulas without a value made plain.

use std::io::Cursor;

use calamine::{Data, Dimensions, Range, Reader, Xlsx};
use model::Result;

use super::{Row, Sheet};
use crate::cell::Cell;
use crate::error;

/// Every sheet with cells in it.
///
/// # Errors
/// The workbook cannot be read; a ZIP that is no workbook is named as such.
pub(crate) fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>> {
    let failed = |why: calamine::XlsxError| error::bad_workbook(file, &why.to_string());
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|why| match why {
        calamine::XlsxError::FileNotFound(_) => error::unsupported(file, "ZIP"),
        other => failed(other),
    })?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let values = book.worksheet_range(&name).map_err(failed)?;
        let formulas = book.worksheet_formula(&name).map_err(failed)?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(failed)?;
        let rows = rows(&values, &formulas, &merged);
        if !rows.is_empty() {
            sheets.push(Sheet::of_rows(name, rows));
        }
    }
    Ok(sheets)
}

fn rows(values: &Range<Data>, formulas: &Range<String>, merged: &[Dimensions]) -> Vec<Row> {
    let Some((top, left)) = values.start() else { return Vec::new() };
    let mut rows: Vec<Row> = values
        .rows()
        .enumerate()
        .map(|(at, cells)| {
            let blanks = std::iter::repeat_n(Cell::default(), left as usize);
            Row {
                number: u64::from(top) + at as u64 + 1,
                cells: blanks.chain(cells.iter().map(cell)).collect(),
            }
        })
        .collect();
    mark_unsaved(&mut rows, top, formulas);
    for area in merged {
        fill_down(&mut rows, top, area);
    }
    rows
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::default(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cell::text(text.as_str())
        }
        Data::Int(number) => Cell::number(*number as f64),
        Data::Float(number) => Cell::number(*number),
        Data::Bool(yes) => Cell::text(if *yes { "TRUE" } else { "FALSE" }),
        Data::DateTime(day) => match day.as_datetime() {
            Some(at) => Cell::text(at.format("%Y-%m-%d %H:%M:%S").to_string()),
            None => Cell::number(day.as_f64()),
        },
        Data::Error(why) => Cell::broken(why.to_string()),
    }
}

/// A formula whose value was never stored reads as an empty cell; it is not one.
fn mark_unsaved(rows: &mut [Row], top: u32, formulas: &Range<String>) {
    let Some((first_row, first_column)) = formulas.start() else { return };
    for (row, column, formula) in formulas.used_cells().filter(|(_, _, f)| !f.is_empty()) {
        let (row, column) = (first_row as usize + row, first_column as usize + column);
        let Some(row) = row.checked_sub(top as usize).and_then(|at| rows.get_mut(at)) else {
            continue;
        };
        if row.cells.len() <= column {
            row.cells.resize_with(column + 1, Cell::default);
        }
        if let Some(cell) = row.cells.get_mut(column).filter(|cell| cell.text.is_empty()) {
            *cell = Cell::broken(format!("={formula}"));
        }
    }
}

/// The cell of a merged area stands in every row of its first column.
fn fill_down(rows: &mut [Row], top: u32, area: &Dimensions) {
    let column = area.start.1 as usize;
    let at = |row: u32| row.checked_sub(top).map(|at| at as usize);
    let first = at(area.start.0).and_then(|at| rows.get(at)).and_then(|r| r.cells.get(column));
    let Some(first) = first.cloned() else { return };
    for row in area.start.0.saturating_add(1)..=area.end.0 {
        let below = at(row).and_then(|at| rows.get_mut(at)).and_then(|r| r.cells.get_mut(column));
        if let Some(cell) = below {
            cell.clone_from(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Cell as At, Data, Dimensions, Range};

    use super::rows;
    use crate::cell::Cell;

    #[test]
    fn formulas_without_value_are_broken_and_merged_cells_filled_down() {
        let text = |row, column, text: &str| At::new((row, column), Data::String(text.to_owned()));
        let values = Range::from_sparse(vec![text(1, 1, "a"), text(2, 2, "b"), text(3, 2, "c")]);
        let formula = |row, column| At::new((row, column), "1+1".to_owned());
        let formulas = Range::from_sparse(vec![formula(2, 2), formula(3, 3)]);
        let rows = rows(&values, &formulas, &[Dimensions::new((1, 1), (3, 1))]);
        let (empty, broken) = (Cell::default, || Cell::broken("=1+1"));
        let expected = [
            (2, vec![empty(), Cell::text("a"), empty()]),
            (3, vec![empty(), Cell::text("a"), Cell::text("b")]),
            (4, vec![empty(), Cell::text("a"), Cell::text("c"), broken()]),
        ];
        assert_eq!(rows.into_iter().map(|r| (r.number, r.cells)).collect::<Vec<_>>(), expected);
    }
}
