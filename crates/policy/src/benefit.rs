//! The benefit of a household in a month: top-up, tier, fixed amount, tekun living.
//!
//! # Invariants
//!
//! - There is one way to an amount, [`Benefit::amount`]: SQL, the planner and the explanation of a
//!   household all take it.
//! - An amount is rounded once, on the household.

use chrono::NaiveDate;
use model::{Area, Fen, Norms, Programme};

use crate::exact::{Exact, Rounding};
use crate::standard::dibao_standard;
use crate::tekun::tekun_living;

/// How the benefit of a case is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// 补差: what is missing to the standard.
    TopUp,
    /// 分档: a fixed amount per person by tier, such as `A`.
    Tiered(String),
}

impl Method {
    /// The method with this code and tier, as the exports write them.
    pub fn from_code(code: &str, tier: Option<&str>) -> Option<Self> {
        match code {
            "topup" => Some(Self::TopUp),
            "tiered" => tier.map(|tier| Self::Tiered(tier.to_owned())),
            _ => None,
        }
    }
}

/// What decides by which formula a case is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The programme.
    pub programme: Programme,
    /// The area whose standard counts.
    pub area: Area,
    /// For dibao; `None` if the file does not say.
    pub method: Option<Method>,
    /// One person of an edge family (民发〔2021〕57号 art. 8).
    pub single_person: bool,
}

/// The formula of a case, made once from the norms of a day.
#[derive(Clone, Copy, Debug)]
pub struct Benefit {
    formula: Formula,
    least: Option<Fen>,
}

#[derive(Clone, Copy, Debug)]
enum Formula {
    TopUp(TopUp),
    PerPerson(Fen),
}

impl Benefit {
    /// The formula by the norms in force on a day; `None` for programmes that pay no monthly cash,
    /// a dibao case without a method, or a norm that is not in force.
    pub fn of(norms: &Norms, on: NaiveDate, terms: &Terms) -> Option<Self> {
        let formula = match terms.programme {
            Programme::DibaoUrban | Programme::DibaoRural => Self::dibao(norms, on, terms)?,
            Programme::TekunInstitutional | Programme::TekunDispersed => {
                Formula::PerPerson(tekun_living(norms, terms.area, on)?)
            }
            Programme::Edge | Programme::RigidExpenditure | Programme::TemporaryRelief => {
                return None;
            }
        };
        let least = match formula {
            Formula::TopUp(_) => money(norms, "benefit_min_yuan", on),
            Formula::PerPerson(_) => None,
        };
        Some(Self { formula, least })
    }

    fn dibao(norms: &Norms, on: NaiveDate, terms: &Terms) -> Option<Formula> {
        let fixed = money(norms, "single_person_yuan", on).filter(|_| terms.single_person);
        if let Some(fixed) = fixed {
            return Some(Formula::PerPerson(fixed));
        }
        match terms.method.as_ref()? {
            Method::TopUp => {
                let standard = dibao_standard(norms, terms.area, on)?;
                TopUp::new(standard, benefit_rounding(norms, on)).map(Formula::TopUp)
            }
            Method::Tiered(tier) => {
                money(norms, &tier_norm(terms.area, tier), on).map(Formula::PerPerson)
            }
        }
    }

    /// The amount for so many covered persons with a yearly income of the household; `None` if the
    /// formula needs an income that is not known, or the amount does not fit.
    pub fn amount(&self, covered: i64, annual_income: Option<Fen>) -> Option<Fen> {
        match &self.formula {
            Formula::PerPerson(fen) => fen.0.checked_mul(covered).map(Fen),
            Formula::TopUp(top_up) => {
                let amount = top_up.amount(covered, annual_income?)?;
                Some(if amount.0 > 0 { amount.max(self.least.unwrap_or(amount)) } else { amount })
            }
        }
    }
}

/// The norm that holds the amount of a tier, such as `tier_rural_a_yuan`.
pub(crate) fn tier_norm(area: Area, tier: &str) -> String {
    format!("tier_{}_{}_yuan", area.code(), tier.to_lowercase())
}

