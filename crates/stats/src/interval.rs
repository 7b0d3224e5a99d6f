//! Intervals for a share or a count, from the number of errors in a sample.
//!
//! # Invariants
//!
//! - The interval for a finite caseload is exact: it inverts the hypergeometric test, so its
//!   coverage never falls below the confidence, however rare the errors.
//!
//! # Not here
//!
//! Standard errors and amounts of money (`stratified`, `period`); an interval here is for yes-or-no
//! questions.

use statrs::function::erf::erfc_inv;

use crate::beta;
use crate::error::{Error, Kind, Result};

mod tail;

/// Where a share lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareInterval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// Where the number of errors in a whole caseload lies, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountInterval {
    /// The lower end.
    pub lower: u64,
    /// The upper end.
    pub upper: u64,
}

/// Wilson's score interval: close to its confidence on average, good for charts.
pub fn wilson(errors: u64, sample: u64, confidence: f64) -> Result<ShareInterval> {
    check(u64::MAX, sample, errors)?;
    let alpha = check_confidence(confidence)?;
    let z = std::f64::consts::SQRT_2 * erfc_inv(alpha);
    let (x, n) = (errors as f64, sample as f64);
    let center = (x + z * z / 2.0) / (n + z * z);
    let half = z / (n + z * z) * (x * (n - x) / n + z * z / 4.0).sqrt();
    Ok(ShareInterval {
        lower: if errors == 0 { 0.0 } else { center - half },
        upper: if errors == sample { 1.0 } else { center + half },
    })
}

/// Clopper and Pearson's exact interval for the process that made the cases (an infinite
/// population), not for this caseload.
pub fn clopper_pearson(errors: u64, sample: u64, confidence: f64) -> Result<ShareInterval> {
    check(u64::MAX, sample, errors)?;
    let alpha = check_confidence(confidence)?;
    let (x, n) = (errors as f64, sample as f64);
    let lower = || beta::quantile(alpha / 2.0, x, n - x + 1.0);
    let upper = || beta::quantile(1.0 - alpha / 2.0, x + 1.0, n - x);
    Ok(ShareInterval {
        lower: if errors == 0 { 0.0 } else { lower() },
        upper: if errors == sample { 1.0 } else { upper() },
    })
}

/// The exact two-sided interval for the number of errors in a caseload of `population`:
/// `K_L = min{K: P(X ≥ x) > α/2}`, `K_U = max{K: P(X ≤ x) > α/2}`.
pub fn hypergeometric(
    population: u64,
    sample: u64,
    errors: u64,
    confidence: f64,
) -> Result<CountInterval> {
    check(population, sample, errors)?;
    let alpha = check_confidence(confidence)? / 2.0;
    // Counting what is right instead of what is wrong turns the lower end into an upper one.
    let right_upper = largest_count(population, sample, sample - errors, alpha);
    Ok(CountInterval {
        lower: population - right_upper,
        upper: largest_count(population, sample, errors, alpha),
    })
}

/// The exact one-sided upper bound for the number of errors in a caseload: accept the caseload if
/// it is not above what is tolerable.
pub fn hypergeometric_upper(
    population: u64,
    sample: u64,
    errors: u64,
    confidence: f64,
) -> Result<u64> {
    check(population, sample, errors)?;
    Ok(largest_count(population, sample, errors, check_confidence(confidence)?))
}

/// The chance that a sample shows at most `allowed` errors although the caseload has `count`.
pub fn accept_chance(population: u64, sample: u64, allowed: u64, count: u64) -> Result<f64> {
    check(population, sample, allowed.min(sample))?;
    check(population, count.max(1), 0)?;
    Ok(tail::hypergeometric(population, count, sample, allowed))
}

/// The smallest sample in which at most `allowed` errors rule out `tolerable` or more of them in
/// the caseload, with this confidence. Nothing if not even all cases would do.
pub fn attribute_sample(
    population: u64,
    tolerable: u64,
    allowed: u64,
    confidence: f64,
) -> Result<Option<u64>> {
    check(population, tolerable.max(1), 0)?;
    let alpha = check_confidence(confidence)?;
    let rules_out =
        |sample: u64| tail::hypergeometric(population, tolerable, sample, allowed) <= alpha;
    if !rules_out(population) {
        return Ok(None);
    }
    let (mut too_small, mut enough) = (0, population);
    while too_small + 1 < enough {
        let middle = too_small + (enough - too_small) / 2;
        if rules_out(middle) { enough = middle } else { too_small = middle }
    }
    Ok(Some(enough))
}

/// The chance that a sample shows at most `allowed` errors where each unit is wrong with chance
/// `share` by itself: the binomial reading of [`accept_chance`].
pub fn accept_chance_binomial(sample: u64, allowed: u64, share: f64) -> Result<f64> {
    check(u64::MAX, sample, allowed.min(sample))?;
    if allowed >= sample {
        return Ok(1.0);
    }
    Ok(beta::cdf(1.0 - share, (sample - allowed) as f64, allowed as f64 + 1.0))
}

/// The one-sided upper bound for the number of errors in a caseload of strata `(population,
/// sample)` of whose samples none shows an error: `max{K: max over allocations ΠP(0|K_h) > α}`.
///
/// One error more in a stratum multiplies the chance by `1 − n/(N − K)`, which falls as K grows, so
/// that taking the largest factor each time finds the largest product.
pub fn zero_errors_upper(strata: &[(u64, u64)], confidence: f64) -> Result<u64> {
    strata.iter().try_for_each(|(population, sample)| check(*population, *sample, 0))?;
    let alpha = check_confidence(confidence)? * (1.0 + 1e-11);
    let mut left: Vec<_> = strata.to_vec();
    let (mut chance, mut count) = (1.0, 0);
    loop {
        let share = |(free, sample): &(u64, u64)| *sample as f64 / *free as f64;
        let open = left.iter_mut().filter(|(free, sample)| sample < free);
        let Some(next) = open.min_by(|a, b| share(a).total_cmp(&share(b))) else {
            return Ok(count);
        };
        chance *= 1.0 - share(next);
        if chance <= alpha {
            return Ok(count);
        }
        next.0 -= 1;
        count += 1;
    }
}

/// `max{K: P(X ≤ errors | K) > alpha}`; the probability falls as K grows.
fn largest_count(population: u64, sample: u64, errors: u64, alpha: f64) -> u64 {
    // The largest fraction of alpha that the arithmetic can be wrong by: a probability equal to
    // alpha, which small caseloads do give, is not above it.
    let above =
        |count| tail::hypergeometric(population, count, sample, errors) > alpha * (1.0 + 1e-11);
    let (mut possible, mut excluded) = (errors, population - (sample - errors) + 1);
    while possible + 1 < excluded {
        let middle = possible + (excluded - possible) / 2;
        if above(middle) { possible = middle } else { excluded = middle }
    }
    possible
}

fn check(population: u64, sample: u64, errors: u64) -> Result<()> {
    if sample == 0 || sample > population || errors > sample {
        return Err(Error::new(Kind::Counts { population, sample, errors }));
    }
    Ok(())
}

/// 1 − confidence.
pub(crate) fn check_confidence(confidence: f64) -> Result<f64> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok(1.0 - confidence)
    } else {
        Err(Error::new(Kind::Confidence { value: confidence.to_string() }))
    }
}

#[cfg(test)]
mod tests;
