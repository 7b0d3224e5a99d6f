//! The clock: the only place in Doudi that knows what time it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use model::beijing;

/// This instant, for ledgers.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// This moment on the wall, for schedules.
pub fn local() -> NaiveDateTime {
    beijing::wall(now())
}

/// Today, for people.
pub fn today() -> NaiveDate {
    local().date()
}
