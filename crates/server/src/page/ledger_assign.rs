//! Many leads given to one person at a time.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use chrono::NaiveDate;
use model::{Blame, Result, ResultTable};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Choice, Field, Form, FormsPage};
use crate::frame::Section;
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::ledger::asked;
use crate::reader::Reader;
use crate::visitor::Visitor;
use crate::words as w;

const PATH: &str = "/ledger/assign";

/// Leads that are offered at a time.
const LEADS_MAX: usize = 100;

/// The state of the leads that nobody has.
const NEW: &str = "new";

/// `GET /ledger/assign`: the leads that nobody has, of those that the address asks for.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    Ok(page(&desk, &Posted::default(), None).await?.response(StatusCode::OK))
}

/// `POST /ledger/assign`: gives each lead that is ticked; what cannot be given is told, the others are.
pub(crate) async fn post(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let lang = desk.lang();
    let due_on = match posted.text("due_on").trim() {
        "" => Some(None),
        day => day.parse::<NaiveDate>().ok().map(Some),
    };
    let ids: Option<Vec<i64>> = posted.all("lead").iter().map(|id| id.parse().ok()).collect();
    let (Some(due_on), Some(ids)) = (due_on, ids.filter(|ids| !ids.is_empty())) else {
        let alert = Some(w::ASSIGN_UNREAD.get(lang).to_owned());
        return Ok(page(&desk, &posted, alert).await?.response(NOT_TAKEN));
    };
    let mut kept_back = Vec::new();
    for id in ids {
        let given =
            desk.source.home().assign_lead(id, visitor.name(), posted.text("to"), due_on, "");
        match given {
            Ok(_) => {}
            Err(fault) if fault.blame == Blame::Caller => {
                kept_back.push(format!("{id}: {}", fault.text.get(lang)));
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    match kept_back.is_empty() {
        true => Ok(Redirect::to(&desk.link("/ledger")).into_response()),
        false => {
            let alert = Some(kept_back.join(" "));
            Ok(page(&desk, &posted, alert).await?.response(NOT_TAKEN))
        }
    }
}

async fn page(
    desk: &Desk,
    posted: &Posted,
    alert: Option<String>,
) -> Result<FormsPage, ClientError> {
    let lang = desk.lang();
    let mut params = asked(desk);
    params.insert("state".to_owned(), NEW.to_owned());
    let leads = desk.source.ask_today("lead_ledger", params).await?;
    let frame = desk.frame(Section::Inspection, desk.say(w::ASSIGN_MANY));
    let field = |name, label, kind| {
        Field::new(lang, name, label, kind).valued(posted.text(name).to_owned())
    };
    let options = options(desk, &leads)?;
    let mut form = Form::post(lang, "assign", frame.link(PATH), w::LEAD_ASSIGN).of(&frame);
    form.fields = vec![
        field("to", w::LEAD_TO, "text"),
        field("due_on", w::LEAD_DUE, "date").optional().hint(w::LEAD_DUE_HINT.get(lang)),
    ];
    let is_empty = options.is_empty();
    form.choices =
        vec![Choice::any("lead", w::LEADS.get(lang), options).ticked(posted.all("lead"))];
    let count = leads.rows().to_string();
    Ok(FormsPage {
        answer: w::ASSIGN_ANSWER.fill(lang, &[("count", &count)]),
        alert,
        links: vec![(desk.link("/ledger"), w::LEDGER_TITLE.get(lang).to_owned())],
        forms: if is_empty { Vec::new() } else { vec![form] },
        ..FormsPage::new(frame)
    })
}

/// Number, town, cause and day of each lead.
fn options(desk: &Desk, leads: &ResultTable) -> Result<Vec<(String, String)>> {
    let columns = ["lead_id", "town_code", "cause", "due_on"];
    let cells = columns.map(|name| leads.texts(name));
    let [ids, towns, causes, days] = cells;
    let towns = towns?.into_iter().map(|code| {
        let code = code.unwrap_or_default();
        desk.town_name(&code).unwrap_or(code)
    });
    let words = desk.glossary();
    let causes = causes?.into_iter().map(|cause| words.value("cause", &cause.unwrap_or_default()));
    let rows = ids?.into_iter().flatten().zip(towns).zip(causes).zip(days?);
    let option = |(((id, town), cause), day): (((String, String), String), Option<String>)| {
        let day = day.unwrap_or_default();
        (id.clone(), format!("{id} · {town} · {cause} · {day}"))
    };
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(rows.into_iter().take(LEADS_MAX).map(option).collect())
}
