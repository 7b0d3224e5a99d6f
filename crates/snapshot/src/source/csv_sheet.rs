//! A text file as a sheet: read in blocks of whole records, cells apart by comma, tab or semicolon.
//!
//! # Invariants
//!
//! - A file is never held whole: it passes once to learn its hash, encoding and separator, and again
//!   in blocks when its rows are read.
//! - Where a file is cut into blocks changes nothing in its rows.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use model::hash::hex;
use model::{Fault, Result, Text};
use sha2::{Digest, Sha256};

use super::csv_rows::CsvRows;
use super::encoding::{Encoding, MARK, Scan};
use super::{Body, Row, Sheet, TOP_ROWS};
use crate::error;

/// Bytes read at a time, until the size is given by a test.
const BLOCK_BYTES: usize = 4 << 20;
/// The longest record; a longer one is a quote that nobody closed.
const RECORD_BYTES_MAX: usize = 64 << 20;

/// Where the bytes of a text are.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// In a file.
    File(PathBuf),
    /// In memory, out of an archive.
    Memory(Arc<[u8]>),
}

/// A text whose bytes were looked over once.
#[derive(Debug)]
pub(crate) struct CsvSheet {
    file: String,
    origin: Origin,
    sha256: String,
    encoding: Encoding,
    separator: u8,
}

/// Reads a text in blocks of whole records.
pub(crate) struct CsvBlocks<'a> {
    sheet: &'a CsvSheet,
    bytes: Bytes,
    /// The line on which the next block starts.
    line: u64,
}

/// Records that follow one another.
#[derive(Debug)]
pub(crate) struct CsvBlock {
    text: String,
    line: u64,
    separator: u8,
}

/// Opens a text; also tells the SHA-256 of its bytes.
///
/// # Errors
/// Its encoding, a line without end, or the disk.
pub(crate) fn open(file: &str, origin: Origin) -> Result<(Sheet, String)> {
    let mut bytes = Bytes::open(file, &origin, BLOCK_BYTES)?;
    let mut scan = Scan::new();
    let mut start = Vec::new();
    while let Some(lines) = bytes.next(last_line_end)? {
        scan.pass(&lines);
        if start.is_empty() {
            start = lines;
        }
    }
    let encoding = scan.encoding(file)?;
    let start = encoding.decode(start).ok_or_else(|| error::changed(file))?;
    let sha256 = bytes.sha256();
    let separator = separator(&start);
    let sheet = CsvSheet { file: file.to_owned(), origin, sha256: sha256.clone(), encoding, separator };
    let top = sheet.top()?;
    Ok((Sheet { name: None, top, body: Body::Text(sheet) }, sha256))
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
    pub(super) fn blocks(&self) -> Result<CsvBlocks<'_>> {
        self.blocks_of(BLOCK_BYTES)
    }

    pub(super) fn blocks_of(&self, block_bytes: usize) -> Result<CsvBlocks<'_>> {
        let bytes = Bytes::open(&self.file, &self.origin, block_bytes)?;
        Ok(CsvBlocks { sheet: self, bytes, line: 1 })
    }

    fn top(&self) -> Result<Vec<Row>> {
        let Some(block) = self.blocks()?.next()? else { return Ok(Vec::new()) };
        let (mut rows, mut top) = (block.rows(), Vec::new());
        while top.len() < TOP_ROWS
            && let Some(row) = rows.next_row()
        {
            top.push(row.to_row());
        }
        Ok(top)
    }
}

impl CsvBlocks<'_> {
    /// The next block.
    ///
    /// # Errors
    /// The disk, a record without end, or a file that is no longer what it was when it was opened.
    pub(super) fn next(&mut self) -> Result<Option<CsvBlock>> {
        let CsvSheet { file, sha256, encoding, separator, .. } = self.sheet;
        let Some(records) = self.bytes.next(|bytes| last_record_end(bytes, *separator))? else {
            let same = self.bytes.sha256() == *sha256;
            return if same { Ok(None) } else { Err(error::changed(file)) };
        };
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &records).count() as u64;
        let text = encoding.decode(records).ok_or_else(|| error::changed(file))?;
        Ok(Some(CsvBlock { text, line, separator: *separator }))
    }
}

impl CsvBlock {
    pub(super) fn rows(&self) -> CsvRows<'_> {
        self.rows_from(0, self.line)
    }

    /// The rows from the one that starts at byte `at`, on line `line`.
    pub(super) fn rows_from(&self, at: usize, line: u64) -> CsvRows<'_> {
        CsvRows::new(&self.text, self.separator, at, line)
    }
}

/// The bytes of a text, behind its mark, in pieces that end where the caller wants them to.
struct Bytes {
    file: String,
    input: Box<dyn Read + Send>,
    hash: Sha256,
    rest: Vec<u8>,
    block_bytes: usize,
    started: bool,
}

impl Bytes {
    fn open(file: &str, origin: &Origin, block_bytes: usize) -> Result<Self> {
        let input: Box<dyn Read + Send> = match origin {
            Origin::File(path) => Box::new(File::open(path).map_err(|why| unreadable(file, &why))?),
            Origin::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        let (hash, rest) = (Sha256::new(), Vec::new());
        Ok(Self { file: file.to_owned(), input, hash, rest, block_bytes, started: false })
    }

    /// Some bytes up to and with the last end that `end` finds in them; all that is left at the end
    /// of the text; then nothing.
    fn next(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<Vec<u8>>> {
        let mut piece = std::mem::take(&mut self.rest);
        let mut wanted = self.block_bytes.max(MARK.len());
        loop {
            let more = wanted.saturating_sub(piece.len());
            let from = piece.len();
            let read = self.input.by_ref().take(more as u64).read_to_end(&mut piece);
            let read = read.map_err(|why| unreadable(&self.file, &why))?;
            self.hash.update(piece.get(from..).unwrap_or_default());
            if !std::mem::replace(&mut self.started, true) && piece.starts_with(MARK) {
                piece.drain(..MARK.len());
            }
            if read < more {
                return Ok((!piece.is_empty()).then_some(piece));
            }
            if let Some(end) = end(&piece) {
                self.rest = piece.split_off(end);
                return Ok(Some(piece));
            }
            if wanted > RECORD_BYTES_MAX {
                return Err(error::endless_record(&self.file, RECORD_BYTES_MAX));
            }
            wanted *= 2;
        }
    }

    /// The SHA-256 of all that was read.
    fn sha256(&self) -> String {
        hex(&self.hash.clone().finalize())
    }
}

fn unreadable(file: &str, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("读取文件", "read the file"), file.as_ref(), why)
}

fn last_line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memrchr2(b'\n', b'\r', bytes).map(|at| at + 1)
}

/// The end of the last whole record in bytes that start with a record. A line end inside quotes is
/// part of a cell, and a quote opens only at the start of a cell.
fn last_record_end(bytes: &[u8], separator: u8) -> Option<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum In {
        Start,
        Plain,
        Quotes,
        QuoteInQuotes,
    }
    if memchr::memchr(b'"', bytes).is_none() {
        return last_line_end(bytes);
    }
    let (mut place, mut last) = (In::Start, None);
    for (at, byte) in bytes.iter().enumerate() {
        place = match (place, byte) {
            (In::Quotes, b'"') => In::QuoteInQuotes,
            (In::Start | In::QuoteInQuotes, b'"') | (In::Quotes, _) => In::Quotes,
            (_, b'\n' | b'\r') => {
                last = Some(at + 1);
                In::Start
            }
            (_, byte) if *byte == separator => In::Start,
            _ => In::Plain,
        };
    }
    last
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
