//! Tests of the fit against values computed by other programs, and of data that say nothing.

use super::*;
use crate::vectors::numbers;

fn reference_rates(name: &str) -> Vec<Rate> {
    let numerators = numbers(&format!("{name}.numerators"));
    let pairs = numerators.into_iter().zip(numbers(&format!("{name}.denominators")));
    pairs.map(|(x, n)| Rate::new(x as u64, n as u64).unwrap()).collect()
}

fn check(name: &str, rates: &[Rate], found: BetaBinomial, tolerance: f64) {
    let expected = |what: &str| numbers(&format!("{name}.{what}"));
    let near = |what: &str, found: f64, expected: f64| {
        let error = (found / expected - 1.0).abs();
        assert!(error < tolerance, "{name} {what}: {found}, expected {expected}");
    };
    near("mean", found.mean, expected("mean")[0]);
    near("strength", found.strength, expected("strength")[0]);
    let means = expected("posterior_mean");
    let (lower, upper) = (expected("lo95"), expected("hi95"));
    let weights = expected("weight_on_own_data");
    assert_eq!(rates.len(), means.len());
    for (i, rate) in rates.iter().enumerate() {
        let posterior = found.posterior(*rate);
        near("posterior mean", posterior.mean(), means[i]);
        near("2.5%", posterior.quantile(0.025), lower[i]);
        near("97.5%", posterior.quantile(0.975), upper[i]);
        near("weight", found.own_weight(*rate), weights[i]);
    }
}

#[test]
fn moments_and_likelihood_give_the_reference_values() {
    for name in ["players", "townships"] {
        let rates = reference_rates(name);
        check(&format!("{name}.moments"), &rates, BetaBinomial::moments(&rates), 1e-9);
        // The reference stops its search at a relative 1e-4 of the strength.
        check(&format!("{name}.mle"), &rates, BetaBinomial::fit(&rates), 1e-4);
    }
}

#[test]
fn units_that_differ_no_more_than_chance_are_binomial() {
    let rates: Vec<_> = [10, 11, 9, 10, 10].map(|x| Rate::new(x, 100).unwrap()).into();
    let fitted = BetaBinomial::fit(&rates);
    assert!(fitted.is_binomial());
    assert!((fitted.mean - 0.1).abs() < 1e-6, "{}", fitted.mean);
}

#[test]
fn data_without_variety_borrow_nothing() {
    let rate = |x, n| Rate::new(x, n).unwrap();
    let cases = [
        ("no unit", vec![]),
        ("one unit", vec![rate(3, 10)]),
        ("all zero", vec![rate(0, 10), rate(0, 20)]),
        ("all full", vec![rate(10, 10), rate(20, 20)]),
        ("no cases", vec![rate(0, 0), rate(0, 0)]),
        ("one case each", vec![rate(0, 1), rate(1, 1)]),
    ];
    for (name, rates) in cases {
        assert_eq!(BetaBinomial::fit(&rates), BetaBinomial::JEFFREYS, "{name}");
    }
}

#[test]
fn extreme_units_still_have_a_fit() {
    let rate = |x, n| Rate::new(x, n).unwrap();
    let cases = [
        ("all or nothing", vec![rate(0, 50), rate(50, 50), rate(0, 40), rate(60, 60)]),
        ("one error", vec![rate(0, 500), rate(1, 400), rate(0, 3)]),
        ("large", vec![rate(90_000, 100_000), rate(50_000, 100_000), rate(70_000, 100_000)]),
    ];
    for (name, rates) in cases {
        let fitted = BetaBinomial::fit(&rates);
        assert!(fitted.mean > 0.0 && fitted.mean < 1.0, "{name}");
        assert!(fitted.strength >= STRENGTH_MIN && fitted.strength <= STRENGTH_MAX, "{name}");
        for rate in rates {
            let posterior = fitted.posterior(rate);
            let (low, high) = (posterior.quantile(0.05), posterior.quantile(0.95));
            assert!(0.0 <= low && low <= high && high <= 1.0, "{name}");
        }
    }
}

#[test]
fn a_numerator_above_its_denominator_is_refused() {
    assert!(Rate::new(3, 2).is_err());
}
