//! The Merkle tree of RFC 6962: one hash over a list, and short proofs that an entry is in it.
//!
//! # Invariants
//!
//! - A tree splits at the largest power of two below its number of leaves, so a root and a number
//!   of leaves fix every leaf and its place.

use crate::bytes::{Bytes32, Start};

/// The hash of a leaf: `SHA256(0x00 ‖ leaf)`.
pub fn leaf_hash(leaf: &[u8]) -> Bytes32 {
    hash(&[&[0], leaf])
}

/// `SHA256(0x01 ‖ left ‖ right)`.
fn node_hash(left: &Bytes32, right: &Bytes32) -> Bytes32 {
    hash(&[&[1], left.as_bytes(), right.as_bytes()])
}

fn hash(parts: &[&[u8]]) -> Bytes32 {
    let mut message = Start::new();
    parts.iter().for_each(|part| message.append(part));
    message.finish()
}

/// The root of a tree of leaf hashes, taken one by one: no list of them is kept.
pub fn root(leaves: impl IntoIterator<Item = Bytes32>) -> Bytes32 {
    // One whole subtree for every bit of the number of leaves so far, the largest first.
    let mut subtrees: Vec<Bytes32> = Vec::new();
    for (count, leaf) in leaves.into_iter().enumerate() {
        let mut node = leaf;
        for _ in 0..count.trailing_ones() {
            node = subtrees.pop().map_or(node, |left| node_hash(&left, &node));
        }
        subtrees.push(node);
    }
    let joined = subtrees.into_iter().rev().reduce(|right, left| node_hash(&left, &right));
    joined.unwrap_or_else(|| Bytes32::sha256(b""))
}

/// The audit path of leaf `index`: the sibling at every level, from the leaf up (RFC 6962 §2.1.1).
/// Nothing where there is no such leaf.
pub fn path(leaves: &[Bytes32], index: usize) -> Option<Vec<Bytes32>> {
    if index >= leaves.len() {
        return None;
    }
    let mut siblings = Vec::new();
    let (mut part, mut at) = (leaves, index);
    while part.len() > 1 {
        let (left, right) = part.split_at(split(part.len()));
        let (inside, sibling) = if at < left.len() { (left, right) } else { (right, left) };
        at -= if at < left.len() { 0 } else { left.len() };
        siblings.push(root(sibling.iter().copied()));
        part = inside;
    }
    siblings.reverse();
    Some(siblings)
}

/// The root that follows from a leaf hash, its place and its audit path; nothing where the path
/// has not the length of the place.
pub fn root_of_path(
    leaf: Bytes32,
    index: usize,
    count: usize,
    path: &[Bytes32],
) -> Option<Bytes32> {
    if index >= count {
        return None;
    }
    let mut siblings = path.iter();
    let root = climb(leaf, index, count, &mut siblings)?;
    siblings.next().is_none().then_some(root)
}

fn climb<'a>(
    leaf: Bytes32,
    index: usize,
    count: usize,
    siblings: &mut impl Iterator<Item = &'a Bytes32>,
) -> Option<Bytes32> {
    if count == 1 {
        return Some(leaf);
    }
    let left_count = split(count);
    if index < left_count {
        let left = climb(leaf, index, left_count, siblings)?;
        Some(node_hash(&left, siblings.next()?))
    } else {
        let right = climb(leaf, index - left_count, count - left_count, siblings)?;
        Some(node_hash(siblings.next()?, &right))
    }
}

/// The largest power of two below `count`, which is at least 2.
const fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: usize) -> Vec<Bytes32> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    #[test]
    fn every_leaf_is_proved_in_its_place_and_nowhere_else() {
        for count in 1..=20 {
            let leaves = leaves(count);
            let expected = root(leaves.iter().copied());
            for index in 0..count {
                let path = path(&leaves, index).unwrap();
                let found = |at, n, path: &[Bytes32]| root_of_path(leaves[index], at, n, path);
                assert_eq!(found(index, count, &path), Some(expected), "{index} of {count}");
                for other in (0..count).filter(|other| *other != index) {
                    assert_ne!(found(other, count, &path), Some(expected), "{index} as {other}");
                }
                assert_eq!(found(index, count, &[&path[..], &[expected]].concat()), None);
                if let Some((_, shorter)) = path.split_last() {
                    assert_eq!(found(index, count, shorter), None);
                }
            }
            assert!(path(&leaves, count).is_none());
        }
    }
}
