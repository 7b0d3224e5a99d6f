//! Rows sorted in bounded memory: what does not fit waits on the disk in sorted runs, which are
//! merged when the rows are read back.
//!
//! # Invariants
//!
//! - Rows come back by the sort columns; equal ones in the order in which they were added.
//! - What comes back is the same however the rows were cut into batches and runs.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::compute::interleave_record_batch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use arrow::row::{RowConverter, Rows, SortField};
use model::Result;

use crate::{error, scratch};

/// Bytes of rows that are held before they become a run.
const RUN_BYTES: usize = 48 << 20;
/// Rows of a run that are read back at a time.
const RUN_BATCH_ROWS: usize = 2048;

/// Takes rows in any order.
pub(crate) struct Sorter {
    folder: PathBuf,
    schema: SchemaRef,
    columns: Vec<usize>,
    run_bytes: usize,
    held: Vec<RecordBatch>,
    held_bytes: usize,
    runs: Vec<PathBuf>,
}

/// Gives the rows back in order.
pub(crate) enum Sorted {
    /// All were held: the batches, and what is left of the order of their rows.
    Held(Vec<RecordBatch>, std::vec::IntoIter<(usize, usize)>),
    /// Some wait in runs.
    Runs(Merge),
}

/// Merges sorted runs.
pub(crate) struct Merge {
    runs: Vec<Run>,
    /// Runs that have rows, as a heap: the one with the least row is first.
    heap: Vec<usize>,
    keys: Keys,
    /// Batches that rows of the current output are in.
    batches: Vec<RecordBatch>,
}

/// A run that is read back.
struct Run {
    rest: StreamReader<BufReader<File>>,
    /// Position of the current batch among the batches of the output.
    batch: usize,
    keys: Rows,
    row: usize,
}

/// Makes what rows are compared by.
struct Keys {
    converter: RowConverter,
    columns: Vec<usize>,
}

impl Sorter {
    /// No rows yet; runs are kept in `folder`.
    pub(crate) fn new(folder: &Path, schema: SchemaRef, columns: Vec<usize>) -> Self {
        Self {
            folder: folder.to_owned(),
            schema,
            columns,
            run_bytes: RUN_BYTES,
            held: Vec::new(),
            held_bytes: 0,
            runs: Vec::new(),
        }
    }

    /// Where runs are kept.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds rows.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn push(&mut self, rows: RecordBatch) -> Result<()> {
        if rows.num_rows() == 0 {
            return Ok(());
        }
        self.held_bytes += rows.get_array_memory_size();
        self.held.push(rows);
        if self.held_bytes >= self.run_bytes { self.spill() } else { Ok(()) }
    }

    /// Writes the rows held as a run.
    fn spill(&mut self) -> Result<()> {
        let path = scratch::file(&self.folder, "run");
        let write = || {
            let order = self.order()?;
            let batches: Vec<&RecordBatch> = self.held.iter().collect();
            let file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            let mut writer = StreamWriter::try_new(file, &self.schema)?;
            for some in order.chunks(RUN_BATCH_ROWS) {
                writer.write(&interleave_record_batch(&batches, some)?)?;
            }
            writer.finish()
        };
        write().map_err(|why: ArrowError| error::store(&path.display().to_string(), &why))?;
        self.runs.push(path);
        self.held.clear();
        self.held_bytes = 0;
        Ok(())
    }

    /// The rows held in order: batch and row.
    fn order(&self) -> Result<Vec<(usize, usize)>, ArrowError> {
        let keys = Keys::new(&self.schema, &self.columns)?;
        let keys = self.held.iter().map(|batch| keys.of(batch));
        let keys: Vec<Rows> = keys.collect::<Result<_, _>>()?;
        let mut rows = Vec::new();
        for (batch, keys) in keys.iter().enumerate() {
            rows.extend(keys.iter().enumerate().map(|(row, key)| (key, batch, row)));
        }
        rows.sort_by_key(|(a, ..)| *a);
        Ok(rows.into_iter().map(|(_, batch, row)| (batch, row)).collect())
    }

    /// The rows in order.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn finish(mut self) -> Result<Sorted> {
        if !self.runs.is_empty() && !self.held.is_empty() {
            self.spill()?;
        }
        let sorted = || {
            Ok(if self.runs.is_empty() {
                Sorted::Held(self.held.clone(), self.order()?.into_iter())
            } else {
                Sorted::Runs(Merge::new(&self.runs, Keys::new(&self.schema, &self.columns)?)?)
            })
        };
        sorted().map_err(|why: ArrowError| error::store(&self.folder.display().to_string(), &why))
    }
}

