//! The folder of the home into which a ZIP is unpacked, and in which rows and files wait that are not
//! published yet; it ends with the load.
//!
//! # Invariants
//!
//! - Its owner alone may open it.
//! - What a killed load left there goes before the next load begins; what a killed check left, with
//!   the next vacuum.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use model::{Fault, Result, Text};

use crate::disk;
use crate::store::Store;

/// Its name in the home.
pub(crate) const FOLDER: &str = "unpacked";
/// The folder in which checks have theirs, each its own.
pub(crate) const CHECKS: &str = "checking";

/// A file of this folder that no other work of this program has.
pub(crate) fn file(folder: &Path, extension: &str) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    folder.join(format!("{}.{extension}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// An empty private folder, removed when dropped.
pub(crate) struct Scratch {
    /// Where it is.
    pub path: PathBuf,
}

impl Scratch {
    /// Makes the folder; the caller holds the lock of the home.
    pub(crate) fn new(store: &Store) -> Result<Self> {
        let path = store.home().join(FOLDER);
        remove(&path)?;
        disk::make_private_folder(&path)?;
        Ok(Self { path })
    }

    /// Makes one for a check, which may be one of several and holds no lock.
    pub(crate) fn of_check(store: &Store) -> Result<Self> {
        let folder = store.home().join(CHECKS);
        let path = file(&folder, &std::process::id().to_string());
        remove(&path)?;
        disk::make_private_folder(&path)?;
        Ok(Self { path })
    }

    /// A folder in it for runs of rows, and for files until the whole delivery is judged.
    pub(crate) fn staging(&self) -> Result<PathBuf> {
        let path = self.path.join("staging");
        disk::make_private_folder(&path)?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next load removes what stays.
        let _ = remove(&self.path);
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            Err(Fault::io(Text::new("清理", "clear"), path, &why))
        }
        _ => Ok(()),
    }
}
