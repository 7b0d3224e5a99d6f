//! The files of a delivery folder, in the order of their names.

use std::fs;
use std::path::{Path, PathBuf};

use model::{Fault, Result, Text};

use crate::error;

/// One file found.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Name inside the delivery, with `/` between folders.
    pub file: String,
    /// Size.
    pub bytes: u64,
    /// Whether it is a link.
    pub is_link: bool,
}

/// Every file below `delivery` but hidden files and the lock files of open workbooks.
///
/// # Errors
/// The folder does not exist, is a file, or holds nothing.
pub(crate) fn list(delivery: &Path) -> Result<Vec<Entry>> {
    if delivery.is_file() {
        return Err(error::archive(delivery));
    }
    if !delivery.is_dir() {
        return Err(error::not_found(delivery));
    }
    let mut entries = Vec::new();
    walk(delivery, "", &mut entries)?;
    entries.sort_by(|a, b| a.file.cmp(&b.file));
    if entries.is_empty() {
        return Err(error::empty_folder(delivery));
    }
    Ok(entries)
}

fn walk(folder: &Path, prefix: &str, entries: &mut Vec<Entry>) -> Result<()> {
    let failed =
        |why: std::io::Error| Fault::io(Text::new("读取文件夹", "read the folder"), folder, &why);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db" {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        let file = format!("{prefix}{name}");
        if kind.is_dir() {
            walk(&entry.path(), &format!("{file}/"), entries)?;
        } else {
            let bytes = if kind.is_symlink() { 0 } else { entry.metadata().map_err(failed)?.len() };
            entries.push(Entry { path: entry.path(), file, bytes, is_link: kind.is_symlink() });
        }
    }
    Ok(())
}
