//! Parquet files: sorted, compressed, named by what is in them.
//!
//! # Invariants
//!
//! - The same rows give the same bytes and so the same name; a file is never written over.
//! - Rows are sorted by the table's sort columns, and the file says so.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::row::{RowConverter, SortField};
use model::hash::sha256_hex;
use model::{Fault, Result};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::{disk, error};

/// Rows in a row group.
const GROUP_ROWS: usize = 65_536;

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

/// Writes `batch` into `folder` as `<prefix>-<hash>.parquet`, sorted by the columns `sort`; the
/// texts of the columns `unique` hardly repeat, so a dictionary of them would not help.
pub(crate) fn write(
    folder: &Path,
    prefix: &str,
    batch: &RecordBatch,
    sort: &[usize],
    unique: &[usize],
) -> Result<Written> {
    let failed = |why: &dyn std::fmt::Display| error::store(&folder.display().to_string(), why);
    let sorted = sorted(batch, sort).map_err(|why| failed(&why))?;
    let bytes = encode(&sorted, sort, unique).map_err(|why| failed(&why))?;
    let sha256 = sha256_hex(&bytes);
    let name = format!("{prefix}-{}.parquet", sha256.get(..16).unwrap_or(&sha256));
    let path = folder.join(&name);
    if !path.exists() {
        disk::make_folder(path.parent().unwrap_or(folder))?;
        disk::write(&path, &bytes)?;
    }
    Ok(Written { name, rows: batch.num_rows() as u64, bytes: bytes.len() as u64, sha256 })
}

/// Equal rows keep the order of the delivery.
fn sorted(batch: &RecordBatch, sort: &[usize]) -> Result<RecordBatch, arrow::error::ArrowError> {
    if sort.is_empty() || batch.num_rows() < 2 {
        return Ok(batch.clone());
    }
    let columns: Vec<_> = sort.iter().map(|at| Arc::clone(batch.column(*at))).collect();
    let fields = columns.iter().map(|c| SortField::new(c.data_type().clone())).collect();
    let rows = RowConverter::new(fields)?.convert_columns(&columns)?;
    let mut order: Vec<(u32, _)> = (0_u32..).zip(rows.iter()).collect();
    order.sort_by_key(|(_, key)| *key);
    let order = UInt32Array::from_iter_values(order.into_iter().map(|(at, _)| at));
    take_record_batch(batch, &order)
}

fn encode(
    batch: &RecordBatch,
    sort: &[usize],
    unique: &[usize],
) -> parquet::errors::Result<Vec<u8>> {
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
    for field in unique.iter().filter_map(|at| batch.schema_ref().fields().get(*at)) {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), false);
    }
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))?;
    writer.write(batch)?;
    writer.close()?;
    Ok(bytes)
}

/// Reads the named columns of a file.
pub(crate) fn read(path: &Path, columns: &[&str]) -> Result<Vec<RecordBatch>> {
    batches(path, columns)?.collect()
}

/// Reads the named columns of a file, batch by batch.
pub(crate) fn batches(
    path: &Path,
    columns: &[&str],
) -> Result<impl Iterator<Item = Result<RecordBatch>>> {
    let name = path.display().to_string();
    let failed = move |why: &dyn std::fmt::Display| -> Fault { error::store(&name, why) };
    let file = File::open(path).map_err(|why| failed(&why))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| failed(&why))?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let reader = builder.with_projection(mask).build().map_err(|why| failed(&why))?;
    Ok(reader.map(move |batch| batch.map_err(|why| failed(&why))))
}

/// The path of a written file.
pub(crate) fn path(folder: &Path, written: &Written) -> PathBuf {
    folder.join(&written.name)
}
