//! Totals rows: found by 合计 or 小计, compared with the rows above them, and left out.
//!
//! # Invariants
//!
//! - The sum is over every row above, those in the quarantine too.

use model::{Fault, Fen, Place};

use crate::cell::{CellRef, Value};
use crate::error;
use crate::layout::{Layout, Slot};
use crate::read::Reader;
use crate::rows::Input;
use crate::schema::{ColumnType, TableSpec};
use crate::source::RowRef;
use crate::words::squeeze;

/// The sums of rows, one for every column of their table.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    table: &'static TableSpec,
    sums: Vec<i128>,
}

/// What a totals row is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// All rows above.
    All,
    /// The rows since an earlier subtotal, or since the start.
    Part,
}

/// A totals row of a block.
#[derive(Debug)]
pub(crate) struct TotalsRow {
    row: u64,
    /// What it is over.
    pub over: Over,
    /// The sums of the rows above it in its block.
    above: Sums,
    stated: Vec<Stated>,
}

/// What a totals row says of one column.
#[derive(Debug)]
struct Stated {
    column: usize,
    text: String,
    number: Option<i128>,
}

/// The sums of a sheet, block by block.
pub(crate) struct Totals {
    /// Those of the blocks so far.
    before: Sums,
    /// The sums at the start and at every subtotal: where the next one may begin.
    starts: Vec<Vec<i128>>,
}

impl Sums {
    /// Nothing summed yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        Self { table, sums: vec![0; table.columns.len()] }
    }

    /// Adds the value of a column.
    pub(crate) fn add(&mut self, at: usize, value: &Value<'_>) {
        if let (Some(sum), Some(number)) = (self.sums.get_mut(at), number(value)) {
            *sum += number;
        }
    }

    /// With those of further rows.
    fn with(&self, others: &Self) -> Vec<i128> {
        self.sums.iter().zip(&others.sums).map(|(sum, other)| sum + other).collect()
    }

    /// What a row is a total of, if it is labelled so and has no identity of its own. The label
    /// begins or ends the first cell, or, where towns stand before it, is the whole of another.
    pub(crate) fn over(&self, layout: &Layout, row: RowRef<'_>) -> Option<Over> {
        let mut filled = row.cells().enumerate().filter(|(_, cell)| !cell.is_blank());
        let (first_at, first) = filled.next()?;
        let whole = |text: &str| over(text, |text, word| text == word);
        let (at, over) = match over(first.text, |t, word| t.starts_with(word) || t.ends_with(word))
        {
            Some(over) => (first_at, over),
            None if self.has_identities() => {
                filled.find_map(|(at, cell)| Some((at, whole(cell.text)?)))?
            }
            None => return None,
        };
        let mut ids =
            self.table.columns.iter().zip(&layout.columns).filter_map(|(column, slot)| {
                slot.filter(|slot| column.kind == ColumnType::Id && slot.at != at)
            });
        let is_blank = |slot: Slot| row.cell(slot.at).is_none_or(CellRef::is_blank);
        ids.all(is_blank).then_some(over)
    }

    fn has_identities(&self) -> bool {
        self.table.columns.iter().any(|column| column.kind == ColumnType::Id)
    }

    /// What a totals row below the rows summed so far states.
    pub(crate) fn totals_row(
        &self,
        layout: &Layout,
        row: RowRef<'_>,
        over: Over,
        reader: &mut Reader<'_>,
    ) -> TotalsRow {
        let columns = self.table.columns.iter().zip(&layout.columns).enumerate();
        let summed = columns.filter(|(_, (column, _))| is_summed(column.kind));
        let stated = summed.filter_map(|(at, (_, slot))| {
            let slot = (*slot)?;
            let cell = row.cell(slot.at).filter(|cell| !cell.is_blank())?;
            let number = reader.value(at, slot, cell).ok().as_ref().and_then(number);
            Some(Stated { column: at, text: cell.text.trim().to_owned(), number })
        });
        TotalsRow { row: row.number, over, stated: stated.collect(), above: self.clone() }
    }
}

impl Totals {
    /// Nothing summed yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        let before = Sums::new(table);
        Self { starts: vec![before.sums.clone()], before }
    }

    /// Compares a totals row of the next block with the sums; what differs is a problem of the
    /// delivery.
    pub(crate) fn check(&mut self, input: &Input<'_>, row: &TotalsRow) -> Vec<Fault> {
        let all = self.before.with(&row.above);
        let from_start = self.starts.get(..1).unwrap_or_default();
        let starts = if row.over == Over::Part { &self.starts } else { from_start };
        let since = |start: &Vec<i128>| -> Vec<i128> {
            all.iter().zip(start).map(|(sum, start)| sum - start).collect()
        };
        let fits =
            |sums: &Vec<i128>| row.stated.iter().all(|s| s.number == sums.get(s.column).copied());
        let mut sums = starts.iter().rev().map(since);
        let nearest = sums.next().unwrap_or_default();
        let mut problems = Vec::new();
        if !fits(&nearest) && !sums.any(|sums| fits(&sums)) {
            problems = row.differing(input, &nearest);
        }
        if row.over == Over::Part {
            self.starts.push(all);
        }
        problems
    }

    /// Adds the sums of a whole block, after its totals rows.
    pub(crate) fn add(&mut self, block: &Sums) {
        self.before.sums = self.before.with(block);
    }
}

impl TotalsRow {
    fn differing(&self, input: &Input<'_>, sums: &[i128]) -> Vec<Fault> {
        let differing = self.stated.iter().filter_map(|Stated { column, text, number }| {
            let spec = self.above.table.columns.get(*column)?;
            let sum = sums.get(*column).copied().filter(|sum| *number != Some(*sum))?;
            let place = Place {
                file: input.file.to_owned(),
                sheet: input.sheet.name.clone(),
                row: Some(self.row),
                column: Some(spec.shown().to_owned()),
            };
            Some(error::totals_differ(place, text, &shown_sum(spec.kind, sum)))
        });
        differing.collect()
    }
}

fn over(text: &str, is_label: impl Fn(&str, &str) -> bool) -> Option<Over> {
    let text = squeeze(text);
    let text = text.trim_end_matches([':', '：']);
    let found = |word: &&str| is_label(text, word);
    match ["合计", "总计", "共计"].iter().any(found) {
        true => Some(Over::All),
        false => is_label(text, "小计").then_some(Over::Part),
    }
}

const fn is_summed(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Money | ColumnType::Number | ColumnType::Count)
}

fn number(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Decimal(number) => Some(*number),
        Value::Int(number) => Some(i128::from(*number)),
        _ => None,
    }
}

fn shown_sum(kind: ColumnType, sum: i128) -> String {
    match kind {
        ColumnType::Money => Fen(i64::try_from(sum).unwrap_or(i64::MAX)).to_string(),
        ColumnType::Number => format!("{}.{:04}", sum / 10_000, sum % 10_000),
        _ => sum.to_string(),
    }
}
