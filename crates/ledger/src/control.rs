//! Control visits: households that nothing pointed at, drawn so that what the rules miss can be estimated.
//!
//! # Invariants
//!
//! - Whom to visit, and from how many they were drawn, is written down before anybody goes there and
//!   never changes; each round is an entry of the audit log, whose body is the round's canonical JSON.
//! - A month has one round for each town: a second one, drawn when the first was partly visited, would be
//!   drawn from what the first left over.
//!
//! # Not here
//!
//! Drawing (`draw`), and what the visits found (`supervise`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::column::parsed;
use crate::error::{self, LedgerResult};
use crate::lead::{By, Sighting, canonical, from_body};
use crate::log::{NewEntry, append};
use crate::store::Ledger;

/// The action in the audit log.
pub(crate) const ISSUED: &str = "lead.control";

/// Whom to visit, and whom they stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlRound {
    /// The snapshot whose households were drawn from.
    pub seen: Sighting,
    /// The town, if they were drawn from one alone.
    pub town_code: Option<String>,
    /// Households that were drawn from, by town.
    pub frame: BTreeMap<String, u64>,
    /// Pseudonym and town of those drawn, in the order drawn.
    pub drawn: Vec<(String, String)>,
}

impl ControlRound {
    /// Whether both rounds draw from the same town in the same month.
    fn meets(&self, other: &Self) -> bool {
        let apart = matches!((&self.town_code, &other.town_code), (Some(a), Some(b)) if a != b);
        self.seen.month == other.seen.month && !apart
    }
}

/// A round as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedControl {
    /// The number of its entry in the log.
    pub id: i64,
    /// When it was handed out.
    pub at: DateTime<Utc>,
    /// The round.
    pub round: ControlRound,
}

impl Ledger {
    /// Hands out a round and gives its number.
    ///
    /// # Errors
    /// The month has one that draws from the same town; the file cannot be written.
    pub fn issue_control(&self, by: By<'_>, round: &ControlRound) -> Result<i64> {
        self.write(|file| {
            if let Some(before) = read(file)?.iter().find(|before| before.round.meets(round)) {
                return Err(error::control_issued(round.seen.month, before.at).into());
            }
            let body = canonical(round)?;
            let subject = round.seen.month.to_string();
            let entry = NewEntry {
                actor: by.actor,
                action: ISSUED,
                subject: &subject,
                purpose: by.why,
                body: &body,
            };
            let seq = append(file, by.at, &entry)?;
            file.execute(
                "INSERT INTO control_rounds (log_seq, snapshot, body) VALUES (?1, ?2, ?3)",
                params![seq, round.seen.snapshot, body],
            )?;
            Ok(seq)
        })
    }

    /// All rounds, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn controls(&self) -> Result<Vec<IssuedControl>> {
        self.read(read)
    }
}

fn read(file: &Transaction<'_>) -> LedgerResult<Vec<IssuedControl>> {
    let mut select = file.prepare(
        "SELECT log_seq, at, c.body FROM control_rounds c JOIN log ON seq = log_seq ORDER BY log_seq",
    )?;
    let mut rounds = Vec::new();
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let round = from_body(&row.get::<_, String>(2)?)?;
        rounds.push(IssuedControl { id: row.get(0)?, at: parsed(row, "at")?, round });
    }
    Ok(rounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by() -> By<'static> {
        By { at: "2026-11-05T03:00:00Z".parse().unwrap(), actor: "inspector", why: "" }
    }

    fn round(month: &str, town: Option<&str>) -> ControlRound {
        ControlRound {
            seen: Sighting { month: month.parse().unwrap(), snapshot: format!("{month}.r1@1") },
            town_code: town.map(str::to_owned),
            frame: [("t1".to_owned(), 20)].into(),
            drawn: vec![("k1".to_owned(), "t1".to_owned())],
        }
    }

    #[test]
    fn a_month_has_one_round_for_each_town() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let issue = |month, town| ledger.issue_control(by(), &round(month, town));
        let before = ledger.mark().unwrap();
        assert_eq!(issue("2026-10", Some("t1")).unwrap(), 1);
        assert_ne!(ledger.mark().unwrap(), before, "answers follow from rounds");
        assert_eq!(issue("2026-10", Some("t2")).unwrap(), 2);
        for again in [Some("t1"), None] {
            assert!(issue("2026-10", again).unwrap_err().text.en.contains("2026-10"), "{again:?}");
        }
        issue("2026-11", None).unwrap();
        assert!(issue("2026-11", Some("t3")).is_err(), "the whole holds every town");
        let rounds = ledger.controls().unwrap();
        assert_eq!(rounds.len(), 3);
        assert_eq!(rounds.first().unwrap().round, round("2026-10", Some("t1")));
        assert_eq!(ledger.cited_views().unwrap(), ["2026-10.r1@1", "2026-11.r1@1"]);
        assert_eq!(ledger.verify_log().unwrap(), 3);
        for statement in ["UPDATE control_rounds SET body = ''", "DELETE FROM control_rounds"] {
            assert!(ledger.write(|file| Ok(file.execute(statement, [])?)).is_err(), "{statement}");
        }
    }
}
