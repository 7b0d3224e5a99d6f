//! The rules of the invented city, read from the norms of its jurisdiction.
//!
//! # Invariants
//!
//! - Every number comes from a norm; a missing norm is an error.
//! - Amounts are exact until the one rounding that `benefit_rounding` names.

use model::{Area, Fen, Month, Norms, Result};

use crate::error;

/// The norms by which the city lives.
#[derive(Clone, Debug)]
pub struct Rules {
    /// All norms of the jurisdiction.
    pub norms: Norms,
}

/// How a benefit is rounded (`benefit_rounding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rounding {
    FenHalfUp,
    JiaoUp,
    YuanUp,
}

/// The rules as they hold in one month; numbers are ten-thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    urban: i128,
    rural: i128,
    tekun_multiple: i128,
    edge_multiple: i128,
    supplement_share: i128,
    assets_multiple: i128,
    rounding: Rounding,
    /// Months between re-checks by class: 年, 半年, 季.
    pub(crate) cycles: [u32; 3],
    /// Days a notice must hang.
    pub(crate) notice_days: u32,
    /// Working days from acceptance to decision.
    pub(crate) approval_workdays: u32,
    /// Months within which a death must lead to a re-check.
    pub(crate) death_months: u32,
}

const WHOLE: i128 = model::norm::SCALE;

impl Rules {
    /// The terms of `month`, taken on its first day.
    ///
    /// # Errors
    /// The author's fault if a norm is missing on that day.
    pub(crate) fn terms(&self, month: Month) -> Result<Terms> {
        let day = month.first_day();
        let number = |name: &str| {
            self.norms.number_on(name, day).ok_or_else(|| error::missing_norm(name, day))
        };
        let whole = |name: &str| number(name).map(|n| u32::try_from(n / WHOLE).unwrap_or(0));
        let word = self
            .norms
            .word_on("benefit_rounding", day)
            .ok_or_else(|| error::missing_norm("benefit_rounding", day))?;
        Ok(Terms {
            urban: number("standard_dibao_urban")?,
            rural: number("standard_dibao_rural")?,
            tekun_multiple: number("tekun_multiple")?,
            edge_multiple: number("edge_multiple")?,
            supplement_share: number("supplement_share")?,
            assets_multiple: number("financial_assets_multiple")?,
            rounding: match word {
                "fen_half_up" => Rounding::FenHalfUp,
                "jiao_up" => Rounding::JiaoUp,
                "yuan_up" => Rounding::YuanUp,
                other => return Err(error::unknown_rounding(other)),
            },
            cycles: [
                whole("recheck_months_year")?,
                whole("recheck_months_half_year")?,
                whole("recheck_months_quarter")?,
            ],
            notice_days: whole("notice_days")?,
            approval_workdays: whole("approval_workdays")?,
            death_months: whole("death_recheck_months")?,
        })
    }
}

impl Terms {
    /// The standard per person-month, in fen (cut to whole fen; for limits and shares only).
    pub(crate) fn standard(&self, area: Area) -> Fen {
        fen(self.exact(area) * 100 / WHOLE)
    }

    /// The line of edge families per person-month.
    pub(crate) fn edge_line(&self, area: Area) -> Fen {
        fen(self.exact(area) * self.edge_multiple * 100 / WHOLE / WHOLE)
    }

    /// Financial assets allowed per person.
    pub(crate) fn assets_limit(&self, area: Area) -> Fen {
        fen(self.exact(area) * self.assets_multiple * 1200 / WHOLE / WHOLE)
    }

    /// The household's monthly top-up: what income lacks to the standard, rounded once.
    pub(crate) fn topup(&self, area: Area, covered: i64, annual_income: Fen) -> Fen {
        let needed = self.exact(area) * 12 * i128::from(covered);
        self.round((needed - i128::from(annual_income.0) * (WHOLE / 100)).max(0), 12 * WHOLE)
    }

    /// What a tekun person lives on in a month.
    pub(crate) fn tekun_living(&self, area: Area) -> Fen {
        self.round(self.exact(area) * self.tekun_multiple, WHOLE * WHOLE)
    }

    /// The supplement of one person in a month.
    pub(crate) fn supplement(&self, area: Area) -> Fen {
        self.round(self.exact(area) * self.supplement_share, WHOLE * WHOLE)
    }

    /// The price subsidy of one person for an index rise of `tenths` tenths of a percent.
    pub(crate) fn price_subsidy(&self, area: Area, tenths: i64) -> Fen {
        let exact = self.exact(area) * i128::from(tenths);
        fen((exact * 100 * 2 + WHOLE * 1000) / (WHOLE * 1000 * 2))
    }

    const fn exact(&self, area: Area) -> i128 {
        match area {
            Area::Urban => self.urban,
            Area::Rural => self.rural,
        }
    }

    /// Rounds `yuan / parts` yuan to fen by the city's word.
    fn round(&self, yuan: i128, parts: i128) -> Fen {
        let steps = |per_yuan: i128| (yuan * per_yuan + parts - 1) / parts;
        fen(match self.rounding {
            Rounding::FenHalfUp => (yuan * 200 + parts) / (parts * 2),
            Rounding::JiaoUp => steps(10) * 10,
            Rounding::YuanUp => steps(1) * 100,
        })
    }
}

fn fen(amount: i128) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use model::{Area, Fen};

    use super::{Rounding, Terms};

    fn terms(rounding: Rounding) -> Terms {
        Terms {
            urban: 6_370_000,
            rural: 4_010_000,
            tekun_multiple: 13_000,
            edge_multiple: 15_000,
            supplement_share: 2_000,
            assets_multiple: 20_000,
            rounding,
            cycles: [12, 6, 3],
            notice_days: 7,
            approval_workdays: 20,
            death_months: 3,
        }
    }

    #[test]
    fn a_top_up_is_rounded_once_on_the_household() {
        // 637 × 2 − 10000.01 / 12 = 440.665833…
        let rows = [
            (Rounding::FenHalfUp, Fen(44_067)),
            (Rounding::JiaoUp, Fen(44_070)),
            (Rounding::YuanUp, Fen(44_100)),
        ];
        for (rounding, expected) in rows {
            let amount = terms(rounding).topup(Area::Urban, 2, Fen(1_000_001));
            assert_eq!(amount, expected, "{rounding:?}");
        }
        assert_eq!(terms(Rounding::YuanUp).topup(Area::Urban, 1, Fen(100_000_000)), Fen(0));
    }

    #[test]
    fn linked_amounts_follow_the_standard() {
        let terms = terms(Rounding::FenHalfUp);
        assert_eq!(terms.tekun_living(Area::Urban), Fen(82_810));
        assert_eq!(terms.supplement(Area::Rural), Fen(8_020));
        assert_eq!(terms.edge_line(Area::Rural), Fen(60_150));
        assert_eq!(terms.assets_limit(Area::Rural), Fen(962_400));
        assert_eq!(terms.price_subsidy(Area::Urban, 39), Fen(2_484));
    }
}
