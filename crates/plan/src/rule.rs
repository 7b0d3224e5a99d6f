//! The rules of `policy` under two sets of norms: those of the day, and the same with the standards
//! of a scenario. Nothing else in this crate speaks to `policy`.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norm, Norms, Result, Value};
use policy::{Rounding, TopUp};

use crate::error;
use crate::standard::{Standard, Standards};

/// What the norms say about one area.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    top_up: TopUp,
    standard: Standard,
    living: Option<Fen>,
    supplement: Option<Fen>,
}

impl Line {
    fn of(norms: &Norms, area: Area, day: NaiveDate) -> Option<Self> {
        let exact = policy::dibao_standard(norms, area, day)?;
        let year = exact.times_ratio(12, 1)?.round(Rounding::FEN_HALF_UP)?;
        Some(Self {
            top_up: TopUp::new(exact, policy::benefit_rounding(norms, day))?,
            standard: Standard::yearly(year)?,
            living: policy::tekun_living(norms, area, day),
            supplement: policy::supplement_standard(norms, area, day)
                .filter(|supplement| *supplement > Fen(0)),
        })
    }

    /// Whether the line is strictly above an income: at the line there is no claim.
    pub(crate) fn is_above_income(&self, persons: i64, income_year: Fen) -> bool {
        i128::from(income_year.0) < i128::from(self.standard.year().0) * i128::from(persons)
    }

    /// The benefit, a month; `None` if it does not fit.
    pub(crate) fn top_up(&self, persons: i64, income_year: Fen) -> Option<Fen> {
        self.top_up.amount(persons, income_year)
    }

    /// The category supplement of one person and month, where the norms tie it to the standard.
    pub(crate) const fn supplement(&self) -> Option<Fen> {
        self.supplement
    }

    /// The tekun living standard per person and month, where the norms have one.
    pub(crate) const fn living(&self) -> Option<Fen> {
        self.living
    }
}

/// The lines of both areas before and after.
#[derive(Debug)]
pub(crate) struct Rules {
    urban: (Line, Line),
    rural: (Line, Line),
}

impl Rules {
    /// The lines by the norms of `day`, and by the same norms with other standards.
    ///
    /// # Errors
    /// No standard is in force on `day`.
    pub(crate) fn new(norms: &Norms, day: NaiveDate, standards: Standards) -> Result<Self> {
        let changed = with_standards(norms, day, standards);
        let both = |area| {
            let now = Line::of(norms, area, day);
            now.zip(Line::of(&changed, area, day)).ok_or_else(|| error::no_standard(day))
        };
        Ok(Self { urban: both(Area::Urban)?, rural: both(Area::Rural)? })
    }

    /// The lines of an area, now and after.
    pub(crate) const fn lines(&self, area: Area) -> (Line, Line) {
        match area {
            Area::Urban => self.urban,
            Area::Rural => self.rural,
        }
    }
}

/// The standard of an area on `day`, raised by whole percents and up to whole yuan a month,
/// because a standard is announced in whole yuan and is a floor.
///
/// # Errors
/// No standard is in force on `day`.
pub(crate) fn raised(norms: &Norms, area: Area, day: NaiveDate, percent: u8) -> Result<Standard> {
    let raised = || {
        let now = policy::dibao_standard(norms, area, day)?;
        let yuan = Rounding::from_word("yuan_up")?;
        let month = now.times_ratio(100 + i128::from(percent), 100)?.round(yuan)?;
        Standard::monthly(month)
    };
    raised().ok_or_else(|| error::no_standard(day))
}

/// The same norms, but for the standards, which are those given.
fn with_standards(norms: &Norms, day: NaiveDate, standards: Standards) -> Norms {
    let mut entries = norms.entries().clone();
    for area in [Area::Urban, Area::Rural] {
        let name = format!("standard_dibao_{}", area.code());
        let year = i128::from(standards.of(area).year().0) * (SCALE / 100);
        let norm = Norm {
            value: Value::Number(year),
            unit: "yuan".to_owned(),
            from: day,
            to: None,
            source: "scenario".to_owned(),
        };
        entries.remove(&name);
        entries.insert(format!("{name}_year"), vec![norm]);
    }
    Norms::new(entries, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_standards_are_whole_yuan_rounded_up() {
        let rows = [
            ("standard_dibao_urban", 6_370_000, 5, "669.00"),
            ("standard_dibao_urban", 6_000_000, 5, "630.00"),
            ("standard_dibao_urban", 4_010_000, 0, "401.00"),
            ("standard_dibao_urban_year", 50_000_000, 0, "417.00"),
        ];
        let day = "2026-10-31".parse().unwrap();
        for (name, number, percent, expected) in rows {
            let value = Value::Number(number);
            let source = String::new();
            let norm = Norm { value, unit: "yuan".into(), from: day, to: None, source };
            let norms = Norms::new([(name.to_owned(), vec![norm])].into(), String::new());
            let raised = raised(&norms, Area::Urban, day, percent).unwrap();
            assert_eq!(raised.to_string(), expected, "{name} {number} {percent}");
        }
    }
}
