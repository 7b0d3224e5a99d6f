//! A scenario: what a planner wants to try, read from TOML.
//!
//! ```toml
//! title          = "城乡标准提高"
//! effective_from = 2027-01-01
//! take_up        = "1.00"                             # of the newly eligible; 1.00 if left out
//! include        = ["continuing", "newly_eligible"]   # these if left out; also "supplements"
//!
//! [standards]
//! urban = "680"                                       # yuan per person and month
//! rural = { year = "5160" }                           # or per year
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use model::norm::SCALE;
use model::{Area, Fault, Norms, Place, Result};
use serde::Deserialize;
use toml::value::Datetime;
use toml::{Spanned, Value};

use crate::standard::{Standard, Standards};
use crate::value::{self, Wrong};
use crate::{error, rule};

/// A checked scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub title: String,
    /// The first day of the new standards.
    pub effective_from: NaiveDate,
    /// The new standards.
    pub standards: Standards,
    /// The share of the newly eligible that comes.
    pub take_up: TakeUp,
    /// Whose benefits change.
    pub include: BTreeSet<Include>,
}

/// A part of the caseload that a scenario looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Include {
    /// Households that are aided now.
    Continuing,
    /// Edge households that come under the new standard.
    NewlyEligible,
    /// The category supplements of continuing households, where the norms tie them to the
    /// standard; left out unless asked for.
    Supplements,
}

impl Include {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Continuing, Self::NewlyEligible, Self::Supplements];

    /// Its name in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Continuing => "continuing",
            Self::NewlyEligible => "newly_eligible",
            Self::Supplements => "supplements",
        }
    }
}

/// Take-up by area, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakeUp {
    /// Of urban households.
    pub urban: i128,
    /// Of rural households.
    pub rural: i128,
}

