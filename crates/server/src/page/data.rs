//! What is loaded: snapshots, revisions, quarantined rows, and the feeds of departments.

use std::sync::Arc;

use axum::extract::State;
use chart::{Exact, MISSING};
use model::beijing;
use snapshot::Manifest;

use crate::App;
use crate::desk::{Desk, Page, Part, page};
use crate::frame::Section;
use crate::page::sections::{SectionsPage, hand_table, part, question_part};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::words as w;

/// The questions about the data themselves.
const QUESTIONS: [&str; 2] = ["feeds", "data_consistency"];

/// `GET /data`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let view = desk.view()?;
    let values = [("count", &*desk.manifests.len().to_string()), ("latest", latest(&desk))];
    let answer = w::DATA_ANSWER.fill(desk.lang(), &values);
    let mut parts = vec![part("snapshots", desk.say(w::SNAPSHOTS), &snapshots(&desk))];
    if let Some(manifest) = view.manifests.last() {
        let title = w::TABLES.fill(desk.lang(), &[("snapshot", &manifest.snapshot_id)]);
        parts.push(part("tables", title.clone(), &tables(&desk, manifest, &title)));
    }
    for question in QUESTIONS {
        parts.push(question_part(&desk, question, None).await?);
    }
    parts.push(Part {
        id: "runs",
        title: desk.say(w::RUNS_TITLE).to_owned(),
        more: Some((desk.link("/runs"), desk.say(w::RUNS_TITLE).to_owned())),
        ..Part::default()
    });
    parts.push(Part {
        id: "operation",
        title: desk.say(w::OPERATION_TITLE).to_owned(),
        more: Some((desk.link("/operation"), desk.say(w::OPERATION_TITLE).to_owned())),
        ..Part::default()
    });
    page(&SectionsPage { frame: desk.frame(Section::Data, desk.say(w::DATA_TITLE)), answer, parts })
}

fn latest(desk: &Desk) -> &str {
    desk.manifests.last().map_or("", |manifest| manifest.snapshot_id.as_str())
}

fn number(count: u64) -> Cell {
    Cell::number(
        i64::try_from(count).map_or_else(|_| MISSING.to_owned(), |n| Exact::whole(n).grouped(0)),
    )
}

fn snapshots(desk: &Desk) -> TableView {
    let heads = [
        (w::SNAPSHOT, false),
        (w::LOADED_AT, false),
        (w::FILES, true),
        (w::HOUSEHOLD_ROWS, true),
        (w::ALL_ROWS, true),
        (w::QUARANTINED, true),
    ];
    let row = |manifest: &Arc<Manifest>| {
        let tables = manifest.tables.values();
        let households = manifest.tables.get("households").map_or(0, |table| table.rows);
        vec![
            Cell::text(&manifest.snapshot_id),
            Cell::text(beijing::minute(manifest.loaded_at)),
            number(manifest.inputs.len() as u64),
            number(households),
            number(tables.clone().map(|table| table.rows).sum()),
            number(tables.map(|table| table.quarantined).sum()),
        ]
    };
    let rows = desk.manifests.iter().rev().map(row).collect();
    hand_table(desk, "snapshots-table", desk.say(w::SNAPSHOTS), &heads, rows, w::NO_ROWS)
}

fn tables(desk: &Desk, manifest: &Manifest, title: &str) -> TableView {
    let heads =
        [(w::TABLE, false), (w::EXTRACTED_ON, false), (w::ALL_ROWS, true), (w::QUARANTINED, true)];
    let schema = snapshot::schema::all();
    let rows = manifest.tables.iter().map(|(name, table)| {
        let label = schema
            .table(name)
            .map_or_else(|| name.clone(), |spec| spec.label().get(desk.lang()).to_owned());
        let day = table.extracted_on.map_or_else(|| MISSING.to_owned(), |day| day.to_string());
        vec![Cell::text(label), Cell::text(day), number(table.rows), number(table.quarantined)]
    });
    hand_table(desk, "tables-table", title, &heads, rows.collect(), w::NO_ROWS)
}
