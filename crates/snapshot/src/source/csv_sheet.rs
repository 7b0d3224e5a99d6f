//! A text file as a sheet: cells apart by comma, tab or semicolon.

use csv::{ReaderBuilder, StringRecord};
use model::Result;

use super::{Body, Row, Sheet, encoding};
use crate::cell::{Cell, Stored};

/// The text and its separator.
#[derive(Debug)]
pub(crate) struct CsvSheet {
    text: String,
    separator: u8,
}

/// Its rows.
pub(crate) struct CsvRows<'a> {
    text: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
}

/// Opens a text file.
///
/// # Errors
/// Its encoding.
pub(crate) fn sheet(file: &str, bytes: &[u8]) -> Result<Sheet> {
    let text = encoding::decode(file, bytes)?;
    let separator = separator(&text);
    Ok(Sheet { name: None, body: Body::Text(CsvSheet { text, separator }) })
}

/// The separator that occurs most in one of the first lines: the heading row has the most.
fn separator(text: &str) -> u8 {
    let count = |mark: u8| {
        text.lines().take(30).map(|line| line.bytes().filter(|b| *b == mark).count()).max()
    };
    // Of equals the last wins, so the comma stands last.
    [b';', b'\t', b','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

impl CsvSheet {
    pub(super) fn rows(&self) -> CsvRows<'_> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            .from_reader(self.text.as_bytes());
        CsvRows { text: self.text.as_bytes(), reader, record: StringRecord::new() }
    }
}

impl CsvRows<'_> {
    pub(super) fn next_into(&mut self, row: &mut Row) -> bool {
        // The text is UTF-8 and rows may be of any length, so reading cannot fail.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return false;
        }
        row.number = self.line();
        row.cells.resize_with(self.record.len(), Cell::default);
        for (cell, text) in row.cells.iter_mut().zip(&self.record) {
            cell.text.clear();
            cell.text.push_str(text);
            cell.stored = Stored::Text;
        }
        true
    }

    /// The line on which the record starts. The reader's own position stands before the line ends
    /// that it has yet to pass over: the second half of a CRLF, and blank lines.
    fn line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 0 };
        let rest = self.text.get(position.byte() as usize..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, sheet};

    #[test]
    fn separators_are_found_and_quotes_respected() {
        for (text, expected) in [
            ("a,b,c\n1,\"x,y\",3\n", vec!["1", "x,y", "3"]),
            ("a\tb\tc\n1\tx,y\t3\n", vec!["1", "x,y", "3"]),
            ("标题，很长,的\na;b;c\n1;2;3\n", vec!["1", "2", "3"]),
            ("a\n1\n", vec!["1"]),
        ] {
            let sheet = sheet("a.csv", text.as_bytes()).unwrap();
            let (mut rows, mut row) = (sheet.rows(), Row::default());
            while rows.next_into(&mut row) {}
            let cells: Vec<_> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            assert_eq!(cells, expected, "{text}");
        }
    }

    #[test]
    fn rows_are_numbered_as_an_editor_shows_them() {
        for (text, expected) in [
            ("a,b\n1,2\n3,4\n", vec![1, 2, 3]),
            ("a,b\r\n1,2\r\n3,4\r\n", vec![1, 2, 3]),
            ("\r\na,b\r\n\r\n1,2", vec![2, 4]),
            ("a,b\n\n\n1,\"x\ny\"\n3,4\n", vec![1, 4, 6]),
        ] {
            let sheet = sheet("a.csv", text.as_bytes()).unwrap();
            let (mut rows, mut row) = (sheet.rows(), Row::default());
            let mut numbers = Vec::new();
            while rows.next_into(&mut row) {
                numbers.push(row.number);
            }
            assert_eq!(numbers, expected, "{text:?}");
        }
    }
}
