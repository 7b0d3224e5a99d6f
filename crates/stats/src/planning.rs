//! How large a sample has to be.
//!
//! # Not here
//!
//! The sample that rules out more than a tolerable number of errors: that is
//! [`crate::interval::attribute_sample`], with no error allowed for discovery.

use statrs::function::erf::erfc_inv;

use crate::error::Result;
use crate::interval::check_confidence;

/// The sample whose estimate of a share near `expected` is within `margin` of the truth with this
/// confidence, in a caseload of `population`: `n₀ / (1 + (n₀ − 1)/N)`, `n₀ = z² p (1 − p) / d²`.
pub fn precision_sample(
    population: u64,
    expected: f64,
    margin: f64,
    confidence: f64,
) -> Result<u64> {
    let z = std::f64::consts::SQRT_2 * erfc_inv(check_confidence(confidence)?);
    let infinite = z * z * expected * (1.0 - expected) / (margin * margin);
    let finite = infinite / (1.0 + (infinite - 1.0).max(0.0) / population as f64);
    Ok((finite.ceil() as u64).clamp(1, population.max(1)))
}

/// The yearly sample of active cases that 7 CFR 275.11(b)(1)(ii) asks for, unrounded.
pub fn snap_active(caseload: u64) -> f64 {
    match caseload {
        0..10_000 => 300.0,
        10_000..60_000 => 300.0 + 0.042 * (caseload - 10_000) as f64,
        _ => 2400.0,
    }
}

/// The yearly sample of negative cases that 7 CFR 275.11(b)(2)(i) asks for, unrounded.
pub fn snap_negative(caseload: u64) -> f64 {
    match caseload {
        0..500 => 150.0,
        500..5_000 => 150.0 + 0.144 * (caseload - 500) as f64,
        _ => 800.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_the_regulation_are_kept() {
        let vectors = crate::vectors::sampling();
        let rows: [(&str, fn(u64) -> f64); 2] =
            [("active", snap_active), ("negative", snap_negative)];
        for (name, size) in rows {
            for row in vectors["snap_minimum_sample"][name].as_array().unwrap() {
                let found = size(row[0].as_u64().unwrap());
                assert!((found - row[1].as_f64().unwrap()).abs() < 1e-9, "{name} {row}: {found}");
            }
        }
    }

    #[test]
    fn a_margin_fixes_the_sample() {
        // 1.96² · 0.25 / 0.05² = 384.15; of 1,000 cases 277.7.
        assert_eq!(precision_sample(1_000_000_000, 0.5, 0.05, 0.95).unwrap(), 385);
        assert_eq!(precision_sample(1_000, 0.5, 0.05, 0.95).unwrap(), 278);
        assert_eq!(precision_sample(10, 0.5, 0.05, 0.95).unwrap(), 10);
        assert!(precision_sample(10, 0.5, 0.05, 1.0).is_err());
    }
}
