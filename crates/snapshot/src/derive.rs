//! What a row does not say itself: programme, town and village, area, what its identity number tells.
//!
//! # Invariants
//!
//! - Urban or rural follows the programme; where the programme does not say, the village's 城乡.
//! - Town and village of a row are its own, else its household's in this snapshot, else those of
//!   the last snapshot that had the household, else `unknown`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::{Fault, IdNumber, Programme, Text};

use crate::cell::Value;
use crate::error::reason;
use crate::places::{Household, Households, Past, UNKNOWN, Units};
use crate::schema::{ColumnType, Need, TableSpec};

/// What other tables and months tell a row.
pub(crate) struct Context<'a> {
    /// The administrative units.
    pub units: &'a Units,
    /// Other names of towns: given name → name or code among the units.
    pub town_aliases: &'a BTreeMap<String, String>,
    /// The households of this snapshot; `None` while they themselves are read, or unreadable.
    pub households: Option<&'a Households>,
    /// Those of earlier snapshots.
    pub past: &'a Past,
}

/// Why a row stops.
pub(crate) enum Stop {
    /// A cell of this column cannot be used.
    Cell(usize, Text),
    /// Its household is missing; outside the limit.
    Outside(usize, Text),
    /// The disk failed.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Fills the derived columns of one table.
pub(crate) struct Derive {
    table: &'static TableSpec,
    household: Option<usize>,
    programme: Option<usize>,
    support_mode: Option<usize>,
    town: Option<usize>,
    village: Option<usize>,
    area: Option<usize>,
    id_problem: Option<usize>,
    id_birth_on: Option<usize>,
    id_sex: Option<usize>,
    /// Rows whose village is not among the units.
    pub unknown_villages: u64,
}

impl Derive {
    /// For a table.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        let at = |column| table.position(column);
        Self {
            table,
            household: at("household_key"),
            programme: at("programme"),
            support_mode: at("support_mode"),
            town: at("town_code"),
            village: at("village_code"),
            area: at("area").filter(|_| table.name == "households"),
            id_problem: at("id_problem"),
            id_birth_on: at("id_birth_on"),
            id_sex: at("id_sex"),
            unknown_villages: 0,
        }
    }

    /// Completes a row and judges what only the whole row shows.
    ///
    /// `hint` is the programme that the file tells, `id` the row's own identity number.
    ///
    /// # Errors
    /// The column that stops the row.
    pub(crate) fn complete(
        &mut self,
        row: &mut [Value],
        hint: Option<&'static str>,
        id: Option<&IdNumber>,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let household = self.household_of(row, context)?;
        let household = household.as_deref();
        self.programme(row, hint, household)?;
        self.needs(row)?;
        self.place(row, household, context)?;
        self.area(row, context.units);
        if let Some(id) = id {
            self.identity(row, id);
        }
        Ok(())
    }

