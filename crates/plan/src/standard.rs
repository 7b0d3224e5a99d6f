//! Standards, exact: a yearly standard divided by twelve is not always whole fen.

use std::fmt;

use model::{Area, Fen};

/// A standard per person, kept as fen a year; a monthly one is twelve of its months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standard {
    year: Fen,
}

impl Standard {
    /// Above this a month's standard is a slip of the pen.
    const MONTH_MAX: i64 = 100_000_000;

    /// So many fen a month; `None` unless greater than zero and below a million yuan.
    pub fn monthly(month: Fen) -> Option<Self> {
        (1..Self::MONTH_MAX).contains(&month.0).then(|| Self { year: Fen(month.0 * 12) })
    }

    /// So many fen a year; `None` unless greater than zero and below twelve million yuan.
    pub fn yearly(year: Fen) -> Option<Self> {
        (1..Self::MONTH_MAX * 12).contains(&year.0).then_some(Self { year })
    }

    /// Reads what [`fmt::Display`] wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix("/12") {
            Some(year) => Fen::parse_yuan(year).and_then(Self::yearly),
            None => Fen::parse_yuan(text).and_then(Self::monthly),
        }
    }

    /// Fen a year.
    pub const fn year(self) -> Fen {
        self.year
    }
}

impl fmt::Display for Standard {
    /// Yuan a month where that is exact, else yuan a year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year.0 % 12 == 0 {
            write!(f, "{}", Fen(self.year.0 / 12))
        } else {
            write!(f, "{}/12", self.year)
        }
    }
}

/// The standards of both areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standards {
    /// The urban one.
    pub urban: Standard,
    /// The rural one.
    pub rural: Standard,
}

impl Standards {
    /// The one of `area`.
    pub const fn of(self, area: Area) -> Standard {
        match area {
            Area::Urban => self.urban,
            Area::Rural => self.rural,
        }
    }
}
