//! The run over all households and its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use chrono::NaiveDate;
use model::{Area, Fen, Norms, Result};

use crate::cell::{Cell, Group, Totals};
use crate::columns::Columns;
use crate::error;
use crate::rule::Rules;
use crate::scenario::Scenario;

/// The sums of a scenario by town and area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    cells: Vec<(String, Area, Totals)>,
}

/// The sums of a scenario over towns and areas; newly eligible after take-up, money a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Households aided now.
    pub households_now: i64,
    /// Households aided under the new standards.
    pub households_after: i64,
    /// What is paid now.
    pub now: Fen,
    /// What is paid under the new standards.
    pub after: Fen,
    /// What the difference consists of.
    pub groups: BTreeMap<Group, Sums>,
}

/// The sums of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Its households.
    pub households: i64,
    /// Their persons.
    pub persons: i64,
    /// What is paid more, or less.
    pub change: Fen,
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
            with_gaps([
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

    /// The sums over all towns, or of one.
    ///
    /// # Errors
    /// A bug: the sums do not fit.
    pub fn total(&self, town: Option<&str>) -> Result<Total> {
        let mut total = Total::default();
        let cells = self.cells.iter().filter(|(name, ..)| town.is_none_or(|town| town == name));
        for (_, _, totals) in cells {
            total.households_now += fitting(totals.households_now)?;
            total.households_after += fitting(totals.households_after)?;
            total.now += Fen(fitting(totals.fen_now)?);
            total.after += Fen(fitting(totals.fen_after)?);
            for (group, tally) in &totals.groups {
                let sums = total.groups.entry(*group).or_default();
                sums.households += fitting(tally.households)?;
                sums.persons += fitting(tally.persons)?;
                sums.change += Fen(fitting(tally.change)?);
            }
        }
        Ok(total)
    }

    /// Scenarios side by side, one row per town and area as in [`Self::table`]: `town_code`, `area`,
    /// and for each of them, counted from 1, `households_after_1`, `yuan_after_1`,
    /// `change_yuan_1`; missing where a scenario touches nobody.
    ///
    /// # Errors
    /// A bug: the sums do not fit their columns.
    pub fn side_by_side(outcomes: &[Self]) -> Result<RecordBatch> {
        let cells = outcomes.iter().flat_map(|outcome| &outcome.cells);
        let places: BTreeSet<(&str, Area)> =
            cells.map(|(town, area, _)| (town.as_str(), *area)).collect();
        let mut columns: Vec<(String, ArrayRef)> = vec![
            ("town_code".to_owned(), texts(places.iter().map(|(town, _)| *town))),
            ("area".to_owned(), texts(places.iter().map(|(_, area)| area.code()))),
        ];
        for (number, outcome) in (1..).zip(outcomes) {
            let known: BTreeMap<(&str, Area), &Totals> = outcome
                .cells
                .iter()
                .map(|(town, area, totals)| ((town.as_str(), *area), totals))
                .collect();
            let of = |sum: fn(&Totals) -> i128| -> Vec<Option<i128>> {
                places.iter().map(|place| known.get(place).map(|totals| sum(totals))).collect()
            };
            let households = some_counts(of(|totals| totals.households_after));
            let after = some_yuan(of(|totals| totals.fen_after));
            let change = some_yuan(of(|totals| totals.fen_after - totals.fen_now));
            let made = households.and_then(|households| Ok((households, after?, change?)));
            let (households, after, change) = made.map_err(|why| error::no_table(&why))?;
            columns.push((format!("households_after_{number}"), households));
            columns.push((format!("yuan_after_{number}"), after));
            columns.push((format!("change_yuan_{number}"), change));
        }
        let columns = columns.into_iter().map(|(name, column)| (name, column, true));
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|why| error::no_table(&why))
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
            with_gaps([
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

/// Columns whose cells may be missing: not everybody is shown every one.
fn with_gaps<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn counts(values: impl Iterator<Item = i128>) -> Result<ArrayRef, ArrowError> {
    some_counts(values.map(Some))
}

fn some_counts(values: impl IntoIterator<Item = Option<i128>>) -> Result<ArrayRef, ArrowError> {
    let values = values.into_iter().map(|value| value.map(whole).transpose());
    Ok(Arc::new(values.collect::<Result<Int64Array, _>>()?))
}

fn yuan(fen: impl Iterator<Item = i128>) -> Result<ArrayRef, ArrowError> {
    some_yuan(fen.map(Some))
}

fn some_yuan(fen: impl IntoIterator<Item = Option<i128>>) -> Result<ArrayRef, ArrowError> {
    let array: Decimal128Array = fen.into_iter().collect();
    let array = array.with_precision_and_scale(18, 2)?;
    array.validate_decimal_precision(18)?;
    Ok(Arc::new(array))
}

/// A sum as a number of 64 bits.
fn whole(value: i128) -> Result<i64, ArrowError> {
    i64::try_from(value).map_err(|_| ArrowError::ArithmeticOverflow(format!("sum {value}")))
}

fn fitting(value: i128) -> Result<i64> {
    whole(value).map_err(|why| error::no_table(&why))
}

#[cfg(test)]
mod tests;
