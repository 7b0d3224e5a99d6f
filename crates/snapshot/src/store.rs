//! The home folder as a store of snapshots: load, view, quarantine, identify.
//!
//! # Invariants
//!
//! - Readers trust manifests alone and open only files that a manifest names.
//! - One load at a time; the lock ends with the process that holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use model::{Fault, Month, Result, Text};

use crate::identity::{Identities, Identity};
use crate::load::{self, LoadOptions, LoadReport, Progress};
use crate::manifest::{self, Manifest};
use crate::quarantine::{self, Quarantined};
use crate::view::View;
use crate::{disk, error, parquet_file};

/// The snapshots of one home folder; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    home: Arc<Path>,
}

impl Store {
    /// Opens the store in `home` and creates the folders that are missing.
    ///
    /// # Errors
    /// The folders cannot be written.
    pub fn open(home: &Path) -> Result<Self> {
        let store = Self { home: home.into() };
        for folder in [store.manifest_folder(), store.table_folder("")] {
            disk::make_folder(&folder)?;
        }
        let identities = store.table_folder(crate::identity::TABLE);
        for folder in [store.home.join("keys"), store.quarantine_folder(), identities] {
            disk::make_private_folder(&folder)?;
        }
        Ok(store)
    }

    /// Checks one month's delivery and publishes it, or says all that is wrong with it.
    ///
    /// # Errors
    /// `Caller` when there is no such folder, `Data` when the delivery is refused, `Limit` when
    /// another load is under way or the disk fails. Nothing is published then.
    pub fn load(
        &self,
        delivery: &Path,
        options: &LoadOptions,
        progress: &dyn Progress,
    ) -> Result<LoadReport> {
        let _lock = self.lock()?;
        load::run(self, delivery, options, progress)
    }

    /// Every published snapshot, by month and revision.
    ///
    /// # Errors
    /// A manifest cannot be read.
    pub fn manifests(&self) -> Result<Vec<Manifest>> {
        manifest::read_all(&self.manifest_folder())
    }

    /// The latest snapshot whose month ends on or before `as_of`, with all months before it.
    ///
    /// # Errors
    /// `Data` when no month is loaded that early.
    pub fn view(&self, as_of: NaiveDate) -> Result<View> {
        View::of(self.home.to_path_buf(), self.manifests()?, as_of)
    }

    /// The rows of the last load of `month`, published or refused, that could not be used.
    ///
    /// # Errors
    /// `Data` when the month was never loaded.
    pub fn quarantine(&self, month: Month) -> Result<Vec<Quarantined>> {
        let refused = self.refused_path(month);
        if refused.exists() {
            return quarantine::read(&refused);
        }
        let latest = self.manifests()?.into_iter().rfind(|m| m.month == month);
        let latest = latest.ok_or_else(|| error::no_quarantine(month))?;
        quarantine::read(&self.quarantine_path(&latest.snapshot_id))
    }

    /// Who is behind these pseudonyms, in the order asked; unknown ones are left out. The caller
    /// must have the right to know and write the look to the audit log.
    ///
    /// # Errors
    /// The identities cannot be read.
    pub fn identify(&self, keys: &[String]) -> Result<Vec<Identity>> {
        let known = self.identities(&self.manifests()?)?;
        Ok(keys.iter().filter_map(|key| known.get(key).cloned()).collect())
    }

    /// All identities of these manifests, the latest load last.
    pub(crate) fn identities(&self, manifests: &[Manifest]) -> Result<Identities> {
        let mut by_load: Vec<&Manifest> = manifests.iter().collect();
        by_load.sort_by_key(|manifest| manifest.sequence);
        let mut known = Identities::default();
        for file in by_load.into_iter().flat_map(|manifest| &manifest.identities) {
            let columns = ["key", "kind", "id_no", "name"];
            for batch in parquet_file::read(&self.home.join(&file.path), &columns)? {
                known.overlay(&batch);
            }
        }
        Ok(known)
    }

    /// Where manifests are.
    pub(crate) fn manifest_folder(&self) -> PathBuf {
        self.home.join("snapshots")
    }

    /// Where the files of a table are.
    pub(crate) fn table_folder(&self, table: &str) -> PathBuf {
        self.home.join("tables").join(table)
    }

    /// The path of a file as manifests write it.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.home).unwrap_or(path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    /// Where the pseudonym key is.
    pub(crate) fn key_path(&self) -> PathBuf {
        self.home.join("keys").join("pseudonym.key")
    }

    /// Where the quarantine of a snapshot is.
    pub(crate) fn quarantine_path(&self, snapshot_id: &str) -> PathBuf {
        self.quarantine_folder().join(format!("{snapshot_id}.csv"))
    }

    /// Where the quarantine of the last refused load of a month is.
    pub(crate) fn refused_path(&self, month: Month) -> PathBuf {
        self.quarantine_folder().join(format!("{month}.refused.csv"))
    }

    /// Where the page about the last refused load of a month is.
    pub(crate) fn refusal_path(&self, month: Month) -> PathBuf {
        self.quarantine_folder().join(format!("{month}.refused.txt"))
    }

    /// The home folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    fn quarantine_folder(&self) -> PathBuf {
        self.home.join("quarantine")
    }

    /// The operating system ends the lock with the process, so a killed load leaves none behind.
    fn lock(&self) -> Result<File> {
        let path = self.home.join("load.lock");
        let doing = || Text::new("锁定", "lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|why| Fault::io(doing(), &path, &why))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(error::busy(&self.home)),
            Err(TryLockError::Error(why)) => Err(Fault::io(doing(), &path, &why)),
        }
    }
}
