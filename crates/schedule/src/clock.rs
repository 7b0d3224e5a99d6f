//! The clock: the only place in Doudi that knows what time it is.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, Utc};

/// This instant, for ledgers.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// This moment on the wall, for schedules.
pub fn local() -> NaiveDateTime {
    Local::now().naive_local()
}

/// A moment on the wall as an instant; of two the earlier, and where the clock skips it as UTC.
pub fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    let local = wall.and_local_timezone(Local).earliest();
    local.map_or_else(|| wall.and_utc(), |local| local.to_utc())
}

/// Today, for people.
pub fn today() -> NaiveDate {
    local().date()
}
