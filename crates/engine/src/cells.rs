//! The last step of an answer: every column becomes one of the five kinds of cells.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use model::Result;
use registry::Question;

use crate::error;

const MONEY: DataType = DataType::Decimal128(18, 2);
const NUMBER: DataType = DataType::Decimal128(18, 4);

/// The type in which a column is shown; `None` for what no table can show.
///
/// The ending of the name is the unit: `_yuan` has two decimals, `_share` four, `_count` none.
/// Everything else keeps its kind: whole numbers, decimals (at most four places), days, texts.
fn shown(name: &str, given: &DataType) -> Option<DataType> {
    let number = given.is_numeric() || matches!(given, DataType::Null);
    let by_name = [("_yuan", MONEY), ("_share", NUMBER), ("_count", DataType::Int64)];
    if let Some((_, unit)) = by_name.into_iter().find(|(end, _)| number && name.ends_with(end)) {
        return Some(unit);
    }
    match given {
        DataType::Decimal128(_, scale) | DataType::Decimal256(_, scale) => match *scale {
            ..=0 => Some(DataType::Int64),
            scale => Some(DataType::Decimal128(18, scale.min(4))),
        },
        given if given.is_integer() => Some(DataType::Int64),
        given if given.is_floating() => Some(NUMBER),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Dictionary(_, _)
        | DataType::Null => Some(DataType::Utf8),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => Some(DataType::Date32),
        DataType::Boolean => Some(DataType::Boolean),
        _ => None,
    }
}

/// The schema in which a result is shown.
///
/// # Errors
/// The author's: a column of a kind that no table can show.
pub(crate) fn schema(question: &Question, given: &Schema) -> Result<SchemaRef> {
    let fields = given.fields().iter().map(|field| {
        let kind = shown(field.name(), field.data_type()).ok_or_else(|| {
            error::odd_type(question, field.name(), &field.data_type().to_string())
        })?;
        Ok(Field::new(field.name(), kind, true))
    });
    Ok(Arc::new(Schema::new(fields.collect::<Result<Vec<_>>>()?)))
}

/// Casts a batch to the schema in which it is shown; decimals are rounded half up.
///
/// # Errors
/// The author's: a number that does not fit.
pub(crate) fn cast(
    question: &Question,
    batch: &RecordBatch,
    schema: &SchemaRef,
) -> Result<RecordBatch> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let columns = batch.columns().iter().zip(schema.fields()).map(|(column, field)| {
        cast_with_options(column, field.data_type(), &options)
            .map_err(|why| error::no_cast(question, field.name(), &why))
    });
    let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
    RecordBatch::try_new(Arc::clone(schema), columns)
        .map_err(|why| error::no_cast(question, "*", &why))
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::{DataType, TimeUnit};

    use super::shown;

    #[test]
    fn the_name_gives_the_unit_and_the_type_the_rest() {
        let rows = [
            ("amount_yuan", DataType::Int64, Some(DataType::Decimal128(18, 2))),
            ("amount_yuan", DataType::Decimal128(38, 6), Some(DataType::Decimal128(18, 2))),
            ("late_share", DataType::Float64, Some(DataType::Decimal128(18, 4))),
            ("rows_count", DataType::UInt64, Some(DataType::Int64)),
            ("wait_days", DataType::Int32, Some(DataType::Int64)),
            ("wait_days", DataType::Decimal128(20, 1), Some(DataType::Decimal128(18, 1))),
            ("x", DataType::Decimal128(20, 8), Some(DataType::Decimal128(18, 4))),
            ("x", DataType::Utf8View, Some(DataType::Utf8)),
            ("x", DataType::Null, Some(DataType::Utf8)),
            ("y_count", DataType::Null, Some(DataType::Int64)),
            ("died_on", DataType::Timestamp(TimeUnit::Second, None), Some(DataType::Date32)),
            ("x", DataType::Duration(TimeUnit::Second), None),
        ];
        for (name, given, expected) in rows {
            assert_eq!(shown(name, &given), expected, "{name} {given}");
        }
    }
}
