//! The rows of one block of a sheet, checked one by one.
//!
//! Every cell is read (`read`) and the row completed (`derive`); then it joins the columns or stops.
//! Blocks are independent of each other, so that several can be worked on at once; what a row has to
//! do with rows of other blocks is judged when the parts come together (`table`).
//!
//! # Invariants
//!
//! - Every row that is not blank, a totals row, a note behind the totals or replaced by its
//!   correction is typed or stopped; what is left out otherwise than blank is told.

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use model::{IdNumber, Result, Text};
use sha2::{Digest, Sha256};

use crate::cell::{CellRef, Value};
use crate::columns::Columns;
use crate::correction::Replaced;
use crate::counts::Counts;
use crate::derive::{Context, Derive, Stop};
use crate::error::{reason, warning};
use crate::identities::{Candidates, IdentityRef};
use crate::layout::{Layout, Slot};
use crate::pseudonym::{Pseudonym, Pseudonyms};
use crate::quarantine;
use crate::read::{Reader, identity_text};
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::secret::canonical;
use crate::source::{Block, RowRef, Sheet};
use crate::totals::{Over, Sums, TotalsRow};
use crate::words::narrow;

/// One sheet that holds rows of a table.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    /// File inside the delivery.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Where its columns stand.
    pub layout: &'a Layout,
}

/// What a block became.
pub(crate) struct Part {
    /// The rows that can be used.
    pub batch: RecordBatch,
    /// Where each of them stands.
    pub rows: Vec<Typed>,
    /// The others.
    pub stopped: Vec<Stopped>,
    /// Who is behind the pseudonyms, of each row in turn.
    pub identities: Candidates,
    /// The totals rows.
    pub totals: Vec<TotalsRow>,
    /// How many rows there are, of whatever kind.
    pub all_rows: u64,
    /// The sums of the whole block.
    pub sums: Sums,
    /// The latest day of extraction.
    pub extracted_on: Option<NaiveDate>,
    /// What was not plain.
    pub counts: Counts,
    /// Notes behind the totals.
    pub notes: Vec<Text>,
}

/// A row that can be used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed {
    /// Its number in the sheet.
    pub number: u64,
    /// Its place in the block.
    pub place: usize,
    /// What stands for its key, if the table has one.
    pub key: Option<Pseudonym>,
    /// How many identities it told.
    pub identities: usize,
}

/// A row that cannot be used.
#[derive(Debug)]
pub(crate) struct Stopped {
    /// Its number in the sheet.
    pub number: u64,
    /// Heading of the column that stops it.
    pub column: &'static str,
    /// The text of that cell.
    pub text: String,
    /// Why.
    pub reason: Text,
    /// The whole row under the headings of the contract.
    pub cells: Vec<String>,
    /// Whether it counts against the limit.
    pub is_counted: bool,
}

/// What every block of a sheet is worked on with.
#[derive(Clone, Copy)]
pub(crate) struct Work<'a> {
    /// The table.
    pub table: &'static TableSpec,
    /// Where the rows come from.
    pub input: Input<'a>,
    /// Makes pseudonyms.
    pub pseudonyms: &'a Pseudonyms,
    /// What other tables and months tell.
    pub context: &'a Context<'a>,
    /// Rows whose place corrected rows take.
    pub replaced: &'a Replaced,
}

