//! What an XLS says of its size, looked at before it is decoded: the decoder lays out every sheet
//! as a full rectangle, and a damaged or hostile one would be larger than any memory.
//!
//! # Invariants
//!
//! - The decoder gets the very records that were looked through, in a container of ours: two readers
//!   of a damaged container may find different ones.
//! - Sheets are followed as the decoder follows them, from where the workbook says they begin.

use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};
use model::Result;

use crate::error;

/// Cells that sheets say they have; the decoder reserves room for them without touching it.
const STATED_MAX: u64 = 32 << 20;
/// Cells of the rectangles around what is filled: one sheet of the largest size.
const FILLED_MAX: u64 = 16 << 20;

const BEGIN: u64 = 0x0809;
const END: u64 = 0x000a;
const SHEET: u64 = 0x0085;
const DIMENSIONS: u64 = 0x0200;
/// Formula, many numbers, rich text, shared text, number, text, yes or no, short number.
const CELLS: [u64; 8] = [0x0006, MANY, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];
const MANY: u64 = 0x00bd;

/// Looks through the records of an XLS and returns them in a container of their own.
///
/// # Errors
/// It is encrypted, damaged, or its cells stand too far apart.
pub(super) fn checked(file: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let damaged = |why: std::io::Error| error::bad_workbook(file, &why.to_string());
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if container.is_stream("EncryptedPackage") {
        return Err(error::encrypted(file));
    }
    let mut records = Vec::new();
    let name = ["Workbook", "Book"].into_iter().find(|name| container.is_stream(name));
    if let Some(name) = name {
        let stream = container.open_stream(name);
        stream.and_then(|mut stream| stream.read_to_end(&mut records)).map_err(damaged)?;
    }
    let Size { stated, filled } = size(&records);
    if stated > STATED_MAX || filled > FILLED_MAX {
        return Err(error::cells_far_apart(file));
    }
    contain(name.unwrap_or("Workbook"), &records).map_err(damaged)
}

fn contain(name: &str, records: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut container = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    container.create_stream(name)?.write_all(records)?;
    container.flush()?;
    Ok(container.into_inner().into_inner())
}

/// Cells of sheets, as stated and as filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    stated: u64,
    filled: u64,
}

/// The cells of all sheets together.
fn size(records: &[u8]) -> Size {
    let mut rest = records;
    let globals = std::iter::from_fn(|| next(&mut rest)).take_while(|(kind, _)| *kind != END);
    let sheets = globals.filter(|(kind, _)| *kind == SHEET);
    let begins = sheets.filter_map(|(_, data)| usize::try_from(long(data, 0)?).ok());
    begins.fold(Size::default(), |sum, begin| {
        let sheet = records.get(begin..).map(size_of_sheet).unwrap_or_default();
        Size {
            stated: sum.stated.saturating_add(sheet.stated),
            filled: sum.filled.saturating_add(sheet.filled),
        }
    })
}

/// The cells of one sheet; charts inside it have records that look like cells.
fn size_of_sheet(mut records: &[u8]) -> Size {
    let (mut stated_cells, mut filled) = (0_u64, Rectangle::default());
    let mut depth = 0_u32;
    while let Some((kind, data)) = next(&mut records) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth > 1 => {}
            DIMENSIONS => {
                stated_cells = stated_cells.saturating_add(stated(data).unwrap_or_default());
            }
            _ if CELLS.contains(&kind) => {
                if let (Some(row), Some(column)) = (number(data, 0), number(data, 2)) {
                    filled.add(row, column);
                    // A row of numbers ends with its last column.
                    let last = number(data, data.len().saturating_sub(2));
                    filled.add(row, last.filter(|_| kind == MANY).unwrap_or(column));
                }
            }
            _ => {}
        }
    }
    Size { stated: stated_cells, filled: filled.cells() }
}

fn next<'a>(records: &mut &'a [u8]) -> Option<(u64, &'a [u8])> {
    let (kind, length) = (number(records, 0)?, number(records, 2)? as usize);
    let data = records.get(4..4 + length)?;
    *records = records.get(4 + length..)?;
    Some((kind, data))
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..at + 2)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn long(data: &[u8], at: usize) -> Option<u64> {
    Some(number(data, at)? | number(data, at + 2)? << 16)
}

