//! Where an answer comes from: meaning, clauses, parameters, snapshot, receipt, SQL.

use askama::Template;
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
    id: &'a str,
    about: &'a str,
    grain: &'a str,
    clauses: Vec<ClauseLink>,
    from: Option<&'a Provenance>,
    sql: &'a str,
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
        id: &question.name,
        about: question.about.get(desk.lang()),
        grain: &question.grain,
        clauses: question.clauses.iter().filter_map(clause).collect(),
        from,
        sql: &question.sql,
    })
}
