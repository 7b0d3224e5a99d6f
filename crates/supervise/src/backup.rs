//! A home as one folder or one ZIP file, and back.
//!
//! # Invariants
//!
//! - A backup is of one moment although loads go on: the ledger is copied first, then the manifests
//!   are read, then the files they name are copied; what was loaded later is not in it. Nothing is
//!   removed meanwhile.
//! - A backup and a restored home appear whole, under their own name, or not at all.
//! - Every file is restored with the SHA-256 with which it was backed up.
//! - Keys are in it only if the caller says so.
//! - Snapshots are in it wherever they are kept; a restored home has them in its own folder.
//!
//! # Not here
//!
//! What belongs to a snapshot (`Store::backup_files`).

mod archive;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use model::Result;
use serde::{Deserialize, Serialize};

use crate::home::{FOLDERS, HOME_FILE, Home, file_for_backup, make_folders};
use crate::{error, files};
use archive::{Reader, Writer};

/// The inventory inside a backup, written last.
const INVENTORY: &str = "backup.json";

/// The ledger, in a home and in a backup.
const LEDGER: &str = "ledger.sqlite";

/// Folders with the municipality's own definitions.
const DEFINITIONS: [&str; 3] = ["queries", "dashboards", "jurisdictions"];

/// Where the keys are.
const KEYS: &str = "keys";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The program that made it.
    pub program: String,
    /// The last snapshot in it.
    pub snapshot: Option<String>,
    /// Whether the keys are in it.
    pub with_keys: bool,
    /// The files by path inside the home.
    pub files: BTreeMap<String, Kept>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl Home {
    /// Copies the whole home into a new folder, or into a new ZIP file if `to` ends in `.zip`.
    ///
    /// # Errors
    /// `to` exists; a file is missing or cannot be read; the disk refuses. There is no backup then.
    pub fn backup(&self, to: &Path, with_keys: bool) -> Result<Inventory> {
        if to.exists() {
            return Err(error::exists(to));
        }
        let _held = self.store().hold()?;
        let mut writer = Writer::create(to)?;
        let ledger = writer.scratch();
        self.ledger().copy(&ledger)?;
        let kept = self.store().backup_files()?;
        let mut paths: Vec<String> = Vec::new();
        for folder in FOLDERS.iter().chain(&DEFINITIONS).chain(with_keys.then_some(&KEYS)) {
            paths.extend(below(self.root(), folder)?);
        }
        let mut inventory = Inventory {
            made_at: self.now(),
            program: concat!("doudi ", env!("CARGO_PKG_VERSION")).to_owned(),
            snapshot: kept.head,
            with_keys,
            files: BTreeMap::new(),
        };
        let mut note = |path: String, held: Kept| inventory.files.insert(path, held);
        note(LEDGER.to_owned(), writer.add(LEDGER, &ledger)?);
        let home = file_for_backup(self.root())?;
        note(HOME_FILE.to_owned(), writer.put(HOME_FILE, home.as_bytes())?);
        for path in kept.files {
            let held = writer.put(&path, self.store().reader(&path)?)?;
            note(path, held);
        }
        for path in paths {
            let held = writer.add(&path, &self.root().join(&path))?;
            note(path, held);
        }
        let text = serde_json::to_vec_pretty(&inventory)
            .map_err(|why| error::no_text(&why.to_string()))?;
        writer.finish(INVENTORY, &text)?;
        Ok(inventory)
    }
}

/// Makes a home at `root` from a backup, a folder or a ZIP file.
///
/// # Errors
/// There is a home or anything else at `root`; the backup is incomplete or was changed; the disk
/// refuses. There is nothing at `root` then.
pub fn restore(from: &Path, root: &Path) -> Result<Inventory> {
    let is_empty = fs::read_dir(root).is_ok_and(|mut found| found.next().is_none());
    if root.exists() && !is_empty {
        return Err(error::exists(root));
    }
    let mut reader = Reader::open(from)?;
    let text = reader.text(INVENTORY)?;
    let inventory: Inventory =
        serde_json::from_str(&text).map_err(|why| error::bad_file(from, &why))?;
    let part = files::beside(root);
    files::remove_whole(&part)?;
    files::make_folder(&part)?;
    for (path, kept) in &inventory.files {
        let parts: Vec<&str> = path.split('/').collect();
        if parts.iter().any(|part| part.is_empty() || *part == ".." || part.contains(['\\', ':'])) {
            return Err(error::bad_backup(from, path));
        }
        let found = reader.extract(path, &part.join(parts.iter().collect::<PathBuf>()))?;
        if found != *kept {
            return Err(error::bad_backup(from, path));
        }
    }
    make_folders(&part)?;
    files::publish_whole(&part, root)?;
    Ok(inventory)
}

/// The files below a folder of the home, by path from the home; half-written ones are left out.
fn below(root: &Path, folder: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in files::list(&root.join(folder))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside = format!("{folder}/{name}");
        if path.is_dir() {
            found.extend(below(root, &inside)?);
        } else if !name.ends_with(".part") && !name.ends_with(".tmp") {
            found.push(inside);
        }
    }
    Ok(found)
}
