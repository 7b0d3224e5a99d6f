//! The frame: every unit that can be drawn, checked, sorted and summed up in one Merkle root.
//!
//! # Invariants
//!
//! - Entries are sorted by the bytes of their id and no id occurs twice.
//! - The root does not depend on the order in which the entries were given.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bytes::Bytes32;
use crate::error::{Error, Field, Result, TextFault};

/// How a unit comes into the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// By its ticket.
    #[serde(rename = "R")]
    Random,
    /// Always: near-relative filings, complaints, and what else the plan takes in full.
    #[serde(rename = "C")]
    Certainty,
}

impl Class {
    const fn byte(self) -> u8 {
        match self {
            Self::Random => b'R',
            Self::Certainty => b'C',
        }
    }
}

/// One unit of the frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The public name of the unit in this draw, in NFC.
    pub draw_id: String,
    /// The stratum it is drawn in, in NFC.
    pub stratum: String,
    /// Whether chance decides.
    pub class: Class,
    /// Its size for size-weighted draws; part of the commitment in every draw.
    pub size: u64,
}

impl Entry {
    /// `LP(draw_id) ‖ LP(stratum) ‖ class ‖ u64 size`, all numbers big-endian.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.draw_id.len() + self.stratum.len() + 17);
        for text in [&self.draw_id, &self.stratum] {
            bytes.extend((text.len() as u32).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.push(self.class.byte());
        bytes.extend(self.size.to_be_bytes());
        bytes
    }
}

/// A checked frame, sorted by the bytes of the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Vec<Entry>);

impl Frame {
    /// Checks ids and strata (1–255 bytes, no white space at either end), refuses duplicates, sorts.
    pub fn new(mut entries: Vec<Entry>) -> Result<Self> {
        for entry in &entries {
            check_text(Field::DrawId, &entry.draw_id)?;
            check_text(Field::Stratum, &entry.stratum)?;
        }
        entries.sort_unstable_by(|a, b| a.draw_id.as_bytes().cmp(b.draw_id.as_bytes()));
        refuse_duplicates(entries.iter().map(|entry| entry.draw_id.as_str()))?;
        Ok(Self(entries))
    }

    /// The entries in the order of the bytes of their ids.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Gives the entries back, in the same order.
    pub fn into_entries(self) -> Vec<Entry> {
        self.0
    }

    /// The RFC 6962 tree hash over the encoded entries.
    pub fn root(&self) -> Bytes32 {
        let leaves: Vec<_> = self.0.iter().map(|entry| leaf_hash(&entry.encode())).collect();
        tree_hash(&leaves)
    }
}

/// Refuses text that the encoding does not allow: 1–255 bytes, no white space at either end.
pub(crate) fn check_text(field: Field, text: &str) -> Result<()> {
    let fault = if text.is_empty() {
        TextFault::Empty
    } else if text.len() > 255 {
        TextFault::TooLong
    } else if text.trim() != text {
        TextFault::OuterSpace
    } else {
        return Ok(());
    };
    Err(Error::text(field, text, fault))
}

/// Refuses a sorted list in which a name occurs twice.
pub(crate) fn refuse_duplicates<'a>(sorted: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut previous = None;
    for id in sorted {
        if previous == Some(id) {
            return Err(Error::duplicate(id));
        }
        previous = Some(id);
    }
    Ok(())
}

/// The RFC 6962 hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Bytes32 {
    Bytes32::new(Sha256::new_with_prefix([0]).chain_update(leaf).finalize().into())
}

/// The RFC 6962 hash of a tree of leaf hashes: split at the largest power of two below the count.
pub fn tree_hash(leaves: &[Bytes32]) -> Bytes32 {
    match leaves {
        [] => Bytes32::sha256(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            let node = Sha256::new_with_prefix([1])
                .chain_update(tree_hash(left).as_bytes())
                .chain_update(tree_hash(right).as_bytes());
            Bytes32::new(node.finalize().into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(draw_id: &str, stratum: &str) -> Entry {
        Entry { draw_id: draw_id.into(), stratum: stratum.into(), class: Class::Random, size: 1 }
    }

    #[test]
    fn text_that_could_be_read_in_two_ways_is_refused() {
        let long = "x".repeat(256);
        let cases = [
            ("empty id", entry("", "T1")),
            ("id of 256 bytes", entry(&long, "T1")),
            ("leading space", entry(" a", "T1")),
            ("trailing ideographic space", entry("a\u{3000}", "T1")),
            ("stratum with a line end", entry("a", "T1\n")),
        ];
        for (name, entry) in cases {
            assert!(Frame::new(vec![entry]).is_err(), "{name}");
        }
        assert!(Frame::new(vec![entry(&long[1..], "坪山 街道")]).is_ok());
    }

    #[test]
    fn an_id_in_two_strata_is_a_duplicate() {
        let error = Frame::new(vec![entry("a", "T1"), entry("b", "T1"), entry("a", "T2")]);
        assert_eq!(error.unwrap_err(), Error::duplicate("a"));
    }

    #[test]
    fn permuting_the_frame_keeps_the_root() {
        let mut entries: Vec<_> = (0..50).map(|i| entry(&format!("u{i}"), "T")).collect();
        let root = Frame::new(entries.clone()).unwrap().root();
        for turn in 1..entries.len() {
            entries.rotate_left(turn);
            assert_eq!(Frame::new(entries.clone()).unwrap().root(), root);
        }
    }
}
