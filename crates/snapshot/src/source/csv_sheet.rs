//! A text file as a sheet: read in blocks of whole records, cells apart by comma, tab or semicolon.
//!
//! # Invariants
//!
//! - A file is never held whole: it passes once to learn its hash, encoding and separator, and again
//!   in blocks when its rows are read.
//! - Where a file is cut into blocks changes nothing in its rows.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use model::hash::hex;
use model::{Fault, Place, Result, Text};
use sha2::{Digest, Sha256};

use super::csv_rows::CsvRows;
use super::encoding::{Encoding, MARK, Scan};
use super::quotes::{self, Pairs};
use super::{Body, Row, Sheet};
use crate::error;
use crate::limits::Limits;

/// Bytes of a text in a block.
const BLOCK_BYTES: usize = 4 << 20;
/// The longest line or record, well over what the limits of rows allow.
const RECORD_BYTES_MAX: usize = 64 << 20;

/// A text whose bytes were looked over once.
#[derive(Debug)]
pub(crate) struct CsvSheet {
    file: String,
    path: PathBuf,
    sha256: String,
    encoding: Encoding,
    separator: u8,
    limits: Limits,
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
pub(crate) struct CsvBlock<'a> {
    sheet: &'a CsvSheet,
    text: String,
    line: u64,
}

/// Reads a text row by row.
pub(crate) struct CsvSheetRows<'a> {
    blocks: CsvBlocks<'a>,
    block: Option<CsvBlock<'a>>,
    /// Byte and line of the block from which the next row is read.
    next: (usize, u64),
    rows: u64,
}

/// Opens a text file; also tells the SHA-256 of its bytes.
///
/// # Errors
/// Its encoding, quotation marks that do not pair, or the disk.
pub(super) fn open(file: &str, path: &Path, limits: &Limits) -> Result<(Sheet, String)> {
    let mut bytes = Bytes::open(file, path, BLOCK_BYTES)?;
    let (mut scan, mut first) = (Scan::new(), None);
    while let Some(lines) = bytes.next(last_line_end)? {
        let (_, pairs) = first.get_or_insert_with(|| {
            let separator = separator(&lines);
            (separator, Pairs::new(separator))
        });
        scan.pass(&lines);
        pairs.pass(&lines);
    }
    let encoding = scan.encoding(file)?;
    let (separator, unpaired) =
        first.map_or((b',', None), |(mark, pairs)| (mark, pairs.unpaired()));
    if let Some(line) = unpaired {
        return Err(error::open_quote(Place::line(file, line)));
    }
    let sha256 = bytes.sha256();
    let sheet = CsvSheet {
        file: file.to_owned(),
        path: path.to_owned(),
        sha256: sha256.clone(),
        encoding,
        separator,
        limits: *limits,
    };
    Ok((Sheet { name: None, body: Body::Text(sheet) }, sha256))
}

/// The separator that occurs most in one of the first lines: the heading row has the most.
fn separator(text: &[u8]) -> u8 {
    let lines = || text.split(|byte| *byte == b'\n').take(30);
    let count = |mark: u8| lines().map(|line| memchr::memchr_iter(mark, line).count()).max();
    // Of equals the last wins, so the comma stands last.
    [b';', b'\t', b','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

impl CsvSheet {
    pub(super) fn blocks(&self) -> Result<CsvBlocks<'_>> {
        Ok(self.blocks_of(Bytes::open(&self.file, &self.path, BLOCK_BYTES)?))
    }

    fn blocks_of(&self, bytes: Bytes) -> CsvBlocks<'_> {
        CsvBlocks { sheet: self, bytes, line: 1 }
    }

    /// Whether a text of so many rows is too long.
    pub(super) fn check_rows(&self, rows: u64) -> Result<()> {
        let limit = self.limits.rows;
        let is_within = rows <= limit;
        is_within.then_some(()).ok_or_else(|| error::too_many_rows(Place::file(&self.file), limit))
    }

    pub(super) fn rows(&self) -> Result<CsvSheetRows<'_>> {
        Ok(CsvSheetRows { blocks: self.blocks()?, block: None, next: (0, 1), rows: 0 })
    }
}

impl<'a> CsvBlocks<'a> {
    /// The next block.
    ///
    /// # Errors
    /// The disk, or a file that is no longer what it was when it was opened.
    pub(super) fn next(&mut self) -> Result<Option<CsvBlock<'a>>> {
        let CsvSheet { file, sha256, encoding, separator, .. } = self.sheet;
        let end = |bytes: &[u8]| quotes::last_record_end(bytes, *separator);
        let Some(records) = self.bytes.next(end)? else {
            let same = self.bytes.sha256() == *sha256;
            return if same { Ok(None) } else { Err(error::changed(file)) };
        };
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &records).count() as u64;
        let text = encoding.decode(records).ok_or_else(|| error::changed(file))?;
        Ok(Some(CsvBlock { sheet: self.sheet, text, line }))
    }
}

impl CsvBlock<'_> {
    pub(super) fn rows(&self) -> CsvRows<'_> {
        self.rows_from(0, self.line)
    }

    /// The rows from the one that starts at byte `at`, on line `line`.
    pub(super) fn rows_from(&self, at: usize, line: u64) -> CsvRows<'_> {
        let CsvSheet { file, separator, limits, .. } = self.sheet;
        CsvRows::new(&self.text, *separator, (at, line), (file, limits))
    }
}

impl CsvSheetRows<'_> {
    pub(super) fn next_into(&mut self, row: &mut Row) -> Result<bool> {
        loop {
            let Some(block) = &self.block else {
                self.block = self.blocks.next()?;
                let Some(block) = &self.block else { return Ok(false) };
                self.next = (0, block.line);
                continue;
            };
            let mut rows = block.rows_from(self.next.0, self.next.1);
            if let Some(found) = rows.next_row()? {
                found.copy_into(row);
                self.next = rows.position();
                self.rows += 1;
                self.blocks.sheet.check_rows(self.rows)?;
                return Ok(true);
            }
            self.block = None;
        }
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
    fn open(file: &str, path: &Path, block_bytes: usize) -> Result<Self> {
        let input = File::open(path).map_err(|why| unreadable(file, &why))?;
        Ok(Self::of(file, Box::new(input), block_bytes))
    }

    fn of(file: &str, input: Box<dyn Read + Send>, block_bytes: usize) -> Self {
        let (hash, rest) = (Sha256::new(), Vec::new());
        Self { file: file.to_owned(), input, hash, rest, block_bytes, started: false }
    }

    /// Some bytes up to and with the last end that `end` finds in them; all that is left at the end
    /// of the text; then nothing.
    fn next(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<Vec<u8>>> {
        let mut piece = std::mem::take(&mut self.rest);
        let mut wanted = self.block_bytes.max(MARK.len());
        loop {
            let from = piece.len();
            let more = wanted.saturating_sub(from);
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

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