impl TakeUp {
    /// The one of `area`.
    pub const fn of(self, area: Area) -> i128 {
        match area {
            Area::Urban => self.urban,
            Area::Rural => self.rural,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioSpec {
    title: Spanned<String>,
    effective_from: Spanned<Datetime>,
    standards: StandardsSpec,
    #[serde(default = "everybody")]
    take_up: Spanned<Value>,
    #[serde(default = "both")]
    include: BTreeSet<Include>,
    /// Waives the check that the rural standard is not above the urban one.
    #[serde(default)]
    rural_above_urban: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandardsSpec {
    urban: Spanned<Value>,
    rural: Spanned<Value>,
}

fn everybody() -> Spanned<Value> {
    Spanned::new(0..0, Value::Integer(1))
}

fn both() -> BTreeSet<Include> {
    BTreeSet::from([Include::Continuing, Include::NewlyEligible])
}

impl Scenario {
    /// Reads a scenario; `file` is its name for the person who wrote it.
    ///
    /// # Errors
    /// The caller's, at the line: an unknown or missing key, a value that cannot be, a rural
    /// standard above the urban one.
    pub fn read(file: &str, text: &str) -> Result<Self> {
        let spec: ScenarioSpec = toml::from_str(text).map_err(|why| {
            let start = why.span().map_or(0, |span| span.start);
            error::unreadable(why.message()).at(place(file, text, start))
        })?;
        let at =
            |span: std::ops::Range<usize>, fault: Fault| fault.at(place(file, text, span.start));
        let cell = |key: &str, value: &Spanned<Value>, wrong: Wrong| {
            at(value.span(), error::bad_value(key, &wrong))
        };
        let standard = |key: &str, value: &Spanned<Value>| -> Result<Standard> {
            value::standard(value.get_ref()).map_err(|wrong| cell(key, value, wrong))
        };
        let standards = Standards {
            urban: standard("standards.urban", &spec.standards.urban)?,
            rural: standard("standards.rural", &spec.standards.rural)?,
        };
        if standards.rural > standards.urban && !spec.rural_above_urban {
            return Err(at(spec.standards.rural.span(), error::rural_above_urban(&standards)));
        }
        let take_up = value::take_up(spec.take_up.get_ref())
            .map_err(|wrong| cell("take_up", &spec.take_up, wrong))?;
        if spec.title.get_ref().trim().is_empty() {
            return Err(at(spec.title.span(), error::no_title()));
        }
        let effective_from = day(spec.effective_from.get_ref())
            .ok_or_else(|| at(spec.effective_from.span(), error::bad_day()))?;
        let title = spec.title.into_inner();
        Ok(Self { title, effective_from, standards, take_up, include: spec.include })
    }

    /// The file that [`Self::read`] reads as this scenario.
    pub fn text(&self) -> String {
        let title = Value::String(self.title.clone());
        let Standards { urban, rural } = self.standards;
        let above = if rural > urban { "rural_above_urban = true\n" } else { "" };
        let include: Vec<_> =
            self.include.iter().map(|part| format!("\"{}\"", part.code())).collect();
        let [come_urban, come_rural] =
            [self.take_up.urban, self.take_up.rural].map(value::share_text);
        format!(
            "title = {title}\n\
             effective_from = {}\n\
             take_up = {{ urban = \"{come_urban}\", rural = \"{come_rural}\" }}\n\
             include = [{}]\n\
             {above}\n\
             [standards]\n\
             urban = {}\n\
             rural = {}\n",
            self.effective_from,
            include.join(", "),
            value::standard_text(urban),
            value::standard_text(rural),
        )
    }

    /// The standards in force on `day`, raised by whole percents and up to whole yuan a month,
    /// from the next year on, with everybody coming.
    ///
    /// # Errors
    /// No standard is in force on `day`.
    pub fn raised_by(norms: &Norms, day: NaiveDate, percent: u8) -> Result<Self> {
        let standards = Standards {
            urban: rule::raised(norms, Area::Urban, day, percent)?,
            rural: rule::raised(norms, Area::Rural, day, percent)?,
        };
        Ok(Self {
            title: format!("标准提高 {percent}% / standards up {percent}%"),
            effective_from: next_year(day),
            standards,
            take_up: TakeUp { urban: SCALE, rural: SCALE },
            include: both(),
        })
    }

    /// What it says, by name, for the record of where a result comes from.
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let include: Vec<_> = self.include.iter().map(|part| part.code()).collect();
        let share = |share: i128| format!("{}.{:04}", share / SCALE, share % SCALE);
        let parameters = [
            ("title", self.title.clone()),
            ("effective_from", self.effective_from.to_string()),
            ("standards.urban", self.standards.urban.to_string()),
            ("standards.rural", self.standards.rural.to_string()),
            ("take_up.urban", share(self.take_up.urban)),
            ("take_up.rural", share(self.take_up.rural)),
            ("include", include.join(" ")),
        ];
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The scenario of these [parameters](Self::parameters); `None` if they are of none.
    pub fn of_parameters(parameters: &BTreeMap<String, String>) -> Option<Self> {
        let text = |name: &str| parameters.get(name).map(String::as_str);
        let share = |name: &str| {
            let (whole, part) = text(name)?.split_once('.')?;
            Some(whole.parse::<i128>().ok()? * SCALE + part.parse::<i128>().ok()?)
        };
        let include = |code| Include::ALL.into_iter().find(|part| part.code() == code);
        Some(Self {
            title: text("title")?.to_owned(),
            effective_from: text("effective_from")?.parse().ok()?,
            standards: Standards {
                urban: Standard::parse(text("standards.urban")?)?,
                rural: Standard::parse(text("standards.rural")?)?,
            },
            take_up: TakeUp { urban: share("take_up.urban")?, rural: share("take_up.rural")? },
            include: text("include")?.split_whitespace().map(include).collect::<Option<_>>()?,
        })
    }

    /// Whether a part of the caseload is looked at.
    pub fn includes(&self, part: Include) -> bool {
        self.include.contains(&part)
    }
}

fn place(file: &str, text: &str, offset: usize) -> Place {
    let lines = text.bytes().take(offset).filter(|byte| *byte == b'\n').count() as u64;
    Place::line(file, lines + 1)
}

/// A day without a time of day.
fn day(value: &Datetime) -> Option<NaiveDate> {
    match value {
        Datetime { date: Some(date), time: None, offset: None } => NaiveDate::from_ymd_opt(
            i32::from(date.year),
            u32::from(date.month),
            u32::from(date.day),
        ),
        _ => None,
    }
}

fn next_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + 1, 1, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests;
