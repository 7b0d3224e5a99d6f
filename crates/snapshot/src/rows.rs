//! The rows of one table, from all its sheets, checked one by one.
//!
//! # Flow
//!
//! Every cell is read (`read`), the row completed (`derive`), its key compared with the keys before;
//! then it joins the columns or the quarantine.
//!
//! # Invariants
//!
//! - Every row that is not blank, a totals row or a note behind the totals is loaded or quarantined.
//! - Of the rows with one key the first is loaded.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use model::{Fault, IdNumber, Result, Text};

use crate::cell::{Cell, Value};
use crate::columns::Columns;
use crate::correction::Replaced;
use crate::derive::{Context, Derive, Stop};
use crate::error::{reason, warning};
use crate::identity::{Identities, Identity};
use crate::layout::{Layout, Slot};
use crate::pseudonym::Pseudonyms;
use crate::quarantine::{self, Quarantined};
use crate::read::{Reader, identity_text};
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::secret::canonical;
use crate::source::{Row, Rows, Sheet};
use crate::totals::Totals;
use crate::words::narrow;

/// One sheet that holds rows of a table.
pub(crate) struct Input<'a> {
    /// File inside the delivery.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Where its columns stand.
    pub layout: &'a Layout,
}

/// A table read.
pub(crate) struct Loaded {
    /// The table.
    pub table: &'static TableSpec,
    /// Its rows.
    pub batch: RecordBatch,
    /// Rows that cannot be used.
    pub quarantined: Vec<Quarantined>,
    /// How many of those count against the limit.
    pub counted: u64,
    /// Rows loaded from each input.
    pub input_rows: Vec<u64>,
    /// The latest day of extraction.
    pub extracted_on: Option<NaiveDate>,
    /// Who is behind the pseudonyms.
    pub identities: Identities,
    /// What makes the delivery unusable.
    pub problems: Vec<Fault>,
    /// What a person should know.
    pub warnings: Vec<Text>,
}

/// Reads all inputs of a table.
///
/// # Errors
/// The disk, or a bug; everything about the rows is in [`Loaded`].
pub(crate) fn load(
    table: &'static TableSpec,
    inputs: &[Input<'_>],
    pseudonyms: Pseudonyms,
    context: &Context<'_>,
) -> Result<Loaded> {
    let mut rows = TableRows::new(table, pseudonyms);
    rows.replaced = Replaced::of(inputs)?;
    let mut input_rows = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        input_rows.push(rows.read_input(number, input, inputs, context)?);
    }
    rows.finish(input_rows)
}

struct TableRows {
    table: &'static TableSpec,
    key: Vec<usize>,
    main_id: Option<usize>,
    extracted: Option<usize>,
    /// Columns kept as identities, each with the column of the name.
    identified: Vec<(usize, Option<usize>)>,
    reader: Reader,
    derive: Derive,
    columns: Columns,
    /// Input and row of every key.
    keys: BTreeMap<String, (usize, u64)>,
    values: Vec<Value>,
    replaced: Replaced,
    quarantined: Vec<Quarantined>,
    counted: u64,
    outside: u64,
    extracted_on: Option<NaiveDate>,
    identities: Identities,
    problems: Vec<Fault>,
    warnings: Vec<Text>,
}

