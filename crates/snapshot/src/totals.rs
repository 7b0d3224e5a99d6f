//! Totals rows: found by 合计, compared with the rows above them, and left out.
//!
//! # Invariants
//!
//! - The sum is over every row above, those in the quarantine too.

use model::{Fault, Fen, Place};

use crate::cell::{CellRef, Value};
use crate::error;
use crate::layout::Layout;
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

/// A totals row of a block.
#[derive(Debug)]
pub(crate) struct TotalsRow {
    row: u64,
    /// The sums of the rows above it in its block.
    above: Sums,
    /// What it states: column, text, and the number in it.
    stated: Vec<(usize, String, Option<i128>)>,
}

impl Sums {
    /// Nothing summed yet.
    pub(crate) fn new(table: &'static TableSpec) -> Self {
        Self { table, sums: vec![0; table.columns.len()] }
    }

    /// Adds the value of a column.
    pub(crate) fn add(&mut self, at: usize, value: &Value<'_>) {
        let number = match value {
            Value::Decimal(number) => *number,
            Value::Int(number) => i128::from(*number),
            _ => return,
        };
        if let Some(sum) = self.sums.get_mut(at) {
            *sum += number;
        }
    }

    /// Adds the sums of further rows.
    pub(crate) fn add_all(&mut self, others: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&others.sums) {
            *sum += other;
        }
    }

    /// Whether a row begins with 合计 and has no identity of its own.
    pub(crate) fn is_totals(&self, layout: &Layout, row: RowRef<'_>) -> bool {
        let mut filled = row.cells().enumerate().filter(|(_, cell)| !cell.is_blank());
        let Some((at, first)) = filled.next() else { return false };
        let label = squeeze(first.text);
        let named = ["合计", "总计"].iter().any(|word| label.starts_with(word));
        named && {
            let columns = self.table.columns.iter().zip(&layout.columns);
            let mut ids = columns.filter_map(|(column, slot)| {
                slot.filter(|slot| column.kind == ColumnType::Id && slot.at != at)
            });
            ids.all(|slot| row.cell(slot.at).is_none_or(CellRef::is_blank))
        }
    }

    /// What a totals row below the rows summed so far states.
    pub(crate) fn totals_row(
        &self,
        layout: &Layout,
        row: RowRef<'_>,
        reader: &mut Reader<'_>,
    ) -> TotalsRow {
        let columns = self.table.columns.iter().zip(&layout.columns).enumerate();
        let stated = columns.filter(|(_, (column, _))| is_summed(column.kind));
        let stated = stated.filter_map(|(at, (_, slot))| {
            let slot = (*slot)?;
            let cell = row.cell(slot.at).filter(|cell| !cell.is_blank())?;
            let number = match reader.value(at, slot, cell) {
                Ok(Value::Decimal(number)) => Some(number),
                Ok(Value::Int(number)) => Some(i128::from(number)),
                _ => None,
            };
            Some((at, cell.text.trim().to_owned(), number))
        });
        TotalsRow { row: row.number, stated: stated.collect(), above: self.clone() }
    }
}

impl TotalsRow {
    /// Compares it with the sums of the rows above it, of which `before` are those of earlier
    /// blocks; what differs is a problem of the delivery.
    pub(crate) fn check(&self, input: &Input<'_>, before: &Sums) -> Vec<Fault> {
        let sums: Vec<i128> =
            self.above.sums.iter().zip(&before.sums).map(|(above, before)| above + before).collect();
        let differing = self.stated.iter().filter_map(|(at, text, number)| {
            let (column, sum) = (self.above.table.columns.get(*at)?, *sums.get(*at)?);
            if *number == Some(sum) {
                return None;
            }
            let place = Place {
                file: input.file.to_owned(),
                sheet: input.sheet.name.clone(),
                row: Some(self.row),
                column: Some(column.shown().to_owned()),
            };
            Some(error::totals_differ(place, text, &shown_sum(column.kind, sum)))
        });
        differing.collect()
    }
}

const fn is_summed(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Money | ColumnType::Number | ColumnType::Count)
}

fn shown_sum(kind: ColumnType, sum: i128) -> String {
    match kind {
        ColumnType::Money => Fen(i64::try_from(sum).unwrap_or(i64::MAX)).to_string(),
        ColumnType::Number => format!("{}.{:04}", sum / 10_000, sum % 10_000),
        _ => sum.to_string(),
    }
}
