//! Tests of points, aggregation, missing data, determinism and tiers.

use super::*;
use crate::vectors::numbers;

fn units(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("T{i:02}")).collect()
}

fn indicator(code: &str, rates: &[(usize, u64, u64)]) -> Indicator {
    let rate =
        |(unit, x, n): &(usize, u64, u64)| (format!("T{unit:02}"), Rate::new(*x, *n).unwrap());
    Indicator {
        code: code.into(),
        direction: Direction::HigherIsBetter,
        goalpost_low: 0.0,
        goalpost_high: 1.0,
        weight: 1.0,
        min_denominator: 5,
        rates: rates.iter().map(rate).collect(),
    }
}

fn run(units: &[String], indicators: &[Indicator], seed: u64) -> Vec<UnitScore> {
    score(units, indicators, Aggregation::Arithmetic, 2000, seed).unwrap()
}

#[test]
fn points_and_means_are_those_of_the_reference() {
    let weights = numbers("composite.weights");
    let directions = numbers("composite.directions");
    let (low, high) = (numbers("composite.low"), numbers("composite.high"));
    for row in 0..14 {
        let numbers_of_row = |what: &str| numbers(&format!("composite.{what}.{row}"));
        let point = |(j, value): (usize, &f64)| {
            let higher = directions[j] > 0.0;
            let direction =
                if higher { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
            goalpost_points(direction, low[j], high[j], *value)
        };
        let points: Vec<_> = numbers_of_row("values").iter().enumerate().map(point).collect();
        for (found, expected) in points.iter().zip(numbers_of_row("goalpost_points")) {
            assert!((found - expected).abs() < 1e-9, "row {row}: {found} {expected}");
        }
        let mean = |aggregation, points: Vec<f64>| {
            aggregate(aggregation, &weights.iter().copied().zip(points).collect::<Vec<_>>())
        };
        let cases = [
            (Aggregation::Arithmetic, points, "amean_goalpost"),
            (Aggregation::Arithmetic, numbers_of_row("minmax_points"), "amean_minmax"),
            (Aggregation::Geometric, numbers_of_row("minmax_points"), "gmean_minmax"),
        ];
        for (aggregation, points, name) in cases {
            let expected = numbers(&format!("composite.{name}"))[row];
            let found = mean(aggregation, points);
            assert!((found - expected).abs() < 1e-9, "{name} {row}: {found} {expected}");
        }
    }
}

#[test]
fn missing_data_drop_with_their_weight_and_too_many_leave_a_unit_unrated() {
    let all = [(0, 90, 100), (1, 50, 100), (2, 20, 100), (3, 60, 100)];
    let indicators = [
        indicator("a", &all),
        indicator("b", &all[..3]),
        indicator("c", &[(0, 80, 100), (1, 4, 4), (2, 10, 100)]),
    ];
    let scores = run(&units(5), &indicators, 1);
    assert!(scores[1].standing.is_some(), "two of three weights are enough");
    assert_eq!(scores[1].parts[2].points, None);
    assert_eq!(scores[1].parts[2].rate, Some(Rate::new(4, 4).unwrap()), "the count stays visible");
    assert!(scores[3].standing.is_none(), "one of three is not");
    assert!(scores[4].standing.is_none());
    let ranks: Vec<_> = scores.iter().filter_map(|s| Some(s.standing?.rank)).collect();
    assert_eq!(ranks, [1, 2, 3]);
}

#[test]
fn a_result_depends_on_data_and_seed_alone() {
    let all: Vec<_> = (0..12).map(|i| (i, 40 + 4 * i as u64, 120)).collect();
    let indicators = [indicator("a", &all), indicator("b", &all)];
    let forward = run(&units(12), &indicators, 5);
    assert_eq!(run(&units(12), &indicators, 5), forward);
    let mut reversed_units = units(12);
    reversed_units.reverse();
    let mut reversed = run(&reversed_units, &indicators, 5);
    reversed.reverse();
    assert_eq!(reversed, forward);
    for score in forward {
        let standing = score.standing.unwrap();
        assert!((standing.rank_low..=standing.rank_high).contains(&standing.rank));
        assert!((0.0..=100.0).contains(&standing.score));
    }
}

#[test]
fn small_units_are_not_ranked_by_luck_and_large_differences_show() {
    let mut all: Vec<_> = (0..12).map(|i| (i, 690 + 5 * i as u64, 1000)).collect();
    all[0] = (0, 5, 5);
    all[10] = (10, 990, 1000);
    all[11] = (11, 300, 1000);
    let scores = run(&units(12), &[indicator("a", &all)], 5);
    let standing = |unit: usize| scores[unit].standing.unwrap();
    assert_eq!(standing(0).tier, Tier::NotSeparable);
    assert!(standing(0).rank_high - standing(0).rank_low >= 6, "{:?}", standing(0));
    assert_eq!(standing(10).tier, Tier::ClearlyAbove);
    assert_eq!(standing(11).tier, Tier::ClearlyBelow);
}

#[test]
fn indicators_that_cannot_be_meant_are_refused() {
    let good = || indicator("a", &[(0, 1, 9), (1, 2, 9)]);
    let cases = [
        ("none", vec![]),
        ("twice", vec![good(), good()]),
        ("goalposts", vec![Indicator { goalpost_high: 0.0, ..good() }]),
        ("weight", vec![Indicator { weight: 0.0, ..good() }]),
        ("unknown unit", vec![indicator("a", &[(7, 1, 9)])]),
    ];
    for (name, indicators) in cases {
        assert!(score(&units(2), &indicators, Aggregation::default(), 10, 1).is_err(), "{name}");
    }
    assert!(score(&["a".into(), "a".into()], &[good()], Aggregation::default(), 10, 1).is_err());
    assert!(score(&units(2), &[good()], Aggregation::default(), 0, 1).is_err());
}
