//! What is decided after a draw: more units of the same frame, reserves in the place of units that
//! cannot be found, inspectors who are recused late.
//!
//! # Invariants
//!
//! - Nothing is chosen: units come next in the ticket order of their stratum and teams follow from
//!   pair tickets, so each step is recomputed from the draw and the steps before it.
//! - What was drawn stays drawn. A step only adds units, and changes teams whose visit is not made.
//! - Every step is an entry of the log that says why.
//!
//! # Not here
//!
//! Whether the reason is true: who was not found, who is related to whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::assign::{Assignment, Changed, Roster, Team, enroll, replace};
use crate::bundle::AssignmentRecord;
use crate::bytes::Bytes32;
use crate::canonical::to_canonical;
use crate::error::{Error, Result, StepError};
use crate::frame::Frame;
use crate::log::{LogEntry, first_wrong};
use crate::plan::Plan;
use crate::select::StratumDraw;
use crate::ticket::Tickets;

/// More units of a stratum.
pub const EXTEND: &str = "draw.extend";
/// A reserve in the place of a unit that cannot be found.
pub const SUBSTITUTE: &str = "draw.substitute";
/// Another inspector in the place of one who may not visit a unit.
pub const RECUSE: &str = "draw.recuse";

/// Why a reserve may stand in: the unit could not be found.
pub const ABSENCES: [&str; 3] = ["not_contacted", "moved", "wrong_address"];

/// Why an inspector is replaced: of kin, of the same village, who handled the case before, with a
/// declared interest, or prevented.
pub const RECUSALS: [&str; 5] = ["kin", "village", "handled", "interest", "prevented"];

/// One step, as a bundle carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its entry in the log: what, when, by whom and, as its purpose, why.
    pub entry: LogEntry,
    /// The canonical text of a [`Change`].
    pub body: String,
}

/// What a step changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Units that join, in ticket order.
    pub added: Vec<String>,
    /// SHA-256 of what proves that `unit` cannot be found.
    pub evidence: Vec<Bytes32>,
    /// Who is recused from `unit`.
    pub inspector: Option<String>,
    /// Units whose teams had made their visit, as far as the search for a team met them.
    pub passed: BTreeSet<String>,
    /// The stratum of the units that join.
    pub stratum: Option<String>,
    /// Teams that are new or changed, by unit; those whose member left for another come along.
    pub teams: Vec<Team>,
    /// The unit that cannot be found, or that somebody may not visit.
    pub unit: Option<String>,
}

/// What is to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// So many units more of a stratum, at least one.
    Extend {
        /// The stratum.
        stratum: &'a str,
        /// How many.
        count: usize,
    },
    /// The next unit of the stratum in the place of one that cannot be found.
    Substitute {
        /// The unit that cannot be found.
        unit: &'a str,
        /// SHA-256 of what proves it.
        evidence: &'a [Bytes32],
    },
    /// Somebody else in the place of an inspector.
    Recuse {
        /// The unit.
        unit: &'a str,
        /// Who leaves its team.
        inspector: &'a str,
    },
}

impl Change {
    /// The canonical JSON text, which is what is logged.
    pub fn to_text(&self) -> Result<String> {
        to_canonical(self)
    }

    fn parse(text: &str) -> Result<Self> {
        let unreadable =
            |error: serde_json::Error| StepError::Unreadable { reason: error.to_string() };
        Ok(serde_json::from_str(text).map_err(unreadable)?)
    }

    /// The decision that a step of this action states, if it states one.
    fn decision(&self, action: &str) -> Option<Decision<'_>> {
        match (action, &self.stratum, &self.unit, &self.inspector) {
            (EXTEND, Some(stratum), None, None) => {
                Some(Decision::Extend { stratum, count: self.added.len() })
            }
            (SUBSTITUTE, Some(_), Some(unit), None) => {
                Some(Decision::Substitute { unit, evidence: &self.evidence })
            }
            (RECUSE, None, Some(unit), Some(inspector)) => {
                Some(Decision::Recuse { unit, inspector })
            }
            _ => None,
        }
    }
}

