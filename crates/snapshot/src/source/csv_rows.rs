//! The rows of a block of text.
//!
//! # Invariants
//!
//! - Rows are numbered by the line on which they start, as an editor shows it.
//! - Cells lie in the text; only a row with quotes in it is copied.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use model::{Place, Result};

use super::{Cells, RowRef};
use crate::error;
use crate::limits::Limits;

/// The rows of a block, one after the other.
pub(crate) struct CsvRows<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    line: u64,
    file: &'a str,
    limits: &'a Limits,
    /// Where the cells of the current row are: in `text`, or in `unquoted`.
    spans: Vec<(usize, usize)>,
    quotes: Reader,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> CsvRows<'a> {
    /// From byte `at` of a text of `file`, which is the start of a record on line `line`.
    pub(super) fn new(
        text: &'a str,
        separator: u8,
        (at, line): (usize, u64),
        (file, limits): (&'a str, &'a Limits),
    ) -> Self {
        let quotes = ReaderBuilder::new().delimiter(separator).build();
        let (spans, unquoted, ends) = (Vec::new(), vec![0; 1024], vec![0; 64]);
        Self { text, separator, at, line, file, limits, spans, quotes, unquoted, ends }
    }

    /// Byte and line from which the next row is read.
    pub(super) const fn position(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// The next row.
    ///
    /// # Errors
    /// It is over a limit.
    pub(super) fn next_row(&mut self) -> Result<Option<RowRef<'_>>> {
        let bytes = self.text.as_bytes();
        let ends = bytes
            .get(self.at..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| matches!(b, b'\n' | b'\r'));
        let (mut passed, mut lines) = (0, 0);
        for end in ends {
            passed += 1;
            lines += u64::from(*end == b'\n');
        }
        self.at += passed;
        self.line += lines;
        let (place, number) = (self.at, self.line);
        let rest = bytes.get(place..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        self.spans.clear();
        let found = memchr::memchr3(b'\n', b'\r', b'"', rest);
        let text = match found.and_then(|at| rest.get(at)) {
            Some(b'"') => {
                let length = self.unquote(rest);
                // The text is UTF-8 and quotes are whole characters, so what is left is UTF-8.
                str::from_utf8(self.unquoted.get(..length).unwrap_or_default()).unwrap_or_default()
            }
            _ => {
                self.split(rest.get(..found.unwrap_or(rest.len())).unwrap_or_default());
                self.text
            }
        };
        let row = RowRef { number, place, cells: Cells::Text(text, &self.spans) };
        self.check_size(row)?;
        Ok(Some(row))
    }

    fn check_size(&self, row: RowRef<'_>) -> Result<()> {
        let Limits { columns, cell_characters: limit, .. } = *self.limits;
        let place = || Place::line(self.file, row.number);
        if self.spans.len() as u64 > columns {
            return Err(error::too_many_columns(place(), columns));
        }
        // A row shorter than the limit has no longer cell.
        let is_long = |text: &str| text.len() as u64 > limit && text.chars().count() as u64 > limit;
        let bytes = self.spans.last().map_or(0, |(_, end)| *end)
            - self.spans.first().map_or(0, |(start, _)| *start);
        if bytes as u64 > limit && row.cells().any(|cell| is_long(cell.text)) {
            return Err(error::cell_too_long(place(), limit));
        }
        Ok(())
    }

    /// A record without quotes, up to its line end.
    fn split(&mut self, record: &[u8]) {
        let mut start = self.at;
        for end in memchr::memchr_iter(self.separator, record) {
            self.spans.push((start, self.at + end));
            start = self.at + end + 1;
        }
        self.at += record.len();
        self.spans.push((start, self.at));
    }

    /// A record with quotes, the first of `rest`; its cells without them, and their whole length.
    fn unquote(&mut self, rest: &[u8]) -> usize {
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let input = rest.get(read..).unwrap_or_default();
            let output = self.unquoted.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, more_read, more_written, more_cells) =
                self.quotes.read_record(input, output, ends);
            (read, written, cells) = (read + more_read, written + more_written, cells + more_cells);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.unquoted.resize(self.unquoted.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let mut start = 0;
        let ends = self.ends.iter().take(cells);
        self.spans.extend(ends.map(|end| (std::mem::replace(&mut start, *end), *end)));
        let record = rest.get(..read).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', record).count() as u64;
        self.at += read;
        written
    }
}
