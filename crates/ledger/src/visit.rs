//! Visits recorded by supervisors, beside those that the townships deliver.
//!
//! # Invariants
//!
//! - Visits are only added. What was entered wrongly is amended by a later entry that says why; both
//!   stay, so that what was first submitted can be compared with what stands.
//! - Every entry is in the audit log, in the same transaction.
//!
//! # Not here
//!
//! Whether a visit answers a draw, and what it means for one (`supervise`).

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use model::visit::{VISIT_ITEMS, VISIT_KINDS, VISIT_MODES, VISIT_OUTCOMES};
use model::{Fen, Result, beijing};
use rusqlite::{Row, Transaction, params};
use serde::Serialize;

use crate::column::{instant, parsed};
use crate::error::{self, LedgerResult};
use crate::log::{NewEntry, append};
use crate::store::Ledger;

/// Between the names of visitors, and between codes, in a column.
const BETWEEN: char = '、';

/// What the visitors say of one visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VisitReport {
    /// The pseudonym of the household.
    pub household_key: String,
    /// The day of the visit.
    pub visited_on: NaiveDate,
    /// One of [`VISIT_KINDS`].
    pub kind: String,
    /// One of [`VISIT_MODES`].
    pub mode: String,
    /// One of [`VISIT_OUTCOMES`].
    pub outcome: String,
    /// Whether it was made outside working hours.
    pub after_hours: bool,
    /// Whether somebody from the village came along.
    pub with_village: bool,
    /// Which of [`VISIT_ITEMS`] were looked into; none if nobody says.
    pub checked: BTreeSet<String>,
    /// Codes of what was found, in order; none if all is as reported.
    pub codes: BTreeSet<String>,
    /// Paid too much, in a month.
    pub over: Fen,
    /// Paid too little, in a month.
    pub under: Fen,
    /// What was found, in words.
    pub note: String,
    /// Who went there.
    pub visitors: BTreeSet<String>,
    /// SHA-256 of the evidence, if any was kept.
    pub evidence: Option<String>,
    /// The draw it answers, if any.
    pub draw_id: Option<String>,
    /// The earlier entry that it corrects, and why.
    pub amends: Option<Amendment>,
}

/// Which entry is corrected, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amendment {
    /// The number of the entry.
    pub visit: i64,
    /// Why.
    pub reason: String,
}

/// A visit as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Its number, from 1.
    pub id: i64,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// What was entered.
    pub report: VisitReport,
}

impl VisitReport {
    /// That the visit took place and how it ended, without what was found and what was corrected: for
    /// those who are to look again.
    #[must_use]
    pub fn without_findings(self) -> Self {
        let Self { household_key, visited_on, kind, mode, outcome, .. } = self;
        let Self { after_hours, with_village, visitors, draw_id, amends, .. } = self;
        let amends = amends.map(|amended| Amendment { reason: String::new(), ..amended });
        Self {
            household_key,
            visited_on,
            kind,
            mode,
            outcome,
            after_hours,
            with_village,
            visitors,
            draw_id,
            amends,
            ..Self::default()
        }
    }
}

/// The visits that no later one amends, in the order of the ledger.
pub fn standing(visits: &[Visit]) -> impl Iterator<Item = &Visit> {
    let amended: BTreeSet<i64> =
        visits.iter().filter_map(|visit| Some(visit.report.amends.as_ref()?.visit)).collect();
    visits.iter().filter(move |visit| !amended.contains(&visit.id))
}