/// Whether a step of this action may have this reason.
pub fn is_reason(action: &str, reason: &str) -> bool {
    match action {
        SUBSTITUTE => ABSENCES.contains(&reason),
        RECUSE => RECUSALS.contains(&reason),
        _ => !reason.is_empty(),
    }
}

/// The units of one stratum in ticket order, and how many of them are used.
struct Order {
    units: Vec<String>,
    used: usize,
}

/// A draw as it stands after some steps.
pub(crate) struct Standing<'a> {
    seed: Bytes32,
    plan: &'a Plan,
    frame: &'a Frame,
    strata: &'a [StratumDraw],
    /// Of the strata that a step touched; the others need no order.
    orders: BTreeMap<String, Order>,
    /// The units left to chance, by stratum, once a step needs them.
    random: BTreeMap<&'a str, Vec<&'a str>>,
    /// Units for which somebody stands in.
    failed: BTreeSet<String>,
    teams: Option<(Roster, Assignment)>,
    recusals_count: u64,
}

impl<'a> Standing<'a> {
    /// Right after the draw.
    pub(crate) fn new(
        frame: &'a Frame,
        plan: &'a Plan,
        seed: Bytes32,
        strata: &'a [StratumDraw],
        assignment: Option<&AssignmentRecord>,
    ) -> Self {
        let teams = assignment.map(|record| (record.roster.clone(), record.result.clone()));
        let (orders, random, failed, recusals_count) = Default::default();
        Self { seed, plan, frame, strata, orders, random, failed, teams, recusals_count }
    }

    /// Takes a step that a bundle states and gives the number of its log entry; else the place in
    /// the step of what does not hold.
    pub(crate) fn replay(
        &mut self,
        step: &Step,
        previous: u64,
    ) -> std::result::Result<u64, (String, Error)> {
        let Step { entry, body } = step;
        let is_action = [EXTEND, SUBSTITUTE, RECUSE].contains(&entry.action.as_str());
        let is_purpose = is_reason(&entry.action, &entry.purpose);
        if let Some(field) = first_wrong(entry, previous, body, is_action, is_purpose) {
            return Err((format!("entry.{field}"), StepError::Log.into()));
        }
        self.follow(&entry.action, body).map_err(|error| ("body".to_owned(), error))?;
        Ok(entry.seq)
    }

    /// Takes the decision that the body of a step states; what follows from it must be that body.
    fn follow(&mut self, action: &str, body: &str) -> Result<()> {
        let stated = Change::parse(body)?;
        let decision = stated.decision(action).ok_or(StepError::NotNext)?;
        match self.take(decision, &stated.passed)?.to_text()? == body {
            true => Ok(()),
            false => Err(StepError::NotNext.into()),
        }
    }

    /// Takes a decision, which changes nothing if it is refused.
    pub(crate) fn take(
        &mut self,
        decision: Decision<'_>,
        settled: &BTreeSet<String>,
    ) -> Result<Change> {
        match decision {
            Decision::Extend { stratum, count } => self.join(stratum, count.max(1), settled),
            Decision::Substitute { unit, evidence } => {
                let stratum = self.stratum_of_failed(unit)?;
                let change = self.join(&stratum, 1, settled)?;
                self.failed.insert(unit.to_owned());
                Ok(Change { evidence: evidence.to_vec(), unit: Some(unit.to_owned()), ..change })
            }
            Decision::Recuse { unit, inspector } => self.replaced(unit, inspector, settled),
        }
    }

    /// The units of a stratum in ticket order.
    fn order(&mut self, stratum: &str) -> Result<&mut Order> {
        if !self.orders.contains_key(stratum) {
            let order = self.sorted(stratum)?;
            self.orders.insert(stratum.to_owned(), order);
        }
        self.orders.get_mut(stratum).ok_or_else(|| unknown(stratum))
    }

