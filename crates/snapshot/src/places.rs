//! Where things are: units by name or code, and the town and village of every household.
//!
//! # Invariants
//!
//! - A village's name is resolved inside its town only.
//! - A household that this snapshot does not have is where the last snapshot that had it put it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use model::{Programme, Result};

use crate::pseudonym::{self, ByPseudonym, Pseudonym};
use crate::view::TableFile;
use crate::words::squeeze;

/// What a place that nobody knows is called.
pub(crate) const UNKNOWN: &str = "unknown";

/// The administrative units.
#[derive(Debug, Default)]
pub(crate) struct Units {
    units: Vec<Unit>,
    by_code: HashMap<String, usize>,
    towns: HashMap<String, Vec<usize>>,
    /// By the short code of the town, then by name.
    villages: HashMap<String, HashMap<String, Vec<usize>>>,
}

/// One administrative unit.
#[derive(Debug)]
pub(crate) struct Unit {
    /// As the table of units has it.
    pub code: String,
    /// `urban` or `rural`.
    pub area: Option<String>,
    /// The short code of the unit above.
    parent: String,
    is_village: bool,
}

impl Units {
    /// What of a table `units` is needed.
    pub(crate) const COLUMNS: [&str; 5] = ["code", "name", "parent", "kind", "area"];

    /// From the rows of a table `units`.
    pub(crate) fn of(batches: &[RecordBatch]) -> Self {
        let mut units = Self::default();
        batches.iter().for_each(|batch| units.add_batch(batch));
        units
    }

    fn add_batch(&mut self, batch: &RecordBatch) {
        let column = |name| texts(batch, name);
        let (codes, names, parents) = (column("code"), column("name"), column("parent"));
        let (kinds, areas) = (column("kind"), column("area"));
        for row in 0..batch.num_rows() {
            let Some(code) = text(codes, row) else { continue };
            let kind = text(kinds, row).unwrap_or_default();
            let unit = Unit {
                code: code.to_owned(),
                area: text(areas, row).map(str::to_owned),
                parent: short_code(text(parents, row).unwrap_or_default()).to_owned(),
                is_village: matches!(kind, "village" | "community"),
            };
            self.add(unit, text(names, row).unwrap_or_default());
        }
    }

    fn add(&mut self, unit: Unit, name: &str) {
        let at = self.units.len();
        self.by_code.insert(short_code(&unit.code).to_owned(), at);
        let names = BTreeSet::from([squeeze(name).into_owned(), bare_name(name, unit.is_village)]);
        for name in names {
            if unit.is_village {
                let town = self.villages.entry(unit.parent.clone()).or_default();
                town.entry(name).or_default().push(at);
            } else {
                self.towns.entry(name).or_default().push(at);
            }
        }
        self.units.push(unit);
    }

    /// Whether no unit is known, so that no name can be judged.
    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// A town, or the unit above all towns, by code or name, with or without 镇, 乡 or 街道.
    pub(crate) fn town(&self, given: &str) -> Option<&Unit> {
        let given = squeeze(given);
        let by_name = |name: &str| self.towns.get(name).filter(|found| found.len() == 1)?.first();
        let at = self.by_code.get(short_code(&given)).or_else(|| by_name(&given));
        let at = at.or_else(|| by_name(&bare_name(&given, false)));
        self.units.get(*at?).filter(|unit| !unit.is_village)
    }

    /// A village by code, or by name inside the town of this code.
    pub(crate) fn village(&self, given: &str, town: &str) -> Option<&Unit> {
        let given = squeeze(given);
        let villages = self.villages.get(short_code(town));
        let by_name = |name: &str| villages?.get(name).filter(|found| found.len() == 1)?.first();
        let at = self.by_code.get(short_code(&given)).or_else(|| by_name(&given));
        let at = at.or_else(|| by_name(&bare_name(&given, true)));
        self.units.get(*at?).filter(|unit| unit.is_village)
    }

    /// Urban or rural by the code of a unit.
    pub(crate) fn area(&self, code: &str) -> Option<&str> {
        self.units.get(*self.by_code.get(short_code(code))?)?.area.as_deref()
    }
}

/// A code without the zeros that stand for "no lower unit".
fn short_code(code: &str) -> &str {
    let mut code = code.trim();
    while code.len() > 6 && code.len().is_multiple_of(3) {
        match code.strip_suffix("000") {
            Some(shorter) => code = shorter,
            None => break,
        }
    }
    code
}

/// A name without the word for its kind.
fn bare_name(name: &str, village: bool) -> String {
    const TOWN: &[&str] = &["街道办事处", "街道", "镇", "乡"];
    const VILLAGE: &[&str] = &["村民委员会", "居民委员会", "村委会", "居委会", "社区", "村", "居"];
    let name = squeeze(name);
    let kinds = if village { VILLAGE } else { TOWN };
    let bare = kinds.iter().find_map(|kind| name.strip_suffix(kind)).filter(|b| !b.is_empty());
    bare.unwrap_or(&name).to_owned()
}

