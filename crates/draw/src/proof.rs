//! The proof that one unit is in a committed frame: its entry, its place and the hashes beside its
//! way to the root. It shows nothing of any other unit.
//!
//! # Invariants
//!
//! - A proof is checked with nothing but itself, and holds only together with the commitment that
//!   was published.

use serde::{Deserialize, Serialize};

use crate::bundle::commit_root;
use crate::bytes::Bytes32;
use crate::error::{EntryError, Field, Result};
use crate::frame::{Entry, Frame, check_text};
use crate::merkle;
use crate::plan::Plan;
use crate::verify::{Checked, Difference, compare, unreadable};

/// The name of the file format.
pub const FORMAT: &str = "doudi-draw-proof/1";

/// That one unit was in the frame of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// [`FORMAT`].
    pub format: String,
    /// The canonical text of the plan.
    pub plan: String,
    /// The entry of the unit.
    pub entry: Entry,
    /// Its place in the frame, from 0.
    pub index: u64,
    /// Units in the frame.
    pub units_count: u64,
    /// The hash beside it at every level, from the leaf up (RFC 6962 §2.1.1).
    pub path: Vec<Bytes32>,
    /// The root of the frame.
    pub frame_root: Bytes32,
    /// The commitment C.
    pub commitment: Bytes32,
}

impl Proof {
    /// Proves that the unit `draw_id` is in the frame of a plan.
    pub fn new(plan: &Plan, frame: &Frame, draw_id: &str) -> Result<Self> {
        let mut entries = frame.iter().enumerate();
        let found = entries.find(|(_, entry)| entry.draw_id == draw_id);
        let absent = || EntryError::Absent { id: draw_id.to_owned() };
        let (index, entry) = found.ok_or_else(absent)?;
        let leaves: Vec<_> = frame.leaf_hashes().collect();
        let frame_root = merkle::root(leaves.iter().copied());
        Ok(Self {
            format: FORMAT.to_owned(),
            plan: plan.to_text()?,
            entry: Entry {
                draw_id: entry.draw_id.to_owned(),
                stratum: entry.stratum.to_owned(),
                class: entry.class,
                size: entry.size,
            },
            index: index as u64,
            units_count: frame.len() as u64,
            path: merkle::path(&leaves, index).ok_or_else(absent)?,
            frame_root,
            commitment: commit_root(plan, &frame_root, frame.len())?,
        })
    }
}

/// Checks a proof file and gives it back; compare its `commitment` with the one published.
pub fn verify_proof(proof_json: &[u8]) -> Checked<Proof> {
    let stated: Proof =
        serde_json::from_slice(proof_json).map_err(|error| unreadable("file", &error))?;
    compare("format", &stated.format.as_str(), &FORMAT)?;
    let plan = Plan::parse(&stated.plan).map_err(Difference::refused("plan"))?;
    let Entry { draw_id, stratum, .. } = &stated.entry;
    check_text(Field::DrawId, draw_id).map_err(Difference::refused("entry.draw_id"))?;
    check_text(Field::Stratum, stratum).map_err(Difference::refused("entry.stratum"))?;
    let [index, count] = [stated.index, stated.units_count].map(|number| number as usize);
    let leaf = merkle::leaf_hash(&stated.entry.encode());
    let misplaced = || EntryError::Absent { id: draw_id.clone() };
    let root = merkle::root_of_path(leaf, index, count, &stated.path)
        .ok_or_else(|| Difference::refused("path")(misplaced().into()))?;
    compare("frame_root", &stated.frame_root, &root)?;
    let commitment = commit_root(&plan, &root, count).map_err(Difference::refused("plan"))?;
    compare("commitment", &stated.commitment, &commitment)?;
    Ok(stated)
}
