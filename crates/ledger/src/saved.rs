//! Files that planners saved, scenarios and drafts of dashboards: those of the command line, revision
//! after revision.
//!
//! # Invariants
//!
//! - A revision is never changed; saving again is one more, and only on top of the one that whoever
//!   saves has seen.
//! - Each revision, and the removal, is an entry of the audit log, whose body is the file.
//! - Two files of a shelf that are not removed have different titles.
//! - Who saved the first revision may remove the file, nobody else; what was saved stays here.
//!
//! # Not here
//!
//! What a file says (`plan`), and who may save one.

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::{Transaction, params};

use crate::error::{self, LedgerResult};
use crate::lead::By;
use crate::log::{Kept, LogEntry, NewEntry, append, compare};
use crate::store::Ledger;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Scenarios of new standards; their titles are free.
    Scenarios,
    /// Drafts of dashboards; their titles are names of files.
    Drafts,
}

impl Shelf {
    /// One file of it, in tables, actions and subjects of the log.
    const fn noun(self) -> &'static str {
        match self {
            Self::Scenarios => "scenario",
            Self::Drafts => "draft",
        }
    }

    /// The same in Chinese.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Scenarios => "方案",
            Self::Drafts => "草稿",
        }
    }

    /// The same in English.
    pub(crate) const fn en(self) -> &'static str {
        self.noun()
    }
}

/// A file with all its revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// Its number.
    pub id: i64,
    /// Who saved it first.
    pub owner: String,
    /// The revision that counts.
    pub latest: Revision,
    /// Those before, the first first.
    pub earlier: Vec<Revision>,
    /// Whether it was removed from the list.
    pub is_removed: bool,
}

/// One revision of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub number: i64,
    /// When it was saved.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What it is called.
    pub title: String,
    /// The file.
    pub text: String,
}

impl SavedFile {
    /// One of its revisions.
    pub fn revision(&self, number: i64) -> Option<&Revision> {
        self.revisions().find(|revision| revision.number == number)
    }

    /// All revisions, the latest first.
    pub fn revisions(&self) -> impl Iterator<Item = &Revision> {
        std::iter::once(&self.latest).chain(self.earlier.iter().rev())
    }
}

impl Ledger {
    /// Saves a file under a title, as a new one or as the next revision after the one that `after`
    /// names by number and revision; gives the number of the file.
    ///
    /// # Errors
    /// Another file has the title; there is no such file; somebody saved a later revision meanwhile;
    /// the ledger cannot be written.
    pub fn save_file(
        &self,
        shelf: Shelf,
        by: By<'_>,
        after: Option<(i64, i64)>,
        title: &str,
        text: &str,
    ) -> Result<i64> {
        self.write(|file| {
            let all = read_all(file, shelf)?;
            let id = match after {
                Some((id, seen)) => {
                    let latest = &standing(shelf, &all, id)?.latest;
                    if latest.number != seen {
                        return Err(error::saved_meanwhile(&latest.by, latest.number).into());
                    }
                    id
                }
                None => all.last().map_or(1, |last| last.id + 1),
            };
            let mut others = all.iter().filter(|other| other.id != id && !other.is_removed);
            if let Some(other) = others.find(|other| other.latest.title == title) {
                return Err(error::title_taken(shelf, title, other.id).into());
            }
            let number = after.map_or(1, |(_, seen)| seen + 1);
            write_row(file, (shelf, by), (id, number), title, Some(text))?;
            Ok(id)
        })
    }

    /// Takes a file off the list.
    ///
    /// # Errors
    /// There is no such file; somebody else saved it first; the ledger cannot be written.
    pub fn remove_file(&self, shelf: Shelf, by: By<'_>, id: i64) -> Result<()> {
        self.write(|file| {
            let all = read_all(file, shelf)?;
            let saved = standing(shelf, &all, id)?;
            if saved.owner != by.actor {
                return Err(error::saved_by_other(shelf, &saved.owner).into());
            }
            let Revision { number, title, .. } = &saved.latest;
            write_row(file, (shelf, by), (id, number + 1), title, None)
        })
    }

