//! One flag: what it says, what it cannot exclude, and its leads by pseudonym.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chart::{Exact, Words};
use registry::{Kind, Question};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, page, render};
use crate::frame::{Frame, Section};
use crate::page::origin::origin;
use crate::page::question::{downloads, file, no_such_question, split};
use crate::reader::Reader;
use crate::summary::{count_flags, total};
use crate::table::{Selection, TableView};
use crate::words as w;

#[derive(Template)]
#[template(path = "flag.html")]
struct FlagPage {
    frame: Frame,
    answer: String,
    caveats: Vec<String>,
    downloads: Vec<Link>,
    table: String,
    origin: String,
}

/// `GET /flags/{name}`, and the formats of questions behind the name.
pub(crate) async fn get(
    State(app): State<App>,
    Path(name): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let (name, format) = split(&name);
    let flag = flag(&desk, name)?;
    let table = desk.source.flag(desk.view()?, name).await?;
    if let Some(format) = format {
        return file(&desk, name, &table, format);
    }
    let counts = count_flags(&table)?;
    let sum = total(&counts, |_| true);
    let values = [
        ("count", &*Exact::whole(sum.count).grouped(0)),
        ("towns", &*counts.len().to_string()),
        ("yuan", &*sum.due.grouped(2)),
    ];
    let title = flag.title.get(desk.lang());
    let caveats = flag.flag.iter().flat_map(|spec| &spec.caveats);
    let selection = Selection {
        id: name,
        caption: title,
        hidden: &["flag", "clause", "month"],
        paged: true,
        ..Selection::default()
    };
    let answer = format!(
        "{}{}{} {} {} {}",
        flag.about.get(desk.lang()),
        desk.say(w::STOP),
        w::FLAG_ANSWER.fill(desk.lang(), &values),
        precision(&desk, name).await?,
        recall(&desk, flag).await?,
        desk.say(w::BY_PSEUDONYM),
    );
    let page = page(&FlagPage {
        frame: Frame {
            receipt: Some(table.provenance.receipt()),
            ..desk.frame(Section::Inspection, title)
        },
        answer,
        caveats: caveats.map(|caveat| caveat.get(desk.lang()).to_owned()).collect(),
        downloads: downloads(&desk, "flags", name),
        table: render(&TableView { downloads: Vec::new(), ..desk.table(&table, selection) }),
        origin: origin(&desk, flag, Some(&table.provenance)),
    })?;
    Ok(page.into_response())
}

/// The cells of these columns in the row whose first column says `name`.
async fn cells<const N: usize>(
    desk: &Desk,
    question: &str,
    name: &str,
    columns: [&str; N],
) -> Result<[Option<String>; N], ClientError> {
    let table = desk.ask(question).await?;
    let said = |row: &Vec<Option<String>>| row.first().and_then(Option::as_deref) == Some(name);
    let row = table.text_rows().find(said);
    let cell =
        |column| -> Option<String> { row.as_ref()?.get(table.column(column).ok()?)?.clone() };
    Ok(columns.map(cell))
}

/// How often leads of this flag were right, as far as they are decided.
async fn precision(desk: &Desk, flag: &str) -> Result<String, ClientError> {
    let columns = ["decided_count", "right_count", "precision_share", "low_share", "high_share"];
    let [decided, right, share, low, high] = cells(desk, "rule_precision", flag, columns).await?;
    let Some(share) = share else { return Ok(desk.say(w::PRECISION_NONE).to_owned()) };
    let [decided, right, low, high] = [decided, right, low, high].map(Option::unwrap_or_default);
    let values = [
        ("decided", &*decided),
        ("right", &*right),
        ("share", &*share),
        ("low", &*low),
        ("high", &*high),
    ];
    Ok(w::PRECISION_ANSWER.fill(desk.lang(), &values))
}

/// How much the flags of this one's cause miss, as far as control visits tell.
async fn recall(desk: &Desk, flag: &Question) -> Result<String, ClientError> {
    let cause = flag.flag.as_ref().map(|spec| spec.cause.as_str()).unwrap_or_default();
    let columns = ["recall_share", "low_share", "high_share"];
    let [share, low, high] = cells(desk, "rule_recall", cause, columns).await?;
    let recall = match (share, low, high) {
        (Some(share), Some(low), Some(high)) => {
            let values = [("share", &*share), ("low", &*low), ("high", &*high)];
            w::RECALL_SHARE.fill(desk.lang(), &values)
        }
        _ => desk.say(w::RECALL_UNDECIDED).to_owned(),
    };
    let columns = [
        "visited_count",
        "wrong_count",
        "frame_count",
        "missed_count",
        "missed_low_count",
        "missed_high_count",
    ];
    let found = cells(desk, "rule_recall", cause, columns).await?;
    if found.iter().any(Option::is_none) {
        return Ok(desk.say(w::RECALL_NONE).to_owned());
    }
    let [visited, wrong, frame, missed, lower, upper] = found.map(Option::unwrap_or_default);
    let cause = desk.glossary().value("cause", cause);
    let values = [
        ("cause", &*cause),
        ("visited", &*visited),
        ("wrong", &*wrong),
        ("frame", &*frame),
        ("missed", &*missed),
        ("low", &*lower),
        ("high", &*upper),
        ("recall", &*recall),
    ];
    Ok(w::RECALL_ANSWER.fill(desk.lang(), &values))
}

fn flag<'a>(desk: &'a Desk, name: &str) -> Result<&'a Question, ClientError> {
    let question = desk.registry().question(name).map_err(ClientError::missing)?;
    if question.kind == Kind::Flag { Ok(question) } else { Err(no_such_question(name)) }
}
