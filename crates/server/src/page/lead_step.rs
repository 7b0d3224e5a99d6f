//! The next step of a lead: which forms its page has, and what they do.
//!
//! # Invariants
//!
//! - Who does a step is who is signed in; that nobody verifies own work is for the ledger to say.
//! - A form is shown to whoever has the right to send it, in the states that it may come next.

use access::Right;
use chart::Words;
use model::{Blame, Fen, Result};
use supervise::{Judgement, Lead, LeadState, Verdict};

use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Choice, Field, Form};
use crate::frame::Frame;
use crate::gate::Posted;
use crate::page::visit::finding_codes;
use crate::visitor::Visitor;
use crate::words::{self as w, Word};

/// A step: its name in the form, who may take it, and the states before it.
type Step = (&'static str, Right, &'static [LeadState]);

const ASSIGN: Step = (
    "assign",
    Right::Assign,
    &[LeadState::New, LeadState::Assigned, LeadState::Checking, LeadState::Decided],
);
const TAKE: Step = ("take", Right::Decide, &[LeadState::New]);
const START: Step = ("start", Right::Decide, &[LeadState::Assigned]);
const DECIDE: Step = ("decide", Right::Decide, &[LeadState::Checking]);
const RECTIFY: Step = ("rectify", Right::Upload, &[LeadState::Decided]);
const CLOSE: Step = ("close", Right::Decide, &[LeadState::Rectified]);
const AFTER_DECISION: &[LeadState] = &[LeadState::Decided, LeadState::Rectified, LeadState::Closed];
const RECOVER: Step = ("recover", Right::Decide, AFTER_DECISION);
const REFER: Step = ("refer", Right::Decide, AFTER_DECISION);
const REOPEN: Step = ("reopen", Right::Decide, AFTER_DECISION);

/// The forms of a lead for whoever looks at it, with what was typed before it was refused.
pub(crate) fn forms(desk: &Desk, frame: &Frame, lead: &Lead, typed: &Posted) -> Vec<Form> {
    let lang = desk.lang();
    let may = |(_, right, states): Step| desk.may(right) && states.contains(&lead.state);
    // What was not found is neither recovered nor handed on.
    let fits = |(what, ..): Step| match what {
        "recover" => lead.owed() > Fen(0),
        "refer" => lead.is_finding() && lead.referred.is_none(),
        _ => true,
    };
    let form = |(what, ..): Step, title: Word, fields: Vec<Field>| {
        let below = if what == RECTIFY.0 { "/rectify" } else { "" };
        let mut form = Form::post(lang, what, format!("/ledger/{}{below}", lead.id), title);
        form.hidden.push(("what", what.to_owned()));
        Form { fields, ..form.of(frame).titled(title.get(lang)) }
    };
    let is_typed = |step: Step| typed.text("what") == step.0;
    let field = |step: Step, name: &'static str, label, kind| {
        let value = if is_typed(step) { typed.text(name) } else { "" };
        Field::new(lang, name, label, kind).valued(value.to_owned())
    };
    let reason =
        |step: Step| field(step, "reason", w::LEAD_REASON, "text").hint(w::LEAD_NO_NAMES.get(lang));
    let all = [
        (TAKE, w::LEAD_TAKE, Vec::new()),
        (START, w::LEAD_START, Vec::new()),
        (
            DECIDE,
            w::LEAD_DECIDE,
            vec![
                field(DECIDE, "over", w::LEAD_OVER, "text").optional(),
                field(DECIDE, "under", w::LEAD_UNDER, "text").optional(),
                reason(DECIDE),
            ],
        ),
        (
            RECTIFY,
            w::LEAD_RECTIFY,
            vec![
                field(RECTIFY, "action", w::LEAD_ACTION_TAKEN, "text")
                    .hint(w::LEAD_NO_NAMES.get(lang)),
                Field::new(lang, "files", w::LEAD_PROOF_FILE, "file")
                    .hint(w::LEAD_PROOF_HINT.get(lang)),
            ],
        ),
        (CLOSE, w::LEAD_CLOSE, vec![reason(CLOSE).optional()]),
        (
            ASSIGN,
            w::LEAD_ASSIGN,
            vec![
                field(ASSIGN, "to", w::LEAD_TO, "text"),
                field(ASSIGN, "due_on", w::LEAD_DUE, "date")
                    .optional()
                    .hint(w::LEAD_DUE_HINT.get(lang)),
                reason(ASSIGN).optional(),
            ],
        ),
        (
            RECOVER,
            w::LEAD_RECOVER,
            vec![field(RECOVER, "amount", w::LEAD_AMOUNT, "text"), reason(RECOVER).optional()],
        ),
        (REFER, w::LEAD_REFER, vec![field(REFER, "to", w::LEAD_REFER_TO, "text"), reason(REFER)]),
        (REOPEN, w::LEAD_REOPEN, vec![reason(REOPEN)]),
    ];
    let open = all.into_iter().filter(|(step, ..)| may(*step) && fits(*step));
    let mut forms: Vec<Form> =
        open.map(|(step, title, fields)| form(step, title, fields)).collect();
    if let Some(decide) = forms.iter_mut().find(|form| form.id == DECIDE.0) {
        decide.choices = choices(desk, typed);
    }
    forms
}

