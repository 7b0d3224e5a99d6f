//! Scores of units from several rates, never without the interval of their rank.
//!
//! # Invariants
//!
//! - Goalposts are fixed by policy, so one unit's bad month moves nobody else's points.
//! - The score uses shrunk rates; the raw rate stays beside it.
//! - A missing indicator drops with its weight; below two thirds of the weight a unit is not
//!   rated, which is neither zero nor average.

#![expect(clippy::indexing_slicing, reason = "units are numbered in this file")]

use std::collections::{BTreeMap, BTreeSet};

use crate::chance::Stream;
use crate::error::{Error, Kind, Result};
use crate::rank::{Tier, rank_intervals};
use crate::shrink::{BetaBinomial, Posterior, Rate};

/// The number of draws that gives stable rank intervals.
pub const DRAWS_DEFAULT: usize = 4_000;

/// The least share of the weight for which a unit must have data.
const WEIGHT_SHARE_MIN: f64 = 2.0 / 3.0;

/// Which rates are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// High ones.
    HigherIsBetter,
    /// Low ones.
    LowerIsBetter,
}

/// How points of several indicators become one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Aggregation {
    /// The weighted mean: points can make up for each other.
    #[default]
    Arithmetic,
    /// The weighted geometric mean: a weak indicator weighs more. Points below 1 count as 1.
    Geometric,
}

/// One indicator with its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Its name, which also names its random streams.
    pub code: String,
    /// Which rates are better.
    pub direction: Direction,
    /// The rate (0–1) at or below which points no longer change.
    pub goalpost_low: f64,
    /// The rate (0–1) at or above which points no longer change.
    pub goalpost_high: f64,
    /// Its nominal weight, positive; weights need not sum to 1.
    pub weight: f64,
    /// Fewer cases than this count as no data.
    pub min_denominator: u64,
    /// The rate of each unit that has one.
    pub rates: BTreeMap<String, Rate>,
}

/// One unit's result.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitScore {
    /// The unit.
    pub unit: String,
    /// Its place; nothing if too little is known to rate it.
    pub standing: Option<Standing>,
    /// Its indicators, in the order given.
    pub parts: Vec<Part>,
}

/// A score with its rank, which is always inside `rank_low..=rank_high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// 0–100.
    pub score: f64,
    /// One more than the number of units with a higher score.
    pub rank: u64,
    /// The 5th percentile of the rank.
    pub rank_low: u64,
    /// The 95th percentile of the rank.
    pub rank_high: u64,
    /// What can be said of the unit among its peers.
    pub tier: Tier,
}

/// One indicator of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The indicator.
    pub code: String,
    /// The rate as counted.
    pub rate: Option<Rate>,
    /// The shrunk rate; nothing if there are too few cases.
    pub shrunk_share: Option<f64>,
    /// The points it gives, 0–100.
    pub points: Option<f64>,
    /// The weight of the unit's own data in the shrunk rate.
    pub own_weight: Option<f64>,
}

/// Scores `units` and ranks those that can be rated, by `draws` of all rates.
///
/// Rates are refused for units that are not listed, as are indicators and units listed twice,
/// goalposts in the wrong order and weights that are not positive.
pub fn score(
    units: &[String],
    indicators: &[Indicator],
    aggregation: Aggregation,
    draws: usize,
    seed: u64,
) -> Result<Vec<UnitScore>> {
    check(units, indicators)?;
    let fits: Vec<_> = indicators.iter().map(Indicator::fit).collect();
    let mut scores: Vec<_> = units.iter().map(|unit| unrated(unit, indicators, &fits)).collect();
    let rated: Vec<_> =
        (0..units.len()).filter(|index| is_rated(&scores[*index], indicators)).collect();
    let mut samplers: Vec<_> =
        rated.iter().map(|index| Sampler::new(&units[*index], indicators, &fits, seed)).collect();
    let intervals = rank_intervals(rated.len(), draws, |values| {
        for (value, sampler) in values.iter_mut().zip(&mut samplers) {
            *value = sampler.draw(aggregation);
        }
    })?;
    let points = |index: &usize| aggregate(aggregation, &weighted(&scores[*index], indicators));
    let values: Vec<_> = rated.iter().map(points).collect();
    for ((index, interval), score) in rated.iter().zip(intervals).zip(&values) {
        let rank = 1 + values.iter().filter(|other| *other > score).count() as u64;
        scores[*index].standing = Some(Standing {
            score: *score,
            rank,
            rank_low: interval.low.min(rank),
            rank_high: interval.high.max(rank),
            tier: interval.tier,
        });
    }
    Ok(scores)
}

/// Points from 0 to 100 for a value between goalposts; a value outside gets the nearer end.
pub fn goalpost_points(direction: Direction, low: f64, high: f64, value: f64) -> f64 {
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    match direction {
        Direction::HigherIsBetter => 100.0 * share,
        Direction::LowerIsBetter => 100.0 * (1.0 - share),
    }
}

