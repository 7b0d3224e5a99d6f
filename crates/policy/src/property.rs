//! Property limits: what a household may own and still be aided (民发〔2021〕57号 art. 14).

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::exact::Exact;
use crate::standard::dibao_standard;

/// What a household owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// Deposits, securities, insurance values; `None` if unknown.
    pub financial: Option<Fen>,
    /// Dwellings; `None` if unknown.
    pub homes: Option<i64>,
    /// Kinds of vehicles, as the norm `vehicle_exempt_kinds` names them.
    pub vehicles: Vec<String>,
    /// Usages of other real estate, as `commercial_usages` names them.
    pub premises: Vec<String>,
    /// Companies that members lead or hold shares of.
    pub companies: i64,
    /// Employees of each sole trader among the members.
    pub sole_traders: Vec<i64>,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// Financial assets per person.
    Financial,
    /// Number of dwellings.
    Homes,
    /// Vehicles that are not exempt.
    Vehicles,
    /// Real estate that is no dwelling.
    Premises,
    /// Companies, and sole traders with more employees than exempt.
    Companies,
}

impl Property {
    /// The code in answers and case files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Financial => "financial",
            Self::Homes => "homes",
            Self::Vehicles => "vehicles",
            Self::Premises => "premises",
            Self::Companies => "companies",
        }
    }
}

/// One limit held against what is owned. Money in fen, counts in hundredths, so that both are
/// written with two places.
#[derive(Clone, Debug)]
pub struct PropertyCheck {
    /// Which.
    pub property: Property,
    /// What is owned: money per person, or a count.
    pub found: Exact,
    /// The most that may be owned.
    pub limit: Exact,
    /// Whether it is more.
    pub over: bool,
    /// The norm of the limit.
    pub norm: &'static str,
}

/// All limits for which something is known and a norm is in force.
pub fn check_property(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    persons: i64,
    assets: &Assets,
) -> Vec<PropertyCheck> {
    [
        financial(norms, on, area, persons, assets),
        homes(norms, on, assets),
        vehicles(norms, on, assets),
        premises(norms, on, assets),
        companies(norms, on, assets),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn financial(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    persons: i64,
    assets: &Assets,
) -> Option<PropertyCheck> {
    let norm = "financial_assets_multiple";
    let year = dibao_standard(norms, area, on)?.times_ratio(12, 1)?;
    let limit = year.times_ratio(norms.number_on(norm, on)?, SCALE)?;
    let found = Exact::fen(assets.financial?).times_ratio(1, i128::from(persons.max(1)))?;
    check(Property::Financial, found, limit, norm)
}

fn homes(norms: &Norms, on: NaiveDate, assets: &Assets) -> Option<PropertyCheck> {
    let norm = "homes_max";
    let limit = norms.number_on(norm, on)?;
    check(Property::Homes, count(assets.homes?), Exact::ten_thousandths_of_yuan(limit), norm)
}

fn vehicles(norms: &Norms, on: NaiveDate, assets: &Assets) -> Option<PropertyCheck> {
    let norm = "vehicle_exempt_kinds";
    let exempt = norms.list_on(norm, on);
    norms.on(norm, on)?;
    let counting = assets.vehicles.iter().filter(|kind| !exempt.contains(kind)).count();
    none_allowed(Property::Vehicles, counting, assets.vehicles.len(), norm)
}

fn premises(norms: &Norms, on: NaiveDate, assets: &Assets) -> Option<PropertyCheck> {
    let norm = "commercial_usages";
    let commercial = norms.list_on(norm, on);
    norms.on(norm, on)?;
    let counting = assets.premises.iter().filter(|usage| commercial.contains(usage)).count();
    none_allowed(Property::Premises, counting, assets.premises.len(), norm)
}

fn companies(norms: &Norms, on: NaiveDate, assets: &Assets) -> Option<PropertyCheck> {
    let norm = "company_exempt_employees_max";
    let exempt = norms.number_on(norm, on)?;
    let staffed = |employees: &&i64| i128::from(**employees) * SCALE > exempt;
    let companies = usize::try_from(assets.companies).unwrap_or(0);
    let counting = companies + assets.sole_traders.iter().filter(staffed).count();
    none_allowed(Property::Companies, counting, companies + assets.sole_traders.len(), norm)
}

/// A limit of none; nothing is said where nothing is owned.
fn none_allowed(
    property: Property,
    counting: usize,
    owned: usize,
    norm: &'static str,
) -> Option<PropertyCheck> {
    (owned > 0).then_some(())?;
    check(property, count(counting as i64), Exact::ZERO, norm)
}

fn check(
    property: Property,
    found: Exact,
    limit: Exact,
    norm: &'static str,
) -> Option<PropertyCheck> {
    let over = limit.is_below(found)?;
    Some(PropertyCheck { property, found, limit, over, norm })
}

fn count(number: i64) -> Exact {
    Exact::fen(Fen::from_yuan(number))
}
