//! The income of the year, item by item.

use model::{Fen, Programme, Text};

use super::{Desk, to_fen};
use crate::exact::Exact;
use crate::household::{Basis, Member};
use crate::income::{Counted, IncomeKind, Treatment, count_income};
use crate::line::{Line, Step};
use crate::support::support;
use crate::words;
use crate::work::imputed_work;

/// An item under the name of its subject.
struct Item {
    subject: String,
    kind: IncomeKind,
    counted: Counted,
}

impl Desk<'_> {
    /// The income of the year that counts, in fen.
    pub(super) fn incomes(&mut self) -> Option<Fen> {
        self.period();
        let basis = self.household.basis;
        let mut sum = Exact::ZERO;
        for item in self.declared_items()? {
            sum = sum.plus(item.counted.counted)?;
            let line = self.item(Step::Income, &item);
            self.lines.push(line.running(sum));
        }
        for item in self.imputed_items()? {
            if basis == Basis::Items {
                sum = sum.plus(item.counted.counted)?;
                let line = self.item(Step::Income, &item);
                self.lines.push(line.running(sum));
            } else {
                let line = self.item(Step::Found, &item);
                self.lines.push(line);
            }
        }
        let income = match basis {
            Basis::Items => Some(to_fen(sum)?),
            Basis::File(total) => total,
        };
        if let (Basis::File(_), Some(total)) = (basis, income) {
            self.balance(sum, total)?;
        }
        self.annual_income(income);
        self.found();
        income
    }

    /// The income that counts, or that none is known.
    fn annual_income(&mut self, income: Option<Fen>) {
        let (treatment, text) = match income {
            Some(_) => (
                Treatment::Result,
                Text::new("计入的家庭年收入", "household income of the year that counts"),
            ),
            None => (
                Treatment::LeftOut,
                Text::new("档案中没有家庭年收入", "no household income on file"),
            ),
        };
        let line = Line::new(Step::Income, "annual_income", treatment, text);
        let line = Line { running: income.map(Exact::fen), ..line };
        self.lines.push(line.by(self.cite(&self.period_norm())));
    }

    /// The accounting period of the area (Keshan: rural by last year, urban by month).
    fn period(&mut self) {
        let Some(norm) = self.cite(&self.period_norm()) else { return };
        let text = match norm.value.as_str() {
            "month" => Text::new("按月收入核算", "income is counted by the month"),
            _ => Text::new("按上一年度收入核算", "income is counted by last year"),
        };
        let line = Line::new(Step::Income, "period", Treatment::Result, text);
        self.lines.push(line.by(Some(norm)));
    }

    pub(super) fn period_norm(&self) -> String {
        format!("income_period_{}", self.household.area.code())
    }

    /// What the members declare. In a single-person case only the covered person's counts.
    fn declared_items(&self) -> Option<Vec<Item>> {
        let lists = self.exempt_lists();
        let mut items = Vec::new();
        for member in &self.household.members {
            let outside = self.household.single_person && !member.covered;
            for income in &member.incomes {
                let counted =
                    count_income(self.norms, self.on, self.household.area, income, lists)?;
                let counted = match outside {
                    true => Counted {
                        counted: Exact::ZERO,
                        treatment: Treatment::LeftOut,
                        norm: None,
                        ..counted
                    },
                    false => counted,
                };
                items.push(Item { subject: member.label.clone(), kind: income.kind, counted });
            }
        }
        Some(items)
    }

    /// The norms that list what does not count for the programme.
    fn exempt_lists(&self) -> &'static [&'static str] {
        match self.household.programme {
            Programme::TekunInstitutional | Programme::TekunDispersed => {
                &["income_exempt_kinds", "income_exempt_kinds_tekun"]
            }
            _ => &["income_exempt_kinds"],
        }
    }

    /// What a rule adds: work income of the idle, support from outside.
    fn imputed_items(&self) -> Option<Vec<Item>> {
        let household = self.household;
        let (norms, on, area) = (self.norms, self.on, household.area);
        let mut items = Vec::new();
        for member in household.members.iter().filter(|member| self.counts(member)) {
            if let Some(item) = self.imputed(member) {
                items.push(item);
            }
        }
        for supporter in &household.supporters {
            let found = support(norms, on, area, supporter)?;
            let counted = Counted {
                amount: found.by_formula.unwrap_or(found.counted),
                counted: found.counted,
                treatment: found.treatment,
                norm: Some(found.norm.to_owned()),
            };
            let subject = supporter.label.clone();
            items.push(Item { subject, kind: IncomeKind::Support, counted });
        }
        Some(items)
    }

    /// Whether a member's income counts.
    pub(super) fn counts(&self, member: &Member) -> bool {
        member.covered || !self.household.single_person
    }

    fn imputed(&self, member: &Member) -> Option<Item> {
        let household = self.household;
        let (amount, norm) =
            imputed_work(self.norms, self.on, household.area, member, household.minimum_wage)?;
        let counted =
            Counted { amount, counted: amount, treatment: Treatment::Imputed, norm: Some(norm) };
        Some(Item { subject: member.label.clone(), kind: IncomeKind::ImputedWork, counted })
    }

    fn item(&self, step: Step, item: &Item) -> Line {
        let Item { subject, kind, counted } = item;
        let name = words::income(*kind);
        let text = match counted.treatment {
            Treatment::LeftOut => words::with(&name, "，不计入", ", left out"),
            Treatment::Reduced => words::with(&name, "，扣减后计入", ", counted after deduction"),
            Treatment::Imputed => words::with(&name, "，按规定核算计入", ", counted by the rule"),
            _ => name,
        };
        Line::new(step, kind.code(), counted.treatment, text)
            .about(subject)
            .amount(counted.amount)
            .counted(counted.counted)
            .by(counted.norm.as_deref().and_then(|norm| self.cite(norm)))
    }

    /// From the sum of the items to the income on file.
    fn balance(&mut self, sum: Exact, total: Fen) -> Option<()> {
        let total = Exact::fen(total);
        let rest = total.minus(sum)?;
        let none = !rest.is_below(Exact::ZERO)? && !Exact::ZERO.is_below(rest)?;
        if !none {
            let text = Text::new(
                "成员分项与家庭年总收入的差额",
                "difference of the members' items to the household's income on file",
            );
            let line = Line::new(Step::Income, "not_itemised", Treatment::Counted, text);
            self.lines.push(line.amount(rest).counted(rest).running(total));
        }
        Some(())
    }

    /// Incomes that other departments know, beside the declared ones.
    fn found(&mut self) {
        let lines: Vec<Line> = self
            .household
            .members
            .iter()
            .flat_map(|member| member.found.iter().map(move |income| (member, income)))
            .filter_map(|(member, income)| {
                let counted = count_income(self.norms, self.on, self.household.area, income, &[])?;
                let text = words::with(
                    &words::income(income.kind),
                    "（部门数据比对到，未计入）",
                    " (found by matching, not counted)",
                );
                let line = Line::new(Step::Found, income.kind.code(), Treatment::LeftOut, text);
                Some(line.about(&member.label).amount(counted.amount))
            })
            .collect();
        self.lines.extend(lines);
    }
}
