//! What one cell means: dates, months, numbers, money, yes and no.
//!
//! # Invariants
//!
//! - A cell is either understood exactly or refused with a reason; nothing is guessed.
//! - Numbers never pass through a float, except those a spreadsheet stores as one.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};
use model::{Month, Text};

use crate::error::reason;
use crate::pseudonym::Pseudonym;
use crate::words::{is_blank, narrow, squeeze};

/// A cell as the file holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Its text; numbers and days of a spreadsheet in their canonical form.
    pub text: String,
    /// How the file stores it.
    pub stored: Stored,
}

/// How a file stores a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stored {
    /// As text, or as a day of a spreadsheet.
    #[default]
    Text,
    /// As a number of a spreadsheet: may be a serial day, may have lost digits.
    Number,
    /// As an error, or a formula without a stored value.
    Broken,
}

/// A [`Cell`] where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellRef<'a> {
    /// Its text.
    pub text: &'a str,
    /// How the file stores it.
    pub stored: Stored,
}

/// A cell understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Nothing there.
    #[default]
    Null,
    /// Text or word.
    Text(Cow<'a, str>),
    /// A pseudonym.
    Key(Pseudonym),
    /// A month.
    Month(Month),
    /// A whole number.
    Int(i64),
    /// A decimal in units of its column's scale.
    Decimal(i128),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Bool(bool),
}

/// A value, or why the cell is refused.
pub(crate) type Read<T> = Result<T, Text>;

impl Value<'_> {
    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The pseudonym, if it is one.
    pub(crate) fn as_key(&self) -> Option<&Pseudonym> {
        match self {
            Self::Key(key) => Some(key),
            _ => None,
        }
    }
}

impl Cell {
    /// A text cell.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), stored: Stored::Text }
    }

    /// A number cell of a spreadsheet, written as the sheet shows it: fifteen digits count.
    pub(crate) fn number(number: f64) -> Self {
        Self { text: number_text(number), stored: Stored::Number }
    }

    /// A cell that cannot be read.
    pub(crate) fn broken(text: impl Into<String>) -> Self {
        Self { text: text.into(), stored: Stored::Broken }
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.view().is_blank()
    }

    /// The cell where it lies.
    pub(crate) fn view(&self) -> CellRef<'_> {
        CellRef { text: &self.text, stored: self.stored }
    }
}

impl<'a> CellRef<'a> {
    /// A text cell.
    pub(crate) const fn text(text: &'a str) -> Self {
        Self { text, stored: Stored::Text }
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(self) -> bool {
        self.stored != Stored::Broken && is_blank(self.text)
    }

    /// Whether digits are gone because a spreadsheet took it for a number.
    pub(crate) fn lost_digits(self) -> bool {
        let text = self.text.trim();
        let scientific = || {
            let (digits, power) = text.split_once(['E', 'e'])?;
            let power = power.strip_prefix('+').unwrap_or(power);
            let all = |text: &str, also: &[u8]| {
                text.bytes().all(|b| b.is_ascii_digit() || also.contains(&b))
            };
            let digital = digits.contains(|c: char| c.is_ascii_digit()) && all(digits, b".");
            Some(digital && all(power, b"") && !power.is_empty())
        };
        (text.bytes().any(|b| matches!(b, b'E' | b'e')) && scientific() == Some(true))
            || (self.stored == Stored::Number && text.len() > 15 && !text.contains('.'))
    }
}

fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 {
        return format!("{number:.2E}").replacen('E', "E+", 1);
    }
    let whole_digits = format!("{:.0}", number.abs().trunc()).len();
    let text = format!("{number:.*}", 15_usize.saturating_sub(whole_digits));
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A day in any of the accepted forms; a serial number only where a spreadsheet stores one.
pub(crate) fn day(cell: CellRef<'_>) -> Read<NaiveDate> {
    let text = narrow(cell.text);
    let written = |text: &str| compact_day(text).or_else(|| parted_day(text));
    let found = written(&text).or_else(|| written(without_time(&text)));
    let found = found.or_else(|| serial_day(cell));
    found.filter(|day| (1850..=2200).contains(&day.year())).ok_or_else(reason::day)
}

/// A month: `2026-10`, `202610`, `2026年10月`, or any day of it.
pub(crate) fn month(cell: CellRef<'_>) -> Read<Month> {
    let text = squeeze(cell.text);
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let plain = |year: &str, month: &str| {
        let shaped = year.len() == 4 && (1..=2).contains(&month.len());
        (shaped && digits(year) && digits(month))
            .then(|| Month::new(year.parse().ok()?, month.parse().ok()?))
            .flatten()
    };
    let parted = || {
        let (year, rest) = text.split_once(['-', '/', '.', '年'])?;
        plain(year, rest.strip_suffix('月').unwrap_or(rest))
    };
    let compact = || (text.len() == 6).then(|| plain(text.get(..4)?, text.get(4..)?)).flatten();
    let named = compact().filter(|month| month.year() <= 2200).or_else(parted);
    // A day may be of a year that no month is of.
    let of_day = || day(cell).ok().and_then(|day| Month::new(day.year(), day.month()));
    named.or_else(of_day).ok_or_else(reason::month)
}

/// A day, or the first day of a month.
pub(crate) fn day_or_month(cell: CellRef<'_>) -> Read<NaiveDate> {
    match month(cell) {
        Ok(month) if day(cell).is_err() => Ok(month.first_day()),
        _ => day(cell).map_err(|_| reason::day_or_month()),
    }
}

fn without_time(text: &str) -> &str {
    match text.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

fn compact_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
    let (month, day) = rest.split_at_checked(2)?;
    let two = |part| leading_number(part, 2..=2).filter(|(_, rest)| rest.is_empty());
    let (year, _) = leading_number(year, 4..=4)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(month)?.0, two(day)?.0)
}

