//! ZIP files: what is in them, unpacked under limits; everything doubtful is refused by name.
//!
//! # Invariants
//!
//! - Nothing is written under a name that the ZIP chose.
//! - What comes out is counted as it comes; what the ZIP says of itself is believed only where it
//!   refuses.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use encoding_rs::GB18030;
use model::{Fault, Result, Text};
use zip::ZipArchive;
use zip::result::ZipError;

use super::folder::{Entry, is_passed_over};
use crate::error;
use crate::limits::Limits;

/// What a ZIP is, by the names in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An XLSX workbook.
    Workbook,
    /// A workbook in binary parts.
    BinaryWorkbook,
    /// A text, a presentation, an OpenDocument file.
    OtherOffice,
    /// Files packed together.
    Files,
}

/// A ZIP opened, with what may still come out of it.
pub(super) struct Archive<'a, R> {
    file: &'a str,
    zip: ZipArchive<R>,
    limits: &'a Limits,
    unpacked: u64,
}

impl<'a, R: Read + Seek> Archive<'a, R> {
    /// Opens a ZIP and compares what it says of itself with the limits.
    ///
    /// # Errors
    /// It is damaged, lies about its files, or says that it is over a limit.
    pub(super) fn open(file: &'a str, reader: R, limits: &'a Limits) -> Result<Self> {
        let damaged = |why: ZipError| error::damaged_archive(file, &why.to_string());
        let mut zip = ZipArchive::new(reader).map_err(damaged)?;
        if zip.has_duplicate_names() {
            return Err(error::damaged_archive(file, "one name twice"));
        }
        if zip.has_overlapping_entries().map_err(damaged)? {
            return Err(error::damaged_archive(file, "files that overlap"));
        }
        let archive = Self { file, zip, limits, unpacked: 0 };
        let said = (0..archive.len()).filter_map(|at| archive.zip.by_index_data(at).ok());
        let said = said.fold(0_u64, |sum, entry| sum.saturating_add(entry.size()));
        if said > limits.unpacked_bytes {
            return Err(error::unpacks_too_large(file, limits.unpacked_bytes));
        }
        Ok(archive)
    }

    /// Files and folders in it.
    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    /// What it is.
    pub(super) fn shape(&self) -> Shape {
        let mut shape = Shape::Files;
        for name in self.zip.file_names_raw() {
            let name = String::from_utf8_lossy(name).replace('\\', "/").to_lowercase();
            match name.as_str() {
                "xl/workbook.bin" => return Shape::BinaryWorkbook,
                "mimetype" => return Shape::OtherOffice,
                _ if name.starts_with("word/") || name.starts_with("ppt/") => {
                    return Shape::OtherOffice;
                }
                "[content_types].xml" => shape = Shape::Workbook,
                _ => {}
            }
        }
        shape
    }

    /// Unpacks one file into `out`, counting; faults name it `file`.
    ///
    /// # Errors
    /// It is encrypted, damaged, packed in an unknown way, or over a limit.
    pub(super) fn unpack(&mut self, at: usize, file: &str, out: &mut impl Write) -> Result<u64> {
        let limits = self.limits;
        let damaged = |why: &dyn std::fmt::Display| error::damaged_archive(file, &why.to_string());
        let left = limits.unpacked_bytes.saturating_sub(self.unpacked);
        let mut entry = self.zip.by_index(at).map_err(|why| match why {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => error::encrypted(file),
            other => damaged(&other),
        })?;
        let densest = entry.compressed_size().saturating_mul(limits.ratio).max(Limits::SMALL_BYTES);
        let allowed = left.min(densest);
        let written =
            io::copy(&mut entry.by_ref().take(allowed), out).map_err(|why| damaged(&why))?;
        let is_over =
            written == allowed && entry.read(&mut [0_u8; 1]).map_err(|why| damaged(&why))? > 0;
        drop(entry);
        if is_over && allowed == left {
            return Err(error::unpacks_too_large(file, limits.unpacked_bytes));
        }
        if is_over {
            return Err(error::unpacks_too_much(file, limits.ratio));
        }
        self.unpacked += written;
        Ok(written)
    }
}

