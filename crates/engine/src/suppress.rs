//! What an answer tells of small groups to whoever sees no persons: nothing that one of them could
//! be told from.
//!
//! # Invariants
//!
//! - A count from one to less than the norm `small_cell` is hidden, and with it what is made of it.
//! - Whoever knows every subtotal of a column exactly cannot compute a hidden cell from the others:
//!   so many more are hidden that the equations of the subtotals leave each of them open.
//! - What the unfiltered answer hides, every filtered one hides too: there is nothing to be gained
//!   by asking twice.
//! - Where a reader chooses what is counted by what, many tables tell of the same people, and what one
//!   hides another may not. There sums are rounded too, to as much as so many people commonly have,
//!   and means are computed from what is shown.
//! - Counts that are left are rounded to the norm `count_rounding`, shares to whole percent, so that
//!   nothing small is left when one answer is taken from another.
//!
//! # Not here
//!
//! Whose answers these are (`engine`); which columns count nobody (`registry`, in the header of a
//! question).

mod lines;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int64Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, SchemaRef};
use arrow::error::ArrowError;
use model::table::{cell_text, with_suppressed};
use registry::Disclose;

/// The numbers of the rule, in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Control {
    /// The least count that is shown.
    pub small: i128,
    /// To what counts are rounded.
    pub round_to: i128,
}

impl Control {
    /// A count by itself; `None` if it is too small.
    pub(crate) fn shown(self, count: i64) -> Option<i64> {
        let count = i128::from(count);
        let small = count != 0 && count.abs() < self.small;
        (!small).then(|| i64::try_from(rounded(count, self.round_to)).unwrap_or_default())
    }
}

/// Units of the last place of a percent, in a share of four places.
const PERCENT: i128 = 100;

/// What a column of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It tells which group a row is.
    Key,
    /// It counts people or cases.
    Count,
    /// It adds up money of the group.
    Sum,
    /// It is computed from counts and sums.
    Made,
    /// It tells of nobody.
    Open,
}

/// Rows as they are worked on: numbers in units of their last place.
struct Rows {
    parts: Vec<Part>,
    /// The positions of the counts that a sum or share is made of, where that is said.
    of: BTreeMap<usize, Vec<usize>>,
    /// Means that are computed from a sum and a count as they are shown.
    means: BTreeMap<usize, [usize; 2]>,
    rounds_sums: bool,
    columns: Vec<Vec<Option<i128>>>,
    /// What each row is about, and of that only what tells it apart from the others.
    keys: Vec<lines::Key>,
    dimensions: Vec<lines::Key>,
    hidden: BTreeSet<(usize, usize)>,
}

/// The answer as somebody may see it who sees no persons: one batch. `base` is the same question
/// without filters, where the answer has some.
///
/// # Errors
/// The batches do not fit their schema.
pub(crate) fn protect(
    (schema, batches): (&SchemaRef, &[RecordBatch]),
    base: Option<(&SchemaRef, &[RecordBatch])>,
    disclose: &Disclose,
    control: Control,
) -> Result<RecordBatch, ArrowError> {
    let batch = concat_batches(schema, batches)?;
    let mut rows = Rows::of(&batch, disclose);
    if let Some((schema, batches)) = base {
        let mut base = Rows::of(&concat_batches(schema, batches)?, disclose);
        base.hide(control);
        rows.hide_as(&base);
    }
    rows.hide(control);
    rows.apply(&batch, control)
}

impl Rows {
    fn of(batch: &RecordBatch, disclose: &Disclose) -> Self {
        let schema = batch.schema();
        let fields = schema.fields();
        let parts: Vec<Part> =
            fields.iter().map(|f| part(f.name(), f.data_type(), disclose)).collect();
        let at = |name: &String| schema.index_of(name).ok();
        let means = disclose.means.iter();
        let means = means.filter_map(|(made, [sum, n])| Some((at(made)?, [at(sum)?, at(n)?])));
        let means: BTreeMap<usize, [usize; 2]> = means.collect();
        let of = disclose
            .of
            .iter()
            .filter_map(|(made, counts)| Some((at(made)?, counts.iter().filter_map(at).collect())))
            .chain(means.iter().map(|(made, parts)| (*made, parts.to_vec())));
        let columns = batch.columns().iter().map(numbers);
        let key = |row| {
            let keys = batch.columns().iter().zip(&parts).filter(|(_, part)| **part == Part::Key);
            keys.map(|(column, _)| cell_text(column, row)).collect()
        };
        let keys: Vec<lines::Key> = (0..batch.num_rows()).map(key).collect();
        Self {
            of: of.collect(),
            means,
            rounds_sums: disclose.rounds_sums,
            columns: columns.collect(),
            dimensions: lines::dimensions(&keys),
            keys,
            parts,
            hidden: BTreeSet::new(),
        }
    }

