//! A household as the means test looks at it.

use chrono::{Datelike, NaiveDate};
use model::norm::SCALE;
use model::{Area, Fen, Month, Norms, Programme};

use crate::benefit::Method;
use crate::income::{Given, Income, IncomeKind};
use crate::property::Assets;
use crate::support::Supporter;
use crate::tekun::SelfCare;

/// A case with everything that the test needs to know.
#[derive(Clone, Debug)]
pub struct Household {
    /// The programme it is in, or applies for.
    pub programme: Programme,
    /// The area whose standard counts.
    pub area: Area,
    /// How its dibao is computed; `None` if the file does not say.
    pub method: Option<Method>,
    /// One person of an edge family.
    pub single_person: bool,
    /// Members living together, named in `members` or not.
    pub size: i64,
    /// Covered persons.
    pub covered: i64,
    /// Its members.
    pub members: Vec<Member>,
    /// Which yearly income counts.
    pub basis: Basis,
    /// Who owes it support.
    pub supporters: Vec<Supporter>,
    /// What it owns.
    pub assets: Assets,
    /// First and last month of a grace period.
    pub grace: Option<(Month, Month)>,
    /// The local minimum wage, a month.
    pub minimum_wage: Option<Fen>,
    /// For rigid-expenditure families.
    pub hardship: Option<Hardship>,
    /// What is approved, a month.
    pub approved: Option<Approved>,
}

/// Which yearly income a test stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What the items come to, with what the rules impute.
    Items,
    /// The household's income on file, whatever the items come to; `None` if the file has none, and
    /// then nothing that needs it is computed.
    File(Option<Fen>),
}

/// What decides about a rigid-expenditure family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardship {
    /// Necessary spending of the twelve months before applying.
    pub spending: Fen,
    /// Last year's local disposable income per person.
    pub disposable_income: Fen,
}

/// Approved amounts of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Dibao benefit or tekun living.
    pub benefit: Fen,
    /// Category supplement or tekun care.
    pub supplement: Fen,
}

/// Male or female.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// Labour capacity as assessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Labour {
    /// 有
    Full,
    /// 部分丧失
    Partial,
    /// 完全丧失 or 无
    None,
    /// Not stated.
    #[default]
    Unknown,
}

/// A disability certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disability {
    /// The type, such as `mental`.
    pub kind: String,
    /// 1 is the gravest, 4 the slightest.
    pub grade: i128,
}

/// A member of a household.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// A pseudonym, or a relation in case files.
    pub label: String,
    /// Whether the benefit covers this member.
    pub covered: bool,
    /// Day of birth.
    pub born: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Disability.
    pub disability: Option<Disability>,
    /// 重特大疾病
    pub seriously_ill: bool,
    /// Labour capacity.
    pub labour: Labour,
    /// Why the member does not work, in the words of `imputed_work_exempt_reasons`.
    pub idle_reason: Option<String>,
    /// Self-care, for tekun.
    pub self_care: Option<SelfCare>,
    /// Incomes as declared.
    pub incomes: Vec<Income>,
    /// Incomes that other departments' records show, of a year.
    pub found: Vec<Income>,
}

impl Member {
    /// Full years of age on a day.
    pub fn age(&self, on: NaiveDate) -> Option<i128> {
        let born = self.born?;
        let birthday_to_come = (on.month(), on.day()) < (born.month(), born.day());
        Some(i128::from(on.year() - born.year()) - i128::from(birthday_to_come))
    }

    /// 重度残疾: up to the grade of the norms, another for intellectual and mental disability.
    pub fn is_severely_disabled(&self, norms: &Norms, on: NaiveDate) -> bool {
        let Some(disability) = &self.disability else { return false };
        let name = match disability.kind.as_str() {
            "intellectual" | "mental" => "severe_grade_max_mental",
            _ => "severe_grade_max",
        };
        norms.number_on(name, on).is_some_and(|most| disability.grade * SCALE <= most)
    }

    /// Whether a wage or a business income is declared.
    pub(crate) fn has_work_income(&self) -> bool {
        let works = |income: &&Income| match (income.kind, income.given) {
            (IncomeKind::Wage | IncomeKind::Business, Given::Year(fen) | Given::Month(fen)) => {
                fen.0 > 0
            }
            (IncomeKind::Land, _) => true,
            _ => false,
        };
        self.incomes.iter().any(|income| works(&income))
    }
}
