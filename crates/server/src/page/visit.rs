//! What a team found at a household of a draw, entered on a page.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chart::Words;
use model::visit::{VISIT_ITEMS, VISIT_MODES, VISIT_OUTCOMES};
use model::{Blame, Fen};
use supervise::VisitReport;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Choice, Field, Form, FormsPage};
use crate::frame::Section;
use crate::gate::{NOT_TAKEN, Posted};
use crate::link::encode;
use crate::reader::Reader;
use crate::words as w;

/// The kind of a visit that answers a draw.
const KIND: &str = "city_check";

/// What was looked into.
const ITEMS: &str = "checked_items";

/// People are met at home unless the form says otherwise.
const MODE: &str = "on_site";

/// `GET /draws/{id}/visit/{key}`.
pub(crate) async fn get(
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    is_to_visit(&desk, &id, &key)?;
    let team = desk.source.home().team_of(&id, &key)?;
    let mut page = page(&desk, &id, &key, &Posted::default());
    // Whoever the draw sends is there already: the lead in the first field, all others in the second.
    let names = team.split_first().map(|(lead, others)| [lead.clone(), others.join("、")]);
    let fields = page.forms.iter_mut().flat_map(|form| &mut form.fields);
    let visitors = fields.filter(|field| field.name.starts_with("visitor_"));
    for (field, name) in visitors.zip(names.into_iter().flatten()) {
        field.value = name;
    }
    Ok(page.response(StatusCode::OK))
}

/// `POST /draws/{id}/visit/{key}`.
pub(crate) async fn post(
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    is_to_visit(&desk, &id, &key)?;
    let lang = desk.lang();
    let mut page = page(&desk, &id, &key, &posted);
    let Some(report) = report(&posted, id, key) else {
        page.alert = Some(w::VISIT_UNREAD.get(lang).to_owned());
        return Ok(page.response(NOT_TAKEN));
    };
    let home = desk.source.home().clone();
    match home.record_visits(&[report]).await {
        Ok(_) => {
            page.answer = w::VISIT_RECORDED.get(lang).to_owned();
            page.forms.clear();
            Ok(page.response(StatusCode::OK))
        }
        Err(fault) if fault.blame == Blame::Caller => {
            page.alert = Some(fault.text.get(lang).to_owned());
            Ok(page.response(NOT_TAKEN))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A household that the draw sends nobody to is a page that is not there.
fn is_to_visit(desk: &Desk, id: &str, key: &str) -> Result<(), ClientError> {
    let draws = desk.source.home().draws_to_visit(key)?;
    if draws.iter().any(|draw| draw == id) { Ok(()) } else { Err(ClientError::no_page()) }
}

/// The visit that a form tells of; none where a field cannot be read.
fn report(posted: &Posted, draw_id: String, household_key: String) -> Option<VisitReport> {
    let money = |name: &str| match posted.text(name).trim() {
        "" => Some(Fen(0)),
        text => Fen::parse_yuan(text),
    };
    let names = |name: &str| -> Vec<String> {
        let names = posted.text(name).split(['、', '，', ',']).map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let marked = |name: &str| posted.all("marks").iter().any(|mark| mark == name);
    Some(VisitReport {
        household_key,
        visited_on: posted.text("visited_on").parse().ok()?,
        kind: KIND.to_owned(),
        mode: posted.text("visit_mode").to_owned(),
        outcome: posted.text("visit_outcome").to_owned(),
        after_hours: marked("after_hours"),
        with_village: marked("with_village"),
        checked: posted.all(ITEMS).iter().map(ToString::to_string).collect(),
        codes: posted.all("code").iter().map(ToString::to_string).collect(),
        over: money("over_yuan")?,
        under: money("under_yuan")?,
        note: posted.text("note").trim().to_owned(),
        visitors: ["visitor_1", "visitor_2"].into_iter().flat_map(names).collect(),
        draw_id: Some(draw_id),
        ..VisitReport::default()
    })
}

/// The form, with what was typed before it was refused.
fn page(desk: &Desk, id: &str, key: &str, typed: &Posted) -> FormsPage {
    let lang = desk.lang();
    let words = desk.glossary();
    let frame = desk.frame(Section::Inspection, w::VISIT_TITLE.fill(lang, &[("key", key)]));
    let action = format!("/draws/{}/visit/{}", encode(id), encode(key));
    let mut form = Form::post(lang, "visit", action, w::VISIT_SAVE).of(&frame);
    let field =
        |name, word, kind| Field::new(lang, name, word, kind).valued(typed.text(name).to_owned());
    form.fields = vec![
        field("visited_on", w::VISITED_ON, "date"),
        field("visitor_1", w::VISITOR_1, "text"),
        field("visitor_2", w::VISITOR_2, "text").optional(),
        field("over_yuan", w::OVERPAID, "text").optional(),
        field("under_yuan", w::UNDERPAID, "text").optional(),
        field("note", w::NOTE, "text").optional(),
    ];
    let options = |column: &str, codes: &[&str]| -> Vec<(String, String)> {
        codes.iter().map(|code| ((*code).to_owned(), words.value(column, code))).collect()
    };
    let marks = ["after_hours", "with_village"].map(|name| (name.to_owned(), words.column(name)));
    let mode = Some(typed.all("visit_mode")).filter(|mode| !mode.is_empty());
    form.choices = vec![
        Choice::one(
            "visit_outcome",
            w::VISIT_OUTCOME.get(lang),
            options("visit_outcome", &VISIT_OUTCOMES),
        )
        .ticked(typed.all("visit_outcome")),
        Choice::one("visit_mode", w::VISIT_MODE.get(lang), options("visit_mode", &VISIT_MODES))
            .ticked(mode.unwrap_or(&[MODE.to_owned()])),
        Choice::any("marks", w::VISIT_MARKS.get(lang), marks.to_vec()).ticked(typed.all("marks")),
        Choice::any(ITEMS, w::CHECKED_ITEMS.get(lang), options(ITEMS, &VISIT_ITEMS))
            .ticked(typed.all(ITEMS)),
        Choice::any("code", w::FINDINGS.get(lang), finding_codes(desk)).ticked(typed.all("code")),
    ];
    let answer = w::VISIT_ANSWER.fill(lang, &[("draw", id)]);
    FormsPage { answer, forms: vec![form], ..FormsPage::new(frame) }
}

/// Every code of a finding with what it says.
pub(crate) fn finding_codes(desk: &Desk) -> Vec<(String, String)> {
    let words = desk.glossary();
    let causes = desk.registry().causes().values();
    let codes: BTreeSet<&String> = causes.flat_map(|cause| &cause.codes).collect();
    let label = |code: &String| format!("{code} {}", words.value("finding_code", code));
    codes.into_iter().map(|code| (code.clone(), label(code))).collect()
}
