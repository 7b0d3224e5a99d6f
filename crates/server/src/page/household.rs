//! One household by its pseudonym: how the benefit comes about, what is flagged, who was there.

use access::Right;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::Blame;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Part, page};
use crate::frame::Section;
use crate::link::{address, encode};
use crate::page::sections::{SectionsPage, hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, Selection, TableView};
use crate::words as w;

/// In the address of a household that has left: the month is its last one.
const LEFT: &str = "left";

/// What of the flags is not said again.
const HIDDEN: [&str; 4] = ["clause", "month", "household_key", "town_code"];

/// What of the computation is said in its sentence, or with its norm.
const SAID: [&str; 4] = ["line", "item", "norm_value", "source"];

/// `GET /households/{key}`; one that has left is shown as it was in its last month.
pub(crate) async fn get(
    State(app): State<App>,
    Path(key): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let lines = match desk.source.explain(desk.view()?, &key, desk.lang()).await {
        Ok(lines) => lines,
        // A household that is not there, or not for whoever asks.
        Err(fault) if fault.blame == Blame::Caller => {
            let last = desk.source.last_month_of(desk.view()?, &key).await?;
            let Some(month) = last.filter(|month| desk.view().is_ok_and(|v| v.month != *month))
            else {
                return Err(ClientError::missing(fault));
            };
            let (path, month) = (format!("/households/{}", encode(&key)), month.to_string());
            let lang = desk.reader.always().into_iter().filter(|(name, _)| *name == "lang");
            let there = address(&path, lang.chain([("month", month.as_str()), (LEFT, "1")]));
            return Ok(Redirect::to(&there).into_response());
        }
        Err(fault) => return Err(fault.into()),
    };
    let flags = desk.source.household_flags(desk.view()?, &key).await?;
    let selection = |id, caption, hidden| Selection { id, caption, hidden, ..Selection::default() };
    let (explained, flagged) = (desk.say(w::EXPLAINED), desk.say(w::HOUSEHOLD_FLAGS));
    let visits = visits(&desk, &key)?;
    let parts = vec![
        Part {
            about: desk.say(w::EXPLAINED_ABOUT).to_owned(),
            ..part(
                "lines",
                explained,
                &desk.table(&lines, selection("lines-table", explained, &SAID)),
            )
        },
        Part {
            about: desk.say(w::HOUSEHOLD_FLAGS_ABOUT).to_owned(),
            ..part(
                "flags",
                flagged,
                &desk.table(&flags, selection("flags-table", flagged, &HIDDEN)),
            )
        },
        Part {
            more: form_of(&desk, &key)?,
            ..part("visits", desk.say(w::HOUSEHOLD_VISITS), &visits)
        },
    ];
    let title = w::HOUSEHOLD_TITLE.fill(desk.lang(), &[("key", &key)]);
    let shown = page(&SectionsPage {
        frame: desk.frame(Section::Inspection, title),
        answer: match desk.reader.params.contains_key(LEFT) {
            true => desk.say(w::HOUSEHOLD_LEFT).to_owned() + desk.say(w::BY_PSEUDONYM),
            false => desk.say(w::BY_PSEUDONYM).to_owned(),
        },
        parts,
    })?;
    Ok(shown.into_response())
}

/// The way to the form of a visit, for whoever may enter one, while a draw sends somebody there.
fn form_of(desk: &Desk, key: &str) -> Result<Option<(String, String)>, ClientError> {
    if !desk.may(Right::Decide) {
        return Ok(None);
    }
    let draw = desk.source.home().draws_to_visit(key)?.pop();
    Ok(draw.map(|id| {
        let form = desk.link(&format!("/draws/{}/visit/{}", encode(&id), encode(key)));
        (form, desk.say(w::VISIT_OPEN).to_owned())
    }))
}

/// The visits recorded here; those that the townships delivered are theirs.
fn visits(desk: &Desk, key: &str) -> Result<TableView, ClientError> {
    let heads = [
        (w::VISITED_ON, false),
        (w::VISIT_OUTCOME, false),
        (w::FINDINGS, false),
        (w::NOTE, false),
        (w::DRAW, false),
    ];
    let words = desk.glossary();
    // Whoever looks again is not told what the first look found.
    let is_blind = desk.source.home().awaiting_second_look()?.contains(key);
    let row = |visit: supervise::Visit| {
        let mut report = visit.report;
        let codes: Vec<_> =
            report.codes.iter().map(|code| words.value("finding_code", code)).collect();
        let codes = codes.join(desk.say(w::COMMA));
        if is_blind {
            report.note = desk.say(w::VISIT_BLIND).to_owned();
        }
        let draw = report.draw_id.map_or_else(Cell::default, |id| {
            Cell::link(&id, desk.link(&format!("/draws/{}", encode(&id))))
        });
        vec![
            Cell::text(report.visited_on.to_string()).class("short"),
            Cell::text(words.value("visit_outcome", &report.outcome)),
            Cell::text(codes),
            Cell::text(report.note),
            draw,
        ]
    };
    let rows = desk.source.visits(key)?.into_iter().map(row).collect();
    let title = desk.say(w::HOUSEHOLD_VISITS);
    Ok(hand_table(desk, "visits-table", title, &heads, rows, w::NO_ROWS))
}
