//! Countable income by item: what counts, what is left out, what is deducted.
//!
//! # Invariants
//!
//! - Amounts are of a year; an amount of a month is taken twelve times, an area of land times the
//!   norm per mu.
//! - What is given net, as the exports give it, is not deducted again.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::exact::Exact;
use crate::standard::dibao_standard;

/// What an income is (民发〔2021〕57号 art. 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncomeKind {
    /// 工资性收入
    Wage,
    /// 核算务工收入: work income that a place imputes.
    ImputedWork,
    /// 经营净收入
    Business,
    /// 土地收入, by area.
    Land,
    /// 财产净收入
    Property,
    /// 转移净收入
    Transfer,
    /// 职工养老金
    EmployeePension,
    /// 城乡居民养老金
    ResidentPension,
    /// 赡养（抚养、扶养）费
    Support,
    /// 纳税收入, as the tax office knows it.
    Taxed,
    /// 其他收入
    Other,
    /// 优待抚恤金
    Honour,
    /// 计划生育奖励扶助金
    FamilyPlanning,
    /// 奖学金
    Scholarship,
    /// 见义勇为奖励
    Bravery,
    /// 政府救助款物
    Assistance,
    /// 高龄津贴
    ElderlyAllowance,
    /// 基本医疗保险待遇
    MedicalBenefit,
    /// 缴纳的税费、社会保险费和支付的赡养费
    Paid,
    /// 因残疾、患病增加的刚性支出
    HardshipSpending,
}

impl IncomeKind {
    /// All kinds with their codes.
    const CODES: [(Self, &'static str); 20] = [
        (Self::Wage, "wage"),
        (Self::ImputedWork, "imputed_work"),
        (Self::Business, "business"),
        (Self::Land, "land"),
        (Self::Property, "property"),
        (Self::Transfer, "transfer"),
        (Self::EmployeePension, "employee_pension"),
        (Self::ResidentPension, "resident_pension"),
        (Self::Support, "support"),
        (Self::Taxed, "taxed"),
        (Self::Other, "other"),
        (Self::Honour, "honour"),
        (Self::FamilyPlanning, "family_planning"),
        (Self::Scholarship, "scholarship"),
        (Self::Bravery, "bravery"),
        (Self::Assistance, "assistance"),
        (Self::ElderlyAllowance, "elderly_allowance"),
        (Self::MedicalBenefit, "medical_benefit"),
        (Self::Paid, "paid"),
        (Self::HardshipSpending, "hardship_spending"),
    ];

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CODES.into_iter().find(|(_, known)| *known == code).map(|(kind, _)| kind)
    }

    /// The code in norms, case files and answers.
    pub fn code(self) -> &'static str {
        Self::CODES.into_iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }
}

/// One income of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Income {
    /// What it is.
    pub kind: IncomeKind,
    /// How much.
    pub given: Given,
    /// Whether deductions are already taken off.
    pub net: bool,
}

/// An amount as it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Fen a year.
    Year(Fen),
    /// Fen a month.
    Month(Fen),
    /// An area in ten-thousandths of a mu.
    Mu(i128),
}

/// How a line treats what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Counts as it is.
    Counted,
    /// Counts after a deduction or an exempt part.
    Reduced,
    /// Is held at a limit.
    Capped,
    /// Does not count.
    LeftOut,
    /// Counts though nobody declared it.
    Imputed,
    /// Keeps a limit.
    Within,
    /// Breaks a limit.
    Over,
    /// Is a sum or a rule's result.
    Result,
    /// Would change the result.
    Outlook,
}

impl Treatment {
    /// The code in answers and case files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Reduced => "reduced",
            Self::Capped => "capped",
            Self::LeftOut => "left_out",
            Self::Imputed => "imputed",
            Self::Within => "within",
            Self::Over => "over",
            Self::Result => "result",
            Self::Outlook => "outlook",
        }
    }
}

/// What an item counts for, in a year.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The amount of the year.
    pub amount: Exact,
    /// The part that counts; below zero for what was paid.
    pub counted: Exact,
    /// How.
    pub treatment: Treatment,
    /// The norm that says so, if one does.
    pub norm: Option<String>,
}

