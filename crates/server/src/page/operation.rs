//! How the service itself does: what it runs on, and which questions take long.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chart::Exact;

use crate::App;
use crate::desk::{Desk, Page, page};
use crate::frame::Section;
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::words as w;

/// Questions on the page.
const ROWS: usize = 50;

/// `GET /operation`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let state = match app.watch.definitions_current.get() {
        1 => w::DEFINITIONS_CURRENT,
        _ => w::DEFINITIONS_EARLIER,
    };
    let hours = (schedule::clock::now().timestamp() - app.started) / 3600;
    let values = [("hours", &*hours.to_string()), ("program", env!("CARGO_PKG_VERSION"))];
    let answer = format!("{} {}", w::OPERATION_ANSWER.fill(desk.lang(), &values), desk.say(state));
    let parts = vec![part("slow", desk.say(w::SLOWEST), &slowest(&desk, &app))];
    page(&SectionsPage {
        frame: desk.frame(Section::Data, desk.say(w::OPERATION_TITLE)),
        answer,
        parts,
    })
}

fn slowest(desk: &Desk, app: &App) -> TableView {
    let heads = [
        (w::QUESTION, false),
        (w::LONGEST_MS, true),
        (w::MEAN_MS, true),
        (w::ANSWERS, true),
        (w::FROM_MEMORY, true),
    ];
    let number = |number: u128| {
        Cell::number(Exact::whole(i64::try_from(number).unwrap_or(i64::MAX)).grouped(0))
    };
    let rows = app.watch.slowest().into_iter().take(ROWS).map(|(name, took)| {
        vec![
            Cell::link(desk.title_of(&name), desk.question_link(&name)),
            number(took.longest.as_millis()),
            number(took.total.as_millis() / u128::from(took.answers.max(1))),
            number(took.answers.into()),
            number(took.from_memory.into()),
        ]
    });
    let caption = desk.say(w::SLOWEST);
    hand_table(desk, "slow-table", caption, &heads, rows.collect(), w::NO_ROWS)
}

/// `GET /metrics`: the same and more for a machine.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    // Where the ledger cannot be read the page of the audit log says so.
    if let Ok(alarms) = app.source().home().alarms() {
        app.watch.alarmed(&alarms);
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.watch.text()).into_response()
}
