//! Funnel limits: which units differ from the others by more than chance and ordinary variety.
//!
//! # Invariants
//!
//! - Limits are exact tail probabilities of a beta-binomial, so ordinary differences between units
//!   do not count as alarms; units that are flagged do not widen their own limits.
//!
//! # Not here
//!
//! Approximate limits for compatibility with other programs (winsorised z-scores).

#![expect(clippy::indexing_slicing, reason = "units are numbered in this file")]

use statrs::function::gamma::ln_gamma;

use crate::beta;
use crate::shrink::{BetaBinomial, Rate};

/// The two-sided share of ordinary units outside the outer limits (99.8%).
pub const ALARM: f64 = 0.002;
/// The two-sided share of ordinary units outside the inner limits (95%).
pub const ALERT: f64 = 0.05;

/// Fewer units do not tell how ordinary ones differ: none of them is said to.
pub const UNITS_MIN: usize = 5;

/// At most this share of units is left out of the fit.
const DROPPED_SHARE_MAX: f64 = 0.2;
/// How often the fit is repeated without the units that it flags.
const ROUNDS_MAX: usize = 4;

/// How far out a unit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// Inside the inner limits, or without cases.
    None,
    /// Between inner and outer limits.
    Alert,
    /// Outside the outer limits.
    Alarm,
}

/// On which side of the others a unit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above the outer limits.
    Above,
    /// No clear difference.
    Ordinary,
    /// Below the outer limits.
    Below,
}

impl Side {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Ordinary => "ordinary",
            Self::Below => "below",
        }
    }
}

/// One unit in the funnel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The chance that an ordinary unit of this size has so low a count or a lower one.
    pub low_tail: f64,
    /// The chance that it has so high a count or a higher one.
    pub high_tail: f64,
    /// What this amounts to.
    pub signal: Signal,
}

/// A funnel: the ordinary variety, and each unit against it, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// How ordinary units differ.
    pub ordinary: BetaBinomial,
    /// The units.
    pub points: Vec<Point>,
}

impl Funnel {
    /// The rates between which all but the share `two_sided` of ordinary units with this denominator
    /// lie. Counts are whole: between two of them as Spiegelhalter, Stat Med 24 (2005) 1185, appendix.
    pub fn limits(&self, denominator: u64, two_sided: f64) -> (f64, f64) {
        let mirrored = BetaBinomial { mean: 1.0 - self.ordinary.mean, ..self.ordinary };
        let low = |of: &BetaBinomial| low_limit(of, denominator, two_sided / 2.0);
        (low(&self.ordinary), 1.0 - low(&mirrored))
    }
}

/// Fits the ordinary variety, leaves out what it flags, and fits again.
pub fn funnel(rates: &[Rate]) -> Funnel {
    let mut dropped = Vec::new();
    let mut found = fit_without(rates, &dropped);
    for _ in 0..ROUNDS_MAX {
        let flagged = most_extreme(&found.points);
        if flagged == dropped {
            break;
        }
        dropped = flagged;
        found = fit_without(rates, &dropped);
    }
    if rates.iter().filter(|rate| rate.denominator() > 0).count() < UNITS_MIN {
        found.points.iter_mut().for_each(|point| point.signal = Signal::None);
    }
    found
}

impl Point {
    /// Beyond the outer limits alone, for among many units some ordinary one always lies beyond the
    /// inner ones.
    pub fn side(&self) -> Side {
        match self.signal {
            Signal::Alarm if self.low_tail < self.high_tail => Side::Below,
            Signal::Alarm => Side::Above,
            Signal::Alert | Signal::None => Side::Ordinary,
        }
    }

    fn new(ordinary: &BetaBinomial, rate: Rate) -> Self {
        let (low_tail, high_tail) = tails(ordinary, rate);
        let extreme = low_tail.min(high_tail);
        let signal = if extreme < ALARM / 2.0 {
            Signal::Alarm
        } else if extreme < ALERT / 2.0 {
            Signal::Alert
        } else {
            Signal::None
        };
        Self { low_tail, high_tail, signal }
    }
}

fn fit_without(rates: &[Rate], dropped: &[usize]) -> Funnel {
    let kept = rates.iter().enumerate().filter(|(index, _)| !dropped.contains(index));
    let ordinary = BetaBinomial::fit(&kept.map(|(_, rate)| *rate).collect::<Vec<_>>());
    let points = rates.iter().map(|rate| Point::new(&ordinary, *rate)).collect();
    Funnel { ordinary, points }
}

/// The units with an alarm, the most extreme fifth at most, in the order given.
fn most_extreme(points: &[Point]) -> Vec<usize> {
    let tail = |index: &usize| points[*index].low_tail.min(points[*index].high_tail);
    let mut flagged: Vec<_> =
        (0..points.len()).filter(|index| points[*index].signal == Signal::Alarm).collect();
    flagged.sort_by(|a, b| tail(a).total_cmp(&tail(b)));
    flagged.truncate((points.len() as f64 * DROPPED_SHARE_MAX) as usize);
    flagged.sort_unstable();
    flagged
}

/// The rate below which `tail` of ordinary units with this denominator lie.
fn low_limit(ordinary: &BetaBinomial, denominator: u64, tail: f64) -> f64 {
    let at_most = |x: u64| match Rate::new(x, denominator) {
        Ok(rate) => tails(ordinary, rate).0,
        Err(_) => 1.0,
    };
    let (mut least, mut beyond) = (0, denominator);
    while least < beyond {
        let middle = u64::midpoint(least, beyond);
        if at_most(middle) < tail { least = middle + 1 } else { beyond = middle }
    }
    let (up_to, before) = (at_most(least), least.checked_sub(1).map_or(0.0, at_most));
    let cut = if up_to > before { (up_to - tail) / (up_to - before) } else { 0.0 };
    ((least as f64 - cut) / denominator.max(1) as f64).max(0.0)
}

