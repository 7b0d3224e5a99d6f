//! Tekun amounts: the living standard by area, the care amount by self-care and way of support.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms, Programme};

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

    /// The class by the number of the six abilities (eat, dress, get up, use the toilet, walk
    /// indoors, bathe) that are lost; `None` beyond six.
    pub const fn from_lost_abilities(lost: u8) -> Option<Self> {
        match lost {
            0 => Some(Self::Full),
            1..=3 => Some(Self::Partial),
            4..=6 => Some(Self::None),
            _ => None,
        }
    }

    /// The code in tables and norms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::None => "none",
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

/// The care amount per person and month and the norm that gives it: a share of the minimum wage by
/// way of support and class (`tekun_care_share_institutional_partial`), or else the minimum wage
/// divided by the divisor of the class; rounded by `tekun_rounding`.
pub fn tekun_care(
    norms: &Norms,
    programme: Programme,
    self_care: SelfCare,
    minimum_wage: Fen,
    on: NaiveDate,
) -> Option<(Fen, String)> {
    let mode = match programme {
        Programme::TekunInstitutional => "institutional",
        Programme::TekunDispersed => "dispersed",
        _ => return None,
    };
    let class = self_care.code();
    let wage = Exact::fen(minimum_wage);
    let by_share = format!("tekun_care_share_{mode}_{class}");
    let (amount, norm) = match norms.number_on(&by_share, on) {
        Some(share) => (wage.times_ratio(share, SCALE)?, by_share),
        None => {
            let by_divisor = format!("tekun_care_divisor_{class}");
            (wage.times_ratio(SCALE, norms.number_on(&by_divisor, on)?)?, by_divisor)
        }
    };
    Some((amount.round(rounding(norms, "tekun_rounding", on))?, norm))
}

#[cfg(test)]
mod tests {
    use model::{Area, Fen, Programme};

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
            let care = tekun_care(
                &keshan(),
                Programme::TekunDispersed,
                class,
                Fen::from_yuan(1910),
                day("2026-09-30"),
            );
            assert_eq!(care.map(|(fen, _)| fen), Some(Fen(expected)), "{class:?}");
        }
        let nobody =
            tekun_care(&keshan(), Programme::Edge, SelfCare::Full, Fen(1), day("2026-09-30"));
        assert_eq!(nobody, None);
    }

    #[test]
    fn six_abilities_make_three_classes() {
        let rows = [(0, Some("full")), (1, Some("partial")), (3, Some("partial"))];
        for (lost, class) in
            rows.into_iter().chain([(4, Some("none")), (6, Some("none")), (7, None)])
        {
            assert_eq!(SelfCare::from_lost_abilities(lost).map(SelfCare::code), class, "{lost}");
        }
    }
}
