//! Tables made from several answers, and where such a table comes from.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::Date32Type;
use arrow::error::ArrowError;
use chrono::NaiveDate;
use engine::Reader;
use model::hash::sha256_hex;
use model::{Provenance, Result, ResultTable};

use crate::error;

/// A table of one batch.
pub(crate) fn table(batch: RecordBatch, provenance: Provenance) -> ResultTable {
    ResultTable::new(batch.schema(), vec![batch], provenance)
}

/// Columns by name as a batch.
pub(crate) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch> {
    let fields = columns.map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(fields).map_err(|why| error::no_table(&why))
}

/// Texts, missing where there is none.
pub(crate) fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

/// Whole numbers, missing where there is none.
pub(crate) fn counts(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

/// Truth values, missing where there is none.
pub(crate) fn truths(values: impl IntoIterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<BooleanArray>())
}

/// Days, missing where there is none.
pub(crate) fn days(values: impl IntoIterator<Item = Option<NaiveDate>>) -> ArrayRef {
    let days = values.into_iter().map(|day| day.map(Date32Type::from_naive_date));
    Arc::new(days.collect::<Date32Array>())
}

/// `DECIMAL(18, scale)` from whole units of its last place.
pub(crate) fn decimals(
    values: impl IntoIterator<Item = Option<i128>>,
    scale: i8,
) -> Result<ArrayRef> {
    let made = || -> Result<ArrayRef, ArrowError> {
        let array: Decimal128Array = values.into_iter().collect();
        let array = array.with_precision_and_scale(18, scale)?;
        array.validate_decimal_precision(18)?;
        Ok(Arc::new(array))
    };
    made().map_err(|why| error::no_table(&why))
}

/// A computed figure as units of the last of `scale` places, half away from zero.
pub(crate) fn rounded(value: f64, scale: i32) -> i128 {
    (value * 10_f64.powi(scale)).round() as i128
}

/// A table with a row or more for each town.
pub(crate) trait Towns: Sized {
    /// The rows of the towns that a reader sees, under the reader's name.
    ///
    /// # Errors
    /// There is no column `town_code`.
    fn seen_by(self, reader: &Reader) -> Result<Self>;
}

impl Towns for ResultTable {
    fn seen_by(self, reader: &Reader) -> Result<Self> {
        let Some(own) = reader.town() else { return Ok(self) };
        Ok(named_for(self.only("town_code", own)?, reader))
    }
}

/// A table as it is after its rows were cut for a reader: under the reader's name.
pub(crate) fn named_for(table: ResultTable, reader: &Reader) -> ResultTable {
    let provenance = Provenance { scope: reader.word(), ..table.provenance };
    ResultTable::new(table.schema, table.batches, provenance)
}

/// The provenance of a table made from `parts`: all clauses, one hash over all their hashes,
/// another over all that they read of the ledger.
///
/// # Errors
/// There is no part, or the parts are not of one snapshot because one was published meanwhile.
pub(crate) fn provenance(query: &str, parts: &[Provenance]) -> Result<Provenance> {
    let first = parts.first().ok_or_else(|| error::nothing_to_compose(query))?;
    if let Some(other) = parts.iter().find(|part| part.snapshot != first.snapshot) {
        return Err(error::snapshot_changed(&first.snapshot, &other.snapshot));
    }
    let clauses: BTreeSet<&String> = parts.iter().flat_map(|part| &part.clauses).collect();
    let hashes: String =
        parts.iter().map(|part| format!("{} {}\n", part.query, part.query_hash)).collect();
    let facts: BTreeSet<&str> = parts.iter().map(|part| part.facts.as_str()).collect();
    let facts: String = facts.into_iter().collect();
    Ok(Provenance {
        query: query.to_owned(),
        query_hash: sha256_hex(hashes.as_bytes()),
        facts: if facts.is_empty() { facts } else { sha256_hex(facts.as_bytes()) },
        clauses: clauses.into_iter().cloned().collect(),
        parameters: Default::default(),
        rows: String::new(),
        ..first.clone()
    })
}
