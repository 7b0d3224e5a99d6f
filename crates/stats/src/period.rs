//! Two looks at the same cases: a second inspection of a part, and two periods compared.

use crate::error::{Error, Kind, Result};
use crate::interval::{ShareInterval, zero_errors_upper};
use crate::stratified::korn_graubard;

/// A mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The estimate.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// What a second look at a part says of the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoLooks {
    /// The estimate.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
    /// Units of the whole.
    pub population: u64,
    /// Units that were looked at twice.
    pub looked: u64,
}

impl TwoLooks {
    /// The interval of an error rate: Korn and Graubard's with the units that were looked at twice; the
    /// exact bound where they were all in order, or all in error; the rate itself where nothing is left
    /// to chance because everybody was looked at twice.
    pub fn interval(&self, confidence: f64) -> Result<ShareInterval> {
        let sample = [(self.population, self.looked)];
        let most = zero_errors_upper(&sample, f64::midpoint(confidence, 1.0))?;
        let bound = most as f64 / self.population as f64;
        match self.mean {
            none if none <= 0.0 => Ok(ShareInterval { lower: 0.0, upper: bound }),
            all if all >= 1.0 => Ok(ShareInterval { lower: 1.0 - bound, upper: 1.0 }),
            known if self.error <= 0.0 => Ok(ShareInterval { lower: known, upper: known }),
            // The mean and the slope take one degree of freedom each.
            mean => korn_graubard((mean, self.error), (self.looked, 2), confidence),
        }
    }
}

/// The mean that a second inspection finds, sharpened by the first inspection of more units:
/// `ŷ = ȳ₂ + β(x̄₁ − x̄₂)`, `V ≈ S²_y (1 − ρ²)(1/n₂ − 1/n₁) + S²_y (1/n₁ − 1/N)`.
///
/// `first` holds the findings of the first inspection of all n₁ units, `both` the (first, second)
/// findings of the n₂ of them that were inspected blindly again.
pub fn two_phase(population: u64, first: &[f64], both: &[(f64, f64)]) -> Result<TwoLooks> {
    let (all, again) = (first.len(), both.len());
    if again < 3 || again > all || all as u64 > population {
        return Err(Error::new(Kind::TooFewRespondents));
    }
    let seconds: Vec<_> = both.iter().map(|pair| pair.1).collect();
    let firsts: Vec<_> = both.iter().map(|pair| pair.0).collect();
    let (x, y) = (mean(&firsts), mean(&seconds));
    let product = covariance(&firsts, &seconds);
    let (spread_x, spread_y) = (covariance(&firsts, &firsts), covariance(&seconds, &seconds));
    let slope = if spread_x > 0.0 { product / spread_x } else { 0.0 };
    let explained = slope * product;
    let [big_n, n1, n2] = [population as f64, all as f64, again as f64];
    // A slope was fitted, which takes one degree of freedom more than the mean.
    let rest = (spread_y - explained).max(0.0) * (n2 - 1.0) / (n2 - 2.0);
    let variance = rest * (1.0 / n2 - 1.0 / n1) + spread_y * (1.0 / n1 - 1.0 / big_n);
    Ok(TwoLooks {
        mean: y + slope * (mean(first) - x),
        error: variance.max(0.0).sqrt(),
        population,
        looked: again as u64,
    })
}

/// The values of one period in one stratum: those of units in both samples first, in one order.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodPair {
    /// Units of the stratum, in both periods.
    pub population: u64,
    /// Values of the units that only the earlier sample has.
    pub earlier: Vec<f64>,
    /// (earlier, later) values of the units in both samples.
    pub both: Vec<(f64, f64)>,
    /// Values of the units that only the later sample has.
    pub later: Vec<f64>,
}

/// The change of the mean between two periods; units in both samples make it sharper.
pub fn change(strata: &[PeriodPair]) -> Result<Mean> {
    let population: f64 = strata.iter().map(|stratum| stratum.population as f64).sum();
    let (mut difference, mut variance) = (0.0, 0.0);
    for stratum in strata {
        let Mean { mean, error } = stratum_change(stratum)?;
        let weight = stratum.population as f64 / population;
        difference += weight * mean;
        variance += weight * weight * error * error;
    }
    Ok(Mean { mean: difference, error: variance.sqrt() })
}

