//! One cell of one column becomes a value of the analytic table.
//!
//! # Invariants
//!
//! - No identity number, name, account, address or phone number leaves here but as a pseudonym.
//! - Town and village stay as given; `derive` resolves them together.

use std::borrow::Cow;

use model::IdNumber;

use crate::cell::{self, CellRef, Read, Stored, Value};
use crate::counts::Counts;
use crate::error::reason;
use crate::layout::Slot;
use crate::pseudonym::Pseudonyms;
use crate::schema::{CodeIndex, Codes, ColumnSpec, ColumnType, TableSpec};
use crate::secret::canonical;
use crate::words::{narrow, squeeze};

/// Reads the cells of a table and counts what was not plain.
pub(crate) struct Reader<'p> {
    pseudonyms: &'p Pseudonyms,
    columns: Vec<(&'static ColumnSpec, Option<&'static CodeIndex>)>,
    /// What was not plain.
    pub counts: Counts,
    /// The identity number of the cell read last, if it was one.
    pub last_id: Option<IdNumber>,
}

impl<'p> Reader<'p> {
    /// Nothing read yet.
    pub(crate) fn new(table: &'static TableSpec, pseudonyms: &'p Pseudonyms) -> Self {
        let list = |c: &ColumnSpec| c.code_list().and_then(|name| Codes::all().list(name));
        Self {
            pseudonyms,
            columns: table.columns.iter().map(|column| (column, list(column))).collect(),
            counts: Counts::default(),
            last_id: None,
        }
    }

    /// The value of a cell of the column at `at` of the table.
    ///
    /// # Errors
    /// Why the cell cannot be used.
    pub(crate) fn value<'a>(
        &mut self,
        at: usize,
        slot: Slot,
        cell: CellRef<'a>,
    ) -> Read<Value<'a>> {
        self.last_id = None;
        let Some((column, list)) = self.columns.get(at).copied() else { return Ok(Value::Null) };
        if cell.stored == Stored::Broken {
            return Err(reason::broken());
        }
        if cell.is_blank() {
            return Ok(Value::Null);
        }
        let number = || cell::decimal(cell.text, slot.in_ten_thousands);
        Ok(match column.kind {
            ColumnType::Text | ColumnType::Town | ColumnType::Village => {
                if cell.lost_digits() {
                    return Err(reason::lost_digits());
                }
                Value::Text(narrow(cell.text))
            }
            ColumnType::Id => self.identity(cell)?,
            ColumnType::Secret => self.secret(column, cell)?,
            ColumnType::Programme | ColumnType::Code => {
                Value::Text(self.word(column.shown(), list, cell))
            }
            ColumnType::Money => Value::Decimal(number()?.money()?),
            ColumnType::Number => Value::Decimal(number()?.number(false)?),
            ColumnType::Signed => {
                let text = squeeze(cell.text);
                let bare = text.strip_suffix('%').unwrap_or(&text);
                Value::Decimal(cell::decimal(bare, false)?.number(true)?)
            }
            ColumnType::Count => Value::Int(number()?.count()?),
            ColumnType::Year => Value::Int(cell::year(cell)?),
            ColumnType::Date => Value::Day(cell::day(cell)?),
            ColumnType::Month => Value::Month(cell::month(cell)?),
            ColumnType::DayOrMonth => Value::Day(cell::day_or_month(cell)?),
            ColumnType::Yesno => Value::Bool(cell::yes_or_no(cell)?),
        })
    }

    fn identity<'a>(&mut self, cell: CellRef<'_>) -> Read<Value<'a>> {
        if cell.lost_digits() {
            return Err(reason::lost_digits());
        }
        let text = identity_text(cell.text);
        let id = IdNumber::parse(&text).ok_or_else(reason::identity)?;
        self.counts.repaired += u64::from(text != cell.text);
        if let Some(problem) = id.problem() {
            *self.counts.flawed.entry(problem.code()).or_default() += 1;
        }
        let pseudonym = self.pseudonyms.of_id(&id);
        self.last_id = Some(id);
        Ok(Value::Key(pseudonym))
    }

    fn secret<'a>(&self, column: &ColumnSpec, cell: CellRef<'_>) -> Read<Value<'a>> {
        if cell.lost_digits() {
            return Err(reason::lost_digits());
        }
        let what = column.secret.as_deref().unwrap_or(&column.name);
        let text = canonical(what, cell.text);
        if text.is_empty() {
            return Ok(Value::Null);
        }
        Ok(Value::Key(self.pseudonyms.of_secret(what, &text)))
    }

    fn word<'a>(
        &mut self,
        heading: &'static str,
        list: Option<&'static CodeIndex>,
        cell: CellRef<'a>,
    ) -> Cow<'a, str> {
        let text = squeeze(cell.text);
        if let Some(word) = list.and_then(|list| list.word(&text)) {
            return Cow::Borrowed(word);
        }
        self.counts.unknown_code(heading, &text);
        text
    }
}

/// An identity number without what typists and spreadsheets add to it.
pub(crate) fn identity_text(text: &str) -> Cow<'_, str> {
    let text = squeeze(text.trim_start_matches('\''));
    if text.bytes().any(|b| b.is_ascii_lowercase() || b == b'\'') {
        return Cow::Owned(text.trim_start_matches('\'').to_ascii_uppercase());
    }
    text
}
