//! The rules of the invented city, read from the norms of its jurisdiction.
//!
//! # Invariants
//!
//! - Every number comes from a norm; a missing norm is an error, or, where a place may do without
//!   the rule (`Option`), the rule is not there.
//! - Amounts are exact until the one rounding that the norms name.

use chrono::NaiveDate;
use model::{Area, Fen, Month, Norms, Result};

use crate::error;

/// The norms by which the city lives.
#[derive(Clone, Debug)]
pub struct Rules {
    /// All norms of the jurisdiction.
    pub norms: Norms,
}

/// How an amount is rounded, such as `fen_half_up` or `yuan_up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rounding {
    steps_per_yuan: i128,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    HalfUp,
    Up,
    Down,
}

/// A pattern that means something from so many cases on, over such a share of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// Least number of cases.
    pub(crate) cases: usize,
    share: i128,
}

impl Pattern {
    /// Whether `alike` of `all` show it.
    pub(crate) fn shown(&self, alike: usize, all: usize) -> bool {
        all >= self.cases && alike as i128 * WHOLE > self.share * all as i128
    }
}

/// The rules as they hold in one month; numbers are ten-thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Standards of a year per person, urban and rural.
    standards: [i128; 2],
    tekun_multiple: i128,
    /// Of the minimum wage: self-caring, partly and fully dependent; none where the place has none.
    care_divisors: [Option<i128>; 3],
    edge_multiple: i128,
    supplement_share: i128,
    assets_multiple: i128,
    price_floor: i128,
    benefit_rounding: Rounding,
    tekun_rounding: Rounding,
    price_rounding: Rounding,
    /// Months between re-checks by class: 年, 半年, 季.
    pub(crate) cycles: [u32; 3],
    /// Months between re-checks of filed near relatives, if the place has a shorter cycle.
    pub(crate) registered_cycle: Option<u32>,
    /// Days a notice must hang.
    pub(crate) notice_days: u32,
    /// Working days from acceptance to decision.
    pub(crate) approval_workdays: u32,
    /// The same when extended, if the place extends.
    pub(crate) extended_workdays: Option<u32>,
    /// Months within which a death must lead to a re-check.
    pub(crate) death_months: u32,
    /// When equal amounts in a village look like a quota.
    pub(crate) quota: Option<Pattern>,
    /// When one approver of several decides too much.
    pub(crate) approver: Option<Pattern>,
}

const WHOLE: i128 = model::norm::SCALE;

/// The invented minimum wage, yuan a month.
pub(crate) const MINIMUM_WAGE_YUAN: i64 = 1850;

impl Rules {
    /// The terms of `month`, taken on its first day.
    ///
    /// # Errors
    /// The author's fault if a norm is missing on that day, or a rounding word has no meaning.
    pub(crate) fn terms(&self, month: Month) -> Result<Terms> {
        let day = month.first_day();
        let optional = |name: &str| self.norms.number_on(name, day);
        let number = |name: &str| optional(name).ok_or_else(|| error::missing_norm(name, day));
        let count = |number: i128| u32::try_from(number / WHOLE).unwrap_or(0);
        let whole = |name: &str| number(name).map(count);
        let pattern = |cases: &str, share: &str| {
            let (cases, share) = (optional(cases)?, optional(share)?);
            Some(Pattern { cases: usize::try_from(cases / WHOLE).unwrap_or(0), share })
        };
        let benefit = self.rounding("benefit_rounding", day)?;
        let benefit_rounding =
            benefit.ok_or_else(|| error::missing_norm("benefit_rounding", day))?;
        Ok(Terms {
            standards: [self.standard(Area::Urban, day)?, self.standard(Area::Rural, day)?],
            tekun_multiple: number("tekun_multiple")?,
            care_divisors: ["full", "partial", "none"]
                .map(|class| optional(&format!("tekun_care_divisor_{class}"))),
            edge_multiple: number("edge_multiple")?,
            supplement_share: number("supplement_share")?,
            assets_multiple: number("financial_assets_multiple")?,
            price_floor: optional("price_subsidy_floor_yuan").unwrap_or(0),
            benefit_rounding,
            tekun_rounding: self.rounding("tekun_rounding", day)?.unwrap_or(benefit_rounding),
            price_rounding: self
                .rounding("price_subsidy_rounding", day)?
                .unwrap_or(benefit_rounding),
            cycles: [
                whole("recheck_months_year")?,
                whole("recheck_months_half_year")?,
                whole("recheck_months_quarter")?,
            ],
            registered_cycle: optional("recheck_months_registered").map(count),
            notice_days: whole("notice_days")?,
            approval_workdays: whole("approval_workdays")?,
            extended_workdays: optional("approval_extended_workdays").map(count),
            death_months: whole("death_recheck_months")?,
            quota: pattern("quota_households_min", "quota_share_min"),
            approver: pattern("approver_cases_min", "approver_share_min"),
        })
    }

