//! Money in whole fen.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// An amount in fen (1/100 yuan); exact, signed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// Whole yuan.
    pub const fn from_yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// Reads a plain decimal yuan text such as `1234.5`; at most two decimals, `None` otherwise.
    pub fn parse_yuan(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > 2 || !plain(whole) || !plain(part) {
            return None;
        }
        let yuan: i64 = whole.parse().ok()?;
        let fen: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
        yuan.checked_mul(100)?.checked_add(fen).map(|total| Self(sign * total))
    }
}

impl fmt::Display for Fen {
    /// Yuan with two decimals, without grouping.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Fen {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn yuan_texts_are_read_to_the_fen() {
        let rows = [
            ("637", Some(63_700)),
            ("637.5", Some(63_750)),
            ("0.01", Some(1)),
            ("-12.30", Some(-1_230)),
            ("1.234", None),
            ("1,234", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in rows {
            assert_eq!(Fen::parse_yuan(text).map(|fen| fen.0), expected, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_with_two_decimals() {
        for (fen, expected) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456, "1234.56")] {
            assert_eq!(Fen(fen).to_string(), expected);
        }
    }
}
