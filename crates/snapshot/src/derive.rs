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
pub(crate) struct Derive<'a> {
    table: &'static TableSpec,
    context: &'a Context<'a>,
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

impl<'a> Derive<'a> {
    /// For a table.
    pub(crate) fn new(table: &'static TableSpec, context: &'a Context<'a>) -> Self {
        let at = |column| table.position(column);
        Self {
            table,
            context,
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
    pub(crate) fn complete<'v>(
        &mut self,
        row: &mut [Value<'v>],
        hint: Option<&'static str>,
        id: Option<&IdNumber>,
    ) -> Result<(), Stop>
    where
        'a: 'v,
    {
        let household = self.household_of(row)?;
        let household = household.as_ref();
        self.programme(row, hint, household)?;
        self.needs(row)?;
        self.place(row, household)?;
        self.area(row);
        if let Some(id) = id {
            self.identity(row, id);
        }
        Ok(())
    }

    /// The household of a row of another table; a person without one stops.
    fn household_of(&self, row: &[Value<'_>]) -> Result<Option<Household<'a>>, Stop> {
        let key = self.household.and_then(|at| Some((at, row.get(at)?.as_key()?)));
        let (Some((at, key)), Some(households)) = (key, self.context.households) else {
            return Ok(None);
        };
        match households.get(key) {
            Some(found) => Ok(Some(found)),
            None if self.table.name == "persons" => Err(Stop::Outside(at, reason::no_household())),
            None => Ok(self.context.past.find(key)?),
        }
    }

    fn programme(
        &self,
        row: &mut [Value<'_>],
        hint: Option<&'static str>,
        household: Option<&Household<'_>>,
    ) -> Result<(), Stop> {
        let Some(at) = self.programme else { return Ok(()) };
        let theirs = household.and_then(|h| h.programme).map(Programme::code);
        let Some(column) = self.table.columns.get(at) else { return Ok(()) };
        if column.heading.is_none() {
            set(row, at, theirs.map(Cow::Borrowed));
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
        let known = precise.and_then(Programme::from_code);
        if self.table.name == "payments" && known.is_none() && precise.is_some() {
            return Err(Stop::Cell(at, reason::programme()));
        }
        // A word that is no programme stays if it is the row's own.
        let word = known.map(Programme::code).or(hint.filter(|_| text(row, at).is_none()));
        if let Some(word) = word {
            set(row, at, Some(word.into()));
        }
        Ok(())
    }

    fn support<'v>(&self, row: &'v [Value<'_>]) -> Option<&'v str> {
        self.support_mode.and_then(|at| text(row, at))
    }

    fn needs(&self, row: &[Value<'_>]) -> Result<(), Stop> {
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

    fn place<'v>(
        &mut self,
        row: &mut [Value<'v>],
        household: Option<&Household<'a>>,
    ) -> Result<(), Stop>
    where
        'a: 'v,
    {
        let town = take(row, self.town).map(|given| self.resolve_town(given)).transpose()?;
        let village = take(row, self.village)
            .map(|given| self.resolve_village(given, town.as_deref().unwrap_or_default()));
        // A table that knows households always has a place; another may have none.
        let last = self.household.map(|_| Cow::Borrowed(UNKNOWN));
        let moved = household.is_some_and(|h| town.as_ref().is_some_and(|town| *town != h.town));
        let theirs = household.filter(|_| !moved).map(|h| h.village.clone());
        if let Some(at) = self.village {
            set(row, at, village.or(theirs).or_else(|| last.clone()));
        }
        if let Some(at) = self.town {
            set(row, at, town.or_else(|| household.map(|h| h.town.clone())).or(last));
        }
        Ok(())
    }

    fn resolve_town<'v>(&self, given: Cow<'v, str>) -> Result<Cow<'v, str>, Stop>
    where
        'a: 'v,
    {
        let Context { units, town_aliases, .. } = self.context;
        if units.is_empty() {
            return Ok(given);
        }
        let alias = town_aliases.get(&*given).map(String::as_str);
        let unit = units.town(alias.unwrap_or(&given));
        unit.map(|unit| Cow::Borrowed(unit.code.as_str()))
            .ok_or_else(|| Stop::Cell(self.town.unwrap_or_default(), reason::unknown_town()))
    }

    fn resolve_village<'v>(&mut self, given: Cow<'v, str>, town: &str) -> Cow<'v, str>
    where
        'a: 'v,
    {
        let units = self.context.units;
        let unit = units.village(&given, town);
        self.unknown_villages += u64::from(unit.is_none() && !units.is_empty());
        unit.map_or(given, |unit| Cow::Borrowed(unit.code.as_str()))
    }

    fn area<'v>(&self, row: &mut [Value<'v>])
    where
        'a: 'v,
    {
        let Some(at) = self.area else { return };
        let programme = self.programme.and_then(|at| text(row, at)).and_then(Programme::from_code);
        let village = self.village.and_then(|at| text(row, at));
        let area = match programme.and_then(Programme::area) {
            Some(area) => Some(area.code()),
            None => village.and_then(|code| self.context.units.area(code)),
        };
        set(row, at, area.map(Cow::Borrowed));
    }

    fn identity(&self, row: &mut [Value<'_>], id: &IdNumber) {
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

fn text<'v>(row: &'v [Value<'_>], at: usize) -> Option<&'v str> {
    row.get(at).and_then(Value::as_text)
}

fn set<'v>(row: &mut [Value<'v>], at: usize, value: Option<Cow<'v, str>>) {
    if let Some(cell) = row.get_mut(at) {
        *cell = value.map_or(Value::Null, Value::Text);
    }
}

/// Takes the text of a column out of a row, to be replaced by what it means.
fn take<'v>(row: &mut [Value<'v>], at: Option<usize>) -> Option<Cow<'v, str>> {
    match std::mem::take(row.get_mut(at?)?) {
        Value::Text(text) => Some(text),
        _ => None,
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
