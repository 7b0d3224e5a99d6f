//! The ledger of leads: what waits, who has it, by when.

use std::collections::BTreeMap;

use access::Right;
use axum::extract::State;
use chart::{Exact, Words};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, page};
use crate::frame::Section;
use crate::link::address;
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, Selection, TableView};
use crate::words as w;

/// What the address may ask for.
const FILTERS: [&str; 4] = ["town", "state", "cause", "source"];

/// Every lead that is not closed, for the question and the address alike.
const OPEN: &str = "open";

/// `GET /ledger`: the open leads, or those that the address asks for.
pub(crate) async fn list(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    desk.view()?;
    let leads = desk.source.ask_today("lead_ledger", asked(&desk)).await?;
    let overdue = leads.texts("overdue_days")?.into_iter().flatten().count();
    let values = [
        ("count", &*Exact::whole(leads.rows() as i64).grouped(0)),
        ("overdue", &*Exact::whole(overdue as i64).grouped(0)),
    ];
    let selection = Selection {
        id: "leads",
        caption: desk.say(w::LEADS),
        hidden: &["follows_id", "seen_month", "harms_recipient"],
        paged: true,
        ..Selection::default()
    };
    let parts = vec![
        part("states", desk.say(w::LEADS_BY_STATE), &states(&desk).await?),
        Part {
            about: desk.say(w::BY_PSEUDONYM).to_owned(),
            more: desk.may(Right::Assign).then(|| {
                let kept = desk.reader.all_without(&["state", "sort"]);
                (address("/ledger/assign", kept), desk.say(w::ASSIGN_MANY).to_owned())
            }),
            ..part("leads", desk.say(w::LEADS), &desk.table(&leads, selection))
        },
        today_part(&desk, "rectification_by_town").await?,
        today_part(&desk, "leads_by_town").await?,
    ];
    let frame = desk.frame(Section::Inspection, desk.say(w::LEDGER_TITLE));
    page(&SectionsPage { frame, answer: w::LEDGER_ANSWER.fill(desk.lang(), &values), parts })
}

/// Which leads the address asks for: the open ones, if it does not say.
pub(crate) fn asked(desk: &Desk) -> BTreeMap<String, String> {
    let mut params = BTreeMap::from([("state".to_owned(), OPEN.to_owned())]);
    let given = desk.reader.params.iter().filter(|(name, _)| FILTERS.contains(&name.as_str()));
    params.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    params
}

/// The answer to a question as of today.
async fn today_part(desk: &Desk, question: &'static str) -> Result<Part, ClientError> {
    let answer = desk.source.ask_today(question, BTreeMap::new()).await?;
    let title = desk.title_of(question);
    let selection = Selection { id: question, caption: &title, ..Selection::default() };
    Ok(Part {
        more: Some((desk.question_link(question), desk.say(w::ORIGIN).to_owned())),
        ..part(question, title.clone(), &desk.table(&answer, selection))
    })
}

/// How many leads are in each state, each state a way to its list.
pub(crate) async fn states(desk: &Desk) -> Result<TableView, ClientError> {
    let table = desk.source.ask_today("leads_by_state", BTreeMap::new()).await?;
    let heads = [(w::STATUS, false), (w::COUNT, true), (w::OVERDUE, true)];
    let rows = table.text_rows().map(|row| {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let state = cells.next().unwrap_or_default();
        let always = desk.reader.always();
        let href = address("/ledger", always.into_iter().chain([("state", state.as_str())]));
        let name = Cell::link(desk.glossary().value("state", &state), href);
        std::iter::once(name).chain(cells.map(Cell::number)).collect()
    });
    let caption = desk.say(w::LEADS_BY_STATE);
    Ok(hand_table(desk, "states-table", caption, &heads, rows.collect(), w::LEADS_NONE))
}