    /// Working days from acceptance to a decision on `day`, or to `day` while there is none.
    pub(crate) fn approval_limit(&self, extended: bool, day: NaiveDate) -> Option<i64> {
        let name = if extended { "approval_extended_workdays" } else { "approval_workdays" };
        self.norms.number_on(name, day).and_then(|limit| i64::try_from(limit / WHOLE).ok())
    }

    /// The yearly standard. A place states it by the month or by the year; of the two the one
    /// that began last holds, the yearly one on the same day.
    fn standard(&self, area: Area, day: NaiveDate) -> Result<i128> {
        let name = format!("standard_dibao_{}", area.code());
        let yearly = format!("{name}_year");
        let began = |name: &str| self.norms.on(name, day).map(|norm| norm.from);
        let by_year = began(&yearly).is_some() && began(&yearly) >= began(&name);
        let (chosen, months) = if by_year { (&yearly, 1) } else { (&name, 12) };
        let number = self.norms.number_on(chosen, day);
        number.map(|n| n * months).ok_or_else(|| error::missing_norm(&name, day))
    }

    fn rounding(&self, name: &str, day: NaiveDate) -> Result<Option<Rounding>> {
        let Some(word) = self.norms.word_on(name, day) else { return Ok(None) };
        let unknown = || error::unknown_rounding(name, word);
        let (unit, way) = word.split_once('_').ok_or_else(unknown)?;
        let steps_per_yuan = match unit {
            "fen" => 100,
            "jiao" => 10,
            "yuan" => 1,
            _ => return Err(unknown()),
        };
        let way = match way {
            "half_up" => Way::HalfUp,
            "up" => Way::Up,
            "down" => Way::Down,
            _ => return Err(unknown()),
        };
        Ok(Some(Rounding { steps_per_yuan, way }))
    }
}

impl Terms {
    /// The standard per person-month, in fen (cut to whole fen; for limits and shares only).
    pub(crate) fn standard(&self, area: Area) -> Fen {
        fen(self.yearly(area) * 100 / (12 * WHOLE))
    }

    /// The line of edge families per person-month.
    pub(crate) fn edge_line(&self, area: Area) -> Fen {
        fen(self.yearly(area) * self.edge_multiple * 100 / (12 * WHOLE * WHOLE))
    }

    /// Financial assets allowed per person.
    pub(crate) fn assets_limit(&self, area: Area) -> Fen {
        fen(self.yearly(area) * self.assets_multiple * 100 / (WHOLE * WHOLE))
    }

    /// The household's monthly top-up: what income lacks to the standard, rounded once.
    pub(crate) fn topup(&self, area: Area, covered: i64, annual_income: Fen) -> Fen {
        let needed = self.yearly(area) * i128::from(covered);
        let lacking = needed - i128::from(annual_income.0) * (WHOLE / 100);
        self.benefit_rounding.round(lacking.max(0), 12 * WHOLE)
    }

    /// What a tekun person lives on in a month.
    pub(crate) fn tekun_living(&self, area: Area) -> Fen {
        self.tekun_rounding.round(self.yearly(area) * self.tekun_multiple, 12 * WHOLE * WHOLE)
    }

    /// The care money of a tekun person in a month; classes as in `care_divisors`.
    pub(crate) fn tekun_care(&self, class: usize) -> Fen {
        let divisor = self.care_divisors.get(class).copied().flatten();
        divisor.map_or(Fen(0), |divisor| {
            self.tekun_rounding.round(i128::from(MINIMUM_WAGE_YUAN) * WHOLE, divisor)
        })
    }

    /// The supplement of one person in a month.
    pub(crate) fn supplement(&self, area: Area) -> Fen {
        self.benefit_rounding.round(self.yearly(area) * self.supplement_share, 12 * WHOLE * WHOLE)
    }

    /// The price subsidy of one person for an index rise of `tenths` tenths of a percent.
    pub(crate) fn price_subsidy(&self, area: Area, tenths: i64) -> Fen {
        let exact = self.yearly(area) * i128::from(tenths);
        let rounded = self.price_rounding.round(exact, 12 * WHOLE * 1000);
        rounded.max(fen(self.price_floor * 100 / WHOLE))
    }

