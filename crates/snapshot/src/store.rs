//! A home as a store of snapshots: load, view, quarantine, identify. What is published is in the home's
//! folder or in a bucket; keys, locks and work in progress are in the folder always.
//!
//! # Invariants
//!
//! - Readers trust manifests alone and open only files that a manifest names.
//! - One load at a time; the lock ends with the process that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Month, Result, Text};
use object_store::ObjectStore;
use url::Url;

use crate::as_of::AsOf;
use crate::backup::{self, BackupFiles};
use crate::bucket::{Bucket, BucketSettings};
use crate::chain::{self, Links, Published};
use crate::check::{self, Checked};
use crate::diff::{self, TableDifference, Tell};
use crate::files::{self, Files, QUARANTINE, TABLES};
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

/// Where keys are.
const KEYS: &str = "keys";

/// The snapshots of one home; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    home: Arc<Path>,
    files: Files,
    links: Arc<Links>,
}

impl Store {
    /// Opens the store in `home` and creates the folders that are missing.
    ///
    /// # Errors
    /// The folders cannot be written.
    pub fn open(home: &Path) -> Result<Self> {
        for folder in [files::CHAIN, TABLES] {
            disk::make_folder(&home.join(folder))?;
        }
        let identities = files::table_folder(identity::TABLE);
        for folder in [KEYS, QUARANTINE, &identities] {
            disk::make_private_folder(&home.join(folder))?;
        }
        Ok(Self { home: home.into(), files: Files::folder(home), links: Arc::default() })
    }

    /// Opens the store of `home` whose snapshots are in a bucket, `s3://bucket/prefix`; the bucket is
    /// not asked yet.
    ///
    /// # Errors
    /// `Caller` when it is no such address; `Limit` when the settings do not allow to connect, or the
    /// folder of keys cannot be made.
    pub fn open_in_bucket(home: &Path, location: &str, settings: &BucketSettings) -> Result<Self> {
        let bucket = Bucket::open(location, settings)?;
        for folder in [KEYS, QUARANTINE] {
            disk::make_private_folder(&home.join(folder))?;
        }
        let files = Files::Bucket(Arc::new(bucket));
        Ok(Self { home: home.into(), files, links: Arc::default() })
    }

    /// Shows that loads can be published here: that a bucket is there, may be written to, and keeps
    /// what two writers create at once apart.
    ///
    /// # Errors
    /// `Limit` when it is not so.
    pub fn prove(&self) -> Result<()> {
        match &self.files {
            Files::Folder(_) => Ok(()),
            Files::Bucket(bucket) => bucket.prove(&format!("try-{:08x}", lock::chance()?)),
        }
    }

    /// The bucket as the engine reads it, and the address that stands for it; none if the files are
    /// in a folder.
    pub fn bucket(&self) -> Option<(Url, Arc<dyn ObjectStore>)> {
        match &self.files {
            Files::Folder(_) => None,
            Files::Bucket(bucket) => Some(bucket.objects()),
        }
    }

