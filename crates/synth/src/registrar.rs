//! Hands out numbers that belong to nobody: identity numbers, accounts, telephones, certificates.
//!
//! # Invariants
//!
//! - No number is handed out twice.
//! - Identity numbers carry an area code that no county has, and a right check digit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::identity::check_digit;

/// The invented county.
pub(crate) const COUNTY: u32 = 990_101;

/// Male or female.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// The word in the files.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// The other one.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }
}

/// The counters behind the numbers.
#[derive(Debug, Default)]
pub(crate) struct Registrar {
    births: BTreeMap<(NaiveDate, Sex), u32>,
    accounts: u64,
    phones: u64,
    papers: u64,
}

impl Registrar {
    /// A new identity number for a person born on `birth`.
    pub(crate) fn identity(&mut self, birth: NaiveDate, sex: Sex) -> String {
        let count = self.births.entry((birth, sex)).or_insert(0);
        let (county, nth) = (COUNTY + *count / 500, *count % 500);
        *count += 1;
        let sequence = nth * 2 + u32::from(sex == Sex::Male);
        let body = format!("{county}{}{sequence:03}", birth.format("%Y%m%d"));
        let check = check_digit(&body).unwrap_or('0');
        format!("{body}{check}")
    }

    /// A new bank account number of nineteen digits.
    pub(crate) fn account(&mut self) -> String {
        self.accounts += 1;
        // A multiplier without common factors spreads the counter over all ten digits.
        let spread = self.accounts * 7_368_787 % 10_000_000_000;
        format!("999101018{spread:010}")
    }

    /// A new telephone number, of a range that no operator has.
    pub(crate) fn phone(&mut self) -> String {
        self.phones += 1;
        format!("100{:08}", self.phones * 7_919 % 100_000_000)
    }

    /// A new running number for certificates, applications and complaints.
    pub(crate) fn paper(&mut self) -> u64 {
        self.papers += 1;
        self.papers
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::IdNumber;

    use super::{Registrar, Sex};

    #[test]
    fn identity_numbers_are_valid_and_never_repeat() {
        let mut registrar = Registrar::default();
        let birth = "1950-02-03".parse().unwrap();
        let mut seen = BTreeSet::new();
        for _ in 0..1200 {
            for sex in [Sex::Male, Sex::Female] {
                let text = registrar.identity(birth, sex);
                let id = IdNumber::parse(&text).unwrap();
                assert_eq!((id.problem(), id.birth_date()), (None, Some(birth)), "{text}");
                assert_eq!(id.sex() == "male", sex == Sex::Male, "{text}");
                assert!(seen.insert(text));
            }
        }
        let accounts: BTreeSet<String> = (0..5000).map(|_| registrar.account()).collect();
        assert_eq!(accounts.len(), 5000);
    }
}
