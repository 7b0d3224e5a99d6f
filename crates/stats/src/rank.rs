//! Ranks with their uncertainty, and the groups that can honestly be told apart.
//!
//! # Invariants
//!
//! - Ties never flatter: a tied unit counts with its best rank at the low end and with its worst
//!   at the high end, and is *clearly* anything only if the whole tie is.

#![expect(clippy::indexing_slicing, reason = "units and ranks are numbered in this file")]

use crate::error::{Error, Kind, Result};

/// The chance a unit must have of being in the best or last quarter to be called so.
const CLEARLY: f64 = 0.9;

/// What can be said of a unit among its peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// In the best quarter with a chance of 90% or more.
    ClearlyAbove,
    /// Neither.
    NotSeparable,
    /// In the last quarter with a chance of 90% or more.
    ClearlyBelow,
}

impl Tier {
    /// The name in answers: `clearly_above`, `not_separable`, `clearly_below`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClearlyAbove => "clearly_above",
            Self::NotSeparable => "not_separable",
            Self::ClearlyBelow => "clearly_below",
        }
    }
}

/// Where the rank of a unit lies; 1 is the highest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankInterval {
    /// The 5th percentile.
    pub low: u64,
    /// The median.
    pub median: u64,
    /// The 95th percentile.
    pub high: u64,
    /// The chance of being in the best quarter.
    pub top_chance: f64,
    /// The chance of being in the last quarter.
    pub bottom_chance: f64,
    /// The group this puts the unit in.
    pub tier: Tier,
}

/// How often a unit had each rank, counting ties as best and as worst.
struct Tally {
    best: Vec<u64>,
    worst: Vec<u64>,
}

/// The rank intervals of `units_count` units; `draw` fills one joint draw of all their values.
///
/// # Errors
///
/// No draws are refused.
pub fn rank_intervals(
    units_count: usize,
    draws_count: usize,
    mut draw: impl FnMut(&mut [f64]),
) -> Result<Vec<RankInterval>> {
    if draws_count == 0 {
        return Err(Error::new(Kind::NoDraws));
    }
    let mut values = vec![0.0; units_count];
    let empty = || Tally { best: vec![0; units_count], worst: vec![0; units_count] };
    let mut tallies: Vec<_> = (0..units_count).map(|_| empty()).collect();
    let mut order: Vec<usize> = (0..units_count).collect();
    for _ in 0..draws_count {
        draw(&mut values);
        order.sort_unstable_by(|a, b| values[*b].total_cmp(&values[*a]));
        let mut first = 0;
        for tie in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
            let last = first + tie.len() - 1;
            for unit in tie {
                tallies[*unit].best[first] += 1;
                tallies[*unit].worst[last] += 1;
            }
            first = last + 1;
        }
    }
    Ok(tallies.iter().map(|tally| tally.interval(draws_count)).collect())
}

impl Tally {
    fn interval(&self, draws_count: usize) -> RankInterval {
        let units_count = self.best.len();
        let quarter = units_count / 4;
        let chance = |times: &[u64]| times.iter().sum::<u64>() as f64 / draws_count as f64;
        let top_chance = chance(&self.worst[..quarter]);
        let bottom_chance = chance(&self.best[units_count - quarter..]);
        let tier = if top_chance >= CLEARLY {
            Tier::ClearlyAbove
        } else if bottom_chance >= CLEARLY {
            Tier::ClearlyBelow
        } else {
            Tier::NotSeparable
        };
        RankInterval {
            low: quantile(&self.best, draws_count, 0.05),
            median: quantile(&self.best, draws_count, 0.5),
            high: quantile(&self.worst, draws_count, 0.95),
            top_chance,
            bottom_chance,
            tier,
        }
    }
}

/// The smallest rank that is reached in this share of draws.
fn quantile(times: &[u64], draws_count: usize, share: f64) -> u64 {
    let wanted = share * draws_count as f64;
    let mut reached = 0;
    for (rank, count) in (1..).zip(times) {
        reached += count;
        if reached as f64 >= wanted {
            return rank;
        }
    }
    times.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Stream;
    use crate::vectors::numbers;

    #[test]
    fn rank_quantiles_are_those_of_the_reference() {
        let (mean, sd) = (numbers("ranks.mean"), numbers("ranks.sd"));
        let mut stream = Stream::new(7, &["reference"]);
        let draw = |values: &mut [f64]| {
            for (value, (mean, sd)) in values.iter_mut().zip(mean.iter().zip(&sd)) {
                *value = mean + sd * stream.normal();
            }
        };
        let found = rank_intervals(15, 20_000, draw).unwrap();
        let expected =
            [numbers("ranks.rank_q05"), numbers("ranks.rank_q50"), numbers("ranks.rank_q95")];
        for (unit, interval) in found.iter().enumerate() {
            let ranks = [interval.low, interval.median, interval.high];
            for (rank, expected) in ranks.into_iter().zip(&expected) {
                assert!((rank as f64 - expected[unit]).abs() <= 1.0, "unit {unit}: {interval:?}");
            }
        }
    }

    #[test]
    fn ties_are_not_separable() {
        let intervals = rank_intervals(8, 100, |values| values.fill(1.0)).unwrap();
        for interval in intervals {
            assert_eq!((interval.low, interval.high), (1, 8));
            assert_eq!(interval.tier, Tier::NotSeparable);
        }
    }

    #[test]
    fn fixed_values_have_fixed_ranks_and_tiers() {
        let fixed = [3.0, 9.0, 1.0, 7.0, 5.0, 4.0, 2.0, 8.0];
        let intervals = rank_intervals(8, 10, |values| values.copy_from_slice(&fixed)).unwrap();
        let ranks: Vec<_> = intervals.iter().map(|i| (i.low, i.median, i.high)).collect();
        assert_eq!(ranks[1], (1, 1, 1));
        assert_eq!(ranks[2], (8, 8, 8));
        let tier = |unit: usize| intervals[unit].tier;
        assert_eq!(
            [tier(1), tier(7), tier(3)],
            [Tier::ClearlyAbove, Tier::ClearlyAbove, Tier::NotSeparable]
        );
        assert_eq!(
            [tier(2), tier(6), tier(0)],
            [Tier::ClearlyBelow, Tier::ClearlyBelow, Tier::NotSeparable]
        );
        assert!(rank_intervals(8, 0, |_| {}).is_err());
        assert!(rank_intervals(0, 10, |_| {}).unwrap().is_empty());
    }
}