    fn sorted(&mut self, stratum: &str) -> Result<Order> {
        if self.random.is_empty() {
            let strata = self.frame.strata().into_iter();
            self.random = strata.map(|(name, units)| (name, units.random)).collect();
        }
        let drawn = self.strata.iter().find(|drawn| drawn.stratum == stratum);
        let used = drawn.ok_or_else(|| unknown(stratum))?.sample.len();
        let units = self.random.get(stratum).cloned().unwrap_or_default();
        let tickets = Tickets::new(&self.seed, &self.plan.coordination);
        let count = units.len();
        let sorted = tickets.first(units, count).into_iter();
        Ok(Order { units: sorted.map(|(_, unit)| unit.to_owned()).collect(), used })
    }

    /// The stratum of a unit that may be substituted: one that was drawn by chance, joined or stands
    /// in, and has no substitute yet.
    fn stratum_of_failed(&mut self, unit: &str) -> Result<String> {
        let not_by_chance = || StepError::NotByChance { unit: unit.to_owned() };
        let entry = self.frame.find(unit).ok_or_else(not_by_chance)?;
        let Order { units, used } = self.order(entry.stratum)?;
        if !units.iter().take(*used).any(|wanted| wanted == unit) {
            return Err(not_by_chance().into());
        }
        match self.failed.contains(unit) {
            true => Err(StepError::Substituted { unit: unit.to_owned() }.into()),
            false => Ok(entry.stratum.to_owned()),
        }
    }

    /// Lets the next units of a stratum join, each with a team where there are teams.
    fn join(&mut self, stratum: &str, count: usize, settled: &BTreeSet<String>) -> Result<Change> {
        let Order { units, used } = self.order(stratum)?;
        let left = units.get(*used..).unwrap_or_default();
        let exhausted = || {
            let (stratum, left) = (stratum.to_owned(), left.len());
            StepError::Exhausted { stratum, wanted: count, left }
        };
        let added = left.get(..count).ok_or_else(exhausted)?.to_vec();
        let change = self.enrolled(&added, settled)?;
        self.order(stratum)?.used += count;
        Ok(Change { added, stratum: Some(stratum.to_owned()), ..change })
    }

    /// The teams of units that join.
    fn enrolled(&mut self, added: &[String], settled: &BTreeSet<String>) -> Result<Change> {
        let Some((roster, before)) = &self.teams else { return Ok(Change::default()) };
        let (mut assignment, mut passed) = (before.clone(), BTreeSet::new());
        for unit in added {
            let changed = enroll(&self.seed, &assignment, roster, unit, settled)?;
            passed.extend(changed.passed);
            assignment = changed.assignment;
        }
        let teams = changed_teams(before, &assignment);
        self.teams = Some((roster.clone(), assignment));
        Ok(Change { passed, teams, ..Change::default() })
    }

    fn replaced(
        &mut self,
        unit: &str,
        inspector: &str,
        settled: &BTreeSet<String>,
    ) -> Result<Change> {
        let (roster, before) = self.teams.as_ref().ok_or(StepError::NoRoster)?;
        let roster = roster.with_recusal(unit, inspector)?;
        let round = self.recusals_count + 1;
        let changed = replace(&self.seed, before, &roster, unit, inspector, round, settled)?;
        let Changed { assignment, passed } = changed;
        let teams = changed_teams(before, &assignment);
        self.recusals_count = round;
        self.teams = Some((roster, assignment));
        let (unit, inspector) = (Some(unit.to_owned()), Some(inspector.to_owned()));
        Ok(Change { inspector, passed, teams, unit, ..Change::default() })
    }
}

fn unknown(stratum: &str) -> Error {
    StepError::Stratum { stratum: stratum.to_owned() }.into()
}

/// The teams of `after` that `before` has not.
fn changed_teams(before: &Assignment, after: &Assignment) -> Vec<Team> {
    let before: BTreeSet<_> =
        before.teams.iter().map(|team| (&team.draw_id, &team.inspectors)).collect();
    let is_new = |team: &&Team| !before.contains(&(&team.draw_id, &team.inspectors));
    after.teams.iter().filter(is_new).cloned().collect()
}
