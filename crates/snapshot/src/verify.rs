//! Proof that nothing was changed since it was published.
//!
//! # What is proved
//!
//! - Every manifest and tombstone is the one that the next names, and that the audit log noted.
//! - Every file that a manifest names has the size and the SHA-256 written there, or a tombstone
//!   says that it was removed.
//! - The Delta log of every table held exactly these files after the load.
//!
//! Whoever can rewrite every later manifest and the audit log can rewrite history; that is what
//! publishing the head is for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{Fault, Result, Text};

use crate::chain::{self, Head, Links, Published};
use crate::delta_log::{self, DeltaLog};
use crate::files::Files;
use crate::manifest::{Manifest, ManifestFile};
use crate::store::Store;
use crate::{error, parallel};

/// What verifying a home found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Snapshots and tombstones whose place in the chain was checked.
    pub links: usize,
    /// Files whose bytes were hashed.
    pub files: usize,
    /// The last link: to be noted or published elsewhere.
    pub head: Option<Head>,
    /// All that is not as it was published, the first difference first.
    pub damage: Vec<Fault>,
    /// What a person should know although it damages nothing.
    pub notices: Vec<Text>,
}

/// Verifies everything; `noted` are the links, by name and SHA-256, that were written down elsewhere.
pub(crate) fn run(store: &Store, noted: &[(String, String)]) -> Result<Verified> {
    // Read anew, for what was read before may have been changed since.
    let published = Links::default().read(store.files())?;
    let mut verified = Verified { links: published.links().len(), ..Verified::default() };
    verified.damage.extend(published.damaged.iter().map(|damaged| damaged.fault.clone()));
    verified.damage.extend(chain(&published, store.files(), noted));
    verified.head = published.head(store.files())?;
    files(store, &published, &mut verified);
    for table in tables(&published) {
        match DeltaLog::read(store.files(), table) {
            Ok(log) => delta(table, &log, &published, &mut verified),
            Err(fault) => verified.damage.push(fault),
        }
    }
    Ok(verified)
}

/// Links that are missing, out of place, or not those that others name.
fn chain(published: &Published, files: &Files, noted: &[(String, String)]) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut named: BTreeSet<(String, String)> = noted.iter().cloned().collect();
    let links = published.link_ids();
    let mut last = 0;
    for (id, sequence, previous) in published.links() {
        let follows = sequence == last + 1 && previous.is_some() == (last > 0);
        // A predecessor that is gone or damaged is told of as such.
        let explained = previous.is_some_and(|p| !links.contains(&p.snapshot_id.as_str()));
        if !follows && !explained {
            found.push(error::chain_broken(id, last + 1));
        }
        last = sequence;
        named.extend(previous.map(|p| (p.snapshot_id.clone(), p.sha256.clone())));
    }
    let damaged: BTreeSet<&str> = published.damaged.iter().map(|d| d.id.as_str()).collect();
    let mut told = BTreeSet::new();
    for (id, sha256) in named.iter().filter(|(id, _)| !damaged.contains(id.as_str())) {
        let fault = match files.hash(&chain::name(id)) {
            Ok(Some((found, _))) if found == *sha256 => continue,
            Ok(Some(_)) => error::link_changed(id),
            Ok(None) => error::link_missing(id),
            Err(fault) => fault,
        };
        if told.insert(id) {
            found.push(fault);
        }
    }
    found
}

/// Files that are not what manifests say.
fn files(store: &Store, published: &Published, verified: &mut Verified) {
    let mut stated: BTreeMap<(u64, &str), &ManifestFile> = BTreeMap::new();
    let mut known = BTreeSet::new();
    let mut manifests: Vec<&Manifest> = published.manifests.iter().map(Arc::as_ref).collect();
    manifests.sort_by_key(|manifest| manifest.sequence);
    for manifest in manifests {
        for file in present(published, manifest) {
            if known.insert((&file.path, &file.sha256, file.bytes)) {
                stated.insert((manifest.sequence, &file.path), file);
            }
        }
    }
    let stated: Vec<&ManifestFile> = stated.into_values().collect();
    let damage = parallel::map(&stated, |file| match store.files().hash(&file.path) {
        Ok(Some(found)) if found == (file.sha256.clone(), file.bytes) => None,
        Ok(Some(_)) => Some(error::file_changed(&file.path)),
        Ok(None) => Some(error::file_missing(&file.path)),
        Err(fault) => Some(fault),
    });
    verified.files = stated.len();
    verified.damage.extend(damage.into_iter().flatten());
}

/// The files of a snapshot that no vacuum removed.
pub(crate) fn present<'a>(
    published: &'a Published,
    manifest: &'a Manifest,
) -> impl Iterator<Item = &'a ManifestFile> {
    let removed = published.removal(&manifest.snapshot_id).map(|stone| &stone.files);
    manifest.files().filter(move |file| removed.is_none_or(|gone| !gone.contains(&file.path)))
}

/// The tables that any manifest names.
pub(crate) fn tables(published: &Published) -> BTreeSet<&str> {
    published.manifests.iter().flat_map(|m| m.tables.keys()).map(String::as_str).collect()
}

/// Where the Delta log of a table and the manifests disagree.
fn delta(table: &str, log: &DeltaLog, published: &Published, verified: &mut Verified) {
    let mut last = None;
    for manifest in &published.manifests {
        let Some(told) = manifest.tables.get(table) else { continue };
        if log.version().is_none() && told.files.is_empty() {
            continue;
        }
        last = last.max(Some(told.delta_version));
        let active = log.active(told.delta_version);
        let active = active.map(|active| delta_log::of_month(&active, manifest.month));
        if active.is_none_or(|active| active != names(&told.files)) {
            verified.damage.push(error::delta_differs(table, &manifest.snapshot_id));
        }
    }
    let ahead = log.version() > last && !disagreements(table, log, published).is_empty();
    if ahead && published.damaged.is_empty() {
        verified.notices.push(error::delta_ahead(table));
    }
}

/// The latest snapshots whose files of a table are not those of the log's last commit, and months
/// of which only the log knows.
pub(crate) fn disagreements<'a>(
    table: &str,
    log: &DeltaLog,
    published: &'a Published,
) -> Vec<(String, Option<&'a Manifest>)> {
    let active = log.version().and_then(|last| log.active(last)).unwrap_or_default();
    let latest: BTreeMap<String, &Manifest> =
        published.manifests.iter().map(|m| (m.month.to_string(), m.as_ref())).collect();
    let months: BTreeSet<&String> = active.keys().chain(latest.keys()).collect();
    let differs = months.into_iter().filter(|month| {
        let told = latest.get(*month).and_then(|manifest| manifest.tables.get(table));
        let told = told.map(|told| names(&told.files)).unwrap_or_default();
        active.get(*month).cloned().unwrap_or_default() != told
    });
    differs.map(|month| (month.clone(), latest.get(month).copied())).collect()
}

/// The paths of files inside the folder of their table, as Delta logs name them.
fn names(files: &[ManifestFile]) -> BTreeSet<String> {
    files.iter().map(|file| inside(file).to_owned()).collect()
}

/// The path of a file inside the folder of its table: `tables/<table>/` comes before it.
pub(crate) fn inside(file: &ManifestFile) -> &str {
    file.path.splitn(3, '/').nth(2).unwrap_or_default()
}
