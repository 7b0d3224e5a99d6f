//! What a chart shows, read from a result and the chart's definition: categories, series, values.
//!
//! # Invariants
//!
//! - Categories and series stand in the order in which the result names them first.
//! - Several rows for one mark are added up, where their unit may be; else it is an error.

use std::collections::BTreeMap;

use model::{Lang, Result, ResultTable};
use registry::ChartSpec;

use crate::error::{ambiguous, not_a_number};
use crate::exact::Exact;
use crate::unit::Unit;
use crate::words::Words;

/// Categories and the series over them.
pub(crate) struct Figure {
    /// Labels of the categories.
    pub(crate) categories: Vec<String>,
    /// The series; every one has a value, or a gap, for each category.
    pub(crate) series: Vec<Series>,
    /// The unit of all values.
    pub(crate) unit: Unit,
    /// Whether the sum of its values says anything.
    pub(crate) adds_up: bool,
    /// The language of labels.
    pub(crate) lang: Lang,
}

/// One series.
pub(crate) struct Series {
    /// Its label.
    pub(crate) label: String,
    /// Its values, category by category.
    pub(crate) values: Vec<Option<Exact>>,
    /// The ends of the interval around each value, where the chart has intervals.
    pub(crate) bounds: Vec<Option<(Exact, Exact)>>,
}

impl Figure {
    /// Reads what `spec` asks for out of `table`.
    ///
    /// # Errors
    /// `Author` when a column is no number or a mark has several values that do not add up.
    pub(crate) fn read(table: &ResultTable, spec: &ChartSpec, words: &dyn Words) -> Result<Self> {
        let keys: Vec<String> =
            table.texts(&spec.x)?.into_iter().map(Option::unwrap_or_default).collect();
        let (positions, categories) = distinct(&keys);
        let mut series = Vec::new();
        for column in &spec.y {
            let values = numbers(table, column)?;
            let cell = Cells { table, column, positions: &positions, keys: &keys };
            match &spec.series {
                None => series.push(Series {
                    label: words.column(column),
                    values: cell.gather(&values, |_| true)?,
                    bounds: bounds(table, spec, &positions, categories.len())?,
                }),
                Some(split) => series.extend(cell.split(split, &values, words)?),
            }
        }
        let unit = unit(table, spec.y.first().map_or("", String::as_str))?;
        Ok(Self {
            categories: categories.iter().map(|key| words.value(&spec.x, key)).collect(),
            series,
            unit,
            adds_up: unit.adds_up() && !spec.apart,
            lang: words.lang(),
        })
    }

    /// All numbers of the figure, ends of intervals too.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.series.iter().flat_map(|series| {
            let ends = series.bounds.iter().flatten().flat_map(|(low, high)| [*low, *high]);
            series.values.iter().flatten().copied().chain(ends).map(Exact::position)
        })
    }

    /// Where a number lies between the lowest and the highest, from 0 to 1; in the middle if all are
    /// the same.
    pub(crate) fn height(&self, value: Exact) -> f64 {
        let ends = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = self.numbers().fold(ends, |(low, high), n| (low.min(n), high.max(n)));
        if high > low { (value.position() - low) / (high - low) } else { 0.5 }
    }

    /// Whether only whole numbers make sense on its axis.
    pub(crate) fn is_whole(&self) -> bool {
        self.unit == Unit::Count
    }
}

/// Rows of one numeric column and the category that each belongs to.
struct Cells<'a> {
    table: &'a ResultTable,
    column: &'a str,
    positions: &'a [usize],
    keys: &'a [String],
}

impl Cells<'_> {
    /// One value per category from the rows that `belongs` accepts.
    fn gather(
        &self,
        values: &[Option<Exact>],
        belongs: impl Fn(usize) -> bool,
    ) -> Result<Vec<Option<Exact>>> {
        let count = self.positions.iter().max().map_or(0, |last| last + 1);
        let mut gathered: Vec<Option<Exact>> = vec![None; count];
        let adds_up = unit(self.table, self.column)?.adds_up();
        for (row, (position, value)) in self.positions.iter().zip(values).enumerate() {
            let (Some(slot), Some(value), true) =
                (gathered.get_mut(*position), value, belongs(row))
            else {
                continue;
            };
            *slot = match *slot {
                None => Some(*value),
                Some(sum) if adds_up => Some(sum.plus(*value)),
                Some(_) => {
                    let category = self.keys.get(row).map_or("", String::as_str);
                    return Err(ambiguous(&self.table.provenance.query, self.column, category));
                }
            };
        }
        Ok(gathered)
    }

    /// One series per value of the column `split`.
    fn split(
        &self,
        split: &str,
        values: &[Option<Exact>],
        words: &dyn Words,
    ) -> Result<Vec<Series>> {
        let keys: Vec<String> =
            self.table.texts(split)?.into_iter().map(Option::unwrap_or_default).collect();
        let (_, names) = distinct(&keys);
        let series = names.iter().map(|name| {
            Ok(Series {
                label: words.value(split, name),
                values: self.gather(values, |row| keys.get(row) == Some(name))?,
                bounds: Vec::new(),
            })
        });
        series.collect()
    }
}

/// For each key its position among the distinct keys, and these in order of appearance.
fn distinct(keys: &[String]) -> (Vec<usize>, Vec<String>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order = Vec::new();
    let positions = keys
        .iter()
        .map(|key| {
            *seen.entry(key).or_insert_with(|| {
                order.push(key.clone());
                order.len() - 1
            })
        })
        .collect();
    (positions, order)
}

fn unit(table: &ResultTable, column: &str) -> Result<Unit> {
    let field = table.schema.field(table.column(column)?);
    Ok(Unit::of(field.name(), field.data_type()))
}

fn numbers(table: &ResultTable, column: &str) -> Result<Vec<Option<Exact>>> {
    if !unit(table, column)?.is_number() {
        return Err(not_a_number(&table.provenance.query, column));
    }
    let read = |text: Option<String>| text.and_then(|text| Exact::parse(&text));
    Ok(table.texts(column)?.into_iter().map(read).collect())
}

fn bounds(
    table: &ResultTable,
    spec: &ChartSpec,
    positions: &[usize],
    count: usize,
) -> Result<Vec<Option<(Exact, Exact)>>> {
    let (Some(low), Some(high)) = (&spec.low, &spec.high) else { return Ok(Vec::new()) };
    let mut ends = vec![None; count];
    let pairs = numbers(table, low)?.into_iter().zip(numbers(table, high)?);
    for (position, (low, high)) in positions.iter().zip(pairs) {
        if let Some(slot) = ends.get_mut(*position) {
            *slot = low.zip(high);
        }
    }
    Ok(ends)
}
