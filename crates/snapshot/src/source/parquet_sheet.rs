//! A Parquet file as a sheet: its column names are the headings of row 1, its first record is row 2.
//!
//! # Invariants
//!
//! - Records are read in batches; a file takes no more memory than one of them.
//! - Days are read as the calendar shows them in China: an instant is put into UTC+8 first.

use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Float32Type, Float64Type, TimeUnit};
use model::{Place, Result};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Type as PhysicalType;

use super::{Body, Row, Sheet};
use crate::cell::{Cell, Stored};
use crate::error;
use crate::limits::Limits;

/// Records decoded at once.
const BATCH_ROWS: usize = 4096;
/// The offset of China, which has one time zone.
const CHINA: &str = "+08:00";

/// The file, and what is known of its columns.
#[derive(Debug)]
pub(super) struct ParquetSheet {
    file: String,
    path: PathBuf,
    cell_characters: u64,
}

/// Its rows.
pub(crate) struct ParquetRows {
    file: String,
    cell_characters: u64,
    reader: ParquetRecordBatchReader,
    headings: Vec<String>,
    /// Columns stored as 96-bit instants, which are always in UTC.
    instants: Vec<bool>,
    columns: Vec<Column>,
    rows: usize,
    next: usize,
    number: u64,
}

/// One column of a batch.
enum Column {
    Text(StringArray),
    Floats(Vec<Option<String>>),
    /// Nested values, which no cell can hold; the type's name stands for them.
    Nested(String),
}

/// Opens a Parquet file.
///
/// # Errors
/// It is damaged, or over a limit.
pub(super) fn sheet(file: &str, path: &Path, limits: &Limits) -> Result<Vec<Sheet>> {
    let sheet = ParquetSheet {
        file: file.to_owned(),
        path: path.to_owned(),
        cell_characters: limits.cell_characters,
    };
    let builder = sheet.builder()?;
    let rows = builder.metadata().file_metadata().num_rows();
    if u64::try_from(rows).is_ok_and(|rows| rows > limits.rows) {
        return Err(error::too_many_rows(Place::file(file), limits.rows));
    }
    if builder.schema().fields().len() as u64 > limits.columns {
        return Err(error::too_many_columns(Place::file(file), limits.columns));
    }
    Ok(vec![Sheet { name: None, body: Body::Parquet(sheet) }])
}

impl ParquetSheet {
    fn builder(&self) -> Result<ParquetRecordBatchReaderBuilder<File>> {
        let damaged = |why: &dyn std::fmt::Display| error::damaged_parquet(&self.file, why);
        let file = File::open(&self.path).map_err(|why| damaged(&why))?;
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| damaged(&why))
    }

    pub(super) fn rows(&self) -> Result<ParquetRows> {
        let builder = self.builder()?;
        let headings = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let leaves = builder.parquet_schema();
        let is_instant = |root: usize| {
            let mut of_root =
                (0..leaves.num_columns()).filter(|leaf| leaves.get_column_root_idx(*leaf) == root);
            of_root.any(|leaf| leaves.column(leaf).physical_type() == PhysicalType::INT96)
        };
        let instants = (0..builder.schema().fields().len()).map(is_instant).collect();
        let reader = builder.with_batch_size(BATCH_ROWS).build();
        Ok(ParquetRows {
            file: self.file.clone(),
            cell_characters: self.cell_characters,
            reader: reader.map_err(|why| error::damaged_parquet(&self.file, &why))?,
            headings,
            instants,
            columns: Vec::new(),
            rows: 0,
            next: 0,
            number: 0,
        })
    }
}

impl ParquetRows {
    pub(super) fn next_into(&mut self, row: &mut Row) -> Result<bool> {
        self.number += 1;
        row.number = self.number;
        if self.number == 1 {
            row.cells = self.headings.iter().map(Cell::text).collect();
            return Ok(true);
        }
        while self.next >= self.rows {
            let Some(batch) = self.batch()? else { return Ok(false) };
            self.rows = batch.num_rows();
            self.next = 0;
            self.columns = batch
                .columns()
                .iter()
                .zip(&self.instants)
                .map(|(column, instant)| {
                    Column::new(column, *instant)
                        .map_err(|why| error::damaged_parquet(&self.file, &why))
                })
                .collect::<Result<_>>()?;
        }
        row.cells.resize_with(self.columns.len(), Cell::default);
        for ((cell, column), heading) in row.cells.iter_mut().zip(&self.columns).zip(&self.headings)
        {
            column.read(self.next, cell);
            if cell.text.len() as u64 > self.cell_characters
                && cell.text.chars().count() as u64 > self.cell_characters
            {
                let place = Place {
                    column: Some(heading.clone()),
                    ..Place::line(self.file.clone(), self.number)
                };
                return Err(error::cell_too_long(place, self.cell_characters));
            }
        }
        self.next += 1;
        Ok(true)
    }

    /// The next batch; a decoder that panics on hostile bytes has met a damaged file.
    fn batch(&mut self) -> Result<Option<RecordBatch>> {
        let next = panic::catch_unwind(AssertUnwindSafe(|| self.reader.next()));
        let next = next.map_err(|_| error::damaged(&self.file))?;
        next.transpose().map_err(|why| error::damaged_parquet(&self.file, &why))
    }
}

