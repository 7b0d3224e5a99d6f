//! Tests of the intervals against published values, exact fractions and coverage.

#![expect(clippy::unreadable_literal, reason = "reference values stand as published")]

use super::*;

fn near(found: f64, expected: f64, name: &str) {
    assert!((found - expected).abs() < 1e-8, "{name}: {found}, expected {expected}");
}

#[test]
fn wilson_intervals_are_the_published_ones() {
    let cases = [
        (0, 10, 0.0, 0.2775327998628892),
        (1, 10, 0.01787621309507289, 0.4041500267952385),
        (9, 10, 0.5958499732047616, 0.9821237869049271),
        (81, 263, 0.2552885198782742, 0.36620957698280004),
        (15, 148, 0.06238639953073628, 0.16048724172330803),
    ];
    for (x, n, lower, upper) in cases {
        let interval = wilson(x, n, 0.95).unwrap();
        near(interval.lower, lower, "lower");
        near(interval.upper, upper, "upper");
    }
}

#[test]
fn clopper_pearson_intervals_are_the_published_ones() {
    let cases = [
        (682, 925, 0.707668264, 0.765406558),
        (0, 20, 0.0, 0.168433471),
        (1, 20, 0.001265089, 0.248732763),
        (10, 100, 0.049004689, 0.176222598),
        (3, 300, 0.002067007, 0.028944511),
        (20, 20, 0.831566529, 1.0),
    ];
    for (x, n, lower, upper) in cases {
        let interval = clopper_pearson(x, n, 0.95).unwrap();
        assert!((interval.lower - lower).abs() < 1e-9, "{x}/{n}: {}", interval.lower);
        assert!((interval.upper - upper).abs() < 1e-9, "{x}/{n}: {}", interval.upper);
    }
}

#[test]
fn hypergeometric_intervals_are_the_verified_ones() {
    let two_sided = [
        (10, 3, 0, 0, 6),
        (10, 3, 1, 1, 8),
        (50, 15, 0, 0, 9),
        (50, 15, 1, 1, 14),
        (1000, 300, 0, 0, 10),
        (1000, 300, 5, 7, 34),
        (1000, 300, 300, 990, 1000),
        // P(X ≤ 0 | K = 39) is 1/40 exactly, which is not above 0.025.
        (40, 1, 0, 0, 38),
        (40, 1, 1, 2, 40),
        (7, 7, 3, 3, 3),
        (1, 1, 0, 0, 0),
    ];
    for (population, sample, errors, lower, upper) in two_sided {
        let found = hypergeometric(population, sample, errors, 0.95).unwrap();
        assert_eq!(found, CountInterval { lower, upper }, "{population} {sample} {errors}");
    }
    let one_sided = [(10, 3, 0, 5), (1000, 300, 0, 8), (1000, 300, 5, 31), (3653, 68, 2, 325)];
    for (population, sample, errors, upper) in one_sided {
        let found = hypergeometric_upper(population, sample, errors, 0.95).unwrap();
        assert_eq!(found, upper, "{population} {sample} {errors}");
    }
}

/// P(X ≤ x) by counting in whole numbers, for populations up to about 60.
fn counted(population: u64, count: u64, sample: u64, x: u64) -> f64 {
    let choose = |n: u64, k: u64| {
        (0..k).fold(1_u128, |c, i| c * u128::from(n.saturating_sub(i)) / u128::from(i + 1))
    };
    let ways = |i: u64| {
        if i > count { 0 } else { choose(count, i) * choose(population - count, sample - i) }
    };
    (0..=x.min(sample)).map(ways).sum::<u128>() as f64 / choose(population, sample) as f64
}

#[test]
fn tails_equal_those_counted_in_whole_numbers() {
    for (population, sample) in [(5, 2), (12, 12), (30, 9), (60, 18), (60, 55)] {
        for count in 0..=population {
            for x in 0..=sample {
                let found = tail::hypergeometric(population, count, sample, x);
                let expected = counted(population, count, sample, x);
                let close = (found - expected).abs() <= 1e-12 * expected.max(1e-3);
                assert!(close, "{population} {count} {sample} {x}: {found} {expected}");
            }
        }
    }
}

#[test]
fn small_tails_of_large_caseloads_keep_their_digits() {
    // With no error seen, P(0 | K) is the product of (N − n − i)/(N − i) for i below K.
    let (population, sample) = (1_000_000, 300_000);
    for count in [5, 40, 1000] {
        let factor = |i: u64| (population - sample - i) as f64 / (population - i) as f64;
        let expected: f64 = (0..count).map(factor).product();
        let found = tail::hypergeometric(population, count, sample, 0);
        assert!((found / expected - 1.0).abs() < 1e-11, "{count}: {found} {expected}");
    }
}

