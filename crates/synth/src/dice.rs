//! Chance from a seed: the same seed and stream always give the same throws.
//!
//! # Invariants
//!
//! - Whole numbers only, so that no platform can round differently.

use chrono::{Days, NaiveDate};
use model::Month;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of throws.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream `stream` of `seed`; streams of one seed are independent.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A whole number from 0 up to but without `bound`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `per_mille` of a thousand throws.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `items`; the default value if there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        items.get(self.place(items.len())).copied().unwrap_or_default()
    }

    /// The position of one of `len` things.
    pub(crate) fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// The position of one of `weights`, each as likely as its weight.
    pub(crate) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// A day from `from` to `to`, both included.
    pub(crate) fn day(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let span = u64::try_from((to - from).num_days() + 1).unwrap_or(1);
        from.checked_add_days(Days::new(self.below(span))).unwrap_or(from)
    }

    /// A day of `month`.
    pub(crate) fn day_in(&mut self, month: Month) -> NaiveDate {
        self.day(month.first_day(), month.last_day())
    }

    /// Puts `items` in a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.place(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn throws_stay_inside_their_bounds_and_repeat() {
        let mut one = Dice::new(7, 1);
        let mut same = Dice::new(7, 1);
        let mut other = Dice::new(7, 2);
        let throws: Vec<i64> = (0..1000).map(|_| one.between(-3, 5)).collect();
        assert!(throws.iter().all(|throw| (-3..=5).contains(throw)));
        assert!((-3..=5).all(|value| throws.contains(&value)));
        assert_eq!(throws, (0..1000).map(|_| same.between(-3, 5)).collect::<Vec<_>>());
        assert_ne!(throws, (0..1000).map(|_| other.between(-3, 5)).collect::<Vec<_>>());
        assert_eq!(one.weighted(&[0, 0, 9]), 2);
        assert_eq!(one.pick::<u8>(&[]), 0);
    }
}
