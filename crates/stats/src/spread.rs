//! How far the members of a group commonly lie from its median, on each side apart.
//!
//! # Invariants
//!
//! - Values and spreads are decimals, in whole steps of one scale; nothing passes through a float,
//!   so that order and threads change no digit.
//!
//! # Not here
//!
//! Floors below which a spread means nothing: they are norms.

/// Decimals of the two factors.
const SCALE: i128 = 10_000;
/// What makes the median absolute deviation of a normal distribution its standard deviation.
const OF_MEDIAN: i128 = 14_826;
/// The same for the mean absolute deviation.
const OF_MEAN: i128 = 12_533;

/// A side of the median.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Values at the median and greater ones.
    Above,
    /// Values at the median and smaller ones.
    Below,
}

/// The spread of one side: 1.4826 times the median of the distances from the median of all, or
/// where that is zero, because most values are equal, 1.2533 times their mean; half a step is
/// rounded up. `None` without values. Reorders `values`.
///
/// Source: Rousseeuw and Croux, "Alternatives to the median absolute deviation" (1993), with the
/// sides taken apart because what is left over by a rule is skewed.
pub fn spread(values: &mut [i128], side: Side) -> Option<i128> {
    let usual = median(values)?;
    let distance = |value: &i128| match side {
        Side::Above => value - usual,
        Side::Below => usual - value,
    };
    let mut away: Vec<i128> = values.iter().map(distance).filter(|away| *away >= 0).collect();
    let middle = median(&mut away)?;
    // Both as ten-thousandths of ten-thousandths of a step.
    let wide = match middle {
        0 => away.iter().sum::<i128>() * SCALE / i128::try_from(away.len()).ok()? * OF_MEAN,
        middle => middle * SCALE * OF_MEDIAN,
    };
    let step = SCALE * SCALE;
    Some((wide + step / 2) / step)
}

/// The middle value, or half of the sum of the two middle ones without its fraction.
fn median(values: &mut [i128]) -> Option<i128> {
    let half = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    if values.is_empty() {
        return None;
    }
    let (lower, middle, _) = values.select_nth_unstable(half);
    match lower.iter().max().filter(|_| is_even) {
        Some(below) => Some((below + *middle) / 2),
        None => Some(*middle),
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, median, spread};

    #[test]
    fn sides_are_measured_apart() {
        // Median 30; above: 0, 10, 70; below: 0, 10, 20.
        let mut values = [10, 20, 30, 40, 100].map(|value| value * 10_000);
        assert_eq!(spread(&mut values, Side::Above), Some(148_260));
        assert_eq!(spread(&mut values, Side::Below), Some(148_260));
        values = [10, 10, 30, 90, 100].map(|value| value * 10_000);
        assert_eq!(spread(&mut values, Side::Above), Some(60 * 14_826));
        assert_eq!(spread(&mut values, Side::Below), Some(20 * 14_826));
    }

    #[test]
    fn where_most_are_equal_the_mean_counts() {
        // Above the median: five zeros and 12.0000; 12 / 6 * 1.2533.
        let mut values = [0, 0, 0, 0, 0, 120_000];
        assert_eq!(spread(&mut values, Side::Above), Some(25_066));
        assert_eq!(spread(&mut values, Side::Below), Some(0));
        assert_eq!(spread(&mut [7], Side::Above), Some(0));
        assert_eq!(spread(&mut [], Side::Above), None);
    }

    #[test]
    fn half_a_step_is_rounded_up_once() {
        // 2 * 1.4826 = 2.9652; 1 / 3 * 1.2533 = 0.4177; 6 / 5 * 1.2533 = 1.504.
        assert_eq!(spread(&mut [0, 5, 10], Side::Above), Some(3));
        assert_eq!(spread(&mut [0, 0, 1], Side::Above), Some(0));
        assert_eq!(spread(&mut [0, 0, 0, 0, 6], Side::Above), Some(2));
    }

    #[test]
    fn the_middle_of_two_loses_its_fraction() {
        assert_eq!(median(&mut [4, 1, 3, 2]), Some(2));
        assert_eq!(median(&mut [-3, -2]), Some(-2));
        assert_eq!(median(&mut [9, 1, 5]), Some(5));
    }
}
