//! What townships deliver themselves: files wait as a draft of the town until they are sound, then
//! stand in the folder of the month, from which the operator loads.
//!
//! # Invariants
//!
//! - Only sound files of the town's own rows are submitted, all of a draft at once, in the place of
//!   what the town submitted for the month before.
//! - Every file that comes in and every submission is in the audit log by its hash before it is
//!   kept.
//! - Nobody but the owner of the home can read the files.
//!
//! # Not here
//!
//! Loading: a month is loaded when the operator says so, from `incoming/MONTH`, with the other files.

use std::path::{Path, PathBuf};

use model::hash::sha256_hex;
use model::{Month, Result};
use snapshot::Checked;

use crate::home::Home;
use crate::{error, files};

/// Where submitted files are, by month and town.
const INCOMING: &str = "incoming";
/// Where drafts are, by town and month.
const DRAFTS: &str = "drafts";

/// The kinds of files that a town may deliver.
const KINDS: [&str; 5] = ["csv", "txt", "tsv", "xlsx", "xls"];
/// Bytes of a file's name.
const NAME_MAX: usize = 120;

/// Actions in the audit log; their subject is the month and the town.
const UPLOADED: &str = "upload";
const SUBMITTED: &str = "submit";

/// Rows whose place nobody knows belong to no other town.
const UNKNOWN_TOWN: &str = "unknown";

/// The files that a town prepares for a month.
pub struct Draft<'a> {
    home: &'a Home,
    town: &'a str,
    month: Month,
}

/// What a town submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// When, in UTC.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// The month, as `2026-10`.
    pub month: String,
    /// The code of the town.
    pub town: String,
    /// What stands for exactly these files: SHA-256 of their hashes and names.
    pub receipt: String,
}

impl Home {
    /// The draft of a town for a month, which may have no file.
    pub const fn draft<'a>(&'a self, town: &'a str, month: Month) -> Draft<'a> {
        Draft { home: self, town, month }
    }

    /// What was submitted so far, the first first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn submissions(&self) -> Result<Vec<Submission>> {
        let entries = self.ledger().log_entries()?.into_iter();
        let submitted = entries.filter(|entry| entry.action == SUBMITTED).filter_map(|entry| {
            let (month, town) = entry.subject.split_once('/')?;
            let (month, town) = (month.to_owned(), town.to_owned());
            let (at, actor, receipt) = (entry.at, entry.actor, entry.body);
            Some(Submission { at, actor, month, town, receipt })
        });
        Ok(submitted.collect())
    }
}

impl Draft<'_> {
    /// The month that it is for.
    pub const fn month(&self) -> Month {
        self.month
    }

    /// The names of its files, in order.
    ///
    /// # Errors
    /// The disk.
    pub fn files(&self) -> Result<Vec<String>> {
        let names = files::list(&self.folder())?.into_iter();
        let name = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
        Ok(names.filter_map(name).collect())
    }

    /// Takes a file in, in the place of one of the same name.
    ///
    /// # Errors
    /// `Caller` when it is of no kind that is read, or its name cannot be kept; the disk; the log.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let name = plain_name(name).ok_or_else(|| error::no_upload(name))?;
        self.home.log(UPLOADED, &self.subject(), "", &sha256_hex(bytes))?;
        make_private(&self.folder())?;
        files::write(&self.folder().join(name), bytes)
    }

    /// Takes a file out; nothing if there is none of this name.
    ///
    /// # Errors
    /// The disk.
    pub fn remove(&self, name: &str) -> Result<()> {
        plain_name(name).map_or(Ok(()), |name| files::remove_whole(&self.folder().join(name)))
    }

    /// What a load would say of these files, and how many of their rows are about other towns; none
    /// without files.
    ///
    /// # Errors
    /// The disk; old snapshots are being removed.
    pub fn check(&self) -> Result<Option<(Checked, u64)>> {
        if self.files()?.is_empty() {
            return Ok(None);
        }
        let options = self.home.load_options(self.month)?;
        let checked = self.home.store().check(&self.folder(), &options)?;
        let own = |town: &str| town == self.town || town == UNKNOWN_TOWN;
        let foreign = checked.towns.iter().filter(|(town, _)| !own(town)).map(|(_, rows)| rows);
        let foreign = foreign.sum();
        Ok(Some((checked, foreign)))
    }

    /// What stands for exactly these files.
    ///
    /// # Errors
    /// The disk.
    pub fn receipt(&self) -> Result<String> {
        let lines = self.files()?.into_iter().map(|name| {
            let bytes = files::read_bytes(&self.folder().join(&name))?;
            Ok(format!("{}  {name}\n", sha256_hex(&bytes)))
        });
        Ok(sha256_hex(lines.collect::<Result<String>>()?.as_bytes()))
    }

    /// Submits the draft and gives its receipt.
    ///
    /// # Errors
    /// `Data` when it is not sound; the disk; the log.
    pub fn submit(&self) -> Result<String> {
        let sound = self.check()?.is_some_and(|(checked, foreign)| {
            checked.problems.is_empty()
                && checked.quarantined.is_empty()
                && foreign == 0
                && checked.tables.values().any(|table| table.rows > 0)
        });
        if !sound {
            return Err(error::not_submitted(self.month));
        }
        let receipt = self.receipt()?;
        self.home.log(SUBMITTED, &self.subject(), "", &receipt)?;
        let month = self.home.root().join(INCOMING).join(self.month.to_string());
        make_private(&month)?;
        let target = month.join(self.town);
        files::remove_whole(&target)?;
        files::publish_whole(&self.folder(), &target)?;
        Ok(receipt)
    }

    fn folder(&self) -> PathBuf {
        self.home.root().join(DRAFTS).join(self.town).join(self.month.to_string())
    }

    fn subject(&self) -> String {
        format!("{}/{}", self.month, self.town)
    }
}

fn make_private(folder: &Path) -> Result<()> {
    files::make_folder(folder)?;
    files::restrict(folder, 0o700).map_err(|why| files::unwritten(folder, &why))
}

/// The name of a file that a browser sent, without folders, if it may be kept under it.
fn plain_name(name: &str) -> Option<&str> {
    let name = name.rsplit(['/', '\\']).next()?.trim();
    let (stem, kind) = name.rsplit_once('.')?;
    let is_kind = KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known));
    let is_plain = !stem.is_empty()
        && !name.starts_with(['.', '~'])
        && !name.chars().any(char::is_control)
        && name.len() <= NAME_MAX;
    (is_kind && is_plain).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_file_is_kept_under_its_own_name_or_not_at_all() {
        for (given, kept) in [
            ("在保名册.xlsx", Some("在保名册.xlsx")),
            ("C:\\报送\\发放 名册.CSV", Some("发放 名册.CSV")),
            ("../../keys/identity.csv", Some("identity.csv")),
            ("..", None),
            (".csv", None),
            (".隐.csv", None),
            ("~$在保名册.xlsx", None),
            ("a.zip", None),
            ("a.csv.exe", None),
            ("a\n.csv", None),
            ("", None),
        ] {
            assert_eq!(plain_name(given), kept, "{given:?}");
        }
    }
}
