//! Totals rows: found by 合计, compared with the rows above them, and left out.
//!
//! # Invariants
//!
//! - The sum is over every row above, those in the quarantine too.

use model::{Fault, Fen, Place};

use crate::cell::{Cell, Value};
use crate::error;
use crate::layout::Layout;
use crate::read::Reader;
use crate::rows::Input;
use crate::schema::{ColumnType, TableSpec};
use crate::source::Row;
use crate::words::squeeze;

/// The sums of a sheet so far, one for every column of its table.
pub(crate) struct Totals {
    table: &'static TableSpec,
    sums: Vec<i128>,
    /// Whether a totals row has been seen; what has no key behind it is a note.
    pub(crate) seen: bool,
}

impl Totals {
    /// Nothing summed yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        Self { table, sums: vec![0; table.columns.len()], seen: false }
    }

    /// Adds the value of a column.
    pub(crate) fn add(&mut self, at: usize, kind: ColumnType, value: &Value) {
        if let (Some(sum), Some(number)) = (self.sums.get_mut(at), summand(kind, value)) {
            *sum += number;
        }
    }

    /// Whether a row begins with 合计 and has no identity of its own.
    pub(crate) fn is_totals(&self, layout: &Layout, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let Some((at, first)) = filled.next() else { return false };
        let label = squeeze(&first.text);
        let named = ["合计", "总计"].iter().any(|word| label.starts_with(word));
        named && {
            let mut ids =
                self.table.columns.iter().zip(&layout.columns).filter_map(|(column, slot)| {
                    slot.filter(|slot| column.kind == ColumnType::Id && slot.at != at)
                });
            ids.all(|slot| row.cells.get(slot.at).is_none_or(Cell::is_blank))
        }
    }

    /// Compares a totals row with the sums; what differs is a problem of the delivery.
    pub(crate) fn check(
        &mut self,
        input: &Input<'_>,
        row: &Row,
        reader: &mut Reader,
    ) -> Vec<Fault> {
        self.seen = true;
        let mut problems = Vec::new();
        let columns = self.table.columns.iter().zip(&input.layout.columns).zip(&self.sums);
        for ((column, slot), sum) in columns.filter(|((column, _), _)| is_summed(column.kind)) {
            let cell = slot.and_then(|slot| Some((slot, row.cells.get(slot.at)?)));
            let Some((slot, cell)) = cell.filter(|(_, cell)| !cell.is_blank()) else { continue };
            let stated = reader.value(column, slot, cell).ok();
            if stated.and_then(|value| summand(column.kind, &value)) == Some(*sum) {
                continue;
            }
            let place = Place {
                file: input.file.to_owned(),
                sheet: input.sheet.name.clone(),
                row: Some(row.number),
                column: Some(column.shown().to_owned()),
            };
            let shown = shown_sum(column.kind, *sum);
            problems.push(error::totals_differ(place, cell.text.trim(), &shown));
        }
        problems
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
