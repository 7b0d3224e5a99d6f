//! The list of circulars: of each month the draft, what was signed, and what was taken back.

use std::collections::BTreeMap;

use axum::extract::State;
use chart::Words;
use model::{Month, beijing};
use registry::Circular;
use supervise::{CircularKey, IssuedCircular};

use crate::App;
use crate::desk::{Desk, Page, page};
use crate::frame::Section;
use crate::link::{address, encode};
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::Cell;
use crate::words as w;

/// `GET /circulars`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let signed = desk.source.home().circulars()?;
    let latest: BTreeMap<&CircularKey, &IssuedCircular> =
        signed.iter().map(|one| (&one.key, one)).collect();
    let months = desk.months();
    let all = months.iter().flat_map(|month| desk.registry().circulars().map(|one| (*month, one)));
    let rows = all.filter_map(|(month, circular)| {
        let key = (circular.name.clone(), month);
        let last = latest.get(&key).copied();
        // Drafts are for those who see the whole city.
        let is_signed = last.is_some_and(|last| last.body.is_some());
        (is_signed || desk.source.town().is_none()).then(|| row(&desk, month, circular, last))
    });
    let heads = [
        (w::MONTH, false),
        (w::CIRCULAR, false),
        (w::STATUS, false),
        (w::CIRCULAR_NUMBER, false),
        (w::CIRCULAR_SIGNED_AT, false),
        (w::CIRCULAR_SIGNED_BY, false),
    ];
    let title = desk.say(w::CIRCULARS);
    let table = hand_table(&desk, "circulars", title, &heads, rows.collect(), w::CIRCULARS_NONE);
    // Signing is none of the facts that a page that lasts follows from.
    page(&SectionsPage {
        answer: desk.say(w::CIRCULARS_ABOUT).to_owned(),
        parts: vec![part("circulars-part", title, &table)],
        frame: desk.frame(Section::Circulars, title),
    })
}

fn row(desk: &Desk, month: Month, circular: &Circular, last: Option<&IssuedCircular>) -> Vec<Cell> {
    let path = format!("/circulars/{}", encode(&circular.name));
    let text = month.to_string();
    let href = address(&path, [("lang", desk.lang().code()), ("month", &text)]);
    let (state, class) = state(desk, last);
    let signed = last.filter(|last| last.body.is_some());
    let told = |of: fn(&IssuedCircular) -> String| signed.map(of).unwrap_or_default();
    vec![
        Cell::link(text.clone(), href).class("short"),
        Cell::text(circular.about.get(desk.lang())),
        Cell::text(state).class(class),
        Cell::text(told(|one| one.number.clone())),
        Cell::text(told(|one| beijing::minute(one.at))).class("short"),
        Cell::text(signed.map_or_else(String::new, |one| desk.glossary().value("actor", &one.by))),
    ]
}

/// How it stands with a circular: icon and words, and their class.
pub(crate) fn state(desk: &Desk, last: Option<&IssuedCircular>) -> (String, &'static str) {
    match last {
        None => (desk.say(w::CIRCULAR_DRAFT).to_owned(), ""),
        Some(one) if one.body.is_none() => (desk.say(w::CIRCULAR_WITHDRAWN).to_owned(), "soon"),
        Some(one) if one.revision == 1 => (desk.say(w::CIRCULAR_SIGNED).to_owned(), "fine"),
        Some(one) => {
            let number = [("number", &*one.revision.to_string())];
            (w::CIRCULAR_CORRECTED.fill(desk.lang(), &number), "fine")
        }
    }
}
