//! Leads: what is to be checked, by whom, and what came of it (问题线索台账).
//!
//! # Invariants
//!
//! - A lead is its events, which are only added; where it stands is computed from them.
//! - Each event is an entry of the audit log, whose body is the event's canonical JSON; who, when
//!   and why stand there.
//! - An event that may not come next is not written, whatever others wrote meanwhile.
//!
//! # Not here
//!
//! Which findings become which leads, due days and words (`supervise`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::Result;
use model::hash::sha256_hex;
use rusqlite::{Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::control::ISSUED;
use crate::error::{self, LedgerResult};
use crate::log::{LogEntry, NewEntry, append};
use crate::store::Ledger;

mod event;
mod state;

pub use event::{Evidence, LeadEvent, LeadRun, LeadSource, LeadState, Sighting, Verdict};
pub use state::{Decision, Done, Lead, LeadEntry};

/// The action under which the counts of a run are logged.
const RUN: &str = "lead.run";

/// How the actions of leads begin in the log.
const ACTIONS: &str = "lead.";

/// Who does a step, when and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: &'a str,
    /// Why.
    pub why: &'a str,
}

/// A step of a run: an event of a lead, or one that opens a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadStep {
    /// The lead; none if it is opened.
    pub lead: Option<i64>,
    /// The event.
    pub event: LeadEvent,
}

