//! Scenarios that planners saved: files of the command line, revision after revision.
//!
//! # Invariants
//!
//! - A revision is never changed; saving again is one more, and only on top of the one that whoever
//!   saves has seen.
//! - Each revision, and the removal, is an entry of the audit log, whose body is the file.
//! - Two scenarios that are not removed have different titles.
//! - Who saved the first revision may remove the scenario, nobody else; what was saved stays here.
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

/// How the actions of scenarios begin in the log.
const ACTIONS: &str = "scenario.";

const SAVE: &str = "scenario.save";
const REMOVE: &str = "scenario.remove";

/// A scenario with all its revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedScenario {
    /// Its number.
    pub id: i64,
    /// Who saved it first.
    pub owner: String,
    /// The revision that counts.
    pub latest: ScenarioRevision,
    /// Those before, the first first.
    pub earlier: Vec<ScenarioRevision>,
    /// Whether it was removed from the list.
    pub is_removed: bool,
}

/// One revision of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioRevision {
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

impl SavedScenario {
    /// One of its revisions.
    pub fn revision(&self, number: i64) -> Option<&ScenarioRevision> {
        self.revisions().find(|revision| revision.number == number)
    }

    /// All revisions, the latest first.
    pub fn revisions(&self) -> impl Iterator<Item = &ScenarioRevision> {
        std::iter::once(&self.latest).chain(self.earlier.iter().rev())
    }
}

impl Ledger {
    /// Saves a file under a title, as a new scenario or as the next revision after the one that
    /// `after` names by scenario and revision; gives the number of the scenario.
    ///
    /// # Errors
    /// Another scenario has the title; there is no such scenario; somebody saved a later revision
    /// meanwhile; the file cannot be written.
    pub fn save_scenario(
        &self,
        by: By<'_>,
        after: Option<(i64, i64)>,
        title: &str,
        text: &str,
    ) -> Result<i64> {
        self.write(|file| {
            let all = read_all(file)?;
            let id = match after {
                Some((id, seen)) => {
                    let latest = &standing(&all, id)?.latest;
                    if latest.number != seen {
                        return Err(error::scenario_changed(&latest.by, latest.number).into());
                    }
                    id
                }
                None => all.last().map_or(1, |last| last.id + 1),
            };
            let mut others = all.iter().filter(|other| other.id != id && !other.is_removed);
            if let Some(other) = others.find(|other| other.latest.title == title) {
                return Err(error::scenario_title(title, other.id).into());
            }
            write_row(file, by, (id, after.map_or(1, |(_, seen)| seen + 1)), title, Some(text))?;
            Ok(id)
        })
    }

    /// Takes a scenario off the list.
    ///
    /// # Errors
    /// There is no such scenario; somebody else saved it first; the file cannot be written.
    pub fn remove_scenario(&self, by: By<'_>, id: i64) -> Result<()> {
        self.write(|file| {
            let all = read_all(file)?;
            let scenario = standing(&all, id)?;
            if scenario.owner != by.actor {
                return Err(error::scenario_of(&scenario.owner).into());
            }
            let ScenarioRevision { number, title, .. } = &scenario.latest;
            write_row(file, by, (id, number + 1), title, None)
        })
    }

    /// All scenarios by number, the removed ones too.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn scenarios(&self) -> Result<Vec<SavedScenario>> {
        self.read(read_all)
    }

    /// Compares scenarios with what the log says of them.
    pub(crate) fn verify_scenarios(&self, entries: &[LogEntry]) -> Result<()> {
        let kept: Kept = self.read(|file| {
            let mut select = file.prepare(
                "SELECT log_seq, scenario_id, revision, title, coalesce(body, '') \
                 FROM scenario_revisions",
            )?;
            let rows = select.query_map([], |row| {
                let title: String = row.get(3)?;
                let subject = subject((row.get(1)?, row.get(2)?), &title);
                Ok((row.get(0)?, (subject, row.get(4)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let told = ("测算方案与摘要不符", "the scenario and its hash differ");
        compare(entries, ACTIONS, kept, told)
    }
}

/// What an entry of the log is about.
fn subject((id, revision): (i64, i64), title: &str) -> String {
    format!("scenario {id} r{revision}: {title}")
}

/// A scenario that is not removed.
fn standing(all: &[SavedScenario], id: i64) -> Result<&SavedScenario> {
    let found = all.iter().find(|scenario| scenario.id == id && !scenario.is_removed);
    found.ok_or_else(|| error::unknown_scenario(id))
}

/// Adds a revision, or the removal, which has no file.
fn write_row(
    file: &Transaction<'_>,
    by: By<'_>,
    (id, revision): (i64, i64),
    title: &str,
    text: Option<&str>,
) -> LedgerResult<()> {
    let subject = subject((id, revision), title);
    let entry = NewEntry {
        actor: by.actor,
        action: if text.is_some() { SAVE } else { REMOVE },
        subject: &subject,
        purpose: by.why,
        body: text.unwrap_or_default(),
    };
    let seq = append(file, by.at, &entry)?;
    file.execute(
        "INSERT INTO scenario_revisions (log_seq, scenario_id, revision, title, body) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![seq, id, revision, title, text],
    )?;
    Ok(())
}

fn read_all(file: &Transaction<'_>) -> LedgerResult<Vec<SavedScenario>> {
    let mut select = file.prepare(
        "SELECT scenario_id, revision, title, r.body, at, actor FROM scenario_revisions r \
         JOIN log ON seq = log_seq ORDER BY scenario_id, revision",
    )?;
    let mut all: Vec<SavedScenario> = Vec::new();
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
        let revision = ScenarioRevision {
            number: row.get(1)?,
            at: crate::column::parsed(row, "at")?,
            by: row.get(5)?,
            title: row.get(2)?,
            text,
        };
        match known {
            Some(known) => known.earlier.push(std::mem::replace(&mut known.latest, revision)),
            None => all.push(SavedScenario {
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
        let id = ledger.save_scenario(by("zhao"), None, "提高", "one").unwrap();
        let other = ledger.save_scenario(by("qian"), None, "不变", "none").unwrap();
        assert_eq!((id, other), (1, 2));
        ledger.save_scenario(by("qian"), Some((id, 1)), "提高", "two").unwrap();
        let late = ledger.save_scenario(by("zhao"), Some((id, 1)), "提高", "three").unwrap_err();
        assert!(late.text.en.contains("qian"), "{late}");
        let all = ledger.scenarios().unwrap();
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
        let id = ledger.save_scenario(by("zhao"), None, "提高", "one").unwrap();
        assert!(ledger.save_scenario(by("qian"), None, "提高", "two").is_err());
        assert!(ledger.save_scenario(by("zhao"), Some((9, 1)), "别的", "two").is_err());
        let theirs = ledger.remove_scenario(by("qian"), id).unwrap_err();
        assert!(theirs.text.en.contains("zhao"), "{theirs}");
        ledger.remove_scenario(by("zhao"), id).unwrap();
        assert!(ledger.remove_scenario(by("zhao"), id).is_err());
        assert!(ledger.save_scenario(by("zhao"), Some((id, 1)), "提高", "two").is_err());
        assert_eq!(ledger.save_scenario(by("qian"), None, "提高", "two"), Ok(2));
        let all = ledger.scenarios().unwrap();
        assert_eq!(all.iter().map(|one| one.is_removed).collect::<Vec<_>>(), [true, false]);
        assert_eq!(all[0].latest.text, "one");
    }

    #[test]
    fn a_saved_file_cannot_be_changed_unseen() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        ledger.save_scenario(by("zhao"), None, "提高", "one").unwrap();
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