    /// All files of a shelf by number, the removed ones too.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn files(&self, shelf: Shelf) -> Result<Vec<SavedFile>> {
        self.read(|file| read_all(file, shelf))
    }

    /// Compares saved files with what the log says of them.
    pub(crate) fn verify_files(&self, entries: &[LogEntry]) -> Result<()> {
        self.verify_shelf(Shelf::Scenarios, entries)?;
        self.verify_shelf(Shelf::Drafts, entries)
    }

    fn verify_shelf(&self, shelf: Shelf, entries: &[LogEntry]) -> Result<()> {
        let noun = shelf.noun();
        let kept: Kept = self.read(|file| {
            let mut select = file.prepare(&format!(
                "SELECT log_seq, {noun}_id, revision, title, coalesce(body, '') FROM {noun}_revisions",
            ))?;
            let rows = select.query_map([], |row| {
                let title: String = row.get(3)?;
                let subject = subject(shelf, (row.get(1)?, row.get(2)?), &title);
                Ok((row.get(0)?, (subject, row.get(4)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let told = (
            format!("已保存的{}与摘要不符", shelf.zh()),
            format!("the {} and its hash differ", shelf.en()),
        );
        compare(entries, &format!("{noun}."), kept, (&told.0, &told.1))
    }
}

/// What an entry of the log is about.
fn subject(shelf: Shelf, (id, revision): (i64, i64), title: &str) -> String {
    format!("{} {id} r{revision}: {title}", shelf.noun())
}

/// A file that is not removed.
fn standing(shelf: Shelf, all: &[SavedFile], id: i64) -> Result<&SavedFile> {
    let found = all.iter().find(|saved| saved.id == id && !saved.is_removed);
    found.ok_or_else(|| error::unknown_file(shelf, id))
}

/// Adds a revision, or the removal, which has no file.
fn write_row(
    file: &Transaction<'_>,
    (shelf, by): (Shelf, By<'_>),
    (id, revision): (i64, i64),
    title: &str,
    text: Option<&str>,
) -> LedgerResult<()> {
    let (noun, subject) = (shelf.noun(), subject(shelf, (id, revision), title));
    let action = format!("{noun}.{}", if text.is_some() { "save" } else { "remove" });
    let entry = NewEntry {
        actor: by.actor,
        action: &action,
        subject: &subject,
        purpose: by.why,
        body: text.unwrap_or_default(),
    };
    let seq = append(file, by.at, &entry)?;
    file.execute(
        &format!(
            "INSERT INTO {noun}_revisions (log_seq, {noun}_id, revision, title, body) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        ),
        params![seq, id, revision, title, text],
    )?;
    Ok(())
}

fn read_all(file: &Transaction<'_>, shelf: Shelf) -> LedgerResult<Vec<SavedFile>> {
    let noun = shelf.noun();
    let mut select = file.prepare(&format!(
        "SELECT {noun}_id, revision, title, r.body, at, actor FROM {noun}_revisions r \
         JOIN log ON seq = log_seq ORDER BY {noun}_id, revision",
    ))?;
    let mut all: Vec<SavedFile> = Vec::new();
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let known = all.last_mut().filter(|last| last.id == id);
        let Some(text) = row.get::<_, Option<String>>(3)? else {
            if let Some(known) = known {
                known.is_removed = true;
            }
            continue;
        };
        let revision = Revision {
            number: row.get(1)?,
            at: crate::column::parsed(row, "at")?,
            by: row.get(5)?,
            title: row.get(2)?,
            text,
        };
        match known {
            Some(known) => known.earlier.push(std::mem::replace(&mut known.latest, revision)),
            None => all.push(SavedFile {
                id,
                owner: revision.by.clone(),
                latest: revision,
                earlier: Vec::new(),
                is_removed: false,
            }),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn open(folder: &tempfile::TempDir) -> Ledger {
        Ledger::open(&folder.path().join("ledger.sqlite")).unwrap()
    }

    fn by(actor: &str) -> By<'_> {
        By { at: "2026-11-05T08:00:00Z".parse().unwrap(), actor, why: "" }
    }

    #[test]
    fn revisions_follow_each_other_and_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        let id = ledger.save_file(Shelf::Scenarios, by("zhao"), None, "提高", "one").unwrap();
        let other = ledger.save_file(Shelf::Scenarios, by("qian"), None, "不变", "none").unwrap();
        assert_eq!((id, other), (1, 2));
        ledger.save_file(Shelf::Scenarios, by("qian"), Some((id, 1)), "提高", "two").unwrap();
        let late = ledger
            .save_file(Shelf::Scenarios, by("zhao"), Some((id, 1)), "提高", "three")
            .unwrap_err();
        assert!(late.text.en.contains("qian"), "{late}");
        let all = ledger.files(Shelf::Scenarios).unwrap();
        let texts: Vec<_> = all[0].revisions().map(|found| (found.number, &*found.text)).collect();
        assert_eq!(texts, [(2, "two"), (1, "one")]);
        assert_eq!((all[0].owner.as_str(), all[0].latest.by.as_str()), ("zhao", "qian"));
        assert_eq!(all[0].revision(1).unwrap().text, "one");
        assert_eq!(all[0].revision(3), None);
        assert_eq!(ledger.verify_log().unwrap(), 3);
    }

    #[test]
    fn a_title_is_one_scenario_s_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        let id = ledger.save_file(Shelf::Scenarios, by("zhao"), None, "提高", "one").unwrap();
        assert!(ledger.save_file(Shelf::Scenarios, by("qian"), None, "提高", "two").is_err());
        assert!(
            ledger.save_file(Shelf::Scenarios, by("zhao"), Some((9, 1)), "别的", "two").is_err()
        );
        let theirs = ledger.remove_file(Shelf::Scenarios, by("qian"), id).unwrap_err();
        assert!(theirs.text.en.contains("zhao"), "{theirs}");
        ledger.remove_file(Shelf::Scenarios, by("zhao"), id).unwrap();
        assert!(ledger.remove_file(Shelf::Scenarios, by("zhao"), id).is_err());
        assert!(
            ledger.save_file(Shelf::Scenarios, by("zhao"), Some((id, 1)), "提高", "two").is_err()
        );
        assert_eq!(ledger.save_file(Shelf::Scenarios, by("qian"), None, "提高", "two"), Ok(2));
        let all = ledger.files(Shelf::Scenarios).unwrap();
        assert_eq!(all.iter().map(|one| one.is_removed).collect::<Vec<_>>(), [true, false]);
        assert_eq!(all[0].latest.text, "one");
    }

    #[test]
    fn shelves_do_not_know_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        ledger.save_file(Shelf::Scenarios, by("zhao"), None, "towns", "one").unwrap();
        ledger.save_file(Shelf::Drafts, by("zhao"), None, "towns", "two").unwrap();
        ledger.remove_file(Shelf::Scenarios, by("zhao"), 1).unwrap();
        let drafts = ledger.files(Shelf::Drafts).unwrap();
        assert_eq!(drafts.len(), 1);
        assert!(!drafts[0].is_removed && drafts[0].latest.text == "two");
        assert_eq!(ledger.verify_log().unwrap(), 3);
    }

    #[test]
    fn a_saved_file_cannot_be_changed_unseen() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        ledger.save_file(Shelf::Scenarios, by("zhao"), None, "提高", "one").unwrap();
        drop(ledger);
        let path = folder.path().join("ledger.sqlite");
        let file = Connection::open(&path).unwrap();
        assert!(file.execute("UPDATE scenario_revisions SET body = 'two'", []).is_err());
        assert!(file.execute("DELETE FROM scenario_revisions", []).is_err());
        file.execute_batch(
            "DROP TRIGGER scenario_revisions_do_not_change; \
             UPDATE scenario_revisions SET body = 'two'",
        )
        .unwrap();
        assert!(open(&folder).verify_log().unwrap_err().text.en.contains("scenario"));
    }
}