#[test]
fn coverage_never_falls_below_the_confidence() {
    for sample in [10, 40, 60, 150] {
        check_coverage(200, sample);
    }
}

/// That the interval of every sample covers every number of errors often enough.
fn check_coverage(population: u64, sample: u64) {
    let intervals: Vec<_> =
        (0..=sample).map(|x| hypergeometric(population, sample, x, 0.95).unwrap()).collect();
    for count in 0..=population {
        let up_to = |x: u64| tail::hypergeometric(population, count, sample, x);
        let chance = |x: u64| if x == 0 { up_to(0) } else { up_to(x) - up_to(x - 1) };
        let covers = |x: &u64| {
            (intervals[*x as usize].lower..=intervals[*x as usize].upper).contains(&count)
        };
        let coverage: f64 = (0..=sample).filter(covers).map(chance).sum();
        assert!(coverage >= 0.95, "{sample} {count}: {coverage}");
    }
}

#[test]
fn an_attribute_plan_accepts_a_bad_caseload_rarely_enough() {
    // 9% of 3653 cases, 68 in the sample, 2 allowed.
    let chance = accept_chance(3653, 68, 2, 329).unwrap();
    assert!((chance - 0.04758468199934169).abs() < 1e-9, "{chance}");
    let sample = attribute_sample(3653, 329, 2, 0.95).unwrap().unwrap();
    assert!(accept_chance(3653, sample, 2, 329).unwrap() <= 0.05);
    assert!(accept_chance(3653, sample - 1, 2, 329).unwrap() > 0.05);
    assert_eq!(attribute_sample(100, 2, 2, 0.95).unwrap(), None);
}

#[test]
fn the_binomial_reading_of_the_plan_is_the_published_one() {
    let plan = &crate::vectors::sampling()["attribute_plan"];
    let chance = accept_chance_binomial(68, 2, 0.09).unwrap();
    near(chance, plan["P_accept_binomial"].as_f64().unwrap(), "binomial");
    let exact = accept_chance(3653, 68, 2, 329).unwrap();
    near(exact, plan["P_accept_hypergeom"].as_f64().unwrap(), "hypergeometric");
    near(accept_chance_binomial(3, 3, 0.5).unwrap(), 1.0, "all allowed");
}

#[test]
fn samples_without_errors_have_the_verified_bounds() {
    let vectors = crate::vectors::sampling();
    for case in vectors["stratified_zero_error_upper95"].as_array().unwrap() {
        let strata: Vec<(u64, u64)> = serde_json::from_value(case[0].clone()).unwrap();
        assert_eq!(zero_errors_upper(&strata, 0.95).unwrap(), case[1].as_u64().unwrap(), "{case}");
    }
    // One stratum is the exact bound of that stratum.
    for (population, sample) in [(10, 3), (200, 60), (1000, 300)] {
        let exact = hypergeometric_upper(population, sample, 0, 0.95).unwrap();
        assert_eq!(zero_errors_upper(&[(population, sample)], 0.95).unwrap(), exact);
    }
    assert_eq!(zero_errors_upper(&[(5, 5), (3, 3)], 0.95).unwrap(), 0);
}

#[test]
fn every_interval_of_the_list_is_redone() {
    let vectors = crate::vectors::sampling();
    let exact = &vectors["hypergeometric_exact"];
    let rows = |list: &serde_json::Value| -> Vec<Vec<u64>> {
        serde_json::from_value(list.clone()).unwrap()
    };
    for row in rows(&exact["two_sided"]) {
        let found = hypergeometric(row[0], row[1], row[2], 0.95).unwrap();
        assert_eq!((found.lower, found.upper), (row[3], row[4]), "{row:?}");
    }
    for row in rows(&exact["one_sided_upper95"]) {
        assert_eq!(hypergeometric_upper(row[0], row[1], row[2], 0.95).unwrap(), row[3], "{row:?}");
    }
    for row in vectors["clopper_pearson_95"]["rows"].as_array().unwrap() {
        let number = |place: usize| row[place].as_f64().unwrap();
        let found = clopper_pearson(number(0) as u64, number(1) as u64, 0.95).unwrap();
        assert!((found.lower - number(2)).abs() < 1e-9 && (found.upper - number(3)).abs() < 1e-9);
    }
}

#[test]
fn counts_that_cannot_be_are_refused() {
    for (population, sample, errors) in [(10, 0, 0), (10, 11, 0), (10, 3, 4)] {
        assert!(hypergeometric(population, sample, errors, 0.95).is_err());
    }
    for confidence in [0.0, 1.0, 95.0, f64::NAN] {
        assert!(wilson(1, 10, confidence).is_err());
    }
}
