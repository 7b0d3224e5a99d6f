//! What is done with a lead, on its page: taken up, handed on, checked, decided, verified, reopened.
//!
//! # Not here
//!
//! Which step may come next and who may do it (`ledger`), and what was put right, which comes with a
//! file that shows it (`doudi ledger rectify`).

use std::collections::BTreeSet;

use access::Right;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::{Blame, Fault, Fen, Lang, Result};
use supervise::{Judgement, Lead, LeadState, Verdict};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, render};
use crate::forms::{Choice, Field, Form};
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::ledger;
use crate::reader::Reader;
use crate::words::{self as w, Word};

/// The field that says which step a form is for.
const STEP: &str = "step";

/// `POST /ledger/{id}`: one step; the page of the lead follows, with what was refused if it was.
pub(crate) async fn post(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let number = id.parse().map_err(|_| ClientError::no_page())?;
    let lead = desk.source.lead(number).map_err(ClientError::missing)?;
    match step(&desk, &lead, &posted) {
        Ok(()) => Ok(Redirect::to(&desk.link(&format!("/ledger/{number}"))).into_response()),
        Err(fault) if fault.blame == Blame::Caller => {
            let alert = fault.text.get(desk.lang()).to_owned();
            let page = ledger::page_of(&desk, &lead, &posted, Some(alert)).await?;
            Ok((NOT_TAKEN, axum::response::Html(render(&page))).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn step(desk: &Desk, lead: &Lead, posted: &Posted) -> Result<()> {
    let home = desk.source.home();
    let (id, by) = (lead.id, desk.visitor_name());
    let why = posted.text("reason");
    match posted.text(STEP) {
        "take" => {
            home.assign_lead(id, by, by, None, why)?;
            home.start_lead(id, by, "").map(|_| ())
        }
        "assign" if desk.may(Right::Assign) => {
            home.assign_lead(id, by, posted.text("to"), None, why).map(|_| ())
        }
        "start" => home.start_lead(id, by, "").map(|_| ()),
        "decide" => home.decide_lead(id, by, &judgement(posted)?).map(|_| ()),
        "close" => home.close_lead(id, by, why).map(|_| ()),
        "reopen" => home.reopen_lead(id, by, why).map(|_| ()),
        _ => Err(unread()),
    }
}

/// What the form of a decision says.
fn judgement(posted: &Posted) -> Result<Judgement> {
    let money = |name: &str| match posted.text(name).trim() {
        "" => Ok(Fen(0)),
        text => Fen::parse_yuan(text).ok_or_else(unread),
    };
    let code = posted.text("code");
    Ok(Judgement {
        verdict: posted.text("outcome").parse().map_err(|_| unread())?,
        code: (!code.is_empty()).then(|| code.to_owned()),
        over: money("over_yuan")?,
        under: money("under_yuan")?,
        reason: posted.text("reason").to_owned(),
    })
}

/// A form of which a field cannot be read.
fn unread() -> Fault {
    let word = w::VISIT_UNREAD;
    Fault::new(Blame::Caller, word.get(Lang::Zh), word.get(Lang::En))
}

/// The forms of the steps that may come next, for whoever may do them; with what was typed.
pub(crate) fn forms(desk: &Desk, lead: &Lead, typed: &Posted) -> Vec<Form> {
    use LeadState::{Assigned, Checking, Closed, Decided, New, Rectified};
    let may_assign = desk.may(Right::Assign);
    let steps: &[&str] = match lead.state {
        New if may_assign => &["take", "assign"],
        New => &["take"],
        Assigned if may_assign => &["start", "assign"],
        Assigned => &["start"],
        Checking if may_assign => &["decide", "assign"],
        Checking => &["decide"],
        Decided => &["reopen"],
        Rectified => &["close", "reopen"],
        Closed => &["reopen"],
    };
    let open = steps.iter().filter(|_| desk.may(Right::Decide));
    open.map(|step| form(desk, lead, step, typed)).collect()
}

fn form(desk: &Desk, lead: &Lead, step: &'static str, typed: &Posted) -> Form {
    let lang = desk.lang();
    let (button, reason): (Word, Option<Word>) = match step {
        "take" => (w::STEP_TAKE, None),
        "assign" => (w::STEP_ASSIGN, Some(w::NOTE)),
        "start" => (w::STEP_START, None),
        "decide" => (w::STEP_DECIDE, Some(w::LEAD_WHY)),
        "close" => (w::STEP_CLOSE, Some(w::NOTE)),
        _ => (w::STEP_REOPEN, Some(w::LEAD_WHY)),
    };
    let mut form = Form::post(lang, step, format!("/ledger/{}", lead.id), button)
        .of(&desk.frame(crate::frame::Section::Inspection, ""))
        .titled(button.get(lang));
    form.hidden.push((STEP, step.to_owned()));
    let field = |name, word| Field {
        value: typed.text(name).to_owned(),
        ..Field::new(lang, name, word, "text")
    };
    if step == "assign" {
        form.fields.push(field("to", w::STEP_TO));
    }
    if step == "decide" {
        form.choices = decision(desk, lead, typed);
        form.fields.push(field("over_yuan", w::OVERPAID).optional());
        form.fields.push(field("under_yuan", w::UNDERPAID).optional());
    }
    if let Some(word) = reason {
        let own = field("reason", word);
        form.fields.push(if word == w::NOTE { own.optional() } else { own });
    }
    form
}

/// What was found, and the codes of the lead's cause.
fn decision(desk: &Desk, lead: &Lead, typed: &Posted) -> Vec<Choice> {
    let (lang, words) = (desk.lang(), desk.glossary());
    let outcomes = Verdict::ALL
        .iter()
        .map(|verdict| (verdict.code().to_owned(), words.value("outcome", verdict.code())));
    let cause = desk.registry().causes().get(&lead.cause);
    let codes: BTreeSet<&String> = cause.iter().flat_map(|cause| &cause.codes).collect();
    let codes = codes
        .into_iter()
        .map(|code| (code.clone(), format!("{code} {}", words.value("finding_code", code))));
    vec![
        Choice::one("outcome", w::OUTCOME.get(lang), outcomes.collect())
            .ticked(typed.all("outcome")),
        Choice::any("code", w::STEP_CODE.get(lang), codes.collect()).ticked(typed.all("code")),
    ]
}
