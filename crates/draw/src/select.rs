//! The draw itself: per stratum the certainty units, the sample and the reserves.
//!
//! # Invariants
//!
//! - Strata do not touch each other: for one seed, another stratum more changes none of them.
//! - Where certainty units count toward the share, it is taken of the units left to chance; where
//!   they do not, chance alone must reach the share of all units.
//! - The sample is a prefix of the ticket order and the reserve is what follows it, so a larger
//!   sample only adds units and a replacement is always the next reserve.

use serde::{Deserialize, Serialize};

use crate::allocate::sample_size;
use crate::bytes::Bytes32;
use crate::frame::{Frame, StratumUnits};
use crate::plan::Plan;
use crate::ticket::Tickets;

/// A unit with the ticket that placed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// The unit.
    pub draw_id: String,
    /// Its ticket.
    pub ticket: Bytes32,
}

/// The result in one stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StratumDraw {
    /// The stratum.
    pub stratum: String,
    /// Its units of class R (N_h).
    pub population_count: u64,
    /// How many of them are drawn (n_h).
    pub sample_count: u64,
    /// Its units of class C, by id: all are visited.
    pub certainty: Vec<String>,
    /// The drawn units in ticket order.
    pub sample: Vec<Drawn>,
    /// The units that follow in ticket order, as many as the plan's rule publishes.
    pub reserve: Vec<Drawn>,
}

impl StratumDraw {
    /// What the plan's share asks of this stratum, and what is drawn toward it.
    pub fn share(&self, plan: &Plan) -> Share {
        let certainty = self.certainty.len() as u64;
        let units_count = self.population_count + certainty;
        Share {
            units_count,
            required_count: sample_size(plan.fraction, 0, units_count),
            drawn_count: self.sample_count,
            drawn_with_certainty_count: self.sample_count + certainty,
        }
    }
}

/// A share of one stratum as an obligation, counted without and with its certainty units; the plan
/// says which of the two the law takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// All units, those of class C included.
    pub units_count: u64,
    /// `⌈share · units⌉`.
    pub required_count: u64,
    /// Units drawn by chance.
    pub drawn_count: u64,
    /// Units drawn by chance or visited for certain.
    pub drawn_with_certainty_count: u64,
}

/// Draws every stratum of `frame`; strata come in the order of their bytes.
pub fn draw(frame: &Frame, plan: &Plan, seed: &Bytes32) -> Vec<StratumDraw> {
    let tickets = Tickets::new(seed, &plan.coordination);
    let strata = frame.strata().into_iter();
    strata.map(|(name, units)| draw_stratum(name, units, plan, &tickets)).collect()
}

fn draw_stratum(
    name: &str,
    units: StratumUnits<'_>,
    plan: &Plan,
    tickets: &Tickets,
) -> StratumDraw {
    let population = units.random.len();
    let counted = population + if plan.certainty_counts { 0 } else { units.certainty.len() };
    let share = sample_size(plan.fraction, plan.minimum, counted as u64);
    let sample_count = share.min(population as u64);
    let wanted = plan.reserve.published(sample_count as usize, population);
    let mut sample: Vec<_> = tickets
        .first(units.random, wanted)
        .into_iter()
        .map(|(ticket, id)| Drawn { draw_id: id.to_owned(), ticket })
        .collect();
    let reserve = sample.split_off(sample_count as usize);
    StratumDraw {
        stratum: name.to_owned(),
        population_count: population as u64,
        sample_count,
        certainty: units.certainty.into_iter().map(str::to_owned).collect(),
        sample,
        reserve,
    }
}
