//! A judged delivery becomes a snapshot: files, Delta commits, then the manifest.
//!
//! # Invariants
//!
//! - The manifest comes last. Whatever stops the work before it leaves files that nobody reads.
//! - A file that a manifest names is never written again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use model::{Result, Text};

use crate::chain;
use crate::delivery::Delivery;
use crate::delta::{self, Change};
use crate::disk;
use crate::files;
use crate::identities::Identities;
use crate::identity;
use crate::load::LoadOptions;
use crate::manifest::{Manifest, ManifestFile, ManifestInput, ManifestTable};
use crate::parallel;
use crate::parquet_file::{self, GROUP_ROWS, Writer, Written};
use crate::quarantine::{self, Quarantined};
use crate::schema;
use crate::store::{self, Store};
use crate::table::Loaded;

/// Publishes what was loaded.
///
/// # Errors
/// The disk.
pub(crate) fn publish(
    store: &Store,
    options: &LoadOptions,
    delivery: &Delivery,
    loaded: Vec<Loaded>,
    identities: Identities,
    published: &[Arc<Manifest>],
    staging: &Path,
) -> Result<Manifest> {
    let month = options.month;
    let revision =
        published.iter().filter(|m| m.month == month).map(|m| m.revision).max().unwrap_or(0) + 1;
    let snapshot_id = Manifest::id(month, revision);

    let files = publish_files(store, &loaded)?;
    let identities = write_identities(store, options, identities, published, staging)?;
    let quarantined: Vec<Quarantined> =
        loaded.iter().flat_map(|l| l.quarantined.iter().cloned()).collect();
    let quarantine = quarantine::publish(store, store::quarantine(&snapshot_id), &quarantined)?;
    let versions = commit(store, options, &files, identities.as_ref(), published)?;

    let last = store.published()?.sound()?.head(store.files())?;
    let manifest = Manifest {
        snapshot_id,
        month,
        revision,
        sequence: last.as_ref().map_or(0, |head| head.sequence) + 1,
        schema_version: schema::SCHEMA_VERSION,
        loaded_at: options.loaded_at,
        inputs: inputs(delivery, &loaded),
        tables: tables(&loaded, &files, &versions),
        identities: identities.iter().map(|w| named(identity::TABLE, w)).collect(),
        quarantine: Some(quarantine),
        definitions: options.definitions.clone(),
        warnings: warnings(delivery, &loaded),
        previous: last.map(|head| head.as_previous()),
    };
    forget_refusal(store, options)?;
    chain::write(store.files(), &manifest)?;
    Ok(manifest)
}

/// Files by table; none for a table without rows.
type Files = BTreeMap<String, Option<Written>>;

fn publish_files(store: &Store, loaded: &[Loaded]) -> Result<Files> {
    let publish = |loaded: &Loaded| {
        let name = &loaded.table.name;
        let file = loaded.file.as_ref();
        let file = file.map(|file| file.publish(store.files(), &files::table_folder(name)));
        Ok((name.clone(), file.transpose()?))
    };
    loaded.iter().map(publish).collect()
}

/// Seals the identities that are new, some at a time, and writes them into a file of their own.
fn write_identities(
    store: &Store,
    options: &LoadOptions,
    mut identities: Identities,
    published: &[Arc<Manifest>],
    staging: &Path,
) -> Result<Option<Written>> {
    let seal = store.seal(published.is_empty())?;
    let known = store.known_identities(published)?;
    let folder = files::table_folder(identity::TABLE);
    let mut writer = None;
    let mut all = identities.sorted();
    loop {
        let mut some = || Vec::from_iter(all.by_ref().take(GROUP_ROWS));
        let blocks: Vec<_> = (0..parallel::cores()).map(|_| some()).collect();
        if blocks.iter().all(Vec::is_empty) {
            break;
        }
        for new in parallel::map(&blocks, |block| identity::seal_new(block, &seal, &known)) {
            let new = new?;
            if new.num_rows() == 0 {
                continue;
            }
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(Writer::new(staging, identity::schema(), &[0], &[0, 2])?),
            };
            writer.write(&new)?;
        }
    }
    let staged = writer.map(|writer| writer.finish(&delta::file_prefix(options.month)));
    staged.map(|staged| staged?.publish(store.files(), &folder)).transpose()
}

/// One commit for every table that has rows or had some this month.
fn commit(
    store: &Store,
    options: &LoadOptions,
    files: &Files,
    identities: Option<&Written>,
    published: &[Arc<Manifest>],
) -> Result<BTreeMap<String, u64>> {
    let change = |table: &str, schema, file: Option<&Written>, replaces| Change {
        table: table.to_owned(),
        files: store.files().clone(),
        schema,
        month: options.month,
        file: file.cloned(),
        replaces,
        at: options.loaded_at,
    };
    let known: BTreeSet<&String> = published.iter().flat_map(|m| m.tables.keys()).collect();
    let mut changes = Vec::new();
    for table in &schema::all().tables {
        let held = files.get(&table.name);
        if held.is_some() || known.contains(&table.name) {
            let file = held.and_then(Option::as_ref);
            changes.push(change(&table.name, table.arrow(), file, true));
        }
    }
    if identities.is_some() {
        changes.push(change(identity::TABLE, identity::schema(), identities, false));
    }
    Ok(delta::commit(changes)?.into_iter().collect())
}

fn named(table: &str, written: &Written) -> ManifestFile {
    ManifestFile {
        path: parquet_file::name(&files::table_folder(table), written),
        rows: written.rows,
        bytes: written.bytes,
        sha256: written.sha256.clone(),
    }
}

fn tables(
    loaded: &[Loaded],
    files: &Files,
    versions: &BTreeMap<String, u64>,
) -> BTreeMap<String, ManifestTable> {
    let table = |loaded: &Loaded| {
        let name = &loaded.table.name;
        let written = files.get(name).and_then(Option::as_ref);
        let table = ManifestTable {
            delta_version: versions.get(name).copied().unwrap_or_default(),
            rows: loaded.rows,
            quarantined: loaded.quarantined.len() as u64,
            extracted_on: loaded.extracted_on,
            files: written.iter().map(|written| named(name, written)).collect(),
        };
        (name.clone(), table)
    };
    loaded.iter().map(table).collect()
}

/// The files of the delivery with the rows loaded from them, sheets of one table together.
fn inputs(delivery: &Delivery, loaded: &[Loaded]) -> Vec<ManifestInput> {
    let mut counts: BTreeMap<&str, std::slice::Iter<'_, u64>> =
        loaded.iter().map(|l| (l.table.name.as_str(), l.input_rows.iter())).collect();
    let mut inputs = delivery.inputs();
    for input in &mut inputs {
        let rows = counts.get_mut(input.table.as_str()).and_then(Iterator::next);
        input.rows = rows.copied().unwrap_or_default();
    }
    inputs.sort();
    inputs
}

fn warnings(delivery: &Delivery, loaded: &[Loaded]) -> Vec<Text> {
    let of_tables = loaded.iter().flat_map(|l| &l.warnings);
    delivery.warnings.iter().chain(of_tables).cloned().collect()
}

/// What was kept of a refused load ends with the load that succeeds.
pub(crate) fn forget_refusal(store: &Store, options: &LoadOptions) -> Result<()> {
    disk::remove(&store.home().join(store::refusal(options.month)))?;
    store.files().remove(&store::refused(options.month))
}
