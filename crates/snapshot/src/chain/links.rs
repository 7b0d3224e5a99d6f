//! Reading the links of the chain; those that were read before are kept.
//!
//! # Invariants
//!
//! - A link is never changed once it is published: a file of the same name, size and time of change
//!   need not be read again. Another one is.
//! - A link that cannot be read is not kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Result;
use serde::de::DeserializeOwned;

use super::{Damaged, Named, Published};
use crate::error;
use crate::files::{self, CHAIN, Files, Listed};
use crate::manifest::{Manifest, Tombstone};

/// The links that were read, by the file that each was read from.
#[derive(Debug, Default)]
pub(crate) struct Links(Mutex<BTreeMap<Listed, Link>>);

/// A link that can be read.
#[derive(Clone, Debug)]
enum Link {
    Snapshot(Arc<Manifest>),
    Vacuum(Arc<Tombstone>),
}

impl Links {
    /// Every link; those that cannot be read are told apart.
    pub(crate) fn read(&self, files: &Files) -> Result<Published> {
        let listed = files.list_kind(CHAIN, "json")?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|file, _| listed.contains(file));
        let new: Vec<Listed> =
            listed.into_iter().filter(|file| !known.contains_key(file)).collect();
        let mut published = Published::default();
        for (file, text) in files.read_all(new)? {
            let id = files::stem(&file.name).to_owned();
            match text.and_then(|text| parse(&files.show(&file.name), &id, &text)) {
                Ok(link) => _ = known.insert(file, link),
                Err(fault) => published.damaged.push(Damaged { id, fault }),
            }
        }
        for link in known.values() {
            match link {
                Link::Snapshot(manifest) => published.manifests.push(Arc::clone(manifest)),
                Link::Vacuum(stone) => published.tombstones.push(Arc::clone(stone)),
            }
        }
        published.manifests.sort_by_key(|manifest| (manifest.month, manifest.revision));
        published.tombstones.sort_by_key(|stone| stone.sequence);
        Ok(published)
    }
}

fn parse(shown: &str, id: &str, text: &[u8]) -> Result<Link> {
    match Tombstone::is_id(id) {
        true => named(shown, id, text).map(|stone| Link::Vacuum(Arc::new(stone))),
        false => named(shown, id, text).map(|manifest| Link::Snapshot(Arc::new(manifest))),
    }
}

/// A link says its own name, so that a copy under another name is none.
fn named<T: DeserializeOwned + Named>(shown: &str, id: &str, text: &[u8]) -> Result<T> {
    let link: T =
        serde_json::from_slice(text).map_err(|why| error::bad_manifest(shown, &why.to_string()))?;
    match link.name() == id {
        true => Ok(link),
        false => Err(error::bad_manifest(shown, link.name())),
    }
}
