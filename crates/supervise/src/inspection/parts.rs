//! What the visits of one draw say of each part of the caseload, and of each kind of error.
//!
//! # Invariants
//!
//! - A part is estimated from its own visits alone, by the rule of the whole.
//! - While others are to look again, parts are held back: they tell where and what was found.
//! - A household with several codes counts under each of them, its money too: kinds of errors do not
//!   add up to the whole.

use std::collections::{BTreeMap, BTreeSet};

use ledger::VisitReport;
use model::Result;
use stats::CONFIDENCE;
use stats::inspection::{Rates, rates};
use stats::stratified::Ratio;

use super::result::{Stage, Stratum, is_in_error, joined, of_frame, results, share_of_paid};
use crate::error;
use crate::home::Home;

/// Ways to part what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// By town.
    Town,
    /// By what the frame parts each town into: programmes, or months of approval.
    Group,
    /// By code of what was found.
    Code,
}

/// What was found in one part, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct InspectionPart {
    /// Town, group or code.
    pub part: String,
    /// Households drawn there; of a code all that were drawn.
    pub drawn: u64,
    /// Of these with a result.
    pub completed: u64,
    /// The error rates; none where too few have a result.
    pub rates: Option<Rates>,
    /// What was paid too much, as a share of what was paid; none where it cannot be estimated.
    pub over: Option<Ratio>,
    /// What was paid too little, likewise.
    pub under: Option<Ratio>,
}

impl Home {
    /// What the visits of a revealed draw found, part by part in order.
    ///
    /// # Errors
    /// As [`Self::inspection`]; a second look is not over.
    pub fn inspection_parts(&self, id: &str, by: Breakdown) -> Result<Vec<InspectionPart>> {
        if self.awaits_second_look(id)? {
            return Err(error::second_look_waits(id));
        }
        let visits = self.ledger().visits()?;
        let strata =
            |counts: &dyn Fn(&VisitReport) -> bool| self.strata(id, &visits, Stage::Last, counts);
        let parts = match by {
            Breakdown::Town => split(strata(&is_in_error)?, |(town, _)| town),
            Breakdown::Group => split(strata(&is_in_error)?, |(_, group)| group),
            Breakdown::Code => {
                let reports = results(id, &visits, Stage::Last);
                let codes: BTreeSet<&String> =
                    reports.values().flat_map(|report| &report.codes).collect();
                let of_code = |code: &String| {
                    Ok((code.clone(), strata(&|report| report.codes.contains(code))?))
                };
                codes.into_iter().map(of_code).collect::<Result<_>>()?
            }
        };
        Ok(parts.into_iter().map(|(part, strata)| estimated(part, &strata)).collect())
    }
}

/// Strata by the part that they belong to.
fn split(
    strata: BTreeMap<String, Stratum>,
    part: impl for<'b> Fn((&'b str, &'b str)) -> &'b str,
) -> BTreeMap<String, BTreeMap<String, Stratum>> {
    let mut parts: BTreeMap<String, BTreeMap<String, Stratum>> = BTreeMap::new();
    for (name, stratum) in strata {
        let bare = of_frame(&name);
        let of = part(bare.split_once('/').unwrap_or((bare, ""))).to_owned();
        parts.entry(of).or_default().insert(name, stratum);
    }
    parts
}

fn estimated(part: String, strata: &BTreeMap<String, Stratum>) -> InspectionPart {
    let outcomes = || strata.values().map(|stratum| stratum.outcome);
    InspectionPart {
        part,
        drawn: outcomes().map(|outcome| outcome.drawn).sum(),
        completed: outcomes().map(|outcome| outcome.completed).sum(),
        rates: rates(&joined(strata), CONFIDENCE).ok(),
        over: share_of_paid(strata, |unit| unit[1]),
        under: share_of_paid(strata, |unit| unit[2]),
    }
}
