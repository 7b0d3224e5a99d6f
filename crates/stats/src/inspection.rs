//! What an inspection says of a caseload when not everybody was found: three rates side by side.
//!
//! # Invariants
//!
//! - Units visited for certain are a stratum of their own and stand for themselves alone.
//! - A substitute counts toward the visits that the law asks for; it does not repair the estimate.
//!   So the rate with substitutes never stands without that of those drawn, and the worst case.

use crate::error::{Error, Kind, Result};
use crate::interval::{CountInterval, ShareInterval, hypergeometric, zero_errors_upper};
use crate::stratified::{Estimate, Sums, estimate};

/// Below this completion the worst case is what is shown first.
pub const COMPLETION_MIN: f64 = 0.98;

/// The outcome of the visits in one stratum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Units of the stratum; of certainty units their number.
    pub population: u64,
    /// Units drawn, all of them in a stratum of certainty units.
    pub drawn: u64,
    /// Drawn units whose visit was completed.
    pub completed: u64,
    /// Of these, with an error.
    pub errors: u64,
    /// Reserves visited in the place of drawn units.
    pub substitutes: u64,
    /// Of these, with an error.
    pub substitute_errors: u64,
}

/// An error rate with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct RateEstimate {
    /// The rate, with the standard error and the strata that were joined for it.
    pub estimate: Estimate,
    /// Its interval, at the confidence asked for.
    pub interval: ShareInterval,
    /// How the interval was found.
    pub method: IntervalMethod,
}

/// Ways to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalMethod {
    /// By inverting the hypergeometric test in the one stratum that was sampled; exact.
    Hypergeometric,
    /// After Korn and Graubard.
    KornGraubard,
    /// The exact bound for samples without any error.
    ZeroErrors,
    /// All units are known: the rate is a count.
    Census,
}

/// The rates of one inspection.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Drawn units whose visits were completed.
    pub completion: f64,
    /// Of those drawn who were found.
    pub respondents: RateEstimate,
    /// Of those and their substitutes.
    pub with_substitutes: RateEstimate,
    /// As if everybody who was not found were in error.
    pub worst: RateEstimate,
    /// As if nobody were.
    pub best: RateEstimate,
}

impl Rates {
    /// The upper end to show first: that of the worst case where too few were found.
    pub fn leading_upper(&self) -> f64 {
        let leading =
            if self.completion < COMPLETION_MIN { &self.worst } else { &self.respondents };
        leading.interval.upper
    }
}

/// The rates that the outcomes in all strata give.
pub fn rates(strata: &[Outcome], confidence: f64) -> Result<Rates> {
    strata.iter().try_for_each(check)?;
    let drawn: u64 = strata.iter().map(|outcome| outcome.drawn).sum();
    let completed: u64 = strata.iter().map(|outcome| outcome.completed).sum();
    if completed == 0 {
        return Err(Error::new(Kind::TooFewRespondents));
    }
    let rate = |counts: fn(&Outcome) -> (u64, u64)| {
        let stratum = |outcome: &Outcome| {
            let (sample, errors) = counts(outcome);
            (outcome.population, sample, errors)
        };
        rate(&strata.iter().map(stratum).collect::<Vec<_>>(), confidence)
    };
    Ok(Rates {
        completion: completed as f64 / drawn as f64,
        respondents: rate(|o| (o.completed, o.errors))?,
        with_substitutes: rate(|o| (o.completed + o.substitutes, o.errors + o.substitute_errors))?,
        worst: rate(|o| (o.drawn, o.errors + o.drawn - o.completed))?,
        best: rate(|o| (o.drawn, o.errors))?,
    })
}

/// The error rate from (population, sample, errors) of every stratum.
pub fn rate(strata: &[(u64, u64, u64)], confidence: f64) -> Result<RateEstimate> {
    let sums: Vec<_> =
        strata.iter().map(|(n, sample, errors)| Sums::of_errors(*n, *sample, *errors)).collect();
    let estimate = estimate(&sums)?;
    let population: u64 = strata.iter().map(|stratum| stratum.0).sum();
    let share = |count: u64| count as f64 / population as f64;
    let sampled: Vec<_> = strata.iter().filter(|(n, sample, _)| sample < n).collect();
    let known: u64 = strata.iter().filter(|(n, sample, _)| sample == n).map(|s| s.2).sum();
    let seen: u64 = sampled.iter().map(|stratum| stratum.2).sum();
    let between = |CountInterval { lower, upper }, method| {
        let interval = ShareInterval { lower: share(known + lower), upper: share(known + upper) };
        (interval, method)
    };
    let (interval, method) = match sampled.as_slice() {
        [] => between(CountInterval { lower: 0, upper: 0 }, IntervalMethod::Census),
        [(n, sample, errors)] => {
            let count = hypergeometric(*n, *sample, *errors, confidence)?;
            between(count, IntervalMethod::Hypergeometric)
        }
        _ if seen == 0 => {
            let sizes: Vec<_> = sampled.iter().map(|(n, sample, _)| (*n, *sample)).collect();
            // Two-sided, so that half of what may go wrong is left to this side.
            let upper = zero_errors_upper(&sizes, f64::midpoint(confidence, 1.0))?;
            between(CountInterval { lower: 0, upper }, IntervalMethod::ZeroErrors)
        }
        _ => (estimate.interval(confidence)?, IntervalMethod::KornGraubard),
    };
    Ok(RateEstimate { estimate, interval, method })
}

