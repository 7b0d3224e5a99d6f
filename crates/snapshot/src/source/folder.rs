//! The files of a delivery, in the order of their names.

use std::fs;
use std::path::{Path, PathBuf};

use model::{Fault, Result, Text};

use super::archive;
use crate::limits::Limits;
use crate::{disk, error};

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

/// Every file of `delivery`, a folder or a ZIP of one, but hidden files and the lock files of open
/// workbooks; and what was refused. A ZIP is unpacked into `scratch`.
///
/// # Errors
/// The delivery does not exist, is another kind of file, or holds nothing or too much.
pub(crate) fn list(
    delivery: &Path,
    scratch: &Path,
    limits: &Limits,
) -> Result<(Vec<Entry>, Vec<Fault>)> {
    let (mut entries, refused) = if delivery.is_dir() {
        let mut entries = Vec::new();
        walk(delivery, "", &mut entries)?;
        (entries, Vec::new())
    } else if !delivery.is_file() {
        return Err(error::not_found(delivery));
    } else if is_zip(delivery)? {
        archive::unpack_all(delivery, scratch, limits)?
    } else {
        return Err(error::not_a_folder(delivery));
    };
    entries.sort_by(|a, b| a.file.cmp(&b.file));
    if entries.is_empty() && refused.is_empty() {
        return Err(error::empty_folder(delivery));
    }
    if entries.len() as u64 > limits.files {
        return Err(error::too_many_files(delivery, entries.len() as u64, limits.files));
    }
    Ok((entries, refused))
}

/// Whether a file begins as a ZIP does, or at least claims to be one.
fn is_zip(path: &Path) -> Result<bool> {
    let claims = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    Ok(claims || disk::head(path)?.starts_with(b"PK"))
}

/// Hidden files, what spreadsheets and file managers leave behind.
pub(super) fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || matches!(name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

fn walk(folder: &Path, prefix: &str, entries: &mut Vec<Entry>) -> Result<()> {
    let failed =
        |why: std::io::Error| Fault::io(Text::new("读取文件夹", "read the folder"), folder, &why);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_passed_over(&name) {
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
