//! Words shared by all definitions: two-sided texts, the clause register, the column glossary,
//! the names of norms and the public holidays.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{Fault, Text};
use serde::Deserialize;
use toml::value::Datetime;

use crate::error;
use crate::files::DefinitionFile;

/// A text as written; either side may have been forgotten.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextSpec {
    zh: Option<String>,
    en: Option<String>,
}

impl TextSpec {
    /// The checked text; a side that is missing or blank is a fault about `key`.
    pub(crate) fn check(self, key: &str) -> Result<Text, Fault> {
        let side = |text: Option<String>, lang| {
            text.filter(|text| !text.trim().is_empty())
                .ok_or_else(|| error::missing_side(key, lang))
        };
        Ok(Text { zh: side(self.zh, "zh")?, en: side(self.en, "en")? })
    }
}

/// A duty of a municipal document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its id, such as `QH-8`.
    pub id: String,
    /// The document and where in it, in Chinese.
    pub place: String,
    /// What it asks, in Chinese.
    pub zh: String,
    /// What it asks, in English.
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseSpec {
    place: String,
    zh: Option<String>,
    en: Option<String>,
}

/// Reads `queries/clauses.toml`.
pub(crate) fn clauses(file: &DefinitionFile) -> Result<BTreeMap<String, Clause>, Fault> {
    let specs: BTreeMap<String, toml::Spanned<ClauseSpec>> = file.toml()?;
    specs
        .into_iter()
        .map(|(id, spec)| {
            let at = spec.span().start;
            let ClauseSpec { place, zh, en } = spec.into_inner();
            let text = TextSpec { zh, en }.check(&id).map_err(|fault| file.fault_at(fault, at))?;
            Ok((id.clone(), Clause { id, place, zh: text.zh, en: text.en }))
        })
        .collect()
}

/// Reads a flat table of two-sided texts, such as `queries/columns.toml`.
pub(crate) fn glossary(file: &DefinitionFile) -> Result<BTreeMap<String, Text>, Fault> {
    let specs: BTreeMap<String, toml::Spanned<TextSpec>> = file.toml()?;
    check_texts(file, specs)
}

/// What a lead is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its words.
    pub text: Text,
    /// The finding codes of visits that belong to it.
    pub codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseSpec {
    zh: Option<String>,
    en: Option<String>,
    #[serde(default)]
    codes: Vec<String>,
}

/// Reads `queries/causes.toml`.
pub(crate) fn causes(file: &DefinitionFile) -> Result<BTreeMap<String, Cause>, Fault> {
    let specs: BTreeMap<String, toml::Spanned<CauseSpec>> = file.toml()?;
    specs
        .into_iter()
        .map(|(name, spec)| {
            let at = spec.span().start;
            let CauseSpec { zh, en, codes } = spec.into_inner();
            let text = TextSpec { zh, en }.check(&name);
            Ok((name, Cause { text: text.map_err(|fault| file.fault_at(fault, at))?, codes }))
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelsSpec {
    labels: BTreeMap<String, toml::Spanned<TextSpec>>,
}

/// Reads `jurisdictions/norms.toml`: what each norm means.
pub(crate) fn norm_labels(file: &DefinitionFile) -> Result<BTreeMap<String, Text>, Fault> {
    check_texts(file, file.toml::<LabelsSpec>()?.labels)
}

/// Checks both sides of every text; a fault names the line.
pub(crate) fn check_texts(
    file: &DefinitionFile,
    specs: BTreeMap<String, toml::Spanned<TextSpec>>,
) -> Result<BTreeMap<String, Text>, Fault> {
    specs
        .into_iter()
        .map(|(name, spec)| {
            let at = spec.span().start;
            let text = spec.into_inner().check(&name);
            Ok((name, text.map_err(|fault| file.fault_at(fault, at))?))
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidaysSpec {
    years: Vec<YearSpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearSpec {
    #[serde(rename = "year")]
    _year: i32,
    #[serde(rename = "source")]
    _source: String,
    holidays: Vec<Datetime>,
    workdays: Vec<Datetime>,
}

/// Reads `jurisdictions/holidays.toml`: days that differ from Monday to Friday, `true` = worked.
pub(crate) fn holidays(file: &DefinitionFile) -> Result<Vec<(NaiveDate, bool)>, Fault> {
    let spec: HolidaysSpec = file.toml()?;
    let days = spec.years.into_iter().flat_map(|year| {
        let off = year.holidays.into_iter().map(|day| (day, false));
        off.chain(year.workdays.into_iter().map(|day| (day, true)))
    });
    days.map(|(text, worked)| {
        let day = day_of(&text).ok_or_else(|| error::unreadable(&format!("`{text}`")));
        Ok((day.map_err(|fault| file.fault_at(fault, 0))?, worked))
    })
    .collect()
}

/// The day of a TOML date without a time.
pub(crate) fn day_of(text: &Datetime) -> Option<NaiveDate> {
    let date = text.date.filter(|_| text.time.is_none())?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}
