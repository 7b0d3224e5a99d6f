//! What the ledger adds to a snapshot: draws, drawn cases, recorded visits, leads and control visits.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use model::Result;
use model::hash::sha256_hex;
use snapshot::schema::Class;

use crate::error;

/// The ledger's tables as columns; a table that is not given is empty.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    given: BTreeMap<&'static str, RecordBatch>,
}

/// Columns of the tables.
const TABLES: [(&str, &[(&str, DataType)]); 8] = [
    (
        "draws",
        &[
            ("draw_id", DataType::Utf8),
            ("purpose", DataType::Utf8),
            ("fraction", DataType::Decimal128(18, 4)),
            ("committed_on", DataType::Date32),
            ("revealed_on", DataType::Date32),
            ("status", DataType::Utf8),
        ],
    ),
    (
        "drawn_cases",
        &[
            ("draw_id", DataType::Utf8),
            ("purpose", DataType::Utf8),
            ("household_key", DataType::Utf8),
            ("town_code", DataType::Utf8),
            ("stratum", DataType::Utf8),
            ("class", DataType::Utf8),
            ("position", DataType::Int64),
            ("chosen", DataType::Utf8),
            ("drawn_on", DataType::Date32),
            ("inspectors", DataType::Utf8),
        ],
    ),
    (
        "recorded_visits",
        &[
            ("draw_id", DataType::Utf8),
            ("household_key", DataType::Utf8),
            ("visited_on", DataType::Date32),
            ("kind", DataType::Utf8),
            ("mode", DataType::Utf8),
            ("outcome", DataType::Utf8),
            ("visitors", DataType::Utf8),
            ("items_count", DataType::Int64),
            ("has_finding", DataType::Boolean),
            ("has_evidence", DataType::Boolean),
        ],
    ),
    (
        "leads",
        &[
            ("lead_id", DataType::Int64),
            ("follows_id", DataType::Int64),
            ("source", DataType::Utf8),
            ("household_key", DataType::Utf8),
            ("town_code", DataType::Utf8),
            ("cause", DataType::Utf8),
            ("opened_on", DataType::Date32),
            ("state", DataType::Utf8),
            ("owner", DataType::Utf8),
            ("assigned_on", DataType::Date32),
            ("due_on", DataType::Date32),
            ("outcome", DataType::Utf8),
            ("finding_code", DataType::Utf8),
            ("overpaid_yuan", DataType::Decimal128(18, 2)),
            ("underpaid_yuan", DataType::Decimal128(18, 2)),
            ("decided_on", DataType::Date32),
            ("decided_by", DataType::Utf8),
            ("rectified_on", DataType::Date32),
            ("rectified_by", DataType::Utf8),
            ("recovered_yuan", DataType::Decimal128(18, 2)),
            ("referred_on", DataType::Date32),
            ("closed_on", DataType::Date32),
            ("closed_by", DataType::Utf8),
            ("proof_month", DataType::Utf8),
            ("seen_month", DataType::Utf8),
            ("gone_month", DataType::Utf8),
            ("reopened_count", DataType::Int64),
            ("due_yuan", DataType::Decimal128(18, 2)),
            ("harms_recipient", DataType::Boolean),
        ],
    ),
    (
        "lead_flags",
        &[
            ("lead_id", DataType::Int64),
            ("household_key", DataType::Utf8),
            ("town_code", DataType::Utf8),
            ("flag", DataType::Utf8),
            ("person_key", DataType::Utf8),
            ("strength", DataType::Utf8),
            ("due_yuan", DataType::Decimal128(18, 2)),
            ("evidence", DataType::Utf8),
            ("month", DataType::Utf8),
            ("snapshot", DataType::Utf8),
        ],
    ),
    (
        "control_rounds",
        &[
            ("round_id", DataType::Int64),
            ("month", DataType::Utf8),
            ("issued_on", DataType::Date32),
            ("town_code", DataType::Utf8),
            ("frame_count", DataType::Int64),
        ],
    ),
    (
        "control_cases",
        &[
            ("round_id", DataType::Int64),
            ("household_key", DataType::Utf8),
            ("town_code", DataType::Utf8),
            ("visited_on", DataType::Date32),
            ("is_wrong", DataType::Boolean),
        ],
    ),
    (
        "control_findings",
        &[
            ("round_id", DataType::Int64),
            ("household_key", DataType::Utf8),
            ("town_code", DataType::Utf8),
            ("cause", DataType::Utf8),
        ],
    ),
];

/// Who may see a column of these tables, or of another that no delivery has.
pub(crate) fn class(table: &str, column: &str) -> Class {
    match (table, column) {
        ("recorded_visits", "outcome") => Class::Text,
        (_, column) if column.ends_with("_key") => Class::Person,
        (_, column) if column.ends_with("_yuan") => Class::Money,
        _ => Class::Open,
    }
}

impl Facts {
    /// A ledger in which nothing happened yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The same facts with the rows of one of the tables. Columns are
    /// found by name, in any order, and cast to the table's types; further columns are left out.
    ///
    /// # Errors
    /// A bug: no such table, a column missing or of a type that cannot be cast.
    pub fn with(mut self, table: &str, rows: &RecordBatch) -> Result<Self> {
        let (name, schema) = Self::tables()
            .find(|(name, _)| *name == table)
            .ok_or_else(|| error::facts_shape(table, &"?"))?;
        let columns = schema.fields().iter().map(|field| {
            let column = rows
                .column_by_name(field.name())
                .ok_or_else(|| error::facts_shape(table, field.name()))?;
            cast(column, field.data_type()).map_err(|why| error::facts_shape(table, &why))
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let batch =
            RecordBatch::try_new(schema, columns).map_err(|why| error::facts_shape(table, &why))?;
        self.given.insert(name, batch);
        Ok(self)
    }

    /// SHA-256 over the rows of those of the tables that are among `names`; empty if none is.
    pub(crate) fn hash(&self, names: &[&str]) -> Result<String> {
        let mut tables = Self::tables().filter(|(name, _)| names.contains(name)).peekable();
        if tables.peek().is_none() {
            return Ok(String::new());
        }
        let mut hashes = String::new();
        for (name, schema) in tables {
            let rows = self.given.get(name).cloned();
            let rows = rows.unwrap_or_else(|| RecordBatch::new_empty(schema));
            let bytes = bytes(&rows).map_err(|why| error::facts_shape(name, &why))?;
            hashes.push_str(&format!("{name} {}\n", sha256_hex(&bytes)));
        }
        Ok(sha256_hex(hashes.as_bytes()))
    }

    /// The schema of one of the tables.
    pub fn schema(table: &str) -> Option<SchemaRef> {
        Self::tables().find(|(name, _)| *name == table).map(|(_, schema)| schema)
    }

    /// The rows of one of the tables; `None` if there is no such table.
    pub(crate) fn rows(&self, table: &str) -> Option<RecordBatch> {
        let schema = Self::schema(table)?;
        Some(self.given.get(table).cloned().unwrap_or_else(|| RecordBatch::new_empty(schema)))
    }

    fn tables() -> impl Iterator<Item = (&'static str, SchemaRef)> {
        TABLES.iter().map(|(name, columns)| {
            let fields = columns.iter().map(|(name, kind)| Field::new(*name, kind.clone(), true));
            let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
            (*name, schema)
        })
    }
}

/// The rows as an Arrow stream.
fn bytes(rows: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), rows.schema_ref())?;
    writer.write(rows)?;
    writer.into_inner()
}
