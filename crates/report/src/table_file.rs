//! A table of a snapshot as one file for others: Parquet, Arrow IPC or CSV.
//!
//! # Invariants
//!
//! - The same batches give the same bytes.
//! - A file is written as the rows come; no table is held whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::SchemaRef;
use arrow::ipc::writer::FileWriter;
use model::hash::hex;
use model::table::cell_text;
use model::{Fault, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use snapshot::ParquetOut;

use crate::csv::disarm;
use crate::error;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileForm {
    /// Parquet, compressed with Snappy.
    Parquet,
    /// An Arrow IPC file.
    Ipc,
    /// CSV in UTF-8; texts that a spreadsheet would run as a formula are disarmed.
    Csv {
        /// With a byte order mark and lines ended by CRLF, for spreadsheets.
        marked: bool,
    },
}

impl FileForm {
    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Ipc => "arrow",
            Self::Csv { .. } => "csv",
        }
    }
}

/// What a finished file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A file being written.
pub struct TableFile {
    path: PathBuf,
    rows: u64,
    out: Out,
}

enum Out {
    Parquet(ParquetOut<Hashed>),
    Ipc(Box<FileWriter<Hashed>>),
    Csv(Box<csv::Writer<Hashed>>),
}

impl TableFile {
    /// Starts a new file; `private` ones are for their owner alone.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn start(path: &Path, schema: &SchemaRef, form: FileForm, private: bool) -> Result<Self> {
        let failed = |why: std::io::Error| error::unwritten(path, &why);
        let mut file = Hashed::create(path, private).map_err(failed)?;
        let out = match form {
            FileForm::Parquet => Out::Parquet(ParquetOut::start(file, SchemaRef::clone(schema))?),
            FileForm::Ipc => {
                let writer = FileWriter::try_new(file, schema);
                Out::Ipc(Box::new(writer.map_err(|why| error::unwritten(path, &why))?))
            }
            FileForm::Csv { marked } => {
                let lines =
                    if marked { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
                if marked {
                    file.write_all("\u{feff}".as_bytes()).map_err(failed)?;
                }
                let mut writer = csv::WriterBuilder::new().terminator(lines).from_writer(file);
                let names = schema.fields().iter().map(|field| field.name());
                writer.write_record(names).map_err(|why| error::unwritten(path, &why))?;
                Out::Csv(Box::new(writer))
            }
        };
        Ok(Self { path: path.to_owned(), rows: 0, out })
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn push(&mut self, rows: &RecordBatch) -> Result<()> {
        self.rows += rows.num_rows() as u64;
        match &mut self.out {
            Out::Parquet(out) => out.push(rows),
            Out::Ipc(out) => out.write(rows).map_err(|why| error::unwritten(&self.path, &why)),
            Out::Csv(out) => {
                lines(out, rows).map_err(|why: csv::Error| error::unwritten(&self.path, &why))
            }
        }
    }

    /// Ends the file and tells what it is.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn end(self) -> Result<Written> {
        let failed = |why: &dyn std::fmt::Display| -> Fault { error::unwritten(&self.path, why) };
        let out = match self.out {
            Out::Parquet(out) => out.end()?,
            Out::Ipc(mut out) => {
                out.finish().map_err(|why| failed(&why))?;
                out.into_inner().map_err(|why| failed(&why))?
            }
            Out::Csv(out) => out.into_inner().map_err(|why| failed(&why))?,
        };
        let (bytes, sha256) = out.end().map_err(|why| failed(&why))?;
        Ok(Written { rows: self.rows, bytes, sha256 })
    }
}

fn lines(out: &mut csv::Writer<Hashed>, rows: &RecordBatch) -> csv::Result<()> {
    for row in 0..rows.num_rows() {
        for column in rows.columns() {
            let cell = cell_text(column, row).unwrap_or_default();
            match column.data_type().is_string() {
                true => out.write_field(disarm(&cell))?,
                false => out.write_field(cell)?,
            }
        }
        out.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

/// A new file that counts and hashes what is written to it.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Hashed {
    fn create(path: &Path, private: bool) -> std::io::Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = BufWriter::new(options.open(path)?);
        Ok(Self { file, hash: Sha256::new(), bytes: 0 })
    }

    fn end(self) -> std::io::Result<(u64, String)> {
        self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok((self.bytes, hex(&self.hash.finalize())))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
