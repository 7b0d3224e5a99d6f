//! The cells of a spreadsheet in little space: one text for all cells, one small entry for each
//! filled one, so that empty rows and far corners cost nothing.
//!
//! # Invariants
//!
//! - Rows come in the order of their numbers.
//! - The cell of a merged area stands in every row of its first column that has any cell.

use model::{Place, Result};

use super::Row;
use crate::cell::{Cell, Stored};
use crate::error;
use crate::limits::Limits;

/// A sheet of a workbook.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: String,
    cells: Vec<Entry>,
    rows: Vec<Start>,
    fills: Vec<Fill>,
}

/// A filled cell; its text begins where that of the entry before ends.
#[derive(Debug)]
struct Entry {
    end: usize,
    column: u32,
    stored: Stored,
}

/// Where a row begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    number: u32,
    cell: usize,
    text: usize,
}

/// A merged area of several rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    /// Column from 0.
    pub column: u32,
    /// First row, from 1.
    pub first: u32,
    /// Last row.
    pub last: u32,
}

/// A merged area with the cell that stands in all its rows.
#[derive(Debug)]
struct Fill {
    area: Merged,
    cell: Cell,
}

/// What a grid is filled under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// File inside the delivery.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a str,
    /// How large it may be.
    pub limits: &'a Limits,
}

impl Frame<'_> {
    fn place(&self, row: u32) -> Place {
        Place {
            file: self.file.to_owned(),
            sheet: Some(self.sheet.to_owned()),
            row: Some(u64::from(row)),
            column: None,
        }
    }
}

impl Grid {
    /// Adds a cell at a row from 1 and a column from 0; empty ones are left out.
    ///
    /// # Errors
    /// A limit, or rows that go back.
    pub(super) fn push(
        &mut self,
        frame: &Frame<'_>,
        row: u32,
        column: u32,
        text: &str,
        stored: Stored,
    ) -> Result<()> {
        if text.is_empty() && stored != Stored::Broken {
            return Ok(());
        }
        let limits = frame.limits;
        if u64::from(column) >= limits.columns {
            return Err(error::too_many_columns(frame.place(row), limits.columns));
        }
        if text.len() as u64 > limits.cell_characters
            && text.chars().count() as u64 > limits.cell_characters
        {
            return Err(error::cell_too_long(frame.place(row), limits.cell_characters));
        }
        match self.rows.last().map(|last| last.number) {
            Some(last) if last == row => {}
            Some(last) if last > row => return Err(error::rows_out_of_order(frame.place(row))),
            _ => {
                self.rows.push(Start {
                    number: row,
                    cell: self.cells.len(),
                    text: self.text.len(),
                });
                if self.rows.len() as u64 > limits.rows {
                    return Err(error::too_many_rows(frame.place(row), limits.rows));
                }
            }
        }
        self.text.push_str(text);
        self.cells.push(Entry { end: self.text.len(), column, stored });
        Ok(())
    }

    /// Notes the merged areas, once all cells are there. Of areas that overlap, which no
    /// spreadsheet writes, the first counts.
    pub(super) fn merge(&mut self, mut areas: Vec<Merged>) {
        areas.retain(|area| area.last > area.first);
        areas.sort_by_key(|area| (area.column, area.first));
        let mut kept: Option<Merged> = None;
        for area in areas {
            let overlaps = kept.is_some_and(|k| k.column == area.column && k.last >= area.first);
            if !overlaps {
                kept = Some(area);
                self.fills
                    .extend(self.cell(area.first, area.column).map(|cell| Fill { area, cell }));
            }
        }
        self.fills.sort_by_key(|fill| fill.area.first);
    }

    /// Whether no cell is filled.
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn rows(&self) -> GridRows<'_> {
        GridRows { grid: self, next: 0, next_fill: 0, open: Vec::new() }
    }

    fn cell(&self, row: u32, column: u32) -> Option<Cell> {
        let at = self.rows.binary_search_by_key(&row, |start| start.number).ok()?;
        let mut cells = self.cells_of(at);
        let (_, text, stored) = cells.find(|(at, _, _)| *at == column)?;
        Some(Cell { text: text.to_owned(), stored })
    }

    /// Column, text and nature of the cells of a row.
    fn cells_of(&self, at: usize) -> impl Iterator<Item = (u32, &str, Stored)> {
        let start = self.rows.get(at).map_or((0, 0), |start| (start.cell, start.text));
        let end = self.rows.get(at + 1).map_or(self.cells.len(), |next| next.cell);
        let entries = self.cells.get(start.0..end).unwrap_or_default();
        entries.iter().scan(start.1, |from, entry| {
            let text = self.text.get(*from..entry.end).unwrap_or_default();
            *from = entry.end;
            Some((entry.column, text, entry.stored))
        })
    }
}

