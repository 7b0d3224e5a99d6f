//! Five-field cron texts in their usual meaning, carried out by the `cron` crate.
//!
//! That crate wants seconds in front, counts Sunday as 1, reads a fifth field beside a restricted
//! third one as "and", and splits fields where no space is. So a text is taken apart here, weekdays
//! become names, and what would mean something else than elsewhere is refused.
//!
//! # Invariants
//!
//! - A parsed text fires at least once, and fires at the times that `crontab(5)` says.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use cron::Schedule;
use model::Result;

use crate::error;

/// The weekdays by their number; 7 is Sunday again.
const WEEKDAYS: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// A checked five-field text: minute, hour, day of month, month, day of week; local time.
#[derive(Clone, Debug)]
pub struct Cron(Schedule);

impl Cron {
    /// Reads a text such as `30 8 15 * *`.
    ///
    /// # Errors
    /// The author's: not five fields, a field that is no list of values, ranges and steps, both a
    /// day of month and a day of week, or a day that no calendar has.
    pub fn parse(text: &str) -> Result<Self> {
        let translated = translate(text)?;
        let schedule: Schedule = translated
            .parse()
            .map_err(|_| error::bad_cron(text, "数值超出范围", "a value is out of range"))?;
        // Any eight years have a February 29.
        let ever = NaiveDate::from_ymd_opt(2000, 1, 1).map(|day| day.and_time(Default::default()));
        match ever.and_then(|ever| schedule.after(&ever.and_utc()).next()) {
            Some(_) => Ok(Self(schedule)),
            None => Err(error::bad_cron(text, "永远不会触发", "it never fires")),
        }
    }

    /// The fires after `after` up to and with `until`, the first first.
    pub fn between(
        &self,
        after: NaiveDateTime,
        until: NaiveDateTime,
    ) -> impl Iterator<Item = NaiveDateTime> + '_ {
        self.0.after(&after.and_utc()).map(naive).take_while(move |fire| *fire <= until)
    }

    /// The last fire up to and with `until`.
    pub fn latest(&self, until: NaiveDateTime) -> Option<NaiveDateTime> {
        let end = until.checked_add_signed(TimeDelta::seconds(1))?;
        self.0.after(&end.and_utc()).next_back().map(naive)
    }

    /// The first fire after `after`.
    pub fn next(&self, after: NaiveDateTime) -> Option<NaiveDateTime> {
        self.0.after(&after.and_utc()).next().map(naive)
    }
}

/// Local time stands in the crate's UTC, which has no gaps.
fn naive(fire: DateTime<Utc>) -> NaiveDateTime {
    fire.naive_utc()
}

/// The six-field text of the `cron` crate.
fn translate(text: &str) -> Result<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        let (zh, en) =
            ("须有五个字段：分 时 日 月 周", "it needs five fields: minute hour day month weekday");
        return Err(error::bad_cron(text, zh, en));
    };
    let refused = |field: &str| {
        let zh = format!("字段 `{field}` 不是数值、范围和步长的列表");
        let en = format!("field `{field}` is no list of values, ranges and steps");
        error::bad_cron(text, &zh, &en)
    };
    for field in [minute, hour, day, month] {
        if !field.split(',').all(|item| Item::parse(item).is_some()) {
            return Err(refused(field));
        }
    }
    if !day.starts_with('*') && !weekday.starts_with('*') {
        let (zh, en) =
            ("不能同时限定日和周", "it cannot restrict both the day of month and the weekday");
        return Err(error::bad_cron(text, zh, en));
    }
    let weekday = weekdays(weekday).ok_or_else(|| refused(weekday))?;
    Ok(format!("0 {minute} {hour} {day} {month} {weekday}"))
}

/// One item of a list: what it spans and its step.
struct Item<'a> {
    base: Base<'a>,
    step: usize,
}

enum Base<'a> {
    All,
    One(&'a str),
    Range(&'a str, &'a str),
}

impl<'a> Item<'a> {
    /// Reads `*`, `a`, `a-b`, each but the single value with a step if wanted; a value is one or
    /// two digits or a name of three letters.
    fn parse(text: &'a str) -> Option<Self> {
        let (base, step) = match text.split_once('/') {
            Some((base, step)) => (base, digits(step)?),
            None => (text, 1),
        };
        let base = match base.split_once('-') {
            _ if base == "*" => Base::All,
            Some((first, last)) if is_value(first) && is_value(last) => Base::Range(first, last),
            None if is_value(base) && !text.contains('/') => Base::One(base),
            _ => return None,
        };
        (step > 0).then_some(Self { base, step })
    }
}

fn is_value(text: &str) -> bool {
    digits(text).is_some() || (text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()))
}

fn digits(text: &str) -> Option<usize> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The weekdays of a field as names, `*` if it is all of them.
fn weekdays(field: &str) -> Option<String> {
    let mut chosen = [false; 7];
    for item in field.split(',') {
        let item = Item::parse(item)?;
        let (first, last) = match item.base {
            Base::All => (0, 6),
            Base::One(day) => (weekday(day)?, weekday(day)?),
            Base::Range(first, last) => match (weekday(first)?, weekday(last)?) {
                // Friday to Sunday: the Sunday at the end of the week.
                (first, 0) if first > 0 => (first, 7),
                (first, last) => (first, last),
            },
        };
        if first > last {
            return None;
        }
        for day in (first..=last).step_by(item.step) {
            *chosen.get_mut(day % 7)? = true;
        }
    }
    let names: Vec<_> = WEEKDAYS
        .into_iter()
        .zip(chosen)
        .filter_map(|(name, chosen)| chosen.then_some(name))
        .collect();
    Some(if names.len() == 7 { "*".to_owned() } else { names.join(",") })
}

/// The number of a weekday given by number 0–7 or by name.
fn weekday(text: &str) -> Option<usize> {
    match digits(text) {
        Some(number) => (number <= 7).then_some(number),
        None => WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(text)),
    }
}

#[cfg(test)]
mod tests;