impl Work<'_> {
    /// Works on a block; `after_totals` says whether a totals row stands in an earlier one.
    ///
    /// # Errors
    /// The disk, or a bug; everything about the rows is in [`Part`].
    pub(crate) fn part(&self, block: &Block<'_>, after_totals: bool) -> Result<Part> {
        let mut rows = BlockRows::new(self);
        let mut next = block.rows();
        let mut after_totals = after_totals;
        while let Some(row) = next.next_row()? {
            rows.all_rows += 1;
            if row.number <= self.input.layout.heading_row || row.is_blank() {
                continue;
            }
            if let Some(over) = rows.sums.over(self.input.layout, row) {
                after_totals |= over == Over::All;
                let layout = self.input.layout;
                rows.totals.push(rows.sums.totals_row(layout, row, over, &mut rows.reader));
            } else if after_totals && !self.has_key(row) {
                rows.notes.push(warning::footnote(self.input.file, row.number));
            } else {
                rows.add(row)?;
            }
        }
        rows.finish()
    }

    /// The row as one that cannot be used because of a column, or of its width.
    pub(crate) fn stopped(&self, row: RowRef<'_>, column: usize, reason: Text) -> Stopped {
        let layout = self.input.layout;
        Stopped {
            number: row.number,
            column: self.table.columns.get(column).map_or("", ColumnSpec::shown),
            text: quarantine::stopping_cell(layout, row, column).to_owned(),
            reason,
            cells: quarantine::whole_row(layout, row),
            is_counted: true,
        }
    }

    /// Whether any cell of the columns that make a row is filled.
    fn has_key(&self, row: RowRef<'_>) -> bool {
        let columns = self.table.columns.iter().zip(&self.input.layout.columns);
        let mut slots = columns.filter_map(|(column, slot)| {
            let is_key = || self.table.key.iter().any(|key| key == column.column());
            slot.filter(|_| column.kind == ColumnType::Id || is_key())
        });
        let filled = |cell: CellRef<'_>| cell.text.chars().any(|c| c.is_ascii_digit());
        slots.any(|slot| row.cell(slot.at).is_some_and(filled))
    }
}

/// The rows of a block while they are read.
struct BlockRows<'a> {
    work: &'a Work<'a>,
    key: Vec<usize>,
    main_id: Option<usize>,
    extracted: Option<usize>,
    /// Columns kept as identities, each with the column of the name.
    identified: Vec<(usize, Option<usize>)>,
    reader: Reader<'a>,
    derive: Derive<'a>,
    columns: Columns,
    rows: Vec<Typed>,
    stopped: Vec<Stopped>,
    identities: Candidates,
    sums: Sums,
    totals: Vec<TotalsRow>,
    all_rows: u64,
    extracted_on: Option<NaiveDate>,
    notes: Vec<Text>,
}

impl<'a> BlockRows<'a> {
    fn new(work: &'a Work<'a>) -> Self {
        let table = work.table;
        let id = if table.name == "households" { "household_key" } else { "person_key" };
        let by_name = |name: &str| table.columns.iter().position(|c| c.name == name);
        let identified = table.columns.iter().enumerate();
        let identified =
            identified.filter_map(|(at, c)| c.identity.as_ref().map(|named| (at, by_name(named))));
        Self {
            work,
            key: table.key.iter().filter_map(|c| table.position(c)).collect(),
            main_id: table.position(id),
            extracted: table.position("extracted_on"),
            identified: identified.collect(),
            reader: Reader::new(table, work.pseudonyms),
            derive: Derive::new(table, work.context),
            columns: Columns::new(table),
            rows: Vec::new(),
            stopped: Vec::new(),
            identities: Candidates::default(),
            sums: Sums::new(table),
            totals: Vec::new(),
            all_rows: 0,
            extracted_on: None,
            notes: Vec::new(),
        }
    }

    fn add(&mut self, row: RowRef<'_>) -> Result<()> {
        let mut values = Vec::with_capacity(self.work.table.columns.len());
        match self.read(row, &mut values) {
            // Its totals count all the same.
            _ if self.work.replaced.holds(&self.work.input, row) => {}
            Ok(()) => {
                self.columns.push(&values);
                let identities = self.keep_identities(row, &values);
                let key = self.key_of(&values);
                self.rows.push(Typed { number: row.number, place: row.place, key, identities });
            }
            Err(Stop::Cell(column, why)) => {
                self.stopped.push(self.work.stopped(row, column, why));
            }
            Err(Stop::Outside(column, why)) => {
                let stopped = self.work.stopped(row, column, why);
                self.stopped.push(Stopped { is_counted: false, ..stopped });
                self.reader.counts.outside += 1;
            }
            Err(Stop::Fault(fault)) => return Err(fault),
        }
        Ok(())
    }

    /// Reads every cell into `values`, so that totals see all of them, then completes the row.
    fn read<'v>(&mut self, row: RowRef<'v>, values: &mut Vec<Value<'v>>) -> Result<(), Stop>
    where
        'a: 'v,
    {
        let Layout { columns, programme, width, .. } = self.work.input.layout;
        let (mut stop, mut id) = (None, None);
        for (at, (column, slot)) in self.work.table.columns.iter().zip(columns).enumerate() {
            let value = self.cell(at, column, *slot, row).unwrap_or_else(|why| {
                stop.get_or_insert(Stop::Cell(at, why));
                Value::Null
            });
            if Some(at) == self.main_id {
                id = self.reader.last_id.take();
            }
            self.sums.add(at, &value);
            values.push(value);
        }
        self.fill_extracted_on(values);
        if row.cells().skip(*width).any(|cell| !cell.is_blank()) {
            stop.get_or_insert(Stop::Cell(columns.len(), reason::too_many_cells()));
        }
        match stop {
            Some(stop) => Err(stop),
            None => self.derive.complete(values, *programme, id.as_ref()),
        }
    }

