//! One dashboard: its panels in order, each leading to its question.

use axum::extract::{Path, State};
use model::ResultTable;
use registry::{Dashboard, Panel, PanelView, Question};

use supervise::shows_persons;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, render};
use crate::frame::Section;
use crate::link::address;
use crate::page::sections::SectionsPage;
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Selection, TableView};
use crate::words as w;

/// Rows of a panel; the rest stands on the page of its question.
const PANEL_ROWS: usize = 30;

/// `GET /dashboards/{name}`.
pub(crate) async fn get(State(app): State<App>, Path(name): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let dashboard = desk.registry().dashboard(&name).map_err(ClientError::missing)?;
    let (parts, persons) = parts(&desk, dashboard).await?;
    let frame = desk.frame(Section::Questions, dashboard.title.get(desk.lang()));
    let answer = dashboard.about.get(desk.lang()).to_owned();
    Ok(Paper::lasting(&SectionsPage { frame, answer, parts }).unless(persons))
}

/// The panels as the visitor sees them, and whether they show persons.
pub(crate) async fn parts(
    desk: &Desk,
    dashboard: &Dashboard,
) -> Result<(Vec<Part>, bool), ClientError> {
    let questions = dashboard.panels.iter().map(|panel| desk.registry().question(&panel.question));
    let questions = questions.collect::<Result<Vec<_>, _>>()?;
    // What names persons is left out for whoever sees none.
    let shown = dashboard.panels.iter().zip(questions).filter(|(_, asked)| desk.may_ask(asked));
    let shown: Vec<(&Panel, &Question)> = shown.collect();
    let asked = shown.iter().map(|(panel, _)| (&*panel.question, panel.params.clone()));
    let tables = desk.source.ask_all(desk.view()?, &asked.collect::<Vec<_>>()).await?;
    let parts = shown.iter().zip(&tables).enumerate().map(|(at, (of, table))| {
        let name = &of.0.question;
        let before = shown.iter().take(at).filter(|(panel, _)| panel.question == *name).count();
        let id = if before == 0 { name.clone() } else { format!("{name}-{}", before + 1) };
        part(desk, *of, table, &id)
    });
    Ok((parts.collect(), tables.iter().any(|table| shows_persons(table))))
}

/// A panel; `id` is its own on the page, for a question may stand there with several choices.
fn part(
    desk: &Desk,
    (panel, question): (&Panel, &Question),
    table: &ResultTable,
    id: &str,
) -> Part {
    let title = desk.title_of_answer(question, table);
    let selection = Selection { id, caption: &title, ..Selection::default() };
    let mut view: TableView = desk.table(table, selection);
    view.rows.truncate(PANEL_ROWS);
    let chart = desk.chart_of(question, table).filter(|_| panel.view == PanelView::Chart);
    let figure_id = format!("{id}-figure");
    let own = panel.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let path = format!("/questions/{}", panel.question);
    let href = address(&path, desk.reader.always().into_iter().chain(own));
    Part {
        id: "",
        about: question.about.get(desk.lang()).to_owned(),
        figure: chart.and_then(|spec| desk.figure(table, &spec, &figure_id, &title)),
        table: render(&view),
        more: Some((href, desk.say(w::OPEN_ORIGIN).to_owned())),
        title,
    }
}
