//! Totals rows: found by 合计 or 小计, compared with the rows above them, and left out.
//!
//! # Invariants
//!
//! - The sum is over every row above, those in the quarantine too.

use model::{Fault, Fen, Place};

use crate::cell::{Cell, Value};
use crate::error;
use crate::layout::{Layout, Slot};
use crate::read::Reader;
use crate::rows::Input;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::source::Row;
use crate::words::squeeze;

/// The sums of a sheet so far, one for every column of its table.
pub(crate) struct Totals {
    table: &'static TableSpec,
    sums: Vec<i128>,
    /// The sums at the start and at every subtotal: where the next one may begin.
    starts: Vec<Vec<i128>>,
    /// Whether a totals row has been seen; what has no key behind it is a note.
    pub(crate) seen: bool,
}

/// What a totals row is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// All rows above.
    All,
    /// The rows since an earlier subtotal, or since the start.
    Part,
}

impl Totals {
    /// Nothing summed yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        let sums = vec![0; table.columns.len()];
        Self { table, starts: vec![sums.clone()], sums, seen: false }
    }

    /// Adds the value of a column.
    pub(crate) fn add(&mut self, at: usize, kind: ColumnType, value: &Value) {
        if let (Some(sum), Some(number)) = (self.sums.get_mut(at), summand(kind, value)) {
            *sum += number;
        }
    }

    /// What a row is a total of, if it is labelled so and has no identity of its own. The label
    /// begins or ends the first cell, or, where towns stand before it, is the whole of another.
    pub(crate) fn over(&self, layout: &Layout, row: &Row) -> Option<Over> {
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let (first_at, first) = filled.next()?;
        let whole = |text: &str| over(text, |text, word| text == word);
        let (at, over) = match over(&first.text, |t, word| t.starts_with(word) || t.ends_with(word))
        {
            Some(over) => (first_at, over),
            None if self.has_identities() => {
                filled.find_map(|(at, cell)| Some((at, whole(&cell.text)?)))?
            }
            None => return None,
        };
        let mut ids =
            self.table.columns.iter().zip(&layout.columns).filter_map(|(column, slot)| {
                slot.filter(|slot| column.kind == ColumnType::Id && slot.at != at)
            });
        let is_blank = |slot: Slot| row.cells.get(slot.at).is_none_or(Cell::is_blank);
        ids.all(is_blank).then_some(over)
    }

    fn has_identities(&self) -> bool {
        self.table.columns.iter().any(|column| column.kind == ColumnType::Id)
    }

    /// Compares a totals row with the sums; what differs is a problem of the delivery.
    pub(crate) fn check(
        &mut self,
        input: &Input<'_>,
        row: &Row,
        over: Over,
        reader: &mut Reader,
    ) -> Vec<Fault> {
        let stated = self.stated(input, row, reader);
        let from_start = self.starts.get(..1).unwrap_or_default();
        let starts = if over == Over::Part { &self.starts } else { from_start };
        let since = |start: &Vec<i128>| -> Vec<i128> {
            self.sums.iter().zip(start).map(|(sum, start)| sum - start).collect()
        };
        let fits =
            |sums: &Vec<i128>| stated.iter().all(|s| s.number == sums.get(s.column).copied());
        let mut sums = starts.iter().rev().map(since);
        let nearest = sums.next().unwrap_or_default();
        let mut problems = Vec::new();
        if !fits(&nearest) && !sums.any(|sums| fits(&sums)) {
            problems = stated.iter().filter_map(|s| s.differs(input, row, &nearest)).collect();
        }
        match over {
            Over::All => self.seen = true,
            Over::Part => self.starts.push(self.sums.clone()),
        }
        problems
    }

    /// What a totals row states, column by column.
    fn stated<'r>(&self, input: &Input<'_>, row: &'r Row, reader: &mut Reader) -> Vec<Stated<'r>> {
        let columns = self.table.columns.iter().zip(&input.layout.columns).enumerate();
        let summed = columns.filter(|(_, (column, _))| is_summed(column.kind));
        let stated = summed.filter_map(|(at, (column, slot))| {
            let (slot, cell) = slot.and_then(|slot| Some((slot, row.cells.get(slot.at)?)))?;
            if cell.is_blank() {
                return None;
            }
            let value = reader.value(column, slot, cell).ok();
            let number = value.and_then(|value| summand(column.kind, &value));
            Some(Stated { column: at, spec: column, cell, number })
        });
        stated.collect()
    }
}

/// What a totals row says of one column.
struct Stated<'r> {
    column: usize,
    spec: &'static ColumnSpec,
    cell: &'r Cell,
    number: Option<i128>,
}

impl Stated<'_> {
    fn differs(&self, input: &Input<'_>, row: &Row, sums: &[i128]) -> Option<Fault> {
        let sum = sums.get(self.column).copied().filter(|sum| self.number != Some(*sum))?;
        let place = Place {
            file: input.file.to_owned(),
            sheet: input.sheet.name.clone(),
            row: Some(row.number),
            column: Some(self.spec.shown().to_owned()),
        };
        let shown = shown_sum(self.spec.kind, sum);
        Some(error::totals_differ(place, self.cell.text.trim(), &shown))
    }
}

fn over(text: &str, is_label: impl Fn(&str, &str) -> bool) -> Option<Over> {
    let text = squeeze(text);
    let text = text.trim_end_matches([':', '：']);
    let found = |word: &&str| is_label(text, word);
    match ["合计", "总计", "共计"].iter().any(|word| found(word)) {
        true => Some(Over::All),
        false => is_label(text, "小计").then_some(Over::Part),
    }
}

const fn is_summed(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Money | ColumnType::Number | ColumnType::Count)
}

fn summand(kind: ColumnType, value: &Value) -> Option<i128> {
    match value {
        Value::Decimal(number) if is_summed(kind) => Some(*number),
        Value::Int(number) if is_summed(kind) => Some(i128::from(*number)),
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
