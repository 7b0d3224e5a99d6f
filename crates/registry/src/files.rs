//! Definition files: the shipped ones and those a home lays over them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use model::{Fault, Place, Result, Text};
use serde::de::DeserializeOwned;

use crate::error;

/// The folders that hold definitions.
const FOLDERS: [&str; 3] = ["queries", "dashboards", "jurisdictions"];

/// The shipped files as `(path, text)`, embedded at build time.
static SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// One definition as text, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFile {
    /// Path below the root with `/`, such as `queries/flags/deceased_paid.sql`.
    pub path: String,
    /// The whole file.
    pub text: String,
}

impl DefinitionFile {
    /// A definition from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The file name without folder and ending, which is the definition's name.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Reads the whole file as TOML; an error names the line.
    pub(crate) fn toml<T: DeserializeOwned>(&self) -> Result<T> {
        self.toml_part(&self.text)
    }

    /// Reads `toml`, whose line numbers are those of this file.
    pub(crate) fn toml_part<T: DeserializeOwned>(&self, toml: &str) -> Result<T> {
        toml::from_str(toml).map_err(|why| {
            let line = why.span().map_or(1, |span| line_at(toml, span.start));
            error::unreadable(why.message()).at(Place::line(&self.path, line))
        })
    }

    /// Puts a fault on the line of the byte `offset`.
    pub(crate) fn fault_at(&self, fault: Fault, offset: usize) -> Fault {
        fault.at(Place::line(&self.path, line_at(&self.text, offset)))
    }
}

/// The line, from 1, of a byte of `text`.
pub(crate) fn line_at(text: &str, offset: usize) -> u64 {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count() as u64
}

/// The definitions that come with the program.
pub fn shipped() -> Vec<DefinitionFile> {
    SHIPPED.iter().map(|(path, text)| DefinitionFile::new(*path, *text)).collect()
}

/// Lays the definitions of a home over `base`: a file of the same path replaces, others are added.
///
/// # Errors
/// The operator's, when a file or folder cannot be read.
pub fn overlay(base: Vec<DefinitionFile>, home: &Path) -> Result<Vec<DefinitionFile>> {
    let mut files: BTreeMap<String, String> =
        base.into_iter().map(|file| (file.path, file.text)).collect();
    for folder in FOLDERS {
        collect(&home.join(folder), folder, &mut files)?;
    }
    Ok(files.into_iter().map(|(path, text)| DefinitionFile { path, text }).collect())
}

/// Adds the `.sql` and `.toml` files below `folder` under the path `prefix`.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    let unread = |path: &Path, why: &std::io::Error| {
        Fault::io(Text::new("读取定义文件", "read a definition file"), path, why)
    };
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(|why| unread(folder, &why))? {
        let path = entry.map_err(|why| unread(folder, &why))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let below = format!("{prefix}/{name}");
        if path.is_dir() {
            collect(&path, &below, files)?;
        } else if below.ends_with(".sql") || below.ends_with(".toml") {
            let text = fs::read_to_string(&path).map_err(|why| unread(&path, &why))?;
            files.insert(below, text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DefinitionFile, overlay};

    #[test]
    fn a_home_replaces_by_path_and_adds() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join("queries/own")).unwrap();
        std::fs::write(home.path().join("queries/own/a.sql"), "new").unwrap();
        std::fs::write(home.path().join("queries/own/b.sql"), "added").unwrap();
        std::fs::write(home.path().join("queries/own/notes.md"), "ignored").unwrap();
        let base = vec![DefinitionFile::new("queries/own/a.sql", "old")];

        let files = overlay(base, home.path()).unwrap();

        let seen: Vec<_> = files.iter().map(|f| (f.path.as_str(), f.text.as_str())).collect();
        assert_eq!(seen, [("queries/own/a.sql", "new"), ("queries/own/b.sql", "added")]);
    }
}
