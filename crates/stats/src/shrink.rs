//! Rates of small units drawn toward the common rate, by empirical Bayes.
//!
//! # Invariants
//!
//! - The weight of a unit's own data is n/(n + M): a small unit cannot lead or trail by luck.
//! - Sums run over counts, not over gamma functions of large numbers, so nothing cancels.

use crate::beta;
use crate::error::{Error, Kind, Result};

mod fit;

/// Above this strength units do not differ beyond chance and the distribution is binomial.
pub const STRENGTH_MAX: f64 = 1e5;

/// Below this strength the common rate says nothing; units that have all or nothing get here.
pub const STRENGTH_MIN: f64 = 1e-3;

/// So many cases of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    numerator: u64,
    denominator: u64,
}

impl Rate {
    /// Refuses a numerator above the denominator; a denominator of 0 says nothing and is allowed.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self> {
        if numerator > denominator {
            return Err(Error::new(Kind::Rate { numerator, denominator }));
        }
        Ok(Self { numerator, denominator })
    }

    /// The cases counted.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The cases there are.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// The raw share, if there are cases.
    pub fn share(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// How rates differ between units: Beta with this mean and strength (`alpha + beta`, M).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaBinomial {
    /// The common rate m, between 0 and 1.
    pub mean: f64,
    /// M: how many cases the common rate is worth, from [`STRENGTH_MIN`] to [`STRENGTH_MAX`].
    pub strength: f64,
}

/// What is known of the rate of one unit: Beta(alpha, beta).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// The first parameter.
    pub alpha: f64,
    /// The second parameter.
    pub beta: f64,
}

impl BetaBinomial {
    /// What is assumed where data cannot say how units differ: Jeffreys' prior, which borrows
    /// nothing from other units.
    pub const JEFFREYS: Self = Self { mean: 0.5, strength: 1.0 };

    /// The estimate by moments (weights n/Σn), for rates that are neither all 0 nor all 1.
    pub fn moments(rates: &[Rate]) -> Self {
        let rates = fit::informative(rates);
        if !fit::varied(&rates) {
            return Self::JEFFREYS;
        }
        let total: f64 = rates.iter().map(|(_, n)| n).sum();
        let mean = rates.iter().map(|(x, _)| x).sum::<f64>() / total;
        let (mut spread, mut between, mut within) = (0.0, 0.0, 0.0);
        for (x, n) in &rates {
            let weight = n / total;
            spread += weight * (x / n - mean).powi(2);
            between += weight * (1.0 - weight);
            within += weight * (1.0 - weight) / n;
        }
        let chance = mean * (1.0 - mean);
        let gamma = (spread - chance * within) / (chance * (between - within));
        let strength = (1.0 - gamma) / gamma;
        let differs = gamma > 0.0 && strength < STRENGTH_MAX;
        Self { mean, strength: if differs { strength.max(STRENGTH_MIN) } else { STRENGTH_MAX } }
    }

    /// The maximum-likelihood estimate over (logit m, ln M), from moments.
    ///
    /// With fewer than two units, or rates all 0 or all 1, there is no maximum and
    /// [`Self::JEFFREYS`] is returned; without differences beyond chance, [`STRENGTH_MAX`].
    pub fn fit(rates: &[Rate]) -> Self {
        let informative = fit::informative(rates);
        if fit::varied(&informative) {
            fit::maximize(&fit::Tallies::new(&informative), Self::moments(rates))
        } else {
            Self::JEFFREYS
        }
    }

    /// Whether units differ no more than chance makes them.
    pub fn is_binomial(&self) -> bool {
        self.strength >= STRENGTH_MAX
    }

    /// What is known of a unit with this rate.
    pub fn posterior(&self, rate: Rate) -> Posterior {
        let (x, n) = (rate.numerator as f64, rate.denominator as f64);
        let alpha = self.mean * self.strength;
        Posterior { alpha: x + alpha, beta: n - x + self.strength - alpha }
    }

    /// n/(n + M), the weight of the unit's own data.
    pub fn own_weight(&self, rate: Rate) -> f64 {
        let n = rate.denominator as f64;
        n / (n + self.strength)
    }
}

impl Posterior {
    /// The mean, (x + mM)/(n + M).
    pub fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// The rate below which the true one lies with chance `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        beta::quantile(p, self.alpha, self.beta)
    }
}

#[cfg(test)]
mod tests;
