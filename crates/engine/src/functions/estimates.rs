//! What samples say of those who were not looked at: a share with its exact or conservative interval.
//!
//! Strata are a text, `population/sample/errors` of each with spaces between them, so that SQL can put them
//! together and a person can read them. Which interval it is depends on them (`stats::inspection`): with one stratum
//! the exact one of the hypergeometric distribution.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, StringArray};
use arrow::datatypes::DataType;
use datafusion::common::Result;
use stats::inspection::{RateEstimate, rate};

use super::{Setting, Shape, argument};

/// The confidence of every interval that people read.
const CONFIDENCE: f64 = 0.95;

/// A share so exact that a count among a million follows from it.
const PLACES: i8 = 12;
const SHARE: DataType = DataType::Decimal128(18, PLACES);
const TEXT: DataType = DataType::Utf8;

pub(super) const SHAPES: &[Shape] = &[
    Shape { name: "strata_share", takes: &[TEXT], optional: 0, gives: SHARE, kernel: share },
    Shape { name: "strata_low_share", takes: &[TEXT], optional: 0, gives: SHARE, kernel: low },
    Shape { name: "strata_high_share", takes: &[TEXT], optional: 0, gives: SHARE, kernel: high },
];

fn share(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    shares(arrays, |rate| rate.estimate.mean)
}

fn low(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    shares(arrays, |rate| rate.interval.lower)
}

fn high(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    shares(arrays, |rate| rate.interval.upper)
}

/// One number of each estimate; null where the samples are too small for one.
fn shares(arrays: &[ArrayRef], of: fn(&RateEstimate) -> f64) -> Result<ArrayRef> {
    let texts = argument::<StringArray>(arrays, 0)?;
    let units = |share: f64| (share * 10_f64.powi(i32::from(PLACES))).round() as i128;
    let shares = texts.iter().map(|text| estimate(text?).map(|rate| units(of(&rate))));
    let shares: Decimal128Array = shares.collect();
    Ok(Arc::new(shares.with_precision_and_scale(18, PLACES)?))
}

fn estimate(strata: &str) -> Option<RateEstimate> {
    let stratum = |text: &str| {
        let numbers: Option<Vec<u64>> = text.split('/').map(|number| number.parse().ok()).collect();
        match numbers?.as_slice() {
            [population, sample, errors] => Some((*population, *sample, *errors)),
            _ => None,
        }
    };
    let strata: Option<Vec<_>> = strata.split_whitespace().map(stratum).collect();
    rate(&strata?, CONFIDENCE).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share and interval, in ten-thousandths.
    fn of(strata: &str) -> Option<[i64; 3]> {
        let RateEstimate { estimate, interval, .. } = estimate(strata)?;
        let shares = [estimate.mean, interval.lower, interval.upper];
        Some(shares.map(|share| (share * 10_000.0).round() as i64))
    }

    #[test]
    fn strata_give_what_their_numbers_say() {
        let rows = [
            // P(X ≥ 1 | K = 1) = 0.3 and P(X ≤ 1 | K = 8) = 1/15, K = 9: 0; of ten, three looked at.
            ("10/3/1", Some([3_333, 1_000, 8_000])),
            ("5/5/2", Some([4_000, 4_000, 4_000])),
            ("", None),
            ("10/1/1", None),
            ("10/3", None),
            ("10/3/4", None),
            ("10/3/x", None),
        ];
        for (strata, expected) in rows {
            assert_eq!(of(strata), expected, "{strata}");
        }
        let [share, low, high] = of("400/120/6 90/27/3").unwrap();
        assert_eq!(share, 612, "(400 · 0.05 + 90 · 1/9) / 490");
        assert!(low < share && share < high);
    }
}
