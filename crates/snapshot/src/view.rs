//! A view: the snapshots that together answer a question asked of a day.

use std::path::PathBuf;

use chrono::NaiveDate;
use model::{Month, Result};

use crate::error;
use crate::manifest::Manifest;

/// The latest revision of every month up to one month.
#[derive(Clone, Debug)]
pub struct View {
    /// `2026-10.r1@12`: the latest snapshot, and the highest load in the view.
    pub id: String,
    /// The month of the latest snapshot.
    pub month: Month,
    /// The latest revision of each month, ascending.
    pub manifests: Vec<Manifest>,
    home: PathBuf,
}

/// One Parquet file of a table in a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// The month of its rows.
    pub month: Month,
    /// Where it is.
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
}

impl View {
    /// The view of a day: the latest snapshot whose month ends on or before it, and all months
    /// before.
    ///
    /// # Errors
    /// No month is loaded that early; the fault says which are.
    pub(crate) fn of(home: PathBuf, published: Vec<Manifest>, as_of: NaiveDate) -> Result<Self> {
        let loaded: Vec<String> = published.iter().map(|m| m.snapshot_id.clone()).collect();
        let mut manifests: Vec<Manifest> = Vec::new();
        for manifest in published.into_iter().filter(|m| m.month.last_day() <= as_of) {
            match manifests.last_mut() {
                Some(last) if last.month == manifest.month => *last = manifest,
                _ => manifests.push(manifest),
            }
        }
        let latest =
            manifests.last().ok_or_else(|| error::no_snapshot(&as_of.to_string(), &loaded))?;
        let load = manifests.iter().map(|m| m.sequence).max().unwrap_or_default();
        let id = format!("{}@{load}", latest.snapshot_id);
        Ok(Self { id, month: latest.month, manifests, home })
    }

    /// The files of a table, by month; no file for a month without rows of it.
    pub fn files(&self, table: &str) -> Vec<TableFile> {
        let of_month = |manifest: &Manifest| {
            let files = manifest.tables.get(table).map(|t| t.files.clone()).unwrap_or_default();
            let month = manifest.month;
            files.into_iter().map(move |file| (month, file))
        };
        let files = self.manifests.iter().flat_map(of_month);
        let file = files.map(|(month, file)| TableFile {
            month,
            path: self.home.join(&file.path),
            rows: file.rows,
            bytes: file.bytes,
        });
        file.collect()
    }
}
