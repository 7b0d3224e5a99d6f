//! What differs between two snapshots: corrections, new records, vanished records, definitions.
//!
//! # Invariants
//!
//! - Rows are compared by the key of their table; a table without key by whole rows, each counted.
//! - Files are read side by side in the order in which they are sorted; only a table that is not
//!   sorted by its key (small ledgers) is held in memory.
//! - Equal snapshots give nothing, and the order of differences depends on the snapshots alone.
//!
//! # Not here
//!
//! Who may see it: keys are pseudonyms, and who looks at them is logged by the caller.

mod side;

use std::collections::BTreeSet;

use model::Result;
use model::table::cell_text;

use crate::manifest::Manifest;
use crate::schema::{self, TableSpec};
use crate::store::Store;
use side::{Group, Row, Side};

/// The day of extraction differs in every row of a feed that is delivered again.
const EXTRACTED: &str = "extracted_on";

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The snapshots were made by other definitions.
    Definition,
    /// A feed was extracted on another day.
    Extracted,
    /// The same key with another cell.
    Correction,
    /// A row that was not there.
    New,
    /// A row that is no longer there.
    Vanished,
}

impl Kind {
    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Extracted => "extracted",
            Self::Correction => "correction",
            Self::New => "new",
            Self::Vanished => "vanished",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table; empty for definitions.
    pub table: String,
    /// What it is.
    pub kind: Kind,
    /// The cells of the key, or of the household or person of a table without key.
    pub key: String,
    /// The column of a correction; the definition that differs.
    pub column: String,
    /// The cell before; the whole row where a table has no key.
    pub old: Option<String>,
    /// The cell after; the whole row where a table has no key.
    pub new: Option<String>,
}

/// How many rows of a table differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableDifference {
    /// The table.
    pub table: String,
    /// Rows before.
    pub rows_before: u64,
    /// Rows after.
    pub rows_after: u64,
    /// Rows with another cell.
    pub corrected: u64,
    /// Rows that were not there.
    pub new: u64,
    /// Rows that are no longer there.
    pub vanished: u64,
}

/// Hears the differences one by one.
pub type Tell<'a> = dyn FnMut(Difference) -> Result<()> + 'a;

/// Compares two snapshots; tables come in the order of the schema.
pub(crate) fn run(
    store: &Store,
    old: &Manifest,
    new: &Manifest,
    tell: &mut Tell<'_>,
) -> Result<Vec<TableDifference>> {
    definitions(old, new, tell)?;
    let mut counts = Vec::new();
    for table in &schema::all().tables {
        if old.tables.contains_key(&table.name) || new.tables.contains_key(&table.name) {
            counts.push(compare(store, table, old, new, tell)?);
        }
    }
    Ok(counts)
}