    /// Positions of the columns of a kind.
    fn all(&self, part: Part) -> Vec<usize> {
        (0..self.parts.len()).filter(|at| self.parts.get(*at) == Some(&part)).collect()
    }

    fn number(&self, row: usize, column: usize) -> Option<i128> {
        self.columns.get(column)?.get(row).copied().flatten()
    }

    fn is_open(&self, row: usize, column: usize) -> bool {
        self.number(row, column).is_some() && !self.hidden.contains(&(row, column))
    }

    /// Hides what is hidden of the same groups in another answer.
    fn hide_as(&mut self, base: &Self) {
        let mut known: BTreeMap<&Vec<Option<String>>, BTreeSet<usize>> = BTreeMap::new();
        for (row, column) in &base.hidden {
            if let Some(key) = base.keys.get(*row) {
                known.entry(key).or_default().insert(*column);
            }
        }
        for (row, key) in self.keys.iter().enumerate() {
            let columns = known.get(key).into_iter().flatten();
            self.hidden.extend(columns.map(|column| (row, *column)));
        }
    }

    /// Hides small counts, and as much more as it takes that they stay hidden.
    fn hide(&mut self, control: Control) {
        let (counts, sums) = (self.all(Part::Count), self.all(Part::Sum));
        // Payments are counted, and it is people who are few.
        let of_others: Vec<usize> =
            counts.iter().copied().filter(|at| self.of.contains_key(at)).collect();
        for row in 0..self.keys.len() {
            for column in &counts {
                let small = self.number(row, *column).map(i128::abs);
                if small.is_some_and(|count| count > 0 && count < control.small) {
                    self.hidden.insert((row, *column));
                }
            }
        }
        let mut before = None;
        while before != Some(self.hidden.len()) {
            before = Some(self.hidden.len());
            self.hide_made(&of_others, &counts);
            self.hide_made(&sums, &counts);
            for columns in [&counts, &sums] {
                self.hide_second(columns);
                columns.iter().for_each(|column| self.hide_in_lines(*column));
            }
        }
        let from: Vec<usize> = counts.iter().chain(&sums).copied().collect();
        self.hide_made(&self.all(Part::Made), &from);
    }

    /// What is made of counts goes with them: with those that are said, or with any.
    fn hide_made(&mut self, made: &[usize], from: &[usize]) {
        for row in 0..self.keys.len() {
            for column in made {
                let own = self.of.get(column).map_or(from, Vec::as_slice);
                if own.iter().any(|count| self.hidden.contains(&(row, *count))) {
                    self.hidden.insert((row, *column));
                }
            }
        }
    }

    /// One hidden number of a row may be what the others lack: of three or more a second one goes.
    fn hide_second(&mut self, columns: &[usize]) {
        for row in 0..self.keys.len() {
            let numbers = columns.iter().filter(|column| self.number(row, **column).is_some());
            let (open, hidden): (Vec<usize>, Vec<usize>) =
                numbers.partition(|column| self.is_open(row, **column));
            if hidden.len() == 1 && open.len() > 1 {
                let least = open.into_iter().min_by_key(|column| self.number(row, *column));
                self.hidden.extend(least.map(|column| (row, column)));
            }
        }
    }

    /// What subtotals would give away.
    fn hide_in_lines(&mut self, column: usize) {
        let Some(cells) = self.columns.get(column) else { return };
        let hidden = (0..cells.len()).filter(|row| self.hidden.contains(&(*row, column)));
        let more = lines::closed(&self.dimensions, cells, hidden.collect());
        self.hidden.extend(more.into_iter().map(|row| (row, column)));
    }

    /// To what a sum is rounded: about what as many people have as counts are rounded to.
    fn step(&self, sum: usize, control: Control) -> i128 {
        if !self.rounds_sums || control.round_to <= 1 {
            return 1;
        }
        let all = |at: usize| -> i128 {
            self.columns.get(at).into_iter().flatten().flatten().map(|number| number.abs()).sum()
        };
        let counts = self.all(Part::Count);
        let of = self.of.get(&sum).map_or(counts.as_slice(), Vec::as_slice);
        let people = of.first().map_or(0, |count| all(*count));
        step_below(if people == 0 { 0 } else { all(sum) * control.round_to / people })
    }

