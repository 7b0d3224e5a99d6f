//! How many units of a stratum are drawn: a share rounded up in integers.

use crate::plan::Fraction;

/// `min(N, max(⌈num·N / den⌉, minimum))`, for the `population` of class R of one stratum.
///
/// The ceiling in every stratum makes every coarser total reach the share too.
pub fn sample_size(share: Fraction, minimum: u64, population: u64) -> u64 {
    let numerator = u128::from(share.numerator()) * u128::from(population);
    // The quotient cannot exceed the population, because a share is at most one.
    let rounded_up = numerator.div_ceil(u128::from(share.denominator())) as u64;
    rounded_up.max(minimum).min(population)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_up_and_the_minimum_is_kept() {
        let cases = [
            // (share, minimum, population, expected)
            ("30/100", 0, 0, 0),
            ("30/100", 0, 1, 1),
            ("30/100", 0, 10, 3),
            ("30/100", 0, 11, 4),
            ("20/100", 5, 10, 5),
            ("20/100", 5, 3, 3),
            ("1/1", 0, u64::MAX, u64::MAX),
            ("0/1", 2, 9, 2),
        ];
        for (share, minimum, population, expected) in cases {
            let fraction = Fraction::parse(share).unwrap();
            assert_eq!(
                sample_size(fraction, minimum, population),
                expected,
                "{share} of {population}"
            );
        }
    }
}
