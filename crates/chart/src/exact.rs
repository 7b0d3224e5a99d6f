//! Exact numbers of a result as they are shown: grouping, rounding, percentages.
//!
//! # Invariants
//!
//! - A number is rounded once, half away from zero, when it is written.
//! - A missing number is `—`, never 0 and never blank.

use model::norm::SCALE;

/// What stands where a value is missing.
pub const MISSING: &str = "—";

/// Decimals kept: ten-thousandths.
const KEPT: usize = 4;

/// A number in ten-thousandths, read from the canonical text of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(i128);

impl Exact {
    /// Reads a plain decimal such as `-1234.5`; digits beyond the fourth decimal are rounded.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) {
            return None;
        }
        let kept: String = part.chars().chain("0000".chars()).take(KEPT).collect();
        let up = i128::from(part.as_bytes().get(KEPT).is_some_and(|digit| *digit >= b'5'));
        let value = whole.parse::<i128>().ok()?.checked_mul(SCALE)?;
        Some(Self(sign * value.checked_add(kept.parse::<i128>().ok()? + up)?))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(i128::from(number) * SCALE)
    }

    /// The sum; stays at the largest number instead of overflowing.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The quotient by `base` as a share, `None` for a base of zero.
    pub const fn share_of(self, base: Self) -> Option<Self> {
        match self.0.checked_mul(SCALE) {
            Some(scaled) if base.0 != 0 => Some(Self(round_div(scaled, base.0))),
            _ => None,
        }
    }

    /// The number in ten-thousandths, as norms keep it.
    pub const fn ten_thousandths(self) -> i128 {
        self.0
    }

    /// A position on a drawing; the only place where a number leaves the exact.
    pub const fn position(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// With `decimals` (0–4) decimals and grouped thousands: `1,234.50`.
    pub fn grouped(self, decimals: u32) -> String {
        let unit = 10_i128.pow(4_u32.saturating_sub(decimals));
        let rounded = round_div(self.0, unit);
        let base = 10_i128.pow(decimals.min(4));
        let sign = if rounded < 0 { "-" } else { "" };
        let (whole, part) = ((rounded / base).unsigned_abs(), (rounded % base).unsigned_abs());
        let whole = group(&whole.to_string());
        match decimals as usize {
            0 => format!("{sign}{whole}"),
            width => format!("{sign}{whole}.{part:0width$}"),
        }
    }

    /// With as many decimals as it needs, at most `most`.
    pub fn short(self, most: u32) -> String {
        let text = self.grouped(most);
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => text,
        }
    }

    /// As a percentage with one decimal: 0.9423 is `94.2%`.
    pub fn percent(self) -> String {
        format!("{}%", Self(self.0.saturating_mul(100)).grouped(1))
    }

    /// As percentage points without the sign: 0.032 is `3.2`.
    pub fn points(self) -> String {
        Self(self.0.saturating_mul(100)).abs().grouped(1)
    }
}

const fn round_div(number: i128, by: i128) -> i128 {
    let half = by.abs() / 2;
    if (number < 0) == (by < 0) {
        (number.abs() + half) / by.abs()
    } else {
        -((number.abs() + half) / by.abs())
    }
}

fn group(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Exact;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_grouped_and_rounded_half_away_from_zero() {
        let rows = [
            ("1234567.895", 2, "1,234,567.90"),
            ("-1234.5", 0, "-1,235"),
            ("0.004", 2, "0.00"),
            ("-0.004", 2, "0.00"),
            ("999.99", 1, "1,000.0"),
            ("12", 4, "12.0000"),
            ("0.99999", 4, "1.0000"),
        ];
        for (text, decimals, expected) in rows {
            assert_eq!(exact(text).grouped(decimals), expected, "{text}");
        }
    }

    #[test]
    fn shares_are_percentages() {
        for (text, expected) in [("0.9423", "94.2%"), ("1", "100.0%"), ("0", "0.0%")] {
            assert_eq!(exact(text).percent(), expected, "{text}");
        }
        assert_eq!(exact("-0.032").points(), "3.2");
        assert_eq!(exact("1").share_of(exact("3")).unwrap().percent(), "33.3%");
        assert_eq!(exact("1").share_of(exact("0")), None);
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in ["", "1,000", "1e3", ".5", "abc", "１"] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }
}
