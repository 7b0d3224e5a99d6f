//! A view: the snapshots that together answer a question asked of a day.

use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use model::{Month, Result};
use url::Url;

use crate::as_of::{AsOf, Known};
use crate::chain::{Damaged, Published};
use crate::error;
use crate::files::Files;
use crate::manifest::Manifest;
use crate::parquet_file;

/// The latest revision of every month up to one month.
#[derive(Clone, Debug)]
pub struct View {
    /// `2026-10.r1@12`: the latest snapshot, and the highest load in the view.
    pub id: String,
    /// The month of the latest snapshot.
    pub month: Month,
    /// The highest load in the view.
    pub load: u64,
    /// The latest revision of each month, ascending.
    pub manifests: Vec<Arc<Manifest>>,
    files: Files,
}

/// One Parquet file of a table in a view.
#[derive(Clone, Debug)]
pub struct TableFile {
    /// The month of its rows.
    pub month: Month,
    /// Its name in the home or bucket.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
    sha256: String,
    files: Files,
}

impl TableFile {
    /// Its address.
    ///
    /// # Errors
    /// A bug: the home has no absolute path.
    pub fn url(&self) -> Result<Url> {
        self.files.url(&self.path)
    }

    /// Where it is, as people name it.
    pub fn shown(&self) -> String {
        self.files.show(&self.path)
    }

    /// Whether its size is not that of its manifest, as far as that is known without a request: a
    /// bucket tells when the file is read, for it is asked for the bytes up to that size.
    pub fn is_lost(&self) -> bool {
        let is_here = matches!(self.files, Files::Folder(_));
        is_here && !matches!(self.files.size(&self.path), Ok(Some(bytes)) if bytes == self.bytes)
    }

    /// Whether its bytes are those that its manifest tells.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn is_as_published(&self) -> Result<bool> {
        let found = self.files.hash(&self.path)?;
        Ok(found.is_some_and(|(sha256, _)| sha256 == self.sha256))
    }

    /// The named columns of it.
    pub(crate) fn read(&self, columns: &[&str]) -> Result<Vec<RecordBatch>> {
        parquet_file::read(&self.files, &self.path, columns)
    }
}

impl View {
    /// The view of a day: the latest snapshot whose month ends on or before it, and all months
    /// before.
    ///
    /// # Errors
    /// No month is loaded that early; the fault says which are.
    pub(crate) fn of(
        files: Files,
        published: Vec<Arc<Manifest>>,
        as_of: NaiveDate,
    ) -> Result<Self> {
        let loaded: Vec<String> = published.iter().map(|m| m.snapshot_id.clone()).collect();
        let mut manifests: Vec<Arc<Manifest>> = Vec::new();
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
        Ok(Self { id, month: latest.month, load, manifests, files })
    }

    /// The view of a day among the loads that count.
    ///
    /// # Errors
    /// As [`View::of`]; there is no such revision; a manifest that would belong to the view is
    /// damaged, or its rows were removed.
    pub(crate) fn at(files: Files, published: Published, as_of: &AsOf) -> Result<Self> {
        let loads = loads(&published, &as_of.known)?;
        let day = day(&published, as_of, &loads)?;
        let damaged = published.damaged.iter().find(|d| may_belong(d, &as_of.known, day));
        if let Some(damaged) = damaged {
            return Err(damaged.fault.clone());
        }
        let counted = published.manifests.iter().filter(|m| loads(m)).cloned().collect();
        let view = Self::of(files, counted, day)?;
        let removed = |m: &&Arc<Manifest>| published.removal(&m.snapshot_id).is_some();
        if let Some(gone) = view.manifests.iter().find(removed) {
            return Err(error::removed(&gone.snapshot_id));
        }
        match &as_of.known {
            Known::Revision { month, revision, load: Some(load) } => {
                let asked = format!("{}@{load}", Manifest::id(*month, *revision));
                let same = asked == view.id;
                same.then_some(view).ok_or_else(|| error::no_revision(&asked, &published.ids()))
            }
            _ => Ok(view),
        }
    }

    /// This view again, for a question of `day`, whatever is published meanwhile.
    pub fn pinned(&self, day: NaiveDate) -> AsOf {
        let revision = self.manifests.last().map_or(1, |manifest| manifest.revision);
        let known = Known::Revision { month: self.month, revision, load: Some(self.load) };
        AsOf { day: Some(day), known }
    }

    /// The files of a table, by month; no file for a month without rows of it.
    pub fn files(&self, table: &str) -> Vec<TableFile> {
        let of_month = |manifest: &Arc<Manifest>| {
            let files = manifest.tables.get(table).map(|t| t.files.clone()).unwrap_or_default();
            let month = manifest.month;
            files.into_iter().map(move |file| (month, file))
        };
        let files = self.manifests.iter().flat_map(of_month);
        let file = files.map(|(month, file)| TableFile {
            month,
            path: file.path,
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.sha256,
            files: self.files.clone(),
        });
        file.collect()
    }
}

/// Whether a load counts.
fn loads(published: &Published, known: &Known) -> Result<Box<dyn Fn(&Manifest) -> bool>> {
    Ok(match *known {
        Known::Now => Box::new(|_| true),
        Known::At(at) => Box::new(move |manifest| manifest.loaded_at <= at),
        Known::Revision { month, revision, load } => {
            let found = published.manifests.iter();
            let mut found = found.filter(|m| (m.month, m.revision) == (month, revision));
            let asked = Manifest::id(month, revision);
            let own = match (found.next(), published.damaged.iter().find(|d| d.id == asked)) {
                (Some(manifest), _) => manifest.sequence,
                (None, Some(damaged)) => return Err(damaged.fault.clone()),
                (None, None) => return Err(error::no_revision(&asked, &published.ids())),
            };
            let last = load.unwrap_or(own);
            Box::new(move |manifest| manifest.sequence <= last)
        }
    })
}

/// The day asked about; if none was given, the last one of the latest month that counts.
fn day(
    published: &Published,
    as_of: &AsOf,
    loads: &dyn Fn(&Manifest) -> bool,
) -> Result<NaiveDate> {
    let month = match as_of.known {
        Known::Revision { month, .. } => Some(month),
        Known::Now => published.latest_month(),
        _ => published.manifests.iter().filter(|m| loads(m)).map(|m| m.month).max(),
    };
    let day = as_of.day.or_else(|| month.map(Month::last_day));
    day.ok_or_else(|| match as_of.known {
        Known::At(at) => error::no_snapshot(&at.to_rfc3339(), &published.ids()),
        _ => error::nothing_loaded(),
    })
}

/// Whether the manifest of a damaged file could belong to a view: what it says cannot be known, so
/// no answer is given that it might change.
fn may_belong(damaged: &Damaged, known: &Known, day: NaiveDate) -> bool {
    damaged.revision().is_some_and(|(month, number)| match known {
        Known::Revision { month: asked, revision, .. } if month == *asked => number < *revision,
        _ => month.last_day() <= day,
    })
}
