//! What a checked question is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{Fault, Lang, Month, Text};
use serde::Deserialize;

use crate::analysis::{Analysis, Choices};
use crate::error;

/// What a `.sql` file is for; its folder decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An answer for people.
    Question,
    /// Work for people: one row per household or person to check.
    Flag,
    /// A measure of the township scorecard.
    Indicator,
    /// What must hold of the records: one row per record checked. All rules together are the view
    /// `consistency_checks`.
    Rule,
    /// A relation that other questions read; not asked by itself.
    View,
}

impl Kind {
    /// Whether other questions may read it like a table.
    pub const fn is_relation(self) -> bool {
        matches!(self, Self::Rule | Self::View)
    }
}

/// One registered `.sql` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The file name without its ending; unique.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// The folder below `queries`.
    pub theme: String,
    /// Its title.
    pub title: Text,
    /// One sentence on what it answers; empty for views.
    pub about: Text,
    /// The clauses it serves; empty for views only.
    pub clauses: Vec<String>,
    /// What one row is; empty for views.
    pub grain: String,
    /// The parameters it takes.
    pub params: BTreeMap<String, Param>,
    /// How it is drawn, if it is and nothing is chosen.
    pub chart: Option<ChartSpec>,
    /// What its reader chooses of it, if anything.
    pub analysis: Option<Analysis>,
    /// What a flag says of itself.
    pub flag: Option<FlagSpec>,
    /// How an indicator is scored.
    pub indicator: Option<IndicatorSpec>,
    /// Whether it compares across towns: it is computed over the whole city, and a town's reader
    /// gets the rows of that town of what comes out.
    pub across: bool,
    /// Of a view: whether it is computed once for all questions that are asked together.
    pub shared: bool,
    /// What of its answer tells of nobody, for readers who see no persons.
    pub disclose: Disclose,
    /// The whole file, header included.
    pub sql: String,
    /// SHA-256 of the file and of every view it uses.
    pub hash: String,
    /// The path of the file.
    pub path: String,
    /// Tables and views it reads, those of its views included, in order of name.
    pub uses: Vec<String>,
}

impl Question {
    /// Whether its rows are about households or persons, as its grain says.
    pub fn names_persons(&self) -> bool {
        let names = |part| matches!(part, "household" | "person" | "complaint" | "lead");
        self.grain.split(", ").any(names)
    }
}

/// Which columns of an answer are exempt from hiding small groups, and how the others hang
/// together. What is not named here is told from names and types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disclose {
    /// Numbers that count neither people nor cases.
    pub open: Vec<String>,
    /// Sums, shares and the like, each with the counts it is made of; what is not named is taken to
    /// be made of every count in its row.
    pub of: BTreeMap<String, Vec<String>>,
    /// Means, each with the sum and the count it is made of: computed from these as they are shown.
    pub means: BTreeMap<String, [String; 2]>,
    /// Whether sums are rounded as counts are, because many answers can be taken from each other.
    #[serde(skip)]
    pub rounds_sums: bool,
}

impl Disclose {
    /// All columns it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let pairs = self.of.iter().flat_map(|(made, counts)| counts.iter().chain([made]));
        let means = self.means.iter().flat_map(|(made, parts)| parts.iter().chain([made]));
        self.open.iter().chain(pairs).chain(means).map(String::as_str)
    }

    /// What a column is made of, where that is said.
    pub fn parts(&self, column: &str) -> impl Iterator<Item = &str> {
        let of = self.of.get(column).into_iter().flatten();
        of.chain(self.means.get(column).into_iter().flatten()).map(String::as_str)
    }
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// Any text.
    Text,
    /// `YYYY-MM`, bound as text.
    Month,
    /// `YYYY-MM-DD`.
    Date,
    /// A 64-bit integer.
    Integer,
    /// A decimal with at most four places.
    Number,
    /// `true` or `false`.
    Bool,
}

impl ParamType {
    /// Whether `text` is a value of this type. The empty text is one of every type: the empty
    /// text itself for `text`, "none" (null) for the others.
    pub fn admits(self, text: &str) -> bool {
        text.is_empty()
            || match self {
                Self::Text => true,
                Self::Month => text.parse::<Month>().is_ok(),
                Self::Date => text.parse::<NaiveDate>().is_ok(),
                Self::Integer => text.parse::<i64>().is_ok(),
                Self::Number => crate::norms::ten_thousandths(text).is_some(),
                Self::Bool => matches!(text, "true" | "false"),
            }
    }

    /// Its name in headers and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Month => "month",
            Self::Date => "date",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Bool => "bool",
        }
    }
}

/// A declared parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its type.
    pub kind: ParamType,
    /// The value when none is given; without one, it must be given.
    pub default: Option<String>,
    /// Its label, if it differs from the column glossary.
    pub label: Option<Text>,
    /// The names that it lists, if it is a choice; it is no part of the SQL then.
    pub choices: Option<Choices>,
}