/// The mean of `(weight, points)` pairs; 0 if there are none.
pub fn aggregate(aggregation: Aggregation, points: &[(f64, f64)]) -> f64 {
    let total: f64 = points.iter().map(|(weight, _)| weight).sum();
    if total <= 0.0 {
        return 0.0;
    }
    match aggregation {
        Aggregation::Arithmetic => points.iter().map(|(w, y)| w * y).sum::<f64>() / total,
        Aggregation::Geometric => {
            (points.iter().map(|(w, y)| w * y.max(1.0).ln()).sum::<f64>() / total).exp()
        }
    }
}

impl Indicator {
    fn fit(&self) -> BetaBinomial {
        BetaBinomial::fit(&self.rates.values().copied().collect::<Vec<_>>())
    }

    /// The rate of a unit, if it rests on enough cases; none at all are never enough.
    fn usable(&self, unit: &str) -> Option<Rate> {
        let rate = self.rates.get(unit).copied();
        rate.filter(|rate| rate.denominator() >= self.min_denominator.max(1))
    }

    fn points(&self, share: f64) -> f64 {
        goalpost_points(self.direction, self.goalpost_low, self.goalpost_high, share)
    }
}

/// Draws the points of one unit's indicators, each from a stream of its own.
struct Sampler<'a>(Vec<(&'a Indicator, Posterior, Stream)>);

impl<'a> Sampler<'a> {
    fn new(unit: &str, indicators: &'a [Indicator], fits: &[BetaBinomial], seed: u64) -> Self {
        let source = |(indicator, fit): (&'a Indicator, &BetaBinomial)| {
            let posterior = fit.posterior(indicator.usable(unit)?);
            Some((indicator, posterior, Stream::new(seed, &[unit, &indicator.code])))
        };
        Self(indicators.iter().zip(fits).filter_map(source).collect())
    }

    fn draw(&mut self, aggregation: Aggregation) -> f64 {
        let draw = |(indicator, posterior, stream): &mut (&Indicator, Posterior, Stream)| {
            (indicator.weight, indicator.points(stream.rate(*posterior)))
        };
        let points: Vec<_> = self.0.iter_mut().map(draw).collect();
        aggregate(aggregation, &points)
    }
}

fn unrated(unit: &str, indicators: &[Indicator], fits: &[BetaBinomial]) -> UnitScore {
    let part = |(indicator, fit): (&Indicator, &BetaBinomial)| {
        let usable = indicator.usable(unit);
        let share = usable.map(|rate| fit.posterior(rate).mean());
        Part {
            code: indicator.code.clone(),
            rate: indicator.rates.get(unit).copied(),
            shrunk_share: share,
            points: share.map(|share| indicator.points(share)),
            own_weight: usable.map(|rate| fit.own_weight(rate)),
        }
    };
    let parts = indicators.iter().zip(fits).map(part).collect();
    UnitScore { unit: unit.to_owned(), standing: None, parts }
}

/// Weight and points of the indicators for which the unit has data.
fn weighted(score: &UnitScore, indicators: &[Indicator]) -> Vec<(f64, f64)> {
    let pairs = indicators.iter().zip(&score.parts);
    pairs.filter_map(|(indicator, part)| Some((indicator.weight, part.points?))).collect()
}

fn is_rated(score: &UnitScore, indicators: &[Indicator]) -> bool {
    let known: f64 = weighted(score, indicators).iter().map(|(weight, _)| weight).sum();
    let total: f64 = indicators.iter().map(|indicator| indicator.weight).sum();
    // Two of three equal weights are enough, whatever their sum rounds to.
    known >= total * WEIGHT_SHARE_MIN * (1.0 - 1e-12)
}

fn check(units: &[String], indicators: &[Indicator]) -> Result<()> {
    let mut listed = BTreeSet::new();
    if let Some(unit) = units.iter().find(|unit| !listed.insert(unit.as_str())) {
        return Err(Error::new(Kind::RepeatedUnit { unit: unit.clone() }));
    }
    if indicators.is_empty() {
        return Err(Error::new(Kind::NoIndicator));
    }
    let mut codes = BTreeSet::new();
    for indicator in indicators {
        let code = || indicator.code.clone();
        if !codes.insert(&indicator.code) {
            return Err(Error::new(Kind::RepeatedIndicator { indicator: code() }));
        }
        let ordered = indicator.goalpost_low < indicator.goalpost_high;
        if !(ordered && indicator.goalpost_low.is_finite() && indicator.goalpost_high.is_finite()) {
            return Err(Error::new(Kind::Goalposts { indicator: code() }));
        }
        if !(indicator.weight > 0.0 && indicator.weight.is_finite()) {
            return Err(Error::new(Kind::Weight { indicator: code() }));
        }
        if let Some(unit) = indicator.rates.keys().find(|unit| !listed.contains(unit.as_str())) {
            let unit = unit.clone();
            return Err(Error::new(Kind::UnknownUnit { indicator: code(), unit }));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
