//! Where an answer comes from: meaning, clauses, parameters, snapshot, receipt, SQL.

use std::borrow::Cow;

use askama::Template;
use chart::Words;
use model::{Lang, Provenance};
use registry::Question;

use crate::desk::{Desk, render};
use crate::frame::{Frame, Section};
use crate::link::encode;
use crate::words as w;

/// A clause with its link.
struct ClauseLink {
    href: String,
    id: String,
    text: String,
}

#[derive(Template)]
#[template(path = "origin.html")]
struct Origin<'a> {
    frame: &'a Frame,
    about: &'a str,
    grain: String,
    clauses: Vec<ClauseLink>,
    from: Option<&'a Provenance>,
    sql: Cow<'a, str>,
}

/// What one row is, in words.
fn grain(desk: &Desk, question: &Question) -> String {
    let words = desk.glossary();
    let parts = question.grain.split(", ").filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| words.value("grain", part)).collect();
    parts.join(desk.say(w::COMMA))
}

/// The section of a question and of the answer it gave.
pub(crate) fn origin(desk: &Desk, question: &Question, from: Option<&Provenance>) -> String {
    let clause = |id: &String| {
        let clause = desk.registry().clause(id)?;
        let text = if desk.lang() == Lang::Zh { &clause.zh } else { &clause.en };
        Some(ClauseLink {
            href: desk.link(&format!("/clauses/{}", encode(id))),
            id: id.clone(),
            text: text.clone(),
        })
    };
    render(&Origin {
        frame: &desk.frame(Section::Questions, ""),
        about: question.about.get(desk.lang()),
        grain: grain(desk, question),
        clauses: question.clauses.iter().filter_map(clause).collect(),
        from,
        // What was asked, choices and all.
        sql: from.map_or(Cow::Borrowed(&*question.sql), |from| question.asked(&from.parameters)),
    })
}
