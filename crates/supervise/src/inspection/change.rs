//! How the error rate changed from one draw to a later one.
//!
//! # Invariants
//!
//! - Only strata in which both draws have results are compared; the others are named.
//! - Households with a result in both draws make the comparison sharper, and are counted once.

use std::collections::BTreeMap;

use model::Result;
use stats::period::{Mean, PeriodPair, change};

use super::result::{Stage, Stratum, is_in_error};
use crate::error;
use crate::home::Home;

/// Fewer results of a stratum do not show how they vary.
const RESULTS_MIN: usize = 2;

/// The change of an error rate.
#[derive(Clone, Debug, PartialEq)]
pub struct RateChange {
    /// The later rate less the earlier one, over the strata compared.
    pub change: Mean,
    /// Strata that are compared.
    pub strata_count: u64,
    /// Households with a result in both draws.
    pub both_count: u64,
    /// Strata that are not compared, in order.
    pub left_out: Vec<String>,
}

impl Home {
    /// How the error rate changed between two revealed draws, as both stand.
    ///
    /// # Errors
    /// A draw is unknown or not revealed; no stratum has results in both.
    pub fn rate_change(&self, earlier: &str, later: &str) -> Result<RateChange> {
        let visits = self.ledger().visits()?;
        let strata = |id| self.strata(id, &visits, Stage::Last, &is_in_error);
        let (before, after) = (strata(earlier)?, strata(later)?);
        let (mut pairs, mut left_out) = (Vec::new(), Vec::new());
        for name in before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))) {
            match (before.get(name), after.get(name)) {
                (Some(one), Some(other)) if [one, other].into_iter().all(is_comparable) => {
                    pairs.push(pair(one, other));
                }
                _ => left_out.push(name.clone()),
            }
        }
        left_out.sort();
        if pairs.is_empty() {
            return Err(error::nothing_to_compare(earlier, later));
        }
        let change = change(&pairs).map_err(|why| error::statistics(&why))?;
        let both_count = pairs.iter().map(|pair| pair.both.len() as u64).sum();
        Ok(RateChange { change, strata_count: pairs.len() as u64, both_count, left_out })
    }
}

fn is_comparable(stratum: &Stratum) -> bool {
    stratum.results.len() >= RESULTS_MIN
}

/// The results of a stratum in both draws. Its size is the larger one: the error is then rather too
/// large than too small.
fn pair(before: &Stratum, after: &Stratum) -> PeriodPair {
    let mut earlier: BTreeMap<&str, f64> =
        before.results.iter().map(|(key, is_error)| (key.as_str(), value(*is_error))).collect();
    let (mut both, mut later) = (Vec::new(), Vec::new());
    for (key, is_error) in &after.results {
        match earlier.remove(key.as_str()) {
            Some(was) => both.push((was, value(*is_error))),
            None => later.push(value(*is_error)),
        }
    }
    PeriodPair {
        population: before.outcome.population.max(after.outcome.population),
        earlier: earlier.into_values().collect(),
        both,
        later,
    }
}

fn value(is_error: bool) -> f64 {
    if is_error { 1.0 } else { 0.0 }
}
