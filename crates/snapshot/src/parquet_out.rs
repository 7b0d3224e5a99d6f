//! Parquet for others: rows of a table as one file that is not part of the store.
//!
//! # Invariants
//!
//! - The same batches give the same bytes.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use model::{Fault, Result};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::error;

/// Writes one Parquet file.
pub struct ParquetOut<W: Write + Send>(ArrowWriter<W>);

impl<W: Write + Send> ParquetOut<W> {
    /// A file of these columns.
    ///
    /// # Errors
    /// `out` refuses.
    pub fn start(out: W, schema: SchemaRef) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("doudi".to_owned());
        ArrowWriter::try_new(out, schema, Some(properties.build())).map(Self).map_err(failed)
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// `out` refuses.
    pub fn push(&mut self, rows: &RecordBatch) -> Result<()> {
        self.0.write(rows).map_err(failed)
    }

    /// Ends the file and gives `out` back.
    ///
    /// # Errors
    /// `out` refuses.
    pub fn end(self) -> Result<W> {
        self.0.into_inner().map_err(failed)
    }
}

fn failed(why: parquet::errors::ParquetError) -> Fault {
    error::store("export", &why)
}
