//! Visits recorded by supervisors, beside those that the townships deliver.

use chrono::{DateTime, NaiveDate, Utc};
use model::Result;
use rusqlite::{Row, params};
use serde::Serialize;

use crate::column::{instant, parsed};
use crate::error;
use crate::store::Ledger;

/// The kinds of a visit, as in the delivered ledger of visits, and the review of a new case's file,
/// for which nobody leaves the office.
pub const VISIT_KINDS: [&str; 5] = ["village", "town", "city_check", "campaign", "file_review"];

/// A visit to a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// The pseudonym of the household.
    pub household_key: String,
    /// The day of the visit.
    pub visited_on: NaiveDate,
    /// One of [`VISIT_KINDS`].
    pub kind: String,
    /// What was found, in a word.
    pub outcome: String,
    /// Who went there.
    pub visitor: String,
    /// The draw it answers, if any.
    pub draw_id: Option<String>,
}

impl Ledger {
    /// Records a visit.
    ///
    /// # Errors
    /// The kind is unknown, the day lies ahead by more than the width of the time zones, or the
    /// draw does not exist.
    pub fn record_visit(&self, visit: &Visit) -> Result<()> {
        if !VISIT_KINDS.contains(&visit.kind.as_str()) {
            return Err(error::visit_kind(&visit.kind, &VISIT_KINDS));
        }
        let today = visit.recorded_at.date_naive();
        if visit.visited_on > today.succ_opt().unwrap_or(today) {
            return Err(error::visit_ahead(visit.visited_on, today));
        }
        if let Some(id) = &visit.draw_id {
            self.draw(id)?;
        }
        self.write(|file| {
            file.execute(
                "INSERT INTO visits (recorded_at, household_key, visited_on, kind, outcome, \
                 visitor, draw_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    instant(visit.recorded_at),
                    visit.household_key,
                    visit.visited_on.to_string(),
                    visit.kind,
                    visit.outcome,
                    visit.visitor,
                    visit.draw_id,
                ],
            )?;
            Ok(())
        })
    }

    /// All visits in the order in which they were recorded.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn visits(&self) -> Result<Vec<Visit>> {
        self.read(|file| {
            let mut select = file.prepare("SELECT * FROM visits ORDER BY id")?;
            let rows = select.query_map([], read_visit)?.collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
    }
}

fn read_visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    Ok(Visit {
        recorded_at: parsed(row, "recorded_at")?,
        household_key: row.get("household_key")?,
        visited_on: parsed(row, "visited_on")?,
        kind: row.get("kind")?,
        outcome: row.get("outcome")?,
        visitor: row.get("visitor")?,
        draw_id: row.get("draw_id")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> Visit {
        Visit {
            recorded_at: "2026-11-05T03:00:00Z".parse().unwrap(),
            household_key: "k1".into(),
            visited_on: "2026-11-04".parse().unwrap(),
            kind: "city_check".into(),
            outcome: "属实".into(),
            visitor: "检查一组".into(),
            draw_id: None,
        }
    }

    #[test]
    fn a_visit_is_kept_and_can_only_be_added_to() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        ledger.record_visit(&visit()).unwrap();
        assert_eq!(ledger.visits().unwrap(), [visit()]);
        for statement in ["UPDATE visits SET outcome = '不实'", "DELETE FROM visits"] {
            let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
            assert!(outcome.is_err(), "{statement}");
        }
    }

    #[test]
    fn a_visit_that_cannot_be_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let rows = [
            ("kind", Visit { kind: "chat".into(), ..visit() }),
            ("ahead", Visit { visited_on: "2026-11-07".parse().unwrap(), ..visit() }),
            ("draw", Visit { draw_id: Some("none".into()), ..visit() }),
        ];
        for (name, visit) in rows {
            assert!(ledger.record_visit(&visit).is_err(), "{name}");
        }
        assert!(ledger.visits().unwrap().is_empty());
    }
}
