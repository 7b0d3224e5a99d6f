//! A circular: what leadership tells the townships about a month, its sentences and tables filled
//! from questions.
//!
//! # Not here
//!
//! The answers (`engine`), and what the paper looks like (`report`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{Fault, Month, Place, ResultTable, Text};
use serde::Deserialize;
use toml::Spanned;

use crate::error;
use crate::files::{DefinitionFile, line_at};
use crate::words::TextSpec;

/// The name under which a part takes the scorecard instead of a question.
pub const SCORE: &str = "score";

/// One circular. In its texts `{place}`, `{month}` and `{as_of}` stand for those of the snapshot,
/// any other `{name}` for a column of the part's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circular {
    /// The file name without its ending; unique.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// One sentence on what it is for.
    pub about: Text,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Who signs.
    pub issuer: Text,
    /// Whom it addresses.
    pub to: Text,
    /// What stands in it, in order.
    pub parts: Vec<Part>,
}

/// A heading, sentences or a table of a circular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// A heading before it, which begins a section.
    pub title: Option<Text>,
    /// The question that fills it; `score` is the scorecard.
    pub question: Option<String>,
    /// A paragraph, filled from the first row.
    pub text: Option<Text>,
    /// An item for each row.
    pub each: Option<Text>,
    /// The columns of a table; none if empty.
    pub columns: Vec<String>,
    /// A paragraph instead of everything else when there are no rows.
    pub none: Option<Text>,
}

impl Part {
    /// Names that its fixed texts leave open and nothing fills.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &str> {
        unknown([&self.title, &self.none].into_iter().flatten())
    }

    /// The names that its texts leave open.
    pub(crate) fn holes(&self) -> impl Iterator<Item = &str> {
        let texts = [&self.text, &self.each].into_iter().flatten();
        texts.flat_map(|text| holes(&text.zh).chain(holes(&text.en)))
    }

    /// The columns of its question that it uses.
    pub fn own_columns(&self) -> impl Iterator<Item = &str> {
        let open = self.holes().filter(|hole| !KNOWN.contains(hole));
        open.chain(self.columns.iter().map(String::as_str))
    }
}

impl Circular {
    /// Names that its own texts leave open and nothing fills.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &str> {
        unknown([&self.title, &self.issuer, &self.to].into_iter())
    }
}

fn unknown<'a>(texts: impl Iterator<Item = &'a Text>) -> impl Iterator<Item = &'a str> {
    let open = texts.flat_map(|text| holes(&text.zh).chain(holes(&text.en)));
    open.filter(|hole| !KNOWN.contains(hole))
}

/// The names in braces of a text.
fn holes(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The names that are known without a question.
pub(crate) const KNOWN: [&str; 3] = ["place", "month", "as_of"];

/// What a circular is filled from.
#[derive(Clone, Debug)]
pub struct CircularAnswers {
    /// Its month.
    pub month: Month,
    /// The day of the data.
    pub as_of: NaiveDate,
    /// The view that answered, such as `2026-10.r1@12`.
    pub snapshot: String,
    /// For each part of the circular its answer; none for parts without a question.
    pub answers: Vec<Option<ResultTable>>,
    /// The names of the towns by their codes.
    pub towns: BTreeMap<String, String>,
}

/// A circular with the lines that its names stand on.
pub(crate) struct CircularFile {
    pub circular: Circular,
    pub clauses_line: u64,
    pub part_lines: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CircularSpec {
    title: Spanned<TextSpec>,
    about: Spanned<TextSpec>,
    clauses: Spanned<Vec<String>>,
    issuer: Spanned<TextSpec>,
    to: Spanned<TextSpec>,
    #[serde(default)]
    parts: Vec<Spanned<PartSpec>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartSpec {
    title: Option<TextSpec>,
    question: Option<String>,
    text: Option<TextSpec>,
    each: Option<TextSpec>,
    #[serde(default)]
    columns: Vec<String>,
    none: Option<TextSpec>,
}

/// Reads `dashboards/circulars/<name>.toml`.
pub(crate) fn read(file: &DefinitionFile) -> Result<CircularFile, Vec<Fault>> {
    let spec: CircularSpec = file.toml().map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let mut text = |key: &str, spec: TextSpec, at: usize| {
        spec.check(key).unwrap_or_else(|fault| {
            faults.push(file.fault_at(fault, at));
            Text::default()
        })
    };
    let mut of_all = |key: &str, spec: Spanned<TextSpec>| {
        let at = spec.span().start;
        text(key, spec.into_inner(), at)
    };
    let title = of_all("title", spec.title);
    let about = of_all("about", spec.about);
    let issuer = of_all("issuer", spec.issuer);
    let to = of_all("to", spec.to);
    let (mut parts, mut part_lines) = (Vec::new(), Vec::new());
    for spec in spec.parts {
        let at = spec.span().start;
        let PartSpec { title, question, text: one, each, columns, none } = spec.into_inner();
        let mut of_part = |key: &str, spec: Option<TextSpec>| Some(text(key, spec?, at));
        part_lines.push(line_at(&file.text, at));
        parts.push(Part {
            title: of_part("title", title),
            question,
            text: of_part("text", one),
            each: of_part("each", each),
            columns,
            none: of_part("none", none),
        });
    }
    if parts.is_empty() {
        faults.push(error::missing_key("parts").at(Place::line(&file.path, 1)));
    }
    let clauses_line = line_at(&file.text, spec.clauses.span().start);
    let circular = Circular {
        name: file.stem().to_owned(),
        title,
        about,
        clauses: spec.clauses.into_inner(),
        issuer,
        to,
        parts,
    };
    match faults.is_empty() {
        true => Ok(CircularFile { circular, clauses_line, part_lines }),
        false => Err(faults),
    }
}