fn stratum_change(stratum: &PeriodPair) -> Result<Mean> {
    let (first_of_both, second_of_both): (Vec<_>, Vec<_>) = stratum.both.iter().copied().unzip();
    let earlier = [&first_of_both[..], &stratum.earlier].concat();
    let later = [&second_of_both[..], &stratum.later].concat();
    let smallest = earlier.len().min(later.len());
    if smallest < 2 || earlier.len().max(later.len()) as u64 > stratum.population {
        return Err(Error::new(Kind::TooFewRespondents));
    }
    let [n1, n2, shared, big_n] = [
        earlier.len() as f64,
        later.len() as f64,
        stratum.both.len() as f64,
        stratum.population as f64,
    ];
    let product = if stratum.both.len() < 2 {
        0.0
    } else {
        covariance(&first_of_both, &second_of_both) * (shared / (n1 * n2) - 1.0 / big_n)
    };
    let own = |values: &[f64], n: f64| covariance(values, values) * (1.0 / n - 1.0 / big_n);
    let variance = own(&earlier, n1) + own(&later, n2) - 2.0 * product;
    Ok(Mean { mean: mean(&later) - mean(&earlier), error: variance.max(0.0).sqrt() })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b));
    products.sum::<f64>() / (a.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_look_at_everybody_is_the_second_look() {
        let both = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 1.0)];
        let first: Vec<_> = both.iter().map(|pair| pair.0).collect();
        let found = two_phase(4, &first, &both).unwrap();
        assert!((found.mean - 0.75).abs() < 1e-12 && found.error < 1e-12, "{found:?}");
        let ShareInterval { lower, upper } = found.interval(0.95).unwrap();
        assert!((lower - 0.75).abs() < 1e-6 && (upper - 0.75).abs() < 1e-6, "{lower} {upper}");
    }

    #[test]
    fn what_the_first_look_explains_takes_no_second() {
        // Where both looks agree, the estimate is the mean of the first and its error that of n₁.
        let first: Vec<_> = (0..40).map(|i| f64::from(i % 4 == 0)).collect();
        let both: Vec<_> = first.iter().take(12).map(|x| (*x, *x)).collect();
        let found = two_phase(100, &first, &both).unwrap();
        assert!((found.mean - 0.25).abs() < 1e-12, "{found:?}");
        let spread = covariance(&first[..12], &first[..12]);
        assert!((found.error - (spread * (1.0 / 40.0 - 1.0 / 100.0)).sqrt()).abs() < 1e-12);
        assert!(two_phase(100, &first, &both[..2]).is_err());
        let interval = found.interval(0.95).unwrap();
        assert!(interval.lower < 0.15 && interval.upper > 0.37, "{interval:?}");
    }

    #[test]
    fn a_second_look_that_finds_nothing_or_all_leaves_the_exact_bound() {
        let of = |value| two_phase(100, &[value; 40], &[(value, value); 12]).unwrap();
        let (none, all) = (of(0.0).interval(0.95).unwrap(), of(1.0).interval(0.95).unwrap());
        assert!(none.lower == 0.0 && (0.2..0.3).contains(&none.upper), "{none:?}");
        assert_eq!((all.lower, all.upper), (1.0 - none.upper, 1.0));
    }

    #[test]
    fn units_seen_in_both_periods_sharpen_the_change() {
        let both: Vec<_> = (0..30).map(|i| (f64::from(i), f64::from(i) + 1.0)).collect();
        let shared =
            PeriodPair { population: 100, earlier: vec![], both: both.clone(), later: vec![] };
        let found = change(&[shared]).unwrap();
        assert!((found.mean - 1.0).abs() < 1e-12 && found.error < 1e-9, "{found:?}");
        let (earlier, later) = both.into_iter().unzip();
        let apart = PeriodPair { population: 100, earlier, both: vec![], later };
        assert!(change(&[apart]).unwrap().error > 1.0);
    }
}
