//! Looks behind pseudonyms: which ones were asked for, so that anybody can be told who asked for
//! theirs.
//!
//! # Invariants
//!
//! - Every look is an entry of the audit log whose body is the pseudonyms in order, one a line.
//! - No name or number stands here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use model::Result;
use model::hash::sha256_hex;
use rusqlite::params;
use serde::Serialize;

use crate::error;
use crate::log::{NewEntry, append};
use crate::store::Ledger;

/// The action of a look in the audit log.
const ACTION: &str = "identify";

/// One pseudonym that somebody looked behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Look {
    /// The entry of the audit log.
    pub seq: i64,
    /// When, in UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub purpose: String,
    /// The pseudonym.
    pub key: String,
}

impl Ledger {
    /// Writes down a look behind `keys` and gives the number of its entry.
    ///
    /// # Errors
    /// The file cannot be written; then nothing may be shown.
    pub fn log_look(
        &self,
        at: DateTime<Utc>,
        actor: &str,
        purpose: &str,
        keys: &BTreeSet<&str>,
    ) -> Result<i64> {
        let subject = format!("{} keys", keys.len());
        let body = lines(keys);
        let entry = NewEntry { actor, action: ACTION, subject: &subject, purpose, body: &body };
        self.write(|file| {
            let seq = append(file, at, &entry)?;
            let mut insert = file.prepare("INSERT INTO looks (seq, key) VALUES (?1, ?2)")?;
            for key in keys {
                insert.execute(params![seq, key])?;
            }
            Ok(seq)
        })
    }

    /// Every look, or those behind `key`, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn looks(&self, key: Option<&str>) -> Result<Vec<Look>> {
        self.read(|file| {
            let mut select = file.prepare(
                "SELECT seq, at, actor, purpose, key FROM looks JOIN log USING (seq) \
                 WHERE ?1 IS NULL OR key = ?1 ORDER BY seq, key",
            )?;
            let look = |row: &rusqlite::Row<'_>| {
                Ok(Look {
                    seq: row.get("seq")?,
                    at: row.get("at")?,
                    actor: row.get("actor")?,
                    purpose: row.get("purpose")?,
                    key: row.get("key")?,
                })
            };
            Ok(select.query_map([key], look)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Compares the pseudonyms kept with what the log says of each look.
    pub(crate) fn verify_looks(&self) -> Result<()> {
        let looks = self.looks(None)?;
        let mut keys: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
        for look in &looks {
            keys.entry(look.seq).or_default().insert(&look.key);
        }
        let entries = self.log_entries()?;
        let wrong = entries.iter().filter(|entry| entry.action == ACTION).find(|entry| {
            let kept = keys.get(&entry.seq).map(lines).unwrap_or_default();
            sha256_hex(kept.as_bytes()) != entry.body
        });
        let (zh, en) = ("所查代号与摘要不符", "the keys kept and their hash differ");
        wrong.map_or(Ok(()), |entry| Err(error::broken_log(entry.seq, zh, en)))
    }
}

fn lines(keys: &BTreeSet<&str>) -> String {
    keys.iter().copied().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_kept_and_what_was_changed_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let at = "2026-11-15T08:00:00Z".parse().unwrap();
        for keys in [["a", "b"], ["b", "c"]] {
            ledger.log_look(at, "inspector", "入户走访", &keys.into()).unwrap();
        }
        let seen = |key| -> Vec<String> {
            let looks = ledger.looks(key).unwrap();
            looks.into_iter().map(|look| format!("{} {}", look.seq, look.key)).collect()
        };
        assert_eq!(seen(None), ["1 a", "1 b", "2 b", "2 c"]);
        assert_eq!(seen(Some("b")), ["1 b", "2 b"]);
        assert_eq!(ledger.verify_log().unwrap(), 2);
        let refused = ledger.write(|file| Ok(file.execute("DELETE FROM looks", [])?));
        assert!(refused.is_err());
        ledger
            .write(|file| {
                file.execute_batch("DROP TRIGGER looks_are_not_deleted")?;
                Ok(file.execute("DELETE FROM looks WHERE key = 'c'", [])?)
            })
            .unwrap();
        let fault = ledger.verify_log().unwrap_err();
        assert!(fault.text.en.contains("entry 2 "), "{fault}");
    }
}