impl Drop for Sorter {
    fn drop(&mut self) {
        // An open run stays readable until its reader ends; the folder goes with the load anyway.
        for run in &self.runs {
            let _ = std::fs::remove_file(run);
        }
    }
}

impl Sorted {
    /// The next `rows` rows; fewer at the end, then none.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn next(&mut self, rows: usize) -> Result<Option<RecordBatch>> {
        let next = match self {
            Self::Held(batches, order) => {
                let some: Vec<_> = order.take(rows).collect();
                output(batches, &some)
            }
            Self::Runs(merge) => merge.next(rows),
        };
        next.map_err(|why| error::store("staging", &why))
    }
}

/// The rows of an output; none if it is empty.
fn output(
    batches: &[RecordBatch],
    order: &[(usize, usize)],
) -> Result<Option<RecordBatch>, ArrowError> {
    let batches: Vec<&RecordBatch> = batches.iter().collect();
    (!order.is_empty()).then(|| interleave_record_batch(&batches, order)).transpose()
}

impl Merge {
    fn new(paths: &[PathBuf], keys: Keys) -> Result<Self, ArrowError> {
        let (runs, heap, batches) = (Vec::new(), Vec::new(), Vec::new());
        let mut merge = Self { runs, heap, keys, batches };
        for path in paths {
            let rest = StreamReader::try_new_buffered(File::open(path)?, None)?;
            let none = merge.keys.of(&RecordBatch::new_empty(rest.schema()))?;
            merge.runs.push(Run { rest, batch: 0, keys: none, row: 0 });
        }
        for run in 0..merge.runs.len() {
            if merge.read_on(run)? {
                merge.heap.push(run);
            }
        }
        for at in (0..merge.heap.len() / 2).rev() {
            merge.sink(at);
        }
        Ok(merge)
    }

    fn next(&mut self, rows: usize) -> Result<Option<RecordBatch>, ArrowError> {
        let mut order = Vec::with_capacity(rows);
        while order.len() < rows
            && let Some(least) = self.heap.first().copied()
            && let Some(run) = self.runs.get_mut(least)
        {
            order.push((run.batch, run.row));
            run.row += 1;
            if run.row >= run.keys.num_rows() && !self.read_on(least)? {
                self.heap.swap_remove(0);
            }
            self.sink(0);
        }
        let output = output(&self.batches, &order)?;
        self.forget();
        Ok(output)
    }

    /// Reads the next batch of a run; false at its end.
    fn read_on(&mut self, run: usize) -> Result<bool, ArrowError> {
        let Some(run) = self.runs.get_mut(run) else { return Ok(false) };
        let Some(batch) = run.rest.next().transpose()? else { return Ok(false) };
        run.keys = self.keys.of(&batch)?;
        (run.row, run.batch) = (0, self.batches.len());
        self.batches.push(batch);
        Ok(true)
    }

    /// Keeps only the batches that runs still stand in.
    fn forget(&mut self) {
        let all = std::mem::take(&mut self.batches);
        for at in &self.heap {
            let Some(run) = self.runs.get_mut(*at) else { continue };
            if let Some(batch) = all.get(run.batch) {
                run.batch = self.batches.len();
                self.batches.push(batch.clone());
            }
        }
    }

    /// Moves the run at a place of the heap down until none below it has a lesser row.
    fn sink(&mut self, mut at: usize) {
        loop {
            let below =
                [2 * at + 1, 2 * at + 2].into_iter().filter(|below| *below < self.heap.len());
            let Some(least) = below.min_by(|a, b| self.compare(*a, *b)) else { return };
            if self.compare(at, least).is_le() {
                return;
            }
            self.heap.swap(at, least);
            at = least;
        }
    }

