//! The bundle: one file that holds a draw whole, so that it can be checked with nothing else.
//!
//! # Invariants
//!
//! - Every field is an input that enters a hash of the same file, or is recomputed from inputs.
//! - Unknown fields are refused, so nothing unverified travels under the name of a verified draw.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::assign::{Assignment, Roster, assign};
use crate::bytes::{Bytes32, Message, to_hex};
use crate::commit::commitment;
use crate::error::{Result, RosterError};
use crate::frame::{Frame, Listing};
use crate::log::{self, LogEntry};
use crate::plan::{Plan, plan_hash};
use crate::seed::seed;
use crate::select::{StratumDraw, draw};
use crate::step::{Change, Decision, Standing, Step};

/// The name of the file format.
pub const FORMAT: &str = "doudi-draw-bundle/3";

/// A draw with everything needed to redo it; fields stand in the order in which they come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`FORMAT`].
    pub format: String,
    /// The canonical text of the plan.
    pub plan: String,
    /// The frame, sorted by id.
    pub frame: Listing,
    /// Its Merkle root.
    pub frame_root: Bytes32,
    /// The day the commitment was published.
    pub committed_on: String,
    /// The commitment C.
    pub commitment: Bytes32,
    /// The day the public value came about.
    pub revealed_on: String,
    /// The public value.
    pub beacon: Beacon,
    /// The secrets that parties revealed, in the order of the plan.
    pub reveals: Vec<Bytes32>,
    /// The seed S.
    pub seed: Bytes32,
    /// Who was drawn.
    pub strata: Vec<StratumDraw>,
    /// Who visits whom, if the plan commits to a roster.
    pub assignment: Option<AssignmentRecord>,
    /// The hash to log, which also fixes days and wording.
    pub record_hash: Bytes32,
    /// The entries of the audit log about this draw, if it was kept in one.
    pub log: Vec<LogEntry>,
    /// What was decided after the draw, in its order.
    pub steps: Vec<Step>,
}

/// The public value of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beacon {
    /// The sources, as in the plan.
    pub spec: String,
    /// The value as published.
    pub value: String,
    /// The bytes of it that enter the seed, in hexadecimal.
    pub value_hex: String,
}

/// An assignment with the roster it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRecord {
    /// The roster whose hash the plan holds.
    pub roster: Roster,
    /// The teams of all certainty and sample units.
    pub result: Assignment,
}

/// What a draw is made from.
#[derive(Clone, Debug)]
pub struct BundleInput {
    /// The plan.
    pub plan: Plan,
    /// The frame.
    pub frame: Frame,
    /// The day the commitment was published, `YYYY-MM-DD`.
    pub committed_on: String,
    /// The day the public value came about, `YYYY-MM-DD`.
    pub revealed_on: String,
    /// The public value as published; see [`crate::BeaconSpec::value_bytes`].
    pub beacon_value: String,
    /// The secrets promised in the plan; usually none.
    pub reveals: Vec<Bytes32>,
    /// The roster, if and only if the plan holds its hash.
    pub roster: Option<Roster>,
    /// What the audit log says of this draw: all three entries, or nothing.
    pub log: Vec<LogEntry>,
}

/// The commitment to a plan and a frame, to be published before the public value exists.
pub fn commit(plan: &Plan, frame: &Frame) -> Result<Bytes32> {
    plan.check()?;
    commit_root(plan, &frame.root(), frame.len())
}

pub(crate) fn commit_root(plan: &Plan, root: &Bytes32, units_count: usize) -> Result<Bytes32> {
    let hash = plan_hash(plan.to_text()?.as_bytes());
    Ok(commitment(&hash, root, units_count as u64, &plan.beacon_spec))
}

