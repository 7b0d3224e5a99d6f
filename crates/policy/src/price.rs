//! The temporary price subsidy that follows the consumer price index (发改价格〔2021〕1553号).

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Fen, Norms};

use crate::benefit::rounding;
use crate::exact::{Exact, Rounding};

/// Which index set the subsidy off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The consumer price index alone.
    Cpi,
    /// The food price index alone.
    Food,
    /// Both.
    Both,
}

impl Trigger {
    /// The code in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cpi => "cpi",
            Self::Food => "food",
            Self::Both => "both",
        }
    }
}

/// Whether the month's indexes (percent, year on year, in ten-thousandths) set the subsidy off by
/// the norms of `on`, a day of the month that the indexes describe. Reaching the line is enough.
pub fn price_trigger(
    norms: &Norms,
    on: NaiveDate,
    cpi: Option<i128>,
    food: Option<i128>,
) -> Option<Trigger> {
    let reached = |name: &str, index: Option<i128>| {
        index.zip(norms.number_on(name, on)).is_some_and(|(index, line)| index >= line)
    };
    match (reached("cpi_trigger", cpi), reached("food_trigger", food)) {
        (true, true) => Some(Trigger::Both),
        (true, false) => Some(Trigger::Cpi),
        (false, true) => Some(Trigger::Food),
        (false, false) => None,
    }
}

/// The subsidy per person and month: standard × the year-on-year rise of the index (percent, in
/// ten-thousandths), rounded by `price_subsidy_rounding`, at least `price_subsidy_floor_yuan`.
pub fn price_subsidy(norms: &Norms, on: NaiveDate, standard: Exact, rise: i128) -> Option<Fen> {
    let amount = standard.times_ratio(rise, SCALE * 100)?.or_zero();
    let rounded = amount.round(rounding(norms, "price_subsidy_rounding", on))?;
    let floor = norms.number_on("price_subsidy_floor_yuan", on).unwrap_or(0);
    let floor = Exact::ten_thousandths_of_yuan(floor).round(Rounding::FEN_HALF_UP)?;
    Some(rounded.max(floor))
}

#[cfg(test)]
mod tests {
    use model::Fen;

    use super::{Trigger, price_subsidy, price_trigger};
    use crate::exact::Exact;
    use crate::standard::tests::{day, norms};

    #[test]
    fn either_index_sets_it_off_at_its_line() {
        let norms = norms(&[
            ("cpi_trigger", "3.5", "percent", "2016-08-01"),
            ("food_trigger", "6", "percent", "2016-08-01"),
        ]);
        let rows = [
            (Some(35_000), None, Some(Trigger::Cpi)),
            (Some(34_999), Some(59_999), None),
            (Some(10_000), Some(60_000), Some(Trigger::Food)),
            (Some(40_000), Some(70_000), Some(Trigger::Both)),
            (None, None, None),
        ];
        for (cpi, food, expected) in rows {
            assert_eq!(price_trigger(&norms, day("2022-06-01"), cpi, food), expected);
        }
        assert_eq!(price_trigger(&norms, day("2016-07-31"), Some(90_000), None), None);
    }

    #[test]
    fn the_least_amount_holds() {
        // Fujian: 700 × 4.2 % = 29.40, paid 30.
        let standard = Exact::fen(Fen::from_yuan(700));
        let floor = norms(&[("price_subsidy_floor_yuan", "30", "yuan", "2021-12-01")]);
        let none = norms(&[]);
        let on = day("2021-12-31");
        assert_eq!(price_subsidy(&floor, on, standard, 42_000), Some(Fen(3_000)));
        assert_eq!(price_subsidy(&none, on, standard, 42_000), Some(Fen(2_940)));
        assert_eq!(price_subsidy(&none, on, standard, -10_000), Some(Fen(0)));
    }
}
