//! Circulars that were issued: what each said, under which number, and by whom.
//!
//! # Invariants
//!
//! - What was issued is never changed: a correction is one more revision, a withdrawal too, and only
//!   on top of the one that whoever signs has seen.
//! - Each is an entry of the audit log, whose body is the circular.
//! - No two circulars that stand have the same number.
//!
//! # Not here
//!
//! What a circular says (`report`), and who may sign one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::hash::sha256_hex;
use model::{Month, Result};
use rusqlite::{Transaction, params};

use crate::error::{self, LedgerResult};
use crate::lead::By;
use crate::log::{Kept, LogEntry, NewEntry, append, compare};
use crate::store::Ledger;

/// How the actions of circulars begin in the log.
const ACTIONS: &str = "circular.";

const ISSUE: &str = "circular.issue";
const WITHDRAW: &str = "circular.withdraw";

/// Which circular: its name in the definitions, and its month.
pub type CircularKey = (String, Month);

/// One revision of a circular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCircular {
    /// Which one.
    pub key: CircularKey,
    /// From 1.
    pub revision: i64,
    /// The number under which it was issued, such as `民通报〔2026〕11号`; may be empty.
    pub number: String,
    /// What it says; none of a withdrawal.
    pub body: Option<String>,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why it was corrected or withdrawn.
    pub why: String,
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct NewCircular<'a> {
    /// The number; may be empty.
    pub number: &'a str,
    /// The view that its figures come from.
    pub snapshot: &'a str,
    /// What it says.
    pub body: &'a str,
}

impl IssuedCircular {
    /// The SHA-256 of what it says: the body of its entry of the log.
    pub fn hash(&self) -> String {
        sha256_hex(self.body.as_deref().unwrap_or_default().as_bytes())
    }
}

impl Ledger {
    /// Issues a circular, or corrects the revision that `seen` names; 0 before the first.
    ///
    /// # Errors
    /// Somebody signed meanwhile; another one has the number; the file cannot be written.
    pub fn issue_circular(
        &self,
        by: By<'_>,
        key: &CircularKey,
        seen: i64,
        new: NewCircular<'_>,
    ) -> Result<i64> {
        let NewCircular { number, snapshot, body } = new;
        self.write(|file| {
            let all = read_all(file)?;
            let standing = latest(&all).into_values().filter(|one| one.body.is_some());
            let mut others = standing.filter(|one| one.key != *key && !number.is_empty());
            if let Some(other) = others.find(|one| one.number == number) {
                let (name, month) = &other.key;
                return Err(error::circular_number(number, name, *month).into());
            }
            write_row(file, by, next(&all, key, seen)?, key, (number, snapshot, Some(body)))
        })
    }

    /// Takes an issued circular back.
    ///
    /// # Errors
    /// None stands, or somebody signed meanwhile; the file cannot be written.
    pub fn withdraw_circular(&self, by: By<'_>, key: &CircularKey, seen: i64) -> Result<()> {
        self.write(|file| {
            let all = read_all(file)?;
            let number = match latest(&all).get(key) {
                Some(IssuedCircular { body: Some(_), number, .. }) => number.clone(),
                _ => return Err(error::circular_not_issued().into()),
            };
            write_row(file, by, next(&all, key, seen)?, key, (&number, "", None))?;
            Ok(())
        })
    }