    fn cell<'v>(
        &mut self,
        at: usize,
        column: &'static ColumnSpec,
        slot: Option<Slot>,
        row: RowRef<'v>,
    ) -> Result<Value<'v>, Text> {
        let cell = slot.and_then(|slot| Some((slot, row.cell(slot.at)?)));
        self.reader.last_id = None;
        match (cell, &column.default) {
            (Some((slot, cell)), None) => self.reader.value(at, slot, cell),
            (Some((slot, cell)), Some(_)) if !cell.is_blank() => self.reader.value(at, slot, cell),
            (_, Some(default)) => {
                let slot = Slot { at: 0, in_ten_thousands: false };
                self.reader.value(at, slot, CellRef::text(default))
            }
            (None, None) => Ok(Value::Null),
        }
    }

    fn fill_extracted_on(&mut self, values: &mut [Value<'_>]) {
        let Some(cell) = self.extracted.and_then(|at| values.get_mut(at)) else { return };
        match (&cell, self.work.input.layout.extracted_on) {
            (Value::Day(day), _) => self.extracted_on = self.extracted_on.max(Some(*day)),
            (_, Some(day)) => *cell = Value::Day(day),
            _ => {}
        }
    }

    /// A pseudonym serves as it is; other keys are hashed to its length.
    fn key_of(&self, values: &[Value<'_>]) -> Option<Pseudonym> {
        let mut parts = self.key.iter().filter_map(|at| values.get(*at));
        if let (1, Some(Value::Key(key))) = (self.key.len(), parts.clone().next()) {
            return Some(*key);
        }
        let mut hash = Sha256::new();
        parts.by_ref().for_each(|value| {
            match value {
                Value::Key(key) => hash.update(key),
                Value::Text(text) => hash.update(text.as_bytes()),
                Value::Int(number) => hash.update(number.to_be_bytes()),
                Value::Day(day) => hash.update(day.to_epoch_days().to_be_bytes()),
                Value::Month(month) => hash.update(month.to_string()),
                Value::Null | Value::Decimal(_) | Value::Bool(_) => {}
            }
            hash.update([0x1f]);
        });
        let hash: [u8; 32] = hash.finalize().into();
        hash.first_chunk().copied().filter(|_| !self.key.is_empty())
    }

    fn keep_identities(&mut self, row: RowRef<'_>, values: &[Value<'_>]) -> usize {
        let columns = &self.work.input.layout.columns;
        let text = |at: usize| {
            let slot = columns.get(at).copied().flatten()?;
            row.cell(slot.at).map(|cell| cell.text)
        };
        let mut kept = 0;
        for (at, named) in &self.identified {
            let (Some(column), Some(Value::Key(key))) =
                (self.work.table.columns.get(*at), values.get(*at))
            else {
                continue;
            };
            let own = text(*at).unwrap_or_default();
            let name = narrow(named.and_then(text).unwrap_or_default());
            let mut keep = |kind, id_no: &str| {
                self.identities.push(IdentityRef { key: *key, kind, id_no, name: &name });
                kept += 1;
            };
            match column.kind {
                ColumnType::Id => {
                    let id = IdNumber::parse(&identity_text(own));
                    keep("person", id.as_ref().map_or("", IdNumber::as_str));
                }
                _ => {
                    let what = column.secret.as_deref().unwrap_or_default();
                    keep(what, &canonical(what, own));
                }
            }
        }
        kept
    }

    fn finish(mut self) -> Result<Part> {
        self.reader.counts.unknown_villages += self.derive.unknown_villages;
        Ok(Part {
            batch: self.columns.finish()?,
            rows: self.rows,
            stopped: self.stopped,
            identities: self.identities,
            totals: self.totals,
            all_rows: self.all_rows,
            sums: self.sums,
            extracted_on: self.extracted_on,
            counts: self.reader.counts,
            notes: self.notes,
        })
    }
}
