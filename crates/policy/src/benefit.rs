//! The dibao benefit: what is missing to the standard, computed on the household.

use chrono::NaiveDate;
use model::{Area, Fen, Norms};

use crate::exact::{Exact, Rounding};
use crate::standard::dibao_standard;

/// The household's benefit in a month: `max(0, standard × covered persons − yearly income ÷ 12)`,
/// rounded once at the end (最低生活保障审核确认办法 art. 23). `None` if it does not fit.
pub fn top_up(standard: Exact, covered: i64, annual_income: Fen, rule: Rounding) -> Option<Fen> {
    let need = standard.times_ratio(i128::from(covered), 1)?;
    let income = Exact::fen(annual_income).times_ratio(1, 12)?;
    need.minus(income)?.or_zero().round(rule)
}

/// The benefit by the norms in force on a day.
pub fn dibao_benefit(
    norms: &Norms,
    area: Area,
    on: NaiveDate,
    covered: i64,
    annual_income: Fen,
) -> Option<Fen> {
    let standard = dibao_standard(norms, area, on)?;
    top_up(standard, covered, annual_income, benefit_rounding(norms, on))
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
    use model::{Area, Fen};

    use super::dibao_benefit;
    use crate::standard::tests::{day, keshan};

    #[test]
    fn benefits_worked_by_hand_in_keshan() {
        // (area, day, covered, yearly income in yuan, benefit in fen)
        let rows = [
            // 637 × 2 − 0
            (Area::Urban, "2022-03-31", 2, 0, 127_400),
            // 637 × 3 − 10 000 ÷ 12 = 1911 − 833.333… = 1077.67
            (Area::Urban, "2022-03-31", 3, 10_000, 107_767),
            // (4812 × 2 − 5000) ÷ 12 = 385.333…
            (Area::Rural, "2022-03-31", 2, 5_000, 38_533),
            // the same, rounded up to the yuan from 2026
            (Area::Rural, "2026-03-31", 2, 5_000, 38_600),
            // income over the standard leaves nothing
            (Area::Rural, "2022-03-31", 1, 4_812, 0),
            (Area::Rural, "2022-03-31", 1, 60_000, 0),
            // one yuan below it leaves 1 ÷ 12
            (Area::Rural, "2022-03-31", 1, 4_811, 8),
            // a loss is an income below zero
            (Area::Urban, "2022-03-31", 1, -1_200, 73_700),
        ];
        for (area, on, covered, income, expected) in rows {
            let benefit = dibao_benefit(&keshan(), area, day(on), covered, Fen::from_yuan(income));
            assert_eq!(benefit, Some(Fen(expected)), "{area:?} {on} {covered} {income}");
        }
    }

    #[test]
    fn rounding_is_on_the_household_not_on_the_person() {
        // Per person 133.33 × 3 would give 399.99 or, rounded up first, 402.
        let benefit = dibao_benefit(&keshan(), Area::Rural, day("2026-03-31"), 3, Fen(963_600));
        assert_eq!(benefit, Some(Fen(40_000)));
    }
}
