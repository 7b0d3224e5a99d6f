//! Working days: what a deadline in 工作日 means.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Which days are worked: Monday to Friday unless an exception says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    exceptions: BTreeMap<NaiveDate, bool>,
}

impl WorkCalendar {
    /// A calendar from its exceptions (`true` = worked); a later entry of a day wins.
    pub fn new(exceptions: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        Self { exceptions: exceptions.into_iter().collect() }
    }

    /// The same calendar with more exceptions laid over it.
    #[must_use]
    pub fn with(mut self, exceptions: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        self.exceptions.extend(exceptions);
        self
    }

    /// Whether `day` is worked.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        self.exceptions
            .get(&day)
            .copied()
            .unwrap_or(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    }

    /// The working days after `from`, up to and with `to`; negative when `to` is earlier.
    /// The day on which a clock starts does not count (民法典 art. 201).
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.workdays_between(to, from);
        }
        from.iter_days()
            .skip(1)
            .take_while(|day| *day <= to)
            .map(|day| i64::from(self.is_workday(day)))
            .sum()
    }

    /// The last day of a time limit of `days` working days that starts on `from`.
    pub fn add_workdays(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let mut day = from;
        let mut left = days;
        while left > 0 {
            let Some(next) = day.checked_add_days(Days::new(1)) else { return day };
            day = next;
            left -= u32::from(self.is_workday(day));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::WorkCalendar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_limit_skips_weekends_and_holidays() {
        let plain = WorkCalendar::default();
        let golden = WorkCalendar::new((1..=7).map(|d| (day(&format!("2026-10-0{d}")), false)))
            .with([(day("2026-10-10"), true)]);
        // 2026-09-30 is a Wednesday.
        assert_eq!(plain.add_workdays(day("2026-09-30"), 3), day("2026-10-05"));
        assert_eq!(golden.add_workdays(day("2026-09-30"), 3), day("2026-10-10"));
        assert_eq!(golden.workdays_between(day("2026-09-30"), day("2026-10-12")), 4);
        assert_eq!(golden.workdays_between(day("2026-10-12"), day("2026-09-30")), -4);
    }
}
