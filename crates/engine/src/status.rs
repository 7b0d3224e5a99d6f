//! What the manifests know of themselves, as tables: `feed_status` and `load_status`.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Date32Type;
use arrow::error::ArrowError;
use snapshot::schema::{self, Group};
use snapshot::{Manifest, ManifestTable};

/// The table of this name, if it is one of the two.
pub(crate) fn table(
    name: &str,
    manifests: &[Arc<Manifest>],
) -> Option<Result<RecordBatch, ArrowError>> {
    match name {
        "feed_status" => Some(feed_status(manifests)),
        "load_status" => Some(load_status(manifests)),
        _ => None,
    }
}

/// One row per feed and month that delivered it; one row without a month for a feed that never came.
fn feed_status(manifests: &[Arc<Manifest>]) -> Result<RecordBatch, ArrowError> {
    let feeds = schema::all().tables.iter().filter(|table| table.group == Group::Feed);
    let mut rows = Vec::new();
    for feed in feeds {
        let before = rows.len();
        for manifest in manifests {
            rows.extend(manifest.tables.get(&feed.name).map(|t| (feed, Some((manifest, t)))));
        }
        if rows.len() == before {
            rows.push((feed, None));
        }
    }
    let text = |cell: fn(&Delivered<'_>) -> String| -> ArrayRef {
        let cells = rows.iter().map(|(_, came)| came.as_ref().map(cell));
        Arc::new(cells.collect::<StringArray>())
    };
    let extracted = rows.iter().map(|(_, came)| {
        came.and_then(|(_, table)| table.extracted_on).map(Date32Type::from_naive_date)
    });
    let counts = rows.iter().map(|(_, came)| came.map_or(0, |(_, table)| table.rows as i64));
    RecordBatch::try_from_iter_with_nullable([
        column("feed", Arc::new(rows.iter().map(|(f, _)| Some(&f.name)).collect::<StringArray>())),
        column(
            "owner",
            Arc::new(rows.iter().map(|(f, _)| Some(&f.owner.zh)).collect::<StringArray>()),
        ),
        column("month", text(|(manifest, _)| manifest.month.to_string())),
        column("extracted_on", Arc::new(extracted.collect::<Date32Array>())),
        column("rows_count", Arc::new(counts.collect::<Int64Array>())),
        column("snapshot_id", text(|(manifest, _)| manifest.snapshot_id.clone())),
    ])
}

/// A manifest and what it says of the feed.
type Delivered<'a> = (&'a Arc<Manifest>, &'a ManifestTable);

/// One row per table, of the latest month that delivered it.
fn load_status(manifests: &[Arc<Manifest>]) -> Result<RecordBatch, ArrowError> {
    let latest = schema::all().tables.iter().filter_map(|table| {
        let found = manifests.iter().rev().find_map(|manifest| manifest.tables.get(&table.name));
        found.map(|loaded| (table, loaded))
    });
    let rows: Vec<_> = latest.collect();
    let count = |cell: fn(&ManifestTable) -> u64| -> ArrayRef {
        Arc::new(rows.iter().map(|(_, loaded)| cell(loaded) as i64).collect::<Int64Array>())
    };
    let names = rows.iter().map(|(table, _)| Some(&table.name)).collect::<StringArray>();
    RecordBatch::try_from_iter_with_nullable([
        column("table_name", Arc::new(names)),
        column("rows_count", count(|loaded| loaded.rows)),
        column("quarantined_count", count(|loaded| loaded.quarantined)),
    ])
}

fn column(name: &str, cells: ArrayRef) -> (&str, ArrayRef, bool) {
    (name, cells, true)
}
