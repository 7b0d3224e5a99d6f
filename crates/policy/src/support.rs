//! Support (赡养、抚养、扶养) that people outside the household owe it.
//!
//! # Invariants
//!
//! - The formula is data: the norm `support_formula` names it, the norms `support_<formula>_…` are
//!   its numbers. An agreement or ruling goes before the formula; what is really received goes
//!   before both when it is more.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::exact::Exact;
use crate::income::Treatment;
use crate::standard::dibao_standard;

/// Somebody who owes support, with the own family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supporter {
    /// A name for the line: a pseudonym or a relation.
    pub label: String,
    /// Income of the supporter's family in a year (of the payer alone for formula F4).
    pub annual_income: Fen,
    /// Members of the supporter's family, the supporter among them.
    pub members: i64,
    /// Children of the supporter's parents, all who share the duty.
    pub children: i64,
    /// People whom the supporter supports.
    pub supported: i64,
    /// Fen a year by agreement or court ruling.
    pub agreed: Option<Fen>,
    /// Fen a year really received.
    pub received: Option<Fen>,
    /// A sibling, or somebody of sixty or more, of an adult severely disabled person without work:
    /// the notice of 2022 lets the support be waived.
    pub waivable: bool,
}

/// What is counted for one supporter, in a year.
#[derive(Clone, Debug)]
pub struct Support {
    /// What the formula gives; `None` for formulas of recorded payments only.
    pub by_formula: Option<Exact>,
    /// What counts.
    pub counted: Exact,
    /// How: by formula `Imputed`, else `Counted`; `LeftOut` when nothing is owed or it is waived.
    pub treatment: Treatment,
    /// The norm that decides.
    pub norm: &'static str,
}

/// A formula as the norms describe it, ready for many supporters.
#[derive(Clone, Copy, Debug)]
pub struct SupportFormula {
    /// Income per member and year that is left alone.
    threshold: Exact,
    /// Whether the excess is of the income per head, not of the family.
    per_capita: bool,
    share: i128,
    /// Children from which the other share holds, and that share.
    many_children: Option<(i128, i128)>,
    /// The most that may go to all supported together, as a share.
    cap: Option<i128>,
    divides: bool,
}

impl SupportFormula {
    /// The formula in force on a day for a place's standard; `None` where none is in force or it
    /// only takes what is recorded.
    pub fn of(norms: &Norms, on: NaiveDate, area: Area) -> Option<Self> {
        let formula = norms.word_on("support_formula", on)?.to_lowercase();
        let number = |part: &str| norms.number_on(&format!("support_{formula}_{part}"), on);
        let year = dibao_standard(norms, area, on)?.times_ratio(12, 1)?;
        Some(Self {
            threshold: year.times_ratio(number("threshold_multiple")?, SCALE)?,
            per_capita: number("per_capita") == Some(SCALE),
            share: number("share")?,
            many_children: number("many_children_min").zip(number("many_children_share")),
            cap: number("cap_share"),
            divides: number("divides") == Some(SCALE),
        })
    }

    /// What a supporter owes in a year; `None` on overflow.
    pub fn owed(&self, supporter: &Supporter) -> Option<Exact> {
        let members = i128::from(supporter.members.max(1));
        let supported = i128::from(supporter.supported.max(1));
        let income = Exact::fen(supporter.annual_income);
        let excess = match self.per_capita {
            true => income.times_ratio(1, members)?.minus(self.threshold)?,
            false => income.minus(self.threshold.times_ratio(members, 1)?)?,
        };
        let children = i128::from(supporter.children).checked_mul(SCALE)?;
        let share = match self.many_children {
            Some((least, share)) if children >= least => share,
            _ => self.share,
        };
        let owed = match self.cap {
            // The cap is shared by all whom the supporter supports.
            Some(cap) if share.checked_mul(supported)? > cap => {
                excess.times_ratio(cap, SCALE.checked_mul(supported)?)?
            }
            _ => excess.times_ratio(share, SCALE)?,
        };
        let owed = if self.divides { owed.times_ratio(1, supported)? } else { owed };
        Some(owed.or_zero())
    }
}

/// What counts as income of the household for one supporter.
pub fn support(norms: &Norms, on: NaiveDate, area: Area, supporter: &Supporter) -> Option<Support> {
    const FORMULA: &str = "support_formula";
    const WAIVER: &str = "support_waiver_allowed";
    let by_formula = match SupportFormula::of(norms, on, area) {
        Some(formula) => Some(formula.owed(supporter)?),
        None => None,
    };
    let received = Exact::fen(supporter.received.unwrap_or_default());
    let owed = supporter.agreed.map(Exact::fen).or(by_formula).unwrap_or(Exact::ZERO);
    let more_received = owed.is_below(received)?;
    let waived = supporter.waivable && norms.number_on(WAIVER, on) == Some(SCALE);
    let counts = |counted, treatment, norm| Some(Support { by_formula, counted, treatment, norm });
    if more_received || (waived && supporter.received.is_some()) {
        return counts(received, Treatment::Counted, FORMULA);
    }
    if waived {
        return counts(Exact::ZERO, Treatment::LeftOut, WAIVER);
    }
    let treatment = match (Exact::ZERO.is_below(owed)?, supporter.agreed.is_some()) {
        (false, _) => Treatment::LeftOut,
        (true, true) => Treatment::Counted,
        (true, false) => Treatment::Imputed,
    };
    counts(owed, treatment, FORMULA)
}

