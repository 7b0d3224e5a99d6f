//! Growing frames: who came after a draw is drawn from apart, under a commitment and a seed of
//! their own.
//!
//! # Invariants
//!
//! - A household is in one frame of a chain of increments. Drawing again with a seed that is known
//!   would let whoever numbers newcomers choose who is drawn, and would drop units drawn before.

use std::collections::BTreeSet;

use model::Result;

use crate::drawing::frame::FrameFile;
use crate::error;
use crate::home::Home;

/// The references by which the plan of an increment names the draw that it adds to.
const BASE: &str = "increment_of";
const BASE_COMMITMENT: &str = "increment_of_commitment";

impl Home {
    /// Leaves only those that were in no frame of the draw `base` and the draws it adds to, and
    /// gives what the plan has to say of it.
    pub(super) fn reduce_to_newcomers(
        &self,
        frame: &mut FrameFile,
        base: &str,
    ) -> Result<[(String, String); 2]> {
        let draw = self.ledger().draw(base)?;
        let commitment = draw.commitment.ok_or_else(|| error::not_committed(base))?;
        let mut known = BTreeSet::new();
        let mut next = Some(base.to_owned());
        while let Some(id) = next.take() {
            let (plan, earlier) = self.plan_and_frame(&self.ledger().draw(&id)?)?;
            known.extend(earlier.entries.into_iter().map(|entry| entry.draw_id));
            next = plan.references.get(BASE).cloned();
        }
        frame.entries.retain(|entry| !known.contains(&entry.draw_id));
        Ok([(BASE.to_owned(), base.to_owned()), (BASE_COMMITMENT.to_owned(), commitment)])
    }
}
