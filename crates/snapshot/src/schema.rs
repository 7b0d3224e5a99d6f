//! The one schema of what a delivery may hold: tables, headings, types and code words.
//!
//! It is read from `schema.toml`, which is compiled in; adding a heading or a code word touches
//! no Rust file.
//!
//! # Invariants
//!
//! - Analytic columns hold pseudonyms where the delivery holds identities.
//! - Every `code` column names a code list that exists.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema as ArrowSchema, SchemaRef};
use model::Text;
use serde::Deserialize;

/// Raised when the analytic columns change; stands in every manifest.
pub const SCHEMA_VERSION: u32 = 1;

/// Money: DECIMAL(18,2).
pub const MONEY_SCALE: i8 = 2;
/// Other numbers: DECIMAL(18,4).
pub const NUMBER_SCALE: i8 = 4;
const PRECISION: u8 = 18;

/// All tables and code lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Every dataset, ledger and feed.
    #[serde(rename = "table")]
    pub tables: Vec<TableSpec>,
    /// Every code list.
    pub codes: Vec<CodeList>,
}

/// One dataset, ledger or feed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Name in questions.
    pub name: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Who delivers it.
    pub owner: Text,
    /// Caseload, ledger or feed.
    pub group: Group,
    /// How months combine.
    pub nature: Nature,
    /// Whether a month without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Analytic columns by which a row is known; empty when it is known by all its columns.
    #[serde(default)]
    pub key: Vec<String>,
    /// The columns in order, derived ones last.
    pub columns: Vec<ColumnSpec>,
}

/// What kind of source a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Exports of the national system.
    Caseload,
    /// The municipality's own ledgers.
    Ledger,
    /// Data of other departments.
    Feed,
}

/// How the months of a table combine into the table of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// The month's rows are the truth of that month.
    Caseload,
    /// The latest delivered month counts whole.
    State,
    /// Rows of all months together, one per key (the latest delivered wins) or distinct by all
    /// columns but `extracted_on`.
    Record,
}

/// One column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// English heading.
    pub name: String,
    /// Chinese heading; `None` for a column derived while loading.
    pub heading: Option<String>,
    /// Other headings that mean the same.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What its cells hold.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Analytic name where it differs.
    pub column: Option<String>,
    /// Code list of a `code` column.
    pub codes: Option<String>,
    /// What a `secret` text is; part of what the pseudonym is made from.
    pub secret: Option<String>,
    /// Kept in the identities, with the name that stands in this column of the row, if any.
    pub identity: Option<String>,
    /// The cell that an absent or empty one stands for.
    pub default: Option<String>,
    /// What must be there.
    #[serde(default)]
    pub need: Need,
    /// Who may see it, where the type does not tell.
    class: Option<Class>,
}

/// What a column tells of a household or a person, and so who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Nothing that is kept from any reader.
    Open,
    /// Which household or person it is: a pseudonym, or the number of its file.
    Person,
    /// The money of one household.
    Money,
    /// Words that somebody wrote about somebody.
    Text,
}

impl Class {
    /// Every class that is kept from some readers.
    pub const HIDDEN: [Self; 3] = [Self::Person, Self::Money, Self::Text];
}

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text as it stands, trimmed.
    Text,
    /// An identity number; becomes a pseudonym.
    Id,
    /// Another personal text; becomes a pseudonym.
    Secret,
    /// A programme; also taken from the title or the way of support.
    Programme,
    /// A word of a code list.
    Code,
    /// A town by name or code.
    Town,
    /// A village by name or code, inside its town.
    Village,
    /// Yuan, not negative, two decimals.
    Money,
    /// A number, not negative, four decimals.
    Number,
    /// A number that may be negative, four decimals.
    Signed,
    /// A whole number, not negative.
    Count,
    /// A year.
    Year,
    /// A day.
    Date,
    /// A month.
    Month,
    /// A day, or a month that stands for its first day.
    DayOrMonth,
    /// Yes or no.
    Yesno,
}

/// What must be there for a file to load and a row to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Nothing.
    #[default]
    Nothing,
    /// The heading.
    Heading,
    /// The heading, and the cell where the programme pays.
    Paid,
    /// The heading and every cell.
    Cell,
}

/// A code list: words for labels and code numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// Its name.
    pub name: String,
    /// Its words.
    pub words: Vec<CodeWord>,
}

/// One word of a code list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeWord {
    /// What stands in the tables.
    pub word: String,
    /// Chinese labels; the first is shown.
    pub zh: Vec<String>,
    /// Code numbers.
    #[serde(default)]
    pub numbers: Vec<String>,
}

/// The schema that this program was built with.
pub fn all() -> &'static Schema {
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        toml::from_str(include_str!("../schema.toml")).expect("schema.toml is sound")
    });
    &SCHEMA
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&TableSpec> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The code list of this name.
    pub fn code_list(&self, name: &str) -> Option<&CodeList> {
        self.codes.iter().find(|list| list.name == name)
    }
}

impl TableSpec {
    /// The analytic columns, pseudonymised.
    pub fn arrow(&self) -> SchemaRef {
        let field = |c: &ColumnSpec| Field::new(c.column(), c.kind.arrow(), true);
        Arc::new(ArrowSchema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }

    /// Position of an analytic column.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.column() == column)
    }

    /// The columns by which files are sorted: the household or person first, then the key.
    pub fn sort_columns(&self) -> Vec<usize> {
        let subject = ["household_key", "person_key"].into_iter().find_map(|c| self.position(c));
        let key = self.key.iter().filter_map(|c| self.position(c));
        let mut order: Vec<usize> = Vec::new();
        for at in subject.into_iter().chain(key) {
            if !order.contains(&at) {
                order.push(at);
            }
        }
        order
    }

