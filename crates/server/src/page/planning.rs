//! The planners' bench: new standards are entered, their result looked at, and saved.
//!
//! # Invariants
//!
//! - To try is an address and changes nothing; to save is a form, and what it saves is the file of
//!   the command line.
//! - A mistake is named at its field, and what was typed stays.

use access::Right;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::{Blame, Lang, Result, ResultTable, Text, beijing};
use plan::{Mistake, Part, Scenario};
use supervise::{SavedFile, read_scenario};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, render};
use crate::forms::rendered;
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::plan_form::{
    Base, Bench, base, choose_form, draft, monthly, named, place, save_forms, try_form,
};
use crate::page::plan_view::{self, PlanView};
use crate::page::sections::hand_table;
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Cell, Selection, TableView};
use crate::words as w;

const STANDARDS: &str = "standards_in_force";

#[derive(Template)]
#[template(path = "planning.html")]
struct PlanningPage {
    frame: Frame,
    alert: Option<String>,
    /// How many fields are wrong, in words.
    said: String,
    /// The address of each of them, and how it is wrong.
    mistakes: Vec<(String, String)>,
    form: String,
    result: Option<PlanView>,
    save: String,
    saved: String,
    choose: String,
    standards: String,
}

/// `GET /planning`; with standards in the address, their result too.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let now = desk.ask(STANDARDS).await?;
    let given = |name: &str| desk.reader.params.get(name).map(String::as_str);
    let is_sent = given("urban").is_some();
    let draft = draft(&desk, &now, is_sent, given)?;
    // A scenario that is only tried needs no name.
    let mistakes = match is_sent {
        true => named(&draft).check().err().unwrap_or_default(),
        false => Vec::new(),
    };
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let bench = Bench { base: base(given), draft, is_sent, mistakes, alert: None };
    Ok((status, Paper::new(&page(&desk, &now, bench).await?)).into_response())
}

/// `POST /scenarios`: saves what the form says, as a new scenario or as the next revision.
pub(crate) async fn save(
    State(app): State<App>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let now = desk.ask(STANDARDS).await?;
    let given = |name: &str| posted.all(name).first().map(String::as_str);
    let draft = draft(&desk, &now, true, given)?;
    let base = base(given);
    let mut bench = Bench { base, is_sent: true, draft, ..Bench::default() };
    match bench.draft.check() {
        Ok(scenario) if is_taken(&desk, &scenario, base)? => {
            let word = w::SCENARIO_TITLE_TAKEN;
            let text = Text::new(word.get(Lang::Zh), word.get(Lang::En));
            bench.mistakes.push((Part::Title, text));
        }
        Ok(scenario) => {
            match desk.source.home().save_scenario("scenario.toml", &scenario.text(), base) {
                Ok(id) => {
                    let to = desk.link(&format!("/scenarios/{id}"));
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(fault) if fault.blame == Blame::Caller => {
                    bench.alert = Some(fault.text.get(desk.lang()).to_owned());
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(mistakes) => bench.mistakes = mistakes,
    }
    Ok((NOT_TAKEN, Paper::new(&page(&desk, &now, bench).await?)).into_response())
}

/// Whether another scenario is called so.
fn is_taken(desk: &Desk, scenario: &Scenario, base: Base) -> Result<bool> {
    let own = base.map(|(id, _)| id);
    let saved = desk.source.scenarios()?;
    Ok(saved.iter().any(|one| one.latest.title == scenario.title && Some(one.id) != own))
}

async fn page(
    desk: &Desk,
    now: &ResultTable,
    mut bench: Bench,
) -> Result<PlanningPage, ClientError> {
    let lang = desk.lang();
    let trial = bench.draft.check().or_else(|_| named(&bench.draft).check()).ok();
    let result = match trial.filter(|_| bench.is_sent) {
        Some(scenario) => Some(plan_view::compute(desk, &scenario).await?),
        None => None,
    };
    if result.is_none() {
        // The name is asked for beside what is to be saved.
        bench.mistakes.retain(|(part, _)| *part != Part::Title);
    }
    let mut frame = desk.frame(Section::Planning, desk.say(w::PLANNING_TITLE));
    frame.receipt = result.as_ref().map(|result| result.receipt.clone());
    let saved = desk.source.scenarios()?;
    let mine = bench.base.and_then(|(id, _)| saved.iter().find(|one| one.id == id));
    let save = match result.is_some() && desk.may(Right::Propose) {
        true => save_forms(&frame, &bench, mine),
        false => Vec::new(),
    };
    let located = |(part, text): &Mistake| {
        let (form, field) = place(*part, mine.is_some());
        (format!("#{form}-{field}"), text.get(lang).to_owned())
    };
    let caption = desk.title_of(STANDARDS);
    let selection = Selection { id: "standards-table", caption: &caption, ..Selection::default() };
    Ok(PlanningPage {
        alert: bench.alert.clone(),
        said: w::MISTAKES.fill(lang, &[("count", &bench.mistakes.len().to_string())]),
        mistakes: bench.mistakes.iter().map(located).collect(),
        form: rendered(vec![try_form(desk, &frame, &bench, &monthly(now)?)]),
        result,
        save: rendered(save),
        saved: render(&saved_table(desk, &saved)),
        choose: rendered(choose_form(&frame, &saved, &[]).into_iter().collect()),
        standards: render(&desk.table(now, selection)),
        frame,
    })
}

/// The saved scenarios, each a way to its page.
fn saved_table(desk: &Desk, saved: &[SavedFile]) -> TableView {
    let heads = [
        (w::SCENARIO, false),
        (w::REVISION, true),
        (w::URBAN_MONTH, true),
        (w::RURAL_MONTH, true),
        (w::EFFECTIVE, false),
        (w::SAVED_AT, false),
        (w::SAVED_BY, false),
    ];
    let row = |one: &SavedFile| {
        let latest = &one.latest;
        let says = read_scenario(one.id, latest).ok();
        let says = |of: fn(&Scenario) -> String| says.as_ref().map(of).unwrap_or_default();
        vec![
            Cell::link(&latest.title, desk.link(&format!("/scenarios/{}", one.id))),
            Cell::number(latest.number.to_string()),
            Cell::number(says(|scenario| scenario.standards.urban.to_string())),
            Cell::number(says(|scenario| scenario.standards.rural.to_string())),
            Cell::text(says(|scenario| scenario.effective_from.to_string())).class("short"),
            Cell::text(beijing::minute(latest.at)).class("short"),
            Cell::text(desk.glossary().value("actor", &latest.by)),
        ]
    };
    let rows = saved.iter().map(row).collect();
    hand_table(desk, "scenarios", desk.say(w::SCENARIOS), &heads, rows, w::SCENARIOS_NONE)
}
