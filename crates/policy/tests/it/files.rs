//! Case files: place, date, facts and what the documents make of them.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Fen, Norms, WorkCalendar};
use registry::{DefinitionFile, Registry};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::value::Datetime;

/// One file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    pub place: String,
    #[serde(default)]
    pub household: Vec<crate::households::Case>,
    #[serde(default)]
    pub limit: Vec<crate::others::LimitCase>,
    #[serde(default)]
    pub recheck: Vec<crate::others::RecheckCase>,
    #[serde(default)]
    pub relief: Vec<crate::others::ReliefCase>,
    #[serde(default)]
    pub price: Vec<crate::others::PriceCase>,
    #[serde(default)]
    pub grace: Vec<crate::others::GraceCase>,
}

/// All files by name.
pub(crate) fn all() -> BTreeMap<String, CaseFile> {
    let folder = Path::new("cases");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|kind| kind == "toml"));
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    };
    paths
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), read(&path)))
        .collect()
}

/// The norms of a place with those of a case laid over them, and its working days.
pub(crate) fn rules(place: &str, own: Option<&str>) -> (Norms, WorkCalendar) {
    let needed = |path: &str| path.starts_with("jurisdictions/") || path.ends_with("clauses.toml");
    let mut files = registry::shipped();
    files.retain(|file| needed(&file.path));
    let mut id = place;
    if let Some(own) = own {
        let name = "[name]\nzh = \"例\"\nen = \"case\"\n";
        let text = format!("parent = \"{place}\"\n{name}[norms]\n{own}");
        files.push(DefinitionFile::new("jurisdictions/case.toml", text));
        id = "case";
    }
    let registry = Registry::read(&files, id).unwrap_or_else(|faults| panic!("{faults:#?}"));
    (registry.norms().clone(), registry.holidays().clone())
}

/// The day of a TOML date.
pub(crate) fn day(date: &Datetime) -> chrono::NaiveDate {
    date.to_string().parse().unwrap()
}

/// Yuan as fen.
pub(crate) fn fen(yuan: &str) -> Fen {
    Fen::parse_yuan(yuan).unwrap_or_else(|| panic!("{yuan} is no amount"))
}

/// Ten-thousandths from a decimal text.
pub(crate) fn number(text: &str) -> i128 {
    registry::ten_thousandths(text).unwrap_or_else(|| panic!("{text} is no number"))
}

/// A code such as `male` as what it stands for.
pub(crate) fn code<T>(text: &str, from: impl Fn(&str) -> Option<T>) -> T {
    from(text).unwrap_or_else(|| panic!("{text} is not known"))
}

/// Reads a TOML value of a test of this harness.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, toml::de::Error> {
    toml::from_str(text)
}
