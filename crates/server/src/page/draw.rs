//! One draw: its plan and commitment, what chance said, and whom to visit.

use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chart::{Exact, Words};
use model::{Blame, Fault, Lang, ResultTable};
use supervise::{Draw, DrawStatus, Purpose};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, Page, Part, page};
use crate::export::{Form, attachment};
use crate::frame::{Frame, Section};
use crate::link::encode;
use crate::page::draw_result;
use crate::page::question::may_export;
use crate::page::sections::{hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, Selection, TableView};
use crate::words::{self as w, Word};

/// A fact with its label.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) code: bool,
    pub(crate) href: Option<String>,
}

#[derive(Template)]
#[template(path = "draw.html")]
struct DrawPage {
    frame: Frame,
    answer: String,
    facts: Vec<Fact>,
    downloads: Vec<Link>,
    parts: Vec<Part>,
    plan: String,
}

/// `GET /draws/{id}`.
pub(crate) async fn get(State(app): State<App>, Path(id): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let draw = find(&desk, &id)?;
    let list = match draw.status {
        DrawStatus::Revealed => Some(desk.source.work_list(&id).await?),
        _ => None,
    };
    let count = list.as_ref().map_or(0, ResultTable::rows);
    let values = [
        ("purpose", &*purpose(&desk, &draw)),
        ("status", desk.say(status(&draw))),
        ("count", &*Exact::whole(count as i64).grouped(0)),
    ];
    page(&DrawPage {
        answer: w::DRAW_ANSWER.fill(desk.lang(), &values),
        facts: facts(&desk, &draw),
        downloads: match list.is_some() && desk.may(Right::Export) {
            true => files(&desk, &id),
            false => Vec::new(),
        },
        parts: parts(&desk, &id, list.as_ref())?,
        plan: draw.plan.clone(),
        frame: desk
            .frame(Section::Inspection, w::DRAW_TITLE.fill(desk.lang(), &[("id", &draw.id)])),
    })
}

