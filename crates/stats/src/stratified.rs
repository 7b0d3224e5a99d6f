//! Totals, means and ratios of a caseload from a stratified sample, with their standard errors.
//!
//! # Invariants
//!
//! - A stratum in which everybody answered adds its exact sum and no variance; sampling without
//!   replacement shrinks the variance by the share not sampled.
//! - A stratum whose spread cannot be seen (fewer than two of several units answered) is joined to
//!   the next one in the order given, or the last to the one before it, and the result says so.

use crate::beta;
use crate::error::{Error, Kind, Result};
use crate::interval::{ShareInterval, check_confidence};

/// What is known of one stratum: sums over those that answered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Units of the stratum.
    pub population: u64,
    /// Units of it that were drawn and answered.
    pub respondents: u64,
    /// The sum of their values.
    pub sum: f64,
    /// The sum of the squares of their values.
    pub sum_squares: f64,
}

impl Sums {
    /// Of values of the units that answered.
    pub fn of_values(population: u64, values: &[f64]) -> Self {
        Self {
            population,
            respondents: values.len() as u64,
            sum: values.iter().sum(),
            sum_squares: values.iter().map(|value| value * value).sum(),
        }
    }

    /// Of `errors` units with an error among those that answered.
    pub const fn of_errors(population: u64, respondents: u64, errors: u64) -> Self {
        let sum = errors as f64;
        Self { population, respondents, sum, sum_squares: sum }
    }

    fn mean(&self) -> f64 {
        self.sum / self.respondents as f64
    }

    /// `N² (1 − r/N) s² / r`.
    fn variance_of_total(&self) -> f64 {
        let [n, r] = [self.population, self.respondents].map(|count| count as f64);
        if self.respondents == self.population {
            return 0.0;
        }
        let squares = (self.sum_squares - r * self.mean() * self.mean()).max(0.0);
        n * n * (1.0 - r / n) * squares / (r - 1.0) / r
    }
}

/// A total and a mean with their standard errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimated sum over all units.
    pub total: f64,
    /// Its standard error.
    pub total_error: f64,
    /// The estimated mean of a unit, which for errors is the error rate.
    pub mean: f64,
    /// Its standard error.
    pub mean_error: f64,
    /// Units that answered.
    pub respondents: u64,
    /// Strata that the variance was computed in, after joining.
    pub strata: u64,
    /// The positions of strata that were joined to a neighbour.
    pub joined: Vec<usize>,
}

/// `Σ N_h ȳ_h` and its mean.
pub fn estimate(strata: &[Sums]) -> Result<Estimate> {
    check(strata)?;
    let (joined_strata, joined) = join_thin(strata);
    if joined_strata.iter().any(is_thin) {
        return Err(Error::new(Kind::TooFewRespondents));
    }
    let population = strata.iter().map(|stratum| stratum.population as f64).sum::<f64>();
    let total: f64 =
        joined_strata.iter().map(|stratum| stratum.population as f64 * stratum.mean()).sum();
    let error = joined_strata.iter().map(Sums::variance_of_total).sum::<f64>().sqrt();
    Ok(Estimate {
        total,
        total_error: error,
        mean: total / population,
        mean_error: error / population,
        respondents: strata.iter().map(|stratum| stratum.respondents).sum(),
        strata: joined_strata.len() as u64,
        joined,
    })
}

/// A ratio of two totals with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The ratio.
    pub ratio: f64,
    /// Its standard error, by linearization.
    pub error: f64,
    /// Units that answered.
    pub respondents: u64,
    /// Strata that the variance was computed in, after joining.
    pub strata: u64,
}

/// The values of one stratum in pairs, such as the money in error and the money paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Units of the stratum.
    pub population: u64,
    /// (above, below) of each unit that answered.
    pub values: Vec<(f64, f64)>,
}

