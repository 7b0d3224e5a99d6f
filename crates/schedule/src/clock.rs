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

/// Today, for people.
pub fn today() -> NaiveDate {
    local().date()
}