    /// A published file, by the name that manifests give it, to be copied.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn reader(&self, name: &str) -> Result<Box<dyn Read + Send>> {
        self.files.reader(name)
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
        let writer = lock::write(&self.home, &self.files, &doing, options.loaded_at)?;
        let published = self.published()?.sound()?;
        if writer.after_a_kill {
            vacuum::agree(self, &published, options.loaded_at)?;
        }
        load::run(self, delivery, options, progress)
    }

    /// Checks a delivery, or some files of one, as [`Self::load`] does, and publishes nothing; several
    /// checks and a load may run at once.
    ///
    /// # Errors
    /// `Caller` when there is no such folder, `Limit` when old files are being removed or the disk
    /// fails; what is wrong with the delivery is in the answer.
    pub fn check(&self, delivery: &Path, options: &LoadOptions) -> Result<Checked> {
        let _held = self.hold()?;
        check::run(self, delivery, options)
    }

    /// Every published snapshot, by month and revision.
    ///
    /// # Errors
    /// A manifest cannot be read.
    pub fn manifests(&self) -> Result<Vec<Arc<Manifest>>> {
        Ok(self.published()?.sound()?.manifests)
    }

    /// Everything that was published, with what of it is damaged.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn published(&self) -> Result<Published> {
        self.links.read(&self.files)
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
        let name = chain::name(id);
        String::from_utf8(self.files.read(&name)?)
            .map_err(|why| error::bad_manifest(&self.files.show(&name), &why.to_string()))
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
        let _writer = lock::write(&self.home, &self.files, &doing, at)?;
        let _alone = lock::remove(&self.home)?;
        vacuum::run(self, &policy()?, note)
    }

    /// The files that a backup of what is published now is made of.
    ///
    /// # Errors
    /// A manifest or a Delta log is damaged.
    pub fn backup_files(&self) -> Result<BackupFiles> {
        backup::list(self)
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
        View::at(self.files.clone(), self.published()?, as_of)
    }

    /// The rows of the last load of `month`, published or refused, that could not be used.
    ///
    /// # Errors
    /// `Data` when the month was never loaded.
    pub fn quarantine(&self, month: Month) -> Result<Vec<Quarantined>> {
        let refused = refused(month);
        if self.files.size(&refused)?.is_some() {
            return quarantine::read(self, &refused);
        }
        let latest = self.manifests()?.into_iter().rfind(|m| m.month == month);
        let latest = latest.ok_or_else(|| error::no_quarantine(month))?;
        quarantine::read(self, &quarantine(&latest.snapshot_id))
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
    pub(crate) fn known_identities(&self, manifests: &[Arc<Manifest>]) -> Result<Known> {
        let mut known = Known::default();
        self.each_identity(manifests, |row| known.add(&row))?;
        Ok(known)
    }

    /// Every row of the identities of these manifests, the latest load last.
    fn each_identity(
        &self,
        manifests: &[Arc<Manifest>],
        mut with: impl FnMut(SealedRow<'_>),
    ) -> Result<()> {
        let mut by_load: Vec<&Manifest> = manifests.iter().map(Arc::as_ref).collect();
        by_load.sort_by_key(|manifest| manifest.sequence);
        for file in by_load.into_iter().flat_map(|manifest| &manifest.identities) {
            let shown = self.files.show(&file.path);
            for batch in parquet_file::batches(&self.files, &file.path, Some(&identity::COLUMNS))? {
                identity::rows(&batch?, &shown)?.for_each(&mut with);
            }
        }
        Ok(())
    }

    /// The pseudonyms of this home; `may_make` a key for them where nothing is published yet.
    pub(crate) fn pseudonyms(&self, may_make: bool) -> Result<Pseudonyms> {
        Pseudonyms::open(&self.home.join(KEYS).join("pseudonym.key"), may_make)
    }

    /// What seals the identities and quarantines of this home; the key is a file of its own, so that a machine can
    /// have pseudonyms without the right to open them.
    pub(crate) fn seal(&self, may_make: bool) -> Result<Seal> {
        Seal::open(&self.home.join(KEYS).join("identity.key"), may_make)
    }

    /// The home folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// What is published.
    pub(crate) const fn files(&self) -> &Files {
        &self.files
    }
}

/// The quarantine of a snapshot.
pub(crate) fn quarantine(snapshot_id: &str) -> String {
    format!("{QUARANTINE}/{snapshot_id}.sealed")
}

/// The quarantine of the last refused load of a month.
pub(crate) fn refused(month: Month) -> String {
    format!("{QUARANTINE}/{month}.refused.sealed")
}

/// The page about the last refused load of a month.
pub(crate) fn refusal(month: Month) -> String {
    format!("{QUARANTINE}/{month}.refused.txt")
}

/// Whether a file is of a refused load.
pub(crate) fn is_refusal(name: &str) -> bool {
    name.contains(".refused.")
}
