//! Manifests: one small file for every snapshot, saying what it is made of.
//!
//! # Invariants
//!
//! - A snapshot exists when its manifest does; manifests are written last and never changed.
//! - Every manifest carries the hash of the one before, so that none can be exchanged unseen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use model::hash::sha256_hex;
use model::{Fault, Month, Result, Text};
use serde::{Deserialize, Serialize};

use crate::{disk, error};

/// What a published snapshot is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `2026-10.r1`.
    pub snapshot_id: String,
    /// The month whose last day it describes.
    pub month: Month,
    /// Counted from 1 within the month.
    pub revision: u32,
    /// Counted from 1 over all loads of this home.
    pub sequence: u64,
    /// Version of the analytic columns.
    pub schema_version: u32,
    /// When it was loaded, as told by the caller.
    pub loaded_at: DateTime<Utc>,
    /// The files of the delivery that were read.
    pub inputs: Vec<ManifestInput>,
    /// The tables that the delivery had.
    pub tables: BTreeMap<String, ManifestTable>,
    /// The files with the identities that this load added.
    pub identities: Vec<ManifestFile>,
    /// What a person should know.
    pub warnings: Vec<Text>,
    /// The manifest before this one.
    pub previous: Option<Previous>,
}

/// One file of a delivery, as one table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ManifestInput {
    /// Name inside the delivery.
    pub file: String,
    /// The table that it is.
    pub table: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Rows loaded from it.
    pub rows: u64,
}

/// One table of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestTable {
    /// Version of the Delta table after the load.
    pub delta_version: u64,
    /// Rows loaded.
    pub rows: u64,
    /// Rows quarantined.
    pub quarantined: u64,
    /// The latest day of extraction that the delivery told.
    pub extracted_on: Option<NaiveDate>,
    /// The files with the rows; none if there are no rows.
    pub files: Vec<ManifestFile>,
}

/// One Parquet file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Path inside the home folder.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// The manifest before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its snapshot.
    pub snapshot_id: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl Manifest {
    /// The id of a revision of a month.
    pub fn id(month: Month, revision: u32) -> String {
        format!("{month}.r{revision}")
    }

    /// What the next manifest says of this one.
    pub(crate) fn as_previous(&self, folder: &Path) -> Result<Previous> {
        let sha256 = sha256_hex(&disk::read(&self.path(folder))?);
        Ok(Previous { snapshot_id: self.snapshot_id.clone(), sha256 })
    }

    fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.json", self.snapshot_id))
    }

    /// Whether it was made from these files; how many of their rows were used does not matter.
    pub(crate) fn is_made_from(&self, inputs: &[ManifestInput]) -> bool {
        let names = |inputs: &[ManifestInput]| {
            let mut names: Vec<_> = inputs
                .iter()
                .map(|i| (i.file.clone(), i.table.clone(), i.sha256.clone()))
                .collect();
            names.sort();
            names
        };
        names(&self.inputs) == names(inputs)
    }
}

/// Every published manifest in `folder`, by month and revision.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Manifest>> {
    let doing = || Text::new("读取快照清单", "read the manifests");
    let failed = |why: std::io::Error| Fault::io(doing(), folder, &why);
    let mut manifests: Vec<Manifest> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let manifest = serde_json::from_slice(&disk::read(&path)?);
            manifests.push(manifest.map_err(|why| error::bad_manifest(&path, &why.to_string()))?);
        }
    }
    manifests.sort_by_key(|manifest| (manifest.month, manifest.revision));
    Ok(manifests)
}

/// Publishes a manifest.
pub(crate) fn write(folder: &Path, manifest: &Manifest) -> Result<()> {
    let bytes = serde_json::to_vec_pretty(manifest).map_err(|why| error::bug(&why.to_string()))?;
    disk::write(&manifest.path(folder), &bytes)
}
