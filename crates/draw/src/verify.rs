//! Checks a bundle by doing the draw again and comparing every field.
//!
//! # Invariants
//!
//! - The bundle is the only input. What it states is checked in the order in which a draw comes
//!   about, so the first difference is the earliest one; a field is checked before it is used.
//! - The place of the first difference is part of the format: every verifier names the same one.

use serde::Serialize;
use serde_json::Value;

use crate::assign::{Assignment, Roster};
use crate::beacon::check_date;
use crate::bundle::{
    AssignmentRecord, Bundle, FORMAT, assignment_record, commit_root, record_hash,
};
use crate::bytes::{Bytes32, to_hex};
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::log;
use crate::plan::Plan;
use crate::schema;
use crate::seed::seed;
use crate::select::{StratumDraw, draw};
use crate::step::Standing;

/// A bundle whose every field was recomputed. Compare `commitment` with the one published on
/// `committed_on`: only that shows that this frame is the one committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The plan.
    pub plan: Plan,
    /// The day of the commitment.
    pub committed_on: String,
    /// The commitment C.
    pub commitment: Bytes32,
    /// The day of the public value.
    pub revealed_on: String,
    /// The seed S.
    pub seed: Bytes32,
    /// The hash that is logged for the draw.
    pub record_hash: Bytes32,
    /// Units in the frame.
    pub units_count: u64,
    /// Units drawn, certainty units included.
    pub visited_count: u64,
    /// Who was drawn.
    pub strata: Vec<StratumDraw>,
}

/// The first thing in a bundle that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where in the file, such as `strata[0].sample[2].ticket`; `file` for the whole.
    pub path: String,
    /// What is wrong there.
    pub reason: Reason,
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The value is not of the kind that stands there in a bundle.
    Unreadable {
        /// What the reader stumbled on.
        reason: String,
    },
    /// The value cannot be an input of a draw.
    Refused(Error),
    /// The stated value is not the recomputed one.
    Value {
        /// The value in the file, as JSON; `(absent)` if there is none.
        stated: String,
        /// The value that the draw gives, as JSON; `(absent)` if there is none.
        recomputed: String,
    },
}

impl Difference {
    /// The difference in Chinese.
    pub fn zh(&self) -> String {
        let path = &self.path;
        match &self.reason {
            Reason::Unreadable { reason } => {
                format!("核验未通过：{path} 不符合格式（{reason}）；请使用公布的原文件")
            }
            Reason::Refused(error) => format!("核验未通过：{path}：{}", error.zh()),
            Reason::Value { stated, recomputed } => format!(
                "核验未通过：{path} 文件中为 {stated}，重新计算为 {recomputed}；请向公布单位查询"
            ),
        }
    }

    /// The difference in English.
    pub fn en(&self) -> String {
        let path = &self.path;
        match &self.reason {
            Reason::Unreadable { reason } => {
                format!("not verified: {path} is malformed ({reason}); use the file as published")
            }
            Reason::Refused(error) => format!("not verified: {path}: {}", error.en()),
            Reason::Value { stated, recomputed } => format!(
                "not verified: {path} is stated as {stated} and recomputed as {recomputed}; ask those who published it"
            ),
        }
    }

    pub(crate) fn refused(path: impl Into<String>) -> impl FnOnce(Error) -> Self {
        let path = path.into();
        move |error| Self { path, reason: Reason::Refused(error) }
    }
}

/// A value that holds, or the first difference.
pub(crate) type Checked<T> = std::result::Result<T, Difference>;

