//! The audit log: every look at persons and every step of a draw, each entry chained to the one
//! before.
//!
//! # Invariants
//!
//! - `hash = SHA256(LP("ledger/log/v1") ‖ LP(seq) ‖ LP(at) ‖ LP(actor) ‖ LP(action) ‖ LP(subject)
//!   ‖ LP(purpose) ‖ LP(body) ‖ LP(prev))`, LP being the length in bytes as 32 bits big-endian and
//!   the bytes; `prev` is the hash before, 64 zeros for the first entry.
//! - Entries are numbered from 1 without gaps.
//!
//! A chain cannot show that its end was cut off: that is what publishing [`Ledger::log_head`] is for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::Result;
use model::hash::{hex, sha256_hex};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::column::instant;
use crate::error::{self, LedgerResult};
use crate::store::Ledger;

/// What the first entry has for the hash before it.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// Who did it.
    pub actor: &'a str,
    /// What was done, such as `identify` or `draw.commit`.
    pub action: &'a str,
    /// To what: a question, a draw, a count of keys.
    pub subject: &'a str,
    /// Why.
    pub purpose: &'a str,
    /// What it was about in full; only its SHA-256 is kept.
    pub body: &'a str,
}

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// Its number, from 1.
    pub seq: i64,
    /// When, in UTC as text: the text is what was hashed.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub purpose: String,
    /// SHA-256 of the body.
    pub body: String,
    /// The hash of the entry before.
    pub prev: String,
    /// The hash of this entry.
    pub hash: String,
}

impl LogEntry {
    /// The names of [`Self::cells`].
    pub const COLUMNS: [&'static str; 9] =
        ["entry", "at", "actor", "action", "subject", "purpose", "body_sha256", "prev", "hash"];

    /// The entry as texts: what is hashed, and the hash.
    pub fn cells(&self) -> [String; 9] {
        let seq = self.seq.to_string();
        [
            &seq,
            &self.at,
            &self.actor,
            &self.action,
            &self.subject,
            &self.purpose,
            &self.body,
            &self.prev,
            &self.hash,
        ]
        .map(String::clone)
    }

    /// The hash that the other fields come to.
    fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        let seq = self.seq.to_string();
        let fields = [
            "ledger/log/v1",
            &seq,
            &self.at,
            &self.actor,
            &self.action,
            &self.subject,
            &self.purpose,
            &self.body,
            &self.prev,
        ];
        for field in fields {
            digest.update((field.len() as u32).to_be_bytes());
            digest.update(field);
        }
        hex(&digest.finalize())
    }
}

impl Ledger {
    /// Adds an entry and gives its number.
    ///
    /// # Errors
    /// The file cannot be written; then what was to be logged must not happen.
    pub fn log(&self, at: DateTime<Utc>, entry: &NewEntry<'_>) -> Result<i64> {
        self.write(|file| append(file, at, entry))
    }

