//! The result table: Arrow batches with the receipt of where they come from.
//!
//! `engine` makes it, `chart` and `report` show it; neither knows the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, SchemaRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fault::{Blame, Fault, Result};
use crate::hash::{hex, sha256_hex};

/// What stands in place of a cell that is not shown because it would tell of a few people.
pub const SUPPRESSED: &str = "＊";

/// Under this name the metadata of a schema say which cells those are: `row:column`, by blanks.
const SUPPRESSED_CELLS: &str = "suppressed";

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
    /// SHA-256 of columns and rows; empty until they are there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows: String,
}

impl Provenance {
    /// The receipt: a short name that the same inputs with the same rows always get, and no others.
    pub fn receipt(&self) -> String {
        self.hash().chars().take(16).collect()
    }

    /// The hash of everything but the rows: the name under which a result is kept.
    pub fn fingerprint(&self) -> String {
        Self { rows: String::new(), ..self.clone() }.hash()
    }

    fn hash(&self) -> String {
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
    /// A table whose provenance says what its rows are.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>, provenance: Provenance) -> Self {
        let provenance = Provenance { rows: digest(&schema, &batches), ..provenance };
        Self { schema, batches, provenance }
    }

    /// The rows in which a column has this value; where they come from is still the whole.
    ///
    /// # Errors
    /// A bug if the question has no such column.
    pub fn only(&self, column: &str, value: &str) -> Result<Self> {
        let is_kept = |cell: &Option<String>| cell.as_deref() == Some(value);
        Ok(self.filtered(&self.texts(column)?.iter().map(is_kept).collect::<Vec<_>>()))
    }

    /// The rows for which `kept` is true; where they come from is still the whole.
    #[must_use]
    pub fn filtered(&self, kept: &[bool]) -> Self {
        let place = |row: usize| kept.iter().take(row).filter(|kept| **kept).count();
        let suppressed = self.suppressed().into_iter();
        let suppressed = suppressed.filter(|(row, _)| kept.get(*row) == Some(&true));
        let schema = with_suppressed(&self.schema, suppressed.map(|(row, at)| (place(row), at)));
        let mut from = 0;
        let batches = self.batches.iter().map(|batch| {
            let own = kept.iter().skip(from).take(batch.num_rows()).copied().map(Some);
            from += batch.num_rows();
            let rows = filter_record_batch(batch, &own.collect::<BooleanArray>());
            let rows = rows.and_then(|rows| {
                RecordBatch::try_new(Arc::clone(&schema), rows.columns().to_vec())
            });
            // As many truth values as rows, and the same columns.
            rows.unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(&schema)))
        });
        Self { batches: batches.collect(), schema, provenance: self.provenance.clone() }
    }

    /// Row and column of every cell that is not shown because it would tell of a few people.
    pub fn suppressed(&self) -> BTreeSet<(usize, usize)> {
        let cells = self.schema.metadata().get(SUPPRESSED_CELLS);
        let cells = cells.into_iter().flat_map(|cells| cells.split(' '));
        let place = |cell: &str| {
            let (row, column) = cell.split_once(':')?;
            Some((row.parse().ok()?, column.parse().ok()?))
        };
        cells.filter_map(place).collect()
    }

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

    /// Every row as canonical texts; `None` is a missing value, [`SUPPRESSED`] one that is not shown.
    pub fn text_rows(&self) -> impl Iterator<Item = Vec<Option<String>>> + '_ {
        self.text_rows_of(0..self.rows())
    }

    /// The same of some rows, by number; those that there are not are left out. Of long answers a
    /// page shows few.
    pub fn text_rows_of(
        &self,
        wanted: Range<usize>,
    ) -> impl Iterator<Item = Vec<Option<String>>> + '_ {
        let suppressed = self.suppressed();
        let mut first = 0;
        let rows = self.batches.iter().flat_map(move |batch| {
            let own = first..first + batch.num_rows();
            first = own.end;
            let shown = own.start.max(wanted.start)..own.end.min(wanted.end);
            shown.map(move |row| {
                let cells = batch.columns().iter().map(|column| cell_text(column, row - own.start));
                (row, cells.collect::<Vec<_>>())
            })
        });
        rows.map(move |(row, mut cells)| {
            for (_, at) in suppressed.range((row, 0)..(row + 1, 0)) {
                if let Some(cell) = cells.get_mut(*at) {
                    *cell = Some(SUPPRESSED.to_owned());
                }
            }
            cells
        })
    }

    /// One column as canonical texts.
    ///
    /// # Errors
    /// A bug if the question has no such column.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<String>>> {
        let at = self.column(name)?;
        let suppressed = self.suppressed();
        let cells = self.batches.iter().flat_map(|batch| {
            let column = batch.column(at);
            (0..batch.num_rows()).map(|row| cell_text(column, row))
        });
        let shown = cells.enumerate().map(|(row, cell)| match suppressed.contains(&(row, at)) {
            true => Some(SUPPRESSED.to_owned()),
            false => cell,
        });
        Ok(shown.collect())
    }
}

