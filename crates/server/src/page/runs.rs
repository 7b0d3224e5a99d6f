//! What scheduled jobs did.

use axum::extract::State;
use chart::MISSING;
use model::beijing;
use supervise::Run;

use crate::App;
use crate::desk::{Desk, Page, page};
use crate::frame::Section;
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::words as w;

/// `GET /runs`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let runs = desk.source.runs()?;
    let parts = vec![part("runs", desk.say(w::RUNS_TITLE), &table(&desk, &runs))];
    let frame = desk.frame(Section::Data, desk.say(w::RUNS_TITLE));
    page(&SectionsPage { frame, answer: String::new(), parts })
}

fn table(desk: &Desk, runs: &[Run]) -> TableView {
    let heads = [
        (w::JOB, false),
        (w::AS_OF, false),
        (w::OUTCOME, false),
        (w::STARTED_AT, false),
        (w::ENDED_AT, false),
        (w::MESSAGE, false),
    ];
    let rows = runs.iter().rev().map(|run| {
        let (outcome, class) = match run.outcome.map(|outcome| outcome.code()) {
            Some("done") => (w::OUTCOME_DONE, "fine"),
            Some(_) => (w::OUTCOME_FAILED, "act"),
            None => (w::OUTCOME_RUNNING, ""),
        };
        vec![
            Cell::text(job_title(desk, &run.job)),
            Cell::text(run.as_of.to_string()),
            Cell::text(desk.say(outcome)).class(class),
            Cell::text(beijing::minute(run.started_at)),
            Cell::text(run.ended_at.map_or_else(|| MISSING.to_owned(), beijing::minute)),
            Cell::text(run.message.get(desk.lang())),
        ]
    });
    let caption = desk.say(w::RUNS_TITLE);
    hand_table(desk, "runs-table", caption, &heads, rows.collect(), w::RUNS_NONE)
}

/// The title of the dashboard that a job exports, or its name.
fn job_title(desk: &Desk, job: &str) -> String {
    let dashboard = desk.registry().dashboard(job);
    dashboard.map_or_else(|_| job.to_owned(), |found| found.title.get(desk.lang()).to_owned())
}
