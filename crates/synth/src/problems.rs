//! Planted problems and their look-alikes.
use crate::dice::Dice;
use crate::world::World;
/// Plants everything.
pub(crate) fn plant(_world: &mut World, _dice: &mut Dice) {}
