//! The whole means test of one household, line by line (HZ-1).
//!
//! # Invariants
//!
//! - Every amount comes from the function that the questions and the planner use too; the lines
//!   tell what it did.
//! - With an income on file for the household, the recomputed benefit is that of the file's income,
//!   so that it checks the arithmetic; what else is known stands under [`Step::Found`] and in the
//!   outlook. Without one, every item counts.
//! - The income of a year is rounded once to the fen, the benefit once on the household.
//!
//! # Not here
//!
//! A verdict: a difference is a reason to look, not a decision.

mod amounts;
mod incomes;
mod outlook;

use chrono::NaiveDate;
use model::{Fen, Norms, Text};

use crate::band::{Band, band};
use crate::benefit::Terms;
use crate::cited::Cited;
use crate::exact::{Exact, Rounding};
use crate::household::Household;
use crate::income::Treatment;
use crate::line::{Line, Step};
use crate::property::check_property;
use crate::words;

/// The test of one household by the norms of a day.
#[derive(Clone, Debug)]
pub struct MeansTest {
    /// The lines in order.
    pub lines: Vec<Line>,
    /// The income of a year that counts; `None` if it is not known or does not fit.
    pub annual_income: Option<Fen>,
    /// The band of that income.
    pub band: Option<Band>,
    /// Whether a property limit is broken.
    pub property_over: bool,
    /// The benefit, a month; `None` where no rule gives one (no monthly cash, a tier without an
    /// amount, a grace period).
    pub benefit: Option<Fen>,
    /// Supplement or care, a month; `None` where no rule gives one.
    pub supplement: Option<Fen>,
}

/// Tests a household by the norms in force on a day, the first of the month that it is about.
pub fn means_test(norms: &Norms, on: NaiveDate, household: &Household) -> MeansTest {
    let mut desk = Desk { norms, on, household, lines: Vec::new() };
    let annual_income = desk.incomes();
    let band = annual_income.and_then(|income| desk.judge(income));
    let benefit = desk.benefit(annual_income);
    let supplement = desk.supplement();
    let property_over = desk.property();
    desk.verdict(benefit, supplement);
    desk.outlook(annual_income, benefit);
    MeansTest { lines: desk.lines, annual_income, band, property_over, benefit, supplement }
}

/// A test under way.
struct Desk<'a> {
    norms: &'a Norms,
    on: NaiveDate,
    household: &'a Household,
    lines: Vec<Line>,
}