    /// The rows with hidden cells empty, marked in the schema, and the others rounded.
    fn apply(&self, batch: &RecordBatch, control: Control) -> Result<RecordBatch, ArrowError> {
        let to: BTreeMap<usize, i128> =
            self.all(Part::Sum).into_iter().map(|sum| (sum, self.step(sum, control))).collect();
        let shown = |row, at, part, is_share: bool| {
            let number = self.number(row, at).filter(|_| self.is_open(row, at))?;
            Some(match part {
                Part::Count => rounded(number, control.round_to),
                Part::Sum => rounded(number, to.get(&at).copied().unwrap_or(1)),
                Part::Made if is_share && control.round_to > 1 => rounded(number, PERCENT),
                Part::Key | Part::Made | Part::Open => number,
            })
        };
        let columns = batch.columns().iter().zip(batch.schema_ref().fields()).enumerate();
        let columns = columns.map(|(at, (column, field))| {
            let part = self.parts.get(at).copied().unwrap_or(Part::Open);
            if matches!(part, Part::Key | Part::Open) {
                return Ok(Arc::clone(column));
            }
            let shares = field.name().ends_with("_share");
            let mean = self.means.get(&at).filter(|_| self.rounds_sums && control.round_to > 1);
            let cells = (0..batch.num_rows()).map(|row| match mean {
                Some([sum, count]) if self.is_open(row, at) => {
                    let count = shown(row, *count, Part::Count, false).filter(|n| *n != 0)?;
                    shown(row, *sum, Part::Sum, false).map(|sum| divided(sum, count))
                }
                _ => shown(row, at, part, shares),
            });
            array(cells, column)
        });
        let columns = columns.collect::<Result<Vec<_>, ArrowError>>()?;
        let numbers = self.hidden.iter().filter(|(row, at)| self.number(*row, *at).is_some());
        let schema = with_suppressed(batch.schema_ref(), numbers.copied());
        RecordBatch::try_new(schema, columns)
    }
}

fn part(name: &str, kind: &DataType, disclose: &Disclose) -> Part {
    let measures = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    match kind {
        _ if disclose.open.iter().any(|open| open == name) => Part::Open,
        _ if disclose.means.contains_key(name) => Part::Made,
        DataType::Int64 if !measures(&["_days", "_months"]) => Part::Count,
        DataType::Decimal128(_, _) if name.split('_').any(|word| word == "yuan") => Part::Sum,
        DataType::Int64 | DataType::Decimal128(_, _) => Part::Made,
        _ => Part::Key,
    }
}

/// Whole numbers and decimals in units of their last place; nothing for other columns.
fn numbers(column: &ArrayRef) -> Vec<Option<i128>> {
    match column.data_type() {
        DataType::Int64 => {
            column.as_primitive::<Int64Type>().iter().map(|cell| cell.map(i128::from)).collect()
        }
        DataType::Decimal128(_, _) => column.as_primitive::<Decimal128Type>().iter().collect(),
        _ => vec![None; column.len()],
    }
}

/// Numbers in the type of a column.
fn array(
    cells: impl Iterator<Item = Option<i128>>,
    like: &ArrayRef,
) -> Result<ArrayRef, ArrowError> {
    match like.data_type() {
        DataType::Decimal128(precision, scale) => {
            let cells: Decimal128Array = cells.collect();
            Ok(Arc::new(cells.with_precision_and_scale(*precision, *scale)?))
        }
        _ => Ok(Arc::new(
            cells.map(|cell| cell.and_then(|n| i64::try_from(n).ok())).collect::<Int64Array>(),
        )),
    }
}

/// The greatest of 1, 2, 5, 10, 20, … that is not more; at least 1.
const fn step_below(number: i128) -> i128 {
    let mut ten = 1;
    while ten * 10 <= number {
        ten *= 10;
    }
    match number / ten {
        5.. => 5 * ten,
        2..5 => 2 * ten,
        _ => ten,
    }
}

/// The quotient, half away from zero; the divisor is not zero.
const fn divided(number: i128, by: i128) -> i128 {
    (number.abs() + by.abs() / 2) / by.abs() * number.signum() * by.signum()
}

/// The nearest multiple, half away from zero.
const fn rounded(number: i128, to: i128) -> i128 {
    if to <= 1 {
        return number;
    }
    (number.abs() + to / 2) / to * to * number.signum()
}

#[cfg(test)]
mod tests;
