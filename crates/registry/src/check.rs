//! Compares the definitions with each other: every name that one of them uses must exist.

use std::collections::{BTreeMap, BTreeSet};

use model::hash::sha256_hex;
use model::{Fault, Place, Text};

use crate::circular::{CircularFile, KNOWN, Part, SCORE};
use crate::dashboard::{Dashboard, DashboardFile, Panel, PanelView};
use crate::error;
use crate::files::DefinitionFile;
use crate::header::QuestionFile;
use crate::jurisdiction::JurisdictionFile;
use crate::question::{Kind, Question};
use crate::words::{Cause, Clause};

/// All files, each read and checked by itself.
pub(crate) struct Parts<'a> {
    pub questions: &'a [QuestionFile],
    pub dashboards: &'a [(&'a DefinitionFile, DashboardFile)],
    pub circulars: &'a [(&'a DefinitionFile, CircularFile)],
    pub places: &'a BTreeMap<String, (&'a DefinitionFile, JurisdictionFile)>,
    pub clauses: &'a BTreeMap<String, Clause>,
    pub labels: &'a BTreeMap<String, Text>,
    pub causes: &'a BTreeMap<String, Cause>,
}

/// Every fault between the files.
pub(crate) fn all(parts: &Parts<'_>) -> Vec<Fault> {
    let questions = parts.questions.iter().flat_map(|file| question(file, parts));
    let find = |name: &str| {
        parts.questions.iter().map(|file| &file.question).find(|question| question.name == name)
    };
    let dashboards = parts
        .dashboards
        .iter()
        .flat_map(|(file, board)| dashboard(file, board, parts.labels, &find));
    let circulars = parts.circulars.iter().flat_map(|(file, read)| circular(file, read, parts));
    let drafted = parts.dashboards.iter().flat_map(|(file, board)| drafted(file, board, parts));
    let places = parts.places.values().flat_map(|(file, read)| place(file, read, parts));
    questions
        .chain(twice(parts.questions))
        .chain(cycles(parts.questions))
        .chain(dashboards)
        .chain(circulars)
        .chain(drafted)
        .chain(places)
        .collect()
}

fn question(file: &QuestionFile, parts: &Parts<'_>) -> Vec<Fault> {
    let at = |line| Place::line(&file.question.path, line);
    let clauses = file
        .clauses
        .iter()
        .filter(|(id, _)| !parts.clauses.contains_key(id))
        .map(|(id, line)| error::unknown_clause(id).at(at(*line)));
    let norms = file.scan.calls.iter().filter(|call| call.function.starts_with("norm")).filter_map(
        |call| {
            let name = call.literal.as_ref()?;
            let known = parts.labels.contains_key(name);
            (!known).then(|| error::unknown_norm(name).at(at(call.line)))
        },
    );
    let cause = file.question.flag.iter().map(|flag| flag.cause.as_str());
    let cause = cause.filter(|name| !parts.causes.contains_key(*name)).map(|name| {
        let known: Vec<&str> = parts.causes.keys().map(String::as_str).collect();
        error::unknown_cause(name, &known).at(at(file.flag_line))
    });
    clauses.chain(norms).chain(cause).collect()
}

/// Names that two files share.
fn twice(questions: &[QuestionFile]) -> Vec<Fault> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for QuestionFile { question, .. } in questions {
        match first.get(question.name.as_str()) {
            Some(other) => faults
                .push(error::duplicate(&question.name, other).at(Place::line(&question.path, 1))),
            None => {
                first.insert(&question.name, &question.path);
            }
        }
    }
    faults
}

/// Views that read themselves.
fn cycles(questions: &[QuestionFile]) -> Vec<Fault> {
    let views: BTreeMap<&str, &Question> = questions
        .iter()
        .map(|file| &file.question)
        .filter(|question| question.kind.is_relation())
        .map(|question| (question.name.as_str(), question))
        .collect();
    views
        .values()
        .filter(|view| reached(view, &views).contains(view.name.as_str()))
        .map(|view| error::view_cycle(&view.name).at(Place::line(&view.path, 1)))
        .collect()
}

/// The names that a question reads, through views.
fn reached<'a>(from: &'a Question, views: &BTreeMap<&str, &'a Question>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = from.uses.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if seen.insert(name) {
            let view = views.get(name);
            open.extend(view.iter().flat_map(|view| &view.uses).map(String::as_str));
        }
    }
    seen
}

/// Sets what each question uses through views, and the hash over all those texts.
pub(crate) fn resolve_uses(questions: Vec<Question>) -> BTreeMap<String, Question> {
    let views: BTreeMap<&str, &Question> = questions
        .iter()
        .filter(|question| question.kind.is_relation())
        .map(|question| (question.name.as_str(), question))
        .collect();
    let resolved: Vec<(Vec<String>, String)> = questions
        .iter()
        .map(|question| {
            let names = reached(question, &views);
            let texts = names.iter().filter_map(|name| views.get(name)).map(|view| &view.sql);
            let text: String =
                std::iter::once(&question.sql).chain(texts).map(String::as_str).collect();
            (names.into_iter().map(str::to_owned).collect(), sha256_hex(text.as_bytes()))
        })
        .collect();
    questions
        .into_iter()
        .zip(resolved)
        .map(|(question, (uses, hash))| {
            (question.name.clone(), Question { hash, uses, ..question })
        })
        .collect()
}

