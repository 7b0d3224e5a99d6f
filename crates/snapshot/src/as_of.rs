//! What a question is asked of: a day, and which loads count.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use model::{Month, Result, beijing};

use crate::error;
use crate::manifest::Manifest;

/// A day, as known at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// The day; if none, the last one of the latest month that counts.
    pub day: Option<NaiveDate>,
    /// The loads that count.
    pub known: Known,
}

/// Which loads count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// All until now.
    #[default]
    Now,
    /// Those begun up to an instant.
    At(DateTime<Utc>),
    /// Those up to a revision, or up to the load that the name of a view ends with.
    Revision {
        /// The month of the snapshot.
        month: Month,
        /// Its revision.
        revision: u32,
        /// The highest load of the view: 12 in `2026-10.r1@12`.
        load: Option<u64>,
    },
}

impl From<NaiveDate> for AsOf {
    fn from(day: NaiveDate) -> Self {
        Some(day).into()
    }
}

impl From<Option<NaiveDate>> for AsOf {
    fn from(day: Option<NaiveDate>) -> Self {
        Self { day, known: Known::Now }
    }
}

impl AsOf {
    /// Reads a day (`2026-10-31`), a revision (`2026-10.r1`), a view as answers and draws name it
    /// (`2026-10.r1@12`), or a moment: `2026-11-03T10:00` in Beijing time, or with `Z` or an offset.
    ///
    /// # Errors
    /// It is none of them.
    pub fn parse(text: &str) -> Result<Self> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(day.into());
        }
        let known = revision(text).or_else(|| moment(text).map(Known::At));
        known.map(|known| Self { day: None, known }).ok_or_else(|| error::bad_as_of(text))
    }
}

fn revision(text: &str) -> Option<Known> {
    let (id, load) = match text.split_once('@') {
        Some((id, load)) => (id, Some(load.parse().ok()?)),
        None => (text, None),
    };
    let (month, revision) = Manifest::parse_id(id)?;
    Some(Known::Revision { month, revision, load })
}

/// Reads a moment; the form in which lists of snapshots show one is among them.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::<Utc>::from_str(text) {
        return Some(at);
    }
    if let Ok(at) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z") {
        return Some(at.to_utc());
    }
    let (text, zone): (&str, fn(NaiveDateTime) -> DateTime<Utc>) = match text.strip_suffix('Z') {
        Some(text) => (text, |at| at.and_utc()),
        None => (text, beijing::instant),
    };
    let forms =
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f"];
    forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_revisions_views_and_moments_are_told_apart() {
        let read = |text: &str| AsOf::parse(text).unwrap();
        assert_eq!(read("2026-10-31").day, Some("2026-10-31".parse().unwrap()));
        let month = "2026-10".parse().unwrap();
        for (text, load) in [("2026-10.r2", None), ("2026-10.r2@12", Some(12))] {
            assert_eq!(read(text).known, Known::Revision { month, revision: 2, load }, "{text}");
        }
        let moments = [
            "2026-11-03T18:00",
            "2026-11-03T10:00Z",
            "2026-11-03T10:00:00Z",
            "2026-11-03T18:00+08:00",
            "2026-11-03T18:00:00+08:00",
            "2026-11-03 10:00:00 UTC",
            "2026-11-03 18:00",
        ];
        for text in moments {
            let at = "2026-11-03T10:00:00Z".parse().unwrap();
            assert_eq!(read(text), AsOf { day: None, known: Known::At(at) }, "{text}");
        }
        for text in ["2026-10", "2026-10.r0", "2026-10.r", "2026-10.r1@", "r1", "", "2026-02-30"] {
            assert!(AsOf::parse(text).is_err(), "{text}");
        }
    }
}
