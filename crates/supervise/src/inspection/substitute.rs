//! Reserves in the place of households that cannot be found (after the rules of quality control of
//! benefit payments: absence is proven by attempts, the order of the draw decides who is next).

use std::collections::BTreeSet;

use ledger::{Chosen, Substitution, Visit, VisitReport, standing};
use model::{Result, norm};

use super::{KNOWN, NOT_FOUND};
use crate::error;
use crate::home::Home;

impl Home {
    /// Puts the next unused reserve of its stratum in the place of a drawn household that could not
    /// be found, and gives the reserve's pseudonym.
    ///
    /// # Errors
    /// The household is not drawn by chance for this draw or has a substitute; the attempts do not
    /// prove that it cannot be found; no reserve is left.
    pub fn draw_substitute(&self, id: &str, failed_key: &str) -> Result<String> {
        let (stratum, chosen) = self
            .to_visit(id)?
            .remove(failed_key)
            .ok_or_else(|| error::not_drawn(id, failed_key))?;
        if chosen == Chosen::Certainty {
            return Err(error::no_substitute_for_certain(failed_key));
        }
        let substitutions = self.ledger().substitutions()?;
        let of_draw: Vec<_> = substitutions.iter().filter(|s| s.draw_id == id).collect();
        if of_draw.iter().any(|decided| decided.failed_key == failed_key) {
            return Err(error::substituted_already(failed_key));
        }
        let reason = self.proof_of_absence(id, failed_key)?;
        let used: BTreeSet<_> = of_draw.iter().map(|s| s.reserve_key.as_str()).collect();
        let cases = self.ledger().drawn_cases()?.into_iter();
        let reserves = cases.filter(|case| {
            case.draw_id == id
                && case.stratum == stratum
                && case.chosen == Chosen::Reserve
                && !used.contains(case.household_key.as_str())
        });
        let next = reserves.min_by_key(|case| case.position);
        let reserve_key = next.ok_or_else(|| error::no_reserve(&stratum))?.household_key;
        let decided = Substitution {
            draw_id: id.to_owned(),
            failed_key: failed_key.to_owned(),
            reserve_key: reserve_key.clone(),
            recorded_at: self.now(),
        };
        self.ledger().substitute(&decided, &reason, self.operator())?;
        Ok(reserve_key)
    }

    /// The outcome that the attempts come to, if it allows a substitute: moved or a wrong address
    /// at once, not met only after enough attempts on as many days, one of them outside working
    /// hours and one with the village.
    fn proof_of_absence(&self, id: &str, key: &str) -> Result<String> {
        let visits = self.ledger().visits()?;
        let attempts: Vec<&VisitReport> = standing(&visits)
            .map(|Visit { report, .. }| report)
            .filter(|report| report.draw_id.as_deref() == Some(id) && report.household_key == key)
            .collect();
        let last = attempts.last().ok_or_else(|| error::no_attempt(key))?;
        if !NOT_FOUND.contains(&last.outcome.as_str()) {
            let settled = KNOWN.contains(&last.outcome.as_str());
            return Err(error::no_absence(key, &last.outcome, settled));
        }
        if last.outcome == "not_contacted" {
            let unmet: Vec<_> =
                attempts.iter().filter(|report| report.outcome == "not_contacted").collect();
            let days: BTreeSet<_> = unmet.iter().map(|report| report.visited_on).collect();
            let least = self.norm("visit_attempts_min", last.visited_on)? / norm::SCALE;
            let enough = days.len() as i128 >= least
                && unmet.iter().any(|report| report.after_hours)
                && unmet.iter().any(|report| report.with_village);
            if !enough {
                return Err(error::too_few_attempts(key, days.len(), least));
            }
        }
        Ok(last.outcome.clone())
    }
}
