//! Hypergeometric tail probabilities to about 14 digits, for populations up to millions.
//!
//! A first term comes from Loader's saddle-point form (Catherine Loader, "Fast and accurate
//! computation of binomial probabilities", 2000), which does not cancel; the others follow by
//! exact ratios.

/// P(X ≤ x), where X is the number of errors in a sample of `sample` from `population` with
/// `count` errors.
pub(super) fn hypergeometric(population: u64, count: u64, sample: u64, x: u64) -> f64 {
    let lowest = (sample + count).saturating_sub(population);
    let highest = sample.min(count);
    if x >= highest {
        return 1.0;
    }
    if x < lowest {
        return 0.0;
    }
    let [big_n, k, n] = [population, count, sample].map(|number| number as f64);
    let mean = n * k / big_n;
    if (x as f64) < mean {
        let down = |i: f64| i * (big_n - k - n + i) / ((k - i + 1.0) * (n - i + 1.0));
        let terms = (lowest + 1..=x).rev().map(|i| down(i as f64));
        sum(point(population, count, sample, x), terms)
    } else {
        let up = |i: f64| (k - i) * (n - i) / ((i + 1.0) * (big_n - k - n + i + 1.0));
        let terms = (x + 1..highest).map(|i| up(i as f64));
        1.0 - sum(point(population, count, sample, x + 1), terms)
    }
}

/// The first term and those that follow by the given ratios, until they no longer count.
fn sum(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let mut term = first;
    let mut total = first;
    for ratio in ratios {
        term *= ratio;
        total += term;
        if term < total * 1e-18 {
            break;
        }
    }
    total
}

/// P(X = x) as a quotient of binomial probabilities with the sampling share as their chance.
fn point(population: u64, count: u64, sample: u64, x: u64) -> f64 {
    let p = sample as f64 / population as f64;
    let q = (population - sample) as f64 / population as f64;
    let wrong = ln_binomial(x, count, p, q);
    let right = ln_binomial(sample - x, population - count, p, q);
    (wrong + right - ln_binomial(sample, population, p, q)).exp()
}

/// The logarithm of the binomial probability of `x` in `n`.
fn ln_binomial(x: u64, n: u64, p: f64, q: f64) -> f64 {
    let [count, of] = [x, n].map(|number| number as f64);
    if x == 0 {
        return if n == 0 { 0.0 } else { of * q.ln() };
    }
    if x == n {
        return of * p.ln();
    }
    let rest = of - count;
    let correction = stirling_error(n) - stirling_error(x) - stirling_error(n - x);
    let deviance = deviance(count, of * p) + deviance(rest, of * q);
    correction - deviance + 0.5 * (of / (std::f64::consts::TAU * count * rest)).ln()
}

/// `ln n! − ln(√(2πn)·(n/e)^n)`.
fn stirling_error(n: u64) -> f64 {
    let number = n as f64;
    if n < 16 {
        let factorial: f64 = (1..=n).map(|i| i as f64).product();
        let half_log = 0.5 * (std::f64::consts::TAU * number).ln();
        return factorial.ln() - half_log - number * number.ln() + number;
    }
    let square = number * number;
    let series =
        [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0];
    series.iter().rev().fold(0.0, |sum, term| sum / square + term) / number
}

/// `x·ln(x/m) + m − x`, by its series where the two nearly cancel.
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - difference;
    }
    let v = difference / (x + m);
    let mut power = 2.0 * x * v;
    let mut total = difference * v;
    for odd in (3..).step_by(2) {
        power *= v * v;
        let next = total + power / f64::from(odd);
        if next.total_cmp(&total).is_eq() {
            break;
        }
        total = next;
    }
    total
}
