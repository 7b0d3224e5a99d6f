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

mod csv_sheet;
mod encoding;
mod folder;
mod workbook;

use std::path::Path;

use model::hash::sha256_hex;
use model::{Fault, Result, Text};

pub(crate) use self::folder::{Entry, list};
use crate::cell::Cell;
use crate::disk;
use crate::error::{self, warning};

/// The largest file that is read; larger ones are refused by name.
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

impl Row {
    /// Whether every cell says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
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
    if entry.bytes > FILE_BYTES_MAX {
        return Ok(Opened::Refused(error::too_large(&entry.file, FILE_BYTES_MAX)));
    }
    let bytes = disk::read(&entry.path)?;
    let extension = extension(&entry.path);
    let sheets = match Kind::of(&bytes) {
        Kind::Zip if matches!(&*extension, "docx" | "pptx" | "ods" | "odt") => {
            return Ok(Opened::Passed(warning::not_a_table(&entry.file)));
        }
        Kind::Zip => workbook::sheets(&entry.file, &bytes),
        Kind::OldOffice if matches!(&*extension, "doc" | "ppt" | "msg") => {
            return Ok(Opened::Passed(warning::not_a_table(&entry.file)));
        }
        Kind::OldOffice => Err(error::unsupported(&entry.file, "XLS")),
        Kind::Parquet => Err(error::unsupported(&entry.file, "Parquet")),
        Kind::Binary => Err(error::unknown_encoding(&entry.file)),
        Kind::Text => csv_sheet::sheet(&entry.file, &bytes).map(|sheet| vec![sheet]),
    };
    Ok(match sheets {
        Err(fault) if is_table_name(&extension) => Opened::Refused(fault),
        Err(_) => Opened::Passed(warning::not_a_table(&entry.file)),
        Ok(sheets) => Opened::Source(Source {
            file: entry.file.clone(),
            sha256: sha256_hex(&bytes),
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

/// Reads the rows of a sheet one after the other.
pub(crate) enum Rows<'a> {
    Text(csv_sheet::CsvRows<'a>),
    Grid(std::slice::Iter<'a, Row>),
}

impl Sheet {
    /// Its rows from the start; wholly empty rows of a workbook may be missing.
    pub(crate) fn rows(&self) -> Rows<'_> {
        match &self.body {
            Body::Text(sheet) => Rows::Text(sheet.rows()),
            Body::Grid(rows) => Rows::Grid(rows.iter()),
        }
    }
}

impl Rows<'_> {
    /// Puts the next row into `row`; false at the end.
    pub(crate) fn next_into(&mut self, row: &mut Row) -> bool {
        match self {
            Self::Text(rows) => rows.next_into(row),
            Self::Grid(rows) => match rows.next() {
                Some(next) => {
                    row.clone_from(next);
                    true
                }
                None => false,
            },
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
