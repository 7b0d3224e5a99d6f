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
    found
}

impl Point {
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
    Funnel { ordinary, points: rates.iter().map(|rate| Point::new(&ordinary, *rate)).collect() }
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
