//! The rows of one table of a snapshot, whole and in a stable order, for those who want the data
//! themselves.
//!
//! # Invariants
//!
//! - Months are combined and towns left out exactly as for a question.
//! - The order is that of the table's sort columns and then of all others, so that the same
//!   snapshot gives the same rows in the same batches.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{SortExpr, ident};
use futures::StreamExt;
use model::Result;
use snapshot::View;
use snapshot::schema;

use crate::engine::Engine;
use crate::error;
use crate::facts::Facts;
use crate::reader::{Reader, Sight};
use crate::session::Session;
use crate::tables::Tables;

/// Rows of every batch but the last.
const BATCH_ROWS: usize = 65_536;

impl Engine {
    /// Hands every row of a table, batch by batch, to the sink that `start` makes for its columns,
    /// and gives the sink back.
    ///
    /// # Errors
    /// The reader does not see all columns, there is no such table, a file cannot be read, the sink fails, or the time is over.
    pub async fn scan<S: Send + 'static>(
        &self,
        view: &View,
        table: &str,
        reader: &Reader,
        start: impl FnOnce(SchemaRef) -> Result<S> + Send + 'static,
        push: Push<S>,
    ) -> Result<S> {
        if reader.sight != Sight::ALL {
            return Err(error::masked_table(table));
        }
        let tables = Tables::of(view, &Facts::empty(), &reader.rows);
        if let Some(file) = tables.files(&[table]).find(|file| file.is_lost()) {
            return Err(error::missing_file(&file.shown()));
        }
        let machine = self.machine()?;
        let name = table.to_owned();
        let work = run(Arc::clone(&machine.runtime), tables, name, start, push);
        let seconds = self.seconds();
        let ended = machine.workers.run(work);
        match machine.workers.within(self.time(), ended).await {
            Some(Some(result)) => result,
            Some(None) => Err(error::scan_interrupted(table)),
            None => Err(error::scan_too_slow(table, seconds)),
        }
    }
}

/// Gives a sink the next rows.
pub type Push<S> = fn(&mut S, &RecordBatch) -> Result<()>;

async fn run<S>(
    runtime: Arc<RuntimeEnv>,
    tables: Tables,
    name: String,
    start: impl FnOnce(SchemaRef) -> Result<S>,
    push: Push<S>,
) -> Result<S> {
    let failed = |why: DataFusionError| error::scan(&name, &why);
    let provider = tables.provider(&name).ok_or_else(|| error::no_table(&name))?;
    let provider = provider.map_err(failed)?;
    let schema = provider.schema();
    let session = Session::new(runtime, tables, 1);
    let rows = session.rows(provider, order(&name, &schema)).map_err(failed)?;
    let mut stream = rows.execute_stream().await.map_err(failed)?;
    let mut sink = start(Arc::clone(&schema))?;
    let mut batches = BatchCoalescer::new(schema, BATCH_ROWS);
    let split = |why| failed(DataFusionError::ArrowError(Box::new(why), None));
    while let Some(batch) = stream.next().await {
        batches.push_batch(batch.map_err(failed)?).map_err(split)?;
        while let Some(full) = batches.next_completed_batch() {
            push(&mut sink, &full)?;
        }
    }
    batches.finish_buffered_batch().map_err(split)?;
    while let Some(rest) = batches.next_completed_batch() {
        push(&mut sink, &rest)?;
    }
    Ok(sink)
}

/// All columns, those by which files of the table are sorted first.
fn order(name: &str, schema: &SchemaRef) -> Vec<SortExpr> {
    let spec = schema::all().table(name);
    let first: Vec<&str> = spec.map_or_else(Vec::new, |spec| {
        let columns = spec.sort_columns().into_iter().filter_map(|at| spec.columns.get(at));
        columns.map(|column| column.column()).collect()
    });
    let others = schema.fields().iter().map(|field| field.name().as_str());
    let others = others.filter(|name| !first.contains(name));
    first.iter().copied().chain(others).map(|name| ident(name).sort(true, true)).collect()
}

/// The tables of a view that somebody delivered, if only without rows.
pub fn delivered(view: &View) -> Vec<&'static str> {
    let names = schema::all().tables.iter().map(|table| table.name.as_str());
    names.filter(|name| view.manifests.iter().any(|m| m.tables.contains_key(*name))).collect()
}