    /// Its name in both languages.
    pub fn label(&self) -> Text {
        Text::new(&self.zh, &self.en)
    }
}

impl ColumnSpec {
    /// Who may see it: what the file says, else what the type tells. A text that is derived while
    /// loading is a code of ours.
    pub fn class(&self) -> Class {
        self.class.unwrap_or(match self.kind {
            ColumnType::Id | ColumnType::Secret => Class::Person,
            ColumnType::Money => Class::Money,
            ColumnType::Text if self.heading.is_some() => Class::Text,
            _ => Class::Open,
        })
    }

    /// Its analytic name.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    /// Every heading that means it; none for a derived column.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let own = self.heading.iter().flat_map(|zh| [zh.as_str(), self.name.as_str()]);
        own.chain(self.aliases.iter().map(String::as_str))
    }

    /// The Chinese heading, or the English name of a derived column.
    pub fn shown(&self) -> &str {
        self.heading.as_deref().unwrap_or(&self.name)
    }

    /// The code list of its cells.
    pub fn code_list(&self) -> Option<&str> {
        match self.kind {
            ColumnType::Programme => Some("programme"),
            _ => self.codes.as_deref(),
        }
    }
}

impl ColumnType {
    /// The Arrow type of the analytic column.
    pub const fn arrow(self) -> DataType {
        match self {
            Self::Money => DataType::Decimal128(PRECISION, MONEY_SCALE),
            Self::Number | Self::Signed => DataType::Decimal128(PRECISION, NUMBER_SCALE),
            Self::Count | Self::Year => DataType::Int64,
            Self::Date | Self::DayOrMonth => DataType::Date32,
            Self::Yesno => DataType::Boolean,
            _ => DataType::Utf8,
        }
    }
}

/// The label that people read for a word of a code list; the word itself where it has none.
pub fn label(list: &str, word: &str) -> String {
    let list = all().codes.iter().find(|codes| codes.name == list);
    let code = list.and_then(|list| list.words.iter().find(|code| code.word == word));
    code.and_then(|code| code.zh.first()).map_or_else(|| word.to_owned(), Clone::clone)
}

/// Words by label and by code number, ready for looking up cells.
#[derive(Debug)]
pub struct Codes {
    lists: BTreeMap<&'static str, CodeIndex>,
}

/// One code list, ready for looking up cells.
#[derive(Debug, Default)]
pub struct CodeIndex {
    labels: HashMap<String, &'static str>,
    numbers: HashMap<String, &'static str>,
}

impl Codes {
    /// The code lists of the schema.
    pub fn all() -> &'static Self {
        static CODES: LazyLock<Codes> = LazyLock::new(|| Codes {
            lists: all().codes.iter().map(|list| (&*list.name, CodeIndex::new(list))).collect(),
        });
        &CODES
    }

    /// The list of this name.
    pub fn list(&self, name: &str) -> Option<&CodeIndex> {
        self.lists.get(name)
    }
}

impl CodeIndex {
    fn new(list: &'static CodeList) -> Self {
        let mut index = Self::default();
        for code in &list.words {
            let word: &'static str = &code.word;
            for label in code.zh.iter().chain([&code.word]) {
                index.labels.entry(label.to_lowercase()).or_insert(word);
            }
            for number in &code.numbers {
                index.numbers.insert(bare_number(number).to_owned(), word);
            }
        }
        index
    }

    /// The word for a squeezed, narrowed cell: by label first, then by code number.
    pub fn word(&self, text: &str) -> Option<&'static str> {
        let label = self.labels.get(text).or_else(|| self.labels.get(&text.to_lowercase()));
        label.or_else(|| self.numbers.get(bare_number(text))).copied()
    }

    /// Every label with its word, in no order.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.labels.iter().map(|(label, word)| (label.as_str(), *word))
    }
}

/// Spreadsheets lose the zeros in front of code numbers.
fn bare_number(text: &str) -> &str {
    text.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Codes, all};
    use crate::words::Heading;

    #[test]
    fn the_schema_is_sound() {
        for table in &all().tables {
            let columns: BTreeSet<_> = table.columns.iter().map(|c| c.column()).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}: a column twice", table.name);
            assert!(!table.sort_columns().is_empty(), "{}: nothing to sort by", table.name);
            for key in &table.key {
                assert!(columns.contains(key.as_str()), "{}: no {key}", table.name);
            }
            let headings: Vec<_> = table
                .columns
                .iter()
                .flat_map(|c| c.headings().map(|h| Heading::read(h).name).collect::<BTreeSet<_>>())
                .collect();
            let distinct: BTreeSet<_> = headings.iter().collect();
            assert_eq!(distinct.len(), headings.len(), "{}: a heading twice", table.name);
            for column in &table.columns {
                let list = column.code_list();
                assert!(list.is_none_or(|l| Codes::all().list(l).is_some()), "{list:?}");
                let named = column.identity.as_deref().filter(|name| !name.is_empty());
                assert!(
                    named.is_none_or(|n| table.columns.iter().any(|c| c.name == n)),
                    "{named:?}"
                );
            }
        }
    }

    #[test]
    fn labels_come_before_numbers() {
        let rows = [
            ("relation", "本人", Some("self")),
            ("relation", "01", Some("self")),
            ("relation", "1", Some("self")),
            ("relation", "邻居", None),
            ("disability_grade", "1", Some("1")),
            ("disability_grade", "02", Some("2")),
            ("labour_capacity", "有", Some("full")),
            ("labour_capacity", "04", Some("none")),
            ("pay_status", "success", Some("success")),
        ];
        for (list, text, expected) in rows {
            assert_eq!(Codes::all().list(list).unwrap().word(text), expected, "{list} {text}");
        }
    }
}
