//! The amounts of a month: benefit, supplement, care.

use model::{Fen, Month, Programme, Text};

use super::Desk;
use crate::benefit::{Benefit, Method, tier_norm};
use crate::cycle::grace;
use crate::exact::Exact;
use crate::income::Treatment;
use crate::line::{Line, Step};
use crate::standard::dibao_standard;
use crate::supplement::{stacked, supplements};
use crate::tekun::tekun_care;
use crate::words;

impl Desk<'_> {
    /// The benefit; nothing is recomputed in a grace period.
    pub(super) fn benefit(&mut self, income: Option<Fen>) -> Option<Fen> {
        if self.grace_runs() {
            return None;
        }
        let Some(rule) = Benefit::of(self.norms, self.on, &self.terms()) else {
            self.no_benefit();
            return None;
        };
        let covered = self.household.covered;
        let amount = rule.amount(covered, income);
        match self.fixed_norm() {
            Some(norm) => {
                let text = Text::new(
                    format!("每人固定金额 × {covered} 人"),
                    format!("the fixed amount per person × {covered}"),
                );
                let line = Line::new(Step::Benefit, "per_person", Treatment::Counted, text);
                let each = rule.amount(1, None).map(Exact::fen);
                self.lines.push(Line { amount: each, ..line.by(self.cite(&norm)) });
            }
            None => {
                self.top_up_lines(income);
            }
        }
        let text = Text::new(
            "重算的月救助金（按户取整一次）",
            "recomputed benefit of a month, rounded once",
        );
        let line = Line::new(Step::Benefit, "benefit", Treatment::Result, text);
        let rounding = match self.household.programme {
            Programme::TekunInstitutional | Programme::TekunDispersed => "tekun_rounding",
            _ => "benefit_rounding",
        };
        let line = Line { running: amount.map(Exact::fen), ..line.by(self.cite(rounding)) };
        self.lines.push(line);
        amount
    }

    /// The norm of an amount per person, for cases that are not topped up.
    fn fixed_norm(&self) -> Option<String> {
        let household = self.household;
        let single = "single_person_yuan";
        match household.programme {
            Programme::TekunInstitutional | Programme::TekunDispersed => {
                Some("tekun_multiple".to_owned())
            }
            _ if household.single_person && self.norms.on(single, self.on).is_some() => {
                Some(single.to_owned())
            }
            _ => match &household.method {
                Some(Method::Tiered(tier)) => Some(tier_norm(household.area, tier)),
                _ => None,
            },
        }
    }

    /// Need, income, difference.
    fn top_up_lines(&mut self, income: Option<Fen>) -> Option<()> {
        let household = self.household;
        let covered = household.covered;
        let standard = dibao_standard(self.norms, household.area, self.on)?;
        let need = standard.times_ratio(i128::from(covered), 1)?;
        let text = Text::new(
            format!("标准 × 保障人口 {covered} 人"),
            format!("the standard × {covered} covered"),
        );
        let line = Line::new(Step::Benefit, "need", Treatment::Counted, text);
        let line = line.amount(standard).counted(need).running(need);
        self.lines.push(line.by(self.cite_standard()));
        let monthly = Exact::fen(income?).times_ratio(1, 12)?;
        let less = Exact::ZERO.minus(monthly)?;
        let gap = need.minus(monthly)?;
        let text = Text::new("减：家庭月收入（年收入 ÷ 12）", "less the household's income ÷ 12");
        let line = Line::new(Step::Benefit, "monthly_income", Treatment::Counted, text);
        let line = line.amount(monthly).counted(less).running(gap);
        self.lines.push(line.by(self.cite(&self.period_norm())));
        let none = !Exact::ZERO.is_below(gap)?;
        if none {
            let text = Text::new(
                "收入不低于标准，补差为零",
                "income is not below the standard: no top-up",
            );
            let line = Line::new(Step::Benefit, "nothing_lacks", Treatment::Capped, text);
            self.lines.push(line.amount(gap).counted(Exact::ZERO).running(Exact::ZERO));
        }
        self.least(gap);
        Some(())
    }

    /// The least amount that a place pays for a small difference.
    fn least(&mut self, gap: Exact) -> Option<()> {
        let least = Exact::fen(crate::benefit::money(self.norms, "benefit_min_yuan", self.on)?);
        if Exact::ZERO.is_below(gap)? && gap.is_below(least)? {
            let text = Text::new("补差低于最低发放额", "the difference is below the least amount");
            let line = Line::new(Step::Benefit, "least", Treatment::Capped, text);
            let line = line.amount(gap).counted(least).running(least);
            self.lines.push(line.by(self.cite("benefit_min_yuan")));
        }
        Some(())
    }

    /// Why there is no monthly amount to compute.
    fn no_benefit(&mut self) {
        let text = match self.household.programme {
            Programme::Edge | Programme::RigidExpenditure | Programme::TemporaryRelief => {
                Text::new("本类救助不按月发放现金", "this programme pays no monthly cash")
            }
            _ => Text::new(
                "没有可据以计算的标准、分档金额或计算方式",
                "no standard, tier amount or method to compute by",
            ),
        };
        self.lines.push(Line::new(Step::Benefit, "benefit", Treatment::LeftOut, text));
    }

    fn grace_runs(&mut self) -> bool {
        let Some((first, last)) = self.household.grace else { return false };
        let Some(state) = grace(self.norms, Month::of(self.on), first, last) else { return false };
        let end = state.last_month;
        let (treatment, zh, en) = match state.runs {
            true => (Treatment::LeftOut, "渐退期内，不重算", "in the grace period: not recomputed"),
            false => (Treatment::Over, "渐退期已过", "the grace period is over"),
        };
        let percent = state.share / 100;
        let text = Text::new(
            format!("{zh}：{first} 至 {end}，按原金额 {percent}% 发放"),
            format!("{en}: {first} to {end}, {percent}% of the former amount"),
        );
        let line = Line::new(Step::Benefit, "grace", treatment, text);
        self.lines.push(line.by(self.cite("grace_months_max")));
        state.runs
    }

    /// Supplement or care by the norms; `None` where no rule gives it.
    pub(super) fn supplement(&mut self) -> Option<Fen> {
        match self.household.programme {
            Programme::DibaoUrban | Programme::DibaoRural => self.category_supplement(),
            Programme::TekunInstitutional | Programme::TekunDispersed => self.care(),
            _ => None,
        }
    }

    fn category_supplement(&mut self) -> Option<Fen> {
        if self.norms.list_on("supplement_triggers", self.on).is_empty() {
            let text = Text::new(
                "本地未设分类施保对象，以核定为准",
                "the place names nobody for supplements: as approved",
            );
            self.lines.push(Line::new(Step::Supplement, "supplement", Treatment::LeftOut, text));
            return None;
        }
        let mut sum = Fen(0);
        for member in self.household.members.iter().filter(|member| member.covered) {
            let found = supplements(self.norms, self.on, self.household.area, member);
            let paid = stacked(self.norms, self.on, found.len());
            for (at, supplement) in found.iter().enumerate() {
                let name = words::trigger(&supplement.trigger);
                let (treatment, text, counted) = match at < paid {
                    true => (Treatment::Counted, name, supplement.amount),
                    false => {
                        let zh = "，不重复享受";
                        (Treatment::LeftOut, words::with(&name, zh, ", only the highest"), Fen(0))
                    }
                };
                sum = Fen(sum.0.checked_add(counted.0)?);
                let line = Line::new(Step::Supplement, &supplement.trigger, treatment, text);
                let line = line.about(&member.label).amount(Exact::fen(supplement.amount));
                let line = line.counted(Exact::fen(counted)).running(Exact::fen(sum));
                self.lines.push(line.by(self.cite(&supplement.norm)));
            }
        }
        Some(sum)
    }

    fn care(&mut self) -> Option<Fen> {
        let (household, wage) = (self.household, self.household.minimum_wage?);
        let mut sum = Fen(0);
        for member in household.members.iter().filter(|member| member.covered) {
            let class = member.self_care?;
            let (amount, norm) = tekun_care(self.norms, household.programme, class, wage, self.on)?;
            sum = Fen(sum.0.checked_add(amount.0)?);
            let text = Text::new(
                format!("照料护理费，最低工资 {wage} 元"),
                format!("care, of a minimum wage of {wage} yuan"),
            );
            let item = format!("care_{}", class.code());
            let line = Line::new(Step::Supplement, &item, Treatment::Counted, text);
            let line = line.about(&member.label).amount(Exact::fen(wage));
            let line = line.counted(Exact::fen(amount)).running(Exact::fen(sum));
            self.lines.push(line.by(self.cite(&norm)));
        }
        Some(sum)
    }
}