/// Recomputes the draw in a bundle file and names the first difference.
pub fn verify(bundle_json: &[u8]) -> Checked<Verified> {
    let stated = read(bundle_json)?;
    compare("format", &stated.format.as_str(), &FORMAT)?;
    let plan = Plan::parse(&stated.plan).map_err(Difference::refused("plan"))?;
    let frame = Frame::stated(stated.frame)
        .map_err(|(place, error)| Difference::refused(format!("frame{place}"))(error))?;
    let frame_root = frame.root();
    compare("frame_root", &stated.frame_root, &frame_root)?;
    check_date(&stated.committed_on).map_err(Difference::refused("committed_on"))?;
    let commitment =
        commit_root(&plan, &frame_root, frame.len()).map_err(Difference::refused("plan"))?;
    compare("commitment", &stated.commitment, &commitment)?;
    let spec = plan.beacon().map_err(Difference::refused("plan"))?;
    spec.check_dates(&stated.committed_on, &stated.revealed_on)
        .map_err(Difference::refused("revealed_on"))?;
    compare("beacon.spec", &stated.beacon.spec, &plan.beacon_spec)?;
    let value = plan
        .value_bytes(&stated.beacon.value, &stated.committed_on, &stated.revealed_on)
        .map_err(Difference::refused("beacon.value"))?;
    compare("beacon.value_hex", &stated.beacon.value_hex, &to_hex(&value))?;
    check_reveals(&plan, &stated.reveals)?;
    let seed =
        seed(&commitment, &value, &stated.reveals).map_err(Difference::refused("reveals"))?;
    compare("seed", &stated.seed, &seed)?;
    let strata = draw(&frame, &plan, &seed);
    compare("strata", &stated.strata, &strata)?;
    let assignment = check_assignment(&plan, stated.assignment, &seed, &strata)?;
    let record_hash = record_hash(
        &commitment,
        &stated.committed_on,
        &stated.beacon.value,
        &stated.revealed_on,
        &seed,
    );
    compare("record_hash", &stated.record_hash, &record_hash)?;
    let bodies = [stated.plan.as_str(), &commitment.to_string(), &stated.beacon.value];
    log::check(&stated.log, bodies).map_err(|(place, error)| Difference::refused(place)(error))?;
    let mut previous = stated.log.last().map_or(0, |entry| entry.seq);
    let mut standing = Standing::new(&frame, &plan, seed, &strata, assignment.as_ref());
    for (index, step) in stated.steps.iter().enumerate() {
        previous = standing.replay(step, previous).map_err(|(place, error)| {
            Difference::refused(format!("steps[{index}].{place}"))(error)
        })?;
    }
    let visited = strata.iter().map(|s| s.certainty.len() + s.sample.len());
    Ok(Verified {
        visited_count: visited.sum::<usize>() as u64,
        units_count: frame.len() as u64,
        plan,
        committed_on: stated.committed_on,
        commitment,
        revealed_on: stated.revealed_on,
        seed,
        record_hash,
        strata,
    })
}

/// Reads the file; what cannot be read is read again as any JSON, to say where.
fn read(bundle_json: &[u8]) -> Checked<Bundle> {
    serde_json::from_slice(bundle_json).map_err(|error| {
        let value: Option<Value> = serde_json::from_slice(bundle_json).ok();
        let path = value.and_then(|value| schema::first_fault(&value));
        unreadable(path.as_deref().unwrap_or("file"), &error)
    })
}

fn check_reveals(plan: &Plan, reveals: &[Bytes32]) -> Checked<()> {
    let path = match plan.first_wrong_reveal(reveals) {
        Some(index) => format!("reveals[{index}]"),
        None => "reveals".to_owned(),
    };
    plan.check_reveals(reveals).map_err(Difference::refused(path))
}

fn check_assignment(
    plan: &Plan,
    stated: Option<AssignmentRecord>,
    seed: &Bytes32,
    strata: &[StratumDraw],
) -> Checked<Option<AssignmentRecord>> {
    let (roster, result) = match stated {
        None => (None, None),
        Some(record) => (Some(record.roster), Some(record.result)),
    };
    if let Some(roster) = &roster {
        let sorted = sorted_roster(roster).map_err(Difference::refused("assignment.roster"))?;
        compare("assignment.roster", roster, &sorted)?;
    }
    let recomputed =
        assignment_record(plan, roster, seed, strata).map_err(Difference::refused("assignment"))?;
    let none = Assignment { load_limit: 0, loads: Vec::new(), teams: Vec::new() };
    let expected = recomputed.as_ref().map_or(&none, |record| &record.result);
    compare("assignment.result", result.as_ref().unwrap_or(&none), expected)?;
    Ok(recomputed)
}

fn sorted_roster(roster: &Roster) -> Result<Roster> {
    Roster::new(roster.team_size, roster.inspectors.clone(), roster.recusals.clone())
}

pub(crate) fn unreadable(path: &str, error: &serde_json::Error) -> Difference {
    let reason = Reason::Unreadable { reason: error.to_string() };
    Difference { path: path.to_owned(), reason }
}

pub(crate) fn compare<T: PartialEq + Serialize>(
    path: &str,
    stated: &T,
    recomputed: &T,
) -> Checked<()> {
    if stated == recomputed {
        return Ok(());
    }
    let unreadable = |error| unreadable(path, &error);
    let stated = serde_json::to_value(stated).map_err(unreadable)?;
    let recomputed = serde_json::to_value(recomputed).map_err(unreadable)?;
    Err(first_difference(path.to_owned(), Some(&stated), Some(&recomputed)))
}

/// Descends into two different values to the first place where they differ.
fn first_difference(
    path: String,
    stated: Option<&Value>,
    recomputed: Option<&Value>,
) -> Difference {
    match (stated, recomputed) {
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            let differs = |index: &usize| a.get(*index) != b.get(*index);
            if let Some(index) = (0..a.len().max(b.len())).find(differs) {
                return first_difference(format!("{path}[{index}]"), a.get(index), b.get(index));
            }
        }
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            if let Some(key) = b.keys().find(|key| a.get(*key) != b.get(*key)) {
                return first_difference(format!("{path}.{key}"), a.get(key), b.get(key));
            }
        }
        _ => {}
    }
    let text = |value: Option<&Value>| value.map_or("(absent)".to_owned(), Value::to_string);
    let reason = Reason::Value { stated: text(stated), recomputed: text(recomputed) };
    Difference { path, reason }
}
