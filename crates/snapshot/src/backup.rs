//! Which files make up the published snapshots, for a copy of them while loads go on.

use std::collections::BTreeSet;

use model::Result;

use crate::chain::{self, Published};
use crate::delta_log::{self, DeltaLog};
use crate::store::{self, Store};
use crate::{files, identity, verify};

/// The files of the published snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFiles {
    /// The last link of the chain.
    pub head: Option<String>,
    /// Paths inside the home: every file that a manifest names, the commits of the Delta logs that
    /// belong to them, quarantines of refused deliveries, and the chain last.
    pub files: Vec<String>,
}

/// What is published now. Nothing that is listed changes afterwards; what a load under way has
/// written so far is not listed.
pub(crate) fn list(store: &Store) -> Result<BackupFiles> {
    let published = store.published()?.sound()?;
    let named = named(&published);
    let mut files: Vec<String> = named.iter().map(|path| (*path).to_owned()).collect();
    for name in verify::tables(&published).into_iter().chain([identity::TABLE]) {
        let log = DeltaLog::read(store.files(), name)?;
        let told = published.manifests.iter().filter_map(|manifest| manifest.tables.get(name));
        let told = told.map(|told| told.delta_version).max().filter(|_| log.version().is_some());
        let is_named =
            |file: &str| named.contains(format!("{}/{file}", files::table_folder(name)).as_str());
        if let Some(last) = told.max(log.last_adding(is_named)) {
            let folder = files::table_folder(name);
            let commit = |at| format!("{folder}/{}/{at:020}.json", delta_log::FOLDER);
            files.extend((0..=last).map(commit));
        }
    }
    let kept = store.files().list(files::QUARANTINE)?.into_iter().map(|file| file.name);
    files.extend(kept.filter(|name| store::is_refusal(name)));
    files.extend(published.link_ids().into_iter().map(chain::name));
    let head = published.link_ids().last().map(|id| (*id).to_owned());
    Ok(BackupFiles { head, files })
}

/// Every file that a manifest names and no vacuum removed.
fn named(published: &Published) -> BTreeSet<&str> {
    let manifests = published.manifests.iter();
    let files = manifests.flat_map(|manifest| verify::present(published, manifest));
    files.map(|file| file.path.as_str()).collect()
}
