//! The clause register: what each document asks, and what of the system serves it.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use model::{Blame, Fault, Lang};
use registry::{Clause, Question};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, lasting};
use crate::frame::Section;
use crate::link::encode;
use crate::page::questions::{Entry, Group, ListsPage, group};
use crate::reader::Reader;
use crate::words as w;

/// `GET /clauses`.
pub(crate) async fn list(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let mut documents: BTreeMap<&str, Vec<&Clause>> = BTreeMap::new();
    for clause in desk.registry().clauses() {
        let document = clause.id.split('-').next().unwrap_or_default();
        documents.entry(document).or_default().push(clause);
    }
    let groups = documents.into_iter().map(|(document, mut clauses)| {
        clauses.sort_by_key(|clause| number(&clause.id));
        let entries = clauses.into_iter().map(|clause| entry(&desk, clause)).collect();
        let title = chart::Words::value(&desk.glossary(), "document", document);
        Group { id: document.to_owned(), title, entries }
    });
    let frame = desk.frame(Section::Questions, desk.say(w::CLAUSES_TITLE));
    let answer = desk.say(w::CLAUSES_ABOUT).to_owned();
    lasting(&ListsPage::new(&desk, frame, answer, groups.collect()))
}

/// The number behind the dash of an id.
fn number(id: &str) -> u32 {
    id.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn entry(desk: &Desk, clause: &Clause) -> Entry {
    Entry {
        href: desk.link(&format!("/clauses/{}", encode(&clause.id))),
        text: clause.id.clone(),
        about: format!("{} {}", clause.place, words(desk, clause)),
    }
}

fn words<'a>(desk: &Desk, clause: &'a Clause) -> &'a str {
    if desk.lang() == Lang::Zh { &clause.zh } else { &clause.en }
}

/// `GET /clauses/{id}`.
pub(crate) async fn get(State(app): State<App>, Path(id): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let registry = desk.registry();
    let clause = registry.clause(&id).ok_or_else(|| {
        let say = |lang| w::NO_CLAUSE.fill(lang, &[("id", &id)]);
        ClientError::missing(Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En)))
    })?;
    let serves = |question: &&Question| question.clauses.contains(&id);
    let groups = [
        group(
            &desk,
            "questions",
            desk.say(w::QUESTIONS_TITLE).into(),
            registry.questions().filter(serves),
        ),
        group(&desk, "flags", desk.say(w::FLAGS).into(), registry.flags().filter(serves)),
        group(
            &desk,
            "indicators",
            desk.say(w::INDICATORS).into(),
            registry.indicators().filter(serves),
        ),
    ];
    let groups: Vec<Group> = groups.into_iter().filter(|group| !group.entries.is_empty()).collect();
    let served = if groups.is_empty() { w::CLAUSE_UNSERVED } else { w::CLAUSE_SERVED };
    let answer = format!(
        "{}{}{} {}",
        clause.place,
        desk.say(w::COLON),
        words(&desk, clause),
        desk.say(served)
    );
    let frame = desk.frame(Section::Questions, id.clone());
    lasting(&ListsPage::new(&desk, frame, answer, groups))
}
