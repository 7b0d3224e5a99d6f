//! Tests against the published outputs of R's survey package.

use super::*;
use crate::vectors::sampling;

fn near(found: f64, expected: f64, name: &str) {
    let scale = expected.abs().max(1e-3);
    assert!((found - expected).abs() < 1e-9 * scale, "{name}: {found}, expected {expected}");
}

fn sums(data: &serde_json::Value) -> Vec<Sums> {
    let strata = data.as_object().unwrap().values();
    let number = |stratum: &serde_json::Value, name: &str| stratum[name].as_f64().unwrap();
    let stratum = |stratum| Sums {
        population: number(stratum, "N") as u64,
        respondents: number(stratum, "n") as u64,
        sum: number(stratum, "sum"),
        sum_squares: number(stratum, "sumsq"),
    };
    strata.map(stratum).collect()
}

/// The same sample from a population so large that nothing is left of the correction.
fn without_correction(strata: &[Sums]) -> f64 {
    let big = 1_000_000_000;
    let weight = |stratum: &Sums| stratum.population as f64;
    let population: f64 = strata.iter().map(weight).sum();
    let variance = strata.iter().map(|stratum| {
        let large = Sums { population: big * stratum.population, ..*stratum };
        large.variance_of_total() / (big as f64 * big as f64)
    });
    variance.sum::<f64>().sqrt() / population
}

#[test]
fn the_school_samples_of_the_survey_package_are_redone() {
    for (name, case) in sampling()["r_survey_api"]["cases"].as_object().unwrap() {
        let strata = sums(&case["data"]);
        let found = estimate(&strata).unwrap();
        let expected = |part: &str, value: &str| case[part][value].as_f64().unwrap();
        near(found.mean, expected("fpc", "mean"), name);
        near(found.mean_error, expected("fpc", "se_mean"), name);
        near(found.total, expected("fpc", "total"), name);
        near(found.total_error, expected("fpc", "se_total"), name);
        let plain = without_correction(&strata);
        assert!((plain / expected("nofpc", "se_mean") - 1.0).abs() < 1e-6, "{name}: {plain}");
    }
}

#[test]
fn the_finite_population_example_of_the_survey_package_is_redone() {
    let vector = &sampling()["r_survey_fpc"];
    let stratum = |number: f64, population: u64| {
        let rows = vector["rows"].as_array().unwrap().iter();
        let of_it = rows.filter(|row| row[0].as_f64() == Some(number));
        Sums::of_values(population, &of_it.map(|row| row[3].as_f64().unwrap()).collect::<Vec<_>>())
    };
    let found = estimate(&[stratum(1.0, 15), stratum(2.0, 12)]).unwrap();
    let full = |name: &str| vector["full_precision"][name].as_f64().unwrap();
    near(found.mean, full("mean"), "mean");
    near(found.mean_error, full("se_fpc"), "error");
    near(found.total, full("total"), "total");
    near(found.total_error, full("se_total_fpc"), "error of total");
    assert!((found.mean - vector["mean"].as_f64().unwrap()).abs() < 5e-5);
}

#[test]
fn a_census_stratum_adds_its_errors_and_no_variance() {
    let vector = &sampling()["stratified_error_rate_demo"];
    let found = estimate(&sums(&vector["data"])).unwrap();
    let expected = |name: &str| vector["est"][name].as_f64().unwrap();
    near(found.total, expected("total"), "total");
    near(found.total_error, expected("se_total"), "error of total");
    near(found.mean, expected("mean"), "mean");
    near(found.mean_error, expected("se_mean"), "error");
    let interval = found.interval(0.95).unwrap();
    let expected = |name: &str| vector["korn_graubard95"][name].as_f64().unwrap();
    assert!((interval.lower - expected("lo")).abs() < 1e-9, "{interval:?}");
    assert!((interval.upper - expected("hi")).abs() < 1e-9, "{interval:?}");
}

#[test]
fn thin_strata_are_joined_and_named() {
    let one = |errors| Sums::of_errors(10, 1, errors);
    let many = Sums::of_errors(100, 30, 3);
    let found = estimate(&[one(1), many, one(0)]).unwrap();
    assert_eq!((found.joined, found.strata), (vec![0, 2], 1));
    near(found.total, 120.0 * 4.0 / 32.0, "total");
    // A stratum of one unit that answered is a census, not thin.
    assert_eq!(estimate(&[Sums::of_errors(1, 1, 1), many]).unwrap().joined, Vec::<usize>::new());
    assert!(estimate(&[one(1)]).is_err());
    assert!(estimate(&[Sums::of_errors(10, 0, 0)]).is_err());
    assert!(estimate(&[Sums::of_errors(10, 11, 0)]).is_err());
    assert!(estimate(&[]).is_err());
}

#[test]
fn a_ratio_that_is_the_same_everywhere_has_no_error() {
    let values = vec![(10.0, 100.0), (30.0, 300.0), (5.0, 50.0)];
    let found = ratio(&[Pairs { population: 20, values: values.clone() }]).unwrap();
    near(found.ratio, 0.1, "ratio");
    assert!(found.error < 1e-9);
    let nothing = values.iter().map(|pair| (pair.0, 0.0)).collect();
    assert!(ratio(&[Pairs { population: 20, values: nothing }]).is_err());
}

#[test]
fn points_of_student_are_those_of_the_tables() {
    for (freedom, expected) in
        [(1.0, 12.706_204_736), (10.0, 2.228_138_852), (155.0, 1.975_387_131)]
    {
        let found = student(0.05, freedom);
        assert!((found - expected).abs() < 1e-6, "{freedom}: {found}");
    }
}
