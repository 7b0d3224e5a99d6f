//! A scenario while it is being written: every part as the text that somebody typed.
//!
//! # Invariants
//!
//! - What [`Draft::check`] lets through is what [`Scenario::read`] reads from the file that
//!   [`Scenario::text`] writes of it.
//! - Every mistake is told at its part, all of them at once.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Text};

use crate::scenario::{Include, Scenario, TakeUp};
use crate::standard::{Standard, Standards};
use crate::{error, value};

/// The longest name of a scenario, in characters.
const TITLE_MAX: usize = 80;

/// The parts of a scenario, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub title: String,
    /// The first day of the new standards, `2027-01-01`.
    pub effective_from: String,
    /// The urban standard.
    pub urban: Amount,
    /// The rural standard.
    pub rural: Amount,
    /// The share of the newly eligible that comes, from 0 to 1, in towns.
    pub take_up_urban: String,
    /// The same in the country.
    pub take_up_rural: String,
    /// Whose benefits change.
    pub include: BTreeSet<Include>,
    /// Whether the rural standard may be above the urban one.
    pub rural_above_urban: bool,
}

/// A standard per person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Yuan with at most two decimals.
    pub yuan: String,
    /// Whether it is of a year, not of a month.
    pub is_yearly: bool,
}

/// A part of a draft that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// [`Draft::title`].
    Title,
    /// [`Draft::effective_from`].
    EffectiveFrom,
    /// [`Draft::urban`].
    Urban,
    /// [`Draft::rural`].
    Rural,
    /// [`Draft::take_up_urban`].
    TakeUpUrban,
    /// [`Draft::take_up_rural`].
    TakeUpRural,
}

/// What is wrong with a part, in both languages.
pub type Mistake = (Part, Text);

impl Draft {
    /// The draft that gives this scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let Standards { urban, rural } = scenario.standards;
        Self {
            title: scenario.title.clone(),
            effective_from: scenario.effective_from.to_string(),
            urban: Amount::of(urban),
            rural: Amount::of(rural),
            take_up_urban: value::share_text(scenario.take_up.urban),
            take_up_rural: value::share_text(scenario.take_up.rural),
            include: scenario.include.clone(),
            rural_above_urban: rural > urban,
        }
    }

    /// The scenario, or everything that is wrong with it.
    ///
    /// # Errors
    /// At least one mistake, in the order of the parts.
    pub fn check(&self) -> Result<Scenario, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let title = note(&mut mistakes, Part::Title, self.title());
        let effective_from = note(&mut mistakes, Part::EffectiveFrom, self.day());
        let urban = note(&mut mistakes, Part::Urban, self.urban.check());
        let rural = note(&mut mistakes, Part::Rural, self.rural.check());
        let take_up = |text: &str| share(text).ok_or_else(|| error::no_share(text));
        let come_urban = note(&mut mistakes, Part::TakeUpUrban, take_up(&self.take_up_urban));
        let come_rural = note(&mut mistakes, Part::TakeUpRural, take_up(&self.take_up_rural));
        let standards = urban.zip(rural).map(|(urban, rural)| Standards { urban, rural });
        if let Some(standards) = standards.filter(|standards| {
            standards.of(Area::Rural) > standards.of(Area::Urban) && !self.rural_above_urban
        }) {
            mistakes.push((Part::Rural, error::rural_above(&standards)));
        }
        mistakes.sort_by_key(|(part, _)| *part);
        let whole = || {
            Some(Scenario {
                title: title?,
                effective_from: effective_from?,
                standards: standards?,
                take_up: TakeUp { urban: come_urban?, rural: come_rural? },
                include: self.include.clone(),
            })
        };
        whole().filter(|_| mistakes.is_empty()).ok_or(mistakes)
    }

    fn title(&self) -> Result<String, Text> {
        let title = self.title.trim();
        match title {
            "" => Err(error::title_missing()),
            _ if title.chars().count() > TITLE_MAX || title.contains(char::is_control) => {
                Err(error::title_long(TITLE_MAX))
            }
            _ => Ok(title.to_owned()),
        }
    }

    fn day(&self) -> Result<NaiveDate, Text> {
        let text = self.effective_from.trim();
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        // Beyond four digits a year is a slip, and no date of TOML.
        day.filter(|_| text.len() == 10).ok_or_else(|| error::not_a_day(text))
    }
}

impl Amount {
    fn of(standard: Standard) -> Self {
        let Fen(year) = standard.year();
        match year % 12 {
            0 => Self { yuan: Fen(year / 12).to_string(), is_yearly: false },
            _ => Self { yuan: Fen(year).to_string(), is_yearly: true },
        }
    }

