//! A delivery looked at and not loaded: all of a month, or the files of one township.
//!
//! # Invariants
//!
//! - It is read the way a load reads it, so that what is said here is what a load would say.
//! - Nothing is published, and no load waits for it.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::AsArray;
use model::{Blame, Fault, Result, Text};

use crate::load::{self, LoadOptions, TableCount};
use crate::quarantine::Quarantined;
use crate::scratch::Scratch;
use crate::store::Store;
use crate::table::Loaded;

/// The column of the town in every table that has one.
const TOWN: &str = "town_code";

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Rows by table.
    pub tables: BTreeMap<String, TableCount>,
    /// Usable rows by the code of the town that they are about, in the tables that tell it.
    pub towns: BTreeMap<String, u64>,
    /// What is wrong with the files themselves.
    pub problems: Vec<Fault>,
    /// What else would have them refused if they were loaded as a whole month.
    pub incomplete: Vec<Fault>,
    /// Rows that cannot be used, in the order of tables, files and rows.
    pub quarantined: Vec<Quarantined>,
    /// What a person should know.
    pub warnings: Vec<Text>,
}

pub(crate) fn run(store: &Store, folder: &Path, options: &LoadOptions) -> Result<Checked> {
    let scratch = Scratch::of_check(store)?;
    let delivery = match load::open(folder, &scratch, options) {
        Err(fault) if fault.blame == Blame::Data => {
            return Ok(Checked { problems: vec![fault], ..Checked::default() });
        }
        opened => opened?,
    };
    let (published, staging) = (store.manifests()?, scratch.staging()?);
    // The files of one township lack the units; those of the month itself may be loaded already.
    let before = load::view_on(store, Some(options.month.last_day()), &published);
    let before = before.as_ref();
    let (loaded, _) = load::read_tables(store, &delivery, options, &published, before, &staging)?;
    let mut checked = Checked {
        problems: load::wrong(&delivery, &loaded),
        incomplete: load::incomplete(&loaded, options.quarantine_limit),
        warnings: delivery.warnings,
        ..Checked::default()
    };
    for table in loaded {
        checked.add(table)?;
    }
    Ok(checked)
}

impl Checked {
    fn add(&mut self, table: Loaded) -> Result<()> {
        let quarantined = table.quarantined.len() as u64;
        let count = TableCount { rows: table.rows, quarantined };
        self.tables.insert(table.table.name.clone(), count);
        if table.table.position(TOWN).is_some()
            && let Some(file) = &table.file
        {
            for batch in file.read(&[TOWN])? {
                let towns = batch.column_by_name(TOWN).and_then(|c| c.as_string_opt::<i32>());
                for town in towns.into_iter().flat_map(|towns| towns.iter().flatten()) {
                    *self.towns.entry(town.to_owned()).or_default() += 1;
                }
            }
        }
        self.quarantined.extend(table.quarantined);
        self.warnings.extend(table.warnings);
        Ok(())
    }
}
