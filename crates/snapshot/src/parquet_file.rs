//! Parquet files: sorted, compressed, named by what is in them.
//!
//! # Invariants
//!
//! - The same rows give the same bytes and so the same name; a file is never written over.
//! - Rows are sorted by the table's sort columns, and the file says so.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::iter;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::StreamExt;
use model::hash::hex;
use model::{Fault, Result, Text};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ParquetRecordBatchStreamBuilder, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::{ColumnPath, SchemaDescriptor};
use sha2::{Digest, Sha256};

use crate::bucket::Bucket;
use crate::files::Files;
use crate::schema::{ColumnType, TableSpec};
use crate::sorted::Sorter;
use crate::{bucket, columns, error, scratch};

/// Rows in a row group.
pub(crate) const GROUP_ROWS: usize = 65_536;

/// One file written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// Name inside the table's folder.
    pub name: String,
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A file that is whole but not published.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    written: Written,
}

impl Staged {
    /// Writes the rows of a table, sorted, as `<prefix>-<hash>.parquet`; none without rows.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn write(table: &TableSpec, prefix: &str, rows: Sorter) -> Result<Option<Self>> {
        let folder = rows.folder().to_owned();
        let mut sorted = rows.finish()?;
        let Some(first) = sorted.next(GROUP_ROWS)? else { return Ok(None) };
        let mut writer =
            Writer::new(&folder, table.arrow(), &table.sort_columns(), &unique(table))?;
        let mut next = Some(first);
        while let Some(rows) = next {
            writer.write(&columns::for_file(table, &rows)?)?;
            next = sorted.next(GROUP_ROWS)?;
        }
        writer.finish(prefix).map(Some)
    }

    /// Reads the named columns of it.
    pub(crate) fn read(&self, columns: &[&str]) -> Result<Vec<RecordBatch>> {
        let folder = self.path.parent().unwrap_or(&self.path);
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        read(&Files::folder(folder), &name, columns)
    }

    /// Puts the file into the folder of its table; nothing else that is there is touched.
    ///
    /// # Errors
    /// The disk, or the bucket.
    pub(crate) fn publish(&self, files: &Files, folder: &str) -> Result<Written> {
        files.adopt(&self.path, &name(folder, &self.written))?;
        Ok(self.written.clone())
    }
}

/// Columns whose texts hardly repeat, so that a dictionary of them would not help.
fn unique(table: &TableSpec) -> Vec<usize> {
    let pseudonym = |kind| matches!(kind, ColumnType::Id | ColumnType::Secret);
    (0..).zip(&table.columns).filter(|(_, c)| pseudonym(c.kind)).map(|(at, _)| at).collect()
}

/// Writes a file, whose name is not known before its end.
pub(crate) struct Writer {
    path: PathBuf,
    writer: ArrowWriter<Hashing<BufWriter<File>>>,
    rows: u64,
}

impl Writer {
    /// Begins a file in `folder`. Its rows come sorted by the columns `sort`; the texts of the columns
    /// `unique` hardly repeat.
    pub(crate) fn new(
        folder: &Path,
        schema: SchemaRef,
        sort: &[usize],
        unique: &[usize],
    ) -> Result<Self> {
        let path = scratch::file(folder, "tmp");
        let file = File::create(&path).map_err(|why| cannot_write(&path, &why))?;
        let properties = properties(&schema, sort, unique);
        let output = Hashing { inner: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let writer = ArrowWriter::try_new(output, schema, Some(properties));
        let writer = writer.map_err(|why| failed(&path, &why))?;
        Ok(Self { path, writer, rows: 0 })
    }

    /// Adds rows; whole row groups at a time serve best.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(|why| failed(&self.path, &why))
    }

