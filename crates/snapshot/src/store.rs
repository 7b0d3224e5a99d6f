//! The home folder as a store of snapshots: load, view, quarantine, identify.
//!
//! # Invariants
//!
//! - Readers trust manifests alone and open only files that a manifest names.
//! - One load at a time; the lock ends with the process that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Month, Result, Text};

use crate::as_of::AsOf;
use crate::backup::{self, BackupFiles};
use crate::chain::{self, Published};
use crate::diff::{self, TableDifference, Tell};
use crate::identity::{self, Identity, Known, SealedRow};
use crate::load::{self, LoadOptions, LoadReport, Progress};
use crate::lock::{self, Lock};
use crate::manifest::Manifest;
use crate::pseudonym::Pseudonyms;
use crate::quarantine::{self, Quarantined};
use crate::seal::Seal;
use crate::vacuum::{self, Policy, Removable};
use crate::verify::{self, Verified};
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
        let identities = store.table_folder(identity::TABLE);
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
        let month = options.month;
        let doing = Text::new(format!("装载 {month}"), format!("loading {month}"));
        let writer = lock::write(&self.home, &doing, options.loaded_at)?;
        let published = self.published()?.sound()?;
        if writer.after_a_kill {
            vacuum::agree(self, &published, options.loaded_at)?;
        }
        load::run(self, delivery, options, progress)
    }

    /// Every published snapshot, by month and revision.
    ///
    /// # Errors
    /// A manifest cannot be read.
    pub fn manifests(&self) -> Result<Vec<Manifest>> {
        Ok(self.published()?.sound()?.manifests)
    }

    /// Everything that was published, with what of it is damaged.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn published(&self) -> Result<Published> {
        chain::read_all(&self.manifest_folder())
    }

    /// Checks that nothing was changed since it was published; `noted` are the names and hashes of
    /// links that were written down outside the store.
    ///
    /// # Errors
    /// The folder of manifests cannot be read at all; everything else is in the answer.
    pub fn verify(&self, noted: &[(String, String)]) -> Result<Verified> {
        verify::run(self, noted)
    }

    /// The text of a link of the chain, for noting its hash outside the store.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn link_text(&self, id: &str) -> Result<String> {
        let path = chain::path(&self.manifest_folder(), id);
        String::from_utf8(disk::read(&path)?)
            .map_err(|why| error::bad_manifest(&path, &why.to_string()))
    }

    /// What a vacuum by this policy would remove.
    ///
    /// # Errors
    /// A manifest is damaged, or a folder cannot be read.
    pub fn removable(&self, policy: &Policy) -> Result<Removable> {
        vacuum::plan(self, policy)
    }

    /// Removes what [`Self::removable`] tells, after `note` wrote it down; a snapshot loses its rows
    /// by a tombstone first. `policy` is asked once nobody can cite anything new.
    ///
    /// # Errors
    /// `Limit` while another writer, a backup, a draw or a report is at work, or the disk fails;
    /// what was not removed then is removed by the next vacuum.
    pub fn vacuum(
        &self,
        policy: impl FnOnce() -> Result<Policy>,
        note: impl FnOnce(&Removable) -> Result<()>,
        at: DateTime<Utc>,
    ) -> Result<Removable> {
        let doing = Text::new("清理旧文件", "removing old files");
        let _writer = lock::write(&self.home, &doing, at)?;
        let _alone = lock::remove(&self.home)?;
        vacuum::run(self, &policy()?, note)
    }

    /// The files that a backup of what is published now is made of.
    ///
    /// # Errors
    /// A manifest or a Delta log is damaged.
    pub fn backup_files(&self) -> Result<BackupFiles> {
        backup::files(self)
    }

    /// Compares two snapshots, each named as a revision (`2026-10.r1`) or as a month, which is its
    /// latest revision; every difference is told in a stable order.
    ///
    /// # Errors
    /// `Caller` when there is no such snapshot; `Limit` when a manifest is damaged or its rows were
    /// removed; what `tell` returns.
    pub fn diff(&self, old: &str, new: &str, tell: &mut Tell<'_>) -> Result<Vec<TableDifference>> {
        let published = self.published()?;
        diff::run(self, published.named(old)?, published.named(new)?, tell)
    }

    /// Keeps every file of every snapshot from being removed as long as the lock lives.
    ///
    /// # Errors
    /// `Limit` while files are being removed.
    pub fn hold(&self) -> Result<Lock> {
        lock::hold(&self.home)
    }

    /// The latest snapshot whose month ends on or before `as_of`, with all months before it.
    ///
    /// # Errors
    /// `Data` when no month is loaded that early.
    pub fn view(&self, as_of: NaiveDate) -> Result<View> {
        self.view_at(&as_of.into())
    }

    /// The view of a day as it was known at some time, or of a revision.
    ///
    /// # Errors
    /// `Data` when there is none; `Limit` when a manifest that it may need is damaged, or when its
    /// rows were removed.
    pub fn view_at(&self, as_of: &AsOf) -> Result<View> {
        View::at(self.home.to_path_buf(), self.published()?, as_of)
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

    /// Whether whoever runs this program has the right to see identities: to read their key.
    ///
    /// # Errors
    /// The key is not here, not to be read, or open to others.
    pub fn may_identify(&self) -> Result<()> {
        self.seal(false).map(|_| ())
    }

    /// Who is behind these pseudonyms, in the order asked; unknown ones are left out. The caller
    /// writes the look to the audit log first.
    ///
    /// # Errors
    /// As [`Store::may_identify`], or the identities cannot be read.
    pub fn identify(&self, keys: &[String]) -> Result<Vec<Identity>> {
        let seal = self.seal(false)?;
        let wanted: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        let mut found: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
        self.each_identity(&self.manifests()?, |row| {
            if wanted.contains(row.key) {
                found.insert(row.key.to_owned(), (row.kind.to_owned(), row.sealed.to_owned()));
            }
        })?;
        let found = keys.iter().filter_map(|key| found.get(key).map(|sealed| (key, sealed)));
        found.map(|(key, (kind, sealed))| seal.unseal(key, kind, sealed)).collect()
    }

    /// What earlier loads sealed.
    pub(crate) fn known_identities(&self, manifests: &[Manifest]) -> Result<Known> {
        let mut known = Known::default();
        self.each_identity(manifests, |row| known.add(&row))?;
        Ok(known)
    }

    /// Every row of the identities of these manifests, the latest load last.
    fn each_identity(
        &self,
        manifests: &[Manifest],
        mut with: impl FnMut(SealedRow<'_>),
    ) -> Result<()> {
        let mut by_load: Vec<&Manifest> = manifests.iter().collect();
        by_load.sort_by_key(|manifest| manifest.sequence);
        for file in by_load.into_iter().flat_map(|manifest| &manifest.identities) {
            let path = self.home.join(&file.path);
            for batch in parquet_file::batches(&path, &identity::COLUMNS)? {
                identity::rows(&batch?, &path)?.for_each(&mut with);
            }
        }
        Ok(())
    }

    /// The pseudonyms of this home; `may_make` a key for them where nothing is published yet.
    pub(crate) fn pseudonyms(&self, may_make: bool) -> Result<Pseudonyms> {
        Pseudonyms::open(&self.home.join("keys").join("pseudonym.key"), may_make)
    }

    /// What seals the identities of this home; the key is a file of its own, so that a machine can
    /// have pseudonyms without the right to open them.
    pub(crate) fn seal(&self, may_make: bool) -> Result<Seal> {
        Seal::open(&self.home.join("keys").join("identity.key"), may_make)
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

    /// Where quarantines are.
    pub(crate) fn quarantine_folder(&self) -> PathBuf {
        self.home.join("quarantine")
    }
}
