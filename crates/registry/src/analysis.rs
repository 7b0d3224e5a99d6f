//! Questions whose reader chooses: what is counted, and by what.
//!
//! The SQL of such a file gives the rows to be counted, and its header names dimensions (columns of
//! those rows) and measures (aggregates over them). The choice is two ordinary parameters, `by` and
//! `measures`, so that whatever knows parameters knows choices.
//!
//! # Invariants
//!
//! - Nothing but names and aggregates of the header becomes SQL; what is chosen only picks them.
//! - What a measure is made of stands beside it: nobody reads a mean or a sum without its count.
//!
//! # Not here
//!
//! Whether the columns exist (`engine`), and what is hidden of small groups (`engine`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::{Fault, Text};
use serde::Deserialize;

use crate::dashboard::is_name;
use crate::error;
use crate::question::{ChartKind, ChartSpec, Disclose, Kind, Param, ParamType, Question};

/// The parameter that names the chosen dimensions, the first of them first.
pub const BY: &str = "by";
/// The parameter that names the chosen measures.
pub const MEASURES: &str = "measures";

/// More dimensions at a time make a table that nobody reads.
const BY_MAX: usize = 3;
/// More lines or parts than there are colours become a heat table.
const SERIES_MAX: usize = 5;

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// Columns to group by.
    pub dimensions: Vec<String>,
    /// What can be counted.
    pub measures: Vec<Measure>,
}

/// An aggregate with its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The column that it becomes.
    pub name: String,
    /// The aggregate over the rows of the file.
    pub sql: String,
}

/// The names that a parameter may list, apart by commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// All of them.
    pub of: Vec<String>,
    /// The fewest that must be named.
    pub least: usize,
    /// The most that may be.
    pub most: usize,
}

impl Choices {
    /// Whether `text` lists so many of the names, each once.
    pub fn admits(&self, text: &str) -> bool {
        let names = listed(text);
        let twice =
            names.iter().enumerate().any(|(at, name)| names.iter().take(at).any(|n| n == name));
        (self.least..=self.most).contains(&names.len())
            && !twice
            && names.iter().all(|name| self.of.iter().any(|known| known == name))
    }
}

/// The names of a list apart by commas.
pub fn listed(text: &str) -> Vec<&str> {
    if text.is_empty() { Vec::new() } else { text.split(',').collect() }
}

/// The table `[analysis]` of a header.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnalysisSpec {
    dimensions: Vec<String>,
    measures: Vec<Measure>,
    /// What is chosen where the reader says nothing.
    by: Vec<String>,
    shown: Vec<String>,
}

impl AnalysisSpec {
    /// The two parameters of the choice.
    pub(crate) fn params(&self) -> [(String, Param); 2] {
        let measures: Vec<String> = self.measures.iter().map(|one| one.name.clone()).collect();
        let param = |default: &[String], label, of: &[String], least, most| Param {
            kind: ParamType::Text,
            default: Some(default.join(",")),
            label: Some(label),
            choices: Some(Choices { of: of.to_vec(), least, most }),
        };
        let by = Text::new("分组", "Grouped by");
        let shown = Text::new("指标", "Measures");
        let all = measures.len();
        [
            (BY.to_owned(), param(&self.by, by, &self.dimensions, 0, BY_MAX)),
            (MEASURES.to_owned(), param(&self.shown, shown, &measures, 1, all)),
        ]
    }

    /// What is wrong with it in a question of this kind, with these own parameters and this chart.
    pub(crate) fn faults(
        &self,
        kind: Kind,
        params: &BTreeMap<String, Param>,
        chart: Option<&ChartSpec>,
        disclose: &Disclose,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        if kind != Kind::Question {
            faults.push(error::analysis_kind());
        }
        let own = [BY, MEASURES].into_iter().filter(|name| params.contains_key(*name));
        faults.extend(own.chain(chart.map(|_| "chart")).map(error::analysis_beside));
        let measures: Vec<&str> = self.measures.iter().map(|one| one.name.as_str()).collect();
        let names: Vec<&str> =
            self.dimensions.iter().map(String::as_str).chain(measures.iter().copied()).collect();
        for (at, name) in names.iter().enumerate() {
            let is_name = is_name(name) && name.starts_with(|c: char| c.is_ascii_lowercase());
            if !is_name || names.iter().take(at).any(|other| other == name) {
                faults.push(error::analysis_name(name));
            }
        }
        for (name, param) in self.params() {
            let default = param.default.clone().unwrap_or_default();
            faults.extend(param.refuses(&name, &default));
        }
        let parts = disclose.columns().filter(|name| !measures.contains(name));
        faults.extend(parts.map(error::analysis_name));
        // A count that says nothing counts people; any other number must say what it is made of.
        let silent = measures.iter().filter(|name| {
            let is_said = disclose.columns().any(|said| said == **name);
            !is_said && !name.ends_with("_count")
        });
        faults.extend(silent.map(|name| error::analysis_parts(name)));
        faults
    }

