//! What a team found at a household of a draw, entered on a page.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chart::Words;
use model::visit::{VISIT_MODES, VISIT_OUTCOMES};
use model::{Blame, Fen, Lang};
use supervise::VisitReport;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Choice, Field, Form, FormsPage};
use crate::frame::Section;
use crate::gate::{NOT_TAKEN, Posted};
use crate::reader::Reader;
use crate::words as w;

/// The kind of a visit that answers a draw.
const KIND: &str = "city_check";

/// `GET /draws/{id}/visit/{key}`.
pub(crate) async fn get(
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    Ok(page(&desk, &id, &key).response(StatusCode::OK))
}

/// `POST /draws/{id}/visit/{key}`.
pub(crate) async fn post(
    State(app): State<App>,
    Path((id, key)): Path<(String, String)>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let lang = Lang::from_code(posted.text("lang")).unwrap_or_default();
    let desk = Desk::open(&app, Reader { lang, ..reader }).await?;
    let mut page = page(&desk, &id, &key);
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

/// The visit that a form tells of; none where a field cannot be read.
fn report(posted: &Posted, draw_id: String, household_key: String) -> Option<VisitReport> {
    let money = |name: &str| match posted.text(name).trim() {
        "" => Some(Fen(0)),
        text => Fen::parse_yuan(text),
    };
    let words = |name: &str| {
        let text = posted.text(name).trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
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
        codes: posted.all("code").iter().map(ToString::to_string).collect(),
        over: money("over_yuan")?,
        under: money("under_yuan")?,
        note: posted.text("note").trim().to_owned(),
        visitors: ["visitor_1", "visitor_2"].into_iter().filter_map(words).collect(),
        draw_id: Some(draw_id),
        ..VisitReport::default()
    })
}

fn page(desk: &Desk, id: &str, key: &str) -> FormsPage {
    let lang = desk.lang();
    let words = desk.glossary();
    let title = w::VISIT_TITLE.fill(lang, &[("key", key)]);
    let frame = desk.frame(Section::Inspection, title);
    let action = format!("/draws/{}/visit/{}", crate::link::encode(id), crate::link::encode(key));
    let mut form = Form::post(lang, "visit", action, w::VISIT_SAVE).of(&frame);
    let options = |column: &str, codes: &[&str]| -> Vec<(String, String)> {
        codes.iter().map(|code| ((*code).to_owned(), words.value(column, code))).collect()
    };
    form.fields.push(Field::new(lang, "visited_on", w::VISITED_ON, "date"));
    for (name, word) in
        [("over_yuan", w::OVERPAID), ("under_yuan", w::UNDERPAID), ("note", w::NOTE)]
    {
        form.fields.push(Field::new(lang, name, word, "text").optional());
    }
    form.fields.push(Field::new(lang, "visitor_1", w::VISITOR_1, "text"));
    form.fields.push(Field::new(lang, "visitor_2", w::VISITOR_2, "text").optional());
    let causes = desk.registry().causes().values();
    let codes: BTreeSet<&str> =
        causes.flat_map(|cause| cause.codes.iter().map(String::as_str)).collect();
    let codes = codes
        .into_iter()
        .map(|code| (code.to_owned(), format!("{code} {}", words.value("finding_code", code))));
    form.choices = vec![
        Choice::one(
            "visit_outcome",
            w::VISIT_OUTCOME.get(lang),
            options("visit_outcome", &VISIT_OUTCOMES),
        ),
        Choice::one("visit_mode", w::VISIT_MODE.get(lang), options("visit_mode", &VISIT_MODES)),
        Choice::any(
            "marks",
            w::VISIT_MARKS.get(lang),
            ["after_hours", "with_village"]
                .map(|name| (name.to_owned(), words.column(name)))
                .to_vec(),
        ),
        Choice::any("code", w::FINDINGS.get(lang), codes.collect()),
    ];
    let answer = w::VISIT_ANSWER.fill(lang, &[("draw", id)]);
    FormsPage { answer, forms: vec![form], ..FormsPage::new(frame) }
}
