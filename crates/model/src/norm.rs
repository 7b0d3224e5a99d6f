//! Norms: every number that a rule could change, with the days between which it holds and the
//! clause it comes from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The value of a norm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number in ten-thousandths, so that shares, yuan and months are all exact.
    Number(i128),
    /// A word, such as a rounding rule.
    Word(String),
    /// A list of words, such as exempt kinds of vehicles.
    List(Vec<String>),
}

/// Ten-thousandths in a whole.
pub const SCALE: i128 = 10_000;

/// One dated value of a norm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Norm {
    /// The value.
    pub value: Value,
    /// `yuan`, `share`, `months`, `days`, `workdays`, `multiple`, `word`, `list`, ….
    pub unit: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds, if it ends.
    pub to: Option<NaiveDate>,
    /// A clause id of the register or a legal source.
    pub source: String,
}

impl Norm {
    /// Whether it is in force on `day`.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// All norms of one municipality, its parents' already merged in, and the hash of their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Norms {
    entries: BTreeMap<String, Vec<Norm>>,
    version: String,
}

impl Norms {
    /// Norms by name; `version` is the hash of what they were read from.
    pub fn new(entries: BTreeMap<String, Vec<Norm>>, version: String) -> Self {
        Self { entries, version }
    }

    /// The hash of what they were read from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every name with its dated values.
    pub const fn entries(&self) -> &BTreeMap<String, Vec<Norm>> {
        &self.entries
    }

    /// The norm in force on `day`; of several, the one that began last.
    pub fn on(&self, name: &str, day: NaiveDate) -> Option<&Norm> {
        self.entries.get(name)?.iter().filter(|n| n.holds_on(day)).max_by_key(|n| n.from)
    }

    /// The number in force on `day`, in ten-thousandths.
    pub fn number_on(&self, name: &str, day: NaiveDate) -> Option<i128> {
        match &self.on(name, day)?.value {
            Value::Number(number) => Some(*number),
            Value::Word(_) | Value::List(_) => None,
        }
    }

    /// The word in force on `day`.
    pub fn word_on(&self, name: &str, day: NaiveDate) -> Option<&str> {
        match &self.on(name, day)?.value {
            Value::Word(word) => Some(word),
            Value::Number(_) | Value::List(_) => None,
        }
    }

    /// The list in force on `day`; empty if there is none.
    pub fn list_on(&self, name: &str, day: NaiveDate) -> &[String] {
        match self.on(name, day).map(|norm| &norm.value) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }
}
