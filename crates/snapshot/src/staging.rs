//! The folder of the home in which a load keeps what is not published yet: runs of rows, and files
//! that wait until the whole delivery is judged.
//!
//! # Invariants
//!
//! - Its owner alone may open it.
//! - It ends with the load; what a killed load left goes before the next load begins.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use model::{Fault, Result, Text};

use crate::disk;

/// An empty private folder, removed when dropped.
pub(crate) struct Staging {
    path: PathBuf,
}

impl Staging {
    /// Makes the folder in a home; the caller holds the home's lock.
    pub(crate) fn new(home: &Path) -> Result<Self> {
        let path = home.join("staging");
        match fs::remove_dir_all(&path) {
            Err(why) if why.kind() != ErrorKind::NotFound => {
                return Err(Fault::io(Text::new("清理", "clear"), &path, &why));
            }
            _ => {}
        }
        disk::make_private_folder(&path)?;
        Ok(Self { path })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // The next load removes what stays.
        let _ = fs::remove_dir_all(&self.path);
    }
}
