//! One cell of one column becomes a value of the analytic table.
//!
//! # Invariants
//!
//! - No identity number, name, account, address or phone number leaves here but as a pseudonym.
//! - Town and village stay as given; `derive` resolves them together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::IdNumber;

use crate::cell::{self, Cell, Read, Stored, Value};
use crate::error::reason;
use crate::layout::Slot;
use crate::pseudonym::Pseudonyms;
use crate::schema::{Codes, ColumnSpec, ColumnType};
use crate::secret::canonical;
use crate::words::{narrow, squeeze};

/// Reads cells and counts what was not plain.
pub(crate) struct Reader {
    pseudonyms: Pseudonyms,
    /// Identity numbers whose spaces or lower-case x were repaired.
    pub repaired: u64,
    /// Identity numbers that load with a problem, by its code.
    pub flawed: BTreeMap<&'static str, u64>,
    /// Unknown codes by heading and text.
    pub unknown_codes: BTreeMap<(&'static str, String), u64>,
    /// The identity number of the cell read last, if it was one.
    pub last_id: Option<IdNumber>,
}

impl Reader {
    /// Nothing read yet.
    pub(crate) fn new(pseudonyms: Pseudonyms) -> Self {
        Self {
            pseudonyms,
            repaired: 0,
            flawed: BTreeMap::new(),
            unknown_codes: BTreeMap::new(),
            last_id: None,
        }
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// Why the cell cannot be used.
    pub(crate) fn value(
        &mut self,
        column: &'static ColumnSpec,
        slot: Slot,
        cell: &Cell,
    ) -> Read<Value> {
        self.last_id = None;
        if cell.stored == Stored::Broken {
            return Err(reason::broken());
        }
        if cell.is_blank() {
            return Ok(Value::Null);
        }
        let number = || cell::decimal(&cell.text, slot.in_ten_thousands);
        Ok(match column.kind {
            ColumnType::Text | ColumnType::Town | ColumnType::Village => {
                if cell.lost_digits() {
                    return Err(reason::lost_digits());
                }
                Value::Text(narrow(&cell.text).into_owned().into())
            }
            ColumnType::Id => self.identity(cell)?,
            ColumnType::Secret => self.secret(column, cell)?,
            ColumnType::Programme | ColumnType::Code => Value::Text(self.word(column, cell)),
            ColumnType::Money => Value::Decimal(number()?.money()?),
            ColumnType::Number => Value::Decimal(number()?.number(false)?),
            ColumnType::Signed => {
                let text = squeeze(&cell.text);
                let bare = text.strip_suffix('%').unwrap_or(&text);
                Value::Decimal(cell::decimal(bare, false)?.number(true)?)
            }
            ColumnType::Count => Value::Int(number()?.count()?),
            ColumnType::Year => Value::Int(cell::year(cell)?),
            ColumnType::Date => Value::Day(cell::day(cell)?),
            ColumnType::Month => Value::Text(cell::month(cell)?.to_string().into()),
            ColumnType::DayOrMonth => Value::Day(cell::day_or_month(cell)?),
            ColumnType::Yesno => Value::Bool(cell::yes_or_no(cell)?),
        })
    }

    fn identity(&mut self, cell: &Cell) -> Read<Value> {
        if cell.lost_digits() {
            return Err(reason::lost_digits());
        }
        let text = identity_text(&cell.text);
        let id = IdNumber::parse(&text).ok_or_else(reason::identity)?;
        self.repaired += u64::from(text != cell.text);
        if let Some(problem) = id.problem() {
            *self.flawed.entry(problem.code()).or_default() += 1;
        }
        let pseudonym = self.pseudonyms.of_id(&id);
        self.last_id = Some(id);
        Ok(Value::Text(pseudonym.into()))
    }

    fn secret(&mut self, column: &ColumnSpec, cell: &Cell) -> Read<Value> {
        if cell.lost_digits() {
            return Err(reason::lost_digits());
        }
        let what = column.secret.as_deref().unwrap_or(&column.name);
        let text = canonical(what, &cell.text);
        if text.is_empty() {
            return Ok(Value::Null);
        }
        Ok(Value::Text(self.pseudonyms.of_secret(what, &text).into()))
    }

    fn word(&mut self, column: &'static ColumnSpec, cell: &Cell) -> Cow<'static, str> {
        let text = squeeze(&cell.text);
        let list = column.code_list().and_then(|name| Codes::all().list(name));
        if let Some(word) = list.and_then(|list| list.word(&text)) {
            return Cow::Borrowed(word);
        }
        *self.unknown_codes.entry((column.shown(), text.to_string())).or_default() += 1;
        Cow::Owned(text.into_owned())
    }
}

/// An identity number without what typists and spreadsheets add to it.
pub(crate) fn identity_text(text: &str) -> String {
    squeeze(text).trim_start_matches('\'').to_ascii_uppercase()
}