fn parted_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = leading_number(text, 4..=4)?;
    let (first, second, end) = match rest.chars().next()? {
        '年' => ('年', '月', "日"),
        mark @ ('-' | '/' | '.') => (mark, mark, ""),
        _ => return None,
    };
    let (month, rest) = leading_number(rest.strip_prefix(first)?, 1..=2)?;
    let (day, rest) = leading_number(rest.strip_prefix(second)?, 1..=2)?;
    let day = Some(day).filter(|_| rest == end)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The number with which a text begins, if it has that many digits, and what is behind it; spaces
/// around it do not matter.
fn leading_number(text: &str, digits: RangeInclusive<usize>) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(length).filter(|_| digits.contains(&length))?;
    let number = number.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    Some((number, rest.trim_start()))
}

/// Day 1 is 1900-01-01, and day 60 never was: the arithmetic of every spreadsheet since.
fn serial_day(cell: CellRef<'_>) -> Option<NaiveDate> {
    if cell.stored != Stored::Number {
        return None;
    }
    let whole = cell.text.split('.').next()?;
    let serial: u64 = whole.parse().ok()?;
    let base = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (61..=109_574).contains(&serial).then(|| base.checked_add_days(Days::new(serial))).flatten()
}

/// Yes or no.
pub(crate) fn yes_or_no(cell: CellRef<'_>) -> Read<bool> {
    let text = squeeze(cell.text);
    let any = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match &*text {
        "是" | "有" | "1" | "01" => Ok(true),
        "否" | "无" | "0" | "02" | "2" => Ok(false),
        _ if any(&["y", "yes", "true"]) => Ok(true),
        _ if any(&["n", "no", "false"]) => Ok(false),
        _ => Err(reason::yes_or_no()),
    }
}

/// An exact decimal as typed: `digits` ÷ 10^`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    digits: i128,
    scale: u32,
}

/// A number with separators, full-width digits, 元, 万元 or a currency sign around it.
pub(crate) fn decimal(text: &str, in_ten_thousands: bool) -> Read<Decimal> {
    let text = squeeze(text);
    let text = text.strip_prefix('¥').unwrap_or(&text);
    let (text, power) = match text.strip_suffix("万元") {
        Some(bare) => (bare, 4),
        None => (text.strip_suffix('元').unwrap_or(text), if in_ten_thousands { 4 } else { 0 }),
    };
    let (negative, text) = match text.strip_prefix('-') {
        Some(bare) => (true, bare),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let whole = ungrouped(whole).ok_or_else(reason::number)?;
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !plain(&whole) || !plain(part) || whole.len() + part.len() > 24 {
        return Err(reason::number());
    }
    let part = part.trim_end_matches('0');
    let digits = whole.bytes().chain(part.bytes());
    let digits = digits.fold(0, |number, digit| number * 10 + i128::from(digit - b'0'));
    let scale = u32::try_from(part.len()).unwrap_or(0);
    let digits = if negative { -digits } else { digits };
    Ok(match scale.checked_sub(power) {
        Some(scale) => Decimal { digits, scale },
        None => Decimal { digits: digits * 10_i128.pow(power - scale), scale: 0 },
    })
}

/// Thousands separators must stand at thousands.
fn ungrouped(whole: &str) -> Option<Cow<'_, str>> {
    if !whole.contains(',') {
        return Some(Cow::Borrowed(whole));
    }
    let (first, rest) = whole.split_once(',')?;
    let grouped = (1..=3).contains(&first.len()) && rest.split(',').all(|group| group.len() == 3);
    grouped.then(|| Cow::Owned(whole.replace(',', "")))
}

impl Decimal {
    const LIMIT: i128 = 10_i128.pow(18);

    /// Yuan in fen: not negative, at most two decimals.
    pub(crate) fn money(self) -> Read<i128> {
        if self.digits < 0 {
            return Err(reason::negative());
        }
        self.exact(2).ok_or_else(reason::decimals).and_then(bounded)
    }

    /// Ten-thousandths, rounded half up.
    pub(crate) fn number(self, signed: bool) -> Read<i128> {
        if self.digits < 0 && !signed {
            return Err(reason::negative());
        }
        let rounded = self.exact(4).unwrap_or_else(|| {
            let step = 10_i128.pow(self.scale.saturating_sub(4));
            (self.digits.abs() + step / 2) / step * self.digits.signum()
        });
        bounded(rounded)
    }

    /// A whole number, not negative.
    pub(crate) fn count(self) -> Read<i64> {
        if self.digits < 0 {
            return Err(reason::negative());
        }
        let whole = self.exact(0).ok_or_else(reason::whole)?;
        i64::try_from(whole).map_err(|_| reason::number())
    }

    /// The number in units of 10^-`scale`, if it has no more decimals than that.
    pub(crate) fn exact(self, scale: u32) -> Option<i128> {
        let missing = scale.checked_sub(self.scale)?;
        self.digits.checked_mul(10_i128.pow(missing))
    }
}

fn bounded(number: i128) -> Read<i128> {
    if number.abs() < Decimal::LIMIT { Ok(number) } else { Err(reason::number()) }
}

/// A year.
pub(crate) fn year(cell: CellRef<'_>) -> Read<i64> {
    let text = squeeze(cell.text);
    let bare = text.strip_suffix('年').unwrap_or(&text);
    let year = bare.parse::<i64>().ok().filter(|_| bare.len() == 4);
    year.filter(|year| (1900..=2200).contains(year)).ok_or_else(reason::year)
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
