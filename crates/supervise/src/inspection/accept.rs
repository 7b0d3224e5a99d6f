//! The acceptance sample of a clean-up (KS-19): every town is accepted or not, with the bound that
//! says why.
//!
//! # Invariants
//!
//! - A town is accepted when its exact upper bound is tolerable even if everybody who was not found is
//!   in error, and rejected when it is not even if nobody is; between the two it is open.
//! - The sample of every town is large enough that the errors allowed in it would accept the town.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use draw::Class;
use engine::Scope;
use model::{Result, ResultTable, norm};
use snapshot::AsOf;
use stats::CONFIDENCE;
use stats::inspection::Outcome;
use stats::interval::{attribute_sample, hypergeometric_upper};

use crate::drawing::{FrameFile, Purpose};
use crate::home::Home;
use crate::{compose, error};

/// What the table of acceptance is called, and what it is shown beside.
const ACCEPTANCE: &str = "campaign_acceptance";
const CIRCULAR: [&str; 3] = ["campaign_progress", "campaign_daily", "rectification_by_town"];

/// The norms of what is tolerable, and of the errors that a sample may show.
const TOLERABLE: &str = "campaign_error_share_max";
const ALLOWED: &str = "campaign_sample_errors_max";

impl Home {
    /// What the acceptance sample says of every town: `town_code`, `population_count`,
    /// `sample_count`, `completed_count`, `errors_count`, `upper_count` (as if those not found were in
    /// error), `tolerable_share`, `verdict` (accepted, rejected, open).
    ///
    /// # Errors
    /// The draw is no acceptance sample or not revealed.
    pub async fn acceptance(&self, id: &str, as_of: impl Into<AsOf>) -> Result<ResultTable> {
        let draw = self.ledger().draw(id)?;
        if draw.purpose != Purpose::CampaignAcceptance.code() {
            return Err(error::no_acceptance(id));
        }
        let tolerable = self.norm(TOLERABLE, draw.as_of)?;
        let strata = self.inspection(id)?.strata;
        let rows = strata.iter().map(|stratum| verdict(&stratum.outcome, tolerable));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let outcomes = || strata.iter().map(|stratum| &stratum.outcome);
        let count = |of: fn(&Outcome) -> u64| {
            compose::counts(outcomes().map(|outcome| i64::try_from(of(outcome)).ok()))
        };
        let (_, as_of) = self.pin(&as_of.into())?;
        let progress = self.answer(&self.facts()?, CIRCULAR[0], &as_of, Scope::City).await?;
        let batch = compose::batch([
            ("town_code", compose::texts(strata.iter().map(|stratum| Some(&stratum.stratum)))),
            ("population_count", count(|outcome| outcome.population)),
            ("sample_count", count(|outcome| outcome.drawn)),
            ("completed_count", count(|outcome| outcome.completed)),
            ("errors_count", count(|outcome| outcome.errors)),
            (
                "upper_count",
                compose::counts(rows.iter().map(|(upper, _)| i64::try_from(*upper).ok())),
            ),
            ("tolerable_share", compose::decimals(rows.iter().map(|_| Some(tolerable)), 4)?),
            ("verdict", compose::texts(rows.iter().map(|(_, verdict)| Some(verdict)))),
        ])?;
        let provenance = compose::provenance(ACCEPTANCE, &[progress.provenance])?;
        Ok(compose::table(batch, provenance))
    }

    /// What a circular about a clean-up tells: the acceptance, progress by town, the days, and how
    /// what was found is put right.
    ///
    /// # Errors
    /// As [`Home::acceptance`].
    pub async fn circular(&self, id: &str, as_of: impl Into<AsOf>) -> Result<Vec<ResultTable>> {
        let (_, as_of) = self.pin(&as_of.into())?;
        let mut tables = vec![self.acceptance(id, as_of.clone()).await?];
        let facts = self.facts_of(&CIRCULAR)?;
        tables.extend(self.answers(&facts, &CIRCULAR, &as_of, Scope::City).await?);
        Ok(tables)
    }

    /// The sample that the largest town needs, which is enough for every other.
    pub(crate) fn acceptance_size(&self, day: NaiveDate, frame: &FrameFile) -> Result<u64> {
        let tolerable = self.norm(TOLERABLE, day)?;
        let allowed = self.norm(ALLOWED, day)? / norm::SCALE;
        let allowed = u64::try_from(allowed).unwrap_or_default();
        let mut towns: BTreeMap<&str, u64> = BTreeMap::new();
        for entry in frame.entries.iter().filter(|entry| entry.class == Class::Random) {
            *towns.entry(&entry.stratum).or_default() += 1;
        }
        let mut size = 0;
        for population in towns.into_values() {
            let refused = tolerable_errors(population, tolerable) + 1;
            let wanted = match refused <= population {
                true => attribute_sample(population, refused, allowed, CONFIDENCE)
                    .map_err(|why| error::statistics(&why))?,
                // Whatever is found is tolerable.
                false => Some(0),
            };
            size = size.max(wanted.unwrap_or(population));
        }
        Ok(size)
    }
}

/// The most errors of a town that are tolerable, from a share in ten-thousandths.
fn tolerable_errors(population: u64, tolerable: i128) -> u64 {
    let most = i128::from(population) * tolerable / norm::SCALE;
    u64::try_from(most).unwrap_or_default()
}

/// The upper bound of the errors of a town if those not found are in error, and what follows.
fn verdict(outcome: &Outcome, tolerable: i128) -> Result<(u64, &'static str)> {
    let Outcome { population, drawn, completed, errors, .. } = *outcome;
    let upper = |errors: u64| {
        hypergeometric_upper(population, drawn, errors, CONFIDENCE)
            .map_err(|why| error::statistics(&why))
    };
    let (worst, best) = (upper(errors + drawn - completed)?, upper(errors)?);
    let most = tolerable_errors(population, tolerable);
    let verdict = match [worst, best].map(|upper| upper <= most) {
        [true, _] => "accepted",
        [false, true] => "open",
        [false, false] => "rejected",
    };
    Ok((worst, verdict))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(completed: u64, errors: u64) -> Outcome {
        Outcome { population: 100, drawn: 45, completed, errors, ..Outcome::default() }
    }

    #[test]
    fn a_town_is_accepted_rejected_or_open_by_the_exact_bound() {
        let five_percent = 500;
        let cases = [
            ("no error among all", outcome(45, 0), "accepted"),
            ("five errors", outcome(45, 5), "rejected"),
            ("five errors and nobody else seen", outcome(5, 5), "rejected"),
            ("not all seen yet", outcome(30, 0), "open"),
        ];
        for (name, outcome, expected) in cases {
            assert_eq!(verdict(&outcome, five_percent).unwrap().1, expected, "{name}");
        }
    }

    #[test]
    fn tolerable_errors_are_rounded_down() {
        for (population, share, expected) in
            [(100, 500, 5), (39, 500, 1), (19, 500, 0), (0, 500, 0)]
        {
            assert_eq!(tolerable_errors(population, share), expected, "{population}");
        }
    }
}
