//! A table read: the parts of all its sheets put together in the order of the delivery.
//!
//! # Invariants
//!
//! - Of the rows with one key the first is loaded, wherever the files are cut into blocks.
//! - Memory does not grow with the files but for a few bytes a key: rows wait in sorted runs
//!   (`sorted`), and a block is gone when its part has been added.

use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;
use chrono::NaiveDate;
use model::{Blame, Fault, Result, Text};

use crate::correction::Replaced;
use crate::counts::Counts;
use crate::derive::Context;
use crate::error::{self, reason, warning};
use crate::identities::{self, Identities};
use crate::parquet_file::Staged;
use crate::places::Households;
use crate::pseudonym::{ByPseudonym, Pseudonyms};
use crate::quarantine::Quarantined;
use crate::rows::{Input, Part, Stopped, Typed, Work};
use crate::schema::TableSpec;
use crate::sorted::Sorter;
use crate::source::Block;
use crate::totals::{Over, Totals};
use crate::{columns, parallel};

/// A table whose rows have been read and wait to be written.
pub(crate) struct Table {
    /// What is known of it.
    pub loaded: Loaded,
    rows: Sorter,
}

/// What is known of a table that was read.
pub(crate) struct Loaded {
    /// The table.
    pub table: &'static TableSpec,
    /// How many rows it has.
    pub rows: u64,
    /// Its file, waiting to be published; none without rows.
    pub file: Option<Staged>,
    /// Rows that cannot be used.
    pub quarantined: Vec<Quarantined>,
    /// How many of those count against the limit.
    pub counted: u64,
    /// Rows loaded from each input.
    pub input_rows: Vec<u64>,
    /// The latest day of extraction.
    pub extracted_on: Option<NaiveDate>,
    /// The households, if it is their table.
    pub households: Households,
    /// What makes the delivery unusable.
    pub problems: Vec<Fault>,
    /// What a person should know.
    pub warnings: Vec<Text>,
}

/// Reads all inputs of a table; rows wait in the folder `staging`.
///
/// # Errors
/// The disk, or a bug; everything about the rows is in [`Loaded`].
pub(crate) fn read(
    table: &'static TableSpec,
    inputs: &[Input<'_>],
    staging: &Path,
    pseudonyms: &Pseudonyms,
    context: &Context<'_>,
    identities: &Mutex<Identities>,
) -> Result<Table> {
    let mut reading = Reading::new(table, staging, identities);
    let replaced = Replaced::of(inputs)?;
    for input in inputs {
        let work = Work { table, input: *input, pseudonyms, context, replaced: &replaced };
        match reading.read_input(&work, inputs) {
            Err(fault) if fault.blame == Blame::Data => reading.loaded.problems.push(fault),
            read => read?,
        }
    }
    if replaced.taken() > 0 {
        reading.loaded.warnings.push(warning::corrected(&table.name, replaced.taken()));
    }
    Ok(reading.finish())
}

impl Table {
    /// Sorts the rows and writes them to a file in the folder that they wait in.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn write(self, prefix: &str) -> Result<Loaded> {
        let table = self.loaded.table;
        let file = Staged::write(table, prefix, self.rows)?;
        Ok(Loaded { file, ..self.loaded })
    }
}

struct Reading<'a> {
    loaded: Loaded,
    rows: Sorter,
    counts: Counts,
    /// Who is behind the pseudonyms of all tables.
    identities: &'a Mutex<Identities>,
    /// Input and row of every key.
    keys: ByPseudonym<(u32, u32)>,
}

impl<'a> Reading<'a> {
    fn new(table: &'static TableSpec, staging: &Path, identities: &'a Mutex<Identities>) -> Self {
        let loaded = Loaded {
            table,
            rows: 0,
            file: None,
            quarantined: Vec::new(),
            counted: 0,
            input_rows: Vec::new(),
            extracted_on: None,
            households: Households::default(),
            problems: Vec::new(),
            warnings: Vec::new(),
        };
        let rows = Sorter::new(staging, columns::schema(table), table.sort_columns());
        let (counts, keys) = (Counts::default(), ByPseudonym::default());
        Self { loaded, rows, counts, identities, keys }
    }

