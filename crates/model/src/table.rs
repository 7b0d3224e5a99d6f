//! The result table: Arrow batches with the receipt of where they come from.
//!
//! `engine` makes it, `chart` and `report` show it; neither knows the other.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, SchemaRef};
use serde::{Deserialize, Serialize};

use crate::fault::{Blame, Fault, Result};
use crate::hash::sha256_hex;

/// Where a result comes from; enough to compute it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The question.
    pub query: String,
    /// SHA-256 of the question's file and of everything it uses.
    pub query_hash: String,
    /// Clauses it serves.
    pub clauses: Vec<String>,
    /// The snapshot view it was asked of, such as `2026-10.r1@12`.
    pub snapshot: String,
    /// SHA-256 of what the question read of the draws and visits recorded by then; empty if it
    /// reads none of them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub facts: String,
    /// The day asked about.
    pub as_of: String,
    /// Hash of the norms.
    pub norms: String,
    /// Parameters as given, defaults filled in.
    pub parameters: BTreeMap<String, String>,
    /// Whose rows: `city` or a town code.
    pub scope: String,
    /// Version of the program.
    pub program: String,
}

impl Provenance {
    /// The receipt: a short name that the same inputs always get.
    pub fn receipt(&self) -> String {
        self.fingerprint().chars().take(16).collect()
    }

    /// The whole hash that the receipt begins: the name under which a result is kept.
    pub fn fingerprint(&self) -> String {
        sha256_hex(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }
}

/// Rows of an answer. Cells are text, 64-bit integers, decimals, days or truth values.
#[derive(Clone, Debug)]
pub struct ResultTable {
    /// Names and types of the columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// Where they come from.
    pub provenance: Provenance,
}

impl ResultTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Names of the columns in order.
    pub fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// Position of a column.
    ///
    /// # Errors
    /// A bug if the question has no such column.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.schema.index_of(name).map_err(|_| {
            Fault::new(
                Blame::Bug,
                format!("结果 `{}` 没有列 `{name}`；请报告此问题", self.provenance.query),
                format!("result `{}` has no column `{name}`; report this", self.provenance.query),
            )
        })
    }

    /// Every row as canonical texts; `None` is a missing value.
    pub fn text_rows(&self) -> impl Iterator<Item = Vec<Option<String>>> + '_ {
        self.batches.iter().flat_map(|batch| {
            (0..batch.num_rows())
                .map(move |row| batch.columns().iter().map(|c| cell_text(c, row)).collect())
        })
    }

    /// One column as canonical texts.
    ///
    /// # Errors
    /// A bug if the question has no such column.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<String>>> {
        let at = self.column(name)?;
        let cells = self.batches.iter().flat_map(|batch| {
            let column = batch.column(at);
            (0..batch.num_rows()).map(|row| cell_text(column, row))
        });
        Ok(cells.collect())
    }
}

/// The canonical text of a cell: ISO days, plain decimals, `true`/`false`.
pub fn cell_text(array: &dyn Array, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    let text = match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => array.as_string_view().value(row).to_owned(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Date32 => array
            .as_primitive::<Date32Type>()
            .value_as_date(row)
            .map_or_else(String::new, |day| day.to_string()),
        DataType::Decimal128(_, _) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        _ => arrow::util::display::array_value_to_string(array, row).unwrap_or_default(),
    };
    Some(text)
}
