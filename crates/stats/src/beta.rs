//! The Beta distribution function and its inverse, for parameters up to millions.

use statrs::function::gamma::ln_gamma;

/// Parameters in the millions need some thousands of terms of the continued fraction.
const TERMS_MAX: u32 = 50_000;

/// P(X ≤ x) for X ~ Beta(alpha, beta), both positive.
pub(crate) fn cdf(x: f64, alpha: f64, beta: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = ln_gamma(alpha + beta) - ln_gamma(alpha) - ln_gamma(beta)
        + alpha * x.ln()
        + beta * (-x).ln_1p();
    // The fraction converges fast on this side of the mean only.
    if x < (alpha + 1.0) / (alpha + beta + 2.0) {
        front.exp() * continued_fraction(x, alpha, beta) / alpha
    } else {
        1.0 - front.exp() * continued_fraction(1.0 - x, beta, alpha) / beta
    }
}

/// The x with P(X ≤ x) = p, by bisection to the last bit.
pub(crate) fn quantile(p: f64, alpha: f64, beta: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if cdf(middle, alpha, beta) < p {
            low = middle;
        } else {
            high = middle;
        }
        // Near 0 the bits never run out, and nobody reads the three-hundredth decimal.
        if high < 1e-18 {
            return 0.0;
        }
    }
}

/// Lentz's evaluation of the continued fraction of the incomplete Beta function (DLMF 8.17.22).
fn continued_fraction(x: f64, alpha: f64, beta: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE * 1e10;
    let guard = |value: f64| if value.abs() < tiny { tiny } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (alpha + beta) * x / (alpha + 1.0));
    let mut fraction = d;
    for term in 1..=TERMS_MAX {
        let m = f64::from(term);
        let even = m * (beta - m) * x / ((alpha + 2.0 * m - 1.0) * (alpha + 2.0 * m));
        let odd =
            -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2.0 * m) * (alpha + 2.0 * m + 1.0));
        let mut factor = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / guard(1.0 + coefficient * d);
            c = guard(1.0 + coefficient / c);
            factor = c * d;
            fraction *= factor;
        }
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_function_is_that_of_closed_forms() {
        let cases = [
            ("uniform", cdf(0.3, 1.0, 1.0), 0.3),
            ("square", cdf(0.3, 2.0, 1.0), 0.09),
            ("tail", cdf(0.3, 1.0, 50.0), 1.0 - 0.7_f64.powi(50)),
            ("symmetric, large", cdf(0.5, 2e6, 2e6), 0.5),
            ("arcsine", cdf(0.25, 0.5, 0.5), 1.0 / 3.0),
        ];
        for (name, found, expected) in cases {
            assert!((found - expected).abs() < 1e-9, "{name}: {found}");
        }
    }

    #[test]
    fn quantiles_invert_the_distribution_function() {
        for (alpha, beta) in [(0.5, 10.5), (3.0, 3.0), (97.7, 270.3), (90_000.0, 10_000.0)] {
            for p in [0.025, 0.5, 0.975] {
                let x = quantile(p, alpha, beta);
                assert!((cdf(x, alpha, beta) - p).abs() < 1e-9, "{alpha} {beta} {p}");
            }
        }
    }
}
