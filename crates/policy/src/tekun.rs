//! Tekun amounts: the living standard by area, the care amount by self-care.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::benefit::rounding;
use crate::exact::Exact;
use crate::standard::dibao_standard;

/// How far a person looks after himself (特困人员认定办法: six abilities).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfCare {
    /// 全自理
    Full,
    /// 半失能
    Partial,
    /// 失能
    None,
}

impl SelfCare {
    /// The class with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "full" => Some(Self::Full),
            "partial" => Some(Self::Partial),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    const fn divisor(self) -> &'static str {
        match self {
            Self::Full => "tekun_care_divisor_full",
            Self::Partial => "tekun_care_divisor_partial",
            Self::None => "tekun_care_divisor_none",
        }
    }
}

/// The living standard per person and month: the dibao standard times `tekun_multiple`, rounded by
/// `tekun_rounding`.
pub fn tekun_living(norms: &Norms, area: Area, on: NaiveDate) -> Option<Fen> {
    let multiple = norms.number_on("tekun_multiple", on)?;
    let amount = dibao_standard(norms, area, on)?.times_ratio(multiple, SCALE)?;
    amount.round(rounding(norms, "tekun_rounding", on))
}

/// The care amount per person and month: the minimum wage divided by the divisor of the class,
/// rounded by `tekun_rounding`.
pub fn tekun_care(
    norms: &Norms,
    self_care: SelfCare,
    minimum_wage: Fen,
    on: NaiveDate,
) -> Option<Fen> {
    let divisor = norms.number_on(self_care.divisor(), on)?;
    let amount = Exact::fen(minimum_wage).times_ratio(SCALE, divisor)?;
    amount.round(rounding(norms, "tekun_rounding", on))
}

#[cfg(test)]
mod tests {
    use model::{Area, Fen};

    use super::{SelfCare, tekun_care, tekun_living};
    use crate::standard::tests::{day, keshan, norms};

    #[test]
    fn living_standards_agree_with_published_ones() {
        // Yunnan 744 → 968; a Heilongjiang township 632 → 822.
        for (dibao, expected) in [("744", 96_800), ("632", 82_200)] {
            let norms = norms(&[
                ("standard_dibao_rural", dibao, "yuan", "2020-01-01"),
                ("tekun_multiple", "1.3", "multiple", "2020-01-01"),
                ("tekun_rounding", "yuan_up", "word", "2020-01-01"),
            ]);
            let living = tekun_living(&norms, Area::Rural, day("2026-09-30"));
            assert_eq!(living, Some(Fen(expected)), "{dibao}");
        }
    }

    #[test]
    fn care_amounts_are_fractions_of_the_minimum_wage() {
        // 191, 319 and 478 of a minimum wage of 1910, as a Heilongjiang township pays.
        let rows =
            [(SelfCare::Full, 19_100), (SelfCare::Partial, 31_900), (SelfCare::None, 47_800)];
        for (class, expected) in rows {
            let care = tekun_care(&keshan(), class, Fen::from_yuan(1910), day("2026-09-30"));
            assert_eq!(care, Some(Fen(expected)), "{class:?}");
        }
    }
}
