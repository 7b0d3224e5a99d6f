//! Cells and rows as the generator thinks of them, before a file gives them a form.

use chrono::NaiveDate;
use model::{Fen, Month};

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Empty.
    Blank,
    /// A word, a name or a number that is only copied.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
    /// Money in yuan.
    Money(Fen),
    /// A whole number.
    Count(i64),
    /// 是 or 否.
    Yes(bool),
}

/// A row in the order of its table's headings.
pub(crate) type Row = Vec<Cell>;

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<Month> for Cell {
    fn from(month: Month) -> Self {
        Self::Month(month)
    }
}

impl From<Fen> for Cell {
    fn from(amount: Fen) -> Self {
        Self::Money(amount)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Yes(yes)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// A row from anything that can be a cell.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::cell::Cell::from($cell)),*] };
}
pub(crate) use row;
