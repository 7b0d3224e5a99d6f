//! Reads one `.sql` file: the TOML in its `--- ` lines and what its SQL says of itself.

use std::collections::BTreeMap;

use model::{Fault, Place, Text};
use serde::Deserialize;
use toml::Spanned;

use crate::analysis::AnalysisSpec;
use crate::dashboard::is_name;
use crate::error;
use crate::files::{DefinitionFile, line_at};
use crate::norms::ten_thousandths;
use crate::question::{
    Better, ChartKind, ChartSpec, Disclose, FlagSpec, IndicatorSpec, Kind, Param, ParamType,
    Question, Reason,
};
use crate::scan::{Scan, scan};
use crate::words::TextSpec;

/// The most lines a question may have.
const LINES_MAX: usize = 120;

/// Functions that would make an answer depend on when or where it is computed.
const FORBIDDEN: [&str; 8] = [
    "now",
    "random",
    "uuid",
    "today",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
];

/// A question with what is still to be compared with the other files.
pub(crate) struct QuestionFile {
    /// `uses` holds the names it reads itself; `hash` is not yet set.
    pub question: Question,
    pub scan: Scan,
    /// Clause ids with their lines.
    pub clauses: Vec<(String, u64)>,
    /// The line of what a flag says of itself.
    pub flag_line: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderSpec {
    title: Option<Spanned<TextSpec>>,
    about: Option<Spanned<TextSpec>>,
    #[serde(default)]
    clauses: Vec<Spanned<String>>,
    grain: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, Spanned<ParamSpec>>,
    chart: Option<Spanned<ChartSpec>>,
    flag: Option<Spanned<FlagText>>,
    indicator: Option<Spanned<IndicatorText>>,
    #[serde(default)]
    across: bool,
    shared: Option<Spanned<bool>>,
    #[serde(default)]
    disclose: Disclose,
    analysis: Option<Spanned<AnalysisSpec>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParamSpec {
    #[serde(rename = "type")]
    kind: ParamType,
    default: Option<String>,
    label: Option<TextSpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagText {
    strength: String,
    unit: String,
    deterministic: bool,
    cause: String,
    #[serde(default)]
    moving: Vec<String>,
    #[serde(default)]
    caveats: Vec<TextSpec>,
    reason: Option<TextSpec>,
    lift: Option<TextSpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorText {
    weight: u32,
    better: Better,
    goalposts: [String; 2],
    min_denominator: u64,
}

/// Collects the faults of one file.
struct Desk<'a> {
    file: &'a DefinitionFile,
    header: String,
    faults: Vec<Fault>,
}

impl Desk<'_> {
    fn note(&mut self, fault: Fault, line: u64) {
        self.faults.push(fault.at(Place::line(&self.file.path, line)));
    }

    /// Takes a spanned header value apart into its line and itself.
    fn line<T>(&self, spanned: &Spanned<T>) -> u64 {
        line_at(&self.header, spanned.span().start)
    }

    fn text(&mut self, key: &str, spec: Option<Spanned<TextSpec>>, needed: bool) -> Text {
        let Some(spec) = spec else {
            if needed {
                self.note(error::missing_key(key), 1);
            }
            return Text::default();
        };
        let line = self.line(&spec);
        spec.into_inner().check(key).unwrap_or_else(|fault| {
            self.note(fault, line);
            Text::default()
        })
    }
}

/// Reads a question; its theme and kind come from the folder.
pub(crate) fn read(file: &DefinitionFile, theme: &str) -> Result<QuestionFile, Vec<Fault>> {
    let mut desk = Desk { file, header: header_of(&file.text), faults: Vec::new() };
    let spec: HeaderSpec = file.toml_part(&desk.header).map_err(|fault| vec![fault])?;
    let scan =
        scan(&file.text).map_err(|(fault, line)| vec![fault.at(Place::line(&file.path, line))])?;
    let kind = match theme {
        "views" => Kind::View,
        "flags" => Kind::Flag,
        "indicators" => Kind::Indicator,
        "quality" => Kind::Rule,
        _ => Kind::Question,
    };
    check_file(&mut desk, &scan, kind, spec.analysis.is_some());

    let asked = kind != Kind::View;
    let clauses: Vec<(String, u64)> =
        spec.clauses.iter().map(|id| (id.get_ref().clone(), desk.line(id))).collect();
    if asked && clauses.is_empty() {
        desk.note(error::missing_key("clauses"), 1);
    }
    if asked && spec.grain.as_ref().is_none_or(|grain| grain.trim().is_empty()) {
        desk.note(error::missing_key("grain"), 1);
    }
    let flag_line = spec.flag.as_ref().map_or(1, |flag| desk.line(flag));
    let mut params = check_params(&mut desk, spec.params, &scan);
    let chart = check_chart(&mut desk, spec.chart);
    let mut disclose = spec.disclose;
    let analysis = spec.analysis.map(|analysis| {
        let line = desk.line(&analysis);
        let analysis = analysis.into_inner();
        for fault in analysis.faults(kind, &params, chart.as_ref(), &disclose) {
            desk.note(fault, line);
        }
        params.extend(analysis.params());
        disclose.rounds_sums = true;
        analysis.checked()
    });
    let question = Question {
        name: file.stem().to_owned(),
        kind,
        theme: theme.to_owned(),
        title: desk.text("title", spec.title, true),
        about: desk.text("about", spec.about, asked),
        clauses: clauses.iter().map(|(id, _)| id.clone()).collect(),
        grain: spec.grain.unwrap_or_default(),
        params,
        chart,
        analysis,
        flag: check_flag(&mut desk, spec.flag, kind),
        indicator: check_indicator(&mut desk, spec.indicator, kind),
        across: spec.across,
        shared: check_shared(&mut desk, spec.shared, kind),
        disclose,
        sql: file.text.clone(),
        hash: String::new(),
        path: file.path.clone(),
        uses: scan.tables.keys().cloned().collect(),
    };
    if desk.faults.is_empty() {
        Ok(QuestionFile { question, scan, clauses, flag_line })
    } else {
        Err(desk.faults)
    }
}

/// The TOML of the first lines that start with `---`, line for line.
fn header_of(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("---"));
    lines.fold(String::new(), |toml, line| toml + line + "\n")
}

fn check_file(desk: &mut Desk<'_>, scan: &Scan, kind: Kind, is_analysis: bool) {
    let name = desk.file.stem();
    if !is_name(name) {
        desk.note(error::bad_name(name), 1);
    }
    let lines = desk.file.text.lines().count();
    if lines > LINES_MAX {
        desk.note(error::too_long(lines, LINES_MAX), LINES_MAX as u64 + 1);
    }
    if !scan.selects {
        desk.note(error::not_select(), scan.first_line);
    }
    if let Some(line) = scan.second {
        desk.note(error::second_statement(), line);
    }
    // The choice puts the order around it.
    if kind != Kind::View && !is_analysis && !scan.ordered {
        desk.note(error::unordered(), scan.first_line);
    }
    let calls = scan.calls.iter().map(|call| (&call.function, call.line));
    for (word, line) in calls.chain(scan.clocks.iter().map(|(word, line)| (word, *line))) {
        if FORBIDDEN.contains(&word.as_str()) {
            desk.note(error::forbidden_function(word), line);
        }
    }
}

fn check_params(
    desk: &mut Desk<'_>,
    specs: BTreeMap<String, Spanned<ParamSpec>>,
    scan: &Scan,
) -> BTreeMap<String, Param> {
    let declared: Vec<&str> = specs.keys().map(String::as_str).collect();
    for (name, line) in scan.params.iter().filter(|(name, _)| !specs.contains_key(*name)) {
        desk.note(error::undeclared_param(name, &declared), *line);
    }
    let mut params = BTreeMap::new();
    for (name, spec) in specs {
        let line = desk.line(&spec);
        let ParamSpec { kind, default, label } = spec.into_inner();
        if !scan.params.contains_key(&name) {
            desk.note(error::unused_param(&name), line);
        }
        let label =
            label.and_then(|label| label.check(&name).map_err(|fault| desk.note(fault, line)).ok());
        let param = Param { kind, default, label, choices: None };
        if let Some(fault) = param.default.as_ref().and_then(|text| param.refuses(&name, text)) {
            desk.note(fault, line);
        }
        params.insert(name, param);
    }
    params
}

fn check_chart(desk: &mut Desk<'_>, spec: Option<Spanned<ChartSpec>>) -> Option<ChartSpec> {
    let spec = spec?;
    let line = desk.line(&spec);
    let chart = spec.into_inner();
    if chart.y.is_empty() {
        desk.note(error::chart_without_y(), line);
    }
    let ends = (chart.low.is_some(), chart.high.is_some());
    if ends != ((chart.kind == ChartKind::Interval), (chart.kind == ChartKind::Interval)) {
        desk.note(error::chart_interval(), line);
    }
    if chart.kind == ChartKind::Funnel && (chart.y.len() != 2 || chart.series.is_some()) {
        desk.note(error::chart_funnel(), line);
    }
    if chart.kind == ChartKind::Tiles && (chart.y.len() != 3 || chart.series.is_some()) {
        desk.note(error::chart_tiles(), line);
    }
    let columns: Vec<&str> = chart.columns().collect();
    let twice =
        columns.iter().enumerate().find(|(at, name)| columns.iter().take(*at).any(|c| c == *name));
    if let Some((_, name)) = twice {
        desk.note(error::chart_column_twice(name), line);
    }
    Some(chart)
}

/// Only views are computed for others.
fn check_shared(desk: &mut Desk<'_>, spec: Option<Spanned<bool>>, kind: Kind) -> bool {
    let Some(spec) = spec else { return false };
    let line = desk.line(&spec);
    if kind != Kind::View {
        desk.note(error::foreign_key("shared", "queries/views"), line);
    }
    spec.into_inner()
}

fn check_flag(
    desk: &mut Desk<'_>,
    spec: Option<Spanned<FlagText>>,
    kind: Kind,
) -> Option<FlagSpec> {
    let Some(spec) = spec else {
        if kind == Kind::Flag {
            desk.note(error::missing_key("flag"), 1);
        }
        return None;
    };
    let line = desk.line(&spec);
    if kind != Kind::Flag {
        desk.note(error::foreign_key("flag", "queries/flags"), line);
    }
    let FlagText { strength, unit, deterministic, cause, moving, caveats, reason, lift } =
        spec.into_inner();
    for name in moving.iter().filter(|name| !desk.file.text.contains(&format!("{name}="))) {
        desk.note(error::unused_moving(name), line);
    }
    let mut texts = Vec::new();
    for caveat in caveats {
        match caveat.check("caveats") {
            Ok(text) => texts.push(text),
            Err(fault) => desk.note(fault, line),
        }
    }
    let sentences = [("reason", reason), ("lift", lift)];
    let reason = check_reason(desk, sentences, deterministic, line);
    Some(FlagSpec { strength, unit, caveats: texts, deterministic, cause, moving, reason })
}

/// The two sentences of a flag: both or, where the data alone decide, none.
fn check_reason(
    desk: &mut Desk<'_>,
    sentences: [(&str, Option<TextSpec>); 2],
    deterministic: bool,
    line: u64,
) -> Option<Reason> {
    if deterministic && sentences.iter().all(|(_, spec)| spec.is_none()) {
        return None;
    }
    let [why, lift] = sentences.map(|(key, spec)| {
        let read = spec.map_or_else(|| Err(error::missing_key(key)), |spec| spec.check(key));
        let text = read.unwrap_or_else(|fault| {
            desk.note(fault, line);
            Text::default()
        });
        for name in [&text.zh, &text.en].into_iter().flat_map(|side| holes(side)) {
            if !desk.file.text.contains(&format!("{name}=")) {
                desk.note(error::unknown_hole(key, name), line);
            }
        }
        text
    });
    Some(Reason { why, lift })
}

/// The names in braces.
fn holes(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

fn check_indicator(
    desk: &mut Desk<'_>,
    spec: Option<Spanned<IndicatorText>>,
    kind: Kind,
) -> Option<IndicatorSpec> {
    let Some(spec) = spec else {
        if kind == Kind::Indicator {
            desk.note(error::missing_key("indicator"), 1);
        }
        return None;
    };
    let line = desk.line(&spec);
    if kind != Kind::Indicator {
        desk.note(error::foreign_key("indicator", "queries/indicators"), line);
    }
    let IndicatorText { weight, better, goalposts, min_denominator } = spec.into_inner();
    if weight == 0 {
        desk.note(error::zero_weight(), line);
    }
    let [low, high] = goalposts.each_ref().map(|text| ten_thousandths(text));
    if !matches!((low, high), (Some(low), Some(high)) if low < high) {
        desk.note(error::bad_goalposts(), line);
    }
    Some(IndicatorSpec { weight, better, goalposts, min_denominator })
}
