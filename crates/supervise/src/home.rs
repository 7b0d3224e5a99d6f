//! The folder of one municipality, open for work.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use engine::{Engine, Limits};
use ledger::{Ledger, NewEntry, Run};
use model::{Result, Value};
use registry::Registry;
use serde::{Deserialize, Serialize};
use snapshot::{AsOf, BucketSettings, Store};

use crate::place::{OWN_FILE, Place, read_registry};
use crate::{error, files};

/// The file that makes a folder a home; written last.
pub(crate) const HOME_FILE: &str = "home.toml";

/// The folders that are ours; the store makes its own.
pub(crate) const FOLDERS: [&str; 2] = ["draws", "reports"];

/// Where questions that need more memory than they get keep rows for a while.
const SPILL: &str = "spill";

/// Bounds of a single question, for the operator of one machine.
const SECONDS: u64 = 300;
const ROWS: usize = 5_000_000;
const MEMORY_BYTES: usize = 2 << 30;

/// Who works with a home, by which clock entries of the ledger are dated, and with what a bucket is
/// opened.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The name in the audit log.
    pub name: String,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
    /// Credentials and endpoint of an object store, if any.
    pub bucket: BucketSettings,
}

/// A home, open.
pub struct Home {
    root: PathBuf,
    operator: Operator,
    registry: Arc<Registry>,
    store: Store,
    engine: Engine,
    ledger: Ledger,
}

/// What `home.toml` says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeFile {
    jurisdiction: String,
    created_on: NaiveDate,
    /// The bucket of the snapshots, `s3://bucket/prefix`; without it they are in the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    store: Option<String>,
}

impl HomeFile {
    fn read(root: &Path) -> Result<Self> {
        let file = root.join(HOME_FILE);
        if !file.exists() {
            return Err(error::no_home(root));
        }
        toml::from_str(&files::read(&file)?)
            .map_err(|why| error::bad_home_file(&file, why.message()))
    }

    fn text(&self) -> Result<String> {
        toml::to_string(self).map_err(|why| error::no_text(&why.to_string()))
    }

    /// Where the snapshots of a home are.
    fn store(&self, root: &Path, operator: &Operator) -> Result<Store> {
        match &self.store {
            Some(bucket) => Store::open_in_bucket(root, bucket, &operator.bucket),
            None => Store::open(root),
        }
    }
}

impl Home {
    /// Makes a home for a place, its snapshots inside it, and opens it; an own file of norms is copied
    /// into it.
    ///
    /// # Errors
    /// The folder is a home already, the place cannot be used, or the disk refuses.
    pub fn init(root: &Path, place: &Place, operator: Operator) -> Result<Self> {
        Self::init_with(root, place, None, operator)
    }

    /// As [`Self::init`]; the snapshots go into a bucket, `s3://bucket/prefix`, if one is given.
    ///
    /// # Errors
    /// As [`Self::init`]; the bucket cannot be used, or another home has snapshots there.
    pub fn init_with(
        root: &Path,
        place: &Place,
        bucket: Option<String>,
        operator: Operator,
    ) -> Result<Self> {
        if root.join(HOME_FILE).exists() {
            return Err(error::home_exists(root));
        }
        place.registry()?;
        make_folders(root)?;
        if let Some(text) = place.own_text()? {
            files::make_folder(&root.join("jurisdictions"))?;
            files::write(&root.join(OWN_FILE), text.as_bytes())?;
        }
        let created_on = (operator.now)().date_naive();
        let home = HomeFile { jurisdiction: place.id().to_owned(), created_on, store: bucket };
        let store = home.store(root, &operator)?;
        if home.store.is_some() {
            if !store.published()?.link_ids().is_empty() {
                return Err(error::store_in_use(root));
            }
            store.prove()?;
        }
        files::write(&root.join(HOME_FILE), home.text()?.as_bytes())?;
        Self::open(root, operator)
    }

    /// Opens a home, or makes one where there is none.
    ///
    /// # Errors
    /// As [`Home::init`] and [`Home::open`]; or the home follows another place.
    pub fn init_or_open(root: &Path, place: &Place, operator: Operator) -> Result<Self> {
        if !root.join(HOME_FILE).exists() {
            return Self::init(root, place, operator);
        }
        let home = Self::open(root, operator)?;
        let id = &home.registry.jurisdiction().id;
        match id == place.id() {
            true => Ok(home),
            false => Err(error::other_place(root, id, place.id())),
        }
    }

