//! The published files of a home by the names that manifests give them, in the home's own folder or in
//! a bucket.
//!
//! # Invariants
//!
//! - Both hold the same names below `snapshots`, `tables` and `quarantine`, so that one can be copied
//!   into the other with any tool.
//! - A reader sees a file whole or not at all; in a bucket no link of the chain is written over.
//! - What is written lasts before anything names it: a folder is flushed (`disk`), a bucket answers
//!   when it has what it was given.
//!
//! # Not here
//!
//! What stays in the home wherever its snapshots are: keys, locks, work in progress.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use model::{Fault, Result, Text};
use url::Url;

use crate::bucket::{Bucket, Pieces};
use crate::{disk, error};

/// The folder of the chain.
pub(crate) const CHAIN: &str = "snapshots";
/// The folder with a folder for every table.
pub(crate) const TABLES: &str = "tables";
/// The folder of quarantines; what is in it names persons.
pub(crate) const QUARANTINE: &str = "quarantine";

/// Where published files are; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Files {
    Folder(Arc<Path>),
    Bucket(Arc<Bucket>),
}

/// One file as a listing tells it; ordered by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    /// Its name, from the home.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// When it was last written.
    pub changed_at: DateTime<Utc>,
}

impl Files {
    /// Those of a folder.
    pub(crate) fn folder(path: &Path) -> Self {
        Self::Folder(path.into())
    }

    /// A file as people and faults name it.
    pub(crate) fn show(&self, name: &str) -> String {
        match self {
            Self::Folder(home) => home.join(name).display().to_string(),
            Self::Bucket(bucket) => bucket.url(name).to_string(),
        }
    }

    /// A file, or with `/` at its end a folder, as an address for others.
    pub(crate) fn url(&self, name: &str) -> Result<Url> {
        match self {
            Self::Folder(home) => {
                let path = home.join(name);
                let path = std::path::absolute(&path).unwrap_or(path);
                let url = match name.ends_with('/') {
                    true => Url::from_directory_path(&path),
                    false => Url::from_file_path(&path),
                };
                url.map_err(|()| error::bug(&path.display().to_string()))
            }
            Self::Bucket(bucket) => Ok(bucket.url(name)),
        }
    }

    /// Reads a file whole.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>> {
        match self {
            Self::Folder(home) => disk::read(&home.join(name)),
            Self::Bucket(bucket) => bucket.read(name),
        }
    }

    /// Every file below a folder that has this extension, by name.
    pub(crate) fn list_kind(&self, folder: &str, extension: &str) -> Result<Vec<Listed>> {
        let listed = self.list(folder)?.into_iter();
        Ok(listed.filter(|file| has_extension(&file.name, &[extension])).collect())
    }

    /// Reads files whole, in their order; one that cannot be read hides no other.
    pub(crate) fn read_all(&self, listed: Vec<Listed>) -> Result<Vec<(Listed, Result<Vec<u8>>)>> {
        let read = match self {
            Self::Folder(_) => listed.iter().map(|file| self.read(&file.name)).collect(),
            Self::Bucket(bucket) => bucket.read_all(&listed)?,
        };
        Ok(listed.into_iter().zip(read).collect())
    }

    /// A file, to be read piece by piece.
    pub(crate) fn reader(&self, name: &str) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::Folder(home) => {
                let path = home.join(name);
                let file = File::open(&path).map_err(|why| self.unread(name, &why))?;
                Ok(Box::new(file))
            }
            Self::Bucket(bucket) => Ok(Box::new(Pieces::from(bucket.object(name)?))),
        }
    }

    /// SHA-256 and size of a file; none if it is not there.
    pub(crate) fn hash(&self, name: &str) -> Result<Option<(String, u64)>> {
        if self.size(name)?.is_none() {
            return Ok(None);
        }
        let hashed = disk::hash(self.reader(name)?).map_err(|why| self.unread(name, &why));
        hashed.map(Some)
    }

    /// The size of a file; none if it is not there.
    pub(crate) fn size(&self, name: &str) -> Result<Option<u64>> {
        match self {
            Self::Folder(home) => match std::fs::metadata(home.join(name)) {
                Ok(found) => Ok(Some(found.len())),
                Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
                Err(why) => Err(self.unread(name, &why)),
            },
            Self::Bucket(bucket) => bucket.size(name),
        }
    }

    /// Every file below a folder, by name; none if there is no such folder.
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Listed>> {
        let mut found = match self {
            Self::Folder(home) => disk::below(home, folder)?,
            Self::Bucket(bucket) => bucket.list(folder)?,
        };
        found.sort();
        Ok(found)
    }

    /// Writes a file whole in place of what bears its name; in a folder its owner alone may read it.
    pub(crate) fn write_private(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        match self {
            Self::Folder(home) => disk::write_private(&home.join(name), &bytes),
            Self::Bucket(bucket) => bucket.write(name, bytes),
        }
    }

    /// Writes a link of the chain.
    pub(crate) fn write_link(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        match self {
            Self::Folder(home) => disk::write(&home.join(name), &bytes),
            Self::Bucket(bucket) => match bucket.create(name, bytes)? {
                true => Ok(()),
                false => Err(error::link_exists(&self.show(name))),
            },
        }
    }

    /// Gives a whole and flushed file of this machine a name; one that bears it already stays.
    pub(crate) fn adopt(&self, staged: &Path, name: &str) -> Result<()> {
        if self.size(name)?.is_some() {
            return Ok(());
        }
        match self {
            Self::Folder(home) => {
                let path = home.join(name);
                disk::make_folder(path.parent().unwrap_or(home))?;
                disk::move_whole(staged, &path)
            }
            Self::Bucket(bucket) => bucket.upload(staged, name),
        }
    }

    /// Removes a file; one that is gone already is removed.
    pub(crate) fn remove(&self, name: &str) -> Result<()> {
        match self {
            Self::Folder(home) => disk::remove(&home.join(name)),
            Self::Bucket(bucket) => bucket.remove(name),
        }
    }

    /// A table or file of columns that could not be written or read.
    pub(crate) fn failed(&self, name: &str, why: &dyn std::fmt::Display) -> Fault {
        match self {
            Self::Folder(_) => error::store(&self.show(name), why),
            Self::Bucket(_) => {
                let why = std::io::Error::other(why.to_string());
                error::bucket(("读写", "use"), &self.show(name), &why)
            }
        }
    }

    fn unread(&self, name: &str, why: &std::io::Error) -> Fault {
        match self {
            Self::Folder(home) => {
                Fault::io(Text::new("读取文件", "read the file"), &home.join(name), why)
            }
            Self::Bucket(_) => error::bucket(("读取", "read"), &self.show(name), why),
        }
    }
}

/// The folder of a table.
pub(crate) fn table_folder(table: &str) -> String {
    format!("{TABLES}/{table}")
}

/// Whether a name ends in one of these.
pub(crate) fn has_extension(name: &str, extensions: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|found| extensions.iter().any(|e| found == *e))
}

/// The name of a file without folder and extension.
pub(crate) fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}
