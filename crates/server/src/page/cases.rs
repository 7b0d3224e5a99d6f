//! Cases worked out by hand, so that anybody can check the rules against the documents.

use askama::Template;
use axum::extract::{Path, State};
use supervise::CASES;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, lasting};
use crate::frame::{Frame, Section};
use crate::page::questions::{Entry, Group, ListsPage};
use crate::reader::Reader;
use crate::words as w;

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    answer: &'static str,
    text: &'static str,
}

/// `GET /cases`.
pub(crate) async fn list(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let entries = CASES.iter().map(|(place, text)| {
        let count = text.lines().filter(|line| line.starts_with("[[")).count();
        Entry {
            href: desk.link(&format!("/cases/{place}")),
            text: place_name(&desk, place),
            about: w::CASES_COUNT.fill(desk.lang(), &[("count", &count.to_string())]),
        }
    });
    let group = Group {
        id: "places".to_owned(),
        title: desk.say(w::CASES_PLACES).to_owned(),
        entries: entries.collect(),
    };
    let frame = desk.frame(Section::Questions, desk.say(w::CASES_TITLE));
    lasting(&ListsPage::new(&desk, frame, desk.say(w::CASES_ABOUT).to_owned(), vec![group]))
}

/// `GET /cases/{place}`.
pub(crate) async fn get(State(app): State<App>, Path(place): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let (place, text) =
        CASES.iter().find(|(id, _)| *id == place).ok_or_else(ClientError::no_page)?;
    let title = format!("{} · {}", desk.say(w::CASES_TITLE), place_name(&desk, place));
    lasting(&CasesPage {
        frame: desk.frame(Section::Questions, title),
        answer: desk.say(w::CASES_ABOUT),
        text,
    })
}

fn place_name(desk: &Desk, place: &str) -> String {
    chart::Words::value(&desk.glossary(), "place", place)
}