#[cfg(test)]
mod tests {
    use model::{Area, Fen, Norms};

    use super::{SupportFormula, Supporter, support};
    use crate::exact::Rounding;
    use crate::income::Treatment;
    use crate::standard::tests::{day, norms};

    /// A standard of 400 a month, 4800 a year, and the five formulas.
    fn with(formula: &str) -> Norms {
        norms(&[
            ("standard_dibao_rural", "400", "yuan", "2020-01-01"),
            ("support_formula", formula, "word", "2020-01-01"),
            ("support_waiver_allowed", "1", "flag", "2022-10-20"),
            ("support_f1_threshold_multiple", "1", "multiple", "2020-01-01"),
            ("support_f1_share", "0.5", "share", "2020-01-01"),
            ("support_f1_divides", "1", "flag", "2020-01-01"),
            ("support_f2_threshold_multiple", "1.5", "multiple", "2020-01-01"),
            ("support_f2_share", "0.3", "share", "2020-01-01"),
            ("support_f3_threshold_multiple", "1", "multiple", "2020-01-01"),
            ("support_f3_per_capita", "1", "flag", "2020-01-01"),
            ("support_f3_share", "0.5", "share", "2020-01-01"),
            ("support_f3_many_children_min", "3", "persons", "2020-01-01"),
            ("support_f3_many_children_share", "0.4", "share", "2020-01-01"),
            ("support_f3_divides", "1", "flag", "2020-01-01"),
            ("support_f4_threshold_multiple", "0", "multiple", "2020-01-01"),
            ("support_f4_share", "0.25", "share", "2020-01-01"),
            ("support_f4_cap_share", "0.5", "share", "2020-01-01"),
        ])
    }

    fn supporter(income: i64, members: i64, children: i64, supported: i64) -> Supporter {
        let annual_income = Fen::from_yuan(income);
        Supporter { annual_income, members, children, supported, ..Supporter::default() }
    }

    #[test]
    fn the_five_formulas_worked_by_hand() {
        let rows = [
            // (30000 − 4800 × 3) × 50 % ÷ 2 = 3900
            ("f1", supporter(30_000, 3, 1, 2), 390_000),
            // 30000 − 7200 × 3 = 8400, 30 % = 2520
            ("f2", supporter(30_000, 3, 1, 2), 252_000),
            ("f2", supporter(21_600, 3, 1, 2), 0),
            // 30000 ÷ 3 − 4800 = 5200, half = 2600, ÷ 2 = 1300; three children: 40 % = 2080, 1040
            ("f3", supporter(30_000, 3, 2, 2), 130_000),
            ("f3", supporter(30_000, 3, 3, 2), 104_000),
            // a quarter of the payer's income each, together no more than half: 3 × 25 % > 50 %
            ("f4", supporter(30_000, 1, 1, 1), 750_000),
            ("f4", supporter(30_000, 1, 1, 3), 500_000),
        ];
        for (formula, supporter, expected) in rows {
            let norms = with(formula);
            let formula = SupportFormula::of(&norms, day("2022-01-01"), Area::Rural).unwrap();
            let owed = formula.owed(&supporter).unwrap().round(Rounding::FEN_HALF_UP);
            assert_eq!(owed, Some(Fen(expected)), "{supporter:?}");
        }
        assert!(SupportFormula::of(&with("f5"), day("2022-01-01"), Area::Rural).is_none());
    }

    #[test]
    fn agreements_receipts_and_waivers_go_before_the_formula() {
        let base = supporter(30_000, 3, 1, 1);
        let agreed = Supporter { agreed: Some(Fen::from_yuan(1_200)), ..base.clone() };
        let received = Supporter { received: Some(Fen::from_yuan(6_000)), ..agreed.clone() };
        let little = Supporter { received: Some(Fen::from_yuan(600)), ..agreed.clone() };
        let waived = Supporter { waivable: true, ..base.clone() };
        let rows = [
            (&base, "2022-12-01", Treatment::Imputed, 252_000),
            (&agreed, "2022-12-01", Treatment::Counted, 120_000),
            (&received, "2022-12-01", Treatment::Counted, 600_000),
            (&little, "2022-12-01", Treatment::Counted, 120_000),
            (&waived, "2022-12-01", Treatment::LeftOut, 0),
            (&waived, "2022-10-19", Treatment::Imputed, 252_000),
        ];
        for (supporter, on, treatment, expected) in rows {
            let found = support(&with("f2"), day(on), Area::Rural, supporter).unwrap();
            let counted = found.counted.round(Rounding::FEN_HALF_UP);
            assert_eq!((found.treatment, counted), (treatment, Some(Fen(expected))), "{on}");
        }
    }
}