    /// Opens a home: its definitions over the shipped ones, its store and its ledger.
    ///
    /// # Errors
    /// It is no home; a definition is wrong; the store or the ledger cannot be used.
    pub fn open(root: &Path, operator: Operator) -> Result<Self> {
        let home = HomeFile::read(root)?;
        let definitions = registry::overlay(registry::shipped(), root)?;
        let registry = Arc::new(read_registry(&definitions, &home.jurisdiction)?);
        let store = home.store(root, &operator)?;
        let limits = Limits {
            seconds: SECONDS,
            rows: ROWS,
            memory_bytes: MEMORY_BYTES,
            spill_dir: root.join(SPILL),
        };
        Ok(Self {
            engine: Engine::new(Arc::clone(&registry), store.clone(), limits),
            ledger: Ledger::open(&root.join("ledger.sqlite"))?,
            root: root.to_owned(),
            operator,
            registry,
            store,
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The definitions in force here.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The snapshots.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// What the supervisors did.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The engine, for questions that bring their own facts.
    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// All runs of jobs, the first first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>> {
        self.ledger.runs()
    }

    /// Writes a file below the home, whole or not at all.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write_file(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        files::write(&path, bytes)
    }

    /// The day that is asked about, the last one of the snapshot if none is given, and the view of
    /// it, so that all parts of an answer are of one view whatever is loaded meanwhile.
    ///
    /// # Errors
    /// There is no such view.
    pub fn pin(&self, as_of: &AsOf) -> Result<(NaiveDate, AsOf)> {
        let view = self.store.view_at(as_of)?;
        let day = as_of.day.unwrap_or_else(|| view.month.last_day());
        Ok((day, view.pinned(day)))
    }

    /// The share of quarantined rows, in ten-thousandths, from which a delivery is refused.
    ///
    /// # Errors
    /// The norms do not say.
    pub fn quarantine_limit(&self, day: NaiveDate) -> Result<i128> {
        self.norm("quarantine_share_max", day)
    }

    /// How large the files of a delivery may be.
    ///
    /// # Errors
    /// The norms do not say.
    pub fn load_limits(&self, day: NaiveDate) -> Result<snapshot::Limits> {
        let norm = |name: &str| -> Result<u64> {
            let number = self.norm(name, day)? / 10_000;
            u64::try_from(number).map_err(|_| error::no_norm(name, day))
        };
        Ok(snapshot::Limits {
            files: norm("load_files_max")?,
            file_bytes: norm("load_file_mb_max")? << 20,
            unpacked_bytes: norm("load_unpacked_mb_max")? << 20,
            ratio: norm("load_ratio_max")?,
            rows: norm("load_rows_max")?,
            columns: norm("load_columns_max")?,
            cell_characters: norm("load_cell_characters_max")?,
        })
    }

    /// The number of a norm on a day, in ten-thousandths.
    pub(crate) fn norm(&self, name: &str, day: NaiveDate) -> Result<i128> {
        match self.registry.norms().on(name, day).map(|norm| &norm.value) {
            Some(Value::Number(number)) => Ok(*number),
            _ => Err(error::no_norm(name, day)),
        }
    }

    /// Who works here, as the audit log names them.
    pub(crate) fn operator(&self) -> &str {
        &self.operator.name
    }

    /// This instant, for the ledger.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.operator.now)()
    }

    /// Writes into the audit log.
    pub(crate) fn log(&self, action: &str, subject: &str, purpose: &str, body: &str) -> Result<()> {
        let actor = &self.operator.name;
        self.ledger.log(self.now(), &NewEntry { actor, action, subject, purpose, body })?;
        Ok(())
    }
}

/// The file of a home as a backup has it, in which the snapshots are beside it.
pub(crate) fn file_for_backup(root: &Path) -> Result<String> {
    HomeFile { store: None, ..HomeFile::read(root)? }.text()
}

/// Makes the folders that are ours.
pub(crate) fn make_folders(root: &Path) -> Result<()> {
    FOLDERS.into_iter().chain([SPILL]).try_for_each(|name| files::make_folder(&root.join(name)))
}
