//! One lead, from its evidence to its close-out.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::{Exact, MISSING, Words};
use model::{Fen, ResultTable, beijing};
use supervise::Lead;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Part};
use crate::forms::Form;
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::link::encode;
use crate::page::draw::Fact;
use crate::page::lead_step;
use crate::page::sections::{hand_table, part};
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Cell, Selection, TableView};
use crate::visitor::Visitor;
use crate::words as w;

#[derive(Template)]
#[template(path = "lead.html")]
struct LeadPage {
    frame: Frame,
    answer: String,
    alert: Option<String>,
    facts: Vec<Fact>,
    caveats: Vec<String>,
    forms: Vec<Form>,
    parts: Vec<Part>,
}

/// `GET /ledger/{id}`.
pub(crate) async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let lead = desk.source.lead(number(&id)?).map_err(ClientError::missing)?;
    let page = page(&desk, &lead, &Posted::default(), None).await?;
    Ok(Paper::new(&page).into_response())
}

/// `POST /ledger/{id}`, and `POST /ledger/{id}/rectify` with files: the next step, then
/// the page of the lead; what was refused stands above the forms.
pub(crate) async fn post(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let id = number(&id)?;
    let lead = desk.source.lead(id).map_err(ClientError::missing)?;
    match lead_step::take(&desk, &lead, &visitor, &posted)? {
        Ok(()) => Ok(Redirect::to(&desk.link(&format!("/ledger/{id}"))).into_response()),
        Err(alert) => {
            let page = page(&desk, &lead, &posted, Some(alert)).await?;
            Ok((NOT_TAKEN, Paper::new(&page)).into_response())
        }
    }
}

fn number(id: &str) -> Result<i64, ClientError> {
    id.parse().map_err(|_| ClientError::no_page())
}

async fn page(
    desk: &Desk,
    lead: &Lead,
    typed: &Posted,
    alert: Option<String>,
) -> Result<LeadPage, ClientError> {
    let evidence = desk.source.lead_evidence(desk.view()?, lead.id).await?;
    let words = desk.glossary();
    let values = [
        ("cause", &*words.value("cause", &lead.cause)),
        ("state", &*words.value("state", lead.state.code())),
        ("source", &*words.value("source", lead.source.code())),
    ];
    let title = w::LEAD_TITLE.fill(desk.lang(), &[("id", &lead.id.to_string())]);
    let frame = desk.frame(Section::Inspection, title);
    Ok(LeadPage {
        answer: w::LEAD_ANSWER.fill(desk.lang(), &values),
        alert,
        facts: facts(desk, lead),
        caveats: caveats(desk, lead),
        forms: lead_step::forms(desk, &frame, lead, typed),
        parts: vec![
            part("evidence", desk.say(w::LEAD_EVIDENCE), &evidence_table(desk, &evidence)),
            part("history", desk.say(w::LEAD_HISTORY), &history(desk, lead)),
        ],
        frame,
    })
}

fn facts(desk: &Desk, lead: &Lead) -> Vec<Fact> {
    let words = desk.glossary();
    let decision = lead.decision.as_ref();
    let yuan = |fen: Fen| Exact::parse(&fen.to_string()).map(|yuan| yuan.grouped(2));
    let found = decision.filter(|decision| decision.verdict.is_finding());
    let day = |at| beijing::day(at).to_string();
    let town = desk.town_name(&lead.town_code).unwrap_or_else(|| lead.town_code.clone());
    let facts = [
        ("household_key", lead.household_key.clone(), true),
        ("town_name", Some(town), false),
        ("in_charge", lead.owner.as_ref().map(|name| words.value("in_charge", name)), false),
        ("opened_on", Some(day(lead.opened_at)), false),
        ("due_on", lead.due_on.map(|day| day.to_string()), false),
        ("due_yuan", yuan(lead.due()), false),
        ("outcome", decision.map(|made| words.value("outcome", made.verdict.code())), false),
        (
            "finding_code",
            decision.and_then(|made| Some(words.value("finding_code", made.code.as_ref()?))),
            false,
        ),
        ("overpaid_yuan", found.and_then(|made| yuan(made.over)), false),
        ("underpaid_yuan", found.and_then(|made| yuan(made.under)), false),
        ("rectified_on", lead.rectified.as_ref().map(|done| day(done.at)), false),
        ("recovered_yuan", yuan(lead.recovered).filter(|_| lead.recovered > Fen(0)), false),
        ("referred_on", lead.referred.as_ref().map(|done| day(done.at)), false),
        ("closed_on", lead.closed.as_ref().map(|done| day(done.at)), false),
        ("closed_by", lead.closed.as_ref().map(|done| words.value("closed_by", &done.by)), false),
        ("proof_month", lead.proof.as_ref().map(|seen| seen.month.to_string()), false),
        ("gone_month", lead.gone.as_ref().map(|seen| seen.month.to_string()), false),
        ("follows_id", lead.follows.map(|id| id.to_string()), false),
    ];
    let fact = |(column, value, code): (&str, Option<String>, bool)| {
        let value = value?;
        let leads_to =
            (column == "household_key").then(|| format!("/households/{}", encode(&value)));
        let href = leads_to.map(|path| desk.link(&path));
        Some(Fact { label: words.column(column), value, code, href })
    };
    facts.into_iter().filter_map(fact).collect()
}

/// What the flags of a lead cannot exclude.
fn caveats(desk: &Desk, lead: &Lead) -> Vec<String> {
    let mut flags: Vec<&str> = lead.evidence.iter().map(|(said, _)| said.flag.as_str()).collect();
    flags.sort_unstable();
    flags.dedup();
    let caveats = flags.into_iter().filter_map(|name| desk.registry().question(name).ok());
    caveats
        .flat_map(|flag| {
            let title = flag.title.get(desk.lang());
            let caveats = flag.flag.iter().flat_map(|spec| &spec.caveats);
            caveats
                .map(move |text| format!("{title}{}{}", desk.say(w::COLON), text.get(desk.lang())))
        })
        .collect()
}

fn evidence_table(desk: &Desk, evidence: &ResultTable) -> TableView {
    let selection = Selection {
        id: "evidence-table",
        caption: desk.say(w::LEAD_EVIDENCE),
        hidden: &["lead_id", "town_code", "household_key"],
        ..Selection::default()
    };
    desk.table(evidence, selection)
}

/// The events, the first first; what only repeats that a snapshot said the same is left out.
fn history(desk: &Desk, lead: &Lead) -> TableView {
    let words = desk.glossary();
    let heads =
        [(w::LEAD_AT, false), (w::LEAD_ACTOR, false), (w::LEAD_EVENT, false), (w::LEAD_WHY, false)];
    let shown = lead.history.iter().filter(|entry| entry.event.action() != "lead.seen");
    let rows = shown.map(|entry| {
        let why = if entry.why.is_empty() { MISSING } else { &entry.why };
        vec![
            Cell::text(beijing::minute(entry.at)).class("short"),
            Cell::text(words.value("actor", &entry.actor)),
            Cell::text(words.value("event", entry.event.action())),
            Cell::text(why),
        ]
    });
    let caption = desk.say(w::LEAD_HISTORY);
    hand_table(desk, "history-table", caption, &heads, rows.collect(), w::NO_ROWS)
}
