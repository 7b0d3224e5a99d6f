//! Whether visits that ended in a finding were looked into as deep as those that did not.
//!
//! # Invariants
//!
//! - Visits as they stand whose outcome is `completed`: of the dead and of those who left there is
//!   nothing to look into.
//! - A visit of which nobody says what was looked into does not count as one that looked into nothing.
//! - The probabilities are those of dealing the same visits to both sides by chance; looking at
//!   several measures makes none of them more striking.
//!
//! # Not here
//!
//! Why they differ: who looks deeper also finds more. A difference is a reason to look again, not a
//! finding.

use std::collections::BTreeMap;

use ledger::{VisitReport, standing};
use model::Result;
use stats::permutation::{Comparison, compare};

use super::result::is_in_error;
use crate::error;
use crate::home::Home;

/// A measure of depth, and the visits of a draw by it.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthMeasure {
    /// `items` looked into, `evidence` kept and `on_site` (shares), `attempts` made.
    pub name: &'static str,
    /// Visits with a finding that can be measured.
    pub found_count: u64,
    /// Visits without, likewise.
    pub clear_count: u64,
    /// The means of visits with a finding (first) and without, and how probable such a difference is;
    /// none while one side is empty.
    pub comparison: Option<Comparison>,
    /// Whether that is too improbable for chance at 95%, all measures taken together.
    pub is_unequal: bool,
}

/// What a visit counts by a measure, if it can be measured; the number is that of its attempts.
type Measure = (&'static str, fn(&VisitReport, u32) -> Option<u32>);

const MEASURES: [Measure; 4] = [
    ("items", |visit, _| Some(visit.checked.len() as u32).filter(|count| *count > 0)),
    ("evidence", |visit, _| Some(u32::from(visit.evidence.is_some()))),
    ("on_site", |visit, _| Some(u32::from(visit.mode == "on_site"))),
    ("attempts", |_, attempts| Some(attempts)),
];

impl Home {
    /// How deep the visits of a revealed draw looked, with and without a finding.
    ///
    /// # Errors
    /// The draw is unknown or not revealed.
    pub fn depth(&self, id: &str) -> Result<Vec<DepthMeasure>> {
        self.ledger().draw(id)?.revealed_on.ok_or_else(|| error::not_revealed(id))?;
        let visits = self.ledger().visits()?;
        let of_draw: Vec<&VisitReport> = standing(&visits)
            .map(|visit| &visit.report)
            .filter(|report| report.draw_id.as_deref() == Some(id))
            .collect();
        let mut attempts: BTreeMap<&str, u32> = BTreeMap::new();
        of_draw.iter().for_each(|visit| *attempts.entry(&visit.household_key).or_default() += 1);
        let completed = of_draw.iter().filter(|visit| visit.outcome == "completed");
        let made = |visit: &VisitReport| {
            attempts.get(visit.household_key.as_str()).copied().unwrap_or_default()
        };
        let visits: Vec<(&VisitReport, u32)> =
            completed.map(|visit| (*visit, made(visit))).collect();
        Ok(MEASURES.map(|measure| measured(measure, &visits)).into())
    }
}

fn measured((name, value): Measure, visits: &[(&VisitReport, u32)]) -> DepthMeasure {
    let values = |is_found: bool| -> Vec<u32> {
        let side = visits.iter().filter(|(visit, _)| is_in_error(visit) == is_found);
        side.filter_map(|(visit, attempts)| value(visit, *attempts)).collect()
    };
    let (found, clear) = (values(true), values(false));
    let comparison = compare(&found, &clear);
    let level = (1.0 - stats::CONFIDENCE) / MEASURES.len() as f64;
    DepthMeasure {
        name,
        found_count: found.len() as u64,
        clear_count: clear.len() as u64,
        is_unequal: comparison.is_some_and(|found| found.p_value < level),
        comparison,
    }
}
