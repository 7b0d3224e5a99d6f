//! Tickets: the number that decides when a unit's turn comes.
//!
//! # Invariants
//!
//! - A ticket depends on seed, purpose and id alone, so samples of overlapping populations agree
//!   where the purpose is the same and are independent where it differs.
//! - Order is total: by ticket, then by the bytes of the id.

use crate::bytes::{Bytes32, Message};

/// Issues the tickets of one seed and purpose.
pub struct Tickets(Message);

impl Tickets {
    /// `purpose` is ASCII and part of the plan: `select` for a simple draw.
    pub fn new(seed: &Bytes32, purpose: &str) -> Self {
        let message = Message::tagged("draw/ticket/v1");
        Self(message.framed(seed.as_bytes()).framed(purpose.as_bytes()))
    }

    /// `SHA256(TAG("draw/ticket/v1") ‖ LP(S) ‖ LP(purpose) ‖ LP(draw_id))`.
    pub fn ticket(&self, draw_id: &str) -> Bytes32 {
        self.0.clone().framed(draw_id.as_bytes()).finish()
    }

    /// The first `count` ids in ticket order, each with its ticket; fewer if there are fewer.
    pub fn first<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a str>,
        count: usize,
    ) -> Vec<(Bytes32, &'a str)> {
        let mut tickets: Vec<_> = ids.into_iter().map(|id| (self.ticket(id), id)).collect();
        if 0 < count && count < tickets.len() {
            tickets.select_nth_unstable(count - 1);
        }
        tickets.truncate(count);
        tickets.sort_unstable();
        tickets
    }
}