impl Desk<'_> {
    fn cite(&self, name: &str) -> Option<Cited> {
        Cited::of(self.norms, name, self.on)
    }

    /// The norm of the standard: the monthly or the yearly one, whichever holds.
    fn cite_standard(&self) -> Option<Cited> {
        self.cite(&crate::standard::dibao_norm(self.norms, self.household.area, self.on))
    }

    /// The persons by whom income is divided.
    fn persons(&self) -> i64 {
        let household = self.household;
        let persons = if household.single_person { household.covered } else { household.size };
        persons.max(1)
    }

    fn terms(&self) -> Terms {
        let household = self.household;
        Terms {
            programme: household.programme,
            area: household.area,
            method: household.method.clone(),
            single_person: household.single_person,
        }
    }

    /// Income per person and month against the standard and the edge line.
    fn judge(&mut self, income: Fen) -> Option<Band> {
        let (norms, on, area) = (self.norms, self.on, self.household.area);
        let persons = self.persons();
        let monthly = Exact::fen(income).times_ratio(1, i128::from(persons) * 12)?;
        let standard = crate::standard::dibao_standard(norms, area, on)?;
        let found =
            band(norms, on, area, persons, Exact::fen(income), self.household.hardship.as_ref())?;
        let below = |line: Exact| match monthly.is_below(line) {
            Some(true) => Treatment::Within,
            _ => Treatment::Over,
        };
        let text = Text::new(
            format!("人均月收入 {} 元（{persons} 人）与低保标准", words::yuan(monthly)),
            format!(
                "income per person ({persons}) and month, {} yuan, against the standard",
                words::yuan(monthly)
            ),
        );
        let line = Line::new(Step::Lines, "standard", below(standard), text);
        self.lines.push(line.amount(monthly).counted(standard).by(self.cite_standard()));
        if let Some(edge) = crate::standard::edge_line(norms, area, on) {
            let text = Text::new("人均月收入与低保边缘线", "the same against the edge line");
            let line = Line::new(Step::Lines, "edge", below(edge), text);
            self.lines.push(line.amount(monthly).counted(edge).by(self.cite("edge_multiple")));
        }
        self.rigid(income);
        Some(found)
    }

    /// Necessary spending against its share of income, where it is known and a rule is in force.
    fn rigid(&mut self, income: Fen) -> Option<()> {
        let hardship = self.household.hardship?;
        let share = self.norms.number_on("rigid_share", self.on)?;
        let limit = Exact::fen(income).times_ratio(share, model::norm::SCALE)?;
        let spending = Exact::fen(hardship.spending);
        let above = limit.is_below(spending)?;
        let treatment = if above { Treatment::Over } else { Treatment::Within };
        let text = Text::new(
            "申请前 12 个月刚性支出与收入占比线",
            "necessary spending of the 12 months before applying against its share of income",
        );
        let line = Line::new(Step::Lines, "rigid_spending", treatment, text);
        self.lines.push(line.amount(spending).counted(limit).by(self.cite("rigid_share")));
        let text = Text::new(
            "人均年收入与上年度当地人均可支配收入",
            "income per person and year against last year's local disposable income",
        );
        let per_person = Exact::fen(income).times_ratio(1, i128::from(self.persons()))?;
        let most = Exact::fen(hardship.disposable_income);
        let within = per_person.is_below(most)?;
        let treatment = if within { Treatment::Within } else { Treatment::Over };
        let line = Line::new(Step::Lines, "disposable_income", treatment, text);
        self.lines.push(line.amount(per_person).counted(most));
        Some(())
    }

    /// Every property limit; whether one is broken.
    fn property(&mut self) -> bool {
        let household = self.household;
        let persons = household.size.max(1);
        let checks =
            check_property(self.norms, self.on, household.area, persons, &household.assets);
        let over = checks.iter().any(|check| check.over);
        for check in checks {
            let treatment = if check.over { Treatment::Over } else { Treatment::Within };
            let text = words::with(
                &words::property(check.property),
                format!(" {}，上限 {}", words::yuan(check.found), words::yuan(check.limit)),
                format!(": {}, at most {}", words::yuan(check.found), words::yuan(check.limit)),
            );
            let line = Line::new(Step::Property, check.property.code(), treatment, text);
            let line = line.amount(check.found).counted(check.limit);
            self.lines.push(line.by(self.cite(check.norm)));
        }
        over
    }

    /// Approved against recomputed.
    fn verdict(&mut self, benefit: Option<Fen>, supplement: Option<Fen>) {
        let Some(approved) = self.household.approved else { return };
        let tolerance = crate::benefit::money(self.norms, "benefit_tolerance_yuan", self.on);
        let name = Text::new("救助金", "benefit");
        self.compare("benefit", &name, approved.benefit, benefit, tolerance);
        let name = Text::new("分类施保金或照料护理费", "supplement or care");
        self.compare("supplement", &name, approved.supplement, supplement, tolerance);
    }

    fn compare(
        &mut self,
        item: &str,
        name: &Text,
        approved: Fen,
        recomputed: Option<Fen>,
        tolerance: Option<Fen>,
    ) {
        let line = match recomputed {
            None => {
                let zh = format!("：核定 {approved} 元，没有可据以重算的规则");
                let en = format!(": {approved} yuan approved, no rule to recompute it by");
                Line::new(Step::Verdict, item, Treatment::LeftOut, words::with(name, zh, en))
            }
            Some(recomputed) => {
                let difference = approved - recomputed;
                let near = tolerance.is_some_and(|most| difference.0.abs() <= most.0);
                let treatment = if near { Treatment::Within } else { Treatment::Over };
                let zh =
                    format!("：核定 {approved} 元，重算 {recomputed} 元，相差 {difference} 元");
                let en = format!(
                    ": {approved} yuan approved, {recomputed} recomputed, difference {difference}"
                );
                Line::new(Step::Verdict, item, treatment, words::with(name, zh, en))
                    .counted(Exact::fen(recomputed))
                    .running(Exact::fen(difference))
                    .by(self.cite("benefit_tolerance_yuan"))
            }
        };
        self.lines.push(line.amount(Exact::fen(approved)));
    }
}

/// A yearly income, rounded once.
fn to_fen(amount: Exact) -> Option<Fen> {
    amount.round(Rounding::FEN_HALF_UP)
}
