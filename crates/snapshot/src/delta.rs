//! The Delta log of a table: the one place that names Delta Lake.
//!
//! Readers of ours go by manifests; the log is there so that Spark, Trino, DuckDB or Polars can
//! read the same files. A table is partitioned by `snapshot_month`, and its latest version holds
//! the latest revision of every month.
//!
//! # Invariants
//!
//! - Files are removed from the log, never from the disk: earlier revisions stay readable.
//! - Commits are never removed: `delta_log` replays them from the first for proof. Checkpoints beside
//!   them only spare the next writer, and other readers, the way through all of them.
//! - What an interrupted load left in the log is replaced by the next load of that month.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use chrono::{DateTime, Utc};
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake_core::kernel::{Action, Add, StructField, StructType};
use deltalake_core::logstore::{StorageConfig, default_logstore};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaResult, DeltaTable, DeltaTableBuilder};
use futures::{StreamExt, TryStreamExt, stream};
use model::{Month, Result};
use object_store::ObjectStoreExt;
use object_store::prefix::PrefixStore;

use crate::files::{self, Files};
use crate::parquet_file::Written;
use crate::{delta_log, disk, error, parallel};

/// The partition column. Some tables have a column `month` of their own.
pub(crate) const PARTITION: &str = "snapshot_month";

/// Commits between two checkpoints, and that commits older than a month stay.
const PROPERTIES: [(&str, Option<&str>); 2] =
    [("delta.checkpointInterval", Some("10")), ("delta.enableExpiredLogCleanup", Some("false"))];

/// How the path of a month's file begins inside its table's folder: in a folder named as Hive does,
/// from which Polars takes the month.
pub(crate) fn file_prefix(month: Month) -> String {
    format!("{PARTITION}={month}/{month}")
}

/// What one load changes in one table.
pub(crate) struct Change {
    /// Name of the table.
    pub table: String,
    /// Where its files are.
    pub files: Files,
    /// Its columns, without the partition.
    pub schema: SchemaRef,
    /// The month loaded.
    pub month: Month,
    /// The file that now holds the month's rows; none if there are no rows.
    pub file: Option<Written>,
    /// Whether the month's earlier files leave the log.
    pub replaces: bool,
    /// When the load took place.
    pub at: DateTime<Utc>,
}

/// Writes all changes, one commit a table, and tells every table's version.
///
/// Runs on a thread of its own, so that callers inside an asynchronous runtime may call it.
pub(crate) fn commit(changes: Vec<Change>) -> Result<Vec<(String, u64)>> {
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|why| error::store("delta", &why))?;
        let tables: Vec<_> = changes.into_iter().map(open).collect::<Result<_>>()?;
        let commits = stream::iter(tables).map(commit_one).buffered(parallel::cores());
        runtime.block_on(commits.try_collect())
    };
    std::thread::spawn(work).join().unwrap_or_else(|_| Err(error::bug("delta commit")))
}

/// A change with its table, nothing of which is read yet, and whether the table has no log.
type Opened = (Change, DeltaTable, bool);

fn open(change: Change) -> Result<Opened> {
    let Change { table, files, .. } = &change;
    let folder = files::table_folder(table);
    let is_new = files.size(&format!("{folder}/{}/{:020}.json", delta_log::FOLDER, 0))?.is_none();
    let url = files.url(&format!("{folder}/"))?;
    let opened = match files {
        Files::Folder(home) => {
            disk::make_folder(&home.join(&folder))?;
            DeltaTableBuilder::from_url(url).and_then(DeltaTableBuilder::build)
        }
        Files::Bucket(bucket) => {
            let (_, objects) = bucket.objects();
            let below = PrefixStore::new(Arc::clone(&objects), bucket.path(&folder));
            let config = StorageConfig::default();
            Ok(DeltaTable::new(default_logstore(Arc::new(below), objects, &url, &config)))
        }
    };
    let opened = opened.map_err(|why| files.failed(&folder, &why))?;
    Ok((change, opened, is_new))
}

async fn commit_one((change, table, is_new): Opened) -> Result<(String, u64)> {
    let (name, files) = (change.table.clone(), change.files.clone());
    let failed = |why| files.failed(&files::table_folder(&name), &why);
    let version = write(change, table, is_new).await.map_err(failed)?;
    Ok((name, version))
}

async fn write(change: Change, mut table: DeltaTable, is_new: bool) -> DeltaResult<u64> {
    if is_new {
        table = create(&change, table).await?;
    } else {
        load(&mut table).await?;
    }
    let month = change.month.to_string();
    let old: Vec<_> = table.get_active_add_actions_by_partitions(&[]).try_collect().await?;
    let old = old.into_iter().filter(|file| {
        change.replaces && file.partition_values_map().get(PARTITION) == Some(&Some(month.clone()))
    });
    let (kept, gone): (Vec<_>, Vec<_>) =
        old.partition(|file| change.file.as_ref().is_some_and(|new| new.name == file.path()));
    let mut actions: Vec<Action> =
        gone.iter().map(|file| Action::Remove(file.remove_action(true))).collect();
    if let Some(file) = change.file.filter(|_| kept.is_empty()) {
        actions.push(Action::Add(add(&file, &month, change.at)));
    }
    let version = table.version().unwrap_or(0);
    if actions.is_empty() {
        return Ok(version);
    }
    let operation = DeltaOperation::Write {
        mode: if change.replaces { SaveMode::Overwrite } else { SaveMode::Append },
        partition_by: Some(vec![PARTITION.to_owned()]),
        predicate: change.replaces.then(|| format!("{PARTITION} = '{month}'")),
    };
    let state = table.snapshot()?.snapshot();
    let commit = CommitBuilder::from(CommitProperties::default()).with_actions(actions);
    Ok(commit.build(Some(state), table.log_store(), operation).await?.version())
}

/// Reads a table's state. Damaged checkpoints are removed: the commits say all that they say.
async fn load(table: &mut DeltaTable) -> DeltaResult<()> {
    if table.load().await.is_ok() {
        return Ok(());
    }
    let objects = table.object_store();
    let files: Vec<_> = objects.list(Some(&delta_log::FOLDER.into())).try_collect().await?;
    for file in files.iter().filter(|file| file.location.as_ref().contains("checkpoint")) {
        objects.delete(&file.location).await?;
    }
    table.load().await
}

async fn create(change: &Change, table: DeltaTable) -> DeltaResult<DeltaTable> {
    let partition = Field::new(PARTITION, DataType::Utf8, true);
    let fields = change.schema.fields().iter().map(|f| f.as_ref().clone()).chain([partition]);
    let schema: StructType = (&Schema::new(fields.collect::<Vec<_>>())).try_into_kernel()?;
    let columns: Vec<StructField> = schema.fields().cloned().collect();
    CreateBuilder::new()
        .with_log_store(table.log_store())
        .with_table_name(&change.table)
        .with_columns(columns)
        .with_partition_columns([PARTITION])
        .with_configuration(PROPERTIES)
        .await
}

fn add(file: &Written, month: &str, at: DateTime<Utc>) -> Add {
    let partition = (PARTITION.to_owned(), Some(month.to_owned()));
    Add {
        path: file.name.clone(),
        partition_values: [partition].into(),
        size: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        modification_time: at.timestamp_millis(),
        data_change: true,
        stats: Some(format!("{{\"numRecords\":{}}}", file.rows)),
        ..Add::default()
    }
}
