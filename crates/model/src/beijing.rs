//! Beijing time, the one zone of every day and hour that people read and that rules count in.
//! Records keep instants.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

const AHEAD: TimeDelta = TimeDelta::hours(8);

/// What clocks on the wall show at this instant.
pub fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + AHEAD
}

/// The day of this instant.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    wall(at).date()
}

/// The minute of this instant, such as `2026-11-23 05:15`.
pub fn minute(at: DateTime<Utc>) -> String {
    wall(at).format("%Y-%m-%d %H:%M").to_string()
}

/// The second of this instant, such as `2026-11-23 05:15:09`.
pub fn second(at: DateTime<Utc>) -> String {
    wall(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The instant at which clocks on the wall show this.
pub fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    (wall - AHEAD).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_while_it_is_still_yesterday_in_greenwich() {
        let at: DateTime<Utc> = "2026-11-22T16:05:09Z".parse().unwrap();
        assert_eq!(day(at).to_string(), "2026-11-23");
        assert_eq!(minute(at), "2026-11-23 00:05");
        assert_eq!(instant(wall(at)), at);
    }
}
