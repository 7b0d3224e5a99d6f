//! Periods: re-checks, grace.

use chrono::{Months, NaiveDate};
use model::norm::SCALE;
use model::{Month, Norms};

/// The months between two re-checks of a case by the norms of a day: those of its class (`year`,
/// `half_year`, `quarter`; an unknown class is `year`), those of registered near relatives if
/// fewer, and the extension of an emergency on top. `None` where no cycle is in force.
pub fn recheck_months(norms: &Norms, on: NaiveDate, class: &str, registered: bool) -> Option<u32> {
    let months = |name: &str| norms.number_on(name, on).map(|months| months / SCALE);
    let class = months(&format!("recheck_months_{class}")).or(months("recheck_months_year"))?;
    let relatives = months("recheck_months_registered").filter(|_| registered);
    let cycle = relatives.map_or(class, |relatives| relatives.min(class));
    u32::try_from(cycle + months("recheck_extension_months").unwrap_or(0)).ok()
}

/// The day by which a case last checked on `checked` is to be checked again.
pub fn recheck_due_on(
    norms: &Norms,
    on: NaiveDate,
    class: &str,
    registered: bool,
    checked: NaiveDate,
) -> Option<NaiveDate> {
    checked.checked_add_months(Months::new(recheck_months(norms, on, class, registered)?))
}

/// A grace period in a month: whether it still runs, and what share of the former benefit is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// The last month that the rule allows.
    pub last_month: Month,
    /// Whether the month lies within the period and within the rule.
    pub runs: bool,
    /// The share of the former benefit in ten-thousandths; the whole where no schedule is in force.
    pub share: i128,
}

/// The state of a grace period (渐退) in a month, by the norms of that month's first day: at most
/// `grace_months_max` months, paid by the percents of the list `grace_schedule` month by month.
pub fn grace(norms: &Norms, month: Month, first: Month, last: Month) -> Option<Grace> {
    let on = month.first_day();
    let most = i32::try_from(norms.number_on("grace_months_max", on)? / SCALE).ok()?;
    let last_month = last.min(first.plus(most - 1));
    let step = usize::try_from(months_from(first, month)).ok();
    let percent = step.and_then(|at| norms.list_on("grace_schedule", on).get(at)?.parse().ok());
    let share = percent.map_or(SCALE, |percent: i128| percent * SCALE / 100);
    Some(Grace { last_month, runs: first <= month && month <= last_month, share })
}

/// Months from the first to the second.
fn months_from(first: Month, second: Month) -> i32 {
    let number = |month: Month| month.year() * 12 + month.month() as i32;
    number(second) - number(first)
}

#[cfg(test)]
mod tests {
    use super::{grace, recheck_due_on};
    use crate::standard::tests::{day, norms};

    #[test]
    fn cycles_follow_the_class_and_registered_relatives() {
        let norms = norms(&[
            ("recheck_months_year", "12", "months", "2020-01-01"),
            ("recheck_months_half_year", "6", "months", "2020-01-01"),
            ("recheck_months_quarter", "3", "months", "2020-01-01"),
            ("recheck_months_registered", "6", "months", "2022-03-20"),
            ("recheck_extension_months", "2", "months", "2022-12-01"),
        ]);
        let rows = [
            ("2022-01-01", "year", true, "2022-12-31"),
            ("2022-04-01", "year", true, "2022-06-30"),
            ("2022-04-01", "year", false, "2022-12-31"),
            ("2022-04-01", "quarter", true, "2022-03-31"),
            ("2022-04-01", "weekly", false, "2022-12-31"),
            ("2022-12-01", "half_year", false, "2022-08-31"),
        ];
        for (on, class, registered, expected) in rows {
            let due = recheck_due_on(&norms, day(on), class, registered, day("2021-12-31"));
            assert_eq!(due, Some(day(expected)), "{on} {class} {registered}");
        }
    }

    #[test]
    fn a_grace_period_ends_by_the_rule_or_by_itself() {
        let norms = norms(&[("grace_months_max", "6", "months", "2020-01-01")]);
        let month = |text: &str| text.parse().unwrap();
        let rows = [
            ("2026-01", "2026-01", "2026-03", "2026-03", true),
            ("2026-04", "2026-01", "2026-03", "2026-03", false),
            ("2026-06", "2026-01", "2026-12", "2026-06", true),
            ("2026-07", "2026-01", "2026-12", "2026-06", false),
        ];
        for (now, first, last, expected, runs) in rows {
            let found = grace(&norms, month(now), month(first), month(last)).unwrap();
            assert_eq!((found.last_month, found.runs), (month(expected), runs), "{now}");
            assert_eq!(found.share, 10_000);
        }
    }
}
