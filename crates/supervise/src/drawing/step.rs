//! What is decided after a draw, each decision an entry of the log and a step of the bundle.
//!
//! # Invariants
//!
//! - The bundle of the reveal stays on the disk as it was. What is published later is that bundle and
//!   the steps of the ledger, and verifies like it.
//! - A step follows from the draw and the steps before it; if another one was taken meanwhile, it is
//!   refused.
//! - Teams that have met a household keep it.

use std::collections::BTreeSet;

use draw::allocate::sample_size;
use draw::step::{EXTEND, RECUSALS, RECUSE, SUBSTITUTE};
use draw::{Bundle, Change, Decision, Fraction, Step};
use ledger::{Chosen, DrawnCase, NewDrawStep, standing};
use model::Result;

use super::{public_entry, town_of};
use crate::home::Home;
use crate::inspection::NOT_FOUND;
use crate::{error, files};

/// How many households more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// So many of one stratum.
    Count {
        /// The stratum.
        stratum: String,
        /// How many.
        count: usize,
    },
    /// What a larger share, such as `40/100`, would have drawn in every stratum.
    Share(String),
}

impl Home {
    /// Draws more households of the same frame, the next ones in the order of the draw, and gives
    /// their pseudonyms. Each stratum is a step; those before one that is refused stand.
    ///
    /// # Errors
    /// The draw is not revealed, no reason is given, the share draws nobody more, or not as many
    /// households are left.
    pub fn draw_extend(
        &self,
        id: &str,
        extension: &Extension,
        reason: &str,
    ) -> Result<Vec<String>> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(error::no_purpose());
        }
        let mut wanted = match extension {
            Extension::Count { stratum, count } => vec![(stratum.clone(), *count)],
            Extension::Share(share) => self.missing_for(id, share)?,
        };
        wanted.retain(|(_, count)| *count > 0);
        if wanted.is_empty() {
            return Err(error::nothing_to_extend(id));
        }
        let mut added = Vec::new();
        for (stratum, count) in wanted {
            let stratum = stratum.as_str();
            let change = self.take_step(id, Decision::Extend { stratum, count }, reason)?;
            added.extend(change.added);
        }
        Ok(added)
    }

    /// Puts somebody else in the place of an inspector who turns out to be recused from a household,
    /// and gives the teams that changed, each with its household.
    ///
    /// # Errors
    /// The draw assigned nobody, the reason is none of [`RECUSALS`], the inspector is not in the
    /// team, the household was met already, or nobody can take the place; that is proven then.
    pub fn draw_recuse(
        &self,
        id: &str,
        household_key: &str,
        inspector: &str,
        reason: &str,
    ) -> Result<Vec<draw::Team>> {
        if !RECUSALS.contains(&reason) {
            return Err(error::unknown_recusal(reason, &RECUSALS));
        }
        if self.met(id)?.contains(household_key) {
            return Err(error::recused_too_late(household_key));
        }
        let decision = Decision::Recuse { unit: household_key, inspector };
        Ok(self.take_step(id, decision, reason)?.teams)
    }

    /// The bundle of a revealed draw with all that was decided since, as it is published.
    ///
    /// # Errors
    /// The draw is not revealed, or its bundle cannot be read.
    pub fn draw_bundle(&self, id: &str) -> Result<Vec<u8>> {
        let bundle = self.bundle_with_steps(id)?;
        serde_json::to_vec(&bundle).map_err(|why| error::no_text(&why.to_string()))
    }

    fn bundle_with_steps(&self, id: &str) -> Result<Bundle> {
        let draw = self.ledger().draw(id)?;
        draw.revealed_on.ok_or_else(|| error::not_revealed(id))?;
        let path = self.bundle_path(id);
        let mut bundle: Bundle = serde_json::from_str(&files::read(&path)?)
            .map_err(|why| error::bad_file(&path, &why))?;
        let steps = self.ledger().draw_steps(id)?.into_iter();
        let public = |step: ledger::DrawStep| {
            Ok(Step { entry: public_entry(&step.entry)?, body: step.body })
        };
        bundle.steps = steps.map(public).collect::<Result<_>>()?;
        Ok(bundle)
    }

    /// Takes a decision: what follows from it goes into log and ledger.
    pub(crate) fn take_step(
        &self,
        id: &str,
        decision: Decision<'_>,
        reason: &str,
    ) -> Result<Change> {
        let bundle = self.bundle_with_steps(id)?;
        let change = bundle.decide(decision, &self.met(id)?).map_err(|why| error::draw(&why))?;
        let body = change.to_text().map_err(|why| error::draw(&why))?;
        let (action, substitution) = match (decision, change.added.first()) {
            (Decision::Extend { .. }, _) => (EXTEND, None),
            (Decision::Substitute { unit, .. }, reserve) => {
                (SUBSTITUTE, reserve.map(|reserve| (unit, reserve.as_str())))
            }
            (Decision::Recuse { .. }, _) => (RECUSE, None),
        };
        let step = NewDrawStep {
            draw_id: id,
            action,
            reason,
            body: &body,
            after: bundle.steps.len(),
            reserves: &self.further_reserves(id, &change)?,
            substitution,
        };
        self.ledger().take_draw_step(&step, self.now(), self.operator())?;
        Ok(change)
    }

    /// The units of a change that the draw did not publish as reserves.
    fn further_reserves(&self, id: &str, change: &Change) -> Result<Vec<DrawnCase>> {
        let Some(stratum) = &change.stratum else { return Ok(Vec::new()) };
        let towns = self.towns_of_frame(&self.ledger().draw(id)?)?;
        let cases = self.ledger().drawn_cases()?;
        let of_draw: Vec<_> = cases.iter().filter(|case| case.draw_id == id).collect();
        let known: BTreeSet<&str> =
            of_draw.iter().map(|case| case.household_key.as_str()).collect();
        let ordered = of_draw
            .iter()
            .filter(|case| case.stratum == *stratum && case.chosen != Chosen::Certainty);
        let last = ordered.map(|case| case.position).max().unwrap_or_default();
        let new = change.added.iter().filter(|key| !known.contains(key.as_str()));
        Ok(new
            .zip(last + 1..)
            .map(|(key, position)| DrawnCase {
                draw_id: id.to_owned(),
                household_key: key.clone(),
                town_code: town_of(&towns, stratum, key),
                stratum: stratum.clone(),
                position,
                chosen: Chosen::Reserve,
                inspectors: Vec::new(),
            })
            .collect())
    }

    /// How many households more each stratum would have given under a larger share.
    fn missing_for(&self, id: &str, share: &str) -> Result<Vec<(String, usize)>> {
        let share = Fraction::parse(share).map_err(|why| error::draw(&why))?;
        let (plan, _) = self.plan_and_frame(&self.ledger().draw(id)?)?;
        let cases = self.ledger().drawn_cases()?;
        let sampled = |stratum: &str| {
            let in_sample = cases.iter().filter(|case| {
                case.draw_id == id && case.stratum == stratum && case.chosen == Chosen::Sample
            });
            in_sample.count() as u64
        };
        let strata = self.bundle_with_steps(id)?.strata.into_iter();
        let missing = strata.filter_map(|stratum| {
            let certain = if plan.certainty_counts { 0 } else { stratum.certainty.len() as u64 };
            let counted = stratum.population_count + certain;
            let wanted = sample_size(share, plan.minimum, counted).min(stratum.population_count);
            let more = wanted.saturating_sub(sampled(&stratum.stratum));
            (more > 0).then_some((stratum.stratum, more as usize))
        });
        Ok(missing.collect())
    }

    /// The households of a draw at which somebody was met.
    pub(crate) fn met(&self, id: &str) -> Result<BTreeSet<String>> {
        let visits = self.ledger().visits()?;
        let met = standing(&visits).filter(|visit| {
            visit.report.draw_id.as_deref() == Some(id)
                && !NOT_FOUND.contains(&visit.report.outcome.as_str())
        });
        Ok(met.map(|visit| visit.report.household_key.clone()).collect())
    }
}
