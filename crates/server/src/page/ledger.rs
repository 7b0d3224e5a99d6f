//! The ledger of leads: what waits, who has it, by when; and one lead from evidence to close-out.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use chart::{Exact, MISSING, Words};
use model::{Fen, ResultTable};
use supervise::Lead;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, page};
use crate::forms::Form;
use crate::frame::{Frame, Section};
use crate::gate::Posted;
use crate::link::{address, encode};
use crate::page::draw::Fact;
use crate::page::lead::forms;
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, Selection, TableView};
use crate::words as w;

/// What the address may ask for.
const FILTERS: [&str; 4] = ["town", "state", "cause", "source"];

/// Every lead that is not closed, for the question and the address alike.
const OPEN: &str = "open";

#[derive(Template)]
#[template(path = "lead.html")]
pub(crate) struct LeadPage {
    frame: Frame,
    answer: String,
    alert: Option<String>,
    forms: Vec<Form>,
    facts: Vec<Fact>,
    caveats: Vec<String>,
    parts: Vec<Part>,
}

/// `GET /ledger`: the open leads, or those that the address asks for.
pub(crate) async fn list(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    desk.view()?;
    let mut params = BTreeMap::from([("state".to_owned(), OPEN.to_owned())]);
    let given = desk.reader.params.iter().filter(|(name, _)| FILTERS.contains(&name.as_str()));
    params.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    let leads = desk.source.ask_today("lead_ledger", params).await?;
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
            ..part("leads", desk.say(w::LEADS), &desk.table(&leads, selection))
        },
        today_part(&desk, "rectification_by_town").await?,
        today_part(&desk, "leads_by_town").await?,
    ];
    let frame = desk.frame(Section::Inspection, desk.say(w::LEDGER_TITLE));
    page(&SectionsPage { frame, answer: w::LEDGER_ANSWER.fill(desk.lang(), &values), parts })
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

/// `GET /ledger/{id}`.
pub(crate) async fn get(State(app): State<App>, Path(id): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let number = id.parse().map_err(|_| ClientError::no_page())?;
    let lead = desk.source.lead(number).map_err(ClientError::missing)?;
    page(&page_of(&desk, &lead, &Posted::default(), None).await?)
}

/// The page of a lead, with what was typed into its forms and why it was refused.
pub(crate) async fn page_of(
    desk: &Desk,
    lead: &Lead,
    typed: &Posted,
    alert: Option<String>,
) -> Result<LeadPage, ClientError> {
    let evidence = desk.source.lead_evidence(desk.view()?, lead.id).await?;
    let words = desk.glossary();
    let state = words.value("state", lead.state.code());
    let values = [
        ("cause", &*words.value("cause", &lead.cause)),
        ("state", &*state),
        ("source", &*words.value("source", lead.source.code())),
    ];
    let title = w::LEAD_TITLE.fill(desk.lang(), &[("id", &lead.id.to_string())]);
    Ok(LeadPage {
        answer: w::LEAD_ANSWER.fill(desk.lang(), &values),
        alert,
        facts: facts(desk, lead),
        caveats: caveats(desk, lead),
        forms: forms(desk, lead, typed),
        parts: vec![
            part("evidence", desk.say(w::LEAD_EVIDENCE), &evidence_table(desk, &evidence)),
            part("history", desk.say(w::LEAD_HISTORY), &history(desk, lead)),
        ],
        frame: desk.frame(Section::Inspection, title),
    })
}

fn facts(desk: &Desk, lead: &Lead) -> Vec<Fact> {
    let words = desk.glossary();
    let decision = lead.decision.as_ref();
    let yuan = |fen: Fen| Exact::parse(&fen.to_string()).map(|yuan| yuan.grouped(2));
    let found = decision.filter(|decision| decision.verdict.is_finding());
    let day = |at: chrono::DateTime<chrono::Utc>| at.date_naive().to_string();
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
            Cell::text(entry.at.format("%Y-%m-%d %H:%M UTC").to_string()).class("short"),
            Cell::text(words.value("actor", &entry.actor)),
            Cell::text(words.value("event", entry.event.action())),
            Cell::text(why),
        ]
    });
    let caption = desk.say(w::LEAD_HISTORY);
    hand_table(desk, "history-table", caption, &heads, rows.collect(), w::NO_ROWS)
}
