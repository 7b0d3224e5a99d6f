//! One of the two snapshots that are compared: the rows of a table, group by group.

use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array, new_null_array};
use arrow::compute::{cast, concat_batches, take_record_batch};
use arrow::error::ArrowError;
use arrow::row::{OwnedRow, RowConverter, Rows, SortField};
use model::{Fault, Result};

use super::EXTRACTED;
use crate::error;
use crate::files::Files;
use crate::manifest::ManifestFile;
use crate::parquet_file::{self, Batches};
use crate::schema::TableSpec;
use crate::store::Store;

/// The rows of one key, or of one household or person of a table without key.
pub(super) struct Group {
    pub key: OwnedRow,
    /// By content.
    pub rows: Vec<Row>,
}

/// One row.
pub(super) struct Row {
    /// All cells but the day of extraction, in a form that sorts.
    pub content: OwnedRow,
    pub batch: Arc<RecordBatch>,
    pub at: usize,
}

/// The files of a table, merged.
pub(super) struct Side {
    files: Vec<Cursor>,
}

/// A place in one file.
struct Cursor {
    layout: Layout,
    source: Source,
    batch: Arc<RecordBatch>,
    keys: Rows,
    contents: Rows,
    at: usize,
}

/// Batches sorted by the key of a group.
enum Source {
    File(Batches),
    Memory(Option<RecordBatch>),
}

/// How rows of a table are encoded.
struct Layout {
    table: &'static TableSpec,
    file: String,
    key: Vec<usize>,
    content: Vec<usize>,
    of_key: RowConverter,
    of_content: RowConverter,
}

impl Side {
    /// Opens the files of a table.
    pub(super) fn open(
        store: &Store,
        table: &'static TableSpec,
        files: &[ManifestFile],
    ) -> Result<Self> {
        let open = |file: &ManifestFile| Cursor::open(store.files(), &file.path, table);
        Ok(Self { files: files.iter().map(open).collect::<Result<_>>()? })
    }

    /// The next group in order of key.
    pub(super) fn next(&mut self) -> Result<Option<Group>> {
        let Some(key) = self.files.iter().filter_map(Cursor::key).min() else { return Ok(None) };
        let mut rows = Vec::new();
        for file in &mut self.files {
            while file.key().as_ref() == Some(&key) {
                rows.extend(file.take()?);
            }
        }
        rows.sort_by(|a: &Row, b: &Row| a.content.cmp(&b.content));
        Ok(Some(Group { key, rows }))
    }
}

impl Cursor {
    fn open(files: &Files, name: &str, table: &'static TableSpec) -> Result<Self> {
        let file = files.show(name);
        let failed = |why: &dyn std::fmt::Display| -> Fault { error::store(&file, why) };
        let (key, is_sorted) = grouping(table);
        let rows = parquet_file::batches(files, name, None)?;
        let layout = Layout::new(table, key, file.clone()).map_err(|why| failed(&why))?;
        let source = match is_sorted {
            true => Source::File(rows),
            false => {
                let all = rows.collect::<Result<Vec<_>>>()?;
                Source::Memory(Some(layout.sorted(&all).map_err(|why| failed(&why))?))
            }
        };
        let empty = RecordBatch::new_empty(table.arrow());
        let (keys, contents) = layout.rows(&empty).map_err(|why| failed(&why))?;
        let mut cursor = Self { layout, source, batch: Arc::new(empty), keys, contents, at: 0 };
        cursor.fill()?;
        Ok(cursor)
    }

    fn key(&self) -> Option<OwnedRow> {
        (self.at < self.batch.num_rows()).then(|| self.keys.row(self.at).owned())
    }

    fn take(&mut self) -> Result<Option<Row>> {
        if self.at >= self.batch.num_rows() {
            return Ok(None);
        }
        let content = self.contents.row(self.at).owned();
        let row = Row { content, batch: Arc::clone(&self.batch), at: self.at };
        self.at += 1;
        self.fill()?;
        Ok(Some(row))
    }

    /// Goes on to the next batch with rows when this one has no more.
    fn fill(&mut self) -> Result<()> {
        while self.at >= self.batch.num_rows() {
            let next = match &mut self.source {
                Source::File(rows) => rows.next().transpose()?,
                Source::Memory(batch) => batch.take(),
            };
            let Some(batch) = next else { return Ok(()) };
            let aligned = self.layout.aligned(&batch);
            let encoded = aligned.and_then(|batch| Ok((self.layout.rows(&batch)?, batch)));
            let ((keys, contents), batch) =
                encoded.map_err(|why| error::store(&self.layout.file, &why))?;
            (self.batch, self.keys, self.contents, self.at) = (Arc::new(batch), keys, contents, 0);
        }
        Ok(())
    }
}

impl Layout {
    fn new(table: &'static TableSpec, key: Vec<usize>, file: String) -> Result<Self, ArrowError> {
        let columns = table.columns.iter().enumerate();
        let content = columns.filter(|(_, column)| column.column() != EXTRACTED);
        let content: Vec<usize> = content.map(|(at, _)| at).collect();
        let schema = table.arrow();
        let converter = |columns: &[usize]| {
            let types = columns.iter().map(|at| schema.field(*at).data_type().clone());
            RowConverter::new(types.map(SortField::new).collect())
        };
        let (of_key, of_content) = (converter(&key)?, converter(&content)?);
        Ok(Self { table, file, key, content, of_key, of_content })
    }

    fn rows(&self, batch: &RecordBatch) -> Result<(Rows, Rows), ArrowError> {
        let of = |columns: &[usize]| batch.project(columns).map(|part| part.columns().to_vec());
        let keys = self.of_key.convert_columns(&of(&self.key)?)?;
        let contents = self.of_content.convert_columns(&of(&self.content)?)?;
        Ok((keys, contents))
    }

    /// The columns of this program's schema; what an older file lacks is empty.
    fn aligned(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let schema = self.table.arrow();
        let columns =
            schema.fields().iter().map(|field| match batch.column_by_name(field.name()) {
                Some(column) => cast(column, field.data_type()),
                None => Ok(new_null_array(field.data_type(), batch.num_rows())),
            });
        RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
    }

    /// All rows in order of key.
    fn sorted(&self, batches: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
        let batches = batches.iter().map(|batch| self.aligned(batch));
        let batches = batches.collect::<Result<Vec<_>, _>>()?;
        let whole = concat_batches(&self.table.arrow(), &batches)?;
        let (keys, _) = self.rows(&whole)?;
        let mut order: Vec<(u32, _)> = (0_u32..).zip(keys.iter()).collect();
        order.sort_by_key(|(_, key)| *key);
        let order = UInt32Array::from_iter_values(order.into_iter().map(|(at, _)| at));
        take_record_batch(&whole, &order)
    }
}

/// The columns that make a group, and whether files are sorted by them.
fn grouping(table: &TableSpec) -> (Vec<usize>, bool) {
    let sort = table.sort_columns();
    let key: Vec<usize> = table.key.iter().filter_map(|c| table.position(c)).collect();
    match (key.is_empty(), sort.is_empty()) {
        (true, true) => ((0..table.columns.len()).collect(), false),
        (true, false) => (sort, true),
        (false, _) => {
            let is_sorted = sort == key;
            (key, is_sorted)
        }
    }
}