    fn check(&self) -> Result<Standard, Text> {
        let text = self.yuan.trim();
        let yuan = Fen::parse_yuan(text).ok_or_else(|| error::not_yuan(text))?;
        let standard =
            if self.is_yearly { Standard::yearly(yuan) } else { Standard::monthly(yuan) };
        standard.ok_or_else(error::beyond_reason)
    }
}

/// Keeps what is wrong with a part, and the rest.
fn note<T>(mistakes: &mut Vec<Mistake>, part: Part, checked: Result<T, Text>) -> Option<T> {
    checked.map_err(|text| mistakes.push((part, text))).ok()
}

/// A share from 0 to 1 in ten-thousandths.
fn share(text: &str) -> Option<i128> {
    value::ten_thousandths(text.trim()).filter(|share| (0..=SCALE).contains(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            title: " 城乡标准提高 ".to_owned(),
            effective_from: "2027-01-01".to_owned(),
            urban: Amount { yuan: "680".to_owned(), is_yearly: false },
            rural: Amount { yuan: "5160.50".to_owned(), is_yearly: true },
            take_up_urban: "0.8".to_owned(),
            take_up_rural: "1".to_owned(),
            include: [Include::Continuing, Include::Supplements].into(),
            rural_above_urban: false,
        }
    }

    #[test]
    fn a_draft_is_the_scenario_of_the_file_that_is_written_of_it() {
        let scenario = draft().check().unwrap();
        assert_eq!(scenario.title, "城乡标准提高");
        assert_eq!(Scenario::read("a.toml", &scenario.text()), Ok(scenario.clone()));
        assert_eq!(Draft::of(&scenario).check(), Ok(scenario));
        let above = Draft { rural_above_urban: true, ..draft() };
        let above = Draft { rural: Amount { yuan: "700".to_owned(), is_yearly: false }, ..above };
        let scenario = above.check().unwrap();
        assert_eq!(Scenario::read("a.toml", &scenario.text()), Ok(scenario.clone()));
        assert_eq!(Draft::of(&scenario).check(), Ok(scenario));
    }

    #[test]
    fn names_that_mean_something_in_a_file_are_only_names() {
        for title in ["\"", "a\\", "'''", "] # x", "标准 = 1", "\u{feff}"] {
            let scenario = Draft { title: title.to_owned(), ..draft() }.check().unwrap();
            assert_eq!(Scenario::read("a.toml", &scenario.text()), Ok(scenario), "{title}");
        }
    }

    #[test]
    fn each_mistake_is_told_at_its_part() {
        let month = |yuan: &str| Amount { yuan: yuan.to_owned(), is_yearly: false };
        let long = "长".repeat(81);
        let rows = [
            (Draft { title: "  ".to_owned(), ..draft() }, vec![Part::Title]),
            (Draft { title: long, ..draft() }, vec![Part::Title]),
            (Draft { title: "a\nb".to_owned(), ..draft() }, vec![Part::Title]),
            (Draft { effective_from: "明年".to_owned(), ..draft() }, vec![Part::EffectiveFrom]),
            (Draft { effective_from: "2027-2-3".to_owned(), ..draft() }, vec![Part::EffectiveFrom]),
            (Draft { urban: month("六百"), ..draft() }, vec![Part::Urban]),
            (Draft { urban: month("-5"), ..draft() }, vec![Part::Urban]),
            (Draft { rural: month("680.01"), ..draft() }, vec![Part::Rural]),
            (Draft { rural: month("1000000"), ..draft() }, vec![Part::Rural]),
            (Draft { take_up_urban: "80%".to_owned(), ..draft() }, vec![Part::TakeUpUrban]),
            (Draft { take_up_rural: "1.1".to_owned(), ..draft() }, vec![Part::TakeUpRural]),
            (
                Draft::default(),
                vec![
                    Part::Title,
                    Part::EffectiveFrom,
                    Part::Urban,
                    Part::Rural,
                    Part::TakeUpUrban,
                    Part::TakeUpRural,
                ],
            ),
        ];
        for (draft, expected) in rows {
            let mistakes = draft.check().unwrap_err();
            let parts: Vec<Part> = mistakes.iter().map(|(part, _)| *part).collect();
            assert_eq!(parts, expected, "{draft:?}");
            assert!(mistakes.iter().all(|(_, text)| !text.zh.is_empty() && !text.en.is_empty()));
        }
    }
}
