//! Saved scenarios: one with its revisions, removed by who saved it, and two or three side by side.

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::{Blame, Fen, Lang, beijing};
use plan::{Group, Scenario, Total};
use registry::{ChartKind, ChartSpec};
use supervise::{Revision, SavedFile, read_scenario};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, Part};
use crate::export::table_links;
use crate::forms::{Form, rendered};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::plan_form::{PICK, change_link, choose_form};
use crate::page::plan_view::{self, count, of_year, yuan};
use crate::page::sections::{hand_table, part, plain_table};
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Cell, Head, Selection, TableView};
use crate::words as w;

#[derive(Template)]
#[template(path = "scenario.html")]
struct ScenarioPage {
    frame: Frame,
    alert: Option<String>,
    answer: String,
    links: Vec<Link>,
    facts: Vec<(&'static str, String)>,
    parts: Vec<Part>,
    file: Option<String>,
    forms: String,
}

/// `GET /scenarios/{id}`: its latest revision, or the one that the address names.
pub(crate) async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let saved = find(&desk, &id)?;
    Ok(Paper::new(&page(&desk, &saved, None).await?).into_response())
}

/// `POST /scenarios/{id}/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let saved = find(&desk, &id)?;
    match desk.source.home().remove_scenario(saved.id) {
        Ok(()) => Ok(Redirect::to(&desk.link("/planning")).into_response()),
        Err(fault) if fault.blame == Blame::Caller => {
            let alert = fault.text.get(desk.lang()).to_owned();
            let page = page(&desk, &saved, Some(alert)).await?;
            Ok((NOT_TAKEN, Paper::new(&page)).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn find(desk: &Desk, id: &str) -> Result<SavedFile, ClientError> {
    let id = id.parse().map_err(|_| ClientError::no_page())?;
    desk.source.scenario(id).map_err(ClientError::missing)
}

async fn page(
    desk: &Desk,
    saved: &SavedFile,
    alert: Option<String>,
) -> Result<ScenarioPage, ClientError> {
    let asked = desk.reader.params.get("revision").and_then(|number| number.parse().ok());
    let revision = saved.revision(asked.unwrap_or(saved.latest.number));
    let revision = revision.ok_or_else(ClientError::no_page)?;
    let scenario = read_scenario(saved.id, revision)?;
    let result = plan_view::compute(desk, &scenario).await?;
    let mut frame = desk.frame(Section::Planning, &revision.title);
    frame.receipt = Some(result.receipt);
    let mut parts = result.parts;
    parts.push(part("revisions", desk.say(w::REVISIONS), &revisions(desk, saved)));
    let may = desk.may(Right::Propose);
    let change = may.then(|| Link {
        // Whatever revision is shown, a change follows the latest.
        href: change_link(desk, &scenario, (saved.id, saved.latest.number)),
        text: desk.say(w::SCENARIO_CHANGE).to_owned(),
    });
    let all = Link { href: desk.link("/planning"), text: desk.say(w::SCENARIOS).to_owned() };
    let own = desk.reader.visitor.as_deref().is_some_and(|me| me.name() == saved.owner);
    let form = (may && own).then(|| remove_form(&frame, saved.id));
    Ok(ScenarioPage {
        alert,
        answer: result.answer,
        links: change.into_iter().chain([all]).collect(),
        facts: facts(desk, saved, revision, &scenario),
        parts,
        file: Some(revision.text.clone()),
        forms: rendered(form.into_iter().collect()),
        frame,
    })
}

fn facts(
    desk: &Desk,
    saved: &SavedFile,
    revision: &Revision,
    scenario: &Scenario,
) -> Vec<(&'static str, String)> {
    let (number, all) = (revision.number.to_string(), saved.latest.number.to_string());
    let values = [("number", number.as_str()), ("all", all.as_str())];
    let mut facts = plan_view::facts(desk, scenario);
    facts.extend([
        (desk.say(w::REVISION), w::REVISION_OF.fill(desk.lang(), &values)),
        (desk.say(w::SAVED_AT), beijing::minute(revision.at)),
        (desk.say(w::SAVED_BY), desk.glossary().value("actor", &revision.by)),
    ]);
    facts
}

fn remove_form(frame: &Frame, id: i64) -> Form {
    let action = frame.link(&format!("/scenarios/{id}/remove"));
    let form = Form::post(frame.lang, "remove", action, w::SCENARIO_REMOVE);
    form.of(frame).titled(w::SCENARIO_REMOVE_ABOUT.get(frame.lang))
}

fn revisions(desk: &Desk, saved: &SavedFile) -> TableView {
    let heads =
        [(w::REVISION, false), (w::SCENARIO, false), (w::SAVED_AT, false), (w::SAVED_BY, false)];
    let row = |revision: &Revision| {
        let path = desk.link(&format!("/scenarios/{}", saved.id));
        let sign = if path.contains('?') { '&' } else { '?' };
        let number = revision.number;
        vec![
            Cell::link(number.to_string(), format!("{path}{sign}revision={number}")),
            Cell::text(&revision.title),
            Cell::text(beijing::minute(revision.at)).class("short"),
            Cell::text(desk.glossary().value("actor", &revision.by)),
        ]
    };
    let rows = saved.revisions().map(row).collect();
    hand_table(desk, "revisions", desk.say(w::REVISIONS), &heads, rows, w::SCENARIOS_NONE)
}

/// One of those that are compared.
struct Compared {
    title: String,
    scenario: Scenario,
    total: Total,
}

/// `GET /planning/compare?with_3=1&with_5=1`.
pub(crate) async fn compare(
    State(app): State<App>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let saved = desk.source.scenarios()?;
    let picked: Vec<i64> = saved
        .iter()
        .map(|one| one.id)
        .filter(|id| desk.reader.params.contains_key(&format!("{PICK}{id}")))
        .collect();
    let frame = desk.frame(Section::Planning, desk.say(w::COMPARE_TITLE));
    let mut page = ScenarioPage {
        alert: None,
        answer: String::new(),
        links: vec![Link { href: desk.link("/planning"), text: desk.say(w::SCENARIOS).to_owned() }],
        facts: Vec::new(),
        parts: Vec::new(),
        file: None,
        forms: rendered(choose_form(&frame, &saved, &picked).into_iter().collect()),
        frame,
    };
    if !(2..=3).contains(&picked.len()) {
        let values = [("count", &*picked.len().to_string())];
        page.alert = Some(w::COMPARE_COUNT.fill(desk.lang(), &values));
        return Ok((NOT_TAKEN, Paper::new(&page)).into_response());
    }
    let mut compared = Vec::new();
    for one in saved.iter().filter(|one| picked.contains(&one.id)) {
        let scenario = read_scenario(one.id, &one.latest)?;
        let planned = desk.source.planned(desk.view()?, &scenario).await?;
        let (title, total) = (one.latest.title.clone(), planned.total.clone());
        compared.push(Compared { title, scenario, total });
    }
    fill(&desk, &mut page, &compared).await?;
    Ok((StatusCode::OK, Paper::new(&page)).into_response())
}

/// What a comparison shows.
async fn fill(
    desk: &Desk,
    page: &mut ScenarioPage,
    compared: &[Compared],
) -> Result<(), ClientError> {
    let scenarios: Vec<Scenario> = compared.iter().map(|one| one.scenario.clone()).collect();
    let towns = desk.source.plan_comparison(desk.view()?, &scenarios).await?;
    page.answer = answer(desk.lang(), compared);
    page.frame.receipt = Some(towns.provenance.receipt());
    let selection =
        Selection { id: "comparison", caption: desk.say(w::COMPARE_TOWNS), ..Selection::default() };
    let y = (1..=compared.len()).map(|number| format!("change_yuan_{number}")).collect();
    let spec = ChartSpec {
        kind: ChartKind::Bar,
        x: "town_code".to_owned(),
        y,
        low: None,
        high: None,
        series: None,
        apart: false,
    };
    page.parts = vec![
        part("measures", desk.say(w::COMPARE_MEASURES), &measures(desk, compared)),
        Part {
            figure: desk.figure(&towns, &spec, "comparison-figure", &page.answer),
            ..part("by-town", desk.say(w::COMPARE_TOWNS), &desk.table(&towns, selection))
        },
    ];
    Ok(())
}

/// Which of them costs most, and by how much.
fn answer(lang: Lang, compared: &[Compared]) -> String {
    let most = compared.iter().max_by_key(|one| one.total.after);
    let least = compared.iter().min_by_key(|one| one.total.after);
    let (Some(most), Some(least)) = (most, least) else { return String::new() };
    let by = most.total.after - least.total.after;
    match by {
        Fen(0) => w::COMPARE_SAME.fill(lang, &[("yuan", &yuan(most.total.after))]),
        _ => w::COMPARE_ANSWER.fill(
            lang,
            &[
                ("most", &most.title),
                ("most_yuan", &yuan(most.total.after)),
                ("least", &least.title),
                ("least_yuan", &yuan(least.total.after)),
                ("by", &yuan(by)),
            ],
        ),
    }
}

/// A row for each measure, a column for each scenario.
fn measures(desk: &Desk, compared: &[Compared]) -> TableView {
    let numbered = |(number, one): (usize, &Compared)| {
        let values = [("number", &*number.to_string()), ("title", &one.title)];
        let text = w::COMPARE_NUMBERED.fill(desk.lang(), &values);
        Head { text, number: true, ..Head::default() }
    };
    let first = Head { text: desk.say(w::COMPARE_MEASURE).to_owned(), ..Head::default() };
    let heads = std::iter::once(first).chain((1..).zip(compared).map(numbered)).collect();
    let row = |label: &str, of: &dyn Fn(&Compared) -> String| -> Vec<Cell> {
        let cells = compared.iter().map(|one| Cell::number(of(one)));
        std::iter::once(Cell::text(label)).chain(cells).collect()
    };
    let change = |one: &Compared| one.total.after - one.total.now;
    let mut rows: Vec<Vec<Cell>> = compared
        .first()
        .map(|one| plan_view::facts(desk, &one.scenario))
        .unwrap_or_default()
        .into_iter()
        .enumerate()
        .map(|(at, (label, _))| {
            let value = |one: &Compared| {
                let facts = plan_view::facts(desk, &one.scenario);
                facts.into_iter().nth(at).map(|(_, value)| value).unwrap_or_default()
            };
            let mut cells = row(label, &value);
            // Sentences among numbers.
            cells.iter_mut().skip(1).for_each(|cell| cell.class = "number wraps");
            cells
        })
        .collect();
    let by_group = |group: Group| move |one: &Compared| count(desk, &one.total, group);
    rows.extend([
        row(desk.say(w::SPENDING_AFTER), &|one| yuan(one.total.after)),
        row(desk.say(w::CHANGE_MONTH), &|one| yuan(change(one))),
        row(desk.say(w::CHANGE_YEAR), &|one| yuan(of_year(change(one)))),
        row(desk.say(w::HOUSEHOLDS_AFTER), &|one| desk.count(one.total.households_after)),
        row(desk.say(w::NEWLY_ELIGIBLE), &by_group(Group::NewlyEligible)),
        row(desk.say(w::LOSING), &by_group(Group::Losing)),
    ]);
    let table = TableView {
        heads,
        caption: desk.say(w::COMPARE_MEASURES).to_owned(),
        downloads: table_links(desk, "measures"),
        ..plain_table(desk.lang(), "measures", w::COMPARE_MEASURES, &[], rows)
    };
    desk.reader.catch.shown(desk, &table);
    table
}
