//! Manifests: one small file for every snapshot, saying what it is made of; and tombstones, one for
//! every vacuum, saying which files of superseded snapshots are gone.
//!
//! # Invariants
//!
//! - A snapshot exists when its manifest does; manifests are written last and never changed.
//! - Every manifest and every tombstone carries the hash of the one before, so that none can be
//!   exchanged unseen (`chain`).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Month, Text};
use serde::{Deserialize, Serialize};

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
    /// The rows that could not be used.
    #[serde(default)]
    pub quarantine: Option<ManifestFile>,
    /// Versions of the definitions in force when it was loaded: `norms`, `questions`.
    #[serde(default)]
    pub definitions: BTreeMap<String, String>,
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

/// The manifest or tombstone before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its snapshot, or the name of the tombstone.
    pub snapshot_id: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// What a vacuum removed. The manifests of the snapshots stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// `vacuum-13`, after its place in the chain.
    pub id: String,
    /// Counted with the loads of this home.
    pub sequence: u64,
    /// When, as told by the caller.
    pub removed_at: DateTime<Utc>,
    /// For how many months a superseded snapshot was kept.
    pub keep_months: u32,
    /// The snapshots whose rows can no longer be read.
    pub snapshots: Vec<String>,
    /// The files removed, as manifests name them.
    pub files: Vec<String>,
    /// The manifest or tombstone before.
    pub previous: Option<Previous>,
}

impl Tombstone {
    /// The name of the one at this place of the chain.
    pub(crate) fn id(sequence: u64) -> String {
        format!("{PREFIX}{sequence}")
    }

    /// Whether a name is one of a tombstone.
    pub(crate) fn is_id(id: &str) -> bool {
        id.starts_with(PREFIX)
    }
}

/// What the names of tombstones begin with.
const PREFIX: &str = "vacuum-";

impl Manifest {
    /// The id of a revision of a month.
    pub fn id(month: Month, revision: u32) -> String {
        format!("{month}.r{revision}")
    }

    /// Month and revision of an id; none if it is not the id of a snapshot.
    pub fn parse_id(id: &str) -> Option<(Month, u32)> {
        let (month, revision) = id.split_once(".r")?;
        let plain = revision.bytes().all(|byte| byte.is_ascii_digit());
        let revision = revision.parse().ok().filter(|revision| plain && *revision > 0)?;
        Some((month.parse().ok()?, revision))
    }

    /// Every file that it names: of tables, identities and the quarantine.
    pub fn files(&self) -> impl Iterator<Item = &ManifestFile> {
        let of_tables = self.tables.values().flat_map(|table| &table.files);
        of_tables.chain(&self.identities).chain(&self.quarantine)
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
