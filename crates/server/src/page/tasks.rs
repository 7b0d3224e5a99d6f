//! What a township clerk has to do: the delivery, what came back from checks, the duties of the month.
//!
//! # Invariants
//!
//! - What is done stays on the list and says so.
//! - The numbers are those of the pages behind them.

use axum::extract::State;
use model::Month;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, page};
use crate::frame::Section;
use crate::link::address;
use crate::page::deliver::{self, Found};
use crate::page::ledger::states;
use crate::page::overview::due;
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::Cell;
use crate::visitor::Visitor;
use crate::words as w;

/// `GET /tasks`.
pub(crate) async fn get(State(app): State<App>, reader: Reader, visitor: Visitor) -> Page {
    let (desk, town, month) = deliver::open(&app, reader, &visitor, None).await?;
    let calendar = desk.ask("statutory_calendar").await?;
    let name = desk.town_name(&town).unwrap_or_else(|| town.clone());
    let title = w::TASKS_TITLE.fill(desk.lang(), &[("town", &name)]);
    let duties = due(&desk, desk.as_of()?, &calendar)?;
    let parts = vec![
        delivery(&desk, &town, month).await?,
        Part {
            about: desk.say(w::TASKS_LEADS_ABOUT).to_owned(),
            ..part("leads", desk.say(w::TASKS_LEADS), &states(&desk).await?)
        },
        part("duties", desk.say(w::DUE), &duties),
    ];
    let answer = desk.say(w::TASKS_ABOUT).to_owned();
    page(&SectionsPage { frame: desk.frame(Section::Tasks, title), answer, parts })
}

/// The delivery of the month, and the one before it.
async fn delivery(desk: &Desk, town: &str, month: Month) -> Result<Part, ClientError> {
    let sent: Vec<String> = desk
        .source
        .home()
        .submissions()?
        .into_iter()
        .filter(|one| one.town == town)
        .map(|one| one.month)
        .collect();
    let mut rows = Vec::new();
    for month in [month, month.plus(-1)] {
        let found = deliver::at_work(desk, town, month, |draft| draft.check()).await??;
        let (state, class, count) = match &found {
            Some(_) if deliver::is_sound(&found) => (w::TASK_TO_SEND, "soon", 1),
            Some(_) => (w::TASK_TO_CORRECT, "act", to_correct(&found)),
            None if sent.contains(&month.to_string()) => (w::TASK_SENT, "fine", 0),
            None if desk.months().contains(&month) => (w::TASK_LOADED, "fine", 0),
            None => (w::TASK_NOT_BEGUN, "", 1),
        };
        let month = month.to_string();
        let name = w::TASK_DELIVER.fill(desk.lang(), &[("month", &month)]);
        let always = desk.reader.always();
        let href = address("/deliver", always.into_iter().chain([("for", &*month)]));
        rows.push(vec![
            Cell::link(name, href),
            Cell::text(desk.say(state)).class(class),
            Cell::number(count.to_string()),
        ]);
    }
    let heads = [(w::DUE_WHAT, false), (w::STATUS, false), (w::TASK_OPEN, true)];
    let title = desk.say(w::TASKS_DELIVERY);
    let table = hand_table(desk, "delivery", title, &heads, rows, w::NO_ROWS);
    Ok(part("delivery-part", title, &table))
}

/// Rows and files that keep a draft from being submitted.
fn to_correct(found: &Found) -> usize {
    found.as_ref().map_or(0, |(checked, foreign)| {
        checked.problems.len() + checked.quarantined.len() + *foreign as usize
    })
}