    /// Blocks are worked on as many at once as there are cores, then added one after the other.
    fn read_input(&mut self, work: &Work<'_>, inputs: &[Input<'_>]) -> Result<()> {
        let Input { sheet, layout, .. } = work.input;
        self.loaded.extracted_on = self.loaded.extracted_on.max(layout.extracted_on);
        self.loaded.input_rows.push(0);
        let (mut blocks, mut totals) = (sheet.blocks()?, Totals::new(work.table));
        let (mut after_totals, mut rows) = (false, 0);
        loop {
            let some = (0..parallel::cores()).map_while(|_| blocks.next().transpose());
            let some: Vec<Block<'_>> = some.collect::<Result<_>>()?;
            if some.is_empty() {
                return Ok(());
            }
            let parts = parallel::map(&some, |block| work.part(block, after_totals));
            let known = after_totals;
            for (block, part) in some.iter().zip(parts) {
                let mut part = part?;
                if after_totals != known {
                    part = work.part(block, after_totals)?;
                }
                rows += part.all_rows;
                sheet.check_rows(rows)?;
                for row in &part.totals {
                    self.loaded.problems.extend(totals.check(&work.input, row));
                    after_totals |= row.over == Over::All;
                }
                totals.add(&part.sums);
                self.add(work, inputs, block, part)?;
            }
        }
    }

    fn add(
        &mut self,
        work: &Work<'_>,
        inputs: &[Input<'_>],
        block: &Block<'_>,
        mut part: Part,
    ) -> Result<()> {
        let is_first = self.refuse_second_rows(work, inputs, block, &mut part)?;
        self.keep_identities(&part, &is_first);
        if is_first.contains(&false) {
            let is_first = BooleanArray::from(is_first);
            part.batch = filter_record_batch(&part.batch, &is_first)
                .map_err(|why| error::bug(&why.to_string()))?;
        }
        let rows = part.batch.num_rows() as u64;
        self.loaded.rows += rows;
        if let Some(input_rows) = self.loaded.input_rows.last_mut() {
            *input_rows += rows;
        }
        if work.table.name == "households" {
            self.loaded.households.add(&part.batch);
        }
        self.loaded.extracted_on = self.loaded.extracted_on.max(part.extracted_on);
        self.loaded.warnings.extend(part.notes);
        self.counts.add(part.counts);
        self.quarantine(work, part.stopped);
        self.rows.push(part.batch)
    }

    /// Rows that are not loaded tell nobody's identity.
    fn keep_identities(&self, part: &Part, is_first: &[bool]) {
        let rank = identities::rank(self.loaded.table);
        let mut all = self.identities.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = part.identities.iter();
        for (row, is_first) in part.rows.iter().zip(is_first) {
            for identity in told.by_ref().take(row.identities).filter(|_| *is_first) {
                all.add(rank, identity);
            }
        }
    }

    /// Whether each row is the first of its key; the others stop.
    fn refuse_second_rows(
        &mut self,
        work: &Work<'_>,
        inputs: &[Input<'_>],
        block: &Block<'_>,
        part: &mut Part,
    ) -> Result<Vec<bool>> {
        let here = self.loaded.input_rows.len().saturating_sub(1) as u32;
        let column = work.table.key.first().and_then(|key| work.table.position(key));
        let mut is_first = Vec::with_capacity(part.rows.len());
        for Typed { number, place, key, .. } in &part.rows {
            let first = key.and_then(|key| match self.keys.entry(key) {
                Entry::Occupied(first) => Some(*first.get()),
                Entry::Vacant(free) => {
                    free.insert((here, *number as u32));
                    None
                }
            });
            is_first.push(first.is_none());
            let Some((input, at)) = first else { continue };
            let file = inputs.get(input as usize).map_or(work.input.file, |input| input.file);
            let why = reason::second_of_key(u64::from(at), file);
            if let Some(row) = block.rows_from(*place, *number).next_row()? {
                part.stopped.push(work.stopped(row, column.unwrap_or_default(), why));
            }
        }
        part.stopped.sort_by_key(|stopped| stopped.number);
        Ok(is_first)
    }

    fn quarantine(&mut self, work: &Work<'_>, stopped: Vec<Stopped>) {
        for Stopped { number, column, text, reason, cells, is_counted } in stopped {
            self.loaded.counted += u64::from(is_counted);
            self.loaded.quarantined.push(Quarantined {
                file: work.input.file.to_owned(),
                sheet: work.input.sheet.name.clone(),
                row: number,
                column: column.to_owned(),
                text,
                reason,
                table: work.table.name.clone(),
                cells,
            });
        }
    }

    fn finish(mut self) -> Table {
        let warnings = self.counts.warnings(&self.loaded.table.name);
        self.loaded.warnings.extend(warnings);
        Table { loaded: self.loaded, rows: self.rows }
    }
}
