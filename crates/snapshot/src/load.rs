//! One delivery, from the folder to a published snapshot or a refusal.
//!
//! # Flow
//!
//! Files are opened and recognised; units first, then households, then all other tables at once are
//! read row by row; the whole is judged; then it is published or refused, never in part.
//!
//! # Invariants
//!
//! - All problems of a delivery are told at once.
//! - The same delivery again changes nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Blame, Fault, Month, Result, Text, beijing};
use serde::Serialize;

use crate::delivery::Delivery;
use crate::delta;
use crate::derive::Context;
use crate::error;
use crate::identities::Identities;
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::parallel;
use crate::places::{Past, Units};
use crate::publish;
use crate::refusal;
use crate::schema::{self, TableSpec};
use crate::scratch::Scratch;
use crate::store::Store;
use crate::table::{self, Loaded};
use crate::view::View;

/// What a caller decides about a load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The month that the delivery describes.
    pub month: Month,
    /// The share of quarantined rows, in ten-thousandths, at which a delivery is refused.
    pub quarantine_limit: i128,
    /// How large files may be.
    pub limits: Limits,
    /// When the load takes place.
    pub loaded_at: DateTime<Utc>,
    /// Other names of towns: given name → name or code among the units.
    pub town_aliases: BTreeMap<String, String>,
    /// Versions of the definitions in force, as the manifest keeps them.
    pub definitions: BTreeMap<String, String>,
}

/// What a load did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    /// The snapshot, such as `2026-10.r1`.
    pub snapshot_id: String,
    /// Its month.
    pub month: Month,
    /// Its revision.
    pub revision: u32,
    /// Whether the same delivery had been published before.
    pub unchanged: bool,
    /// Rows by table.
    pub tables: BTreeMap<String, TableCount>,
    /// What a person should know.
    pub warnings: Vec<Text>,
}

/// Rows of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TableCount {
    /// Loaded.
    pub rows: u64,
    /// Quarantined.
    pub quarantined: u64,
}

/// Hears how far a load is.
pub trait Progress: Sync {
    /// `done` of `of` parts of `what` are done.
    fn step(&self, what: &Text, done: u64, of: u64);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &Text, _: u64, _: u64) {}
}

pub(crate) fn run(
    store: &Store,
    folder: &Path,
    options: &LoadOptions,
    progress: &dyn Progress,
) -> Result<LoadReport> {
    let step = |zh, en, done| progress.step(&Text::new(zh, en), done, 4);
    step("打开文件", "opening files", 0);
    let scratch = Scratch::new(store)?;
    let delivery = match open(folder, &scratch, options) {
        Err(fault) if fault.blame == Blame::Data => {
            return Err(refusal::refuse(store, folder, options, &[fault], &[])?);
        }
        opened => opened?,
    };
    let published = store.manifests()?;
    if let Some(same) = unchanged(&delivery, options.month, &published) {
        publish::forget_refusal(store, options)?;
        return Ok(report(same, true));
    }
    step("读取表格", "reading tables", 1);
    let staging = scratch.staging()?;
    let before = view_on(store, options.month.first_day().pred_opt(), &published);
    let before = before.as_ref();
    let (loaded, identities) =
        read_tables(store, &delivery, options, &published, before, &staging)?;
    step("检查", "checking", 2);
    let problems = judge(&delivery, &loaded, options.quarantine_limit);
    if !problems.is_empty() {
        return Err(refusal::refuse(store, folder, options, &problems, &loaded)?);
    }
    step("发布", "publishing", 3);
    let manifest =
        publish::publish(store, options, &delivery, loaded, identities, &published, &staging)?;
    step("完成", "done", 4);
    Ok(report(&manifest, false))
}

/// Opens a delivery, unless it is of a month that has not begun where it is loaded.
pub(crate) fn open(folder: &Path, scratch: &Scratch, options: &LoadOptions) -> Result<Delivery> {
    let today = beijing::day(options.loaded_at);
    if options.month > Month::of(today) {
        return Err(error::month_to_come(options.month, today));
    }
    Delivery::open(folder, &scratch.path, &options.limits)
}

fn unchanged<'a>(
    delivery: &Delivery,
    month: Month,
    published: &'a [Arc<Manifest>],
) -> Option<&'a Manifest> {
    let latest = published.iter().rfind(|manifest| manifest.month == month)?;
    let same = delivery.problems.is_empty() && latest.is_made_from(&delivery.inputs());
    (same && latest.schema_version == schema::SCHEMA_VERSION).then_some(latest)
}

fn report(manifest: &Manifest, unchanged: bool) -> LoadReport {
    let count = |table: &crate::manifest::ManifestTable| TableCount {
        rows: table.rows,
        quarantined: table.quarantined,
    };
    LoadReport {
        snapshot_id: manifest.snapshot_id.clone(),
        month: manifest.month,
        revision: manifest.revision,
        unchanged,
        tables: manifest.tables.iter().map(|(name, t)| (name.clone(), count(t))).collect(),
        warnings: manifest.warnings.clone(),
    }
}

