//! Files of the home folder, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
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
    let beside = beside(path);
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

/// What a folder holds, by name; nothing if there is no such folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|why| unread(folder, &why))?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|why| unread(folder, &why))?;
    paths.sort();
    Ok(paths)
}

/// The name under which a file or folder is made before it is whole.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Removes a file, or a folder with all in it; nothing if there is none.
pub(crate) fn remove_whole(path: &Path) -> Result<()> {
    let removed = match path.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    match removed {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(unwritten(path, &why)),
        _ => Ok(()),
    }
}

/// Gives a whole file or folder its name; an empty folder of that name gives way.
pub(crate) fn publish_whole(part: &Path, path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir(path).map_err(|why| unwritten(path, &why))?;
    }
    fs::rename(part, path).map_err(|why| unwritten(path, &why))
}

/// Lets nobody but the owner use a file or folder.
#[cfg(unix)]
pub(crate) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(crate) fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

fn unread(path: &Path, why: &io::Error) -> Fault {
    Fault::io(Text::new("读取文件", "read a file"), path, why)
}

/// The disk refuses.
pub(crate) fn unwritten(path: &Path, why: &io::Error) -> Fault {
    Fault::io(Text::new("写入文件", "write a file"), path, why)
}
