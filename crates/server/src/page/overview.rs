//! The leader's first page: which town needs attention, why, and what is due.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use chart::{Caption, Exact, Unit};
use chrono::NaiveDate;
use model::{Result, ResultTable};

use crate::App;
use crate::desk::{Desk, Page, lasting, render};
use crate::frame::{Frame, Section};
use crate::page::scores::{self, TownScore};
use crate::page::sections::hand_table;
use crate::reader::Reader;
use crate::summary::{FlagCount, total};
use crate::table::{Cell, TableView};
use crate::words::{self as w, Word};

/// A headline figure.
struct Tile {
    href: String,
    label: &'static str,
    value: String,
    change: String,
    spark: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    frame: Frame,
    answer: String,
    tiles: Vec<Tile>,
    due: String,
    towns: String,
    figure: Option<String>,
    heat: Option<String>,
}

/// `GET /`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    let view = desk.view()?;
    let visits = async { Ok(desk.source.ask_sums(view, "annual_visits").await?) };
    let calendar = desk.ask("statutory_calendar");
    let (history, visits, calendar) =
        tokio::try_join!(desk.ask("overview_history"), visits, calendar)?;
    let score = scores::scorecard(&desk).await?;
    let flags = desk.source.flag_counts(view).await?;
    let towns = scores::towns(&score, &desk.source.reasons(view).await?)?;
    let place = desk.registry().jurisdiction().name.get(desk.lang());
    let title = [("place", place), ("month", &desk.month_words()?)];
    lasting(&OverviewPage {
        frame: desk.frame(Section::Leader, w::OVERVIEW_TITLE.fill(desk.lang(), &title)),
        answer: answer(&desk, &history, &towns, &flags)?,
        tiles: tiles(&desk, &history, &visits, &flags)?,
        due: render(&due(&desk, desk.as_of()?, &calendar)?),
        towns: render(&scores::table(&desk, &towns, &flags)),
        figure: rank_figure(&desk, &score.table),
        heat: points_figure(&desk, &score.parts),
    })
}

fn answer(
    desk: &Desk,
    history: &ResultTable,
    scores: &[TownScore],
    flags: &[FlagCount],
) -> Result<String> {
    let last = |column: &str| -> Result<String> {
        Ok(series(history, column)?
            .last()
            .copied()
            .flatten()
            .map_or_else(|| chart::MISSING.to_owned(), |value| unit(column).write(value)))
    };
    let lang = desk.lang();
    let attention = scores::attention(desk, scores);
    let names = attention.join(desk.say(w::COMMA));
    let towns = match attention.len() {
        0 => w::TOWNS_NONE.get(lang).to_owned(),
        count => w::TOWNS_LAST.fill(lang, &[("count", &count.to_string()), ("names", &names)]),
    };
    let sum = total(flags, |_| true);
    let values = [
        ("households", last("households_count")?),
        ("persons", last("persons_count")?),
        ("amount", last("amount_yuan")?),
        ("towns", towns),
        ("flags", desk.count(sum.count)),
        ("high", desk.count(sum.high)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, &**text)).collect();
    Ok(w::OVERVIEW_ANSWER.fill(lang, &values))
}

fn tiles(
    desk: &Desk,
    history: &ResultTable,
    visits: &ResultTable,
    flags: &[FlagCount],
) -> Result<Vec<Tile>> {
    let mut tiles = Vec::new();
    for (column, label) in [
        ("households_count", w::TILE_HOUSEHOLDS),
        ("persons_count", w::TILE_PERSONS),
        ("amount_yuan", w::TILE_AMOUNT),
    ] {
        tiles.push(history_tile(desk, history, column, label)?);
    }
    tiles.push(visits_tile(desk, visits)?);
    let sum = total(flags, |_| true);
    let high = desk.count(sum.high);
    tiles.push(Tile {
        href: desk.link("/inspection"),
        label: desk.say(w::TILE_FLAGS),
        value: desk.count(sum.count),
        change: w::HIGH_EVIDENCE.fill(desk.lang(), &[("count", &high)]),
        spark: String::new(),
    });
    Ok(tiles)
}

fn history_tile(
    desk: &Desk,
    history: &ResultTable,
    column: &'static str,
    label: Word,
) -> Result<Tile> {
    let values = series(history, column)?;
    let value = values.last().copied().flatten();
    let text = value.map_or_else(|| chart::MISSING.to_owned(), |value| unit(column).write(value));
    let before = values.len().checked_sub(2).and_then(|at| values.get(at).copied().flatten());
    let change = change(desk, column, value, before);
    let label = desk.say(label);
    let sentence = format!("{text} {change}");
    let caption = Caption { id: column, title: label, sentence: &sentence, lang: desk.lang() };
    let spark = if values.len() > 1 { chart::sparkline(&values, &caption)? } else { String::new() };
    Ok(Tile { href: desk.question_link("overview_history"), label, value: text, change, spark })
}

/// The change on the month before in words; direction is never told by colour.
fn change(desk: &Desk, column: &str, now: Option<Exact>, before: Option<Exact>) -> String {
    let (Some(now), Some(before)) = (now, before) else {
        return desk.say(w::NO_EARLIER).to_owned();
    };
    let difference = now.minus(before);
    let word = match difference.cmp(&Exact::default()) {
        std::cmp::Ordering::Greater => w::CHANGE_UP,
        std::cmp::Ordering::Less => w::CHANGE_DOWN,
        std::cmp::Ordering::Equal => w::CHANGE_NONE,
    };
    word.fill(desk.lang(), &[("by", &unit(column).write(difference.abs()))])
}

