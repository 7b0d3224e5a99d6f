//! Whether two groups differ in a whole number: what the labels of the groups would do by chance.
//!
//! # Invariants
//!
//! - The probability is that of the permutation distribution given all values. It is exact where that
//!   takes few steps, and that of its normal limit (with correction for continuity) beyond.
//!
//! # Not here
//!
//! What a difference means: groups can differ for good reasons.

use statrs::function::erf::erfc;

/// Steps up to which every sum is counted.
const STEPS_MAX: usize = 4_000_000;

/// Two groups beside each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The mean of the first group.
    pub first_mean: f64,
    /// The mean of the second group.
    pub second_mean: f64,
    /// The probability of a difference of the means as large as this or larger, in either direction, if
    /// the values were dealt to the groups by chance.
    pub p_value: f64,
}

/// Compares two groups; none if one of them is empty.
pub fn compare(first: &[u32], second: &[u32]) -> Option<Comparison> {
    let (first_mean, second_mean) = (mean(first)?, mean(second)?);
    // The rarer group is dealt; the other gets what is left.
    let (dealt, left) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    let all = [dealt, left].concat();
    let total: usize = all.iter().map(|value| *value as usize).sum();
    let p_value = match all.len() * dealt.len() * total <= STEPS_MAX {
        true => exact(&all, dealt, total),
        false => limit(&all, dealt),
    };
    Some(Comparison { first_mean, second_mean, p_value: p_value.min(1.0) })
}

fn mean(values: &[u32]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values) / values.len() as f64)
}

fn sum(values: &[u32]) -> f64 {
    values.iter().map(|value| f64::from(*value)).sum()
}

/// The sum of the dealt group that chance lets expect.
fn expected(all: &[u32], dealt: &[u32]) -> f64 {
    sum(all) * dealt.len() as f64 / all.len() as f64
}

/// Deals value after value: `sums[k][s]` is the probability of having dealt `k` values with the sum
/// `s` so far.
fn exact(all: &[u32], dealt: &[u32], total: usize) -> f64 {
    let mut sums = vec![vec![0.0_f64; total + 1]; dealt.len() + 1];
    if let Some(start) = sums.first_mut().and_then(|none| none.first_mut()) {
        *start = 1.0;
    }
    for (before, value) in all.iter().enumerate() {
        let rest = (all.len() - before) as f64;
        let mut fewer: Option<Vec<f64>> = None;
        for (count, of_count) in sums.iter_mut().enumerate() {
            let chance = ((dealt.len() - count) as f64 / rest).min(1.0);
            let taken: Vec<f64> = of_count.iter().map(|p| p * chance).collect();
            of_count.iter_mut().zip(&taken).for_each(|(p, taken)| *p -= taken);
            if let Some(fewer) = fewer {
                let places = of_count.iter_mut().skip(*value as usize);
                places.zip(&fewer).for_each(|(p, taken)| *p += taken);
            }
            fewer = Some(taken);
        }
    }
    let expected = expected(all, dealt);
    let reach = (sum(dealt) - expected).abs();
    let is_as_far = |at: usize| (at as f64 - expected).abs() >= reach - 1e-9;
    let last = sums.last().into_iter().flatten().enumerate();
    last.filter(|(at, _)| is_as_far(*at)).map(|(_, p)| p).sum()
}

/// The normal distribution with the mean and the variance of the sum of a group dealt by chance.
fn limit(all: &[u32], dealt: &[u32]) -> f64 {
    let (count, part) = (all.len() as f64, dealt.len() as f64);
    let centre = sum(all) / count;
    let spread: f64 = all.iter().map(|value| (f64::from(*value) - centre).powi(2)).sum();
    let variance = part * (count - part) * spread / (count * (count - 1.0));
    let reach = ((sum(dealt) - expected(all, dealt)).abs() - 0.5).max(0.0);
    if variance <= 0.0 {
        return 1.0;
    }
    erfc(reach / (2.0 * variance).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_ones_are_fishers_exact_test() {
        // The lady tasting tea: 3 of 4 against 1 of 4, two-sided 34/70.
        let tea = compare(&[1, 1, 1, 0], &[1, 0, 0, 0]).unwrap();
        assert!((tea.p_value - 34.0 / 70.0).abs() < 1e-12, "{tea:?}");
        assert_eq!((tea.first_mean, tea.second_mean), (0.75, 0.25));
        // 8 of 10 against 1 of 6: (C(10,8)·C(6,1) + C(10,9)·C(6,0) + the other tail) / C(16,9).
        let first = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
        let rare = compare(&first, &[1, 0, 0, 0, 0, 0]).unwrap();
        let ways = 45.0 * 6.0 + 10.0 + 120.0 * 1.0;
        assert!((rare.p_value - ways / 11_440.0).abs() < 1e-12, "{rare:?}");
    }

    #[test]
    fn every_dealing_is_counted() {
        let (first, second) = ([7, 9, 9, 4], [3, 4, 6, 2, 5]);
        let all: Vec<u32> = [&first[..], &second].concat();
        let (mut as_far, mut ways) = (0, 0);
        let reach = (29.0_f64 - 49.0 * 4.0 / 9.0).abs();
        for chosen in 0_u32..1 << 9 {
            if chosen.count_ones() == 4 {
                let values = (0..9).filter(|at| chosen >> at & 1 == 1).map(|at| all[at]);
                let sum = f64::from(values.sum::<u32>());
                ways += 1;
                as_far += u32::from((sum - 49.0 * 4.0 / 9.0).abs() >= reach - 1e-9);
            }
        }
        let expected = f64::from(as_far) / f64::from(ways);
        for pair in [compare(&first, &second), compare(&second, &first)] {
            assert!((pair.unwrap().p_value - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_limit_is_close_to_the_exact_distribution() {
        let first: Vec<u32> = (0..40).map(|n| 6 + n % 5).collect();
        let second: Vec<u32> = (0..60).map(|n| 5 + n % 6).collect();
        let all = [&first[..], &second].concat();
        let total = all.iter().sum::<u32>() as usize;
        let (exact, limit) = (exact(&all, &first, total), limit(&all, &first));
        assert!((exact - limit).abs() < 0.01 && exact < 0.2, "{exact} {limit}");
    }

    #[test]
    fn what_cannot_differ_does_not() {
        let is_sure = |chance: f64| (chance - 1.0).abs() < 1e-12;
        assert!(is_sure(compare(&[5, 5], &[5, 5, 5]).unwrap().p_value));
        let many = vec![5; 3000];
        assert!(is_sure(compare(&many, &many).unwrap().p_value));
        assert!(compare(&[], &[1]).is_none() && compare(&[1], &[]).is_none());
    }
}
