//! What stands in the ledgers and feeds, and from when to when.
//!
//! # Invariants
//!
//! - Rows come out in the order in which they were entered.

use std::collections::BTreeMap;

use model::Month;

use crate::cell::Row;
use crate::tables::Table;

/// A row that stands over months, as long as its household is there.
#[derive(Clone, Debug)]
struct Standing {
    household: Option<usize>,
    from: Month,
    to: Option<Month>,
    row: Row,
}

/// All rows of all ledgers and feeds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    standing: BTreeMap<Table, Vec<Standing>>,
    entries: BTreeMap<(Month, Table), Vec<Row>>,
}

impl Book {
    /// Enters a row that is delivered once, in `month`.
    pub(crate) fn enter(&mut self, table: Table, month: Month, row: Row) {
        self.entries.entry((month, table)).or_default().push(row);
    }

    /// A row that is delivered every month from `from` to `to` while `household` is present.
    pub(crate) fn stand(
        &mut self,
        table: Table,
        household: Option<usize>,
        (from, to): (Month, Option<Month>),
        row: Row,
    ) {
        self.standing.entry(table).or_default().push(Standing { household, from, to, row });
    }

    /// The rows delivered in `month`; `present` tells which households are there.
    pub(crate) fn rows(
        &self,
        table: Table,
        month: Month,
        present: impl Fn(usize) -> bool,
    ) -> Vec<Row> {
        let holds = |entry: &&Standing| {
            entry.from <= month
                && entry.to.is_none_or(|to| month <= to)
                && entry.household.is_none_or(&present)
        };
        let standing = self.standing.get(&table).into_iter().flatten().filter(holds);
        let entered = self.entries.get(&(month, table)).into_iter().flatten();
        standing.map(|entry| entry.row.clone()).chain(entered.cloned()).collect()
    }
}