    /// The household of a row of another table; a person without one stops.
    fn household_of<'a>(
        &self,
        row: &[Value],
        context: &Context<'a>,
    ) -> Result<Option<Cow<'a, Household>>, Stop> {
        let Some((at, key)) = self.household.and_then(|at| Some((at, text(row, at)?))) else {
            return Ok(None);
        };
        let Some(households) = context.households else { return Ok(None) };
        match households.get(key) {
            Some(found) => Ok(Some(Cow::Borrowed(found))),
            None if self.table.name == "persons" => Err(Stop::Outside(at, reason::no_household())),
            None => Ok(context.past.find(key)?.map(Cow::Owned)),
        }
    }

    fn programme(
        &self,
        row: &mut [Value],
        hint: Option<&'static str>,
        household: Option<&Household>,
    ) -> Result<(), Stop> {
        let Some(at) = self.programme else { return Ok(()) };
        let theirs = household.and_then(|h| h.programme.as_deref());
        let Some(column) = self.table.columns.get(at) else { return Ok(()) };
        if column.heading.is_none() {
            set(row, at, theirs.map(|word| word.to_owned().into()));
            return Ok(());
        }
        if column.kind != ColumnType::Programme {
            return Ok(());
        }
        let told = text(row, at).or(hint);
        if self.table.name == "households" {
            let programme =
                household_programme(told, self.support(row)).map_err(|why| Stop::Cell(at, why))?;
            set(row, at, Some(programme.into()));
            return Ok(());
        }
        let precise = told.filter(|word| *word != "tekun").or(theirs).or(told);
        let known = precise.is_none_or(|word| Programme::from_code(word).is_some());
        if self.table.name == "payments" && !known {
            return Err(Stop::Cell(at, reason::programme()));
        }
        let precise = precise.map(|word| word.to_owned().into());
        set(row, at, precise);
        Ok(())
    }

    fn support<'a>(&self, row: &'a [Value]) -> Option<&'a str> {
        self.support_mode.and_then(|at| text(row, at))
    }

    fn needs(&self, row: &[Value]) -> Result<(), Stop> {
        let programme = self.programme.and_then(|at| text(row, at));
        let pays = !matches!(programme, Some("edge" | "rigid_expenditure"));
        for (at, (column, value)) in self.table.columns.iter().zip(row).enumerate() {
            let needed = column.need == Need::Cell || (column.need == Need::Paid && pays);
            if needed && *value == Value::Null {
                return Err(Stop::Cell(at, reason::blank()));
            }
        }
        Ok(())
    }

    fn place(
        &mut self,
        row: &mut [Value],
        household: Option<&Household>,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let given = |at: Option<usize>| at.and_then(|at| text(row, at)).map(str::to_owned);
        let (town, village) = (given(self.town), given(self.village));
        let town = town.map(|given| self.resolve_town(&given, context)).transpose()?;
        let village = village.map(|given| {
            let unit = context.units.village(&given, town.as_deref().unwrap_or_default());
            self.unknown_villages += u64::from(unit.is_none() && !context.units.is_empty());
            unit.map_or(given, |unit| unit.code.clone())
        });
        // A table that knows households always has a place; another may have none.
        let last = self.household.map(|_| UNKNOWN);
        let moved = town.is_some() && household.is_some_and(|h| Some(&h.town) != town.as_ref());
        let theirs = household.filter(|_| !moved);
        let or_else = |own: Option<String>, theirs: Option<&String>| {
            let owned = own.or_else(|| theirs.cloned()).map(Cow::Owned);
            owned.or(last.map(Cow::Borrowed))
        };
        if let Some(at) = self.village {
            set(row, at, or_else(village, theirs.map(|h| &h.village)));
        }
        if let Some(at) = self.town {
            set(row, at, or_else(town, household.map(|h| &h.town)));
        }
        Ok(())
    }

    fn resolve_town(&self, given: &str, context: &Context<'_>) -> Result<String, Stop> {
        if context.units.is_empty() {
            return Ok(given.to_owned());
        }
        let name = context.town_aliases.get(given).map_or(given, String::as_str);
        let unit = context.units.town(name);
        unit.map(|unit| unit.code.clone())
            .ok_or_else(|| Stop::Cell(self.town.unwrap_or_default(), reason::unknown_town()))
    }

    fn area(&self, row: &mut [Value], units: &Units) {
        let Some(at) = self.area else { return };
        let programme = self.programme.and_then(|at| text(row, at)).and_then(Programme::from_code);
        let village = self.village.and_then(|at| text(row, at));
        let area = match programme.and_then(Programme::area) {
            Some(area) => Some(Cow::Borrowed(area.code())),
            None => village.and_then(|code| units.area(code)).map(|area| area.to_owned().into()),
        };
        set(row, at, area);
    }

    fn identity(&self, row: &mut [Value], id: &IdNumber) {
        if let Some(at) = self.id_problem {
            set(row, at, id.problem().map(|problem| problem.code().into()));
        }
        if let Some(at) = self.id_sex {
            set(row, at, Some(id.sex().into()));
        }
        let born = self.id_birth_on.and_then(|at| row.get_mut(at));
        if let (Some(cell), Some(day)) = (born, id.birth_date()) {
            *cell = Value::Day(day);
        }
    }
}

/// The programme of a household from what its row, its file and its way of support tell.
fn household_programme(told: Option<&str>, support: Option<&str>) -> Result<&'static str, Text> {
    let programme = match told {
        Some("tekun") | None => match support {
            Some("institutional") => Some(Programme::TekunInstitutional),
            Some("dispersed") => Some(Programme::TekunDispersed),
            _ if told.is_some() => return Err(reason::support_mode()),
            _ => return Err(reason::blank()),
        },
        Some(word) => Programme::from_code(word),
    };
    programme.map(Programme::code).ok_or_else(reason::programme)
}

fn text(row: &[Value], at: usize) -> Option<&str> {
    row.get(at).and_then(Value::as_text)
}

fn set(row: &mut [Value], at: usize, value: Option<Cow<'static, str>>) {
    if let Some(cell) = row.get_mut(at) {
        *cell = value.map_or(Value::Null, Value::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::household_programme;

    #[test]
    fn tekun_is_told_apart_by_the_way_of_support() {
        let rows = [
            (Some("dibao_rural"), None, Some("dibao_rural")),
            (Some("tekun"), Some("institutional"), Some("tekun_institutional")),
            (None, Some("dispersed"), Some("tekun_dispersed")),
            (Some("tekun"), None, None),
            (Some("五保"), None, None),
            (None, None, None),
        ];
        for (told, support, expected) in rows {
            assert_eq!(household_programme(told, support).ok(), expected, "{told:?} {support:?}");
        }
    }
}