impl Param {
    /// Why `text` is no value of the parameter of this name, if it is none.
    pub fn refuses(&self, name: &str, text: &str) -> Option<Fault> {
        match &self.choices {
            None if self.kind.admits(text) => None,
            None => Some(error::bad_default(name, text, self.kind.word())),
            Some(choices) if choices.admits(text) => None,
            Some(choices) => Some(error::bad_choice(name, text, choices)),
        }
    }
}

/// The shape of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartKind {
    /// Bars side by side.
    Bar,
    /// Lines over `x`.
    Line,
    /// A point with a range from `low` to `high`.
    Interval,
    /// Bars on top of each other.
    Stack,
    /// A row for each `x` and a column for each series, the darker the higher.
    Heat,
    /// A point for each `x`, its rate over its cases, between the limits of ordinary ones; `y` are the
    /// cases counted and the cases there are.
    Funnel,
    /// A tile for each `x` about where it lies; `y` are the number shown, the longitude and the latitude.
    Tiles,
}

/// How a result is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// The shape.
    pub kind: ChartKind,
    /// The column of the x axis.
    pub x: String,
    /// The columns that are drawn; never empty.
    pub y: Vec<String>,
    /// The lower end; `interval` only.
    pub low: Option<String>,
    /// The upper end; `interval` only.
    pub high: Option<String>,
    /// The column that splits rows into series.
    pub series: Option<String>,
    /// Whether the values are not to be added up although their unit may be: means, and people who are
    /// counted in several groups.
    #[serde(skip)]
    pub apart: bool,
}

impl ChartSpec {
    /// All columns it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let more = [&self.low, &self.high, &self.series].into_iter().flatten();
        std::iter::once(&self.x).chain(&self.y).chain(more).map(String::as_str)
    }
}

/// What a flag says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagSpec {
    /// How strong its evidence is, in one word.
    pub strength: String,
    /// What one hit is: `household`, `person`, ….
    pub unit: String,
    /// When it may be wrong.
    pub caveats: Vec<Text>,
    /// Whether the data alone decide; otherwise it is a lead.
    pub deterministic: bool,
    /// The cause, of `queries/causes.toml`, under which its hits become leads.
    pub cause: String,
    /// Names in its evidence that move from month to month while the facts stay as they are.
    pub moving: Vec<String>,
    /// Why a hit was found and what would lift it; every flag that leaves judgement has both.
    pub reason: Option<Reason>,
}

/// Two sentences with `{name}` where a value of the evidence stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What is unusual, and what would be usual.
    pub why: Text,
    /// The smallest change after which the flag would not be raised.
    pub lift: Text,
}

impl Reason {
    /// Both sentences for one hit, in one language.
    pub fn fill(&self, evidence: &str, lang: Lang) -> String {
        let between = if lang == Lang::Zh { "" } else { " " };
        let text = format!("{}{between}{}", self.why.get(lang), self.lift.get(lang));
        let pairs = evidence.split("; ").filter_map(|part| part.split_once('='));
        pairs.fold(text, |text, (name, value)| {
            text.replace(&format!("{{{}}}", name.trim()), value.trim())
        })
    }
}

impl FlagSpec {
    /// Evidence (`name=value; name=value`) without what moves: the same as long as the facts are.
    pub fn facts(&self, evidence: &str) -> String {
        let stays = |part: &&str| {
            let name = part.split_once('=').map_or(*part, |(name, _)| name).trim();
            !self.moving.iter().any(|moving| moving == name)
        };
        evidence.split("; ").filter(stays).collect::<Vec<_>>().join("; ")
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// How an indicator is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorSpec {
    /// Its weight among the indicators; greater than zero.
    pub weight: u32,
    /// Which way is better.
    pub better: Better,
    /// The values that give 0 and 100 points, low before high, as decimal texts.
    pub goalposts: [String; 2],
    /// A unit with a smaller denominator is not scored on it.
    pub min_denominator: u64,
}

#[cfg(test)]
mod tests {
    use model::{Lang, Text};

    use super::{FlagSpec, Reason};

    #[test]
    fn a_reason_is_filled_from_the_evidence() {
        let reason = Reason {
            why: Text::new("用电 {kwh} 度，通常 {usual} 度。", "{kwh} kWh, {usual} is usual."),
            lift: Text::new("{limit} 度以下不再提示。", "None below {limit} kWh."),
        };
        let evidence = "kwh=640; usual=62; limit=300";
        assert_eq!(reason.fill(evidence, Lang::En), "640 kWh, 62 is usual. None below 300 kWh.");
        assert_eq!(
            reason.fill(evidence, Lang::Zh),
            "用电 640 度，通常 62 度。300 度以下不再提示。"
        );
    }

    #[test]
    fn facts_are_the_evidence_without_what_moves() {
        let spec = FlagSpec {
            strength: "high".into(),
            unit: "person".into(),
            caveats: Vec::new(),
            deterministic: true,
            cause: "death".into(),
            moving: vec!["months_paid_after".into(), "paid_yuan".into()],
            reason: None,
        };
        let evidence = "died_on=2026-03-01; months_paid_after=2; paid_yuan=350.00; source=deaths";
        assert_eq!(spec.facts(evidence), "died_on=2026-03-01; source=deaths");
        assert_eq!(spec.facts("no pairs"), "no pairs");
    }
}
