//! The city month by month: what happens to honest households and what the offices write down.
//!
//! # Invariants
//!
//! - Reserved (`pinned`) households are re-checked on time and otherwise left alone.
//! - Lateness that life itself causes is labelled where it happens.

mod applications;
mod deaths;
mod offices;
mod rechecks;
mod relief;
mod visits;

pub(crate) use applications::Application;
pub(crate) use deaths::register as register_death;
pub(crate) use offices::{file_relative, tie};
pub(crate) use rechecks::{Recheck, enter as enter_recheck, leave};
pub(crate) use visits::{VisitKind, enter as enter_visit};

use model::Month;

use crate::background;
use crate::dice::Dice;
use crate::world::World;

/// What stands before the first month: registers, histories, applications on their way.
pub(crate) fn begin(world: &mut World, dice: &mut Dice) {
    for nth in 0..world.households.len() {
        background::enroll(world, dice, nth);
        offices::open_file(world, dice, nth, world.first);
    }
    offices::begin(world);
    rechecks::begin(world, dice);
    visits::begin(world, dice);
    applications::arrive(world, dice, world.first.plus(-1));
}

/// Lives through `month`.
pub(crate) fn live(world: &mut World, dice: &mut Dice, month: Month) {
    world.turn(month);
    applications::arrive(world, dice, month);
    applications::decide(world, dice, month);
    deaths::happen(world, dice, month);
    rechecks::make(world, dice, month);
    visits::make(world, dice, month);
    relief::pay(world, dice, month);
    offices::report(world, dice, month);
}
