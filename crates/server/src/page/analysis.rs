//! The analysis bench: what can be analysed, and the drafts of dashboards that planners made of it.
//!
//! # Invariants
//!
//! - To choose is an address of the question's own page and changes nothing; to save is a form, and
//!   what it saves is the file of an author.
//! - A draft shows what its reader may see, as the dashboard would.
//!
//! # Not here
//!
//! The choice itself and its answer (`question`).

use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::{Blame, Fault, ResultTable, Text, beijing};
use registry::{Panel, PanelView, Question};
use supervise::SavedFile;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, page};
use crate::forms::{Field, Form, FormsPage, rendered};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::link::encode;
use crate::page::dashboard;
use crate::page::question::split;
use crate::page::sections::{hand_table, part};
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Cell, TableView};
use crate::words as w;

/// What a saved form names beside the parameters.
const QUESTION: &str = "question";
const NAME: &str = "name";
const ZH: &str = "title_zh";
const EN: &str = "title_en";

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    frame: Frame,
    alert: Option<String>,
    answer: String,
    facts: Vec<(&'static str, String)>,
    parts: Vec<Part>,
    file: String,
    download: String,
    forms: String,
}

/// `GET /analysis`.
pub(crate) async fn list(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let frame = desk.frame(Section::Analysis, desk.say(w::ANALYSIS_TITLE));
    let answer = desk.say(w::ANALYSIS_ABOUT).to_owned();
    let parts = vec![
        part("analyses", desk.say(w::ANALYSES), &analyses(&desk)),
        part("drafts", desk.say(w::DRAFTS), &drafts(&desk)?),
    ];
    page(&FormsPage { answer, parts, ..FormsPage::new(frame) })
}

/// The questions of which something is chosen.
fn analyses(desk: &Desk) -> TableView {
    let heads = [(w::ANALYSES, false), (w::MEANING, false)];
    let all = desk.registry().questions().filter(|question| question.analysis.is_some());
    let row = |question: &Question| {
        vec![
            Cell::link(question.title.get(desk.lang()), desk.question_link(&question.name)),
            Cell::text(question.about.get(desk.lang())),
        ]
    };
    let rows = all.filter(|question| desk.may_ask(question)).map(row).collect();
    hand_table(desk, "analyses", desk.say(w::ANALYSES), &heads, rows, w::NO_ROWS)
}

fn drafts(desk: &Desk) -> Result<TableView, ClientError> {
    let heads = [
        (w::DRAFTS, false),
        (w::DRAFT_NAME, false),
        (w::PANELS, true),
        (w::REVISION, true),
        (w::SAVED_AT, false),
        (w::SAVED_BY, false),
    ];
    let row = |draft: &SavedFile| {
        let latest = &draft.latest;
        let read = desk.source.home().read_draft(draft).ok();
        let title = read.as_ref().map_or(&*latest.title, |read| read.title.get(desk.lang()));
        vec![
            Cell::link(title, desk.link(&path(&latest.title))),
            Cell::text(format!("{}.toml", latest.title)),
            Cell::number(read.map_or(0, |read| read.panels.len()).to_string()),
            Cell::number(latest.number.to_string()),
            Cell::text(beijing::minute(latest.at)).class("short"),
            Cell::text(desk.glossary().value("actor", &latest.by)),
        ]
    };
    let rows = desk.source.home().drafts()?.iter().map(row).collect();
    Ok(hand_table(desk, "drafts", desk.say(w::DRAFTS), &heads, rows, w::DRAFTS_NONE))
}

/// The page of a draft.
fn path(name: &str) -> String {
    format!("/analysis/drafts/{}", encode(name))
}

/// The form below an analysis that keeps the choice as it was answered.
pub(crate) fn save_form(
    desk: &Desk,
    frame: &Frame,
    question: &Question,
    table: &ResultTable,
) -> Form {
    let named = question.params.iter().filter_map(|(name, param)| {
        let value = table.provenance.parameters.get(name)?;
        let is_kept = param.choices.is_some() || param.default.as_ref() != Some(value);
        is_kept.then(|| (name.clone(), value.clone()))
    });
    form(desk, frame, &question.name, &named.collect(), &|_| String::new())
}

fn form(
    desk: &Desk,
    frame: &Frame,
    question: &str,
    params: &BTreeMap<String, String>,
    typed: &dyn Fn(&str) -> String,
) -> Form {
    let lang = desk.lang();
    let mut form = Form::post(lang, "draft", frame.link("/analysis/drafts"), w::DRAFT_SAVE)
        .of(frame)
        .titled(w::DRAFT_SAVE.get(lang));
    form.hidden.push((QUESTION, question.to_owned()));
    form.hidden.extend(params.iter().map(|(name, value)| (PARAM, format!("{name}={value}"))));
    let field = |name, label| Field::new(lang, name, label, "text").valued(typed(name));
    form.fields = vec![
        field(NAME, w::DRAFT_NAME).hint(w::DRAFT_NAME_HINT.get(lang)),
        field(ZH, w::DRAFT_ZH).optional(),
        field(EN, w::DRAFT_EN).optional(),
    ];
    form
}