/// Every fault between a dashboard and the questions and norms that it names.
pub(crate) fn dashboard<'a>(
    file: &DefinitionFile,
    read: &DashboardFile,
    labels: &BTreeMap<String, Text>,
    find: &impl Fn(&str) -> Option<&'a Question>,
) -> Vec<Fault> {
    let Dashboard { deadline, panels, .. } = &read.dashboard;
    let deadline = deadline
        .iter()
        .filter(|norm| !labels.contains_key(*norm))
        .map(|norm| (error::unknown_norm(norm), read.deadline_line));
    let panels = panels
        .iter()
        .zip(&read.panel_lines)
        .flat_map(|(shown, line)| panel(shown, find).into_iter().map(|fault| (fault, *line)));
    deadline.chain(panels).map(|(fault, line)| fault.at(Place::line(&file.path, line))).collect()
}

fn panel<'a>(panel: &Panel, find: &impl Fn(&str) -> Option<&'a Question>) -> Vec<Fault> {
    let name = &panel.question;
    let Some(question) = find(name) else {
        return vec![error::unknown_question(name)];
    };
    let mut faults = Vec::new();
    if question.kind == Kind::View {
        faults.push(error::view_in_dashboard(name));
    }
    let is_drawn = question.chart.is_some() || question.analysis.is_some();
    if panel.view == PanelView::Chart && !is_drawn {
        faults.push(error::panel_without_chart(name));
    }
    for (key, value) in &panel.params {
        match question.params.get(key) {
            None => faults.push(error::panel_param(name, key)),
            Some(param) => faults.extend(param.refuses(key, value)),
        }
    }
    let missing = question
        .params
        .iter()
        .filter(|(key, param)| param.default.is_none() && !panel.params.contains_key(*key));
    faults.extend(missing.map(|(key, _)| error::panel_param_missing(name, key)));
    faults
}

/// The circulars of a dashboard that there are not.
fn drafted(file: &DefinitionFile, read: &DashboardFile, parts: &Parts<'_>) -> Vec<Fault> {
    let is_known =
        |name: &&String| parts.circulars.iter().any(|(_, one)| one.circular.name == **name);
    let unknown = read.dashboard.circulars.iter().filter(|name| !is_known(name));
    let at = Place::line(&file.path, read.circulars_line);
    unknown.map(|name| error::unknown_circular(name).at(at.clone())).collect()
}

fn circular(file: &DefinitionFile, read: &CircularFile, parts: &Parts<'_>) -> Vec<Fault> {
    let unknown = read.circular.clauses.iter().filter(|id| !parts.clauses.contains_key(*id));
    let clauses = unknown.map(|id| (error::unknown_clause(id), read.clauses_line));
    let shown = read.circular.parts.iter().zip(&read.part_lines);
    let faults = shown.flat_map(|(part, line)| {
        circular_part(part, parts).into_iter().map(|fault| (fault, *line))
    });
    let open = read.circular.unknown().map(|hole| (error::hole_without_question(hole), 1));
    let faults = clauses.chain(open).chain(faults);
    faults.map(|(fault, line)| fault.at(Place::line(&file.path, line))).collect()
}

fn circular_part(part: &Part, parts: &Parts<'_>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = part.unknown().map(error::hole_without_question).collect();
    let Some(name) = part.question.as_deref() else {
        let open = part.holes().filter(|hole| !KNOWN.contains(hole));
        faults.extend(open.map(error::hole_without_question));
        if part.text.is_none() || part.each.is_some() || !part.columns.is_empty() {
            faults.push(error::missing_key("question"));
        }
        return faults;
    };
    let found = parts.questions.iter().map(|file| &file.question).find(|q| q.name == name);
    match found {
        None if name == SCORE => {}
        None => faults.push(error::unknown_question(name)),
        Some(question) if question.kind == Kind::View => {
            faults.push(error::view_in_dashboard(name));
        }
        Some(question) if question.names_persons() => faults.push(error::persons_in_circular(name)),
        Some(question) => {
            let needed = question.params.iter().filter(|(_, param)| param.default.is_none());
            faults.extend(needed.map(|(key, _)| error::panel_param_missing(name, key)));
        }
    }
    faults
}

fn place(file: &DefinitionFile, read: &JurisdictionFile, parts: &Parts<'_>) -> Vec<Fault> {
    let names = read
        .named
        .iter()
        .filter(|(name, _)| !parts.labels.contains_key(name))
        .map(|(name, at)| file.fault_at(error::unknown_norm(name), *at));
    let sources = read.sources.iter().flat_map(|(source, at)| {
        clause_ids(source)
            .filter(|id| !parts.clauses.contains_key(*id))
            .map(|id| file.fault_at(error::unknown_clause(id), *at))
    });
    names.chain(sources).collect()
}

/// The words of a source that look like clause ids: two capitals, a hyphen, digits.
fn clause_ids(source: &str) -> impl Iterator<Item = &str> {
    source.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| {
        word.split_once('-').is_some_and(|(letters, digits)| {
            letters.len() == 2
                && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                && !digits.is_empty()
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}