impl Ledger {
    /// Records visits, all or none, and gives their numbers.
    ///
    /// # Errors
    /// A word is unknown, a day lies ahead by more than the width of the time zones, a draw or the
    /// entry to be amended does not exist or is amended already.
    pub fn record_visits(
        &self,
        reports: &[VisitReport],
        at: DateTime<Utc>,
        actor: &str,
    ) -> Result<Vec<i64>> {
        for report in reports {
            check(report, at)?;
            if let Some(id) = &report.draw_id {
                self.draw(id)?;
            }
        }
        self.write(|file| {
            reports
                .iter()
                .map(|report| {
                    check_amendment(file, report)?;
                    log(file, report, at, actor)?;
                    insert(file, report, at)
                })
                .collect()
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

fn check(report: &VisitReport, at: DateTime<Utc>) -> Result<()> {
    let words: [(&str, &str, &str, &[&str]); 3] = [
        ("类型", "kind", &report.kind, &VISIT_KINDS),
        ("方式", "mode", &report.mode, &VISIT_MODES),
        ("结果", "outcome", &report.outcome, &VISIT_OUTCOMES),
    ];
    for (zh, en, word, known) in words {
        if !known.contains(&word) {
            return Err(error::visit_word(zh, en, word, known));
        }
    }
    if let Some(item) = report.checked.iter().find(|item| !VISIT_ITEMS.contains(&item.as_str())) {
        return Err(error::visit_word("已查事项", "checked item", item, &VISIT_ITEMS));
    }
    let today = beijing::day(at);
    if report.visited_on > today.succ_opt().unwrap_or(today) {
        return Err(error::visit_ahead(report.visited_on, today));
    }
    match report.over < Fen(0) || report.under < Fen(0) {
        true => Err(error::visit_money()),
        false => Ok(()),
    }
}

/// What is amended must stand, be of the same household, and a reason be given.
fn check_amendment(file: &Transaction<'_>, report: &VisitReport) -> LedgerResult<()> {
    let Some(Amendment { visit, reason }) = &report.amends else { return Ok(()) };
    let same = "SELECT COUNT(*) FROM visits AS v WHERE id = ?1 AND household_key = ?2 \
                AND draw_id IS ?3 AND NOT EXISTS (SELECT 1 FROM visits WHERE amends = v.id)";
    let arguments = params![visit, report.household_key, report.draw_id];
    let count: i64 = file.query_row(same, arguments, |row| row.get(0))?;
    match count == 1 && !reason.trim().is_empty() {
        true => Ok(()),
        false => Err(error::no_amendment(*visit).into()),
    }
}

fn log(
    file: &Transaction<'_>,
    report: &VisitReport,
    at: DateTime<Utc>,
    actor: &str,
) -> LedgerResult<()> {
    let body = serde_json::to_string(report).map_err(|why| error::no_body(&why))?;
    let reason = report.amends.as_ref().map(|amendment| amendment.reason.as_str());
    let action = if reason.is_some() { "visit.amend" } else { "visit" };
    let purpose = reason.unwrap_or(&report.kind);
    let entry = NewEntry { actor, action, subject: &report.household_key, purpose, body: &body };
    append(file, at, &entry)?;
    Ok(())
}

fn insert(file: &Transaction<'_>, report: &VisitReport, at: DateTime<Utc>) -> LedgerResult<i64> {
    file.execute(
        "INSERT INTO visits (recorded_at, household_key, visited_on, kind, outcome, visitor, \
         draw_id, mode, after_hours, with_village, codes, over_fen, under_fen, note, evidence, \
         amends, reason, checked) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            instant(at),
            report.household_key,
            report.visited_on.to_string(),
            report.kind,
            report.outcome,
            joined(&report.visitors),
            report.draw_id,
            report.mode,
            report.after_hours,
            report.with_village,
            joined(&report.codes),
            report.over.0,
            report.under.0,
            report.note,
            report.evidence,
            report.amends.as_ref().map(|amendment| amendment.visit),
            report.amends.as_ref().map_or("", |amendment| &amendment.reason),
            joined(&report.checked),
        ],
    )?;
    Ok(file.last_insert_rowid())
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

fn apart(words: &str) -> BTreeSet<String> {
    words.split(BETWEEN).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn read_visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    let amends: Option<i64> = row.get("amends")?;
    let reason = row.get("reason")?;
    Ok(Visit {
        id: row.get("id")?,
        recorded_at: parsed(row, "recorded_at")?,
        report: VisitReport {
            household_key: row.get("household_key")?,
            visited_on: parsed(row, "visited_on")?,
            kind: row.get("kind")?,
            mode: row.get("mode")?,
            outcome: row.get("outcome")?,
            after_hours: row.get("after_hours")?,
            with_village: row.get("with_village")?,
            checked: apart(&row.get::<_, String>("checked")?),
            codes: apart(&row.get::<_, String>("codes")?),
            over: Fen(row.get("over_fen")?),
            under: Fen(row.get("under_fen")?),
            note: row.get("note")?,
            visitors: apart(&row.get::<_, String>("visitor")?),
            evidence: row.get("evidence")?,
            draw_id: row.get("draw_id")?,
            amends: amends.map(|visit| Amendment { visit, reason }),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        (folder, ledger)
    }

    fn at() -> DateTime<Utc> {
        "2026-11-05T03:00:00Z".parse().unwrap()
    }

    fn report() -> VisitReport {
        VisitReport {
            household_key: "k1".into(),
            visited_on: "2026-11-04".parse().unwrap(),
            kind: "city_check".into(),
            mode: "on_site".into(),
            outcome: "completed".into(),
            checked: ["income".to_owned(), "housing".to_owned()].into(),
            codes: ["F01".to_owned(), "F08".to_owned()].into(),
            over: Fen(12_345),
            note: "打零工".into(),
            visitors: ["甲".to_owned(), "乙".to_owned()].into(),
            ..VisitReport::default()
        }
    }

    fn record(ledger: &Ledger, report: VisitReport) -> Result<Vec<i64>> {
        ledger.record_visits(&[report], at(), "inspector")
    }

    #[test]
    fn a_visit_is_kept_logged_and_can_only_be_added_to() {
        let (_folder, ledger) = ledger();
        assert_eq!(record(&ledger, report()).unwrap(), [1]);
        let kept = Visit { id: 1, recorded_at: at(), report: report() };
        assert_eq!(ledger.visits().unwrap(), [kept]);
        let entry = ledger.log_entries().unwrap().remove(0);
        assert_eq!((entry.action.as_str(), entry.actor.as_str()), ("visit", "inspector"));
        for statement in ["UPDATE visits SET outcome = 'refused'", "DELETE FROM visits"] {
            let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
            assert!(outcome.is_err(), "{statement}");
        }
    }

    #[test]
    fn visits_that_cannot_be_are_refused_with_all_that_came_along() {
        let (_folder, ledger) = ledger();
        let rows = [
            ("kind", VisitReport { kind: "chat".into(), ..report() }),
            ("mode", VisitReport { mode: "dream".into(), ..report() }),
            ("outcome", VisitReport { outcome: "属实".into(), ..report() }),
            ("item", VisitReport { checked: ["dog".to_owned()].into(), ..report() }),
            ("ahead", VisitReport { visited_on: "2026-11-07".parse().unwrap(), ..report() }),
            ("draw", VisitReport { draw_id: Some("none".into()), ..report() }),
            ("money", VisitReport { under: Fen(-1), ..report() }),
        ];
        for (name, wrong) in rows {
            let both = [report(), wrong];
            assert!(ledger.record_visits(&both, at(), "inspector").is_err(), "{name}");
        }
        assert!(ledger.visits().unwrap().is_empty());
        assert!(ledger.log_entries().unwrap().is_empty());
    }

    #[test]
    fn an_amendment_says_why_and_leaves_what_it_amends() {
        let (_folder, ledger) = ledger();
        record(&ledger, report()).unwrap();
        let amended = |visit, reason: &str| VisitReport {
            codes: BTreeSet::new(),
            amends: Some(Amendment { visit, reason: reason.into() }),
            ..report()
        };
        let other = VisitReport { household_key: "k2".into(), ..amended(1, "笔误") };
        for wrong in [amended(1, " "), amended(7, "笔误"), other] {
            assert!(record(&ledger, wrong).is_err());
        }
        record(&ledger, amended(1, "笔误")).unwrap();
        assert!(record(&ledger, amended(1, "again")).is_err(), "amended twice");
        let visits = ledger.visits().unwrap();
        let ids: Vec<_> = standing(&visits).map(|visit| visit.id).collect();
        assert_eq!((visits.len(), ids), (2, vec![2]));
        assert_eq!(ledger.verify_log().unwrap(), 2);
    }
}
