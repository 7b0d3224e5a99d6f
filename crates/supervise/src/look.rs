//! Looks behind pseudonyms, and visits.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Visit;
use model::Result;
use snapshot::Identity;

use crate::error;
use crate::home::Home;

impl Home {
    /// Who is behind pseudonyms. The look is in the audit log, with its purpose and the hash of
    /// the keys, before anything is returned; unknown keys are left out.
    ///
    /// # Errors
    /// No purpose is given; the log or the identities cannot be used.
    pub fn identify(&self, keys: &[String], purpose: &str) -> Result<Vec<Identity>> {
        if purpose.trim().is_empty() {
            return Err(error::no_purpose());
        }
        let keys: BTreeSet<&String> = keys.iter().collect();
        let keys: Vec<String> = keys.into_iter().cloned().collect();
        self.log("identify", &format!("{} keys", keys.len()), purpose.trim(), &keys.join("\n"))?;
        self.store().identify(&keys)
    }

    /// Records what was found at a household, by its pseudonym; `draw_id` if the visit answers a
    /// draw.
    ///
    /// # Errors
    /// The kind is unknown, the day lies ahead, or the draw does not exist.
    pub fn record_visit(
        &self,
        household_key: &str,
        visited_on: NaiveDate,
        kind: &str,
        outcome: &str,
        visitor: &str,
        draw_id: Option<&str>,
    ) -> Result<()> {
        let visit = Visit {
            recorded_at: self.now(),
            household_key: household_key.to_owned(),
            visited_on,
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            visitor: visitor.to_owned(),
            draw_id: draw_id.map(str::to_owned),
        };
        self.ledger().record_visit(&visit)?;
        self.log("visit", household_key, kind, outcome)
    }
}
