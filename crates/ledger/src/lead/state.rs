//! Where a lead stands: its events, one after the other, and which may come next.
//!
//! # Invariants
//!
//! - Nothing about a lead is kept but its events; this is what they come to.
//! - Whoever was assigned a lead, checked, decided or rectified it does not verify its close-out, in
//!   whatever round.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Fen, Result};

use super::event::{Evidence, LeadEvent, LeadSource, LeadState, Sighting, Verdict};
use crate::error;

/// An event with its entry in the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadEntry {
    /// The number of the entry.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Why.
    pub why: String,
    /// What.
    pub event: LeadEvent,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What the check found.
    pub verdict: Verdict,
    /// The code of the finding.
    pub code: Option<String>,
    /// Paid too much.
    pub over: Fen,
    /// Paid too little.
    pub under: Fen,
    /// The last day on which the same facts stay silent.
    pub silent_until: Option<NaiveDate>,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who did a step, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A lead as its events leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Its number.
    pub id: i64,
    /// Where it came from first.
    pub source: LeadSource,
    /// The pseudonym of the household; none where a town as a whole is meant.
    pub household_key: Option<String>,
    /// The town.
    pub town_code: String,
    /// What it is about.
    pub cause: String,
    /// The lead about the same household and cause before it.
    pub follows: Option<i64>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Where it stands.
    pub state: LeadState,
    /// Who has it.
    pub owner: Option<String>,
    /// By when the next step is due.
    pub due_on: Option<NaiveDate>,
    /// What flags said, the first first.
    pub evidence: Vec<(Evidence, Sighting)>,
    /// The latest snapshot that said so.
    pub seen: Option<Sighting>,
    /// The first snapshot since that no longer says so.
    pub gone: Option<Sighting>,
    /// When its owner got it.
    pub assigned_at: Option<DateTime<Utc>>,
    /// The decision in force.
    pub decision: Option<Decision>,
    /// Who put it right.
    pub rectified: Option<Done>,
    /// What came back of what was paid too much, over all decisions.
    pub recovered: Fen,
    /// When it was first handed on to those who discipline officials.
    pub referred: Option<Done>,
    /// Who closed it.
    pub closed: Option<Done>,
    /// The snapshot that proved it.
    pub proof: Option<Sighting>,
    /// How often it was taken up again.
    pub reopened_count: i64,
    /// Everybody who had a hand in it.
    pub involved: BTreeSet<String>,
    /// All its events.
    pub history: Vec<LeadEntry>,
}

impl Lead {
    /// A lead from its first event; `None` if that did not open it.
    pub(crate) fn opened(id: i64, entry: LeadEntry) -> Option<Self> {
        let LeadEvent::Opened { source, household_key, town_code, cause, follows, due_on, .. } =
            entry.event.clone()
        else {
            return None;
        };
        let mut lead = Self {
            id,
            source,
            household_key,
            town_code,
            cause,
            follows,
            opened_at: entry.at,
            state: LeadState::New,
            owner: None,
            due_on: Some(due_on),
            evidence: Vec::new(),
            seen: None,
            gone: None,
            assigned_at: None,
            decision: None,
            rectified: None,
            recovered: Fen(0),
            referred: None,
            closed: None,
            proof: None,
            reopened_count: 0,
            involved: BTreeSet::new(),
            history: Vec::new(),
        };
        lead.apply(entry);
        Some(lead)
    }

    /// Whether nothing is left to do.
    pub fn is_closed(&self) -> bool {
        self.state == LeadState::Closed
    }

    /// Whether a flag said this of it before.
    pub fn knows(&self, facts: &str) -> bool {
        self.evidence.iter().any(|(evidence, _)| evidence.facts == facts)
    }

