//! An invented city: monthly deliveries as a municipality really exports them, with planted
//! problems, look-alikes that are none, and the labels that tell which is which.
//!
//! # Invariants
//!
//! - The same options give the same bytes.
//! - Every number that a rule could change comes from the norms given in the options.
//! - Whatever raises a flag is labelled; every other household is clean.
//!
//! # Not here
//!
//! The meaning of the flags (the registered questions) and reading the files (`snapshot`).

mod background;
mod book;
mod cell;
mod dice;
mod error;
mod household;
mod labels;
mod life;
mod meters;
mod names;
mod people;
mod places;
mod problems;
mod registrar;
mod rules;
mod tables;
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::{Month, Result};

use crate::dice::Dice;
use crate::meters::Meters;
use crate::world::World;

pub use crate::rules::Rules;

/// What kind of city is invented.
#[derive(Clone, Debug)]
pub struct Options {
    /// Active cases in the first month, all programmes together; 100 to 2,000,000.
    pub households: u32,
    /// Number of monthly deliveries; 1 to 120.
    pub months: u32,
    /// Month of the first delivery.
    pub first_month: Month,
    /// Seed of all chance.
    pub seed: u64,
    /// Whether every file is plain, UTF-8 with commas and ISO days, so that other programs can read
    /// it; otherwise files come in the many forms in which municipalities export them.
    pub is_plain: bool,
    /// The norms by which the city lives.
    pub rules: Rules,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// One entry per delivery, in order.
    pub deliveries: Vec<Delivery>,
    /// Path of the labels.
    pub labels: PathBuf,
    /// Number of labels.
    pub labels_count: u64,
}

/// One month's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The month it describes.
    pub month: Month,
    /// The folder.
    pub folder: PathBuf,
    /// Rows by file name (without ending).
    pub rows: BTreeMap<String, u64>,
}

/// Writes one folder per month (`out/2025-11/…`) and `out/labels.csv`; `progress` is told the
/// months done and the months there are.
///
/// # Errors
/// The caller's fault for a size outside of the limits, the author's for a missing norm, the
/// operator's if a file cannot be written.
pub fn write(out: &Path, options: &Options, progress: &dyn Fn(u64, u64)) -> Result<Summary> {
    let sizes = (100..=2_000_000).contains(&options.households);
    if !sizes || !(1..=120).contains(&options.months) {
        return Err(error::bad_size(options.households, options.months));
    }
    std::fs::create_dir_all(out).map_err(|why| error::write(out, &why))?;
    let mut world = World::build(options)?;
    problems::plant(&mut world, &mut Dice::new(options.seed, 2));
    let mut meters = Meters::install(&mut world, Dice::new(options.seed, 4));
    let mut dice = Dice::new(options.seed, 3);
    life::begin(&mut world, &mut dice);
    let mut deliveries = Vec::new();
    for (done, month) in (1..).zip(world.months()) {
        life::live(&mut world, &mut dice, month);
        problems::observe(&mut world, month);
        meters.read(&mut world, month);
        let rows = tables::write_month(out, &world, month, options.is_plain)?;
        deliveries.push(Delivery { month, folder: out.join(month.to_string()), rows });
        progress(done, u64::from(options.months));
    }
    let labels = world.labels();
    let path = out.join("labels.csv");
    labels::write(&path, &labels)?;
    Ok(Summary { deliveries, labels: path, labels_count: labels.len() as u64 })
}
