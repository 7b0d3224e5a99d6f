//! A result as JSON, with its receipt.

use chart::Words;
use model::ResultTable;
use serde_json::{Value, json};

/// Rows with their receipt; whole numbers and truth values as such, everything else as text, so
/// that no amount passes through a float.
pub fn json(words: &dyn Words, table: &ResultTable) -> String {
    let columns = table.columns();
    let columns: Vec<Value> =
        columns.iter().map(|name| json!({ "name": name, "label": words.column(name) })).collect();
    let kinds: Vec<String> =
        table.schema.fields().iter().map(|field| field.data_type().to_string()).collect();
    let rows: Vec<Value> = table
        .text_rows()
        .map(|row| row.into_iter().zip(&kinds).map(|(cell, kind)| json_cell(cell, kind)).collect())
        .collect();
    json!({
        "receipt": table.provenance.receipt(),
        "provenance": table.provenance,
        "columns": columns,
        "rows": rows,
    })
    .to_string()
}

fn json_cell(cell: Option<String>, kind: &str) -> Value {
    let Some(text) = cell else { return Value::Null };
    match kind {
        // A cell that is not shown is no number.
        "Int64" => text.parse::<i64>().map_or(Value::String(text), Value::from),
        "Boolean" => Value::Bool(text == "true"),
        _ => Value::String(text),
    }
}
