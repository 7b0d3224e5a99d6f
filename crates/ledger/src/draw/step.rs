//! What was decided after a draw: more units, reserves that stand in, inspectors replaced.
//!
//! # Invariants
//!
//! - A step is one entry of the log, whose body is the step's own text; who, when and why stand in the
//!   entry. What the cases of a draw are now follows from its steps.
//!
//! # Not here
//!
//! Which units and teams follow (`draw`), and whether a reason is good (`supervise`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::Result;
use model::hash::sha256_hex;
use rusqlite::{Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Chosen, DrawnCase, insert_cases};
use crate::column::{instant, parsed};
use crate::error::{self, LedgerResult};
use crate::log::{LogEntry, NewEntry, append, read_entry};
use crate::store::Ledger;

/// What makes units a part of the sample.
const EXTEND: &str = "draw.extend";
/// What all actions of steps start with; the others that do have no body of their own.
const ACTIONS: [&str; 3] = [EXTEND, "draw.substitute", "draw.recuse"];

/// A step to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDrawStep<'a> {
    /// The draw.
    pub draw_id: &'a str,
    /// `draw.extend`, `draw.substitute` or `draw.recuse`.
    pub action: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What was decided, as JSON.
    pub body: &'a str,
    /// How many steps the decision follows from.
    pub after: usize,
    /// Reserves that the draw did not hold yet, which the decision needs.
    pub reserves: &'a [DrawnCase],
    /// Who could not be visited, and who is visited instead.
    pub substitution: Option<(&'a str, &'a str)>,
}

/// A step as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawStep {
    /// Its entry in the log.
    pub entry: LogEntry,
    /// What was decided, as JSON.
    pub body: String,
}

/// One reserve and whom it stands in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Substitution {
    /// The draw.
    pub draw_id: String,
    /// Who could not be visited.
    pub failed_key: String,
    /// Who is visited instead.
    pub reserve_key: String,
    /// When it was decided.
    pub recorded_at: DateTime<Utc>,
}

/// What of the text of a step changes cases.
#[derive(Deserialize)]
struct Body {
    added: Vec<String>,
    teams: Vec<Team>,
}

#[derive(Deserialize)]
struct Team {
    draw_id: String,
    inspectors: Vec<String>,
}

impl Ledger {
    /// Takes a step, in the log and in the cases.
    ///
    /// # Errors
    /// The draw does not exist; another step was taken meanwhile; somebody stands in already.
    pub fn take_draw_step(
        &self,
        step: &NewDrawStep<'_>,
        at: DateTime<Utc>,
        actor: &str,
    ) -> Result<()> {
        let NewDrawStep { draw_id, action, reason: purpose, body, .. } = *step;
        self.draw(draw_id)?;
        self.write(|file| {
            let taken = "SELECT COUNT(*) FROM draw_steps WHERE draw_id = ?1";
            let taken: i64 = file.query_row(taken, [draw_id], |row| row.get(0))?;
            if usize::try_from(taken) != Ok(step.after) {
                return Err(error::step_meanwhile(draw_id).into());
            }
            let entry = NewEntry { actor, action, subject: draw_id, purpose, body };
            let seq = append(file, at, &entry)?;
            file.execute(
                "INSERT INTO draw_steps (log_seq, draw_id, body) VALUES (?1, ?2, ?3)",
                params![seq, draw_id, body],
            )?;
            insert_cases(file, draw_id, step.reserves)?;
            if let Some((failed, reserve)) = step.substitution {
                file.execute(
                    "INSERT INTO substitutions (draw_id, failed_key, reserve_key, recorded_at) \
                     VALUES (?1, ?2, ?3, ?4)",
                    params![draw_id, failed, reserve, instant(at)],
                )?;
            }
            Ok(())
        })
    }

    /// The steps of a draw in their order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn draw_steps(&self, draw_id: &str) -> Result<Vec<DrawStep>> {
        Ok(self.read(all)?.into_iter().filter(|step| step.entry.subject == draw_id).collect())
    }

    /// All substitutions, by draw and in the order in which they were decided.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn substitutions(&self) -> Result<Vec<Substitution>> {
        self.read(|file| {
            let mut select = file
                .prepare("SELECT * FROM substitutions ORDER BY draw_id, recorded_at, failed_key")?;
            let row = |row: &Row<'_>| {
                Ok(Substitution {
                    draw_id: row.get("draw_id")?,
                    failed_key: row.get("failed_key")?,
                    reserve_key: row.get("reserve_key")?,
                    recorded_at: parsed(row, "recorded_at")?,
                })
            };
            Ok(select.query_map([], row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Compares steps with what the log says of them.
    pub(crate) fn verify_draw_steps(&self, entries: &[LogEntry]) -> Result<()> {
        let steps = self.read(all)?;
        let (zh, en) = ("抽取之后的步骤与摘要不符", "the step of a draw and its hash differ");
        let logged = entries.iter().filter(|entry| ACTIONS.contains(&entry.action.as_str()));
        let mut kept: BTreeMap<i64, &str> =
            steps.iter().map(|step| (step.entry.seq, step.body.as_str())).collect();
        for entry in logged {
            let body = kept.remove(&entry.seq);
            let holds = body.is_some_and(|body| sha256_hex(body.as_bytes()) == entry.body);
            if !holds {
                return Err(error::broken_log(entry.seq, zh, en));
            }
        }
        match kept.keys().next() {
            Some(seq) => Err(error::broken_log(*seq, zh, en)),
            None => Ok(()),
        }
    }
}

fn all(file: &Transaction<'_>) -> LedgerResult<Vec<DrawStep>> {
    let mut select = file.prepare(
        "SELECT l.*, s.body AS step_body FROM draw_steps AS s JOIN log AS l ON l.seq = s.log_seq \
         ORDER BY l.seq",
    )?;
    let row = |row: &Row<'_>| Ok(DrawStep { entry: read_entry(row)?, body: row.get("step_body")? });
    Ok(select.query_map([], row)?.collect::<rusqlite::Result<_>>()?)
}

/// The cases as they are after all steps: reserves that joined are a part of the sample, and teams
/// are those who visit now.
pub(super) fn as_they_stand(
    file: &Transaction<'_>,
    mut cases: Vec<DrawnCase>,
) -> LedgerResult<Vec<DrawnCase>> {
    let steps = all(file)?;
    if steps.is_empty() {
        return Ok(cases);
    }
    let mut at: BTreeMap<(String, String), &mut DrawnCase> = cases
        .iter_mut()
        .map(|case| ((case.draw_id.clone(), case.household_key.clone()), case))
        .collect();
    for DrawStep { entry, body } in steps {
        let Body { added, teams } =
            serde_json::from_str(&body).map_err(|why| error::bad_step(entry.seq, &why))?;
        for key in added.into_iter().filter(|_| entry.action == EXTEND) {
            if let Some(case) = at.get_mut(&(entry.subject.clone(), key)) {
                case.chosen = Chosen::Sample;
            }
        }
        for Team { draw_id, inspectors } in teams {
            if let Some(case) = at.get_mut(&(entry.subject.clone(), draw_id)) {
                case.inspectors = inspectors;
            }
        }
    }
    cases.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(cases)
}