    const fn yearly(&self, area: Area) -> i128 {
        let [urban, rural] = self.standards;
        match area {
            Area::Urban => urban,
            Area::Rural => rural,
        }
    }
}

impl Rounding {
    /// Rounds `yuan / parts` yuan, which is not negative.
    fn round(self, yuan: i128, parts: i128) -> Fen {
        let steps = yuan * self.steps_per_yuan;
        let rounded = match self.way {
            Way::HalfUp => (steps * 2 + parts) / (parts * 2),
            Way::Up => (steps + parts - 1) / parts,
            Way::Down => steps / parts,
        };
        fen(rounded * (100 / self.steps_per_yuan))
    }
}

fn fen(amount: i128) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::{Area, Fen, Norm, Norms, Value};

    use super::{Pattern, Rules, Terms};

    /// Terms from the least set of norms and `more` words or numbers in ten-thousandths.
    fn terms(more: &[(&str, &str)]) -> Terms {
        let least = [
            ("standard_dibao_urban", "6370000"),
            ("standard_dibao_rural_year", "48120000"),
            ("tekun_multiple", "13000"),
            ("edge_multiple", "15000"),
            ("supplement_share", "2000"),
            ("financial_assets_multiple", "20000"),
            ("recheck_months_year", "120000"),
            ("recheck_months_half_year", "60000"),
            ("recheck_months_quarter", "30000"),
            ("notice_days", "70000"),
            ("approval_workdays", "200000"),
            ("death_recheck_months", "30000"),
            ("benefit_rounding", "fen_half_up"),
        ];
        let mut entries: BTreeMap<String, Vec<Norm>> = BTreeMap::new();
        for (name, text) in least.iter().chain(more) {
            let value = text.parse().map_or(Value::Word((*text).to_owned()), Value::Number);
            let from = "2020-01-01".parse().unwrap();
            let (unit, source) = (String::new(), String::new());
            entries.insert((*name).to_owned(), vec![Norm { value, unit, from, to: None, source }]);
        }
        let rules = Rules { norms: Norms::new(entries, String::new()) };
        rules.terms("2026-01".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_top_up_is_rounded_once_on_the_household() {
        // 637 × 2 − 10000.01 / 12 = 440.665833…
        let rows = [
            ("fen_half_up", Fen(44_067)),
            ("fen_down", Fen(44_066)),
            ("jiao_up", Fen(44_070)),
            ("yuan_up", Fen(44_100)),
            ("yuan_half_up", Fen(44_100)),
            ("yuan_down", Fen(44_000)),
        ];
        for (word, expected) in rows {
            let terms = terms(&[("benefit_rounding", word)]);
            assert_eq!(terms.topup(Area::Urban, 2, Fen(1_000_001)), expected, "{word}");
            assert_eq!(terms.topup(Area::Urban, 1, Fen(100_000_000)), Fen(0), "{word}");
        }
    }

    #[test]
    fn linked_amounts_follow_the_standard() {
        let plain = terms(&[]);
        assert_eq!(plain.standard(Area::Rural), Fen(40_100));
        assert_eq!(plain.tekun_living(Area::Urban), Fen(82_810));
        assert_eq!(plain.supplement(Area::Rural), Fen(8_020));
        assert_eq!(plain.edge_line(Area::Rural), Fen(60_150));
        assert_eq!(plain.assets_limit(Area::Rural), Fen(962_400));
        assert_eq!(plain.price_subsidy(Area::Urban, 39), Fen(2_484));
        let special = terms(&[
            ("tekun_rounding", "yuan_up"),
            ("price_subsidy_floor_yuan", "300000"),
            ("tekun_care_divisor_partial", "60000"),
        ]);
        assert_eq!(special.tekun_living(Area::Urban), Fen(82_900));
        // 1850 ÷ 6 = 308.33…
        assert_eq!([0, 1].map(|class| special.tekun_care(class)), [Fen(0), Fen(30_900)]);
        assert_eq!(special.price_subsidy(Area::Urban, 39), Fen(3_000));
    }

    #[test]
    fn a_pattern_needs_enough_cases_and_more_than_its_share() {
        let pattern = Pattern { cases: 20, share: 6_000 };
        let rows = [(13, 20, true), (12, 20, false), (19, 19, false), (61, 100, true)];
        for (alike, all, expected) in rows {
            assert_eq!(pattern.shown(alike, all), expected, "{alike} of {all}");
        }
    }
}
