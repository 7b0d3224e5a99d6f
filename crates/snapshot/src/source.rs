//! The files of a delivery as sheets of rows, whatever their format.
//!
//! # Invariants
//!
//! - What a file is follows from its bytes, not from its name.
//! - Every file is read, refused by name, or told of; hidden and lock files alone are passed over.
//!
//! # Not here
//!
//! What the rows mean (`layout`, `rows`).

mod archive;
mod biff;
mod csv_rows;
mod csv_sheet;
mod encoding;
mod folder;
mod grid;
mod parquet_sheet;
mod quotes;
mod workbook;

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use model::hash::sha256_hex;
use model::{Blame, Fault, Result, Text};

use self::archive::{Archive, Shape};
pub(crate) use self::folder::{Entry, list};
use crate::cell::{Cell, CellRef};
use crate::disk;
use crate::error::{self, warning};
use crate::limits::Limits;

/// One file of a delivery, opened.
#[derive(Debug)]
pub(crate) struct Source {
    /// Name inside the delivery, with `/` between folders.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Its sheets; one for a text file.
    pub sheets: Vec<Sheet>,
}

/// Rows of a workbook in a block.
const BLOCK_ROWS: usize = 16_384;

/// One sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Name inside a workbook.
    pub name: Option<String>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Text(csv_sheet::CsvSheet),
    Grid(grid::Grid),
    Parquet(parquet_sheet::ParquetSheet),
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Counted from 1 as a spreadsheet shows it.
    pub number: u64,
    /// Cells from the first column on; blanks at the end may be missing.
    pub cells: Vec<Cell>,
}

/// A [`Row`] where it lies.
#[derive(Clone, Copy)]
pub(crate) struct RowRef<'a> {
    /// Counted from 1 as a spreadsheet shows it.
    pub number: u64,
    /// Where it is in its block.
    pub place: usize,
    cells: Cells<'a>,
}

#[derive(Clone, Copy)]
enum Cells<'a> {
    /// A text and where the cells are in it.
    Text(&'a str, &'a [(usize, usize)]),
    Row(&'a [Cell]),
}

impl<'a> RowRef<'a> {
    /// The cell of a column.
    pub(crate) fn cell(&self, at: usize) -> Option<CellRef<'a>> {
        match self.cells {
            Cells::Text(text, spans) => {
                let (start, end) = *spans.get(at)?;
                text.get(start..end).map(CellRef::text)
            }
            Cells::Row(cells) => cells.get(at).map(Cell::view),
        }
    }

    /// Its cells from the first column on.
    pub(crate) fn cells(&self) -> impl Iterator<Item = CellRef<'a>> {
        let count = match self.cells {
            Cells::Text(_, spans) => spans.len(),
            Cells::Row(cells) => cells.len(),
        };
        (0..count).filter_map(|at| self.cell(at))
    }

    /// Whether every cell says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(CellRef::is_blank)
    }

    /// Copies it.
    fn copy_into(self, row: &mut Row) {
        row.number = self.number;
        row.cells.clear();
        let cell = |cell: CellRef<'_>| Cell { text: cell.text.to_owned(), stored: cell.stored };
        row.cells.extend(self.cells().map(cell));
    }
}

/// What became of a file.
#[derive(Debug)]
pub(crate) enum Opened {
    /// It has sheets.
    Source(Source),
    /// It is no table; the warning says so.
    Passed(Text),
    /// It is refused.
    Refused(Fault),
}

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zip,
    OldOffice,
    Parquet,
    Binary,
    Text,
}