/// The outcome, and the codes of findings.
fn choices(desk: &Desk, typed: &Posted) -> Vec<Choice> {
    let (lang, words) = (desk.lang(), desk.glossary());
    let outcomes = Verdict::ALL.iter().map(|verdict| verdict.code());
    let outcomes = outcomes.map(|code| (code.to_owned(), words.value("outcome", code)));
    vec![
        Choice::one("outcome", w::LEAD_OUTCOME.get(lang), outcomes.collect())
            .ticked(typed.all("outcome")),
        Choice::any("code", w::LEAD_CODE.get(lang), finding_codes(desk)).ticked(typed.all("code")),
    ]
}

/// Takes the step that a form asks for; a step that cannot be taken is told in a sentence.
///
/// # Errors
/// Whoever asks has no right to it, or it failed for another reason.
pub(crate) fn take(
    desk: &Desk,
    lead: &Lead,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<std::result::Result<(), String>, ClientError> {
    let steps = [TAKE, ASSIGN, START, DECIDE, RECTIFY, RECOVER, REFER, CLOSE, REOPEN];
    let step = steps.into_iter().find(|(what, ..)| *what == posted.text("what"));
    let unread = || Ok(Err(w::LEAD_UNREAD.get(desk.lang()).to_owned()));
    let Some((what, right, states)) = step else { return unread() };
    if !visitor.may(right) {
        return Err(ClientError::refused(w::FAULT_RIGHT));
    }
    if !states.contains(&lead.state) {
        return Ok(Err(w::LEAD_NOT_NOW.get(desk.lang()).to_owned()));
    }
    let (home, id, by) = (desk.source.home(), lead.id, visitor.name());
    let why = posted.text("reason");
    let taken = match what {
        "assign" => {
            let due_on = posted.text("due_on").trim();
            let Ok(due_on) = (!due_on.is_empty()).then(|| due_on.parse()).transpose() else {
                return unread();
            };
            home.assign_lead(id, by, posted.text("to"), due_on, why)
        }
        "take" => home.assign_lead(id, by, by, None, "").and_then(|_| home.start_lead(id, by, "")),
        "start" => home.start_lead(id, by, why),
        "decide" => match judgement(posted) {
            Some(judgement) => home.decide_lead(id, by, &judgement),
            None => return unread(),
        },
        "rectify" => match posted.files() {
            [(_, evidence)] => home.rectify_lead(id, by, posted.text("action"), evidence),
            _ => return Ok(Err(w::LEAD_ONE_FILE.get(desk.lang()).to_owned())),
        },
        "recover" => match Fen::parse_yuan(posted.text("amount").trim()) {
            Some(amount) => home.recover_lead(id, by, amount, why),
            None => return unread(),
        },
        "refer" => home.refer_lead(id, by, posted.text("to"), why),
        "close" => home.close_lead(id, by, why),
        _ => home.reopen_lead(id, by, why),
    };
    match taken {
        Ok(_) => Ok(Ok(())),
        Err(fault) if fault.blame == Blame::Caller => {
            Ok(Err(fault.text.get(desk.lang()).to_owned()))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What a form says of the outcome; none where a field cannot be read.
fn judgement(posted: &Posted) -> Option<Judgement> {
    let money = |name: &str| match posted.text(name).trim() {
        "" => Some(Fen(0)),
        text => Fen::parse_yuan(text),
    };
    let code = match posted.all("code") {
        [] => None,
        [code] => Some(code.clone()),
        _ => return None,
    };
    Some(Judgement {
        verdict: posted.text("outcome").parse().ok()?,
        code,
        over: money("over")?,
        under: money("under")?,
        reason: posted.text("reason").to_owned(),
    })
}
