//! Identity numbers after GB 11643: 18 characters with a check digit, or 15 digits of old.

use chrono::NaiveDate;

/// An identity number that can be used as a key: always in its 18-character form.
///
/// A wrong check digit or a 15-digit original does not stop it from being a key; both are told by
/// [`IdNumber::problem`], because the household behind a mistyped number is still a household.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdNumber {
    text: [u8; 18],
    problem: Option<IdProblem>,
}

/// What is wrong with a usable identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdProblem {
    /// The last character is not the ISO 7064 MOD 11-2 check digit.
    CheckDigit,
    /// Fifteen digits, completed here with the century 19 and a check digit.
    FifteenDigits,
    /// The eight digits of birth are not a date.
    BirthDate,
}

impl IdProblem {
    /// The code in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CheckDigit => "check_digit",
            Self::FifteenDigits => "fifteen_digits",
            Self::BirthDate => "birth_date",
        }
    }
}

impl IdNumber {
    /// Reads a cleaned text (no spaces, full-width digits already narrowed); `x` becomes `X`.
    /// `None` when it is neither 17 digits and a digit or X, nor 15 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (area, rest) = text.as_bytes().split_at_checked(6)?;
        if rest.len() == 9 {
            let body = [area, b"19", rest].concat().try_into().ok()?;
            let last = check_character(&body)?;
            return Some(Self::new(body, last, Some(IdProblem::FifteenDigits)));
        }
        let (body, last) = text.as_bytes().split_at_checked(17)?;
        let [last] = last else { return None };
        let last = last.to_ascii_uppercase();
        let body = body.try_into().ok()?;
        let check = check_character(&body).filter(|_| last.is_ascii_digit() || last == b'X')?;
        let id = Self::new(body, last, (check != last).then_some(IdProblem::CheckDigit));
        let born = id.birth_date().is_some();
        Some(if born { id } else { Self { problem: Some(IdProblem::BirthDate), ..id } })
    }

    fn new(body: [u8; 17], last: u8, problem: Option<IdProblem>) -> Self {
        let mut text = [last; 18];
        let [start @ .., _] = &mut text;
        *start = body;
        Self { text, problem }
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
    }

    /// What is wrong with it, if anything.
    pub const fn problem(&self) -> Option<IdProblem> {
        self.problem
    }

    /// The date of birth in it; `None` if those digits are not a date.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
        let [_, _, _, _, _, _, year @ .., m1, m2, d1, d2, _, _, _, _] = &self.text;
        let year = i32::try_from(number(year)).ok().filter(|year| *year > 1800)?;
        NaiveDate::from_ymd_opt(year, number(&[*m1, *m2]), number(&[*d1, *d2]))
    }

    /// `male` or `female`, from the 17th digit.
    pub fn sex(&self) -> &'static str {
        let [.., order, _] = self.text;
        if order % 2 == 1 { "male" } else { "female" }
    }
}

/// The check digit for 17 digits (ISO 7064 MOD 11-2).
pub fn check_digit(body: &str) -> Option<char> {
    check_character(body.as_bytes().try_into().ok()?).map(char::from)
}

fn check_character(body: &[u8; 17]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (digit, weight) in body.iter().zip(WEIGHTS) {
        sum += char::from(*digit).to_digit(10)? * weight;
    }
    b"10X98765432".get(sum as usize % 11).copied()
}

#[cfg(test)]
mod tests {
    use super::{IdNumber, IdProblem, check_digit};

    #[test]
    fn numbers_are_judged_by_the_standard() {
        // 11010519491231002X is the example printed in GB 11643.
        let rows = [
            ("11010519491231002X", Some(None)),
            ("11010519491231002x", Some(None)),
            ("110105194912310021", Some(Some(IdProblem::CheckDigit))),
            ("110105199902300025", Some(Some(IdProblem::BirthDate))),
            ("110105491231002", Some(Some(IdProblem::FifteenDigits))),
            ("4.69E+17", None),
            ("1101051949123100", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(IdNumber::parse(text).map(|id| id.problem()), expected, "{text}");
        }
    }

    #[test]
    fn fifteen_digits_and_their_long_form_are_one_key() {
        let short = IdNumber::parse("110105491231002").unwrap();
        assert_eq!(short.as_str(), "11010519491231002X");
        assert_eq!(short.sex(), "female");
        assert_eq!(short.birth_date().unwrap().to_string(), "1949-12-31");
        assert_eq!(check_digit("1101051949123100"), None);
    }
}