/// The size that a sheet says it has: first and last row, first and last column, rows longer in
/// newer files. Rows that end before they begin are more than any.
fn stated(data: &[u8]) -> Option<u64> {
    let [top, bottom, left, right] = match data.len() {
        10 => [number(data, 0)?, number(data, 2)?, number(data, 4)?, number(data, 6)?],
        _ => [long(data, 0)?, long(data, 4)?, number(data, 8)?, number(data, 10)?],
    };
    if bottom == 0 || right == 0 {
        return Some(1);
    }
    // As the decoder does: a first column that cannot be is the first of all.
    let left = if left > 0xff || right < left { 0 } else { left };
    let rows = bottom.checked_sub(top);
    Some(rows.map_or(u64::MAX, |rows| rows.saturating_mul(right - left)))
}

/// The rectangle around the filled cells of a sheet.
#[derive(Default)]
struct Rectangle(Option<[u64; 4]>);

impl Rectangle {
    fn add(&mut self, row: u64, column: u64) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| (bottom - top + 1) * (right - left + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u64, numbers: &[u16]) -> Vec<u8> {
        let head = [u16::try_from(kind).unwrap(), u16::try_from(numbers.len() * 2).unwrap()];
        head.iter().chain(numbers).flat_map(|number| number.to_le_bytes()).collect()
    }

    fn begin() -> Vec<u8> {
        record(BEGIN, &[0x0600, 0x10, 0, 0, 0, 0, 0, 0])
    }

    fn label(row: u16, column: u16) -> Vec<u8> {
        record(0x00fd, &[row, column, 0, 0, 0])
    }

    fn end() -> Vec<u8> {
        record(END, &[])
    }

    /// A workbook of sheets that begin one after the other.
    fn workbook(sheets: &[Vec<u8>]) -> Vec<u8> {
        let head = |at: usize| record(SHEET, &[at as u16, (at >> 16) as u16, 0, 1, 0x41]);
        let first = begin().len() + sheets.len() * head(0).len() + end().len();
        let begins = sheets.iter().scan(first, |at, sheet| {
            let begins = *at;
            *at += sheet.len();
            Some(head(begins))
        });
        [vec![begin()], begins.collect(), vec![end()], sheets.to_vec()].concat().concat()
    }

    #[test]
    fn the_rectangles_of_all_sheets_count() {
        let dimensions = record(DIMENSIONS, &[0, 0, 10, 0, 0, 3, 0]);
        let many = record(MANY, &[7, 2, 0, 0, 0, 0, 0, 0, 5]);
        let chart = [begin(), label(60_000, 200), end()].concat();
        let one = [begin(), dimensions, label(1, 1), chart, label(2, 4), end()].concat();
        let other = [begin(), label(3, 3), many, end()].concat();
        let stream = workbook(&[one, other]);
        assert_eq!(size(&stream), Size { stated: 30, filled: 2 * 4 + 5 * 4 });
        let cut = &stream[..stream.len() - end().len() - 1];
        assert_eq!(size(cut), Size { stated: 30, filled: 2 * 4 + 1 });
        let far = workbook(&[[begin(), label(0, 0), label(65_535, 65_535)].concat()]);
        assert_eq!(size(&far), Size { stated: 0, filled: 1 << 32 });
    }

    #[test]
    fn a_stated_size_is_read_as_the_decoder_reads_it() {
        let of = |numbers: &[u16]| {
            size(&workbook(&[[begin(), record(DIMENSIONS, numbers)].concat()])).stated
        };
        assert_eq!(of(&[2, 10, 0, 4, 0]), 32);
        // Found by changed bytes: the decoder takes the difference and reserves it.
        assert_eq!(of(&[11, 0, 10, 0, 0, 3, 0]), u64::MAX);
    }

    #[test]
    fn a_sheet_counts_from_where_the_workbook_says_it_begins() {
        // Found by changed bytes: a record that, read in a row, is data of another one.
        let hidden = [begin(), record(DIMENSIONS, &[0, 0, 3, 0xffff, 0xffff, 0xffff, 0xffff])];
        let inside = hidden.concat();
        let around = [begin(), record(0x00fc, &[0]), inside.clone(), end()].concat();
        let mut stream = workbook(&[around]);
        // The record before now holds what follows it.
        let at = stream.len() - end().len() - inside.len();
        stream[at - 4..at - 2].copy_from_slice(&(inside.len() as u16 + 2).to_le_bytes());
        assert_eq!(size(&stream).stated, 0);
        let head = begin().len() + 4;
        stream[head..head + 4].copy_from_slice(&(at as u32).to_le_bytes());
        assert!(size(&stream).stated > STATED_MAX, "{:?}", size(&stream));
    }
}
