//! The draw itself: per stratum the certainty units, the sample and the reserves.
//!
//! # Invariants
//!
//! - Strata do not touch each other: for one seed, another stratum more changes none of them.
//! - The sample is a prefix of the ticket order and the reserve is what follows it, so a larger
//!   sample only adds units and a replacement is always the next reserve.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::allocate::sample_size;
use crate::bytes::Bytes32;
use crate::frame::{Class, Frame};
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

/// Draws every stratum of `frame`; strata come in the order of their bytes.
pub fn draw(frame: &Frame, plan: &Plan, seed: &Bytes32) -> Vec<StratumDraw> {
    let tickets = Tickets::new(seed, &plan.coordination);
    let mut strata = BTreeMap::<&str, Stratum<'_>>::new();
    for entry in frame.entries() {
        let stratum = strata.entry(&entry.stratum).or_default();
        match entry.class {
            Class::Random => stratum.random.push(&entry.draw_id),
            Class::Certainty => stratum.certainty.push(entry.draw_id.clone()),
        }
    }
    strata.into_iter().map(|(name, stratum)| draw_stratum(name, stratum, plan, &tickets)).collect()
}

#[derive(Default)]
struct Stratum<'a> {
    random: Vec<&'a str>,
    certainty: Vec<String>,
}

fn draw_stratum(name: &str, stratum: Stratum<'_>, plan: &Plan, tickets: &Tickets) -> StratumDraw {
    let population = stratum.random.len();
    let sample_count = sample_size(plan.fraction, plan.minimum, population as u64);
    let wanted = plan.reserve.published(sample_count as usize, population);
    let mut sample: Vec<_> = tickets
        .first(stratum.random, wanted)
        .into_iter()
        .map(|(ticket, id)| Drawn { draw_id: id.to_owned(), ticket })
        .collect();
    let reserve = sample.split_off(sample_count as usize);
    StratumDraw {
        stratum: name.to_owned(),
        population_count: population as u64,
        sample_count,
        certainty: stratum.certainty,
        sample,
        reserve,
    }
}
