//! What cron texts mean, and which are refused.

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

#[test]
fn weekdays_become_names() {
    let rows = [
        ("30 8 * * *", "0 30 8 * * *"),
        ("30 8 15 * *", "0 30 8 15 * *"),
        ("0 9 * * 0", "0 0 9 * * SUN"),
        ("0 9 * * 7", "0 0 9 * * SUN"),
        ("0 9 * * 1-5", "0 0 9 * * MON,TUE,WED,THU,FRI"),
        ("0 9 * * mon-FRI", "0 0 9 * * MON,TUE,WED,THU,FRI"),
        ("0 9 * * 5-7", "0 0 9 * * SUN,FRI,SAT"),
        ("0 9 * * FRI-SUN", "0 0 9 * * SUN,FRI,SAT"),
        ("0 9 * * 0-7", "0 0 9 * * *"),
        ("0 9 * * 0,7,3", "0 0 9 * * SUN,WED"),
        ("0 9 * * */2", "0 0 9 * * SUN,TUE,THU,SAT"),
        ("0 9 * * 1-6/2", "0 0 9 * * MON,WED,FRI"),
        ("0 9 */10 * 1", "0 0 9 */10 * MON"),
        ("  */15  8-18 1,15 JAN-JUN/2  * ", "0 */15 8-18 1,15 JAN-JUN/2 *"),
    ];
    for (text, expected) in rows {
        assert_eq!(translate(text).unwrap(), expected, "{text}");
        assert!(Cron::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn what_cannot_be_said_is_refused() {
    let rows = [
        ("", "five fields"),
        ("0 8 * *", "five fields"),
        ("0 0 8 * * *", "five fields"),
        ("@daily", "five fields"),
        ("60 8 * * *", "out of range"),
        ("0 24 * * *", "out of range"),
        ("0 8 0 * *", "out of range"),
        ("0 8 * 13 *", "out of range"),
        ("30-10 8 * * *", "out of range"),
        ("*5 8 * * *", "`*5`"),
        ("5/10 8 * * *", "`5/10`"),
        ("*/0 8 * * *", "`*/0`"),
        ("1,,2 8 * * *", "`1,,2`"),
        ("0 8 ? * *", "`?`"),
        ("0 8 L * *", "`L`"),
        ("0 8 * * 8", "`8`"),
        ("0 8 * * 5-1", "`5-1`"),
        ("0 8 * * 1#2", "`1#2`"),
        ("0 8 * * DAY", "`DAY`"),
        ("0 8 15 * 1", "both"),
        ("0 8 30 2 *", "never"),
    ];
    for (text, word) in rows {
        let fault = Cron::parse(text).unwrap_err();
        assert!(fault.text.en.contains(word), "{text}: {fault}");
    }
}

#[test]
fn fires_are_those_of_the_calendar() {
    let rows: [(&str, &str, &str, &[&str]); 5] = [
        // 2026-11-15 is a Sunday.
        (
            "0 8 * * 0",
            "2026-11-14 00:00",
            "2026-11-30 00:00",
            &["2026-11-15 08:00", "2026-11-22 08:00", "2026-11-29 08:00"],
        ),
        (
            "30 8 31 * *",
            "2026-10-01 00:00",
            "2027-01-31 08:30",
            &["2026-10-31 08:30", "2026-12-31 08:30", "2027-01-31 08:30"],
        ),
        (
            "0 0 29 2 *",
            "2026-01-01 00:00",
            "2033-01-01 00:00",
            &["2028-02-29 00:00", "2032-02-29 00:00"],
        ),
        ("0 8 15 * *", "2026-11-15 08:00", "2026-12-15 07:59", &[]),
        (
            "0 8 * * 1-5",
            "2026-11-13 08:00",
            "2026-11-17 09:00",
            &["2026-11-16 08:00", "2026-11-17 08:00"],
        ),
    ];
    for (text, after, until, expected) in rows {
        let cron = Cron::parse(text).unwrap();
        let fires: Vec<_> = cron.between(at(after), at(until)).collect();
        let expected: Vec<_> = expected.iter().map(|fire| at(fire)).collect();
        assert_eq!(fires, expected, "{text}");
    }
}

#[test]
fn the_latest_fire_is_found_backwards() {
    let rows = [
        ("0 8 15 * *", "2026-11-15 08:00", "2026-11-15 08:00"),
        ("0 8 15 * *", "2026-11-15 07:59", "2026-10-15 08:00"),
        ("0 0 29 2 *", "2026-11-15 00:00", "2024-02-29 00:00"),
        ("*/15 9-17 * * 1-5", "2026-11-15 12:00", "2026-11-13 17:45"),
        ("30 8 31 12 *", "2026-11-15 12:00", "2025-12-31 08:30"),
    ];
    for (text, until, expected) in rows {
        let cron = Cron::parse(text).unwrap();
        assert_eq!(cron.latest(at(until)), Some(at(expected)), "{text}");
        assert_eq!(cron.next(at(expected) - TimeDelta::minutes(1)), Some(at(expected)), "{text}");
    }
}