impl Bundle {
    /// Draws: commitment, seed, sample and assignment, in one value.
    ///
    /// Refuses a public value that is malformed, unverified or from before the commitment, and
    /// reveals or a roster that are not those of the plan.
    pub fn draw(input: BundleInput) -> Result<Self> {
        let BundleInput { plan, frame, committed_on, revealed_on, beacon_value, .. } = input;
        plan.check()?;
        let frame_root = frame.root();
        let commitment = commit_root(&plan, &frame_root, frame.len())?;
        let spec = plan.beacon()?;
        spec.check_dates(&committed_on, &revealed_on)?;
        let value = plan.value_bytes(&beacon_value, &committed_on, &revealed_on)?;
        plan.check_reveals(&input.reveals)?;
        let seed = seed(&commitment, &value, &input.reveals)?;
        let strata = draw(&frame, &plan, &seed);
        let assignment = assignment_record(&plan, input.roster, &seed, &strata)?;
        let record_hash =
            record_hash(&commitment, &committed_on, &beacon_value, &revealed_on, &seed);
        let plan_text = plan.to_text()?;
        let bodies = [plan_text.as_str(), &commitment.to_string(), &beacon_value];
        log::check(&input.log, bodies).map_err(|(_, why)| why)?;
        let value_hex = to_hex(&value);
        Ok(Self {
            format: FORMAT.to_owned(),
            plan: plan_text,
            frame_root,
            frame: frame.into_listing(),
            committed_on,
            commitment,
            revealed_on,
            beacon: Beacon { spec: spec.to_string(), value: beacon_value, value_hex },
            reveals: input.reveals,
            seed,
            strata,
            assignment,
            record_hash,
            log: input.log,
            steps: Vec::new(),
        })
    }

    /// What one decision more comes to, after all steps that the bundle holds; teams of `settled`
    /// units stay as they are.
    ///
    /// Refuses a decision that the draw does not allow, and a bundle that does not hold together.
    pub fn decide(&self, decision: Decision<'_>, settled: &BTreeSet<String>) -> Result<Change> {
        let plan = Plan::parse(&self.plan)?;
        let frame = Frame::stated(self.frame.clone()).map_err(|(_, error)| error)?;
        let record = self.assignment.as_ref();
        let mut standing = Standing::new(&frame, &plan, self.seed, &self.strata, record);
        let mut previous = self.log.last().map_or(0, |entry| entry.seq);
        for step in &self.steps {
            previous = standing.replay(step, previous).map_err(|(_, error)| error)?;
        }
        standing.take(decision, settled)
    }
}

/// `SHA256(TAG("draw/record/v1") ‖ LP(C) ‖ LP(committed_on) ‖ LP(value) ‖ LP(revealed_on) ‖ LP(S))`.
pub(crate) fn record_hash(
    commitment: &Bytes32,
    committed_on: &str,
    beacon_value: &str,
    revealed_on: &str,
    seed: &Bytes32,
) -> Bytes32 {
    Message::tagged("draw/record/v1")
        .framed(commitment.as_bytes())
        .framed(committed_on.as_bytes())
        .framed(beacon_value.as_bytes())
        .framed(revealed_on.as_bytes())
        .framed(seed.as_bytes())
        .finish()
}

/// Certainty and sample units of all strata: those that are visited.
fn visited(strata: &[StratumDraw]) -> Vec<&str> {
    let certainty = strata.iter().flat_map(|stratum| &stratum.certainty).map(String::as_str);
    let sample = strata.iter().flat_map(|stratum| &stratum.sample);
    certainty.chain(sample.map(|drawn| drawn.draw_id.as_str())).collect()
}

pub(crate) fn assignment_record(
    plan: &Plan,
    roster: Option<Roster>,
    seed: &Bytes32,
    strata: &[StratumDraw],
) -> Result<Option<AssignmentRecord>> {
    match (plan.roster_hash, roster) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(RosterError::Missing.into()),
        (Some(hash), Some(roster)) if roster.hash()? == hash => {
            let result = assign(seed, &visited(strata), &roster)?;
            Ok(Some(AssignmentRecord { roster, result }))
        }
        (_, Some(_)) => Err(RosterError::NotPlanned.into()),
    }
}