fn visits_tile(desk: &Desk, visits: &ResultTable) -> Result<Tile> {
    let sum = |column: &str| -> Result<Exact> {
        Ok(series(visits, column)?.into_iter().flatten().fold(Exact::default(), Exact::plus))
    };
    let (active, visited) = (sum("active_count")?, sum("visited_count")?);
    let required = sum("required_count")?;
    let share = visited.share_of(active);
    let values = [("required", &*desk.count_of(required)), ("visited", &*desk.count_of(visited))];
    Ok(Tile {
        href: desk.question_link("annual_visits"),
        label: desk.say(w::TILE_VISITS),
        value: share.map_or_else(|| chart::MISSING.to_owned(), Exact::percent),
        change: w::REQUIRED_VISITS.fill(desk.lang(), &values),
        spark: String::new(),
    })
}

fn unit(column: &str) -> Unit {
    if column.ends_with("_yuan") { Unit::Yuan } else { Unit::Count }
}

fn series(table: &ResultTable, column: &str) -> Result<Vec<Option<Exact>>> {
    let read = |text: Option<String>| text.and_then(|text| Exact::parse(&text));
    Ok(table.texts(column)?.into_iter().map(read).collect())
}

/// What the clauses want done and by when, the most urgent first; judged on the day of the data,
/// because nothing is known of what was done since.
pub(crate) fn due(desk: &Desk, as_of: NaiveDate, calendar: &ResultTable) -> Result<TableView> {
    let columns = ["task", "due_on", "open_count", "done_count", "clause"];
    let mut at = BTreeMap::new();
    for name in columns {
        at.insert(name, calendar.column(name)?);
    }
    let mut rows: Vec<(NaiveDate, bool, Vec<Cell>)> = Vec::new();
    for row in calendar.text_rows() {
        let cell = |name: &str| at.get(name).and_then(|at| row.get(*at).cloned().flatten());
        let Some(day) = cell("due_on").and_then(|day| day.parse::<NaiveDate>().ok()) else {
            continue;
        };
        let told = cell("open_count").unwrap_or_else(|| "0".to_owned());
        // What is not told is not nothing.
        let open: i64 = told.parse().unwrap_or(1);
        let done = cell("done_count").unwrap_or_default();
        let (state, class) = due_state(desk, as_of, day, open);
        let words = desk.glossary();
        rows.push((
            day,
            open == 0,
            vec![
                Cell::text(chart::Words::value(&words, "task", &cell("task").unwrap_or_default())),
                desk.clause_cell(&cell("clause").unwrap_or_default()),
                Cell::text(day.to_string()).class("short"),
                Cell::text(state).class(class),
                Cell::number(Unit::Count.cell("open_count", Some(&told), &words)),
                Cell::number(Unit::Count.cell("done_count", Some(&done), &words)),
            ],
        ));
    }
    rows.sort_by_key(|(day, done, _)| (*done, *day));
    let heads = [
        (w::DUE_WHAT, false),
        (w::CLAUSES, false),
        (w::DUE_BY, false),
        (w::STATUS, false),
        (w::DUE_OPEN_COUNT, true),
        (w::DUE_DONE_COUNT, true),
    ];
    let rows = rows.into_iter().map(|(_, _, cells)| cells).collect();
    Ok(hand_table(desk, "calendar", desk.say(w::DUE), &heads, rows, w::DUE_NONE))
}

/// Icon and word; only what needs action now is in the colour for it.
fn due_state(desk: &Desk, as_of: NaiveDate, day: NaiveDate, open: i64) -> (String, &'static str) {
    let days = (day - as_of).num_days();
    let fill = |word: Word| word.fill(desk.lang(), &[("days", &days.to_string())]);
    match (open, days) {
        (0, _) => (fill(w::DUE_DONE), "fine"),
        (_, ..0) => (fill(w::DUE_OVERDUE), "act"),
        (_, 0) => (fill(w::DUE_TODAY), "soon"),
        (_, ..=7) => (fill(w::DUE_SOON), "soon"),
        _ => (fill(w::DUE_LATER), ""),
    }
}

fn rank_figure(desk: &Desk, table: &ResultTable) -> Option<String> {
    let spec = registry::ChartSpec {
        kind: registry::ChartKind::Interval,
        x: "town_code".to_owned(),
        y: vec!["rank".to_owned()],
        low: Some("rank_low".to_owned()),
        high: Some("rank_high".to_owned()),
        series: None,
        apart: false,
    };
    desk.figure(table, &spec, "ranks", desk.say(w::RANK_TITLE))
}

/// Which town is weak in which indicator. Names of indicators are long, so they stand on the left.
fn points_figure(desk: &Desk, parts: &ResultTable) -> Option<String> {
    let spec = registry::ChartSpec {
        kind: registry::ChartKind::Heat,
        x: "indicator".to_owned(),
        y: vec!["points".to_owned()],
        low: None,
        high: None,
        series: Some("town_code".to_owned()),
        apart: false,
    };
    desk.figure(parts, &spec, "points", desk.say(w::POINTS_TITLE))
}
