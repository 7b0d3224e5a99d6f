//! The run over all households and its tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use chrono::NaiveDate;
use model::{Area, Norms, Result};

use crate::cell::{Cell, Totals};
use crate::columns::Columns;
use crate::error;
use crate::rule::Rules;
use crate::scenario::Scenario;

/// The sums of a scenario by town and area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    cells: Vec<(String, Area, Totals)>,
}

/// The sums of a town by area.
#[derive(Default)]
struct Town {
    urban: Cell,
    rural: Cell,
}

/// Computes every household under the norms of `day` and under the scenario.
///
/// The batches have [`crate::COLUMNS`]; households of other programmes than dibao, tekun and edge
/// are passed over.
///
/// # Errors
/// A column or cell that cannot be used; a norm that is missing on `day`.
pub fn simulate(
    households: &[RecordBatch],
    scenario: &Scenario,
    norms: &Norms,
    day: NaiveDate,
) -> Result<Outcome> {
    let rules = Rules::new(norms, day, scenario.standards)?;
    let mut towns = BTreeMap::<String, Town>::new();
    for batch in households {
        let columns = Columns::of(batch)?;
        for row in 0..batch.num_rows() {
            let (name, household) = columns.household(row)?;
            let Some(change) = household.under(scenario, &rules) else { continue };
            if !towns.contains_key(name) {
                towns.insert(name.to_owned(), Town::default());
            }
            if let Some(town) = towns.get_mut(name) {
                match household.area {
                    Area::Urban => town.urban.add(&change),
                    Area::Rural => town.rural.add(&change),
                }
            }
        }
    }
    Outcome::of(towns, scenario)
}

impl Outcome {
    fn of(towns: BTreeMap<String, Town>, scenario: &Scenario) -> Result<Self> {
        let mut cells = Vec::new();
        for (name, town) in towns {
            for (area, cell) in [(Area::Urban, town.urban), (Area::Rural, town.rural)] {
                let totals = cell
                    .totals(scenario.take_up.of(area))
                    .ok_or_else(|| error::unequal_sums(&name))?;
                if !totals.groups.is_empty() {
                    cells.push((name.clone(), area, totals));
                }
            }
        }
        Ok(Self { cells })
    }

    /// One row per town and area, by town code and urban before rural: `town_code`, `area`,
    /// `households_now`, `households_after`, `yuan_now`, `yuan_after`; yuan a month.
    ///
    /// # Errors
    /// A bug: the sums do not fit their columns.
    pub fn table(&self) -> Result<RecordBatch> {
        let count = |of: fn(&Totals) -> i128| counts(self.cells.iter().map(|cell| of(&cell.2)));
        let money = |of: fn(&Totals) -> i128| yuan(self.cells.iter().map(|cell| of(&cell.2)));
        let columns = || {
            RecordBatch::try_from_iter([
                ("town_code", texts(self.cells.iter().map(|cell| cell.0.as_str()))),
                ("area", texts(self.cells.iter().map(|cell| cell.1.code()))),
                ("households_now", count(|totals| totals.households_now)?),
                ("households_after", count(|totals| totals.households_after)?),
                ("yuan_now", money(|totals| totals.fen_now)?),
                ("yuan_after", money(|totals| totals.fen_after)?),
            ])
        };
        columns().map_err(|why| error::no_table(&why))
    }

    /// What the differences consist of, one row per town, area and [`crate::Group`]: `town_code`,
    /// `area`, `group`, `households_count`, `persons_count`, `change_yuan`; newly eligible after
    /// take-up, yuan a month. The sum of `change_yuan` is that of `yuan_after` less `yuan_now`.
    ///
    /// # Errors
    /// A bug: the sums do not fit their columns.
    pub fn groups(&self) -> Result<RecordBatch> {
        let rows: Vec<_> = self
            .cells
            .iter()
            .flat_map(|(town, area, totals)| {
                totals.groups.iter().map(move |(group, tally)| (town, area, group, tally))
            })
            .collect();
        let columns = || {
            RecordBatch::try_from_iter([
                ("town_code", texts(rows.iter().map(|row| row.0.as_str()))),
                ("area", texts(rows.iter().map(|row| row.1.code()))),
                ("group", texts(rows.iter().map(|row| row.2.code()))),
                ("households_count", counts(rows.iter().map(|row| row.3.households))?),
                ("persons_count", counts(rows.iter().map(|row| row.3.persons))?),
                ("change_yuan", yuan(rows.iter().map(|row| row.3.change))?),
            ])
        };
        columns().map_err(|why| error::no_table(&why))
    }
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn counts(values: impl Iterator<Item = i128>) -> Result<ArrayRef, ArrowError> {
    let whole = |value| {
        i64::try_from(value).map_err(|_| ArrowError::ArithmeticOverflow(format!("count {value}")))
    };
    let values = values.map(whole).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Int64Array::from(values)))
}

fn yuan(fen: impl Iterator<Item = i128>) -> Result<ArrayRef, ArrowError> {
    let array = Decimal128Array::from_iter_values(fen).with_precision_and_scale(18, 2)?;
    array.validate_decimal_precision(18)?;
    Ok(Arc::new(array))
}

#[cfg(test)]
mod tests;
