//! Removing what nobody needs: superseded snapshots after their time, and what killed loads left.
//!
//! # Invariants
//!
//! - The latest snapshot of a month, and every snapshot of a view that is cited, stays whole.
//! - Manifests and identities are never removed.
//! - A tombstone is published before the first file goes: files without tombstone are damage, files
//!   in spite of one are removed by the next vacuum.
//! - No commit of a Delta log is ever removed; one is added where the log held an interrupted load.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Months, Utc};
use model::Result;

use crate::as_of::AsOf;
use crate::chain::{self, Published};
use crate::delta::{self, Change};
use crate::delta_log::DeltaLog;
use crate::files::{self, Files, Listed};
use crate::manifest::{Manifest, ManifestFile, Tombstone};
use crate::parquet_file::Written;
use crate::schema;
use crate::store::{self, Store};
use crate::view::View;
use crate::{delta_log, scratch, verify};

/// What may go.
#[derive(Clone, Debug)]
pub struct Policy {
    /// For how many months a snapshot is kept after it was superseded.
    pub keep_months: u32,
    /// The views, as answers name them, that draws, runs and reports rest on.
    pub cited: Vec<String>,
    /// When the vacuum takes place.
    pub at: DateTime<Utc>,
}

/// What a vacuum removes, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removable {
    /// Superseded snapshots whose time is over, by name.
    pub snapshots: Vec<String>,
    /// Superseded snapshots whose time is over and that something cites.
    pub cited: Vec<String>,
    /// The files.
    pub files: Vec<Removed>,
    keep_months: u32,
    at: DateTime<Utc>,
}

/// A file that goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removed {
    /// Path inside the home.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// The snapshot that it belonged to; none if no manifest names it.
    pub snapshot_id: Option<String>,
}

/// What a vacuum would remove now.
pub(crate) fn plan(store: &Store, policy: &Policy) -> Result<Removable> {
    let published = store.published()?.sound()?;
    let over: Vec<&Manifest> = superseded(&published, policy).collect();
    let cited = cited(store, &published, &policy.cited);
    let (kept, going): (Vec<_>, Vec<_>) =
        over.into_iter().partition(|manifest| cited.contains(&manifest.snapshot_id));
    let gone = |m: &&Manifest| published.removal(&m.snapshot_id).is_some() || going.contains(m);
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    for manifest in &published.manifests {
        let files: Vec<&ManifestFile> = match gone(&manifest.as_ref()) {
            true => manifest.identities.iter().collect(),
            false => manifest.files().collect(),
        };
        needed.extend(files.into_iter().map(|file| file.path.as_str()));
    }
    let mut files = Vec::new();
    for Listed { name: path, bytes, .. } in candidates(store)? {
        if !needed.contains(path.as_str()) {
            let mut owners = going.iter().filter(|m| m.files().any(|file| file.path == path));
            let snapshot_id = owners.next().map(|manifest| manifest.snapshot_id.clone());
            files.push(Removed { path, bytes, snapshot_id });
        }
    }
    let ids = |manifests: Vec<&Manifest>| {
        manifests.into_iter().map(|manifest| manifest.snapshot_id.clone()).collect()
    };
    Ok(Removable {
        snapshots: ids(going),
        cited: ids(kept),
        files,
        keep_months: policy.keep_months,
        at: policy.at,
    })
}

/// Removes it; the caller holds both locks.
pub(crate) fn run(
    store: &Store,
    policy: &Policy,
    note: impl FnOnce(&Removable) -> Result<()>,
) -> Result<Removable> {
    let removable = plan(store, policy)?;
    let published = store.published()?.sound()?;
    agree(store, &published, policy.at)?;
    if !removable.files.is_empty() || !removable.snapshots.is_empty() {
        note(&removable)?;
    }
    if !removable.snapshots.is_empty() {
        bury(store, &published, &removable)?;
    }
    for file in &removable.files {
        match [scratch::FOLDER, scratch::CHECKS].iter().any(|own| file.path.starts_with(own)) {
            true => Files::folder(store.home()).remove(&file.path)?,
            false => store.files().remove(&file.path)?,
        }
    }
    Ok(removable)
}

