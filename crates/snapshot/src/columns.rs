//! Rows of values become the columns of a table.
//!
//! # Invariants
//!
//! - While a table is read its pseudonyms are bytes; files have them as hexadecimal digits. Both sort
//!   alike.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, FixedSizeBinaryArray,
    FixedSizeBinaryBuilder, Int64Builder, RecordBatch, StringArray, StringBuilder,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Date32Type, Field, Schema, SchemaRef};
use model::Result;

use crate::cell::Value;
use crate::error;
use crate::pseudonym::Pseudonym;
use crate::schema::{ColumnType, TableSpec};

const KEY_BYTES: usize = size_of::<Pseudonym>();

/// Collects rows of one table.
pub(crate) struct Columns {
    schema: SchemaRef,
    builders: Vec<Builder>,
}

enum Builder {
    Text(StringBuilder),
    Key(FixedSizeBinaryBuilder),
    Int(Int64Builder),
    Decimal(Decimal128Builder),
    Day(Date32Builder),
    Bool(BooleanBuilder),
}

/// The columns of a table while it is read.
pub(crate) fn schema(table: &TableSpec) -> SchemaRef {
    let kind = |kind: ColumnType| match kind {
        ColumnType::Id | ColumnType::Secret => DataType::FixedSizeBinary(KEY_BYTES as i32),
        other => other.arrow(),
    };
    let field = table.columns.iter().map(|c| Field::new(c.column(), kind(c.kind), true));
    Arc::new(Schema::new(field.collect::<Vec<_>>()))
}

/// Rows as files have them, from rows as they are while a table is read.
///
/// # Errors
/// A bug.
pub(crate) fn for_file(table: &TableSpec, rows: &RecordBatch) -> Result<RecordBatch> {
    let columns = rows.columns().iter().map(|column| {
        let keys = column.as_any().downcast_ref::<FixedSizeBinaryArray>();
        keys.map_or_else(|| Ok(Arc::clone(column)), hexadecimal)
    });
    let columns: std::result::Result<Vec<ArrayRef>, _> = columns.collect();
    let batch = columns.and_then(|columns| RecordBatch::try_new(table.arrow(), columns));
    batch.map_err(|why| error::bug(&format!("{}: {why}", table.name)))
}

fn hexadecimal(
    keys: &FixedSizeBinaryArray,
) -> std::result::Result<ArrayRef, arrow::error::ArrowError> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
    let mut digits = Vec::with_capacity((keys.len() - keys.null_count()) * KEY_BYTES * 2);
    for key in keys.iter().flatten() {
        digits.extend(key.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    }
    let length = |at| if keys.is_null(at) { 0 } else { KEY_BYTES * 2 };
    let offsets = OffsetBuffer::from_lengths((0..keys.len()).map(length));
    let array = StringArray::try_new(offsets, digits.into(), keys.nulls().cloned())?;
    Ok(Arc::new(array))
}

impl Columns {
    /// No rows yet.
    pub(crate) fn new(table: &TableSpec) -> Self {
        let schema = schema(table);
        let builders = schema.fields().iter().map(|field| Builder::new(field.data_type()));
        Self { builders: builders.collect(), schema }
    }

    /// Adds a row that has one value for every column of the table.
    pub(crate) fn push(&mut self, row: &[Value<'_>]) {
        for (builder, value) in self.builders.iter_mut().zip(row) {
            builder.push(value);
        }
    }

    /// The rows as columns.
    ///
    /// # Errors
    /// A bug, if a row had another number of values.
    pub(crate) fn finish(mut self) -> Result<RecordBatch> {
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        RecordBatch::try_new(self.schema, arrays).map_err(|why| error::bug(&why.to_string()))
    }
}

impl Builder {
    fn new(kind: &DataType) -> Self {
        match kind {
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Decimal128(..) => {
                Self::Decimal(Decimal128Builder::new().with_data_type(kind.clone()))
            }
            DataType::Date32 => Self::Day(Date32Builder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            DataType::FixedSizeBinary(bytes) => Self::Key(FixedSizeBinaryBuilder::new(*bytes)),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    /// A value of another type cannot come here: both follow from the column's type.
    fn push(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Self::Text(b), Value::Text(text)) => b.append_value(text),
            (Self::Text(b), Value::Month(month)) => b.append_value(month.to_string()),
            // The length is that of the type, so appending cannot fail.
            (Self::Key(b), Value::Key(key)) => b.append_value(key).unwrap_or_default(),
            (Self::Int(b), Value::Int(number)) => b.append_value(*number),
            (Self::Decimal(b), Value::Decimal(number)) => b.append_value(*number),
            (Self::Day(b), Value::Day(day)) => b.append_value(Date32Type::from_naive_date(*day)),
            (Self::Bool(b), Value::Bool(yes)) => b.append_value(*yes),
            (Self::Text(b), _) => b.append_null(),
            (Self::Key(b), _) => b.append_null(),
            (Self::Int(b), _) => b.append_null(),
            (Self::Decimal(b), _) => b.append_null(),
            (Self::Day(b), _) => b.append_null(),
            (Self::Bool(b), _) => b.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Key(b) => Arc::new(b.finish()),
            Self::Int(b) => Arc::new(b.finish()),
            Self::Decimal(b) => Arc::new(b.finish()),
            Self::Day(b) => Arc::new(b.finish()),
            Self::Bool(b) => Arc::new(b.finish()),
        }
    }
}