/// A norm in yuan as money.
pub(crate) fn money(norms: &Norms, name: &str, on: NaiveDate) -> Option<Fen> {
    let number = norms.number_on(name, on)?;
    Exact::ten_thousandths_of_yuan(number).round(Rounding::FEN_HALF_UP)
}

/// `max(0, standard × covered persons − yearly income ÷ 12)`, rounded once at the end
/// (最低生活保障审核确认办法 art. 23), made ready for many households: two products, one difference
/// and one division each, in 64 bits where they fit.
#[derive(Clone, Copy, Debug)]
pub struct TopUp {
    /// Twelve standards in `1/denominator` fen.
    year: i128,
    denominator: i128,
    rule: Rounding,
    /// `year`, `denominator` and `12 × denominator × step` where they fit.
    narrow: Option<(i64, i64, i64)>,
}

impl TopUp {
    /// The top-up to a standard; `None` if the standard is out of range.
    pub fn new(standard: Exact, rule: Rounding) -> Option<Self> {
        let (numerator, denominator) = standard.parts();
        let year = numerator.checked_mul(12)?;
        let narrow = || {
            let small = i64::try_from(denominator).ok()?;
            let divisor = small.checked_mul(12)?.checked_mul(rule.step())?;
            Some((i64::try_from(year).ok()?, small, divisor))
        };
        Some(Self { year, denominator, rule, narrow: narrow() })
    }

    /// The benefit in a month; `None` if it does not fit.
    #[inline]
    pub fn amount(&self, covered: i64, annual_income: Fen) -> Option<Fen> {
        self.amount_narrow(covered, annual_income)
            .or_else(|| self.amount_wide(covered, annual_income))
    }

    #[inline]
    fn amount_narrow(&self, covered: i64, annual_income: Fen) -> Option<Fen> {
        let (year, denominator, divisor) = self.narrow?;
        let need = year.checked_mul(covered)?;
        let lacking = need.checked_sub(annual_income.0.checked_mul(denominator)?)?;
        self.rule.divide_narrow(lacking.max(0), divisor)
    }

    fn amount_wide(&self, covered: i64, annual_income: Fen) -> Option<Fen> {
        let need = self.year.checked_mul(i128::from(covered))?;
        let income = i128::from(annual_income.0).checked_mul(self.denominator)?;
        let lacking = need.checked_sub(income)?.max(0);
        self.rule.divide(lacking, self.denominator.checked_mul(12)?)
    }
}

/// [`TopUp`] for one household.
pub fn top_up(standard: Exact, covered: i64, annual_income: Fen, rule: Rounding) -> Option<Fen> {
    TopUp::new(standard, rule)?.amount(covered, annual_income)
}

/// The rounding rule of the benefit; to the fen where the norms name none.
pub fn benefit_rounding(norms: &Norms, on: NaiveDate) -> Rounding {
    rounding(norms, "benefit_rounding", on)
}

/// A rounding rule by the name of its norm.
pub(crate) fn rounding(norms: &Norms, name: &str, on: NaiveDate) -> Rounding {
    norms.word_on(name, on).and_then(Rounding::from_word).unwrap_or(Rounding::FEN_HALF_UP)
}

#[cfg(test)]
mod tests {
    use model::{Area, Fen, Programme};

    use super::{Benefit, Method, Terms, TopUp};
    use crate::exact::{Exact, Rounding};
    use crate::standard::tests::{day, keshan, norms};

    fn terms(programme: Programme, method: Method) -> Terms {
        let area = programme.area().unwrap_or(Area::Rural);
        Terms { programme, area, method: Some(method), single_person: false }
    }

