//! Runs of jobs: what was made, when, and with which result.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Result, Text};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use crate::column::{instant, parsed, parsed_option};
use crate::error;
use crate::store::Ledger;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything was made.
    Done,
    /// Something was not; the message says what.
    Failed,
}

impl Outcome {
    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Outcome {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        [Self::Done, Self::Failed]
            .into_iter()
            .find(|outcome| outcome.code() == text)
            .ok_or("not an outcome of a run")
    }
}

/// A file that a run made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RunOutput {
    /// Its path inside the home folder.
    pub path: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The snapshot view that it was made from.
    pub snapshot: String,
}

/// A run of a job for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// The job.
    pub job: String,
    /// The day it was run for.
    pub as_of: NaiveDate,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; open or interrupted runs have none.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What to know about it.
    pub message: Text,
    /// The files it made, by path.
    pub outputs: Vec<RunOutput>,
}

impl Ledger {
    /// Records that a run begins, and numbers it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn start_run(&self, job: &str, as_of: NaiveDate, at: DateTime<Utc>) -> Result<i64> {
        self.write(|file| {
            file.execute(
                "INSERT INTO runs (job, as_of, started_at) VALUES (?1, ?2, ?3)",
                params![job, as_of.to_string(), instant(at)],
            )?;
            Ok(file.last_insert_rowid())
        })
    }

    /// Records how a run ended and what it made.
    ///
    /// # Errors
    /// The run does not exist or has ended.
    pub fn end_run(
        &self,
        id: i64,
        at: DateTime<Utc>,
        outcome: Outcome,
        message: &Text,
        outputs: &[RunOutput],
    ) -> Result<()> {
        self.write(|file| {
            let ended = file.execute(
                "UPDATE runs SET ended_at = ?2, outcome = ?3, message_zh = ?4, message_en = ?5 \
                 WHERE id = ?1 AND ended_at IS NULL",
                params![id, instant(at), outcome.code(), message.zh, message.en],
            )?;
            if ended == 0 {
                return Err(error::no_open_run(id).into());
            }
            let mut insert = file.prepare("INSERT INTO run_outputs VALUES (?1, ?2, ?3, ?4)")?;
            for output in outputs {
                insert.execute(params![id, output.path, output.sha256, output.snapshot])?;
            }
            Ok(())
        })
    }

    /// One run.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn run(&self, id: i64) -> Result<Run> {
        self.read(|file| {
            let run =
                file.query_row("SELECT * FROM runs WHERE id = ?1", [id], read_run).optional()?;
            let mut run = run.ok_or_else(|| error::unknown_run(id))?;
            run.outputs = outputs(file, id)?;
            Ok(run)
        })
    }

    /// All runs, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>> {
        self.read(|file| {
            let mut select = file.prepare("SELECT * FROM runs ORDER BY id")?;
            let mut runs: Vec<Run> =
                select.query_map([], read_run)?.collect::<rusqlite::Result<_>>()?;
            for run in &mut runs {
                run.outputs = outputs(file, run.id)?;
            }
            Ok(runs)
        })
    }
}

fn outputs(file: &Transaction<'_>, run: i64) -> rusqlite::Result<Vec<RunOutput>> {
    let mut select =
        file.prepare_cached("SELECT * FROM run_outputs WHERE run_id = ?1 ORDER BY path")?;
    let rows = select.query_map([run], |row| {
        Ok(RunOutput {
            path: row.get("path")?,
            sha256: row.get("sha256")?,
            snapshot: row.get("snapshot")?,
        })
    })?;
    rows.collect()
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get("id")?,
        job: row.get("job")?,
        as_of: parsed(row, "as_of")?,
        started_at: parsed(row, "started_at")?,
        ended_at: parsed_option(row, "ended_at")?,
        outcome: parsed_option(row, "outcome")?,
        message: Text::new(
            row.get::<_, String>("message_zh")?,
            row.get::<_, String>("message_en")?,
        ),
        outputs: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-11-15T08:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn a_run_is_open_until_it_ends_and_ends_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let as_of = "2026-11-15".parse().unwrap();
        let id = ledger.start_run("leadership", as_of, at(0)).unwrap();
        let open = ledger.runs().unwrap().remove(0);
        assert_eq!((open.ended_at, open.outcome), (None, None));

        let output = |path: &str| RunOutput {
            path: path.into(),
            sha256: "ab".into(),
            snapshot: "2026-10.r1@1".into(),
        };
        let message = Text::new("两个文件", "two files");
        let outputs = [output("b.csv"), output("a.csv")];
        ledger.end_run(id, at(1), Outcome::Done, &message, &outputs).unwrap();
        let ended = ledger.runs().unwrap().remove(0);
        assert_eq!((ended.ended_at, ended.outcome), (Some(at(1)), Some(Outcome::Done)));
        assert_eq!(ended.message, message);
        assert_eq!(ended.outputs, [output("a.csv"), output("b.csv")]);

        assert_eq!(ledger.run(id).unwrap(), ended);
        assert!(ledger.run(id + 1).unwrap_err().text.en.contains(&format!("run {}", id + 1)));

        assert!(ledger.end_run(id, at(2), Outcome::Failed, &message, &[]).is_err());
        assert!(ledger.end_run(id + 1, at(2), Outcome::Failed, &message, &[]).is_err());
        for statement in ["UPDATE runs SET outcome = 'failed'", "DELETE FROM runs"] {
            let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
            assert!(outcome.is_err(), "{statement}");
        }
    }
}