impl TableRows {
    fn new(table: &'static TableSpec, pseudonyms: Pseudonyms) -> Self {
        let id = if table.name == "households" { "household_key" } else { "person_key" };
        let by_name = |name: &str| table.columns.iter().position(|c| c.name == name);
        let identified = table.columns.iter().enumerate();
        let identified =
            identified.filter_map(|(at, c)| c.identity.as_ref().map(|named| (at, by_name(named))));
        Self {
            table,
            key: table.key.iter().filter_map(|c| table.position(c)).collect(),
            main_id: table.position(id),
            extracted: table.position("extracted_on"),
            identified: identified.collect(),
            reader: Reader::new(pseudonyms),
            derive: Derive::new(table),
            columns: Columns::new(table),
            keys: BTreeMap::new(),
            values: Vec::new(),
            replaced: Replaced::default(),
            quarantined: Vec::new(),
            counted: 0,
            outside: 0,
            extracted_on: None,
            identities: Identities::default(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn read_input(
        &mut self,
        number: usize,
        input: &Input<'_>,
        inputs: &[Input<'_>],
        context: &Context<'_>,
    ) -> Result<u64> {
        self.extracted_on = self.extracted_on.max(input.layout.extracted_on);
        let (mut rows, mut row) = (input.sheet.rows()?, Row::default());
        let (mut totals, mut loaded) = (Totals::new(self.table), 0);
        while self.next(&mut rows, &mut row) {
            if row.number <= input.layout.heading_row || row.is_blank() {
                continue;
            }
            if let Some(over) = totals.over(input.layout, &row) {
                self.problems.extend(totals.check(input, &row, over, &mut self.reader));
                continue;
            }
            if totals.seen && !self.has_key(input.layout, &row) {
                let text = row.cells.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join(" ");
                self.warnings.push(warning::footnote(input.file, row.number, text.trim()));
                continue;
            }
            let read = self.read_row(input, &row, &mut totals, context);
            // Its totals count all the same.
            if self.replaced.holds(input, &row) {
                continue;
            }
            match read {
                Ok(()) => match self.earlier_row(number, row.number) {
                    None => {
                        self.columns.push(&self.values);
                        self.keep_identities(input.layout, &row);
                        loaded += 1;
                    }
                    Some((first, at)) => {
                        let file = inputs.get(first).map_or(input.file, |input| input.file);
                        let column = self.key.first().copied().unwrap_or_default();
                        self.stop(input, &row, column, reason::second_of_key(at, file));
                    }
                },
                Err(Stop::Cell(column, why)) => self.stop(input, &row, column, why),
                Err(Stop::Outside(column, why)) => {
                    self.stop(input, &row, column, why);
                    self.counted -= 1;
                    self.outside += 1;
                }
                Err(Stop::Fault(fault)) => return Err(fault),
            }
        }
        Ok(loaded)
    }

    /// Reads the next row; a file that cannot be read on is a problem of the delivery.
    fn next(&mut self, rows: &mut Rows<'_>, row: &mut Row) -> bool {
        rows.next_into(row).unwrap_or_else(|fault| {
            self.problems.push(fault);
            false
        })
    }

    /// Reads every cell into `values`, so that totals see all of them, then completes the row.
    fn read_row(
        &mut self,
        input: &Input<'_>,
        row: &Row,
        totals: &mut Totals,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        self.values.clear();
        let (mut stop, mut id) = (None, None);
        for (at, (column, slot)) in self.table.columns.iter().zip(&input.layout.columns).enumerate()
        {
            let value = match self.read_cell(column, *slot, row) {
                Ok(value) => value,
                Err(why) => {
                    stop = stop.or(Some(Stop::Cell(at, why)));
                    Value::Null
                }
            };
            if Some(at) == self.main_id {
                id = self.reader.last_id.take();
            }
            totals.add(at, column.kind, &value);
            self.values.push(value);
        }
        self.fill_extracted_on(input.layout.extracted_on);
        if row.cells.iter().skip(input.layout.width).any(|cell| !cell.is_blank()) {
            stop = stop.or(Some(Stop::Cell(self.table.columns.len(), reason::too_many_cells())));
        }
        match stop {
            Some(stop) => Err(stop),
            None => self.complete(input.layout.programme, id.as_ref(), context),
        }
    }

    fn complete(
        &mut self,
        hint: Option<&'static str>,
        id: Option<&IdNumber>,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        self.derive.complete(&mut self.values, hint, id, context)
    }

    fn read_cell(
        &mut self,
        column: &'static ColumnSpec,
        slot: Option<Slot>,
        row: &Row,
    ) -> Result<Value, Text> {
        let cell = slot.and_then(|slot| Some((slot, row.cells.get(slot.at)?)));
        self.reader.last_id = None;
        match (cell, &column.default) {
            (Some((slot, cell)), None) => self.reader.value(column, slot, cell),
            (Some((slot, cell)), Some(_)) if !cell.is_blank() => {
                self.reader.value(column, slot, cell)
            }
            (_, Some(default)) => {
                let slot = Slot { at: 0, in_ten_thousands: false };
                self.reader.value(column, slot, &Cell::text(default.as_str()))
            }
            (None, None) => Ok(Value::Null),
        }
    }

    fn fill_extracted_on(&mut self, noted: Option<NaiveDate>) {
        let Some(cell) = self.extracted.and_then(|at| self.values.get_mut(at)) else { return };
        match (&cell, noted) {
            (Value::Day(day), _) => self.extracted_on = self.extracted_on.max(Some(*day)),
            (_, Some(day)) => *cell = Value::Day(day),
            _ => {}
        }
    }

    /// Where the key of the current row stood before; remembers it if nowhere.
    fn earlier_row(&mut self, input: usize, row: u64) -> Option<(usize, u64)> {
        if self.key.is_empty() {
            return None;
        }
        let mut key = String::new();
        for value in self.key.iter().filter_map(|at| self.values.get(*at)) {
            match value {
                Value::Text(text) => key.push_str(text),
                Value::Int(number) => key.push_str(&number.to_string()),
                Value::Day(day) => key.push_str(&day.to_string()),
                Value::Null | Value::Decimal(_) | Value::Bool(_) => {}
            }
            key.push('\u{1f}');
        }
        match self.keys.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert((input, row));
                None
            }
        }
    }

    /// Sends a row to the quarantine because of a column, or of its width.
    fn stop(&mut self, input: &Input<'_>, row: &Row, column: usize, why: Text) {
        let shown = self.table.columns.get(column).map_or("", ColumnSpec::shown);
        self.quarantined.push(Quarantined {
            file: input.file.to_owned(),
            sheet: input.sheet.name.clone(),
            row: row.number,
            column: shown.to_owned(),
            text: quarantine::stopping_cell(input.layout, row, column).to_owned(),
            reason: why,
            table: self.table.name.clone(),
            cells: quarantine::whole_row(input.layout, row),
        });
        self.counted += 1;
    }

    fn keep_identities(&mut self, layout: &Layout, row: &Row) {
        let cell = |at: usize| {
            let slot = layout.columns.get(at).copied().flatten()?;
            row.cells.get(slot.at).map(|cell| cell.text.as_str())
        };
        for (at, named) in &self.identified {
            let (Some(column), Some(Value::Text(key))) =
                (self.table.columns.get(*at), self.values.get(*at))
            else {
                continue;
            };
            if self.identities.contains(key) {
                continue;
            }
            let text = cell(*at).unwrap_or_default();
            let (kind, id_no) = match column.kind {
                ColumnType::Id => {
                    let id = IdNumber::parse(&identity_text(text));
                    ("person", id.map_or_else(String::new, |id| id.as_str().to_owned()))
                }
                _ => {
                    let what = column.secret.as_deref().unwrap_or_default();
                    (what, canonical(what, text).into_owned())
                }
            };
            let name = named.and_then(cell).map(|name| narrow(name).into_owned());
            self.identities.add(Identity {
                key: key.to_string(),
                kind: kind.to_owned(),
                id_no,
                name: name.unwrap_or_default(),
            });
        }
    }

    /// Whether any cell of the columns that make a row is filled.
    fn has_key(&self, layout: &Layout, row: &Row) -> bool {
        let ids = self.table.columns.iter().zip(&layout.columns).enumerate();
        let mut slots = ids.filter_map(|(at, (column, slot))| {
            slot.filter(|_| column.kind == ColumnType::Id || self.key.contains(&at))
        });
        slots.any(|slot| {
            row.cells.get(slot.at).is_some_and(|c| c.text.chars().any(|c| c.is_ascii_digit()))
        })
    }

    fn finish(mut self, input_rows: Vec<u64>) -> Result<Loaded> {
        self.tell();
        Ok(Loaded {
            table: self.table,
            batch: self.columns.finish()?,
            quarantined: self.quarantined,
            counted: self.counted,
            input_rows,
            extracted_on: self.extracted_on,
            identities: self.identities,
            problems: self.problems,
            warnings: self.warnings,
        })
    }

    /// Turns what was counted into warnings.
    fn tell(&mut self) {
        let name = &self.table.name;
        if self.reader.repaired > 0 {
            self.warnings.push(warning::repaired(name, self.reader.repaired));
        }
        for (problem, count) in &self.reader.flawed {
            self.warnings.push(warning::flawed(name, problem, *count));
        }
        if self.derive.unknown_villages > 0 {
            self.warnings.push(warning::unknown_villages(name, self.derive.unknown_villages));
        }
        if self.outside > 0 {
            self.warnings.push(warning::no_household(self.outside));
        }
        let mut by_column: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
        for ((column, text), count) in &self.reader.unknown_codes {
            by_column.entry(column).or_default().push((text, *count));
        }
        for (column, codes) in by_column {
            let total = codes.iter().map(|(_, count)| count).sum();
            let examples: Vec<String> =
                codes.iter().take(5).map(|(text, count)| format!("{text} ({count})")).collect();
            self.warnings.push(warning::unknown_codes(name, column, total, &examples.join(", ")));
        }
    }
}
