//! Sums of one area of one town.

use std::collections::BTreeMap;

use model::norm::SCALE;

use crate::household::Change;

/// What a scenario does to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Aided before and after.
    Continuing,
    /// An edge household that comes under the new standard.
    NewlyEligible,
    /// Aided before, not after.
    Losing,
    /// The scenario does not touch it.
    Unchanged,
    /// Its income is not known; it stays as approved.
    NotComputable,
}

impl Group {
    /// The code in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Continuing => "continuing",
            Self::NewlyEligible => "newly_eligible",
            Self::Losing => "losing",
            Self::Unchanged => "unchanged",
            Self::NotComputable => "not_computable",
        }
    }
}

/// Households, persons and money of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub households: i128,
    pub persons: i128,
    /// Fen a month: after less now.
    pub change: i128,
}

impl Tally {
    /// The share that comes, in ten-thousandths; rounded once, half up, on the sum of the cell.
    fn taken_up(self, share: i128) -> Self {
        let part = |whole: i128| (whole * share + SCALE / 2).div_euclid(SCALE);
        Self {
            households: part(self.households),
            persons: part(self.persons),
            change: part(self.change),
        }
    }
}

/// Sums while households are being added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    households_now: i128,
    households_kept: i128,
    fen_now: i128,
    fen_kept: i128,
    groups: BTreeMap<Group, Tally>,
}

/// The sums of a cell once take-up is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub households_now: i128,
    pub households_after: i128,
    pub fen_now: i128,
    pub fen_after: i128,
    pub groups: BTreeMap<Group, Tally>,
}

impl Cell {
    /// Adds one household.
    pub(crate) fn add(&mut self, change: &Change) {
        let (now, after) = (i128::from(change.now.0), i128::from(change.after.0));
        let tally = self.groups.entry(change.group).or_default();
        tally.households += 1;
        tally.persons += i128::from(change.persons);
        tally.change += after - now;
        if change.group != Group::NewlyEligible {
            self.households_now += 1;
            self.households_kept += i128::from(change.group != Group::Losing);
            self.fen_now += now;
            self.fen_kept += after;
        }
    }

    /// The sums with `take_up` of the newly eligible; `None` if the groups and the totals differ.
    pub(crate) fn totals(mut self, take_up: i128) -> Option<Totals> {
        let coming = match self.groups.get_mut(&Group::NewlyEligible) {
            Some(tally) => {
                *tally = tally.taken_up(take_up);
                *tally
            }
            None => Tally::default(),
        };
        let fen_after = self.fen_kept + coming.change;
        let changes: i128 = self.groups.values().map(|tally| tally.change).sum();
        (changes == fen_after - self.fen_now).then(|| Totals {
            households_now: self.households_now,
            households_after: self.households_kept + coming.households,
            fen_now: self.fen_now,
            fen_after,
            groups: self.groups,
        })
    }
}