    /// The recorded visits that found it.
    pub fn visits(&self) -> impl Iterator<Item = i64> + '_ {
        self.history.iter().filter_map(|entry| match entry.event {
            LeadEvent::Opened { visit, .. } | LeadEvent::Added { visit, .. } => visit,
            _ => None,
        })
    }

    /// The money at stake: flags of one cause look at the same money, so the largest.
    pub fn due(&self) -> Fen {
        self.evidence.iter().map(|(evidence, _)| evidence.due).max().unwrap_or_default()
    }

    /// Whether something was found.
    pub fn is_finding(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.verdict.is_finding())
    }

    /// What is still to come back of what was paid too much.
    pub fn owed(&self) -> Fen {
        let over = self.decision.as_ref().map(|decision| decision.over).unwrap_or_default();
        over - self.recovered
    }

    /// Whether what was found harms the recipient.
    pub fn harms_recipient(&self) -> bool {
        self.evidence.iter().any(|(evidence, _)| evidence.harms_recipient)
    }

    /// Whether this event may come next, done by `actor`.
    ///
    /// # Errors
    /// The state does not allow it; whoever had a hand in the lead would verify it.
    pub(crate) fn check(&self, actor: &str, event: &LeadEvent) -> Result<()> {
        use LeadState::{Assigned, Checking, Closed, Decided, New, Rectified};
        let allowed: &[LeadState] = match event {
            LeadEvent::Opened { .. } => &[],
            LeadEvent::Added { .. } | LeadEvent::Seen { .. } | LeadEvent::Gone { .. } => {
                &[New, Assigned, Checking, Decided, Rectified]
            }
            LeadEvent::Assigned { .. } => &[New, Assigned, Checking, Decided],
            LeadEvent::Started => &[Assigned],
            LeadEvent::Decided { .. } => &[Checking],
            LeadEvent::Rectified { .. } => &[Decided],
            LeadEvent::Recovered { .. } | LeadEvent::Referred { .. } => {
                &[Decided, Rectified, Closed]
            }
            LeadEvent::Closed { .. } => &[Rectified],
            LeadEvent::Reopened { .. } => &[Decided, Rectified, Closed],
        };
        if !allowed.contains(&self.state) {
            let allowed: Vec<_> = allowed.iter().map(|state| state.code()).collect();
            return Err(error::lead_step(self.id, self.state.code(), &allowed.join("/")));
        }
        match event {
            LeadEvent::Closed { proof: None } if self.involved.contains(actor) => {
                Err(error::own_work(self.id, actor))
            }
            LeadEvent::Referred { .. } | LeadEvent::Recovered { .. } if !self.is_finding() => {
                Err(error::no_finding(self.id))
            }
            LeadEvent::Recovered { amount } if *amount <= Fen(0) || *amount > self.owed() => {
                Err(error::recovered_amount(self.id, *amount, self.owed()))
            }
            LeadEvent::Decided { over, under, .. } if *over < Fen(0) || *under < Fen(0) => {
                Err(error::negative_amount(self.id))
            }
            _ => Ok(()),
        }
    }

    /// Takes an event in.
    pub(crate) fn apply(&mut self, entry: LeadEntry) {
        let done = Done { by: entry.actor.clone(), at: entry.at };
        match entry.event.clone() {
            LeadEvent::Opened { evidence, seen, .. } | LeadEvent::Added { evidence, seen, .. } => {
                self.add(evidence, seen);
            }
            LeadEvent::Seen { seen } => {
                self.seen = Some(seen);
                self.gone = None;
            }
            LeadEvent::Gone { seen } => self.gone = Some(seen),
            LeadEvent::Assigned { to, due_on } => self.assign(to, due_on, &done),
            LeadEvent::Started => {
                self.involved.insert(done.by);
                self.state = LeadState::Checking;
            }
            LeadEvent::Decided { verdict, code, over, under, due_on, silent_until } => {
                let Done { by, at } = done.clone();
                self.decision = Some(Decision { verdict, code, over, under, silent_until, by, at });
                self.due_on = due_on;
                self.involved.insert(done.by.clone());
                self.state = LeadState::Decided;
                if !verdict.is_finding() {
                    self.close(done, None);
                }
            }
            LeadEvent::Rectified { due_on, .. } => {
                self.involved.insert(done.by.clone());
                self.rectified = Some(done);
                self.due_on = Some(due_on);
                self.state = LeadState::Rectified;
            }
            LeadEvent::Recovered { amount } => self.recovered += amount,
            LeadEvent::Referred { .. } => {
                self.referred.get_or_insert(done);
            }
            LeadEvent::Closed { proof } => self.close(done, proof),
            LeadEvent::Reopened { evidence, seen, due_on } => self.reopen(evidence, seen, due_on),
        }
        self.history.push(entry);
    }

    fn add(&mut self, evidence: Vec<Evidence>, seen: Option<Sighting>) {
        let Some(seen) = seen else { return };
        self.evidence.extend(evidence.into_iter().map(|said| (said, seen.clone())));
        self.seen = Some(seen);
        self.gone = None;
    }

    fn assign(&mut self, to: String, due_on: NaiveDate, done: &Done) {
        self.involved.insert(to.clone());
        self.owner = Some(to);
        self.assigned_at = Some(done.at);
        self.due_on = Some(due_on);
        if self.state == LeadState::New {
            self.state = LeadState::Assigned;
        }
    }

    fn close(&mut self, done: Done, proof: Option<Sighting>) {
        self.closed = Some(done);
        self.proof = proof;
        self.due_on = None;
        self.state = LeadState::Closed;
    }

    fn reopen(&mut self, evidence: Vec<Evidence>, seen: Option<Sighting>, due_on: NaiveDate) {
        self.decision = None;
        self.rectified = None;
        self.closed = None;
        self.proof = None;
        self.gone = None;
        self.reopened_count += 1;
        self.due_on = Some(due_on);
        self.add(evidence, seen);
        self.state = match self.owner {
            Some(_) => LeadState::Assigned,
            None => LeadState::New,
        };
    }
}
