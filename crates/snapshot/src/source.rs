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

mod csv_rows;
mod csv_sheet;
mod encoding;
mod folder;
mod workbook;

use std::path::Path;

use model::hash::sha256_hex;
use model::{Blame, Fault, Result, Text};

use self::csv_sheet::Origin;
pub(crate) use self::folder::{Entry, list};
use crate::cell::{Cell, CellRef};
use crate::disk;
use crate::error::{self, warning};

/// The largest workbook that is read; larger ones are refused by name. Texts may be of any size.
pub const FILE_BYTES_MAX: u64 = 512 << 20;

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

/// The first rows of a sheet, among which its headings are.
const TOP_ROWS: usize = 30;
/// Rows of a workbook in a block.
const BLOCK_ROWS: usize = 16_384;

/// One sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Name inside a workbook.
    pub name: Option<String>,
    /// Its first rows.
    pub top: Vec<Row>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Text(csv_sheet::CsvSheet),
    Grid(Vec<Row>),
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
    Grid(&'a [Cell]),
}

impl<'a> RowRef<'a> {
    /// The cell of a column.
    pub(crate) fn cell(&self, at: usize) -> Option<CellRef<'a>> {
        match self.cells {
            Cells::Text(text, spans) => {
                let (start, end) = *spans.get(at)?;
                text.get(start..end).map(CellRef::text)
            }
            Cells::Grid(cells) => cells.get(at).map(Cell::view),
        }
    }

    /// Its cells from the first column on.
    pub(crate) fn cells(&self) -> impl Iterator<Item = CellRef<'a>> {
        let count = match self.cells {
            Cells::Text(_, spans) => spans.len(),
            Cells::Grid(cells) => cells.len(),
        };
        (0..count).filter_map(|at| self.cell(at))
    }

    /// Whether every cell says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(CellRef::is_blank)
    }

    fn to_row(self) -> Row {
        let cell = |cell: CellRef<'_>| Cell { text: cell.text.to_owned(), stored: cell.stored };
        Row { number: self.number, cells: self.cells().map(cell).collect() }
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
        match bytes {
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldOffice,
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::Text,
            _ if bytes.starts_with(b"%PDF") => Self::Binary,
            _ if bytes.iter().take(4096).any(|b| *b == 0) => Self::Binary,
            _ => Self::Text,
        }
    }
}

/// Opens one file of a delivery.
///
/// # Errors
/// The disk; everything about the file itself is in [`Opened`].
pub(crate) fn open(entry: &Entry) -> Result<Opened> {
    if entry.is_link {
        return Ok(Opened::Refused(error::link(&entry.file)));
    }
    let extension = extension(&entry.path);
    let sheets = match Kind::of(&disk::read_start(&entry.path, 4096)?) {
        Kind::Text => csv_sheet::open(&entry.file, Origin::File(entry.path.clone()))
            .map(|(sheet, sha256)| (vec![sheet], sha256)),
        _ if entry.bytes > FILE_BYTES_MAX => Err(error::too_large(&entry.file, FILE_BYTES_MAX)),
        Kind::Zip if matches!(&*extension, "docx" | "pptx" | "ods" | "odt") => {
            return Ok(Opened::Passed(warning::not_a_table(&entry.file)));
        }
        Kind::Zip => {
            let bytes = disk::read(&entry.path)?;
            workbook::sheets(&entry.file, &bytes).map(|sheets| (sheets, sha256_hex(&bytes)))
        }
        Kind::OldOffice if matches!(&*extension, "doc" | "ppt" | "msg") => {
            return Ok(Opened::Passed(warning::not_a_table(&entry.file)));
        }
        Kind::OldOffice => Err(error::unsupported(&entry.file, "XLS")),
        Kind::Parquet => Err(error::unsupported(&entry.file, "Parquet")),
        Kind::Binary => Err(error::unknown_encoding(&entry.file)),
    };
    Ok(match sheets {
        Err(fault) if fault.blame == Blame::Limit => return Err(fault),
        Err(fault) if is_table_name(&extension) => Opened::Refused(fault),
        Err(_) => Opened::Passed(warning::not_a_table(&entry.file)),
        Ok((sheets, sha256)) => Opened::Source(Source {
            file: entry.file.clone(),
            sha256,
            bytes: entry.bytes,
            sheets,
        }),
    })
}

fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase()
}

/// Files that claim to be tables are refused when they cannot be read; others are passed over.
fn is_table_name(extension: &str) -> bool {
    matches!(
        extension,
        "" | "csv" | "txt" | "tsv" | "xls" | "xlsx" | "xlsm" | "et" | "parquet" | "zip"
    )
}

/// Reads a sheet in blocks of rows that follow one another.
pub(crate) enum Blocks<'a> {
    Text(csv_sheet::CsvBlocks<'a>),
    Grid(std::slice::Chunks<'a, Row>),
}

/// Some rows of a sheet.
pub(crate) enum Block<'a> {
    Text(csv_sheet::CsvBlock),
    Grid(&'a [Row]),
}

/// Reads the rows of a block one after the other.
pub(crate) enum Rows<'a> {
    Text(csv_rows::CsvRows<'a>),
    Grid(std::iter::Enumerate<std::slice::Iter<'a, Row>>),
}

impl Sheet {
    fn of_rows(name: String, rows: Vec<Row>) -> Self {
        let top = rows.iter().take(TOP_ROWS).cloned().collect();
        Self { name: Some(name), top, body: Body::Grid(rows) }
    }

    /// Its rows from the start; wholly empty rows of a workbook may be missing.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn blocks(&self) -> Result<Blocks<'_>> {
        Ok(match &self.body {
            Body::Text(sheet) => Blocks::Text(sheet.blocks()?),
            Body::Grid(rows) => Blocks::Grid(rows.chunks(BLOCK_ROWS)),
        })
    }
}

impl<'a> Blocks<'a> {
    /// The next block.
    ///
    /// # Errors
    /// The disk, or a file that cannot be read on.
    pub(crate) fn next(&mut self) -> Result<Option<Block<'a>>> {
        Ok(match self {
            Self::Text(blocks) => blocks.next()?.map(Block::Text),
            Self::Grid(rows) => rows.next().map(Block::Grid),
        })
    }
}

impl Block<'_> {
    /// Its rows.
    pub(crate) fn rows(&self) -> Rows<'_> {
        match self {
            Self::Text(block) => Rows::Text(block.rows()),
            Self::Grid(rows) => Rows::Grid(rows.iter().enumerate()),
        }
    }

    /// The rows from the one numbered `number` at `place`.
    pub(crate) fn rows_from(&self, place: usize, number: u64) -> Rows<'_> {
        match self {
            Self::Text(block) => Rows::Text(block.rows_from(place, number)),
            Self::Grid(rows) => Rows::Grid(rows.get(place..).unwrap_or_default().iter().enumerate()),
        }
    }
}

impl Rows<'_> {
    /// The next row.
    pub(crate) fn next_row(&mut self) -> Option<RowRef<'_>> {
        match self {
            Self::Text(rows) => rows.next_row(),
            Self::Grid(rows) => rows.next().map(|(place, row)| {
                RowRef { number: row.number, place, cells: Cells::Grid(&row.cells) }
            }),
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