    /// Ends the file, which will be called `<prefix>-<hash>.parquet`.
    pub(crate) fn finish(self, prefix: &str) -> Result<Staged> {
        let output = self.writer.into_inner().map_err(|why| failed(&self.path, &why))?;
        let Hashing { inner, hash, bytes } = output;
        let flushed = inner.into_inner().map_err(std::io::IntoInnerError::into_error);
        flushed.and_then(|file| file.sync_all()).map_err(|why| cannot_write(&self.path, &why))?;
        let sha256 = hex(&hash.finalize());
        let name = format!("{prefix}-{}.parquet", sha256.get(..16).unwrap_or(&sha256));
        let written = Written { name, rows: self.rows, bytes, sha256 };
        Ok(Staged { path: self.path, written })
    }
}

/// Hashes what is written.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

fn properties(schema: &SchemaRef, sort: &[usize], unique: &[usize]) -> WriterProperties {
    let sorting = sort.iter().filter_map(|at| {
        let column_idx = i32::try_from(*at).ok()?;
        Some(SortingColumn { column_idx, descending: false, nulls_first: true })
    });
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(sorting.collect()))
        .set_created_by("doudi".to_owned());
    for field in unique.iter().filter_map(|at| schema.fields().get(*at)) {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), false);
    }
    properties.build()
}

fn cannot_write(path: &Path, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("写入", "write"), path, why)
}

fn failed(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    error::store(&path.display().to_string(), why)
}

/// The rows of a file, batch by batch.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch>>>;

/// Reads the named columns of a file.
pub(crate) fn read(files: &Files, name: &str, columns: &[&str]) -> Result<Vec<RecordBatch>> {
    batches(files, name, Some(columns))?.collect()
}

/// Reads the named columns of a file, all of them if none are named, batch by batch.
pub(crate) fn batches(files: &Files, name: &str, columns: Option<&[&str]>) -> Result<Batches> {
    match files {
        Files::Folder(home) => local(&home.join(name), columns),
        Files::Bucket(bucket) => remote(files, bucket, name, columns),
    }
}

fn local(path: &Path, columns: Option<&[&str]>) -> Result<Batches> {
    let name = path.display().to_string();
    let failed = move |why: &dyn std::fmt::Display| -> Fault { error::store(&name, why) };
    let file = File::open(path).map_err(|why| failed(&why))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| failed(&why))?;
    let mask = mask(builder.parquet_schema(), columns);
    let reader = builder.with_projection(mask).build().map_err(|why| failed(&why))?;
    Ok(Box::new(reader.map(move |batch| batch.map_err(|why| failed(&why)))))
}

/// Fetches a row group at a time.
fn remote(files: &Files, bucket: &Bucket, name: &str, columns: Option<&[&str]>) -> Result<Batches> {
    let object = bucket.object(name)?;
    let (files, name) = (files.clone(), name.to_owned());
    let failed = move |why: &dyn std::fmt::Display| -> Fault { files.failed(&name, why) };
    let builder = bucket::run(ParquetRecordBatchStreamBuilder::new(object))?;
    let builder = builder.map_err(|why| failed(&why))?;
    let mask = mask(builder.parquet_schema(), columns);
    let mut rest = Some(builder.with_projection(mask).build().map_err(|why| failed(&why))?);
    Ok(Box::new(iter::from_fn(move || {
        let mut rows = rest.take()?;
        let next = bucket::run(async move { (rows.next().await, rows) });
        let batch = next.map(|(batch, rows)| {
            rest = Some(rows);
            batch.map(|batch| batch.map_err(|why| failed(&why)))
        });
        batch.unwrap_or_else(|fault| Some(Err(fault)))
    })))
}

fn mask(schema: &SchemaDescriptor, columns: Option<&[&str]>) -> ProjectionMask {
    columns.map_or_else(ProjectionMask::all, |columns| {
        ProjectionMask::columns(schema, columns.iter().copied())
    })
}

/// The name of a written file in the folder of its table.
pub(crate) fn name(folder: &str, written: &Written) -> String {
    format!("{folder}/{}", written.name)
}
