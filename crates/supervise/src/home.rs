//! The folder of one municipality, open for work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use engine::{Engine, Limits, Reader, Scope, Sight};
use ledger::{Ledger, NewEntry, Run};
use model::hash::sha256_hex;
use model::{Result, Value, beijing};
use registry::{DefinitionFile, Question, Registry};
use serde::{Deserialize, Serialize};
use snapshot::{AsOf, BucketSettings, Store};

use crate::place::{OWN_FILE, Place, read_registry};
use crate::provider::IdentityProvider;
use crate::{error, files, receipt};

/// The file that makes a folder a home; written last.
pub(crate) const HOME_FILE: &str = "home.toml";

/// The folders that are ours; the store makes its own.
pub(crate) const FOLDERS: [&str; 3] = ["draws", "reports", receipt::FOLDER];

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

/// A home, open, as one reader finds it.
#[derive(Clone)]
pub struct Home {
    root: PathBuf,
    operator: Operator,
    reader: Reader,
    policy: String,
    provider: Option<Arc<IdentityProvider>>,
    registry: Arc<Registry>,
    /// The hash of all definitions as they were read.
    definitions: String,
    store: Store,
    engine: Arc<Engine>,
    ledger: Arc<Ledger>,
    /// Whether results are looked for among the kept ones, kept, and noted under their receipts.
    keeps: bool,
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
    /// The password and session policy; empty for the default one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    policy: String,
    /// Who vouches for account holders, if anybody beside their passwords does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity_provider: Option<IdentityProvider>,
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
        let created_on = beijing::day((operator.now)());
        let home = HomeFile {
            jurisdiction: place.id().to_owned(),
            created_on,
            store: bucket,
            policy: String::new(),
            identity_provider: None,
        };
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
        Ok(Self {
            engine: Arc::new(Engine::new(Arc::clone(&registry), store.clone(), limits(root))),
            definitions: hash(&definitions),
            ledger: Arc::new(Ledger::open(&root.join("ledger.sqlite"))?),
            root: root.to_owned(),
            operator,
            reader: Reader::from(Scope::City),
            policy: home.policy,
            provider: home.identity_provider.map(Arc::new),
            registry,
            store,
            keeps: true,
        })
    }

    /// This home with the definitions that stand in its folder now; `None` if they are those that it
    /// has. Questions that changed are tried on empty tables first.
    ///
    /// # Errors
    /// A definition is wrong; this home goes on as it is.
    pub async fn reloaded(&self) -> Result<Option<Self>> {
        let definitions = registry::overlay(registry::shipped(), &self.root)?;
        let hash = hash(&definitions);
        if hash == self.definitions {
            return Ok(None);
        }
        let home = HomeFile::read(&self.root)?;
        let registry = Arc::new(read_registry(&definitions, &home.jurisdiction)?);
        let engine = Engine::new(Arc::clone(&registry), self.store.clone(), limits(&self.root));
        // A circular says which columns its questions must have.
        let same_circulars = self.registry.circulars().eq(registry.circulars());
        let known = |question: &Question| {
            let before = self.registry.question(&question.name);
            same_circulars && before.is_ok_and(|before| before.hash == question.hash)
        };
        engine.check_those(|question| !known(question)).await.map_err(error::definitions)?;
        Ok(Some(Self { engine: Arc::new(engine), registry, definitions: hash, ..self.clone() }))
    }

    /// The same home for somebody else: their name stands in the log, and whatever is asked gives
    /// no more than `reader` sees.
    #[must_use]
    pub fn acting(&self, name: &str, reader: &Reader) -> Self {
        let operator = Operator { name: name.to_owned(), ..self.operator.clone() };
        Self { operator, reader: self.reader.narrow(reader), ..self.clone() }
    }

    /// The same home without bounds, for what is made of all rows before anybody sees it: ranks
    /// among towns, sums over households, frames of draws.
    pub(crate) fn whole(&self) -> Self {
        Self { reader: Reader::from(Scope::City), ..self.clone() }
    }

    /// The same home that computes everything anew and keeps nothing.
    pub(crate) fn fresh(&self) -> Self {
        Self { keeps: false, ..self.clone() }
    }

    /// Whether results are looked for among the kept ones, kept, and noted under their receipts.
    pub(crate) const fn keeps(&self) -> bool {
        self.keeps
    }

    /// The same home under other values of norms, which keeps nothing.
    ///
    /// # Errors
    /// A norm is unknown here, or a value is none for it.
    pub(crate) fn with_norms(&self, changed: &BTreeMap<String, String>) -> Result<Self> {
        let registry = Arc::new(self.registry.with_norms(changed)?);
        let engine = Engine::new(Arc::clone(&registry), self.store.clone(), limits(&self.root));
        Ok(Self { engine: Arc::new(engine), registry, ..self.fresh() })
    }

    /// The name of the policy of accounts, empty for the default.
    pub(crate) fn policy_name(&self) -> &str {
        &self.policy
    }

    /// Who vouches for account holders, if anybody beside their passwords does.
    pub fn identity_provider(&self) -> Option<&IdentityProvider> {
        self.provider.as_deref()
    }

    /// The columns of a question that are hidden from somebody with this sight; `None` if the whole
    /// question is refused to them.
    ///
    /// # Errors
    /// The question cannot be planned.
    pub async fn hidden_columns(
        &self,
        question: &Question,
        sight: Sight,
    ) -> Result<Option<Vec<String>>> {
        self.engine.hidden_columns(question, sight).await
    }

    /// A count as the reader may see it; `None` if it would tell of a few people.
    ///
    /// # Errors
    /// A norm is missing.
    pub fn shown_count(&self, count: i64, day: NaiveDate) -> Result<Option<i64>> {
        self.engine.shown_count(count, &self.reader, day)
    }

    /// Who reads.
    pub const fn reader(&self) -> &Reader {
        &self.reader
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
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The engine, for questions that bring their own facts.
    pub(crate) fn engine(&self) -> &Engine {
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

    /// Writes into the audit log that somebody starts a job by hand.
    ///
    /// # Errors
    /// The log cannot be written; then the job must not start.
    pub fn log_job(&self, job: &str, day: NaiveDate) -> Result<()> {
        self.log("job.run", &format!("{job} {day}"), "", "")
    }

    /// Writes into the audit log.
    pub(crate) fn log(&self, action: &str, subject: &str, purpose: &str, body: &str) -> Result<()> {
        let actor = &self.operator.name;
        self.ledger.log(self.now(), &NewEntry { actor, action, subject, purpose, body })?;
        Ok(())
    }
}

/// What a question may take here.
fn limits(root: &Path) -> Limits {
    Limits { seconds: SECONDS, rows: ROWS, memory_bytes: MEMORY_BYTES, spill_dir: root.join(SPILL) }
}

fn hash(definitions: &[DefinitionFile]) -> String {
    let texts: Vec<String> =
        definitions.iter().map(|file| format!("{}\u{0}{}\u{0}", file.path, file.text)).collect();
    sha256_hex(texts.concat().as_bytes())
}

/// The file of a home as a backup has it, in which the snapshots are beside it.
pub(crate) fn file_for_backup(root: &Path) -> Result<String> {
    HomeFile { store: None, ..HomeFile::read(root)? }.text()
}

/// Makes the folders that are ours.
pub(crate) fn make_folders(root: &Path) -> Result<()> {
    FOLDERS.into_iter().chain([SPILL]).try_for_each(|name| files::make_folder(&root.join(name)))
}