    pub(crate) fn checked(self) -> Analysis {
        Analysis { dimensions: self.dimensions, measures: self.measures }
    }
}

impl Question {
    /// The SQL that answers with these parameters, all of which are given: the file itself, or the
    /// choice around it.
    pub fn asked(&self, params: &BTreeMap<String, String>) -> Cow<'_, str> {
        let Some(analysis) = &self.analysis else { return Cow::Borrowed(&self.sql) };
        let by = analysis.by(params);
        let measures = analysis.with_parts(&analysis.chosen(params), &self.disclose);
        let measures = measures.iter().map(|one| format!("{} AS {}", one.sql, one.name));
        let columns: Vec<String> = by.iter().map(ToString::to_string).chain(measures).collect();
        let groups = by.join(", ");
        let order = match by.is_empty() {
            true => String::new(),
            false => format!("\nGROUP BY {groups}\nORDER BY {groups}"),
        };
        let (columns, rows) = (columns.join(",\n    "), self.sql.trim_end());
        Cow::Owned(format!("SELECT\n    {columns}\nFROM (\n{rows}\n) AS counted{order}\n"))
    }

    /// How an answer with these parameters is drawn, if it is; `distinct` counts the values of one of
    /// its columns.
    pub fn drawn(
        &self,
        params: &BTreeMap<String, String>,
        distinct: impl Fn(&str) -> usize,
    ) -> Option<ChartSpec> {
        let Some(analysis) = &self.analysis else { return self.chart.clone() };
        let y = *analysis.chosen(params).first()?;
        let by = analysis.by(params);
        // Who is counted once in a period may be in several groups of it, one month in one.
        let is_distinct =
            analysis.measures.iter().any(|m| m.name == y && m.sql.contains("DISTINCT"));
        let apart = self.disclose.means.contains_key(y)
            || y.ends_with("_share")
            || (is_distinct && !by.contains(&"month"));
        let (kind, x, series) = match by.as_slice() {
            ["month"] => (ChartKind::Line, "month", None),
            [one] => (ChartKind::Bar, *one, None),
            ["month", other] | [other, "month"] => match distinct(other) {
                ..=SERIES_MAX => (ChartKind::Line, "month", Some(*other)),
                _ => (ChartKind::Heat, *other, Some("month")),
            },
            [one, other] => match distinct(other) {
                ..=SERIES_MAX if apart => (ChartKind::Bar, *one, Some(*other)),
                ..=SERIES_MAX => (ChartKind::Stack, *one, Some(*other)),
                _ => (ChartKind::Heat, *one, Some(*other)),
            },
            // Three dimensions are read off the table.
            _ => return None,
        };
        Some(ChartSpec {
            kind,
            x: x.to_owned(),
            y: vec![y.to_owned()],
            low: None,
            high: None,
            series: series.map(str::to_owned),
            apart,
        })
    }
}

impl Analysis {
    /// The chosen dimensions.
    pub fn by<'a>(&self, params: &'a BTreeMap<String, String>) -> Vec<&'a str> {
        let known = |name: &&str| self.dimensions.iter().any(|known| known == name);
        listed(params.get(BY).map_or("", String::as_str)).into_iter().filter(known).collect()
    }

    /// The chosen measures, in the order of the header.
    pub fn chosen(&self, params: &BTreeMap<String, String>) -> Vec<&str> {
        let names = listed(params.get(MEASURES).map_or("", String::as_str));
        let all = self.measures.iter().map(|one| one.name.as_str());
        all.filter(|name| names.contains(name)).collect()
    }

    /// These measures and those that they are made of, in the order of the header.
    fn with_parts(&self, chosen: &[&str], disclose: &Disclose) -> Vec<&Measure> {
        let mut names: Vec<&str> = chosen.to_vec();
        let mut at = 0;
        while let Some(name) = names.get(at).copied() {
            let parts: Vec<&str> =
                disclose.parts(name).filter(|part| !names.contains(part)).collect();
            names.extend(parts);
            at += 1;
        }
        self.measures.iter().filter(|one| names.contains(&one.name.as_str())).collect()
    }
}

#[cfg(test)]
mod tests;
