//! A result as Parquet; its receipt stands in the metadata of the schema.

use std::sync::Arc;

use arrow::array::RecordBatch;
use model::{Result, ResultTable};
use snapshot::ParquetOut;

use crate::error;

/// The rows with their exact types.
///
/// # Errors
/// A bug: the rows make no file.
pub fn parquet(table: &ResultTable) -> Result<Vec<u8>> {
    let provenance =
        serde_json::to_string(&table.provenance).map_err(|why| error::no_text(&why))?;
    let metadata =
        [("receipt", table.provenance.receipt()), ("provenance", provenance)].into_iter();
    let schema = table.schema.as_ref().clone();
    let mut all = schema.metadata().clone();
    all.extend(metadata.map(|(name, text)| (name.to_owned(), text)));
    let schema = schema.with_metadata(all);
    let schema = Arc::new(schema);
    let mut out = ParquetOut::start(Vec::new(), Arc::clone(&schema))?;
    for batch in &table.batches {
        let rows = RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec());
        out.push(&rows.map_err(|why| error::no_parquet(&why))?)?;
    }
    out.end()
}
