//! What the Delta log of a table says, commit by commit: read for proof, never for answers.
//!
//! # Invariants
//!
//! - Commits are numbered from 0 without gaps, for none of ours is ever removed.
//!
//! # Not here
//!
//! Writing (`delta`).

use std::collections::{BTreeMap, BTreeSet};

use model::{Month, Result};
use serde::Deserialize;

use crate::delta::PARTITION;
use crate::error;
use crate::files::{self, Files};

/// The folder of a log in the folder of its table.
pub(crate) const FOLDER: &str = "_delta_log";

/// The files that the commits of a table add and remove.
#[derive(Debug, Default)]
pub(crate) struct DeltaLog {
    commits: Vec<Vec<Line>>,
}

/// One line of a commit; lines of other kinds are empty here.
#[derive(Debug, Default, Deserialize)]
struct Line {
    add: Option<Added>,
    remove: Option<Removed>,
}

#[derive(Debug, Deserialize)]
struct Added {
    path: String,
    #[serde(rename = "partitionValues", default)]
    partition: BTreeMap<String, Option<String>>,
}

#[derive(Debug, Deserialize)]
struct Removed {
    path: String,
}

/// Files by month.
pub(crate) type Active = BTreeMap<String, BTreeSet<String>>;

impl DeltaLog {
    /// Reads the log of a table; empty if it has none.
    pub(crate) fn read(files: &Files, table: &str) -> Result<Self> {
        let mut commits = Vec::new();
        let folder = format!("{}/{FOLDER}", files::table_folder(table));
        for (file, text) in files.read_all(files.list_kind(&folder, "json")?)? {
            if files::stem(&file.name).parse() != Ok(commits.len()) {
                return Err(error::delta_gap(table, commits.len()));
            }
            let text = text?;
            let lines = serde_json::Deserializer::from_slice(&text).into_iter::<Line>();
            let lines: Result<Vec<Line>, _> = lines.collect();
            commits.push(
                lines.map_err(|why| error::bad_delta(&files.show(&file.name), &why.to_string()))?,
            );
        }
        Ok(Self { commits })
    }

    /// The number of the last commit.
    pub(crate) fn version(&self) -> Option<u64> {
        self.commits.len().checked_sub(1).map(|last| last as u64)
    }

    /// The last commit that adds a file of these.
    pub(crate) fn last_adding(&self, is_one: impl Fn(&str) -> bool) -> Option<u64> {
        let mut commits = self.commits.iter();
        let adds = |line: &Line| line.add.as_ref().is_some_and(|added| is_one(&added.path));
        commits.rposition(|lines| lines.iter().any(adds)).map(|at| at as u64)
    }

    /// The files that are in the table after each commit up to one; none if there is no such commit.
    pub(crate) fn active(&self, version: u64) -> Option<Active> {
        let commits = self.commits.get(..=usize::try_from(version).ok()?)?;
        let mut active = Active::new();
        for line in commits.iter().flatten() {
            if let Some(removed) = &line.remove {
                active.values_mut().for_each(|files| files.retain(|file| *file != removed.path));
            }
            if let Some(added) = &line.add {
                let month = added.partition.get(PARTITION).cloned().flatten().unwrap_or_default();
                active.entry(month).or_default().insert(added.path.clone());
            }
        }
        active.retain(|_, files| !files.is_empty());
        Some(active)
    }
}

/// The files of a month.
pub(crate) fn of_month(active: &Active, month: Month) -> BTreeSet<String> {
    active.get(&month.to_string()).cloned().unwrap_or_default()
}