/// The rows of a grid.
pub(crate) struct GridRows<'a> {
    grid: &'a Grid,
    next: usize,
    next_fill: usize,
    /// Merged areas that reach the current row.
    open: Vec<&'a Fill>,
}

impl GridRows<'_> {
    pub(super) fn next_into(&mut self, row: &mut Row) -> bool {
        let Some(start) = self.grid.rows.get(self.next) else { return false };
        row.number = u64::from(start.number);
        for cell in &mut row.cells {
            cell.text.clear();
            cell.stored = Stored::Text;
        }
        let mut width = 0;
        for (column, text, stored) in self.grid.cells_of(self.next) {
            width = width.max(column as usize + 1);
            set(row, column, text, stored);
        }
        self.next += 1;
        let fills = self.grid.fills.get(self.next_fill..).unwrap_or_default();
        let opened = fills.iter().take_while(|fill| fill.area.first <= start.number);
        self.next_fill += opened.clone().count();
        self.open.extend(opened);
        self.open.retain(|fill| fill.area.last >= start.number);
        for fill in &self.open {
            width = width.max(fill.area.column as usize + 1);
            set(row, fill.area.column, &fill.cell.text, fill.cell.stored);
        }
        row.cells.truncate(width);
        true
    }
}

fn set(row: &mut Row, column: u32, text: &str, stored: Stored) {
    let at = column as usize;
    if row.cells.len() <= at {
        row.cells.resize_with(at + 1, Cell::default);
    }
    if let Some(cell) = row.cells.get_mut(at) {
        cell.text.clear();
        cell.text.push_str(text);
        cell.stored = stored;
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, Grid, Merged, Row};
    use crate::cell::{Cell, Stored};
    use crate::limits::Limits;

    const FEW: Limits = Limits {
        files: 1,
        file_bytes: 1,
        unpacked_bytes: 1,
        ratio: 1,
        rows: 3,
        columns: 3,
        cell_characters: 3,
    };
    const FRAME: Frame<'static> = Frame { file: "a.xlsx", sheet: "s", limits: &FEW };

    fn grid(cells: &[(u32, u32, &str)]) -> Grid {
        let mut grid = Grid::default();
        for (row, column, text) in cells {
            grid.push(&FRAME, *row, *column, text, Stored::Text).unwrap();
        }
        grid
    }

    fn read(grid: &Grid) -> Vec<(u64, Vec<String>)> {
        let (mut rows, mut row, mut all) = (grid.rows(), Row::default(), Vec::new());
        while rows.next_into(&mut row) {
            all.push((row.number, row.cells.iter().map(|cell| cell.text.clone()).collect()));
        }
        all
    }

    #[test]
    fn cells_stand_where_they_stood_and_merged_ones_in_every_row() {
        let mut grid = grid(&[(2, 1, "a"), (3, 2, "b"), (1_000_000, 0, "c")]);
        grid.merge(vec![
            Merged { column: 1, first: 2, last: 1_000_000 },
            Merged { column: 1, first: 3, last: 9 },
            Merged { column: 0, first: 3, last: 9 },
        ]);
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let expected = vec![
            (2, row(["", "a", ""])[..2].to_vec()),
            (3, row(["", "a", "b"])),
            (1_000_000, row(["c", "a", ""])[..2].to_vec()),
        ];
        assert_eq!(read(&grid), expected);
        assert_eq!(grid.cell(3, 2), Some(Cell::text("b")));
    }

    #[test]
    fn limits_and_order_hold() {
        for (cells, expected) in [
            (vec![(1, 3, "a")], "more than 3 columns"),
            (vec![(1, 0, "四个字长")], "more than 3 characters"),
            (vec![(1, 0, "a"), (2, 0, "a"), (3, 0, "a"), (4, 0, "a")], "more than 3 rows"),
            (vec![(2, 0, "a"), (1, 0, "a")], "out of order"),
        ] {
            let mut grid = Grid::default();
            let said = cells.into_iter().find_map(|(row, column, text)| {
                grid.push(&FRAME, row, column, text, Stored::Text).err()
            });
            let said = said.unwrap().text.en;
            assert!(said.contains(expected), "{said}");
        }
        assert!(grid(&[(1, 0, "")]).is_empty());
        assert_eq!(read(&grid(&[(1, 0, "三个字")])).len(), 1);
    }
}