/// Publishes the tombstone.
fn bury(store: &Store, published: &Published, removable: &Removable) -> Result<()> {
    let last = published.head(store.files())?;
    let sequence = last.as_ref().map_or(0, |head| head.sequence) + 1;
    let named = removable.files.iter().filter(|file| file.snapshot_id.is_some());
    let stone = Tombstone {
        id: Tombstone::id(sequence),
        sequence,
        removed_at: removable.at,
        keep_months: removable.keep_months,
        snapshots: removable.snapshots.clone(),
        files: named.map(|file| file.path.clone()).collect(),
        previous: last.map(|head| head.as_previous()),
    };
    chain::write(store.files(), &stone)
}

/// The snapshots with rows that were superseded so long ago that their time is over.
fn superseded<'a>(published: &'a Published, policy: &Policy) -> impl Iterator<Item = &'a Manifest> {
    let limit = policy.at.checked_sub_months(Months::new(policy.keep_months));
    published.manifests.iter().map(Arc::as_ref).filter(move |manifest| {
        let successor = published
            .manifests
            .iter()
            .find(|m| m.month == manifest.month && m.revision > manifest.revision);
        let over = successor.is_some_and(|m| limit.is_some_and(|limit| m.loaded_at <= limit));
        over && published.removal(&manifest.snapshot_id).is_none()
    })
}

/// The snapshots of the views that are cited. A view that cannot be made keeps everything that it
/// could be made of: the snapshot in its name.
fn cited(store: &Store, published: &Published, views: &[String]) -> BTreeSet<String> {
    let mut cited = BTreeSet::new();
    for name in views {
        let as_of = AsOf::parse(name);
        let view =
            as_of.and_then(|as_of| View::at(store.files().clone(), published.clone(), &as_of));
        match view {
            Ok(view) => cited.extend(view.manifests.iter().map(|m| m.snapshot_id.clone())),
            Err(_) => cited.extend(name.split('@').next().map(str::to_owned)),
        }
    }
    cited
}

/// The files that loads write and no log names: tables and quarantines, and what was being written.
fn candidates(store: &Store) -> Result<Vec<Listed>> {
    let own = Files::folder(store.home());
    let mut found = own.list(scratch::FOLDER)?;
    found.extend(own.list(scratch::CHECKS)?);
    for (folder, kinds) in [
        (files::TABLES, &["parquet", "tmp"][..]),
        (files::QUARANTINE, &["sealed", "tmp"]),
        (files::CHAIN, &["tmp"]),
    ] {
        let listed = store.files().list(folder)?.into_iter();
        let ours = listed.filter(|file| files::has_extension(&file.name, kinds));
        // A Delta log also has files in columns.
        let is_log = |name: &str| name.contains(&format!("/{}/", delta_log::FOLDER));
        found.extend(ours.filter(|file| !is_log(&file.name) && !store::is_refusal(&file.name)));
    }
    found.sort();
    Ok(found)
}

/// Brings the Delta logs to what the manifests say, where an interrupted load left them ahead.
pub(crate) fn agree(store: &Store, published: &Published, at: DateTime<Utc>) -> Result<()> {
    let mut changes = Vec::new();
    for table in &schema::all().tables {
        let log = DeltaLog::read(store.files(), &table.name)?;
        for (month, manifest) in verify::disagreements(&table.name, &log, published) {
            let Ok(month) = month.parse() else { continue };
            let told = manifest.and_then(|manifest| manifest.tables.get(&table.name));
            changes.push(Change {
                table: table.name.clone(),
                files: store.files().clone(),
                schema: table.arrow(),
                month,
                file: told.and_then(|told| told.files.first()).map(written),
                replaces: true,
                at,
            });
        }
    }
    delta::commit(changes).map(drop)
}

fn written(file: &ManifestFile) -> Written {
    Written {
        name: verify::inside(file).to_owned(),
        rows: file.rows,
        bytes: file.bytes,
        sha256: file.sha256.clone(),
    }
}
