//! A calendar month.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month of a year, written `YYYY-MM`; always valid, years 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month `month` (1–12) of `year`, or `None`.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        if !(1900..3000).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first })
    }

    /// The month that holds `day`.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day; the day that a snapshot of this month describes.
    pub fn last_day(self) -> NaiveDate {
        let next = self.plus(1).first;
        next.checked_sub_days(Days::new(1)).unwrap_or(next)
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.first.checked_sub_months(step)
        } else {
            self.first.checked_add_months(step)
        };
        Self { first: moved.unwrap_or(self.first) }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month of the year, 1–12.
    pub fn month(self) -> u32 {
        self.first.month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = |s: &str, n| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        text.split_once('-')
            .filter(|(year, month)| digits(year, 4) && digits(month, 2))
            .and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?))
            .ok_or_else(|| {
                format!("`{text}` 不是 YYYY-MM 形式的月份 / is not a month like 2026-10")
            })
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn months_are_read_and_moved() {
        let month: Month = "2026-10".parse().unwrap();
        assert_eq!(month.plus(3).to_string(), "2027-01");
        assert_eq!(month.plus(-10).to_string(), "2025-12");
        assert_eq!(month.last_day().to_string(), "2026-10-31");
        for wrong in ["2026-13", "2026-1", "202610", "2026-00", "", "２０２６-10"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