/// `R = T_above / T_below`, its error that of the total of `above − R · below`.
pub fn ratio(strata: &[Pairs]) -> Result<Ratio> {
    let sums = |value: &dyn Fn(&(f64, f64)) -> f64| -> Vec<Sums> {
        let stratum = |stratum: &Pairs| {
            let values: Vec<_> = stratum.values.iter().map(value).collect();
            Sums::of_values(stratum.population, &values)
        };
        strata.iter().map(stratum).collect()
    };
    let above = estimate(&sums(&|pair| pair.0))?;
    let below = estimate(&sums(&|pair| pair.1))?;
    if below.total <= 0.0 {
        return Err(Error::new(Kind::NothingPaid));
    }
    let ratio = above.total / below.total;
    let residual = estimate(&sums(&|pair| pair.0 - ratio * pair.1))?;
    let Estimate { total_error, respondents, strata, .. } = residual;
    Ok(Ratio { ratio, error: total_error / below.total, respondents, strata })
}

impl Estimate {
    /// The interval of a mean that is an error rate.
    pub fn interval(&self, confidence: f64) -> Result<ShareInterval> {
        korn_graubard((self.mean, self.mean_error), (self.respondents, self.strata), confidence)
    }
}

impl Ratio {
    /// The interval of a ratio that is a share, its parts between nothing and the whole.
    pub fn interval(&self, confidence: f64) -> Result<ShareInterval> {
        korn_graubard((self.ratio, self.error), (self.respondents, self.strata), confidence)
    }
}

/// Korn and Graubard's interval for a share with its standard error (R: `svyciprop(method =
/// "beta")`): Clopper and Pearson's with the sample size at which chance alone would give this error.
/// `lost` are the degrees of freedom that the estimate took, one for each stratum.
///
/// Without any error (or any unit without one) in the sample there is no standard error to go by;
/// use [`crate::interval::zero_errors_upper`].
pub(crate) fn korn_graubard(
    (p, error): (f64, f64),
    (respondents, lost): (u64, u64),
    confidence: f64,
) -> Result<ShareInterval> {
    let alpha = check_confidence(confidence)?;
    let variance = error * error;
    let freedom = respondents.saturating_sub(lost) as f64;
    if variance <= 0.0 || p <= 0.0 || p >= 1.0 || freedom < 1.0 {
        return Err(Error::new(Kind::NoVariance));
    }
    let widening = student(alpha, respondents as f64 - 1.0) / student(alpha, freedom);
    let size = p * (1.0 - p) / variance * widening * widening;
    let (wrong, right) = (size * p, size * (1.0 - p));
    Ok(ShareInterval {
        lower: beta::quantile(alpha / 2.0, wrong, right + 1.0),
        upper: beta::quantile(1.0 - alpha / 2.0, wrong + 1.0, right),
    })
}

/// The point that Student's t exceeds in size with chance `alpha`.
pub(crate) fn student(alpha: f64, freedom: f64) -> f64 {
    let x = beta::quantile(alpha, freedom / 2.0, 0.5);
    (freedom * (1.0 - x) / x).sqrt()
}

fn check(strata: &[Sums]) -> Result<()> {
    for Sums { population, respondents, .. } in strata {
        if respondents > population {
            let (population, sample) = (*population, *respondents);
            return Err(Error::new(Kind::Counts { population, sample, errors: 0 }));
        }
    }
    if strata.iter().all(|stratum| stratum.respondents == 0) {
        return Err(Error::new(Kind::TooFewRespondents));
    }
    Ok(())
}

/// Whether the spread of a stratum cannot be seen.
const fn is_thin(stratum: &Sums) -> bool {
    stratum.respondents < 2 && stratum.respondents < stratum.population
}

fn join_thin(strata: &[Sums]) -> (Vec<Sums>, Vec<usize>) {
    let mut done: Vec<Sums> = Vec::new();
    let mut joined = Vec::new();
    let mut open = Sums::default();
    for (position, stratum) in strata.iter().enumerate() {
        open = sum_of(open, *stratum);
        if is_thin(&open) {
            joined.push(position);
        } else {
            done.push(open);
            open = Sums::default();
        }
    }
    if open.population > 0
        && let Some(last) = done.pop()
    {
        done.push(sum_of(last, open));
    } else if open.population > 0 {
        done.push(open);
    }
    (done, joined)
}

fn sum_of(a: Sums, b: Sums) -> Sums {
    Sums {
        population: a.population + b.population,
        respondents: a.respondents + b.respondents,
        sum: a.sum + b.sum,
        sum_squares: a.sum_squares + b.sum_squares,
    }
}

#[cfg(test)]
mod tests;
