//! Checks a bundle by doing the draw again and comparing every field.
//!
//! # Invariants
//!
//! - The bundle is the only input. What it states is compared in the order in which a draw comes
//!   about, so the first difference is the earliest one.

use serde::Serialize;
use serde_json::Value;

use crate::assign::Roster;
use crate::bundle::{Bundle, BundleInput};
use crate::bytes::Bytes32;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::Plan;

/// A bundle whose every field was recomputed. Compare `commitment` with the one published on
/// `committed_on`: only that shows that this frame is the one committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
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
}

/// The first thing in a bundle that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The file is not a bundle.
    Unreadable {
        /// What the reader stumbled on.
        reason: String,
    },
    /// The inputs that the file states do not make a draw.
    Refused(Error),
    /// A stated value is not the recomputed one.
    Value {
        /// Where in the file, such as `strata[0].sample[2].ticket`.
        path: String,
        /// The value in the file, as JSON; `(absent)` if there is none.
        stated: String,
        /// The value that the draw gives, as JSON; `(absent)` if there is none.
        recomputed: String,
    },
}

impl Difference {
    /// The difference in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Unreadable { reason } => {
                format!("不能核验抽取文件：内容不符合格式（{reason}）；请使用公布的原文件")
            }
            Self::Refused(error) => format!("核验未通过：{}", error.zh()),
            Self::Value { path, stated, recomputed } => {
                format!(
                    "核验未通过：{path} 文件中为 {stated}，重新计算为 {recomputed}；请向公布单位查询"
                )
            }
        }
    }

    /// The difference in English.
    pub fn en(&self) -> String {
        match self {
            Self::Unreadable { reason } => {
                format!("cannot verify the bundle: {reason}; use the file as published")
            }
            Self::Refused(error) => format!("not verified: {}", error.en()),
            Self::Value { path, stated, recomputed } => format!(
                "not verified: {path} is stated as {stated} and recomputed as {recomputed}; ask those who published it"
            ),
        }
    }
}

/// Recomputes the draw in the bundle file `bundle_json` and names the first difference.
pub fn verify(bundle_json: &str) -> std::result::Result<Verified, Difference> {
    let stated: Bundle = serde_json::from_str(bundle_json)
        .map_err(|error| Difference::Unreadable { reason: error.to_string() })?;
    let input = input_of(&stated).map_err(Difference::Refused)?;
    let recomputed = Bundle::draw(input).map_err(Difference::Refused)?;
    compare_bundles(&stated, &recomputed)?;
    let visited = recomputed.strata.iter().map(|s| s.certainty.len() + s.sample.len());
    Ok(Verified {
        visited_count: visited.sum::<usize>() as u64,
        units_count: recomputed.frame.len() as u64,
        committed_on: recomputed.committed_on,
        commitment: recomputed.commitment,
        revealed_on: recomputed.revealed_on,
        seed: recomputed.seed,
        record_hash: recomputed.record_hash,
    })
}

fn input_of(stated: &Bundle) -> Result<BundleInput> {
    let roster = stated.assignment.as_ref().map(|record| {
        let roster = record.roster.clone();
        Roster::new(roster.team_size, roster.inspectors, roster.recusals)
    });
    Ok(BundleInput {
        plan: Plan::parse(&stated.plan)?,
        frame: Frame::new(stated.frame.clone())?,
        committed_on: stated.committed_on.clone(),
        revealed_on: stated.revealed_on.clone(),
        beacon_value: stated.beacon.value.clone(),
        reveals: stated.reveals.clone(),
        roster: roster.transpose()?,
    })
}

fn compare_bundles(stated: &Bundle, recomputed: &Bundle) -> std::result::Result<(), Difference> {
    let (a, b) = (stated, recomputed);
    compare("format", &a.format, &b.format)?;
    compare("plan", &a.plan, &b.plan)?;
    compare("frame", &a.frame, &b.frame)?;
    compare("frame_root", &a.frame_root, &b.frame_root)?;
    compare("committed_on", &a.committed_on, &b.committed_on)?;
    compare("commitment", &a.commitment, &b.commitment)?;
    compare("revealed_on", &a.revealed_on, &b.revealed_on)?;
    compare("beacon", &a.beacon, &b.beacon)?;
    compare("reveals", &a.reveals, &b.reveals)?;
    compare("seed", &a.seed, &b.seed)?;
    compare("strata", &a.strata, &b.strata)?;
    compare("assignment", &a.assignment, &b.assignment)?;
    compare("record_hash", &a.record_hash, &b.record_hash)
}

fn compare<T: PartialEq + Serialize>(
    path: &str,
    stated: &T,
    recomputed: &T,
) -> std::result::Result<(), Difference> {
    if stated == recomputed {
        return Ok(());
    }
    let unreadable =
        |error: serde_json::Error| Difference::Unreadable { reason: error.to_string() };
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
    Difference::Value { path, stated: text(stated), recomputed: text(recomputed) }
}
