//! How much of one thing somebody did within an hour or a day, from the audit log.
//!
//! # Not here
//!
//! How much is too much: those are norms.

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::params;

use crate::column::instant;
use crate::store::Ledger;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Failed logins of an account, or of names that nobody has, within an hour.
    LoginsFailed,
    /// Files taken away on a day.
    FilesExported,
    /// Rows in files taken away on a day.
    RowsExported,
    /// Pseudonyms looked behind on a day.
    PersonsIdentified,
}

impl Deed {
    /// The entries that count, how much each counts, and the span they are counted in.
    const fn counted(self) -> (&'static str, &'static str, &'static str) {
        const DAY: &str = "%Y-%m-%d";
        // `file: 123 rows`; what says no number of rows counts as none.
        const ROWS: &str = "CAST(substr(subject, instr(subject, ': ') + 2) AS INTEGER)";
        match self {
            Self::LoginsFailed => {
                ("action IN ('login.failed', 'login.locked')", "1", "%Y-%m-%d %H:00")
            }
            Self::FilesExported => ("action = 'export'", "1", DAY),
            Self::RowsExported => ("action = 'export' AND subject LIKE '%: % rows'", ROWS, DAY),
            Self::PersonsIdentified => ("action = 'identify'", "CAST(subject AS INTEGER)", DAY),
        }
    }
}

/// More of something than usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Who.
    pub actor: String,
    /// The hour or day, in Beijing.
    pub span: String,
    /// How much.
    pub count: i64,
}

impl Ledger {
    /// Who did more than `most` of something within its span since a moment, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn bursts(&self, deed: Deed, since: DateTime<Utc>, most: i64) -> Result<Vec<Burst>> {
        let (entries, amount, span) = deed.counted();
        let select = format!(
            "SELECT actor, strftime('{span}', at, '+8 hours') AS span, SUM({amount}) AS count \
             FROM log WHERE {entries} AND at >= ?1 GROUP BY actor, span HAVING count > ?2 \
             ORDER BY span DESC, count DESC, actor"
        );
        self.read(|file| {
            let mut select = file.prepare(&select)?;
            let rows = select.query_map(params![instant(since), most], |row| {
                Ok(Burst { actor: row.get(0)?, span: row.get(1)?, count: row.get(2)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::log::NewEntry;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn told(ledger: &Ledger, deed: Deed, most: i64) -> Vec<(String, String, i64)> {
        let since = at("2026-11-01T00:00:00Z");
        let bursts = ledger.bursts(deed, since, most).unwrap();
        bursts.into_iter().map(|burst| (burst.actor, burst.span, burst.count)).collect()
    }

    fn one(actor: &str, span: &str, count: i64) -> Vec<(String, String, i64)> {
        vec![(actor.to_owned(), span.to_owned(), count)]
    }

    #[test]
    fn logins_are_counted_by_the_hour_and_the_rest_by_the_day_of_beijing() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        for minute in 0..5 {
            let when = at(&format!("2026-11-15T16:5{}:00Z", 2 * minute));
            ledger.log_in_failed(when, "nobody", |_| None).unwrap();
        }
        ledger.log_in_failed(at("2026-11-15T17:00:00Z"), "nobody", |_| None).unwrap();
        ledger.log_in_failed(at("2026-10-15T17:00:00Z"), "nobody", |_| None).unwrap();
        assert_eq!(told(&ledger, Deed::LoginsFailed, 4), one("unknown", "2026-11-16 00:00", 5));
        assert_eq!(told(&ledger, Deed::LoginsFailed, 5), []);
        assert_eq!(told(&ledger, Deed::LoginsFailed, 0).len(), 2);
        let subjects = [
            "questions/a.csv: 40 rows",
            "2026-10.r1@1: 3 tables, pseudonyms only",
            "/ledger leads.xlsx: 2 rows",
        ];
        for (minute, subject) in subjects.into_iter().enumerate() {
            let entry =
                NewEntry { actor: "wang", action: "export", subject, purpose: "", body: "" };
            ledger.log(at(&format!("2026-11-15T15:5{minute}:00Z")), &entry).unwrap();
        }
        assert_eq!(told(&ledger, Deed::FilesExported, 2), one("wang", "2026-11-15", 3));
        assert_eq!(told(&ledger, Deed::RowsExported, 41), one("wang", "2026-11-15", 42));
        assert_eq!(told(&ledger, Deed::RowsExported, 42), []);
        for keys in [["a", "b"], ["c", "d"]] {
            let when = at("2026-11-20T08:00:00Z");
            ledger.log_look(when, "li", "check", &BTreeSet::from(keys)).unwrap();
        }
        assert_eq!(told(&ledger, Deed::PersonsIdentified, 3), one("li", "2026-11-20", 4));
    }
}
