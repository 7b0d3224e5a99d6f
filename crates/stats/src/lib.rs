//! Estimation with its uncertainty: intervals, shrunk rates, ranks, scores and funnels.
//!
//! # Invariants
//!
//! - Every result is a function of its arguments: chance comes from a seed, and each unit has a
//!   stream of its own, so neither order nor threads change a digit.
//! - No score comes without the interval of its rank.
//!
//! # Not here
//!
//! Reading data, choosing indicators, and verifiable sampling (`draw`).

mod beta;
mod chance;
mod control;
mod error;
pub mod funnel;
pub mod inspection;
pub mod interval;
pub mod period;
pub mod permutation;
pub mod planning;
pub mod rank;
pub mod score;
pub mod shrink;
pub mod spread;
pub mod stratified;
#[cfg(test)]
mod vectors;

/// The confidence of every interval that people read.
pub const CONFIDENCE: f64 = 0.95;

pub use control::{ShareLimits, share_limits};
pub use error::{Error, Result};
pub use rank::{RankInterval, Tier};
pub use score::{Aggregation, Direction, Indicator, UnitScore, score};
pub use shrink::{BetaBinomial, Posterior, Rate};