/// A schema that says which cells, by row and column, are not shown.
pub fn with_suppressed(
    schema: &SchemaRef,
    cells: impl IntoIterator<Item = (usize, usize)>,
) -> SchemaRef {
    let cells: Vec<String> =
        cells.into_iter().map(|(row, column)| format!("{row}:{column}")).collect();
    let mut metadata = schema.metadata().clone();
    metadata.remove(SUPPRESSED_CELLS);
    if !cells.is_empty() {
        metadata.insert(SUPPRESSED_CELLS.to_owned(), cells.join(" "));
    }
    Arc::new(schema.as_ref().clone().with_metadata(metadata))
}

/// The SHA-256 of names, types and cells, however the rows are cut into batches.
fn digest(schema: &SchemaRef, batches: &[RecordBatch]) -> String {
    let mut hash = Sha256::new();
    for (at, field) in schema.fields().iter().enumerate() {
        hash.update(format!("{}\u{0}{}\u{0}", field.name(), field.data_type()));
        for batch in batches {
            let column = batch.column(at);
            let mut bytes = Vec::new();
            for row in 0..batch.num_rows() {
                // One byte more than the length, so that a missing cell is not an empty one.
                let cell = cell_text(column, row);
                let length = cell.as_ref().map_or(0, |text| text.len() as u64 + 1);
                bytes.extend(length.to_le_bytes());
                bytes.extend(cell.unwrap_or_default().bytes());
            }
            hash.update(bytes);
        }
    }
    hex(&hash.finalize())
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};

    use super::{Provenance, ResultTable, SUPPRESSED, with_suppressed};

    fn batch(texts: &[Option<&str>], numbers: &[i64]) -> RecordBatch {
        let texts: ArrayRef = Arc::new(StringArray::from(texts.to_vec()));
        let numbers: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
        RecordBatch::try_from_iter_with_nullable([("a", texts, true), ("b", numbers, true)])
            .unwrap()
    }

    fn receipt(batches: Vec<RecordBatch>) -> String {
        ResultTable::new(batches[0].schema(), batches, Provenance::default()).provenance.receipt()
    }

    #[test]
    fn a_receipt_is_of_the_cells_and_not_of_the_batches() {
        let whole = batch(&[Some("x"), None, Some("")], &[1, 2, 3]);
        let first = receipt(vec![whole.clone()]);
        assert_eq!(first, receipt(vec![whole.slice(0, 1), whole.slice(1, 2)]));
        let others = [
            batch(&[Some("x"), None, Some("")], &[1, 2, 4]),
            batch(&[Some("x"), Some(""), None], &[1, 2, 3]),
            batch(&[Some("x"), None, Some("3")], &[1, 2, 3]),
            whole.slice(0, 2),
        ];
        for other in others {
            assert_ne!(first, receipt(vec![other]));
        }
    }

    #[test]
    fn cells_that_are_not_shown_stay_hidden_in_a_part_of_the_rows() {
        let whole = batch(&[Some("x"), Some("y"), Some("y")], &[1, 2, 3]);
        let schema = with_suppressed(&whole.schema(), [(0, 1), (2, 1)]);
        let table = ResultTable::new(
            schema.clone(),
            vec![whole.slice(0, 1), whole.slice(1, 2)]
                .into_iter()
                .map(|batch| batch.with_schema(schema.clone()).unwrap())
                .collect(),
            Provenance::default(),
        );
        assert_eq!(table.texts("b").unwrap(), ["＊", "2", "＊"].map(|cell| Some(cell.to_owned())));
        let part = table.only("a", "y").unwrap();
        let rows = part.text_rows().map(|row| row.into_iter().flatten().collect::<Vec<_>>());
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows, [["y", "2"], ["y", SUPPRESSED]]);
        assert_eq!(part.suppressed().len(), 1);
        let all: Vec<_> = table.text_rows().collect();
        for (from, to) in [(0, 3), (1, 2), (0, 1), (2, 9), (3, 3), (7, 9)] {
            let some: Vec<_> = table.text_rows_of(from..to).collect();
            assert_eq!(some, all[from.min(3)..to.min(3)], "{from}..{to}");
        }
    }

    #[test]
    fn the_name_of_a_kept_result_does_not_wait_for_its_rows() {
        let table = ResultTable::new(
            batch(&[None], &[1]).schema(),
            vec![batch(&[None], &[1])],
            Provenance::default(),
        );
        assert_eq!(table.provenance.fingerprint(), Provenance::default().fingerprint());
        assert_ne!(table.provenance.receipt(), Provenance::default().receipt());
    }
}