/// Reads every table of the delivery into files in `staging`; the order is that of the schema.
///
/// Units come first, then households, because the rows of all others take something from them. The
/// households are written while the others are read. What the delivery does not tell of places is
/// looked up in the view `before`.
pub(crate) fn read_tables(
    store: &Store,
    delivery: &Delivery,
    options: &LoadOptions,
    published: &[Arc<Manifest>],
    before: Option<&View>,
    staging: &Path,
) -> Result<(Vec<Loaded>, Identities)> {
    let pseudonyms = store.pseudonyms(published.is_empty())?;
    // Used when publishing; what is wrong with its key is told before the work.
    store.seal(published.is_empty())?;
    let past = Past::new(before.iter().flat_map(|view| view.files("households").into_iter().rev()));
    let mut context = Context {
        units: &Units::default(),
        town_aliases: &options.town_aliases,
        households: None,
        past: &past,
    };
    let prefix = delta::file_prefix(options.month);
    let identities = Mutex::new(Identities::default());
    let read = |table: &'static TableSpec, context: &Context<'_>| {
        let inputs = delivery.of_table(&table.name);
        table::read(table, &inputs, staging, &pseudonyms, context, &identities)
    };
    let tables = delivery.tables();
    let (first, rest): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|t| matches!(&*t.name, "units" | "households"));
    let find = |name| first.iter().copied().find(|t: &&TableSpec| t.name == name);

    let units_read =
        find("units").map(|table| read(table, &context)?.write(&prefix)).transpose()?;
    let units = match units_read.as_ref().and_then(|loaded| loaded.file.as_ref()) {
        Some(file) => Units::of(&file.read(&Units::COLUMNS)?),
        None => earlier_units(before)?,
    };
    context.units = &units;
    let mut households = find("households").map(|table| read(table, &context)).transpose()?;
    let known = households.as_mut().map(|table| std::mem::take(&mut table.loaded.households));
    context.households = known.as_ref();

    let (households, others) = thread::scope(|scope| {
        let households = scope.spawn(|| households.map(|table| table.write(&prefix)).transpose());
        let others = parallel::map(&rest, |table| read(table, &context)?.write(&prefix));
        (households.join().unwrap_or_else(|_| Err(error::bug("households"))), others)
    });
    let mut all: Vec<Loaded> = units_read.into_iter().chain(households?).collect();
    for loaded in others {
        all.push(loaded?);
    }
    let place = |name: &str| schema::all().tables.iter().position(|t| t.name == name);
    all.sort_by_key(|loaded| place(&loaded.table.name));
    Ok((all, identities.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// The view of a day, if there is any.
pub(crate) fn view_on(
    store: &Store,
    day: Option<NaiveDate>,
    published: &[Arc<Manifest>],
) -> Option<View> {
    View::of(store.files().clone(), published.to_vec(), day?).ok()
}

fn earlier_units(before: Option<&View>) -> Result<Units> {
    let file = before.and_then(|view| view.files("units").pop());
    file.map_or_else(|| Ok(Units::default()), |file| Ok(Units::of(&file.read(&Units::COLUMNS)?)))
}

/// Everything that makes a delivery unusable.
fn judge(delivery: &Delivery, loaded: &[Loaded], limit: i128) -> Vec<Fault> {
    [wrong(delivery, loaded), incomplete(loaded, limit)].concat()
}

/// What is wrong with the files themselves.
pub(crate) fn wrong(delivery: &Delivery, loaded: &[Loaded]) -> Vec<Fault> {
    let of_tables = loaded.iter().flat_map(|l| l.problems.iter().cloned());
    delivery.problems.iter().cloned().chain(of_tables).collect()
}

/// What keeps sound files from being a month: required tables that are not there, and rows that
/// cannot be used, from `limit` ten-thousandths of all.
pub(crate) fn incomplete(loaded: &[Loaded], limit: i128) -> Vec<Fault> {
    let mut problems = Vec::new();
    for table in schema::all().tables.iter().filter(|table| table.required) {
        match loaded.iter().find(|l| l.table.name == table.name) {
            None => problems.push(error::missing_table(&table.label())),
            Some(l) if l.rows == 0 && l.quarantined.is_empty() => {
                problems.push(error::empty_table(&table.label()));
            }
            Some(_) => {}
        }
    }
    let bad: u64 = loaded.iter().map(|l| l.counted).sum();
    let rows: u64 = loaded.iter().map(|l| l.rows + l.quarantined.len() as u64).sum();
    if bad > 0 && i128::from(bad) * 10_000 >= limit * i128::from(rows) {
        problems.push(error::too_many_bad_rows(bad, rows, limit));
    }
    problems
}