    /// Compares the runs at two places of the heap; of equal rows the earlier run's is first.
    fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        let row = |place: usize| {
            let at = *self.heap.get(place)?;
            let run = self.runs.get(at)?;
            Some((run.keys.row(run.row), at))
        };
        row(a).cmp(&row(b))
    }
}

impl Keys {
    fn new(schema: &SchemaRef, columns: &[usize]) -> Result<Self, ArrowError> {
        let fields = columns.iter().filter_map(|at| schema.fields().get(*at));
        let fields = fields.map(|field| SortField::new(field.data_type().clone())).collect();
        Ok(Self { converter: RowConverter::new(fields)?, columns: columns.to_vec() })
    }

    fn of(&self, batch: &RecordBatch) -> Result<Rows, ArrowError> {
        let columns = self.columns.iter().filter_map(|at| batch.columns().get(*at)).cloned();
        self.converter.convert_columns(&columns.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, Int64Array, RecordBatch, StringArray};
    use arrow::datatypes::{DataType, Field, Int64Type, Schema};

    use super::Sorter;

    /// Sorts numbers, each with its position in the input, and gives both back.
    fn sort(
        numbers: &[i64],
        batch_rows: usize,
        run_bytes: usize,
        output_rows: usize,
    ) -> Vec<(i64, i64)> {
        let folder = tempfile::tempdir().unwrap();
        let field = |name, kind| Field::new(name, kind, true);
        let schema = Arc::new(Schema::new(vec![
            field("text", DataType::Utf8),
            field("number", DataType::Int64),
            field("place", DataType::Int64),
        ]));
        let mut sorter = Sorter::new(folder.path(), Arc::clone(&schema), vec![1]);
        sorter.run_bytes = run_bytes;
        for (at, some) in numbers.chunks(batch_rows).enumerate() {
            let first = (at * batch_rows) as i64;
            let text = StringArray::from_iter_values(some.iter().map(i64::to_string));
            let place = Int64Array::from_iter_values(first..first + some.len() as i64);
            let columns: Vec<arrow::array::ArrayRef> =
                vec![Arc::new(text), Arc::new(Int64Array::from(some.to_vec())), Arc::new(place)];
            sorter.push(RecordBatch::try_new(Arc::clone(&schema), columns).unwrap()).unwrap();
        }
        let mut sorted = sorter.finish().unwrap();
        let mut rows = Vec::new();
        while let Some(batch) = sorted.next(output_rows).unwrap() {
            assert!(
                batch.num_rows() == output_rows || rows.len() + batch.num_rows() == numbers.len()
            );
            let (text, number) =
                (batch.column(0).as_string::<i32>(), batch.column(1).as_primitive::<Int64Type>());
            let place = batch.column(2).as_primitive::<Int64Type>();
            for row in 0..batch.num_rows() {
                assert_eq!(text.value(row), number.value(row).to_string());
                rows.push((number.value(row), place.value(row)));
            }
        }
        rows
    }

    #[test]
    fn rows_are_sorted_and_equal_ones_keep_their_order_in_runs_of_every_size() {
        let numbers: Vec<i64> = (0..9000_i64).map(|n| n * 7919 % 613).collect();
        let mut expected: Vec<(i64, i64)> = numbers.iter().copied().zip(0..).collect();
        expected.sort_unstable();
        for (batch_rows, run_bytes, output_rows) in [
            (9000, usize::MAX, 4096),
            (100, usize::MAX, 9000),
            (100, 1, 1000),
            (1000, 60_000, 37),
            (3000, 1, 65_536),
        ] {
            let sorted = sort(&numbers, batch_rows, run_bytes, output_rows);
            assert_eq!(sorted, expected, "{batch_rows} {run_bytes} {output_rows}");
        }
        assert!(sort(&[], 1, 1, 1).is_empty());
    }
}
