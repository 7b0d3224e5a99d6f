//! What would change the result: more income, income that was found, more covered persons, the
//! next standard, a minor who comes of age.

use chrono::{Months, NaiveDate};
use model::norm::SCALE;
use model::{Fen, Programme, Text};

use super::{Desk, to_fen};
use crate::band::band;
use crate::benefit::{Benefit, Method};
use crate::exact::Exact;
use crate::household::Member;
use crate::income::{Income, IncomeKind, Treatment, count_income};
use crate::line::{Line, Step};
use crate::standard::dibao_standard;

impl Desk<'_> {
    pub(super) fn outlook(&mut self, income: Option<Fen>, benefit: Option<Fen>) {
        self.income_that_ends_it(income);
        self.income_found(income);
        self.all_covered(income, benefit);
        self.next_standard(income);
        self.comes_of_age();
    }

    fn note(&mut self, item: &str, text: Text, amount: Exact, counted: Exact) {
        let line = Line::new(Step::Outlook, item, Treatment::Outlook, text);
        self.lines.push(line.amount(amount).counted(counted));
    }

    fn is_topped_up(&self) -> bool {
        let dibao =
            matches!(self.household.programme, Programme::DibaoUrban | Programme::DibaoRural);
        dibao && self.household.method == Some(Method::TopUp)
    }

    fn amount(&self, on: NaiveDate, covered: i64, income: Fen) -> Option<Fen> {
        Benefit::of(self.norms, on, &self.terms())?.amount(covered, Some(income))
    }

    /// The yearly income from which the top-up is nothing.
    fn income_that_ends_it(&mut self, income: Option<Fen>) -> Option<()> {
        self.is_topped_up().then_some(())?;
        let covered = i128::from(self.household.covered);
        let standard = dibao_standard(self.norms, self.household.area, self.on)?;
        let end = standard.times_ratio(covered.checked_mul(12)?, 1)?;
        let left = end.minus(Exact::fen(income?))?.or_zero();
        let text = Text::new(
            "家庭年收入达到此数，补差为零；右栏为尚余",
            "yearly income at which the top-up is nothing; beside it, what is left until then",
        );
        self.note("income_ends_benefit", text, end, left);
        Some(())
    }

    /// What the benefit would be if, per member, the higher of declared and found income counted.
    fn income_found(&mut self, income: Option<Fen>) -> Option<()> {
        let income = income?;
        let mut more = Exact::ZERO;
        for member in self.household.members.iter().filter(|member| self.counts(member)) {
            more = more.plus(self.found_beyond_declared(member)?)?;
        }
        Exact::ZERO.is_below(more)?.then_some(())?;
        let total = to_fen(Exact::fen(income).plus(more)?)?;
        let household = self.household;
        let found = band(
            self.norms,
            self.on,
            household.area,
            self.persons(),
            Exact::fen(total),
            household.hardship.as_ref(),
        );
        let band = found.map_or("", |band| band.code());
        let benefit = self.amount(self.on, household.covered, total).unwrap_or_default();
        let text = Text::new(
            format!("若比对到的收入属实，年收入为此数（{band}），月救助金为右栏数"),
            format!(
                "if the income found by matching is true: yearly income ({band}), and beside it the benefit"
            ),
        );
        self.note("found_income_true", text, Exact::fen(total), Exact::fen(benefit));
        Some(())
    }

    /// How far what is found of a member goes beyond what the member declares, a year; a
    /// residents' pension is no lead.
    fn found_beyond_declared(&self, member: &Member) -> Option<Exact> {
        let add = |sum: Exact, income: &Income| {
            let counted = count_income(self.norms, self.on, self.household.area, income, &[])?;
            sum.plus(counted.amount)
        };
        let mut leads = member.found.iter().filter(|i| i.kind != IncomeKind::ResidentPension);
        let found = leads.try_fold(Exact::ZERO, add)?;
        let declared = member.incomes.iter().try_fold(Exact::ZERO, add)?;
        Some(found.minus(declared)?.or_zero())
    }

    /// The benefit if every member were covered; a family is covered whole (民发〔2022〕83号).
    fn all_covered(&mut self, income: Option<Fen>, benefit: Option<Fen>) -> Option<()> {
        let household = self.household;
        let partly = household.covered < household.size && !household.single_person;
        (partly && benefit.is_some()).then_some(())?;
        let amount = self.amount(self.on, household.size, income?)?;
        let text = Text::new(
            format!("若 {} 名成员全部纳入，月救助金为右栏数", household.size),
            format!("if all {} members were covered, the benefit beside it", household.size),
        );
        self.note("all_covered", text, Exact::fen(benefit?), Exact::fen(amount));
        Some(())
    }

    /// The benefit by the next standard that the norms already hold.
    fn next_standard(&mut self, income: Option<Fen>) -> Option<()> {
        let base = format!("standard_dibao_{}", self.household.area.code());
        let starts = [base.clone(), format!("{base}_year")];
        let entries = self.norms.entries();
        let next = starts
            .iter()
            .filter_map(|name| entries.get(name))
            .flatten()
            .map(|norm| norm.from)
            .filter(|from| *from > self.on)
            .min()?;
        let amount = self.amount(next, self.household.covered, income?)?;
        let standard = dibao_standard(self.norms, self.household.area, next)?;
        let text = Text::new(
            format!("{next} 起执行新标准，月救助金为右栏数"),
            format!("from {next} by the new standard, the benefit beside it"),
        );
        self.note("next_standard", text, standard, Exact::fen(amount));
        Some(())
    }

    /// A tekun minor whose support ends within a year, unless still in school.
    fn comes_of_age(&mut self) -> Option<()> {
        let tekun = matches!(
            self.household.programme,
            Programme::TekunInstitutional | Programme::TekunDispersed
        );
        let end = u32::try_from(self.norms.number_on("tekun_support_end_age", self.on)? / SCALE);
        let end = end.ok().filter(|_| tekun)?;
        let household = self.household;
        for member in &household.members {
            let born = member.born?;
            let day = born.checked_add_months(Months::new(12 * end))?;
            let year_on = self.on.checked_add_months(Months::new(12))?;
            if day <= self.on || day > year_on {
                continue;
            }
            let text = Text::new(
                format!("{day} 满 {end} 周岁，非在校则终止供养"),
                format!("turns {end} on {day}: support ends unless in school"),
            );
            let line = Line::new(Step::Outlook, "comes_of_age", Treatment::Outlook, text);
            self.lines.push(line.about(&member.label).by(self.cite("tekun_support_end_age")));
        }
        Some(())
    }
}
