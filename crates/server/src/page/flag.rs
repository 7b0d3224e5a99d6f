//! One flag: what it says, what it cannot exclude, and its leads by pseudonym.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chart::Exact;
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
        return file(&desk, name, &table, None, format);
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
        "{}{}{} {} {}",
        flag.about.get(desk.lang()),
        desk.say(w::STOP),
        w::FLAG_ANSWER.fill(desk.lang(), &values),
        precision(&desk, name).await?,
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

/// How often leads of this flag were right, as far as they are decided.
async fn precision(desk: &Desk, flag: &str) -> Result<String, ClientError> {
    let table = desk.ask("rule_precision").await?;
    let columns = ["decided_count", "right_count", "precision_share", "low_share", "high_share"];
    let at = table.column("flag")?;
    let row = table.text_rows().find(|row| row.get(at).cloned().flatten().as_deref() == Some(flag));
    let cell = |name| -> Option<String> { row.as_ref()?.get(table.column(name).ok()?)?.clone() };
    let [decided, right, share, low, high] = columns.map(cell);
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

fn flag<'a>(desk: &'a Desk, name: &str) -> Result<&'a Question, ClientError> {
    let question = desk.registry().question(name).map_err(ClientError::missing)?;
    if question.kind == Kind::Flag { Ok(question) } else { Err(no_such_question(name)) }
}