impl Ledger {
    /// Opens a lead and gives its number.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn open_lead(&self, by: By<'_>, event: &LeadEvent) -> Result<i64> {
        self.write(|file| {
            let id = last_id(file)? + 1;
            write_event(file, id, by, event)?;
            Ok(id)
        })
    }

    /// Takes a lead one step on and gives it as it then stands.
    ///
    /// # Errors
    /// There is no such lead; the step may not come next; the file cannot be written.
    pub fn step_lead(&self, id: i64, by: By<'_>, event: &LeadEvent) -> Result<Lead> {
        self.write(|file| {
            let mut lead = find(file, id)?;
            lead.check(by.actor, event)?;
            lead.apply(write_event(file, id, by, event)?);
            Ok(lead)
        })
    }

    /// Takes the steps that `plan` finds for all leads and the runs before, all or none, and gives
    /// them with the counts of the run.
    ///
    /// # Errors
    /// The plan fails; a step may not come next; the file cannot be written.
    pub fn run_leads(
        &self,
        by: By<'_>,
        plan: impl FnOnce(&[Lead], &[LeadRun]) -> Result<(LeadRun, Vec<LeadStep>)>,
    ) -> Result<(LeadRun, Vec<LeadStep>)> {
        self.write(|file| {
            let leads = read_all(file)?;
            let (run, steps) = plan(&leads, &read_runs(file)?)?;
            let known: BTreeMap<i64, &Lead> = leads.iter().map(|lead| (lead.id, lead)).collect();
            let mut next = last_id(file)?;
            for step in &steps {
                let id = match step.lead {
                    Some(id) => {
                        let lead = known.get(&id).ok_or_else(|| error::unknown_lead(id))?;
                        lead.check(by.actor, &step.event)?;
                        id
                    }
                    None => {
                        next += 1;
                        next
                    }
                };
                write_event(file, id, by, &step.event)?;
            }
            let body = canonical(&run)?;
            let seq = append(file, by.at, &entry(by, RUN, &run.seen.month.to_string(), &body))?;
            file.execute(
                "INSERT INTO lead_runs (log_seq, snapshot, body) VALUES (?1, ?2, ?3)",
                params![seq, run.seen.snapshot, body],
            )?;
            Ok((run, steps))
        })
    }

    /// One lead.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn lead(&self, id: i64) -> Result<Lead> {
        self.read(|file| find(file, id))
    }

    /// All leads by number.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn leads(&self) -> Result<Vec<Lead>> {
        self.read(read_all)
    }

    /// The runs in which leads were opened, the first first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lead_runs(&self) -> Result<Vec<LeadRun>> {
        self.read(read_runs)
    }

    /// Compares events, runs and rounds of control visits with what the log says of them.
    pub(crate) fn verify_leads(&self, entries: &[LogEntry]) -> Result<()> {
        let mut bodies: BTreeMap<i64, (String, String)> = self.read(|file| {
            let mut select = file.prepare(
                "SELECT log_seq, 'lead ' || lead_id, body FROM lead_events \
                 UNION ALL SELECT log_seq, '', body FROM lead_runs \
                 UNION ALL SELECT log_seq, '', body FROM control_rounds",
            )?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let (zh, en) = ("线索记录与摘要不符", "the lead's event and its hash differ");
        for entry in entries.iter().filter(|entry| entry.action.starts_with(ACTIONS)) {
            let kept = bodies.remove(&entry.seq).filter(|(subject, body)| {
                ([RUN, ISSUED].contains(&entry.action.as_str()) || *subject == entry.subject)
                    && sha256_hex(body.as_bytes()) == entry.body
            });
            kept.ok_or_else(|| error::broken_log(entry.seq, zh, en))?;
        }
        match bodies.keys().next() {
            Some(seq) => Err(error::broken_log(*seq, zh, en)),
            None => Ok(()),
        }
    }
}

fn entry<'a>(by: By<'a>, action: &'a str, subject: &'a str, body: &'a str) -> NewEntry<'a> {
    NewEntry { actor: by.actor, action, subject, purpose: by.why, body }
}

/// The JSON of a value with its keys in order.
pub(crate) fn canonical(value: &impl Serialize) -> Result<String> {
    let mut json = serde_json::to_value(value).map_err(|why| error::bad_event(&why))?;
    json.sort_all_objects();
    Ok(json.to_string())
}

fn write_event(
    file: &Transaction<'_>,
    id: i64,
    by: By<'_>,
    event: &LeadEvent,
) -> LedgerResult<LeadEntry> {
    let body = canonical(event)?;
    let subject = format!("lead {id}");
    let seq = append(file, by.at, &entry(by, event.action(), &subject, &body))?;
    let mut insert = file.prepare_cached(
        "INSERT INTO lead_events (log_seq, lead_id, snapshot, body) VALUES (?1, ?2, ?3, ?4)",
    )?;
    insert.execute(params![seq, id, event.snapshot(), body])?;
    let (actor, why) = (by.actor.to_owned(), by.why.to_owned());
    Ok(LeadEntry { seq, at: by.at, actor, why, event: event.clone() })
}

fn last_id(file: &Transaction<'_>) -> rusqlite::Result<i64> {
    file.query_row("SELECT coalesce(max(lead_id), 0) FROM lead_events", [], |row| row.get(0))
}

fn find(file: &Transaction<'_>, id: i64) -> LedgerResult<Lead> {
    let found = read(file, "WHERE lead_id = ?1", [id])?.pop();
    Ok(found.ok_or_else(|| error::unknown_lead(id))?)
}

fn read_all(file: &Transaction<'_>) -> LedgerResult<Vec<Lead>> {
    read(file, "", [])
}

/// The leads whose events a condition picks.
fn read(
    file: &Transaction<'_>,
    condition: &str,
    params: impl rusqlite::Params,
) -> LedgerResult<Vec<Lead>> {
    let mut select = file.prepare(&format!(
        "SELECT lead_id, seq, at, actor, purpose, e.body FROM lead_events e \
         JOIN log ON seq = log_seq {condition} ORDER BY seq"
    ))?;
    let mut leads: BTreeMap<i64, Lead> = BTreeMap::new();
    let mut rows = select.query(params)?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let entry = LeadEntry {
            seq: row.get(1)?,
            at: crate::column::parsed(row, "at")?,
            actor: row.get(3)?,
            why: row.get(4)?,
            event: from_body(&row.get::<_, String>(5)?)?,
        };
        match leads.get_mut(&id) {
            Some(lead) => lead.apply(entry),
            None => drop(Lead::opened(id, entry).map(|lead| leads.insert(id, lead))),
        }
    }
    Ok(leads.into_values().collect())
}

fn read_runs(file: &Transaction<'_>) -> LedgerResult<Vec<LeadRun>> {
    let mut select = file.prepare("SELECT body FROM lead_runs ORDER BY log_seq")?;
    let bodies: Vec<String> =
        select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(bodies.iter().map(|body| from_body(body)).collect::<Result<_>>()?)
}

pub(crate) fn from_body<T: DeserializeOwned>(body: &str) -> Result<T> {
    serde_json::from_str(body).map_err(|why| error::bad_event(&why))
}

#[cfg(test)]
mod tests;