/// A parameter of the panel, `name=value`.
const PARAM: &str = "param";

/// `POST /analysis/drafts`: adds what the form says to a draft, or begins one with it.
pub(crate) async fn save(
    State(app): State<App>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let params = posted.all(PARAM).iter().filter_map(|param| param.split_once('='));
    let params: BTreeMap<String, String> =
        params.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let question = posted.text(QUESTION);
    let panel =
        Panel { question: question.to_owned(), params: params.clone(), view: PanelView::Chart };
    let title = Text::new(posted.text(ZH).trim(), posted.text(EN).trim());
    let name = posted.text(NAME).trim();
    match desk.source.home().add_to_draft(name, title, panel) {
        Ok(()) => Ok(Redirect::to(&desk.link(&path(name))).into_response()),
        Err(fault) if fault.blame == Blame::Caller => {
            let frame = desk.frame(Section::Analysis, desk.say(w::DRAFT_SAVE));
            let typed = |name: &str| posted.text(name).to_owned();
            let again = form(&desk, &frame, question, &params, &typed);
            let mut page = FormsPage::new(frame);
            page.alert = Some(fault.text.get(desk.lang()).to_owned());
            page.forms = vec![again];
            Ok(page.response(NOT_TAKEN))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `GET /analysis/drafts/{name}`, and `.toml` behind the name.
pub(crate) async fn get(
    State(app): State<App>,
    Path(file): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let (name, ending) = split(&file);
    let draft = desk.source.home().saved_draft(name).map_err(ClientError::missing)?;
    match ending {
        None => Ok(draft_page(&desk, &draft, None).await?.into_response()),
        Some("toml") => Ok(download(&draft)),
        Some(_) => Err(ClientError::no_page()),
    }
}

/// The file as it would stand among the definitions; nobody's figures are in it.
fn download(draft: &SavedFile) -> Response {
    let name = format!("attachment; filename=\"{}.toml\"", encode(&draft.latest.title));
    let kind = "application/toml; charset=utf-8".to_owned();
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    (headers, draft.latest.text.clone()).into_response()
}

/// `POST /analysis/drafts/{name}/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let draft = desk.source.home().saved_draft(&name).map_err(ClientError::missing)?;
    match desk.source.home().remove_draft(&name) {
        Ok(()) => Ok(Redirect::to(&desk.link("/analysis")).into_response()),
        Err(fault) if fault.blame == Blame::Caller => {
            Ok((NOT_TAKEN, draft_page(&desk, &draft, Some(fault)).await?).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn draft_page(
    desk: &Desk,
    draft: &SavedFile,
    fault: Option<Fault>,
) -> Result<Paper, ClientError> {
    let (lang, latest) = (desk.lang(), &draft.latest);
    // A draft may name what the definitions no longer have; then its file is all there is to see.
    let (title, parts, fault) = match desk.source.home().read_draft(draft) {
        Ok(read) => {
            (read.title.get(lang).to_owned(), dashboard::parts(desk, &read).await?.0, fault)
        }
        Err(why) => (latest.title.clone(), Vec::new(), Some(why)),
    };
    let frame = desk.frame(Section::Analysis, title);
    let number = latest.number.to_string();
    let facts = vec![
        (
            desk.say(w::REVISION),
            w::REVISION_OF.fill(lang, &[("number", &number), ("all", &number)]),
        ),
        (desk.say(w::SAVED_AT), beijing::minute(latest.at)),
        (desk.say(w::SAVED_BY), desk.glossary().value("actor", &latest.by)),
    ];
    let own = desk.reader.visitor.as_deref().is_some_and(|me| me.name() == draft.owner);
    let action = frame.link(&format!("{}/remove", path(&latest.title)));
    let remove = (own && desk.may(Right::Propose))
        .then(|| Form::post(lang, "remove", action, w::DRAFT_REMOVE).of(&frame));
    Ok(Paper::new(&DraftPage {
        alert: fault.map(|fault| fault.text.get(lang).to_owned()),
        answer: desk.say(w::DRAFT_ABOUT).to_owned(),
        facts,
        parts,
        file: latest.text.clone(),
        download: desk.link(&format!("{}.toml", path(&latest.title))),
        forms: rendered(remove.into_iter().collect()),
        frame,
    }))
}
