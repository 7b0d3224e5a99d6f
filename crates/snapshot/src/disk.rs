//! Files of ours on this machine, written whole: a temporary file, flushed, then renamed into place.
//!
//! # Invariants
//!
//! - A reader sees the old bytes or the new bytes, never some of them.
//! - Private files and folders are readable by their owner alone.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use model::hash::hex;
use model::{Fault, Result, Text};
use sha2::{Digest, Sha256};

use crate::files::Listed;

/// How much of a file is read at once.
const PIECE: usize = 1 << 20;

/// Creates a folder and its parents.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|why| cannot_write(path, &why))
}

/// Creates a folder that its owner alone may open; one that is so already is not touched, so that
/// a home on a medium that cannot be written to opens.
pub(crate) fn make_private_folder(path: &Path) -> Result<()> {
    if is_private(path) {
        return Ok(());
    }
    make_folder(path)?;
    restrict(path, 0o700)
}

/// Writes a file whole.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, bytes, None)
}

/// Writes a file whole; its owner alone may read it.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, bytes, Some(0o600))
}

/// Moves a file that is whole and flushed to where it belongs.
pub(crate) fn move_whole(from: &Path, to: &Path) -> Result<()> {
    let moved = fs::rename(from, to).and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    moved.map_err(|why| cannot_write(to, &why))
}

/// Reads a file whole.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    let doing = Text::new("读取文件", "read the file");
    fs::read(path).map_err(|why| Fault::io(doing, path, &why))
}

/// What a folder holds, by name; nothing if there is no such folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed =
        |why: std::io::Error| Fault::io(Text::new("读取文件夹", "read the folder"), folder, &why);
    let entries = match fs::read_dir(folder) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The files below a folder of a home and the folders in it, by name from the home; none if there is
/// no such folder.
pub(crate) fn below(home: &Path, folder: &str) -> Result<Vec<Listed>> {
    let mut found = Vec::new();
    for path in list(&home.join(folder))? {
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{folder}/{own}");
        match fs::metadata(&path) {
            Ok(is) if is.is_dir() => found.extend(below(home, &name)?),
            is => {
                // A link that leads nowhere, or a file just gone, has neither.
                let bytes = is.as_ref().map_or(0, fs::Metadata::len);
                let changed_at = is.and_then(|is| is.modified()).unwrap_or(UNIX_EPOCH).into();
                found.push(Listed { name, bytes, changed_at });
            }
        }
    }
    Ok(found)
}

/// SHA-256 and size of what is read, piece by piece.
pub(crate) fn hash(from: impl Read) -> std::io::Result<(String, u64)> {
    let mut from = BufReader::with_capacity(PIECE, from);
    let mut hash = Sha256::new();
    let mut bytes = 0;
    loop {
        let piece = from.fill_buf()?;
        if piece.is_empty() {
            return Ok((hex(&hash.finalize()), bytes));
        }
        hash.update(piece);
        let read = piece.len();
        bytes += read as u64;
        from.consume(read);
    }
}

/// Removes a file; one that is gone already is removed.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != ErrorKind::NotFound => {
            Err(Fault::io(Text::new("删除文件", "remove the file"), path, &why))
        }
        _ => Ok(()),
    }
}

/// The first bytes of a file, as many as tell what it is.
pub(crate) fn head(path: &Path) -> Result<Vec<u8>> {
    let doing = || Text::new("读取文件", "read the file");
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.map(|_| head).map_err(|why| Fault::io(doing(), path, &why))
}

fn replace(path: &Path, bytes: &[u8], mode: Option<u32>) -> Result<()> {
    let temporary = path.with_extension("tmp");
    let attempt = || -> std::io::Result<()> {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).open(&temporary)?;
        if let Some(mode) = mode {
            set_mode(&temporary, mode)?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    attempt().map_err(|why| cannot_write(path, &why))
}

fn restrict(path: &Path, mode: u32) -> Result<()> {
    set_mode(path, mode).map_err(|why| cannot_write(path, &why))
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.is_dir() && found.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(path: &Path) -> bool {
    path.is_dir()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

/// A rename lasts through a power cut only when its folder is flushed too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn cannot_write(path: &Path, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("写入", "write"), path, why)
}
