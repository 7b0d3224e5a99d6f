//! Reserves in the place of households that cannot be found (after the rules of quality control of
//! benefit payments: absence is proven by attempts, the order of the draw decides who is next).

use std::collections::BTreeSet;

use draw::{Bytes32, Decision, Field};
use ledger::{Chosen, Visit, VisitReport, standing};
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
        let mut wanted = self.to_visit(id)?;
        let case = wanted.remove(failed_key).ok_or_else(|| error::not_drawn(id, failed_key))?;
        if case.chosen == Chosen::Certainty {
            return Err(error::no_substitute_for_certain(failed_key));
        }
        let substitutions = self.ledger().substitutions()?;
        let is_failed = |s: &ledger::Substitution| s.draw_id == id && s.failed_key == failed_key;
        if substitutions.iter().any(is_failed) {
            return Err(error::substituted_already(failed_key));
        }
        let (reason, evidence) = self.proof_of_absence(id, failed_key)?;
        let decision = Decision::Substitute { unit: failed_key, evidence: &evidence };
        let change = self.take_step(id, decision, &reason)?;
        change.added.into_iter().next().ok_or_else(|| error::no_reserve(&case.stratum))
    }

    /// The outcome that the attempts come to, if it allows a substitute, and the hashes of what was
    /// kept of them: moved or a wrong address at once, not met only after enough attempts on as many
    /// days, one of them outside working hours and one with the village.
    fn proof_of_absence(&self, id: &str, key: &str) -> Result<(String, Vec<Bytes32>)> {
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
        let kept = attempts.iter().filter_map(|report| report.evidence.as_deref());
        let hash = |text: &str| Bytes32::parse(Field::Hash, text).map_err(|why| error::draw(&why));
        Ok((last.outcome.clone(), kept.map(hash).collect::<Result<_>>()?))
    }
}