/// The files of a ZIP, unpacked into the folder `into` under names of ours, and what was refused.
///
/// # Errors
/// The ZIP as a whole is refused, or the disk fails.
pub(super) fn unpack_all(
    path: &Path,
    into: &Path,
    limits: &Limits,
) -> Result<(Vec<Entry>, Vec<Fault>)> {
    let label = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let failed = |path: &Path, why: &io::Error| {
        Fault::io(Text::new("解压报送", "unpack the delivery"), path, why)
    };
    let reader = File::open(path).map_err(|why| failed(path, &why))?;
    let mut archive = Archive::open(&label, io::BufReader::new(reader), limits)?;
    if archive.shape() != Shape::Files {
        return Err(error::not_a_folder(path));
    }
    let names = names(&archive)?;
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    for (at, name) in names {
        let name = match name {
            Ok(Some(name)) => name,
            Ok(None) => continue,
            Err(fault) => {
                refused.push(fault);
                continue;
            }
        };
        let target = into.join(at.to_string());
        let mut out = File::create(&target).map_err(|why| failed(&target, &why))?;
        match archive.unpack(at, &name, &mut out) {
            Ok(bytes) => {
                entries.push(Entry { path: target, file: name, bytes, is_link: false });
            }
            Err(fault) => {
                refused.push(fault);
                fs::remove_file(&target).map_err(|why| failed(&target, &why))?;
            }
        }
    }
    Ok((entries, refused))
}

/// The name of every file inside, `None` for what is passed over.
type Names = Vec<(usize, Result<Option<String>>)>;

/// Checks every name, and takes off the folder that holds everything.
fn names<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<Names> {
    let mut names: Names = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.zip.by_index_data(at);
        let entry = entry.map_err(|why| error::damaged_archive(archive.file, &why.to_string()))?;
        let name = match name(entry.name_raw()) {
            _ if entry.is_dir() => Ok(None),
            Err(shown) => Err(error::bad_name(&shown)),
            Ok(name) if name.split('/').any(is_passed_over) => Ok(None),
            Ok(name) if entry.is_symlink() => Err(error::link(&name)),
            Ok(name) if entry.encrypted() => Err(error::encrypted(&name)),
            Ok(name) if entry.size() > archive.limits.file_bytes => {
                Err(error::too_large(&name, archive.limits.file_bytes))
            }
            Ok(name) => Ok(Some(name)),
        };
        names.push((at, name));
    }
    let mut told = names.iter().filter_map(|(_, name)| name.as_ref().ok()?.as_ref());
    let top = told.next().and_then(|name| name.split_once('/')).map(|(top, _)| format!("{top}/"));
    if let Some(top) = top.filter(|top| told.all(|name| name.starts_with(top.as_str()))) {
        for name in names.iter_mut().filter_map(|(_, name)| name.as_mut().ok()?.as_mut()) {
            name.drain(..top.len());
        }
    }
    Ok(names)
}

/// A name as a path below the delivery, with `/` between folders.
///
/// # Errors
/// The name as it can be shown: it climbs, is absolute, or is in no known encoding.
fn name(raw: &[u8]) -> Result<String, String> {
    let shown = || String::from_utf8_lossy(raw).into_owned();
    let text = std::str::from_utf8(raw).map(str::to_owned).ok().or_else(|| {
        GB18030.decode_without_bom_handling_and_without_replacement(raw).map(|t| t.into_owned())
    });
    let text = text.ok_or_else(shown)?.replace('\\', "/");
    let bare = text.strip_prefix("./").unwrap_or(&text);
    let drive = bare.as_bytes().get(1) == Some(&b':');
    let is_bad = |part: &str| matches!(part, "" | "." | "..") || part.contains(char::is_control);
    match drive || bare.split('/').any(is_bad) {
        true => Err(text),
        false => Ok(bare.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::name;

    #[test]
    fn names_stay_below_the_delivery() {
        let (gb, _, _) = GB18030.encode("十月/人员.csv");
        let rows: [(&[u8], Option<&str>); 10] = [
            ("十月/人员.csv".as_bytes(), Some("十月/人员.csv")),
            (&gb, Some("十月/人员.csv")),
            (b"a\\b.csv", Some("a/b.csv")),
            (b"./a.csv", Some("a.csv")),
            (b"../a.csv", None),
            (b"a/../../b.csv", None),
            (b"..\\a.csv", None),
            (b"/etc/a.csv", None),
            (b"C:\\a.csv", None),
            (b"a\0.csv", None),
        ];
        for (raw, expected) in rows {
            assert_eq!(name(raw).ok().as_deref(), expected, "{raw:?}");
        }
    }
}
