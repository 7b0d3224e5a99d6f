//! A text file as a sheet: cells apart by comma, tab or semicolon.

use csv::{ReaderBuilder, StringRecord};
use model::{Place, Result};

use super::{Body, Row, Sheet, encoding, quotes};
use crate::cell::{Cell, Stored};
use crate::error;
use crate::limits::Limits;

/// The text and its separator.
#[derive(Debug)]
pub(crate) struct CsvSheet {
    file: String,
    text: String,
    separator: u8,
    limits: Limits,
}

/// Its rows.
pub(crate) struct CsvRows<'a> {
    sheet: &'a CsvSheet,
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    rows: u64,
}

/// Opens a text file.
///
/// # Errors
/// Its encoding, or quotation marks that do not pair.
pub(crate) fn sheet(file: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    let text = encoding::decode(file, bytes)?;
    let separator = separator(&text);
    if let Some(line) = quotes::unpaired(text.as_bytes(), separator) {
        return Err(error::open_quote(Place::line(file, line)));
    }
    let sheet = CsvSheet { file: file.to_owned(), text, separator, limits: *limits };
    Ok(Sheet { name: None, body: Body::Text(sheet) })
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
        CsvRows { sheet: self, reader, record: StringRecord::new(), rows: 0 }
    }
}

impl CsvRows<'_> {
    pub(super) fn next_into(&mut self, row: &mut Row) -> Result<bool> {
        // The text is UTF-8 and rows may be of any length, so reading cannot fail.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return Ok(false);
        }
        row.number = self.line();
        self.check_size(row.number)?;
        row.cells.resize_with(self.record.len(), Cell::default);
        for (cell, text) in row.cells.iter_mut().zip(&self.record) {
            cell.text.clear();
            cell.text.push_str(text);
            cell.stored = Stored::Text;
        }
        Ok(true)
    }

    fn check_size(&mut self, line: u64) -> Result<()> {
        let limits = &self.sheet.limits;
        let place = || Place::line(self.sheet.file.clone(), line);
        self.rows += 1;
        if self.rows > limits.rows {
            return Err(error::too_many_rows(place(), limits.rows));
        }
        if self.record.len() as u64 > limits.columns {
            return Err(error::too_many_columns(place(), limits.columns));
        }
        let limit = limits.cell_characters;
        // A row shorter than the limit has no longer cell.
        let is_long = |text: &str| text.len() as u64 > limit && text.chars().count() as u64 > limit;
        if self.record.as_slice().len() as u64 > limit && self.record.iter().any(is_long) {
            return Err(error::cell_too_long(place(), limit));
        }
        Ok(())
    }

    /// The line on which the record starts. The reader's own position stands before the line ends
    /// that it has yet to pass over: the second half of a CRLF, and blank lines.
    fn line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 0 };
        let rest = self.sheet.text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, sheet};
    use crate::limits::Limits;

    #[test]
    fn separators_are_found_and_quotes_respected() {
        for (text, expected) in [
            ("a,b,c\n1,\"x,y\",3\n", vec!["1", "x,y", "3"]),
            ("a\tb\tc\n1\tx,y\t3\n", vec!["1", "x,y", "3"]),
            ("标题，很长,的\na;b;c\n1;2;3\n", vec!["1", "2", "3"]),
            ("a\n1\n", vec!["1"]),
        ] {
            let sheet = sheet("a.csv", text.as_bytes(), &Limits::default()).unwrap();
            let (mut rows, mut row) = (sheet.rows().unwrap(), Row::default());
            while rows.next_into(&mut row).unwrap() {}
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
            let sheet = sheet("a.csv", text.as_bytes(), &Limits::default()).unwrap();
            let (mut rows, mut row) = (sheet.rows().unwrap(), Row::default());
            let mut numbers = Vec::new();
            while rows.next_into(&mut row).unwrap() {
                numbers.push(row.number);
            }
            assert_eq!(numbers, expected, "{text:?}");
        }
    }
}
