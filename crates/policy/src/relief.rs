//! Temporary relief: the cap of a grant and how often one cause may be aided.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::exact::{Exact, Rounding};
use crate::standard::dibao_standard;

/// What the norms say to a grant of temporary relief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReliefCheck {
    /// The most a grant may be without a case conference.
    pub cap: Fen,
    /// Whether the grant is above it.
    pub over_cap: bool,
    /// Whether it lies in the band just below the cap that is looked at.
    pub near_cap: bool,
    /// Whether the same cause is aided more often in the year than allowed.
    pub too_often: bool,
}

/// Holds a grant, the `times`-th of the year for its cause, against the norms of a day; `None`
/// where no cap is in force.
pub fn check_relief(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    amount: Fen,
    times: i64,
) -> Option<ReliefCheck> {
    let standard = dibao_standard(norms, area, on)?;
    let exact = standard.times_ratio(norms.number_on("relief_cap_multiple", on)?, SCALE)?;
    let cap = exact.round(Rounding::FEN_HALF_UP)?;
    let granted = Exact::fen(amount);
    let over_cap = exact.is_below(granted)?;
    let near_cap = match norms.number_on("relief_near_cap_share", on) {
        Some(band) if !over_cap => {
            !granted.is_below(exact.times_ratio(SCALE.checked_sub(band)?, SCALE)?)?
        }
        _ => false,
    };
    let most = norms.number_on("relief_times_max", on);
    let too_often = most.is_some_and(|most| i128::from(times) * SCALE > most);
    Some(ReliefCheck { cap, over_cap, near_cap, too_often })
}