    /// Number and hash of the last entry, for publication.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn log_head(&self) -> Result<Option<(i64, String)>> {
        self.read(|file| Ok(head(file)?))
    }

    /// Subject and body hash of every entry of an action, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn logged(&self, action: &str) -> Result<Vec<(String, String)>> {
        self.read(|file| {
            let mut select =
                file.prepare("SELECT subject, body FROM log WHERE action = ?1 ORDER BY seq")?;
            let rows = select.query_map([action], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// All entries, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn log_entries(&self) -> Result<Vec<LogEntry>> {
        self.read(|file| {
            let mut select = file.prepare("SELECT * FROM log ORDER BY seq")?;
            let rows = select.query_map([], read_entry)?.collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
    }

    /// Entries whose actor, action, subject or purpose has this text, of one actor if one is named,
    /// the last first, after `offset` others and at most `limit`; and how many there are in all.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn search_log(
        &self,
        text: &str,
        actor: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<LogEntry>, usize)> {
        const MATCHES: &str = "instr(actor || ' ' || action || ' ' || subject || ' ' || purpose, ?1) \
                               AND (?2 IS NULL OR actor = ?2)";
        let [offset, limit] = [offset, limit].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        self.read(|file| {
            let count = format!("SELECT COUNT(*) FROM log WHERE {MATCHES}");
            let count: i64 = file.query_row(&count, params![text, actor], |row| row.get(0))?;
            let rows =
                format!("SELECT * FROM log WHERE {MATCHES} ORDER BY seq DESC LIMIT ?4 OFFSET ?3");
            let mut select = file.prepare(&rows)?;
            let rows = select.query_map(params![text, actor, offset, limit], read_entry)?;
            Ok((rows.collect::<rusqlite::Result<_>>()?, usize::try_from(count).unwrap_or_default()))
        })
    }

    /// Recomputes the chain, compares looks, leads, the steps of draws, saved files and circulars with
    /// it and gives the number of entries.
    ///
    /// # Errors
    /// The first entry that is missing, changed or out of place, by number.
    pub fn verify_log(&self) -> Result<i64> {
        let mut prev = NO_HASH.to_owned();
        let mut count = 0;
        let entries = self.log_entries()?;
        for entry in &entries {
            count += 1;
            if entry.seq != count {
                return Err(error::broken_log(count, "该条缺失", "it is missing"));
            }
            if entry.prev != prev {
                let (zh, en) = ("与前一条不相接", "it does not follow from the entry before");
                return Err(error::broken_log(count, zh, en));
            }
            if entry.hash != entry.computed_hash() {
                let (zh, en) = ("内容与摘要不符", "its content and its hash differ");
                return Err(error::broken_log(count, zh, en));
            }
            prev.clone_from(&entry.hash);
        }
        self.verify_looks()?;
        self.verify_leads(&entries)?;
        self.verify_draw_steps(&entries)?;
        self.verify_files(&entries)?;
        self.verify_circulars(&entries)?;
        Ok(count)
    }
}

/// What a table keeps beside its entries: subject and body, by the number of the entry.
pub(crate) type Kept = BTreeMap<i64, (String, String)>;

/// Compares what a table keeps with the entries whose action begins so: all are there, none is
/// another; `told` says otherwise in both languages.
pub(crate) fn compare(
    entries: &[LogEntry],
    actions: &str,
    mut kept: Kept,
    (zh, en): (&str, &str),
) -> Result<()> {
    for entry in entries.iter().filter(|entry| entry.action.starts_with(actions)) {
        let same = kept.remove(&entry.seq).is_some_and(|(subject, body)| {
            subject == entry.subject && sha256_hex(body.as_bytes()) == entry.body
        });
        if !same {
            return Err(error::broken_log(entry.seq, zh, en));
        }
    }
    match kept.keys().next() {
        Some(seq) => Err(error::broken_log(*seq, zh, en)),
        None => Ok(()),
    }
}

/// Writes the next entry of the chain.
pub(crate) fn append(
    file: &Transaction<'_>,
    at: DateTime<Utc>,
    entry: &NewEntry<'_>,
) -> LedgerResult<i64> {
    let (last, prev) = head(file)?.unwrap_or((0, NO_HASH.to_owned()));
    let mut entry = LogEntry {
        seq: last + 1,
        at: instant(at),
        actor: entry.actor.into(),
        action: entry.action.into(),
        subject: entry.subject.into(),
        purpose: entry.purpose.into(),
        body: sha256_hex(entry.body.as_bytes()),
        prev,
        hash: String::new(),
    };
    entry.hash = entry.computed_hash();
    insert(file, &entry)?;
    Ok(entry.seq)
}

fn head(file: &Transaction<'_>) -> rusqlite::Result<Option<(i64, String)>> {
    file.query_row("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", [], |row| {
        Ok((row.get("seq")?, row.get("hash")?))
    })
    .optional()
}

fn insert(file: &Transaction<'_>, entry: &LogEntry) -> LedgerResult<()> {
    file.execute(
        "INSERT INTO log (seq, at, actor, action, subject, purpose, body, prev, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            entry.seq,
            entry.at,
            entry.actor,
            entry.action,
            entry.subject,
            entry.purpose,
            entry.body,
            entry.prev,
            entry.hash,
        ],
    )?;
    Ok(())
}

pub(crate) fn read_entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    Ok(LogEntry {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        purpose: row.get("purpose")?,
        body: row.get("body")?,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
    })
}

#[cfg(test)]
mod tests;
