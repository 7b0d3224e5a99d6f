//! Time limits: the last day that a norm leaves.

use chrono::{Days, Months, NaiveDate};
use model::norm::SCALE;
use model::{Month, Norms, WorkCalendar};

/// The last day on which what the norm `name` limits is in time, when its clock starts on `from`.
///
/// The norm's unit says how it counts: `workdays` and `days` and `months` after `from` (a month
/// ends on the same day, or its last one), `day_of_month` in the month of `from`. The norm is the
/// one in force on `from`. `None` if there was none, or its unit is no time.
pub fn due_on(
    norms: &Norms,
    calendar: &WorkCalendar,
    name: &str,
    from: NaiveDate,
) -> Option<NaiveDate> {
    let count = u32::try_from(norms.number_on(name, from)? / SCALE).ok()?;
    match norms.on(name, from)?.unit.as_str() {
        "workdays" => Some(calendar.add_workdays(from, count)),
        "days" => from.checked_add_days(Days::new(u64::from(count))),
        "months" => from.checked_add_months(Months::new(count)),
        "day_of_month" => {
            let month = Month::of(from);
            let day = NaiveDate::from_ymd_opt(month.year(), month.month(), count);
            Some(day.unwrap_or_else(|| month.last_day()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use model::WorkCalendar;

    use super::due_on;
    use crate::standard::tests::{day, norms};

    #[test]
    fn the_unit_says_how_a_limit_counts() {
        let norms = norms(&[
            ("approval", "20", "workdays", "2022-10-20"),
            ("notice", "7", "days", "2012-12-12"),
            ("window", "3", "months", "2012-12-12"),
            ("review", "15", "day_of_month", "2012-12-12"),
            ("month_end", "31", "day_of_month", "2012-12-12"),
            ("share", "0.3", "share", "2012-12-12"),
        ]);
        let golden = (1..=7).map(|date| (day(&format!("2026-10-0{date}")), false));
        let calendar = WorkCalendar::new(golden).with([(day("2026-10-10"), true)]);
        let rows = [
            // 29 and 30 September, 8–10 October, then fifteen more.
            ("approval", "2026-09-28", Some("2026-10-30")),
            ("approval", "2022-10-19", None),
            ("notice", "2026-10-01", Some("2026-10-08")),
            ("window", "2026-11-30", Some("2027-02-28")),
            ("review", "2026-11-02", Some("2026-11-15")),
            ("month_end", "2026-02-02", Some("2026-02-28")),
            ("share", "2026-02-02", None),
            ("unheard_of", "2026-02-02", None),
        ];
        for (name, from, expected) in rows {
            let due = due_on(&norms, &calendar, name, day(from));
            assert_eq!(due, expected.map(day), "{name} {from}");
        }
    }
}
