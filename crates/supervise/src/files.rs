//! Files of the home folder, written whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use model::{Fault, Result, Text};

/// Writes a file so that a reader sees the old one or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    prepare(path, bytes)?.publish()
}

/// A file that is on the disk under another name.
pub(crate) struct Prepared {
    beside: PathBuf,
    path: PathBuf,
}

/// Writes the bytes beside `path`; until they are published nobody sees them.
pub(crate) fn prepare(path: &Path, bytes: &[u8]) -> Result<Prepared> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let written = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().map_err(|why| unwritten(path, &why))?;
    Ok(Prepared { beside, path: path.to_owned() })
}

impl Prepared {
    /// Gives the file its name.
    pub(crate) fn publish(self) -> Result<()> {
        fs::rename(&self.beside, &self.path).map_err(|why| unwritten(&self.path, &why))
    }
}

/// Reads a whole text.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|why| unread(path, &why))
}

/// Reads a whole file.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|why| unread(path, &why))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    let doing = || Text::new("建立文件夹", "make a folder");
    fs::create_dir_all(path).map_err(|why| Fault::io(doing(), path, &why))
}

fn unread(path: &Path, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("读取文件", "read a file"), path, why)
}

fn unwritten(path: &Path, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("写入文件", "write a file"), path, why)
}
