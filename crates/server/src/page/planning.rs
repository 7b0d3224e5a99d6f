//! The planners' page: what a new standard would cost, by town.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use chart::Exact;
use chrono::{Datelike, NaiveDate};
use model::norm::SCALE;
use model::{Blame, Fault, Fen, Lang, Programme, Result, ResultTable};
use plan::{Include, Scenario, Standard, Standards, TakeUp};
use registry::{ChartKind, ChartSpec};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, page, render};
use crate::frame::{Frame, Section};
use crate::page::question::Field;
use crate::reader::Reader;
use crate::table::Selection;
use crate::words::{self as w, Word};

const STANDARDS: &str = "standards_in_force";

struct Outcome {
    answer: String,
    figure: Option<String>,
    table: String,
}

#[derive(Template)]
#[template(path = "planning.html")]
struct PlanningPage {
    frame: Frame,
    fields: Vec<Field>,
    result: Option<Outcome>,
    standards: String,
}

/// `GET /planning`; with standards in the address, their result too.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let standards = desk.ask(STANDARDS).await?;
    let now = monthly(&standards)?;
    let mut frame = desk.frame(Section::Planning, desk.say(w::PLANNING_TITLE));
    let result = if desk.reader.params.contains_key("urban") {
        let scenario = scenario(&desk)?;
        let table = desk.source.plan(desk.view()?, &scenario).await?;
        frame.receipt = Some(table.provenance.receipt());
        let whole = desk.source.plan_sums(desk.view()?, &scenario).await?;
        Some(outcome(&desk, &table, &whole)?)
    } else {
        None
    };
    let title = desk.title_of(STANDARDS);
    let selection = Selection { id: "standards-table", caption: &title, ..Selection::default() };
    page(&PlanningPage {
        frame,
        fields: fields(&desk, &now),
        result,
        standards: render(&desk.table(&standards, selection)),
    })
}

/// The monthly standard of each programme, as texts.
fn monthly(standards: &ResultTable) -> Result<BTreeMap<String, String>> {
    let programmes = standards.texts("programme")?.into_iter();
    let pairs = programmes.zip(standards.texts("standard_month_yuan")?);
    Ok(pairs.filter_map(|(programme, yuan)| Some((programme?, yuan?))).collect())
}

fn fields(desk: &Desk, now: &BTreeMap<String, String>) -> Vec<Field> {
    let field = |name: &str, label: Word, kind, default: &str, hint: String| Field {
        name: name.to_owned(),
        label: desk.say(label).to_owned(),
        kind,
        value: desk.reader.params.get(name).map_or(default, String::as_str).to_owned(),
        hint,
    };
    let standard = |name: &str, label: Word, programme: Programme| {
        let value = now.get(programme.code()).map_or("", String::as_str);
        let hint = w::HINT_NOW.fill(desk.lang(), &[("value", value)]);
        field(name, label, "text", value, hint)
    };
    vec![
        standard("urban", w::URBAN, Programme::DibaoUrban),
        standard("rural", w::RURAL, Programme::DibaoRural),
        field("take_up", w::TAKE_UP, "text", "1", desk.say(w::HINT_TAKE_UP).to_owned()),
        field("effective", w::EFFECTIVE, "date", "", desk.say(w::HINT_EFFECTIVE).to_owned()),
    ]
}

/// The scenario that the form describes.
fn scenario(desk: &Desk) -> Result<Scenario, ClientError> {
    let given = |name: &str| desk.reader.params.get(name).map_or("", |text| text.trim());
    let standard = |name: &str, label: Word| {
        Fen::parse_yuan(given(name))
            .and_then(Standard::monthly)
            .ok_or_else(|| wrong(label, given(name)))
    };
    let take_up = match given("take_up") {
        "" => SCALE,
        text => share(text).ok_or_else(|| wrong(w::TAKE_UP, text))?,
    };
    let effective_from = match given("effective") {
        "" => next_year(desk.as_of()?),
        text => text.parse().map_err(|_| wrong(w::EFFECTIVE, text))?,
    };
    Ok(Scenario {
        title: w::PLANNING_TITLE.get(Lang::Zh).to_owned(),
        effective_from,
        standards: Standards {
            urban: standard("urban", w::URBAN)?,
            rural: standard("rural", w::RURAL)?,
        },
        take_up: TakeUp { urban: take_up, rural: take_up },
        include: BTreeSet::from([Include::Continuing, Include::NewlyEligible]),
    })
}

/// A share between 0 and 1 in ten-thousandths.
fn share(text: &str) -> Option<i128> {
    let value = Exact::parse(text)?;
    (Exact::default()..=Exact::whole(1)).contains(&value).then(|| value.ten_thousandths())
}

fn next_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + 1, 1, 1).unwrap_or(day)
}

fn wrong(label: Word, given: &str) -> ClientError {
    let say = |lang| w::BAD_FIELD.fill(lang, &[("field", label.get(lang)), ("given", given)]);
    Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En)).into()
}

/// What the tables say; the sums are of all rows, for not every cell may be shown.
fn outcome(desk: &Desk, table: &ResultTable, whole: &ResultTable) -> Result<Outcome> {
    let sum = |column: &str| -> Result<Exact> {
        let cells = whole.texts(column)?.into_iter().flatten();
        Ok(cells.filter_map(|cell| Exact::parse(&cell)).fold(Exact::default(), Exact::plus))
    };
    let (now, after) = (sum("yuan_now")?, sum("yuan_after")?);
    let by = after.minus(now);
    let word = match by.cmp(&Exact::default()) {
        std::cmp::Ordering::Greater => w::MORE_BY,
        std::cmp::Ordering::Less => w::LESS_BY,
        std::cmp::Ordering::Equal => w::NO_CHANGE,
    };
    let change = word.fill(desk.lang(), &[("by", &by.abs().grouped(2))]);
    let answer = w::PLAN_ANSWER.fill(
        desk.lang(),
        &[
            ("now", &now.grouped(2)),
            ("after", &after.grouped(2)),
            ("change", &change),
            ("households_now", &desk.count_of(sum("households_now")?)),
            ("households_after", &desk.count_of(sum("households_after")?)),
        ],
    );
    let spec = ChartSpec {
        kind: ChartKind::Bar,
        x: "town_code".to_owned(),
        y: vec!["yuan_now".to_owned(), "yuan_after".to_owned()],
        low: None,
        high: None,
        series: None,
    };
    let selection = Selection { id: "plan", caption: desk.say(w::RESULT), ..Selection::default() };
    Ok(Outcome {
        answer,
        figure: desk.figure(table, &spec, "plan-figure", desk.say(w::PLAN_CHART)),
        table: render(&desk.table(table, selection)),
    })
}
