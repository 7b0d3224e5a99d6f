//! Everything that can be asked: dashboards, questions by theme, flags, indicators.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use registry::Question;

use crate::App;
use crate::desk::{Desk, Page, lasting};
use crate::frame::{Frame, Section};
use crate::link::encode;
use crate::reader::Reader;
use crate::search::{Search, SearchForm};
use crate::words as w;

/// Links under a heading.
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) entries: Vec<Entry>,
}

/// A link and what it leads to.
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) about: String,
}

/// A page of links.
#[derive(Template)]
#[template(path = "lists.html")]
pub(crate) struct ListsPage {
    pub(crate) frame: Frame,
    pub(crate) answer: String,
    pub(crate) search: SearchForm,
    pub(crate) groups: Vec<Group>,
    pub(crate) empty: &'static str,
}

impl ListsPage {
    /// The groups, or of each what the reader looks for.
    pub(crate) fn new(desk: &Desk, frame: Frame, answer: String, groups: Vec<Group>) -> Self {
        let mut groups = groups;
        if let Some(search) = Search::of(&desk.reader) {
            for group in &mut groups {
                group
                    .entries
                    .retain(|entry| search.finds(&entry.text) || search.finds(&entry.about));
            }
            groups.retain(|group| !group.entries.is_empty());
        }
        let search = SearchForm::new(&desk.reader, "list");
        Self { frame, answer, search, groups, empty: desk.say(w::NO_ROWS) }
    }
}

/// `GET /questions`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let registry = desk.registry();
    let mut themes: BTreeMap<&str, Vec<&Question>> = BTreeMap::new();
    for question in registry.questions() {
        themes.entry(&question.theme).or_default().push(question);
    }
    let mut groups = vec![dashboards(&desk)];
    groups.extend(themes.into_iter().map(|(theme, questions)| {
        let title = chart::Words::value(&desk.glossary(), "theme", theme);
        group(&desk, theme, title, questions.into_iter())
    }));
    groups.push(group(&desk, "flags", desk.say(w::FLAGS).to_owned(), registry.flags()));
    groups.push(group(
        &desk,
        "indicators",
        desk.say(w::INDICATORS).to_owned(),
        registry.indicators(),
    ));
    groups.push(clauses(&desk));
    let frame = desk.frame(Section::Questions, desk.say(w::QUESTIONS_TITLE));
    lasting(&ListsPage::new(&desk, frame, String::new(), groups))
}

/// Questions under a heading.
pub(crate) fn group<'a>(
    desk: &Desk,
    id: &str,
    title: String,
    questions: impl Iterator<Item = &'a Question>,
) -> Group {
    let open = questions.filter(|question| desk.may_ask(question));
    let entries = open.map(|question| Entry {
        href: desk.question_link(&question.name),
        text: question.title.get(desk.lang()).to_owned(),
        about: question.about.get(desk.lang()).to_owned(),
    });
    Group { id: id.to_owned(), title, entries: entries.collect() }
}

fn dashboards(desk: &Desk) -> Group {
    let entries = desk.registry().dashboards().map(|dashboard| Entry {
        href: desk.link(&format!("/dashboards/{}", encode(&dashboard.name))),
        text: dashboard.title.get(desk.lang()).to_owned(),
        about: dashboard.about.get(desk.lang()).to_owned(),
    });
    Group {
        id: "dashboards".to_owned(),
        title: desk.say(w::DASHBOARDS).to_owned(),
        entries: entries.collect(),
    }
}

fn clauses(desk: &Desk) -> Group {
    let entry = Entry {
        href: desk.link("/clauses"),
        text: desk.say(w::CLAUSES_TITLE).to_owned(),
        about: desk.say(w::CLAUSES_ABOUT).to_owned(),
    };
    let cases = Entry {
        href: desk.link("/cases"),
        text: desk.say(w::CASES_TITLE).to_owned(),
        about: desk.say(w::CASES_ABOUT).to_owned(),
    };
    Group {
        id: "clauses".to_owned(),
        title: desk.say(w::CLAUSES_TITLE).to_owned(),
        entries: vec![entry, cases],
    }
}
