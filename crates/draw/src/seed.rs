//! The seed: what the commitment and the public value, and any withheld secrets, come to.

use crate::bytes::{Bytes32, Message};
use crate::error::{PlanError, Result};

/// `SHA256(TAG("draw/seed/v1") ‖ LP(C) ‖ LP(beacon_value) ‖ u8 m ‖ LP(reveal_1) … LP(reveal_m))`.
///
/// More than 255 reveals are refused: their number is one byte of the message.
pub fn seed(commitment: &Bytes32, beacon_value: &[u8], reveals: &[Bytes32]) -> Result<Bytes32> {
    let count = u8::try_from(reveals.len())
        .map_err(|_| PlanError::Reveals { stated: reveals.len(), planned: usize::from(u8::MAX) })?;
    let message = Message::tagged("draw/seed/v1")
        .framed(commitment.as_bytes())
        .framed(beacon_value)
        .plain(&[count]);
    Ok(reveals.iter().fold(message, |message, reveal| message.framed(reveal.as_bytes())).finish())
}
