//! What an XLS says of its size, looked at before it is decoded: the decoder lays out every sheet
//! as a full rectangle, and a damaged or hostile one would be larger than any memory.

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use model::Result;

use crate::error;

/// Cells of the rectangles of all sheets together.
const CELLS_MAX: u64 = 32 << 20;

/// Looks through the records of an XLS.
///
/// # Errors
/// It is encrypted, damaged, or its cells stand too far apart.
pub(super) fn check(file: &str, bytes: &[u8]) -> Result<()> {
    let damaged = |why: std::io::Error| error::bad_workbook(file, &why.to_string());
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if container.is_stream("EncryptedPackage") {
        return Err(error::encrypted(file));
    }
    let mut records = Vec::new();
    for name in ["Workbook", "Book"] {
        if container.is_stream(name) {
            let stream = container.open_stream(name);
            stream.and_then(|mut s| s.read_to_end(&mut records)).map_err(damaged)?;
            break;
        }
    }
    if cells(&records) > CELLS_MAX {
        return Err(error::cells_far_apart(file));
    }
    Ok(())
}

/// The cells of the rectangles of all sheets, as stated and as filled.
fn cells(mut records: &[u8]) -> u64 {
    let (mut sum, mut sheet) = (0_u64, Rectangle::default());
    while let Some((kind, data)) = next(&mut records) {
        match kind {
            // A new sheet begins.
            0x0809 => sum = sum.saturating_add(std::mem::take(&mut sheet).cells()),
            0x0200 => sum = sum.saturating_add(stated(data).unwrap_or_default()),
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203 | 0x0204 | 0x0205 | 0x027e => {
                if let (Some(row), Some(column)) = (number(data, 0), number(data, 2)) {
                    sheet.add(row, column);
                    // A row of numbers ends with its last column.
                    let last = number(data, data.len().saturating_sub(2));
                    sheet.add(row, last.filter(|_| kind == 0x00bd).unwrap_or(column));
                }
            }
            _ => {}
        }
    }
    sum.saturating_add(sheet.cells())
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

/// The size that a sheet says it has: first and last row, first and last column, rows longer in
/// newer files. Rows that end before they begin are more than any.
fn stated(data: &[u8]) -> Option<u64> {
    let long = |at| Some(number(data, at)? | number(data, at + 2)? << 16);
    let [top, bottom, left, right] = match data.len() {
        10 => [number(data, 0)?, number(data, 2)?, number(data, 4)?, number(data, 6)?],
        _ => [long(0)?, long(4)?, number(data, 8)?, number(data, 10)?],
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
    use super::cells;

    #[test]
    fn the_rectangles_of_all_sheets_count() {
        let record = |kind: u16, numbers: &[u16]| -> Vec<u8> {
            let length = u16::try_from(numbers.len() * 2).unwrap();
            [kind, length].iter().chain(numbers).flat_map(|n| n.to_le_bytes()).collect()
        };
        let label = |row, column| record(0x00fd, &[row, column, 0, 0, 0]);
        let sheet = || record(0x0809, &[0x0600, 0x10, 0, 0, 0, 0, 0, 0]);
        let dimensions = record(0x0200, &[0, 0, 10, 0, 0, 3, 0]);
        let many = record(0x00bd, &[7, 2, 0, 0, 0, 0, 0, 0, 5]);
        let stream =
            [sheet(), dimensions, label(1, 1), label(2, 4), sheet(), label(3, 3), many].concat();
        assert_eq!(cells(&stream), 30 + 2 * 4 + 5 * 4);
        assert_eq!(cells(&[sheet(), label(0, 0), label(65_535, 65_535)].concat()), 1 << 32);
        assert_eq!(cells(&stream[..stream.len() - 1]), 30 + 2 * 4 + 1);
        assert_eq!(cells(&record(0x0200, &[2, 10, 0, 4, 0])), 32);
        // Found by changed bytes: the decoder takes the difference and reserves it.
        assert_eq!(cells(&record(0x0200, &[11, 0, 10, 0, 0, 3, 0])), u64::MAX);
    }
}
