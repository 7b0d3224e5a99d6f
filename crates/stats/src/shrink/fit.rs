//! Maximum likelihood for the beta-binomial by damped Newton steps.
//!
//! The log-likelihood is a sum of `ln(α + i)` over i below each numerator, `ln(β + i)` below each
//! complement, minus `ln(M + i)` below each denominator. Counting how many units reach each i
//! makes one pass as long as the largest unit.

use super::{BetaBinomial, Rate, STRENGTH_MAX, STRENGTH_MIN};

/// How many units have a count above each i.
pub(super) struct Tallies {
    numerators: Vec<f64>,
    complements: Vec<f64>,
    denominators: Vec<f64>,
}

/// Σ c·ln(a + i) and its first two derivatives in a.
#[derive(Clone, Copy)]
struct LogSum {
    value: f64,
    first: f64,
    second: f64,
}

/// The log-likelihood at a point with its gradient and Hessian in (logit m, ln M).
struct Likelihood {
    value: f64,
    gradient: [f64; 2],
    /// The entries 11, 12 and 22.
    hessian: [f64; 3],
}

/// Numerators and denominators of the units that have cases.
pub(super) fn informative(rates: &[Rate]) -> Vec<(f64, f64)> {
    let with_cases = rates.iter().filter(|rate| rate.denominator > 0);
    with_cases.map(|rate| (rate.numerator as f64, rate.denominator as f64)).collect()
}

/// Whether there are two units and both kinds of case, and some unit has more than one case:
/// otherwise there is nothing to fit.
pub(super) fn varied(rates: &[(f64, f64)]) -> bool {
    let some = rates.iter().any(|(x, _)| *x > 0.0) && rates.iter().any(|(x, n)| x < n);
    rates.len() >= 2 && some && rates.iter().any(|(_, n)| *n > 1.0)
}

impl Tallies {
    pub(super) fn new(rates: &[(f64, f64)]) -> Self {
        Self {
            numerators: reach(rates.iter().map(|(x, _)| *x)),
            complements: reach(rates.iter().map(|(x, n)| n - x)),
            denominators: reach(rates.iter().map(|(_, n)| *n)),
        }
    }

    fn likelihood(&self, [logit, log_strength]: [f64; 2]) -> Likelihood {
        let strength = log_strength.exp();
        let mean = 1.0 / (1.0 + (-logit).exp());
        let (alpha, beta) = (strength * mean, strength / (1.0 + logit.exp()));
        let (a, b, c) = (
            log_sum(&self.numerators, alpha),
            log_sum(&self.complements, beta),
            log_sum(&self.denominators, strength),
        );
        // alpha and beta both change by this much per unit of logit m, in opposite directions.
        let slope = alpha * beta / strength;
        let apart = a.first - b.first;
        let toward = alpha * a.first + beta * b.first - strength * c.first;
        Likelihood {
            value: a.value + b.value - c.value,
            gradient: [slope * apart, toward],
            hessian: [
                slope * (beta - alpha) / strength * apart + slope * slope * (a.second + b.second),
                slope * (apart + alpha * a.second - beta * b.second),
                toward + alpha * alpha * a.second + beta * beta * b.second
                    - strength * strength * c.second,
            ],
        }
    }
}

/// For each i how many of the counts lie above it.
fn reach(counts: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut reached: Vec<f64> = Vec::new();
    for count in counts {
        let count = count as usize;
        if reached.len() < count {
            reached.resize(count, 0.0);
        }
        reached.iter_mut().take(count).for_each(|units| *units += 1.0);
    }
    reached
}

fn log_sum(reached: &[f64], start: f64) -> LogSum {
    let mut sum = LogSum { value: 0.0, first: 0.0, second: 0.0 };
    for (i, units) in reached.iter().enumerate() {
        let term = start + i as f64;
        sum.value += units * term.ln();
        sum.first += units / term;
        sum.second -= units / (term * term);
    }
    sum
}

/// Climbs from `start` by Newton steps, damped (Levenberg) where the surface is not concave.
pub(super) fn maximize(tallies: &Tallies, start: BetaBinomial) -> BetaBinomial {
    let logit = (start.mean / (1.0 - start.mean)).ln();
    // A start at the boundary would leave the surface too flat to climb back.
    let mut point = [logit, start.strength.min(STRENGTH_MAX / 100.0).ln()];
    let mut here = tallies.likelihood(point);
    let mut damping = 1e-3;
    for _ in 0..500 {
        let Some(step) = step(&here, damping) else {
            damping *= 10.0;
            continue;
        };
        let next = [point[0] + step[0], point[1] + step[1]];
        let there = tallies.likelihood(next);
        if there.value > here.value {
            (point, here) = (next, there);
            damping = (damping / 10.0).max(1e-12);
        } else if step.iter().all(|part| part.abs() < 1e-9) {
            break;
        } else {
            damping *= 10.0;
        }
        if !(STRENGTH_MIN.ln()..STRENGTH_MAX.ln()).contains(&point[1]) {
            break;
        }
    }
    let strength = point[1].exp().clamp(STRENGTH_MIN, STRENGTH_MAX);
    BetaBinomial { mean: mean_of(point), strength }
}

fn mean_of(point: [f64; 2]) -> f64 {
    1.0 / (1.0 + (-point[0]).exp())
}

/// The step (damping·I − H)⁻¹·g, no longer than 2 in either direction; none if not uphill.
fn step(here: &Likelihood, damping: f64) -> Option<[f64; 2]> {
    let [h11, h12, h22] = here.hessian;
    let (a, b, d) = (damping - h11, -h12, damping - h22);
    let determinant = a * d - b * b;
    if !(a > 0.0 && determinant > 0.0) {
        return None;
    }
    let [g1, g2] = here.gradient;
    let step = [(d * g1 - b * g2) / determinant, (a * g2 - b * g1) / determinant];
    let longest = step[0].abs().max(step[1].abs());
    let scale = if longest > 2.0 { 2.0 / longest } else { 1.0 };
    Some([step[0] * scale, step[1] * scale])
}
