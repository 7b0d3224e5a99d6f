//! Rows of values become the columns of a table.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch,
    StringBuilder,
};
use arrow::datatypes::{DataType, Date32Type};
use model::Result;

use crate::cell::Value;
use crate::error;
use crate::schema::TableSpec;

/// Collects the rows of one table.
pub(crate) struct Columns {
    table: &'static TableSpec,
    builders: Vec<Builder>,
}

enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Decimal(Decimal128Builder),
    Day(Date32Builder),
    Bool(BooleanBuilder),
}

impl Columns {
    /// No rows yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        let builders = table.columns.iter().map(|c| Builder::new(c.kind.arrow())).collect();
        Self { table, builders }
    }

    /// Adds a row that has one value for every column of the table.
    pub(crate) fn push(&mut self, row: &[Value]) {
        for (builder, value) in self.builders.iter_mut().zip(row) {
            builder.push(value);
        }
    }

    /// The rows as columns.
    ///
    /// # Errors
    /// A bug, if a row had another number of values.
    pub(crate) fn finish(mut self) -> Result<RecordBatch> {
        let arrays = self.builders.iter_mut().zip(&self.table.columns);
        let arrays = arrays.map(|(builder, column)| {
            let DataType::Decimal128(precision, scale) = column.kind.arrow() else {
                return Ok(builder.finish());
            };
            match builder {
                Builder::Decimal(b) => {
                    b.finish().with_precision_and_scale(precision, scale).map(|a| Arc::new(a) as _)
                }
                other => Ok(other.finish()),
            }
        });
        let arrays: std::result::Result<Vec<ArrayRef>, _> = arrays.collect();
        arrays
            .and_then(|arrays| RecordBatch::try_new(self.table.arrow(), arrays))
            .map_err(|why| error::bug(&format!("{}: {why}", self.table.name)))
    }
}

impl Builder {
    fn new(kind: DataType) -> Self {
        match kind {
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Decimal128(..) => Self::Decimal(Decimal128Builder::new()),
            DataType::Date32 => Self::Day(Date32Builder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    /// A value of another type cannot come here: both follow from the column's type.
    fn push(&mut self, value: &Value) {
        match (self, value) {
            (Self::Text(b), Value::Text(text)) => b.append_value(text),
            (Self::Int(b), Value::Int(number)) => b.append_value(*number),
            (Self::Decimal(b), Value::Decimal(number)) => b.append_value(*number),
            (Self::Day(b), Value::Day(day)) => b.append_value(Date32Type::from_naive_date(*day)),
            (Self::Bool(b), Value::Bool(yes)) => b.append_value(*yes),
            (Self::Text(b), _) => b.append_null(),
            (Self::Int(b), _) => b.append_null(),
            (Self::Decimal(b), _) => b.append_null(),
            (Self::Day(b), _) => b.append_null(),
            (Self::Bool(b), _) => b.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Int(b) => Arc::new(b.finish()),
            Self::Decimal(b) => Arc::new(b.finish()),
            Self::Day(b) => Arc::new(b.finish()),
            Self::Bool(b) => Arc::new(b.finish()),
        }
    }
}
