//! Standards per person and month.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Norms, Programme};

use crate::exact::Exact;
use crate::tekun::tekun_living;

/// The dibao standard per person and month (社会救助法 art. 18).
///
/// A place states it by the month or, often for rural, by the year (Keshan: 4812 a year); of the
/// two the one that began last holds, the yearly one on the same day.
pub fn dibao_standard(norms: &Norms, area: Area, on: NaiveDate) -> Option<Exact> {
    let name = dibao_norm(norms, area, on);
    let amount = Exact::ten_thousandths_of_yuan(norms.number_on(&name, on)?);
    amount.times_ratio(1, if name.ends_with("_year") { 12 } else { 1 })
}

/// The name of the norm that holds the standard on a day.
pub(crate) fn dibao_norm(norms: &Norms, area: Area, on: NaiveDate) -> String {
    let monthly = format!("standard_dibao_{}", area.code());
    let yearly = format!("{monthly}_year");
    let began = |name: &str| norms.on(name, on).map(|norm| norm.from);
    let by_year = began(&yearly).is_some() && began(&yearly) >= began(&monthly);
    if by_year { yearly } else { monthly }
}

/// The line below which a household that is not in dibao is an edge family (social assistance law
/// art. 21: the standard raised by a ratio).
pub fn edge_line(norms: &Norms, area: Area, on: NaiveDate) -> Option<Exact> {
    dibao_standard(norms, area, on)?.times_ratio(norms.number_on("edge_multiple", on)?, SCALE)
}

/// What a programme measures a person by in a month: the dibao standard, the tekun living
/// standard, the edge line. The area is the programme's own where it has one, else `area`; `None`
/// without an area, and for programmes that have no standard.
pub fn programme_standard(
    norms: &Norms,
    programme: Programme,
    area: Option<Area>,
    on: NaiveDate,
) -> Option<Exact> {
    let area = programme.area().or(area)?;
    match programme {
        Programme::DibaoUrban | Programme::DibaoRural => dibao_standard(norms, area, on),
        Programme::TekunInstitutional | Programme::TekunDispersed => {
            tekun_living(norms, area, on).map(Exact::fen)
        }
        Programme::Edge => edge_line(norms, area, on),
        Programme::RigidExpenditure | Programme::TemporaryRelief => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use model::norm::SCALE;
    use model::{Area, Norm, Norms, Programme, Value};

    use super::{dibao_standard, edge_line, programme_standard};

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Norms from `(name, value, from)`; a value that is not a number is a word.
    pub(crate) fn norms(rows: &[(&str, &str, &str, &str)]) -> Norms {
        let mut entries: BTreeMap<String, Vec<Norm>> = BTreeMap::new();
        for (name, value, unit, from) in rows {
            let value = match value.parse::<f64>() {
                Ok(number) => Value::Number((number * SCALE as f64).round() as i128),
                Err(_) => Value::Word((*value).to_owned()),
            };
            let norm = Norm {
                value,
                unit: (*unit).to_owned(),
                from: day(from),
                to: None,
                source: "test".to_owned(),
            };
            entries.entry((*name).to_owned()).or_default().push(norm);
        }
        Norms::new(entries, String::new())
    }

    pub(crate) fn keshan() -> Norms {
        norms(&[
            ("standard_dibao_urban", "637", "yuan", "2022-01-01"),
            ("standard_dibao_rural", "380", "yuan", "2021-01-01"),
            ("standard_dibao_rural_year", "4812", "yuan", "2022-01-01"),
            ("edge_multiple", "1.5", "multiple", "2012-12-12"),
            ("tekun_multiple", "1.3", "multiple", "2012-12-12"),
            ("tekun_rounding", "yuan_up", "word", "2012-12-12"),
            ("tekun_care_divisor_full", "10", "divisor", "2012-12-12"),
            ("tekun_care_divisor_partial", "6", "divisor", "2012-12-12"),
            ("tekun_care_divisor_none", "4", "divisor", "2012-12-12"),
            ("benefit_rounding", "fen_half_up", "word", "2012-12-12"),
            ("benefit_rounding", "yuan_up", "word", "2026-01-01"),
        ])
    }

    #[test]
    fn the_standard_in_force_is_found_and_divided_exactly() {
        let rows = [
            (Area::Urban, "2022-03-31", Some(6_370_000)),
            (Area::Rural, "2022-03-31", Some(4_010_000)),
            (Area::Rural, "2021-12-31", Some(3_800_000)),
            (Area::Urban, "2021-12-31", None),
        ];
        for (area, on, expected) in rows {
            let standard = dibao_standard(&keshan(), area, day(on));
            let number = standard.and_then(|s| s.to_ten_thousandths_of_yuan());
            assert_eq!(number, expected, "{area:?} {on}");
        }
    }

    #[test]
    fn a_monthly_standard_that_began_later_replaces_a_yearly_one() {
        let norms = norms(&[
            ("standard_dibao_rural_year", "4300.7", "yuan", "2017-12-01"),
            ("standard_dibao_rural", "542", "yuan", "2022-03-01"),
        ]);
        let at = |on| dibao_standard(&norms, Area::Rural, day(on));
        assert_eq!(at("2022-02-28").unwrap().to_ten_thousandths_of_yuan(), Some(3_583_917));
        assert_eq!(at("2022-03-01").unwrap().to_ten_thousandths_of_yuan(), Some(5_420_000));
    }

    #[test]
    fn every_programme_has_its_own_measure() {
        let rows = [
            (Programme::DibaoUrban, None, Some(6_370_000)),
            (Programme::DibaoRural, Some(Area::Urban), Some(4_010_000)),
            // 1.3 × 401 = 521.3, up to the yuan.
            (Programme::TekunDispersed, Some(Area::Rural), Some(5_220_000)),
            (Programme::TekunDispersed, None, None),
            (Programme::Edge, Some(Area::Urban), Some(9_555_000)),
            (Programme::RigidExpenditure, Some(Area::Urban), None),
        ];
        for (programme, area, expected) in rows {
            let standard = programme_standard(&keshan(), programme, area, day("2022-03-31"));
            let number = standard.and_then(|s| s.to_ten_thousandths_of_yuan());
            assert_eq!(number, expected, "{programme:?} {area:?}");
        }
        let line = edge_line(&keshan(), Area::Rural, day("2022-03-31")).unwrap();
        assert_eq!(line.to_ten_thousandths_of_yuan(), Some(6_015_000));
    }
}
