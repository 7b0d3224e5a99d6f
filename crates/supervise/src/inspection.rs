//! Inspections: what visitors found, who stands in for whom, and what it says of the caseload.
//!
//! # Invariants
//!
//! - What was submitted is locked: it is amended by a later entry with a reason, never changed, so
//!   that the first and the final rates can both be published.
//! - A reserve stands in only for a household that could not be found, and always the next one of
//!   its stratum. A refusal is a finding, not an absence.
//! - Whoever is in the team of a household visits it, and others may come along; who looked first does
//!   not look again.
//!
//! # Not here
//!
//! Which households are drawn (`drawing`); estimators (`stats`).

mod accept;
mod change;
mod depth;
mod form;
mod parts;
mod record;
mod result;
mod substitute;

pub use change::RateChange;
pub use depth::DepthMeasure;
pub use parts::{Breakdown, InspectionPart};
pub use result::{Inspection, SecondLook, StratumProgress};

use ledger::VisitReport;

/// Outcomes after which it is known whether a household is rightly paid.
pub(crate) const KNOWN: [&str; 4] = ["completed", "died", "closed_before", "closed_after"];

/// Whether a visit settles the household in its draw.
pub(crate) fn is_settled(report: &VisitReport) -> bool {
    KNOWN.contains(&report.outcome.as_str())
}

/// Outcomes of a household that could not be found.
pub(crate) const NOT_FOUND: [&str; 3] = ["not_contacted", "moved", "wrong_address"];