/// Counts one income by the norms of a day; `None` on overflow or where the norms do not give what
/// the item needs. `lists` are the names of the norms that hold exempt kinds.
pub fn count_income(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    income: &Income,
    lists: &[&str],
) -> Option<Counted> {
    let amount = yearly(norms, on, income.given)?;
    let counts = |counted, treatment, norm: &str| {
        Some(Counted { amount, counted, treatment, norm: Some(norm.to_owned()) })
    };
    let exempt =
        |list: &&&str| norms.list_on(list, on).iter().any(|kind| kind == income.kind.code());
    if let Some(list) = lists.iter().find(exempt) {
        return counts(Exact::ZERO, Treatment::LeftOut, list);
    }
    match income.kind {
        IncomeKind::Land => counts(amount, Treatment::Imputed, LAND),
        IncomeKind::ResidentPension => match norms.number_on(PENSION, on) {
            Some(month) => {
                let exempt = Exact::ten_thousandths_of_yuan(month).times_ratio(12, 1)?;
                counts(amount.minus(exempt)?.or_zero(), Treatment::Reduced, PENSION)
            }
            None => Some(plain(norms, on, income.kind, amount, amount)),
        },
        IncomeKind::Wage | IncomeKind::ImputedWork if !income.net => {
            match employment_cost(norms, on, area, amount) {
                Some((cost, norm)) => {
                    counts(amount.minus(cost)?.or_zero(), Treatment::Reduced, norm)
                }
                None => Some(plain(norms, on, income.kind, amount, amount)),
            }
        }
        IncomeKind::Paid => Some(plain(norms, on, income.kind, amount, Exact::ZERO.minus(amount)?)),
        IncomeKind::HardshipSpending => match norms.number_on(HARDSHIP, on) {
            Some(share) => {
                let counted = Exact::ZERO.minus(amount.times_ratio(share, SCALE)?)?;
                counts(counted, Treatment::Reduced, HARDSHIP)
            }
            None => Some(Counted {
                amount,
                counted: Exact::ZERO,
                treatment: Treatment::LeftOut,
                norm: None,
            }),
        },
        _ => Some(plain(norms, on, income.kind, amount, amount)),
    }
}

const COUNTED: &str = "income_counted_kinds";
const LAND: &str = "land_income_yuan_per_mu";
const PENSION: &str = "pension_exempt_yuan";
const HARDSHIP: &str = "hardship_deduction_share";

/// An item that counts whole, or is taken off whole, under the norm that lists its kind.
fn plain(norms: &Norms, on: NaiveDate, kind: IncomeKind, amount: Exact, counted: Exact) -> Counted {
    let listed = norms.list_on(COUNTED, on).iter().any(|code| code == kind.code());
    let treatment = match kind {
        IncomeKind::Paid => Treatment::Reduced,
        _ => Treatment::Counted,
    };
    Counted { amount, counted, treatment, norm: listed.then(|| COUNTED.to_owned()) }
}

fn yearly(norms: &Norms, on: NaiveDate, given: Given) -> Option<Exact> {
    match given {
        Given::Year(fen) => Some(Exact::fen(fen)),
        Given::Month(fen) => Exact::fen(fen).times_ratio(12, 1),
        Given::Mu(mu) => {
            Exact::ten_thousandths_of_yuan(norms.number_on(LAND, on)?).times_ratio(mu, SCALE)
        }
    }
}

/// The yearly cost of work that is taken off a wage: a share of the wage, or a share of the
/// standard per worker. `None` where the norms have no such deduction.
fn employment_cost(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    wage: Exact,
) -> Option<(Exact, &'static str)> {
    const OF_WAGE: &str = "employment_cost_share";
    const OF_STANDARD: &str = "employment_cost_standard_share";
    if let Some(share) = norms.number_on(OF_WAGE, on) {
        return Some((wage.times_ratio(share, SCALE)?, OF_WAGE));
    }
    let share = norms.number_on(OF_STANDARD, on)?;
    let year = dibao_standard(norms, area, on)?.times_ratio(12, 1)?;
    Some((year.times_ratio(share, SCALE)?, OF_STANDARD))
}