/// `GET /draws/{id}/bundle.json`.
pub(crate) async fn bundle(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let draw = find(&desk, &id)?;
    revealed(&draw)?;
    if desk.source.town().is_some() {
        return Err(told(w::WORK_LIST_NONE, &draw.id));
    }
    may_export(&desk)?;
    desk.source.log_export(&format!("draws/{}/bundle.json", draw.id), &draw.plan_hash)?;
    let bytes = desk.source.bundle(&draw.id)?;
    let disposition = format!("attachment; filename=\"{}.json\"", encode(&draw.id));
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /draws/{id}/visits.xlsx`.
pub(crate) async fn visits(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let draw = find(&desk, &id)?;
    revealed(&draw)?;
    may_export(&desk)?;
    let list = desk.source.work_list(&draw.id).await?;
    let file = format!("draws/{}/visits.xlsx: {} rows", draw.id, list.rows());
    desk.source.log_export(&file, &list.provenance.receipt())?;
    let bytes = report::visit_list(&desk.glossary(), &draw.id, desk.towns(), &list)?;
    Ok(attachment(Form::Xlsx, &format!("{}-visits", draw.id), bytes))
}

fn find(desk: &Desk, id: &str) -> Result<Draw, ClientError> {
    let draw = desk.source.draws()?.into_iter().find(|draw| draw.id == id);
    draw.ok_or_else(|| told(w::NO_DRAW, id))
}

fn revealed(draw: &Draw) -> Result<(), ClientError> {
    match draw.status {
        DrawStatus::Revealed => Ok(()),
        _ => Err(told(w::WORK_LIST_NONE, &draw.id)),
    }
}

fn told(word: Word, id: &str) -> ClientError {
    let say = |lang| word.fill(lang, &[("id", id)]);
    ClientError::missing(Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En)))
}

/// What a draw is for.
pub(crate) fn purpose(desk: &Desk, draw: &Draw) -> String {
    let known = Purpose::from_code(&draw.purpose);
    known.map_or_else(|_| draw.purpose.clone(), |p| p.words().get(desk.lang()).to_owned())
}

/// Where a draw stands.
pub(crate) const fn status(draw: &Draw) -> Word {
    match draw.status {
        DrawStatus::Planned => w::STATUS_PLANNED,
        DrawStatus::Committed => w::STATUS_COMMITTED,
        DrawStatus::Revealed => w::STATUS_REVEALED,
        DrawStatus::Void => w::STATUS_VOID,
    }
}

fn facts(desk: &Desk, draw: &Draw) -> Vec<Fact> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let facts = [
        (w::DRAW_AS_OF, Some(draw.as_of.to_string()), false),
        (w::SNAPSHOT, Some(draw.snapshot.clone()), true),
        (w::FRACTION, Some(draw.fraction.clone()), false),
        (w::BEACON, Some(draw.beacon_spec.clone()), true),
        (w::PLAN_HASH, Some(draw.plan_hash.clone()), true),
        (w::COMMITTED_ON, day(draw.committed_on), false),
        (w::COMMITMENT, draw.commitment.clone(), true),
        (w::REVEALED_ON, day(draw.revealed_on), false),
        (w::BEACON_VALUE, draw.beacon_value.clone(), true),
        (w::SEED, draw.seed.clone(), true),
    ];
    let fact = |(label, value, code): (Word, Option<String>, bool)| {
        Some(Fact { label: desk.say(label).to_owned(), value: value?, code, href: None })
    };
    facts.into_iter().filter_map(fact).collect()
}

fn files(desk: &Desk, id: &str) -> Vec<Link> {
    let id = encode(id);
    let bundle = Link {
        href: desk.link(&format!("/draws/{id}/bundle.json")),
        text: desk.say(w::BUNDLE).to_owned(),
    };
    let visits = Link {
        href: desk.link(&format!("/draws/{id}/visits.xlsx")),
        text: format!("{} XLSX", desk.say(w::VISIT_LIST)),
    };
    // The bundle names every household of the city.
    let bundle = Some(bundle).filter(|_| desk.source.town().is_none());
    bundle.into_iter().chain([visits]).collect()
}

fn parts(desk: &Desk, id: &str, list: Option<&ResultTable>) -> Result<Vec<Part>, ClientError> {
    let Some(list) = list else {
        let title = desk.say(w::WORK_LIST);
        let empty = hand_table(desk, "list", title, &[], Vec::new(), w::WORK_LIST_NONE);
        return Ok(vec![part("work-list", desk.say(w::WORK_LIST), &empty)]);
    };
    let selection = Selection {
        id: "list",
        caption: desk.say(w::WORK_LIST),
        hidden: match list.texts("inspectors")?.iter().any(Option::is_some) {
            true => &["draw_id", "purpose", "drawn_on"],
            false => &["draw_id", "purpose", "drawn_on", "inspectors"],
        },
        paged: true,
        ..Selection::default()
    };
    let mut parts = vec![
        part("strata", desk.say(w::STRATA), &strata(desk, list)?),
        part("work-list", desk.say(w::WORK_LIST), &desk.table(list, selection)),
    ];
    let of_visits = draw_result::sections(desk, id)?.into_iter();
    parts.splice(1..1, of_visits.chain(steps(desk, id)?));
    Ok(parts)
}

/// What was decided after the draw, once there is something.
fn steps(desk: &Desk, id: &str) -> Result<Option<Part>, ClientError> {
    // They name households of the whole city.
    if desk.source.town().is_some() {
        return Ok(None);
    }
    let words = desk.glossary();
    let steps = desk.source.home().ledger().draw_steps(id)?;
    let row = |step: supervise::DrawStep| {
        vec![
            Cell::text(step.entry.at.chars().take(10).collect::<String>()).class("short"),
            Cell::text(words.value("draw_step", &step.entry.action)),
            Cell::text(words.value("step_reason", &step.entry.purpose)),
            Cell::text(step.entry.actor),
            Cell::number(step.entry.seq.to_string()),
        ]
    };
    let rows: Vec<_> = steps.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heads = [
        (w::STEP_ON, false),
        (w::STEP, false),
        (w::STEP_REASON, false),
        (w::STEP_BY, false),
        (w::STEP_ENTRY, true),
    ];
    let table = hand_table(desk, "steps-table", desk.say(w::STEPS), &heads, rows, w::NO_ROWS);
    let about = desk.say(w::STEPS_ABOUT).to_owned();
    Ok(Some(Part { about, ..part("steps", desk.say(w::STEPS), &table) }))
}

/// How many households each stratum gave, drawn and certain, and how many were visited.
fn strata(desk: &Desk, list: &ResultTable) -> Result<TableView, ClientError> {
    let columns = ["stratum", "chosen", "visited_on"].map(|name| list.texts(name));
    let [strata, chosen, visited] = columns;
    let mut counts: BTreeMap<String, [i64; 3]> = BTreeMap::new();
    for ((stratum, chosen), visited) in strata?.into_iter().zip(chosen?).zip(visited?) {
        let [drawn, certain, seen] = counts.entry(stratum.unwrap_or_default()).or_default();
        *drawn += i64::from(chosen.as_deref() == Some("sample"));
        *certain += i64::from(chosen.as_deref() == Some("certainty"));
        *seen += i64::from(visited.is_some());
    }
    let heads = [(w::STRATUM, false), (w::DRAWN, true), (w::CERTAIN, true), (w::VISITED, true)];
    let rows = counts.into_iter().map(|(stratum, counts)| {
        let numbers = counts.map(|count| Cell::number(Exact::whole(count).grouped(0)));
        std::iter::once(Cell::text(stratum_words(desk, &stratum))).chain(numbers).collect()
    });
    Ok(hand_table(desk, "strata-table", desk.say(w::STRATA), &heads, rows.collect(), w::NO_ROWS))
}

/// `town/cohort` with the name of the town.
fn stratum_words(desk: &Desk, stratum: &str) -> String {
    match stratum.split_once('/') {
        Some((town, cohort)) => {
            let town = desk.town_name(town).unwrap_or_else(|| town.to_owned());
            format!("{town} / {}", desk.glossary().value("stratum", cohort))
        }
        None => stratum.to_owned(),
    }
}
