//! Which programme an income belongs to: dibao, the edge of it, rigid expenditure, or none.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Norms};

use crate::exact::Exact;
use crate::household::Hardship;
use crate::standard::{dibao_standard, edge_line};

/// The band of an income (社会救助法 arts. 18, 21, 22). Property is judged apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Below the standard.
    Dibao,
    /// From the standard to below the edge line.
    Edge,
    /// From the edge line on, with necessary spending above the local share of income.
    RigidExpenditure,
    /// Over every line.
    Over,
}

impl Band {
    /// The code in answers and case files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dibao => "dibao",
            Self::Edge => "edge",
            Self::RigidExpenditure => "rigid_expenditure",
            Self::Over => "over",
        }
    }
}

/// The band of a household's yearly income by the norms of a day; a line is not below itself.
/// `None` without a standard.
pub fn band(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    persons: i64,
    annual_income: Exact,
    hardship: Option<&Hardship>,
) -> Option<Band> {
    let persons = i128::from(persons.max(1));
    let monthly = annual_income.times_ratio(1, persons.checked_mul(12)?)?;
    if monthly.is_below(dibao_standard(norms, area, on)?)? {
        return Some(Band::Dibao);
    }
    if let Some(line) = edge_line(norms, area, on)
        && monthly.is_below(line)?
    {
        return Some(Band::Edge);
    }
    let rigid = match (norms.number_on("rigid_share", on), hardship) {
        (Some(share), Some(hardship)) => {
            let per_person = annual_income.times_ratio(1, persons)?;
            let enough = annual_income.times_ratio(share, SCALE)?;
            per_person.is_below(Exact::fen(hardship.disposable_income))?
                && enough.is_below(Exact::fen(hardship.spending))?
        }
        _ => false,
    };
    Some(if rigid { Band::RigidExpenditure } else { Band::Over })
}