impl Column {
    fn new(array: &ArrayRef, is_instant: bool) -> Result<Self, arrow::error::ArrowError> {
        let strict = CastOptions { safe: false, ..CastOptions::default() };
        let cast = |array: &ArrayRef, to: &DataType| cast_with_options(array, to, &strict);
        let china = |unit: &TimeUnit| DataType::Timestamp(*unit, Some(CHINA.into()));
        let array = match array.data_type() {
            DataType::Float64 => {
                let text = |number: f64| (!number.is_nan()).then(|| Cell::number(number).text);
                let floats = array.as_primitive::<Float64Type>().iter();
                return Ok(Self::Floats(floats.map(|number| number.and_then(text)).collect()));
            }
            DataType::Float32 => {
                let text = |number: f32| (!number.is_nan()).then(|| number.to_string());
                let floats = array.as_primitive::<Float32Type>().iter();
                return Ok(Self::Floats(floats.map(|number| number.and_then(text)).collect()));
            }
            kind if kind.is_nested() && !matches!(kind, DataType::Dictionary(_, _)) => {
                return Ok(Self::Nested(kind.to_string()));
            }
            DataType::Timestamp(unit, None) if is_instant => {
                let utc = cast(array, &DataType::Timestamp(*unit, Some("+00:00".into())))?;
                cast(&utc, &china(unit))?
            }
            DataType::Timestamp(unit, Some(_)) => cast(array, &china(unit))?,
            _ => array.clone(),
        };
        Ok(Self::Text(cast(&array, &DataType::Utf8)?.as_string::<i32>().clone()))
    }

    fn read(&self, at: usize, cell: &mut Cell) {
        cell.text.clear();
        cell.stored = Stored::Text;
        match self {
            Self::Text(texts) if texts.is_valid(at) => cell.text.push_str(texts.value(at)),
            Self::Text(_) => {}
            Self::Floats(texts) => {
                cell.text.push_str(texts.get(at).and_then(Option::as_deref).unwrap_or_default());
            }
            Self::Nested(kind) => {
                cell.text.push_str(kind);
                cell.stored = Stored::Broken;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
        Float64Array, Int64Array, ListArray, StringArray, StringViewArray,
        TimestampMicrosecondArray, TimestampNanosecondArray, UInt8Array,
    };
    use arrow::datatypes::{Int32Type, Int64Type};

    use super::Column;
    use crate::cell::Cell;

    fn first(array: ArrayRef, is_instant: bool) -> String {
        let column = Column::new(&array, is_instant).unwrap();
        let mut cell = Cell::text("of the row before");
        column.read(0, &mut cell);
        cell.text
    }

    #[test]
    fn every_type_has_one_text() {
        let micros = 1_791_129_600_000_000; // 2026-10-04 16:00 UTC, midnight of the 5th in China
        let days = 20_731; // 2026-10-05
        let decimal = Decimal128Array::from(vec![60_010]).with_precision_and_scale(18, 2).unwrap();
        let dictionary: DictionaryArray<Int32Type> = ["农村低保"].into_iter().collect();
        let list = ListArray::from_iter_primitive::<Int64Type, _, _>([Some([Some(1)])]);
        let zoned = |zone: &str| TimestampMicrosecondArray::from(vec![micros]).with_timezone(zone);
        let rows: Vec<(ArrayRef, &str)> = vec![
            (Arc::new(StringArray::from(vec!["张三"])), "张三"),
            (Arc::new(StringViewArray::from(vec!["=1+1"])), "=1+1"),
            (Arc::new(StringArray::from(vec![None::<&str>])), ""),
            (Arc::new(dictionary), "农村低保"),
            (Arc::new(Int64Array::from(vec![469_002_196_001_010_011])), "469002196001010011"),
            (Arc::new(UInt8Array::from(vec![7])), "7"),
            (Arc::new(Float64Array::from(vec![600.1])), "600.1"),
            (Arc::new(Float64Array::from(vec![3.0])), "3"),
            (Arc::new(Float64Array::from(vec![f64::NAN])), ""),
            (Arc::new(Float64Array::from(vec![469_002_196_001_010_011.0])), "4.69E+17"),
            (Arc::new(Float32Array::from(vec![637.55])), "637.55"),
            (Arc::new(decimal), "600.10"),
            (Arc::new(BooleanArray::from(vec![true])), "true"),
            (Arc::new(Date32Array::from(vec![days])), "2026-10-05"),
            (Arc::new(zoned("UTC")), "2026-10-05T00:00:00+08:00"),
            (Arc::new(zoned("Asia/Shanghai")), "2026-10-05T00:00:00+08:00"),
            (Arc::new(TimestampMicrosecondArray::from(vec![micros])), "2026-10-04T16:00:00"),
            (Arc::new(list), "List(Int64)"),
        ];
        for (array, expected) in rows {
            let kind = array.data_type().clone();
            assert_eq!(first(array, false), expected, "{kind}");
        }
        let spark = TimestampNanosecondArray::from(vec![micros * 1000]);
        assert_eq!(first(Arc::new(spark), true), "2026-10-05T00:00:00+08:00");
    }
}