/// P(X ≤ x) and P(X ≥ x) for an ordinary unit with this denominator.
fn tails(ordinary: &BetaBinomial, rate: Rate) -> (f64, f64) {
    let (x, n) = (rate.numerator() as f64, rate.denominator() as f64);
    if ordinary.is_binomial() {
        return binomial_tails(x, n, ordinary.mean);
    }
    let alpha = ordinary.mean * ordinary.strength;
    let b = ordinary.strength - alpha;
    let point = (ln_choose(n, x) + ln_beta(x + alpha, n - x + b) - ln_beta(alpha, b)).exp();
    if x < n * ordinary.mean {
        let down = |i: f64| i * (b + n - i) / ((n - i + 1.0) * (alpha + i - 1.0));
        let low = sum(point, (1..=rate.numerator()).rev().map(|i| down(i as f64)));
        (low, 1.0 - low + point)
    } else {
        let up = |i: f64| (n - i) * (alpha + i) / ((i + 1.0) * (b + n - i - 1.0));
        let high = sum(point, (rate.numerator()..rate.denominator()).map(|i| up(i as f64)));
        (1.0 - high + point, high)
    }
}

fn binomial_tails(x: f64, n: f64, mean: f64) -> (f64, f64) {
    let at_least = |x: f64| if x <= 0.0 { 1.0 } else { beta::cdf(mean, x, n - x + 1.0) };
    let at_most = if x >= n { 1.0 } else { beta::cdf(1.0 - mean, n - x, x + 1.0) };
    (at_most, at_least(x))
}

fn sum(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let mut term = first;
    let followers = ratios.map(|ratio| {
        term *= ratio;
        term
    });
    first + followers.sum::<f64>()
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::numbers;

    #[test]
    fn tails_are_those_of_closed_forms() {
        let uniform = BetaBinomial { mean: 0.5, strength: 2.0 };
        for x in 0..=20 {
            let (low, high) = tails(&uniform, Rate::new(x, 20).unwrap());
            assert!((low - (x + 1) as f64 / 21.0).abs() < 1e-10, "{x}: {low}");
            assert!((high - (21 - x) as f64 / 21.0).abs() < 1e-10, "{x}: {high}");
        }
        let (low, high) = binomial_tails(0.0, 10.0, 0.3);
        assert!((low - 0.7_f64.powi(10)).abs() < 1e-12 && high >= 1.0);
        let (low, high) = binomial_tails(10.0, 10.0, 0.3);
        assert!(low >= 1.0 && (high - 0.3_f64.powi(10)).abs() < 1e-12);
    }

    #[test]
    fn limits_part_units_as_signals_do() {
        let uniform = BetaBinomial { mean: 0.5, strength: 2.0 };
        let (low, high) = Funnel { ordinary: uniform, points: Vec::new() }.limits(20, 0.2);
        assert!((low - 0.055).abs() < 1e-9 && (high - 0.945).abs() < 1e-9, "{low} {high}");
        let binomial = BetaBinomial { mean: 0.3, strength: crate::shrink::STRENGTH_MAX };
        for ordinary in [BetaBinomial { mean: 0.7, strength: 12.0 }, binomial] {
            for n in [1, 7, 60, 400] {
                let (low, high) = Funnel { ordinary, points: Vec::new() }.limits(n, ALARM);
                for x in 0..=n {
                    let (rate, share) = (Rate::new(x, n).unwrap(), x as f64 / n as f64);
                    let beyond = share < low - 1e-12 || share > high + 1e-12;
                    let is_alarm = Point::new(&ordinary, rate).signal == Signal::Alarm;
                    assert_eq!(beyond, is_alarm, "{x} of {n}: {low} {high}");
                }
            }
        }
    }

    #[test]
    fn few_units_are_not_said_to_differ() {
        let mut rates = [(0, 400), (390, 400), (395, 400), (392, 400)]
            .map(|(x, n)| Rate::new(x, n).unwrap())
            .to_vec();
        let sides =
            |rates: &[Rate]| funnel(rates).points.iter().map(Point::side).collect::<Vec<_>>();
        assert!(sides(&rates).iter().all(|side| *side == Side::Ordinary));
        rates.extend((0..40).map(|at| Rate::new(386 + at % 12, 400).unwrap()));
        assert_eq!(sides(&rates)[0], Side::Below);
        assert!(sides(&rates)[1..].iter().all(|side| *side == Side::Ordinary));
    }

    #[test]
    fn a_unit_without_cases_gives_no_signal() {
        let rates = [(0, 0), (3, 10), (5, 20)].map(|(x, n)| Rate::new(x, n).unwrap());
        assert_eq!(funnel(&rates).points[0].signal, Signal::None);
    }

    #[test]
    fn a_planted_township_is_found_and_ordinary_ones_are_left_alone() {
        let numerators = numbers("funnel.numerators");
        let pairs = numerators.into_iter().zip(numbers("funnel.denominators"));
        let ordinary: Vec<_> = pairs.map(|(x, n)| Rate::new(x as u64, n as u64).unwrap()).collect();
        let alarms = |rates: &[Rate]| -> Vec<usize> {
            let points = funnel(rates).points.into_iter().enumerate();
            points.filter(|(_, p)| p.signal == Signal::Alarm).map(|(index, _)| index).collect()
        };
        assert!(alarms(&ordinary).is_empty());
        let mut planted = ordinary.clone();
        planted.insert(7, Rate::new(60, 200).unwrap());
        assert_eq!(alarms(&planted), [7]);
        let with = funnel(&planted).ordinary;
        assert_eq!(with, funnel(&ordinary).ordinary, "the planted unit must not widen the limits");
    }
}