impl Kind {
    fn of(bytes: &[u8]) -> Self {
        let head = bytes.get(..4096).unwrap_or(bytes);
        match bytes {
            [b'P', b'K', 3 | 5 | 7, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldOffice,
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::Text,
            _ if bytes.starts_with(b"%PDF") => Self::Binary,
            // Stray NULs in a text are told with their line.
            _ if head.iter().filter(|b| **b == 0).count() * 8 > head.len() => Self::Binary,
            _ => Self::Text,
        }
    }
}

/// Opens one file of a delivery.
///
/// # Errors
/// The disk; everything about the file itself is in [`Opened`].
pub(crate) fn open(entry: &Entry, limits: &Limits) -> Result<Opened> {
    let file = &*entry.file;
    if entry.is_link {
        return Ok(Opened::Refused(error::link(file)));
    }
    if entry.bytes > limits.file_bytes {
        return Ok(Opened::Refused(error::too_large(file, limits.file_bytes)));
    }
    let extension = Path::new(file).extension().and_then(|e| e.to_str());
    let extension = extension.unwrap_or_default().to_lowercase();
    let sheets = match Kind::of(&disk::head(&entry.path)?) {
        Kind::Text => csv_sheet::open(file, &entry.path, limits)
            .map(|(sheet, sha256)| Some((vec![sheet], sha256))),
        kind => {
            let bytes = disk::read(&entry.path)?;
            decode(kind, entry, &extension, &bytes, limits)
                .map(|sheets| Some((sheets?, sha256_hex(&bytes))))
        }
    };
    Ok(match sheets {
        Err(fault) if fault.blame == Blame::Limit => return Err(fault),
        Err(fault) if is_table_name(&extension) => Opened::Refused(fault),
        Err(_) | Ok(None) => Opened::Passed(warning::not_a_table(file)),
        Ok(Some((sheets, sha256))) => {
            Opened::Source(Source { file: file.to_owned(), sha256, bytes: entry.bytes, sheets })
        }
    })
}

/// The sheets of a file that is no text; none where it is no table.
fn decode(
    kind: Kind,
    entry: &Entry,
    extension: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Option<Vec<Sheet>>> {
    let file = &*entry.file;
    match kind {
        Kind::OldOffice if matches!(extension, "doc" | "ppt" | "msg") => Ok(None),
        Kind::Binary | Kind::Text => Err(error::unknown_encoding(file)),
        Kind::Zip => guarded(file, || zipped(file, bytes, limits)),
        Kind::OldOffice => guarded(file, || workbook::xls(file, bytes, limits).map(Some)),
        Kind::Parquet => {
            guarded(file, || parquet_sheet::sheet(file, &entry.path, limits).map(Some))
        }
    }
}

/// A workbook; none for the texts and presentations of an office; packed files are refused.
fn zipped(file: &str, bytes: &[u8], limits: &Limits) -> Result<Option<Vec<Sheet>>> {
    match Archive::open(file, Cursor::new(bytes), limits)?.shape() {
        Shape::Workbook => workbook::xlsx(file, bytes, limits).map(Some),
        Shape::BinaryWorkbook => Err(error::unsupported(file, "XLSB")),
        Shape::OtherOffice => Ok(None),
        Shape::Files => Err(error::nested(file)),
    }
}

/// Runs a decoder that others wrote; where one panics on hostile bytes, the file is damaged.
fn guarded<T>(file: &str, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    let caught = panic::catch_unwind(AssertUnwindSafe(decode));
    caught.unwrap_or_else(|_| Err(error::damaged(file)))
}

/// Files that claim to be tables are refused when they cannot be read; others are passed over.
fn is_table_name(extension: &str) -> bool {
    matches!(
        extension,
        "" | "csv" | "txt" | "tsv" | "xls" | "xlsx" | "xlsm" | "xlsb" | "et" | "parquet" | "zip"
    )
}

/// Reads the rows of a sheet one after the other.
pub(crate) enum Rows<'a> {
    Text(csv_sheet::CsvSheetRows<'a>),
    Grid(grid::GridRows<'a>),
    Parquet(Box<parquet_sheet::ParquetRows>),
}

/// Reads a sheet in blocks of rows that follow one another.
pub(crate) enum Blocks<'a> {
    Text(csv_sheet::CsvBlocks<'a>),
    Rows(Rows<'a>),
}

/// Some rows of a sheet.
pub(crate) enum Block<'a> {
    Text(csv_sheet::CsvBlock<'a>),
    Rows(Vec<Row>),
}

/// Reads the rows of a block one after the other.
pub(crate) enum BlockRows<'a> {
    Text(csv_rows::CsvRows<'a>),
    Rows(std::iter::Enumerate<std::slice::Iter<'a, Row>>),
}

impl Sheet {
    /// Its rows from the start; wholly empty rows of a workbook may be missing.
    ///
    /// # Errors
    /// The file cannot be read again.
    pub(crate) fn rows(&self) -> Result<Rows<'_>> {
        Ok(match &self.body {
            Body::Text(sheet) => Rows::Text(sheet.rows()?),
            Body::Grid(grid) => Rows::Grid(grid.rows()),
            Body::Parquet(sheet) => Rows::Parquet(Box::new(sheet.rows()?)),
        })
    }

    /// Judges the number of rows read in blocks; what is read row by row judges itself.
    ///
    /// # Errors
    /// They are over the limit.
    pub(crate) fn check_rows(&self, rows: u64) -> Result<()> {
        match &self.body {
            Body::Text(sheet) => sheet.check_rows(rows),
            _ => Ok(()),
        }
    }

    /// The same rows in blocks, which can be worked on apart from each other.
    ///
    /// # Errors
    /// The file cannot be read again.
    pub(crate) fn blocks(&self) -> Result<Blocks<'_>> {
        Ok(match &self.body {
            Body::Text(sheet) => Blocks::Text(sheet.blocks()?),
            _ => Blocks::Rows(self.rows()?),
        })
    }
}

impl Rows<'_> {
    /// Puts the next row into `row`; false at the end.
    ///
    /// # Errors
    /// The file is damaged from here on, or a cell is over the limit.
    pub(crate) fn next_into(&mut self, row: &mut Row) -> Result<bool> {
        match self {
            Self::Text(rows) => rows.next_into(row),
            Self::Grid(rows) => Ok(rows.next_into(row)),
            Self::Parquet(rows) => rows.next_into(row),
        }
    }
}

impl<'a> Blocks<'a> {
    /// The next block.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub(crate) fn next(&mut self) -> Result<Option<Block<'a>>> {
        match self {
            Self::Text(blocks) => Ok(blocks.next()?.map(Block::Text)),
            Self::Rows(rows) => {
                let mut block = Vec::new();
                let mut row = Row::default();
                while block.len() < BLOCK_ROWS && rows.next_into(&mut row)? {
                    block.push(std::mem::take(&mut row));
                }
                Ok((!block.is_empty()).then_some(Block::Rows(block)))
            }
        }
    }
}

impl Block<'_> {
    /// Its rows.
    pub(crate) fn rows(&self) -> BlockRows<'_> {
        match self {
            Self::Text(block) => BlockRows::Text(block.rows()),
            Self::Rows(rows) => BlockRows::Rows(rows.iter().enumerate()),
        }
    }

    /// The rows from the one numbered `number` at `place`.
    pub(crate) fn rows_from(&self, place: usize, number: u64) -> BlockRows<'_> {
        match self {
            Self::Text(block) => BlockRows::Text(block.rows_from(place, number)),
            Self::Rows(rows) => {
                BlockRows::Rows(rows.get(place..).unwrap_or_default().iter().enumerate())
            }
        }
    }
}

impl BlockRows<'_> {
    /// The next row.
    ///
    /// # Errors
    /// It is over a limit.
    pub(crate) fn next_row(&mut self) -> Result<Option<RowRef<'_>>> {
        match self {
            Self::Text(rows) => rows.next_row(),
            Self::Rows(rows) => Ok(rows.next().map(|(place, row)| {
                let cells = Cells::Row(&row.cells);
                RowRef { number: row.number, place, cells }
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let rows: [(&[u8], Kind); 6] = [
            (b"PK\x03\x04rest", Kind::Zip),
            (b"\xd0\xcf\x11\xe0rest", Kind::OldOffice),
            (b"PAR1rest", Kind::Parquet),
            (b"%PDF-1.7", Kind::Binary),
            (b"\x89PNG\0\0", Kind::Binary),
            ("姓名,身份证号".as_bytes(), Kind::Text),
        ];
        for (bytes, expected) in rows {
            assert_eq!(Kind::of(bytes), expected);
        }
    }
}
