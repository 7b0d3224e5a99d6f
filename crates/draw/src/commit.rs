//! The commitment: one hash that fixes plan, frame and source of chance before chance speaks.

use crate::bytes::{Bytes32, Message};

/// `SHA256(TAG("draw/commit/v1") ‖ LP(plan_hash) ‖ LP(root) ‖ u64 N ‖ LP(beacon_spec))`.
///
/// `units` is the number of entries of the frame with this `root`.
pub fn commitment(plan_hash: &Bytes32, root: &Bytes32, units: u64, beacon_spec: &str) -> Bytes32 {
    Message::tagged("draw/commit/v1")
        .framed(plan_hash.as_bytes())
        .framed(root.as_bytes())
        .plain(&units.to_be_bytes())
        .framed(beacon_spec.as_bytes())
        .finish()
}