    #[test]
    fn benefits_worked_by_hand_in_keshan() {
        // (programme, day, covered, yearly income in yuan, benefit in fen)
        let rows = [
            // 637 × 2 − 0
            (Programme::DibaoUrban, "2022-03-31", 2, 0, 127_400),
            // 637 × 3 − 10 000 ÷ 12 = 1911 − 833.333… = 1077.67
            (Programme::DibaoUrban, "2022-03-31", 3, 10_000, 107_767),
            // (4812 × 2 − 5000) ÷ 12 = 385.333…
            (Programme::DibaoRural, "2022-03-31", 2, 5_000, 38_533),
            // the same, rounded up to the yuan from 2026
            (Programme::DibaoRural, "2026-03-31", 2, 5_000, 38_600),
            // income over the standard leaves nothing
            (Programme::DibaoRural, "2022-03-31", 1, 4_812, 0),
            (Programme::DibaoRural, "2022-03-31", 1, 60_000, 0),
            // one yuan below it leaves 1 ÷ 12
            (Programme::DibaoRural, "2022-03-31", 1, 4_811, 8),
            // a loss is an income below zero
            (Programme::DibaoUrban, "2022-03-31", 1, -1_200, 73_700),
        ];
        for (programme, on, covered, income, expected) in rows {
            let benefit =
                Benefit::of(&keshan(), day(on), &terms(programme, Method::TopUp)).unwrap();
            let amount = benefit.amount(covered, Some(Fen::from_yuan(income)));
            assert_eq!(amount, Some(Fen(expected)), "{programme:?} {on} {covered} {income}");
        }
    }

    #[test]
    fn rounding_is_on_the_household_not_on_the_person() {
        // Per person 133.33 × 3 would give 399.99 or, rounded up first, 402.
        let rural = terms(Programme::DibaoRural, Method::TopUp);
        let benefit = Benefit::of(&keshan(), day("2026-03-31"), &rural).unwrap();
        assert_eq!(benefit.amount(3, Some(Fen(963_600))), Some(Fen(40_000)));
        assert_eq!(benefit.amount(3, None), None);
    }

    #[test]
    fn tiers_fixed_amounts_and_a_least_amount_are_norms() {
        let norms = norms(&[
            ("standard_dibao_rural", "632", "yuan", "2022-01-01"),
            ("tier_rural_b_yuan", "373", "yuan", "2022-01-01"),
            ("single_person_yuan", "313", "yuan", "2026-04-01"),
            ("benefit_min_yuan", "30", "yuan", "2022-01-01"),
        ]);
        let amount = |terms: &Terms, on: &str, covered, income| {
            Benefit::of(&norms, day(on), terms)?.amount(covered, Some(Fen::from_yuan(income)))
        };
        let tiered = |tier: &str| terms(Programme::DibaoRural, Method::Tiered(tier.to_owned()));
        assert_eq!(amount(&tiered("B"), "2022-05-01", 3, 9_999), Some(Fen(111_900)));
        assert_eq!(amount(&tiered("C"), "2022-05-01", 3, 0), None);
        let single = Terms { single_person: true, ..terms(Programme::DibaoRural, Method::TopUp) };
        assert_eq!(amount(&single, "2026-04-30", 1, 6_000), Some(Fen(31_300)));
        assert_eq!(amount(&single, "2026-03-31", 1, 6_000), Some(Fen(13_200)));
        // 632 − 7560 ÷ 12 = 2 is paid as 30; nothing stays nothing.
        let family = terms(Programme::DibaoRural, Method::TopUp);
        assert_eq!(amount(&family, "2022-05-01", 1, 7_560), Some(Fen(3_000)));
        assert_eq!(amount(&family, "2022-05-01", 1, 7_584), Some(Fen(0)));
    }

    #[test]
    fn narrow_and_wide_arithmetic_agree() {
        let standard = Exact::fen(Fen(430_070)).times_ratio(1, 12).unwrap();
        for word in ["fen_half_up", "fen_down", "jiao_up", "yuan_up", "yuan_half_up"] {
            let top_up = TopUp::new(standard, Rounding::from_word(word).unwrap()).unwrap();
            for covered in 0..6 {
                for income in (-700_000..2_600_000).step_by(9_973) {
                    let narrow = top_up.amount_narrow(covered, Fen(income));
                    assert!(narrow.is_some());
                    assert_eq!(
                        narrow,
                        top_up.amount_wide(covered, Fen(income)),
                        "{covered} {income}"
                    );
                }
            }
            assert_eq!(top_up.amount_narrow(3, Fen(i64::MIN + 1)), None);
            assert!(top_up.amount(3, Fen(i64::MIN + 1)).is_some());
        }
    }
}