/// What other tables take from a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Household<'a> {
    /// Programme.
    pub programme: Option<Programme>,
    /// Town code.
    pub town: Cow<'a, str>,
    /// Village code.
    pub village: Cow<'a, str>,
}

/// The households of a snapshot by key; a few dozen bytes each.
#[derive(Debug, Default)]
pub(crate) struct Households {
    by_key: ByPseudonym<(Option<Programme>, u32, u32)>,
    codes: Vec<String>,
    code_numbers: HashMap<String, u32>,
}

impl Households {
    /// Adds rows of the table `households` whose keys are not there yet.
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        let keys = batch.column_by_name("household_key");
        let programmes = texts(batch, "programme");
        let (towns, villages) = (texts(batch, "town_code"), texts(batch, "village_code"));
        for row in 0..batch.num_rows() {
            let Some(key) = keys.and_then(|keys| pseudonym::at(keys, row)) else { continue };
            let programme = text(programmes, row).and_then(Programme::from_code);
            let town = self.code(text(towns, row).unwrap_or(UNKNOWN));
            let village = self.code(text(villages, row).unwrap_or(UNKNOWN));
            self.by_key.entry(key).or_insert((programme, town, village));
        }
    }

    fn code(&mut self, code: &str) -> u32 {
        if let Some(number) = self.code_numbers.get(code) {
            return *number;
        }
        let number = self.codes.len() as u32;
        self.codes.push(code.to_owned());
        self.code_numbers.insert(code.to_owned(), number);
        number
    }

    /// The household of this key.
    pub(crate) fn get(&self, key: &Pseudonym) -> Option<Household<'_>> {
        let (programme, town, village) = *self.by_key.get(key)?;
        let code = |number: u32| self.codes.get(number as usize).map_or(UNKNOWN, String::as_str);
        Some(Household { programme, town: code(town).into(), village: code(village).into() })
    }
}

/// The households of earlier snapshots, read month by month as far back as somebody asks.
#[derive(Debug, Default)]
pub(crate) struct Past(Mutex<PastMonths>);

#[derive(Debug, Default)]
struct PastMonths {
    known: Households,
    unread: VecDeque<TableFile>,
}

impl Past {
    /// From the household files of earlier snapshots, latest first.
    pub(crate) fn new(files: impl IntoIterator<Item = TableFile>) -> Self {
        let unread = files.into_iter().collect();
        Self(Mutex::new(PastMonths { known: Households::default(), unread }))
    }

    /// The household as the last snapshot that had it knew it.
    pub(crate) fn find(&self, key: &Pseudonym) -> Result<Option<Household<'static>>> {
        let mut months = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(Household { programme, town, village }) = months.known.get(key) {
                let (town, village) = (town.into_owned().into(), village.into_owned().into());
                return Ok(Some(Household { programme, town, village }));
            }
            let Some(file) = months.unread.pop_front() else { return Ok(None) };
            let columns = ["household_key", "programme", "town_code", "village_code"];
            for batch in file.read(&columns)? {
                months.known.add(&batch);
            }
        }
    }
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    batch.column_by_name(name)?.as_string_opt::<i32>()
}

fn text(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

#[cfg(test)]
mod tests {
    use super::{Unit, Units};

    fn units() -> Units {
        let mut units = Units::default();
        for (code, name, parent, is_village) in [
            ("469002000000", "琼海市", "", false),
            ("469002100", "嘉积镇", "469002", false),
            ("469002101", "万泉镇", "469002000000", false),
            ("469002100201", "新民村", "469002100", true),
            ("469002101201", "新民村", "469002101000", true),
        ] {
            let parent = super::short_code(parent).to_owned();
            units.add(Unit { code: code.into(), area: None, parent, is_village }, name);
        }
        units
    }

    #[test]
    fn towns_are_found_by_name_and_by_code() {
        let units = units();
        for (given, expected) in [
            ("嘉积镇", Some("469002100")),
            ("嘉积", Some("469002100")),
            (" 嘉积 镇", Some("469002100")),
            ("469002100", Some("469002100")),
            ("469002100000", Some("469002100")),
            ("琼海市", Some("469002000000")),
            ("469002", Some("469002000000")),
            ("博鳌镇", None),
            ("新民村", None),
            ("469002100201", None),
        ] {
            assert_eq!(units.town(given).map(|unit| &*unit.code), expected, "{given}");
        }
    }

    #[test]
    fn a_village_is_found_inside_its_town() {
        let units = units();
        for (given, town, expected) in [
            ("新民村", "469002100", Some("469002100201")),
            ("新民村委会", "469002101", Some("469002101201")),
            ("469002101201", "469002101", Some("469002101201")),
            ("新民村", "469002102", None),
            ("旧民村", "469002100", None),
        ] {
            assert_eq!(units.village(given, town).map(|unit| &*unit.code), expected, "{given}");
        }
    }
}