fn definitions(old: &Manifest, new: &Manifest, tell: &mut Tell<'_>) -> Result<()> {
    let versions = |manifest: &Manifest| {
        let mut all = manifest.definitions.clone();
        all.insert("schema".to_owned(), manifest.schema_version.to_string());
        all
    };
    let (old, new) = (versions(old), versions(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (before, after) = (old.get(name), new.get(name));
        if before != after {
            tell(Difference {
                table: String::new(),
                kind: Kind::Definition,
                key: String::new(),
                column: name.clone(),
                old: before.cloned(),
                new: after.cloned(),
            })?;
        }
    }
    Ok(())
}

fn compare(
    store: &Store,
    table: &'static TableSpec,
    old: &Manifest,
    new: &Manifest,
    tell: &mut Tell<'_>,
) -> Result<TableDifference> {
    let told = |manifest: &Manifest| manifest.tables.get(&table.name).cloned();
    let (before, after) = (told(old), told(new));
    let mut found = Found {
        table,
        tell,
        counts: TableDifference {
            table: table.name.clone(),
            rows_before: before.as_ref().map_or(0, |told| told.rows),
            rows_after: after.as_ref().map_or(0, |told| told.rows),
            ..TableDifference::default()
        },
    };
    let day = |told: Option<chrono::NaiveDate>| told.map(|day| day.to_string());
    let [from, to] =
        [&before, &after].map(|told| day(told.as_ref().and_then(|told| told.extracted_on)));
    if from != to {
        found.say(Kind::Extracted, String::new(), EXTRACTED, from, to)?;
    }
    let files = [before, after].map(|told| told.map(|told| told.files).unwrap_or_default());
    let [before, after] = &files;
    if before.iter().map(|file| &file.sha256).eq(after.iter().map(|file| &file.sha256)) {
        return Ok(found.counts);
    }
    let open = |files| Side::open(store, table, files);
    let (mut left, mut right) = (open(before)?, open(after)?);
    let (mut one, mut other) = (left.next()?, right.next()?);
    loop {
        match (&one, &other) {
            (None, None) => return Ok(found.counts),
            (Some(a), Some(b)) if a.key == b.key => {
                found.group(a, b)?;
                (one, other) = (left.next()?, right.next()?);
            }
            (Some(a), b) if b.as_ref().is_none_or(|b| a.key < b.key) => {
                a.rows.iter().try_for_each(|row| found.vanished(row))?;
                one = left.next()?;
            }
            (_, Some(b)) => {
                b.rows.iter().try_for_each(|row| found.new(row))?;
                other = right.next()?;
            }
            (Some(_), None) => one = left.next()?,
        }
    }
}

/// The differences of one table as they are found.
struct Found<'a, 'b> {
    table: &'a TableSpec,
    tell: &'a mut Tell<'b>,
    counts: TableDifference,
}

impl Found<'_, '_> {
    /// Rows of one key, or all rows of one household or person of a table without key.
    fn group(&mut self, old: &Group, new: &Group) -> Result<()> {
        if let (false, [a], [b]) = (self.table.key.is_empty(), &*old.rows, &*new.rows) {
            return self.corrected(a, b);
        }
        let (mut a, mut b) = (old.rows.iter().peekable(), new.rows.iter().peekable());
        loop {
            match (a.peek(), b.peek()) {
                (None, None) => return Ok(()),
                (Some(x), Some(y)) if x.content == y.content => {
                    a.next();
                    b.next();
                }
                (Some(x), y) if y.is_none_or(|y| x.content < y.content) => {
                    self.vanished(x)?;
                    a.next();
                }
                (_, Some(y)) => {
                    self.new(y)?;
                    b.next();
                }
                (Some(_), None) => drop(a.next()),
            }
        }
    }

    fn corrected(&mut self, old: &Row, new: &Row) -> Result<()> {
        if old.content == new.content {
            return Ok(());
        }
        self.counts.corrected += 1;
        let key = self.key(new);
        for (at, column) in self.table.columns.iter().enumerate() {
            let (before, after) = (old.cell(at), new.cell(at));
            if before != after && column.column() != EXTRACTED {
                self.say(Kind::Correction, key.clone(), column.column(), before, after)?;
            }
        }
        Ok(())
    }

    fn new(&mut self, row: &Row) -> Result<()> {
        self.counts.new += 1;
        self.say(Kind::New, self.key(row), "", None, self.whole(row))
    }

    fn vanished(&mut self, row: &Row) -> Result<()> {
        self.counts.vanished += 1;
        self.say(Kind::Vanished, self.key(row), "", self.whole(row), None)
    }

    fn say(
        &mut self,
        kind: Kind,
        key: String,
        column: &str,
        old: Option<String>,
        new: Option<String>,
    ) -> Result<()> {
        let (table, column) = (self.table.name.clone(), column.to_owned());
        (self.tell)(Difference { table, kind, key, column, old, new })
    }

    /// The cells that name a row.
    fn key(&self, row: &Row) -> String {
        let named = match self.table.key.is_empty() {
            true => self.table.sort_columns(),
            false => self.table.key.iter().filter_map(|c| self.table.position(c)).collect(),
        };
        let cells = named.into_iter().map(|at| row.cell(at).unwrap_or_default());
        cells.collect::<Vec<_>>().join("/")
    }

    /// The cells of a row that has no key.
    fn whole(&self, row: &Row) -> Option<String> {
        let named = self.table.sort_columns();
        let columns = self.table.columns.iter().enumerate();
        let cells = columns.filter(|(at, column)| {
            !named.contains(at) && column.column() != EXTRACTED && self.table.key.is_empty()
        });
        let cells =
            cells.filter_map(|(at, column)| Some(format!("{}={}", column.column(), row.cell(at)?)));
        let text = cells.collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }
}

impl Row {
    fn cell(&self, at: usize) -> Option<String> {
        self.batch.columns().get(at).and_then(|column| cell_text(column, self.at))
    }
}
