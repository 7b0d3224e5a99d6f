//! The inspectors' page: draws, progress of visits, leads by rule.

use axum::extract::State;
use chart::MISSING;
use supervise::Draw;

use crate::App;
use crate::desk::{Desk, Page, Part, page};
use crate::frame::Section;
use crate::link::encode;
use crate::page::draw::{purpose, status};
use crate::page::ledger;
use crate::page::scores;
use crate::page::sections::{SectionsPage, hand_table, part, question_part};
use crate::reader::Reader;
use crate::summary::total;
use crate::table::{Cell, TableView};
use crate::words as w;

/// The questions that show how far the visits are, and how often the rules were right.
const PROGRESS: [&str; 3] = ["annual_visits", "new_case_spot_checks", "rule_precision"];

/// `GET /inspection`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let flags = desk.source.flag_counts(desk.view()?).await?;
    let draws = desk.source.draws()?;
    let sum = total(&flags, |_| true);
    let rules = scores::flags_by_rule(&desk, &flags, None);
    let answer = w::INSPECTION_ANSWER.fill(
        desk.lang(),
        &[
            ("flags", &desk.count(sum.count)),
            ("rules", &rules.rows.len().to_string()),
            ("high", &desk.count(sum.high)),
            ("draws", &draws.len().to_string()),
        ],
    );
    let mut parts = vec![
        Part {
            more: Some((desk.link("/ledger"), desk.say(w::LEADS_OPEN).to_owned())),
            ..part("leads", desk.say(w::LEADS_BY_STATE), &ledger::states(&desk).await?)
        },
        part("rules", desk.say(w::FLAGS_BY_RULE), &rules),
        Part {
            about: desk.say(w::DRAWS_ABOUT).to_owned(),
            ..part("draws", desk.say(w::DRAWS), &draws_table(&desk, &draws))
        },
    ];
    for question in PROGRESS {
        parts.push(question_part(&desk, question, None).await?);
    }
    let frame = desk.frame(Section::Inspection, desk.say(w::INSPECTION_TITLE));
    page(&SectionsPage { frame, answer, parts })
}

fn draws_table(desk: &Desk, draws: &[Draw]) -> TableView {
    let heads = [
        (w::DRAW, false),
        (w::PURPOSE, false),
        (w::STATUS, false),
        (w::COMMITTED_ON, false),
        (w::REVEALED_ON, false),
    ];
    let day = |day: Option<chrono::NaiveDate>| {
        Cell::text(day.map_or_else(|| MISSING.to_owned(), |day| day.to_string()))
    };
    let row = |draw: &Draw| {
        vec![
            Cell::link(&draw.id, desk.link(&format!("/draws/{}", encode(&draw.id)))),
            Cell::text(purpose(desk, draw)),
            Cell::text(desk.say(status(draw))),
            day(draw.committed_on),
            day(draw.revealed_on),
        ]
    };
    let rows = draws.iter().rev().map(row).collect();
    hand_table(desk, "draws-table", desk.say(w::DRAWS), &heads, rows, w::DRAWS_NONE)
}
