//! What the power grid reads at the meters of recipients.
//!
//! `consumption_outlier`: over the last twelve months a household used far more electricity than those of
//! its area and size. Look-alikes: an oxygen machine beside the bed, a large household.
//!
//! # Invariants
//!
//! - Chance is a stream of its own and no household is reserved or changed: without the meters the
//!   city would be the same.

use model::{Area, Month};

use crate::cell::row;
use crate::dice::Dice;
use crate::household::Household;
use crate::labels::Kind;
use crate::tables::Table;
use crate::world::World;

/// From this many households on the grid knows only some by their heads' numbers, so many of a thousand.
const LARGE: usize = 2000;
const KNOWN: u64 = 350;

/// Tenths of a kWh that one person uses in a month.
const URBAN: i64 = 900;
const RURAL: i64 = 600;

/// Usage in thousandths of what is usual: of a planted problem, and of an oxygen machine.
const PLANTED: i64 = 8000;
const OXYGEN: i64 = 1800;

/// A meter: whose it is, and what is used there in thousandths of what is usual.
struct Meter {
    household: usize,
    usage: i64,
}

/// The grid.
pub(crate) struct Meters {
    dice: Dice,
    meters: Vec<Meter>,
}

impl Meters {
    /// The meters of those on the roll of the first month, with the problems planted among them.
    pub(crate) fn install(world: &mut World, mut dice: Dice) -> Self {
        let known = if world.households.len() < LARGE { 1000 } else { KNOWN };
        let mut meters = Vec::new();
        for (household, home) in world.households.iter().enumerate() {
            let usage = dice.between(650, 1350);
            if home.on_roll(world.first) && dice.chance(known) {
                meters.push(Meter { household, usage });
            }
        }
        plant(world, &mut meters);
        Self { dice, meters }
    }

    /// Enters the readings of `month`.
    pub(crate) fn read(&mut self, world: &mut World, month: Month) {
        for Meter { household, usage } in &self.meters {
            let season = self.dice.between(900, 1100);
            let Some(home) = world.household(*household).filter(|home| home.present(month)) else {
                continue;
            };
            let person = if home.area == Area::Urban { URBAN } else { RURAL };
            // A second person adds an eighth: cold and light are shared.
            let usual = person * (8 + home.size() - 1) / 8;
            let tenths = usual * usage / 1000 * season / 1000;
            let kwh = format!("{}.{}", tenths / 10, tenths % 10);
            let row = row![home.head_id(), month, kwh];
            world.book.enter(Table::Electricity, month, row);
        }
    }
}

fn plant(world: &mut World, meters: &mut [Meter]) {
    // Whoever lives alone stays the head; in the country there are enough to compare with.
    let alone = |home: &Household| home.size() == 1;
    let crowd = |home: &Household| home.size() > 3;
    let mut free = meters.iter_mut().filter(|meter| {
        let home = world.households.get(meter.household);
        home.is_some_and(|home| !home.pinned && home.is_dibao() && home.area == Area::Rural)
    });
    let kinds: [(Kind, fn(&Household) -> bool, i64, &str); 3] = [
        (Kind::Hit, alone, PLANTED, "meter of a workshop"),
        (Kind::Lookalike, alone, OXYGEN, "oxygen machine"),
        (Kind::Lookalike, crowd, 1350, "many at home"),
    ];
    let months = (world.first, world.last);
    let mut labels = Vec::new();
    for (kind, fits, usage, note) in kinds {
        let fit = |meter: &&mut Meter| world.households.get(meter.household).is_some_and(fits);
        for meter in free.by_ref().filter(fit).take(world.quota()) {
            meter.usage = usage;
            labels.push((kind, meter.household, note));
        }
    }
    for (kind, household, note) in labels {
        world.label(kind, "consumption_outlier", months, (household, None), note);
    }
}
