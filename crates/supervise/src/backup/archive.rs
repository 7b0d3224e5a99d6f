//! A backup as a folder or a ZIP file: files by name, with their hashes.
//!
//! # Invariants
//!
//! - What is written bears its own name only when it is whole.
//! - Only the owner may read it: it holds personal data.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use model::hash::hex;
use model::{Fault, Result, Text};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{KEYS, Kept};
use crate::{error, files};

/// How much of a file is in memory at once.
const PIECE: usize = 1 << 20;

/// Writes a backup.
pub(super) struct Writer {
    to: PathBuf,
    part: PathBuf,
    zip: Option<ZipWriter<File>>,
}

/// Reads a backup.
pub(super) struct Reader {
    from: PathBuf,
    zip: Option<ZipArchive<File>>,
}

impl Writer {
    /// Begins a backup beside `to`; what an interrupted one left there is removed.
    pub(super) fn create(to: &Path) -> Result<Self> {
        let part = files::beside(to);
        let is_zip = to.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
        files::remove_whole(&part)?;
        let made = || -> io::Result<Option<ZipWriter<File>>> {
            if is_zip {
                let file = File::create(&part)?;
                files::restrict(&part, 0o600)?;
                return Ok(Some(ZipWriter::new(file)));
            }
            fs::create_dir(&part)?;
            files::restrict(&part, 0o700)?;
            Ok(None)
        };
        let zip = made().map_err(|why| unwritten(to, &why))?;
        let writer = Self { to: to.to_owned(), part, zip };
        files::remove_whole(&writer.scratch())?;
        Ok(writer)
    }

    /// Where a file can be made before it is added.
    pub(super) fn scratch(&self) -> PathBuf {
        files::beside(&self.to.with_extension("ledger"))
    }

    /// Adds a file under a name.
    pub(super) fn add(&mut self, name: &str, from: &Path) -> Result<Kept> {
        let file = File::open(from).map_err(|why| unread(from, &why))?;
        self.put(name, BufReader::with_capacity(PIECE, file))
    }

    /// Adds the inventory and gives the backup its name.
    pub(super) fn finish(mut self, name: &str, text: &[u8]) -> Result<()> {
        self.put(name, text)?;
        files::remove_whole(&self.scratch())?;
        let synced = match self.zip.take() {
            Some(zip) => zip.finish().map_err(io::Error::from).and_then(|file| file.sync_all()),
            None => Ok(()),
        };
        synced.map_err(|why| unwritten(&self.to, &why))?;
        files::publish_whole(&self.part, &self.to)
    }

    /// Adds what is read under a name.
    pub(super) fn put(&mut self, name: &str, from: impl Read) -> Result<Kept> {
        let put = match &mut self.zip {
            Some(zip) => {
                // Columns are compressed already.
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Stored)
                    .large_file(true);
                zip.start_file(name, options)
                    .map_err(io::Error::from)
                    .and_then(|()| copy(from, zip))
            }
            None => write(&self.part.join(name), from),
        };
        put.map_err(|why| unwritten(&self.to, &why))
    }
}

impl Reader {
    /// Opens a backup.
    pub(super) fn open(from: &Path) -> Result<Self> {
        let zip = match from.is_dir() {
            true => None,
            false => {
                let file = File::open(from).map_err(|why| unread(from, &why))?;
                Some(ZipArchive::new(file).map_err(|why| unread(from, &why.into()))?)
            }
        };
        Ok(Self { from: from.to_owned(), zip })
    }

    /// A file as text.
    pub(super) fn text(&mut self, name: &str) -> Result<String> {
        let mut text = String::new();
        let read = self.with(name, |file| file.read_to_string(&mut text).map(drop));
        read.map_err(|why| error::no_backup(&self.from, &why))?;
        Ok(text)
    }

    /// Copies a file to `to`.
    pub(super) fn extract(&mut self, name: &str, to: &Path) -> Result<Kept> {
        let kept = self.with(name, |file| write(to, file));
        let kept = kept.map_err(|why| unread(&self.from.join(name), &why))?;
        if name.starts_with(KEYS) {
            files::restrict(to, 0o600).map_err(|why| unwritten(to, &why))?;
        }
        Ok(kept)
    }

    fn with<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        match &mut self.zip {
            Some(zip) => read(&mut zip.by_name(name)?),
            None => read(&mut File::open(self.from.join(name))?),
        }
    }
}

fn write(to: &Path, from: impl Read) -> io::Result<Kept> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(to)?;
    let kept = copy(from, &mut file)?;
    file.sync_all()?;
    Ok(kept)
}

fn copy(mut from: impl Read, to: &mut impl Write) -> io::Result<Kept> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = from.read(&mut piece)?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hash.update(piece);
        to.write_all(piece)?;
        bytes += read as u64;
    }
    Ok(Kept { bytes, sha256: hex(&hash.finalize()) })
}

fn unread(path: &Path, why: &io::Error) -> Fault {
    Fault::io(Text::new("读取备份", "read for a backup"), path, why)
}

fn unwritten(path: &Path, why: &io::Error) -> Fault {
    Fault::io(Text::new("写入备份", "write the backup"), path, why)
}
