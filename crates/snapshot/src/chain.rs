//! The chain of manifests and tombstones, the files of the folder `snapshots`.
//!
//! # Invariants
//!
//! - Links are numbered from 1 without gaps; each carries name and hash of the one before.
//! - One damaged link hides no other: it is told of where it matters (`view`, `verify`).
//!
//! A chain cannot show that its end was cut off: that is what noting [`Head`] elsewhere is for.

mod links;

use std::sync::Arc;

use model::hash::sha256_hex;
use model::{Fault, Month, Result};
use serde::Serialize;

use crate::error;
use crate::files::{CHAIN, Files};
use crate::manifest::{Manifest, Previous, Tombstone};

pub(crate) use links::Links;

/// Everything that was published in a home.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The snapshots, by month and revision.
    pub manifests: Vec<Arc<Manifest>>,
    /// What vacuums removed, the first first.
    pub tombstones: Vec<Arc<Tombstone>>,
    /// The links that cannot be read, by name.
    pub damaged: Vec<Damaged>,
}

/// A manifest or tombstone that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The name that its file gives it.
    pub id: String,
    /// Why, and what to do.
    pub fault: Fault,
}

impl Damaged {
    /// The month and revision that it was the manifest of.
    pub(crate) fn revision(&self) -> Option<(Month, u32)> {
        Manifest::parse_id(&self.id)
    }
}

/// A link of the chain with the hash of its file: what a later link, or the audit log, says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The snapshot, or the name of the tombstone.
    pub id: String,
    /// Its place in the chain, from 1.
    pub sequence: u64,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl Published {
    /// The snapshots, unless a link is damaged.
    ///
    /// # Errors
    /// The first link that is damaged.
    pub fn sound(self) -> Result<Self> {
        match self.damaged.into_iter().next() {
            Some(damaged) => Err(damaged.fault),
            None => Ok(Self { damaged: Vec::new(), ..self }),
        }
    }

    /// The vacuum that removed the rows of a snapshot.
    pub fn removal(&self, snapshot_id: &str) -> Option<&Tombstone> {
        self.tombstones
            .iter()
            .map(Arc::as_ref)
            .find(|stone| stone.snapshots.iter().any(|id| id == snapshot_id))
    }

    /// The snapshot of a revision, or the latest one of a month, with its rows.
    pub(crate) fn named(&self, name: &str) -> Result<&Manifest> {
        let month = name.parse::<Month>();
        let is_it = |m: &&Arc<Manifest>| match &month {
            Ok(month) => m.month == *month,
            Err(_) => m.snapshot_id == name,
        };
        let is_damaged = |d: &&Damaged| match &month {
            Ok(month) => d.revision().is_some_and(|(of, _)| of == *month),
            Err(_) => d.id == name,
        };
        if let Some(damaged) = self.damaged.iter().find(is_damaged) {
            return Err(damaged.fault.clone());
        }
        let found = self.manifests.iter().rfind(is_it);
        let found = found.ok_or_else(|| error::no_revision(name, &self.ids()))?;
        match self.removal(&found.snapshot_id) {
            Some(_) => Err(error::removed(&found.snapshot_id)),
            None => Ok(found),
        }
    }

    /// The latest month, damaged ones counted.
    pub fn latest_month(&self) -> Option<Month> {
        let damaged = self.damaged.iter().filter_map(|d| d.revision().map(|(month, _)| month));
        self.manifests.iter().map(|manifest| manifest.month).chain(damaged).max()
    }

    /// The names of all links that can be read, in order.
    pub fn link_ids(&self) -> Vec<&str> {
        self.links().into_iter().map(|(id, _, _)| id).collect()
    }

    /// The ids of all snapshots that can be read.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.manifests.iter().map(|manifest| manifest.snapshot_id.clone()).collect()
    }

    /// Name, place and predecessor of every link that can be read, in order.
    pub(crate) fn links(&self) -> Vec<(&str, u64, Option<&Previous>)> {
        let manifests = self.manifests.iter();
        let manifests =
            manifests.map(|m| (m.snapshot_id.as_str(), m.sequence, m.previous.as_ref()));
        let stones = self.tombstones.iter();
        let stones = stones.map(|t| (t.id.as_str(), t.sequence, t.previous.as_ref()));
        let mut links: Vec<_> = manifests.chain(stones).collect();
        links.sort_by_key(|(id, sequence, _)| (*sequence, *id));
        links
    }

    /// The link that the next one follows, and its hash.
    pub(crate) fn head(&self, files: &Files) -> Result<Option<Head>> {
        let links = self.links();
        links.last().map(|(id, sequence, _)| head(files, id, *sequence)).transpose()
    }
}

impl Head {
    /// What the next link says of this one.
    pub(crate) fn as_previous(&self) -> Previous {
        Previous { snapshot_id: self.id.clone(), sha256: self.sha256.clone() }
    }
}

/// A link with the hash of its file.
pub(crate) fn head(files: &Files, id: &str, sequence: u64) -> Result<Head> {
    let sha256 = sha256_hex(&files.read(&name(id))?);
    Ok(Head { id: id.to_owned(), sequence, sha256 })
}

/// The file of a link.
pub(crate) fn name(id: &str) -> String {
    format!("{CHAIN}/{id}.json")
}

/// Publishes a link: from then on it exists.
pub(crate) fn write<T: Serialize + Named>(files: &Files, link: &T) -> Result<()> {
    let bytes = serde_json::to_vec_pretty(link).map_err(|why| error::bug(&why.to_string()))?;
    files.write_link(&name(link.name()), bytes)
}

/// What a link is called.
pub(crate) trait Named {
    fn name(&self) -> &str;
}

impl Named for Manifest {
    fn name(&self) -> &str {
        &self.snapshot_id
    }
}

impl Named for Tombstone {
    fn name(&self) -> &str {
        &self.id
    }
}