/// Whether a caseload passes: its one-sided upper bound is not above what is tolerable.
pub fn is_acceptable(upper_errors: u64, population: u64, tolerable: f64) -> bool {
    upper_errors as f64 <= tolerable * population as f64
}

fn check(outcome: &Outcome) -> Result<()> {
    let Outcome { population, drawn, completed, errors, substitutes, substitute_errors } = *outcome;
    let visited = completed + substitutes;
    let holds = drawn <= population
        && completed <= drawn
        && errors <= completed
        && substitute_errors <= substitutes
        && substitutes <= drawn - completed
        && drawn + substitutes <= population;
    if holds {
        Ok(())
    } else {
        Err(Error::new(Kind::Counts { population, sample: visited, errors }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_rates_stand_in_their_order() {
        let random = Outcome {
            population: 400,
            drawn: 120,
            completed: 100,
            errors: 4,
            substitutes: 15,
            substitute_errors: 2,
        };
        let certain = Outcome { population: 11, drawn: 11, completed: 11, errors: 2, ..random };
        let certain = Outcome { substitutes: 0, substitute_errors: 0, ..certain };
        let rates = rates(&[random, certain], 0.95).unwrap();
        let mean = |rate: &RateEstimate| rate.estimate.mean;
        assert!((mean(&rates.respondents) - (400.0 * 0.04 + 2.0) / 411.0).abs() < 1e-12);
        assert!(
            (mean(&rates.with_substitutes) - (400.0 * 6.0 / 115.0 + 2.0) / 411.0).abs() < 1e-12
        );
        assert!((mean(&rates.worst) - (400.0 * 24.0 / 120.0 + 2.0) / 411.0).abs() < 1e-12);
        assert!((mean(&rates.best) - (400.0 * 4.0 / 120.0 + 2.0) / 411.0).abs() < 1e-12);
        assert_eq!(rates.respondents.method, IntervalMethod::Hypergeometric);
        assert!((rates.leading_upper() - rates.worst.interval.upper).abs() < 1e-12);
        assert!(rates.worst.interval.upper > rates.respondents.interval.upper);
    }

    #[test]
    fn every_kind_of_sample_has_an_interval() {
        let cases = [
            (vec![(5, 5, 2)], IntervalMethod::Census, 0.4, 0.4),
            (vec![(10, 3, 1)], IntervalMethod::Hypergeometric, 0.1, 0.8),
            (vec![(10, 3, 0)], IntervalMethod::Hypergeometric, 0.0, 0.6),
        ];
        for (strata, method, lower, upper) in cases {
            let found = rate(&strata, 0.95).unwrap();
            assert_eq!(found.method, method);
            assert!((found.interval.lower - lower).abs() < 1e-12, "{strata:?}");
            assert!((found.interval.upper - upper).abs() < 1e-12, "{strata:?}");
        }
        let zero = rate(&[(20, 6, 0), (9, 3, 0), (4, 2, 0)], 0.9).unwrap();
        assert_eq!(zero.method, IntervalMethod::ZeroErrors);
        assert!((zero.interval.upper - 7.0 / 33.0).abs() < 1e-12);
        let many = rate(&[(400, 120, 6), (90, 27, 3), (11, 11, 2)], 0.95).unwrap();
        assert_eq!(many.method, IntervalMethod::KornGraubard);
    }

    #[test]
    fn outcomes_that_cannot_be_are_refused() {
        let good =
            Outcome { population: 10, drawn: 3, completed: 2, errors: 1, ..Outcome::default() };
        assert!(rates(&[good], 0.95).is_ok());
        let bad = [
            Outcome { errors: 3, ..good },
            Outcome { drawn: 11, ..good },
            Outcome { substitutes: 2, ..good },
            Outcome { completed: 0, errors: 0, ..good },
        ];
        for outcome in bad {
            assert!(rates(&[outcome], 0.95).is_err(), "{outcome:?}");
        }
    }

    #[test]
    fn a_caseload_is_accepted_up_to_what_is_tolerable() {
        assert!(is_acceptable(8, 1000, 0.008));
        assert!(!is_acceptable(9, 1000, 0.008));
    }
}
