//! What is due: fires that were missed and runs that were interrupted.
//!
//! # Invariants
//!
//! - A run is for a day: several fires of one day are one run.
//! - A day that has an ended run, failed or not, is not due again; a failed run is repeated by
//!   hand, once its cause is gone.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use ledger::Run;

use crate::expression::Cron;

/// The days for which a job is due at `until`, the first first.
///
/// `runs` are those of the job. Without any, only the latest fire counts; otherwise every fire on
/// a day after that of the last run, and every day whose run began and never ended.
pub(crate) fn due_days(cron: &Cron, runs: &[Run], until: NaiveDateTime) -> BTreeSet<NaiveDate> {
    let known = || runs.iter().filter(|run| run.as_of <= until.date());
    let ended: BTreeSet<NaiveDate> =
        known().filter(|run| run.ended_at.is_some()).map(|run| run.as_of).collect();
    let mut due: BTreeSet<NaiveDate> =
        known().map(|run| run.as_of).filter(|day| !ended.contains(day)).collect();
    match known().map(|run| run.as_of).max() {
        Some(last) => due.extend(cron.between(end_of(last), until).map(|fire| fire.date())),
        None => due.extend(cron.latest(until).map(|fire| fire.date())),
    }
    due
}

/// The last second of a day.
pub(crate) fn end_of(day: NaiveDate) -> NaiveDateTime {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    next - chrono::TimeDelta::seconds(1)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use ledger::Outcome;
    use model::Text;

    use super::*;

    /// A run for a day: `+` done, `-` failed, `…` never ended.
    fn run(mark: &str) -> Run {
        let (day, end) = mark.split_at(10);
        let outcome = match end {
            "+" => Some(Outcome::Done),
            "-" => Some(Outcome::Failed),
            _ => None,
        };
        Run {
            id: 1,
            job: "j".into(),
            as_of: day.parse().unwrap(),
            started_at: DateTime::UNIX_EPOCH,
            ended_at: outcome.map(|_| DateTime::UNIX_EPOCH),
            outcome,
            message: Text::default(),
            outputs: Vec::new(),
        }
    }

    #[test]
    fn missed_fires_are_caught_up_once_each() {
        let monthly = "0 8 15 * *";
        let rows: [(&str, &str, &[&str], &str, &[&str]); 11] = [
            ("first time", monthly, &[], "2026-11-20 09:00", &["2026-11-15"]),
            ("first time, before its hour", monthly, &[], "2026-11-15 07:59", &["2026-10-15"]),
            ("up to date", monthly, &["2026-11-15+"], "2026-12-15 07:59", &[]),
            ("next fire", monthly, &["2026-11-15+"], "2026-12-15 08:00", &["2026-12-15"]),
            (
                "three missed",
                monthly,
                &["2026-08-15+"],
                "2026-11-20 09:00",
                &["2026-09-15", "2026-10-15", "2026-11-15"],
            ),
            ("failed is not repeated", monthly, &["2026-11-15-"], "2026-11-20 09:00", &[]),
            ("interrupted is", monthly, &["2026-11-15…"], "2026-11-20 09:00", &["2026-11-15"]),
            (
                "interrupted, then done",
                monthly,
                &["2026-11-15…", "2026-11-15+"],
                "2026-11-20 09:00",
                &[],
            ),
            (
                "interrupted long ago",
                monthly,
                &["2026-09-15…", "2026-10-15+"],
                "2026-11-20 09:00",
                &["2026-09-15", "2026-11-15"],
            ),
            (
                "run ahead by hand",
                monthly,
                &["2026-10-15+", "2027-01-15+"],
                "2026-11-20 09:00",
                &["2026-11-15"],
            ),
            (
                "twice a day is one run",
                "0 8,18 * * *",
                &["2026-11-13+"],
                "2026-11-15 09:00",
                &["2026-11-14", "2026-11-15"],
            ),
        ];
        for (name, cron, runs, until, expected) in rows {
            let runs: Vec<_> = runs.iter().map(|mark| run(mark)).collect();
            let until = NaiveDateTime::parse_from_str(until, "%Y-%m-%d %H:%M").unwrap();
            let due = due_days(&Cron::parse(cron).unwrap(), &runs, until);
            let due: Vec<_> = due.iter().map(ToString::to_string).collect();
            assert_eq!(due, expected, "{name}");
        }
    }
}