    /// All revisions in the order in which they were signed.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn circulars(&self) -> Result<Vec<IssuedCircular>> {
        self.read(read_all)
    }

    /// Compares circulars with what the log says of them.
    pub(crate) fn verify_circulars(&self, entries: &[LogEntry]) -> Result<()> {
        let kept: Kept = self.read(|file| {
            let mut select = file.prepare(
                "SELECT log_seq, name, month, revision, number, coalesce(body, '') FROM circulars",
            )?;
            let rows = select.query_map([], |row| {
                let (name, month): (String, String) = (row.get(1)?, row.get(2)?);
                let subject = subject((&name, &month), row.get(3)?, &row.get::<_, String>(4)?);
                Ok((row.get(0)?, (subject, row.get(5)?)))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let told = ("通报与摘要不符", "the circular and its hash differ");
        compare(entries, ACTIONS, kept, told)
    }
}

/// What an entry of the log is about.
fn subject((name, month): (&str, &str), revision: i64, number: &str) -> String {
    format!("circular {name} {month} r{revision}: {number}")
}

/// The last revision of each.
fn latest(all: &[IssuedCircular]) -> BTreeMap<&CircularKey, &IssuedCircular> {
    all.iter().map(|one| (&one.key, one)).collect()
}

/// The number of the revision after the one that was seen.
fn next(all: &[IssuedCircular], key: &CircularKey, seen: i64) -> Result<i64> {
    let last = latest(all).get(key).copied();
    match last {
        Some(last) if last.revision != seen => {
            Err(error::circular_changed(&last.by, last.revision))
        }
        None if seen != 0 => Err(error::circular_not_issued()),
        _ => Ok(seen + 1),
    }
}

/// Adds a revision, or the withdrawal, which says nothing.
fn write_row(
    file: &Transaction<'_>,
    by: By<'_>,
    revision: i64,
    key: &CircularKey,
    (number, snapshot, body): (&str, &str, Option<&str>),
) -> LedgerResult<i64> {
    let (name, month) = (&key.0, key.1.to_string());
    let subject = subject((name, &month), revision, number);
    let entry = NewEntry {
        actor: by.actor,
        action: if body.is_some() { ISSUE } else { WITHDRAW },
        subject: &subject,
        purpose: by.why,
        body: body.unwrap_or_default(),
    };
    let seq = append(file, by.at, &entry)?;
    file.execute(
        "INSERT INTO circulars (log_seq, name, month, revision, number, snapshot, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![seq, name, month, revision, number, snapshot, body],
    )?;
    Ok(revision)
}

fn read_all(file: &Transaction<'_>) -> LedgerResult<Vec<IssuedCircular>> {
    let mut select = file.prepare(
        "SELECT name, month, revision, number, c.body, at, actor, purpose FROM circulars c \
         JOIN log ON seq = log_seq ORDER BY log_seq",
    )?;
    let mut rows = select.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(IssuedCircular {
            key: (row.get(0)?, crate::column::parsed(row, "month")?),
            revision: row.get(2)?,
            number: row.get(3)?,
            body: row.get(4)?,
            at: crate::column::parsed(row, "at")?,
            by: row.get(6)?,
            why: row.get(7)?,
        });
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

    fn by<'a>(actor: &'a str, why: &'a str) -> By<'a> {
        By { at: "2026-11-05T08:00:00Z".parse().unwrap(), actor, why }
    }

    fn paper<'a>(number: &'a str, body: &'a str) -> NewCircular<'a> {
        NewCircular { number, snapshot: "2026-10.r1@12", body }
    }

    fn of(month: &str) -> CircularKey {
        ("monthly".to_owned(), month.parse().unwrap())
    }

    #[test]
    fn a_correction_follows_what_was_seen_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        let key = of("2026-10");
        assert_eq!(ledger.issue_circular(by("li", ""), &key, 0, paper("1号", "one")), Ok(1));
        let late = ledger.issue_circular(by("wang", ""), &key, 0, paper("1号", "two")).unwrap_err();
        assert!(late.text.en.contains("li"), "{late}");
        assert_eq!(ledger.issue_circular(by("wang", "typo"), &key, 1, paper("1号", "two")), Ok(2));
        assert!(ledger.withdraw_circular(by("li", "wrong"), &key, 1).is_err());
        ledger.withdraw_circular(by("li", "wrong"), &key, 2).unwrap();
        assert!(ledger.withdraw_circular(by("li", "again"), &key, 3).is_err());
        assert_eq!(ledger.issue_circular(by("li", "anew"), &key, 3, paper("1号", "three")), Ok(4));
        let all = ledger.circulars().unwrap();
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.revision, one.body.as_deref(), &*one.by, &*one.why))
            .collect();
        let expected = [
            (1, Some("one"), "li", ""),
            (2, Some("two"), "wang", "typo"),
            (3, None, "li", "wrong"),
            (4, Some("three"), "li", "anew"),
        ];
        assert_eq!(told, expected);
        assert_eq!(ledger.cited_views().unwrap(), ["2026-10.r1@12"]);
        assert_eq!(all[0].hash(), sha256_hex(b"one"));
        assert_eq!(ledger.verify_log().unwrap(), 4);
    }

    #[test]
    fn a_number_is_one_circular_s_until_it_is_withdrawn() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        let (one, other) = (of("2026-09"), of("2026-10"));
        ledger.issue_circular(by("li", ""), &one, 0, paper("1号", "one")).unwrap();
        assert!(ledger.issue_circular(by("li", ""), &other, 0, paper("1号", "two")).is_err());
        ledger.issue_circular(by("li", ""), &other, 0, paper("", "without")).unwrap();
        ledger.withdraw_circular(by("li", "wrong"), &one, 1).unwrap();
        assert_eq!(ledger.issue_circular(by("li", ""), &other, 1, paper("1号", "two")), Ok(2));
        assert!(ledger.issue_circular(by("li", ""), &of("2026-08"), 2, paper("", "x")).is_err());
    }

    #[test]
    fn an_issued_circular_cannot_be_changed_unseen() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        ledger.issue_circular(by("li", ""), &of("2026-10"), 0, paper("1号", "one")).unwrap();
        drop(ledger);
        let file = Connection::open(folder.path().join("ledger.sqlite")).unwrap();
        assert!(file.execute("UPDATE circulars SET body = 'two'", []).is_err());
        assert!(file.execute("DELETE FROM circulars", []).is_err());
        file.execute_batch(
            "DROP TRIGGER circulars_do_not_change; UPDATE circulars SET body = 'two'",
        )
        .unwrap();
        assert!(open(&folder).verify_log().unwrap_err().text.en.contains("circular"));
    }
}
