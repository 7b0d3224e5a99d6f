//! One circular: the draft that the data give, or what was signed; as a page, DOCX and PDF, and the
//! forms of whoever may sign.
//!
//! # Invariants
//!
//! - What is signed is what whoever signs has seen: a draft that changed meanwhile is shown again.
//! - What was signed is shown from the record, not computed.
//! - A town sees what was signed, never a draft.

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::Words;
use model::hash::sha256_hex;
use model::{Blame, Lang, Result, Text, beijing};
use report::{Block, Rows, Stamp};
use supervise::{CircularKey, IssuedCircular, NewCircular};
use tokio::task::spawn_blocking;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, Part, render};
use crate::export::{Form as File, attachment, missing, table_links};
use crate::forms::{Field, Form, rendered};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::link::{address, encode};
use crate::page::circulars::state;
use crate::page::login;
use crate::page::question::{may_export, split};
use crate::page::sections::{hand_table, part, plain_table};
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Cell, Head, TableView};
use crate::words as w;

/// The field with the hash of the draft that was seen.
const DIGEST: &str = "digest";
/// The field with the revision that was seen.
const SEEN: &str = "seen";

#[derive(Template)]
#[template(path = "circular.html")]
struct CircularPage {
    frame: Frame,
    alert: Option<String>,
    /// How it stands, and what changed since.
    answer: String,
    downloads: Vec<Link>,
    issuer: String,
    number: String,
    to: String,
    parts: Vec<PaperPart>,
    day: String,
    source: String,
    revisions: Option<Part>,
    forms: String,
}

/// A block of the paper, ready for the page.
enum PaperPart {
    Heading(String),
    Paragraph(String),
    Table(String),
}

/// A circular as somebody finds it.
struct Found {
    key: CircularKey,
    /// Everything that was signed, the latest last.
    signed: Vec<IssuedCircular>,
    /// What would be signed now; towns do not see it.
    draft: Option<report::Paper>,
    /// The place in `signed` of what is shown, if it is no draft.
    shown: Option<usize>,
}

impl Found {
    async fn open(desk: &Desk, name: &str) -> Result<Self, ClientError> {
        let circular = desk.registry().circular(name).map_err(ClientError::missing)?;
        let (home, view) = (desk.source.home(), desk.view()?);
        let key = (name.to_owned(), view.month);
        let signed: Vec<_> = home.circulars()?.into_iter().filter(|one| one.key == key).collect();
        let draft = match desk.source.town() {
            Some(_) => None,
            None => {
                let answers = home.circular_answers(circular, view.month.last_day()).await?;
                Some(report::Paper::fill(desk.registry(), circular, &answers)?)
            }
        };
        let says = |one: &IssuedCircular, number: &str| {
            one.revision.to_string() == number && one.body.is_some()
        };
        let wanted = desk.reader.params.get("revision");
        let shown = match wanted {
            Some(number) => signed.iter().position(|one| says(one, number)),
            None => signed
                .len()
                .checked_sub(1)
                .filter(|_| signed.last().is_some_and(|last| last.body.is_some())),
        };
        match shown.is_none() && (draft.is_none() || wanted.is_some()) {
            true => Err(missing(w::CIRCULAR_NONE)),
            false => Ok(Self { key, signed, draft, shown }),
        }
    }

    fn shown(&self) -> Option<&IssuedCircular> {
        self.signed.get(self.shown?)
    }

    fn last(&self) -> Option<&IssuedCircular> {
        self.signed.last()
    }

    /// Whether what is shown is what a form would follow, not an earlier revision.
    fn is_latest(&self) -> bool {
        self.shown.is_none_or(|at| at + 1 == self.signed.len())
    }

    fn seen(&self) -> i64 {
        self.last().map_or(0, |last| last.revision)
    }

    /// The paper that is shown, and its stamp if it was signed.
    fn paper(&self) -> Result<(report::Paper, Option<Stamp>), ClientError> {
        match (self.shown(), &self.draft) {
            (Some(one), _) => {
                let text = one.body.as_deref().unwrap_or_default();
                let stamp = Stamp { number: one.number.clone(), day: beijing::day(one.at) };
                Ok((report::Paper::read(text)?, Some(stamp)))
            }
            (None, Some(draft)) => Ok((draft.clone(), None)),
            (None, None) => Err(missing(w::CIRCULAR_NONE)),
        }
    }

    fn draft_text(&self) -> Result<String> {
        self.draft.as_ref().map_or_else(|| Ok(String::new()), report::Paper::text)
    }
}

/// `GET /circulars/{name}`, and `.docx`, `.pdf` behind the name.
pub(crate) async fn get(
    State(app): State<App>,
    Path(file): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let (name, format) = split(&file);
    let found = Found::open(&desk, name).await?;
    match format {
        Some(format) => download(&desk, &found, format).await,
        // Signing is none of the facts that a page that lasts follows from.
        None => Ok(Paper::new(&page(&desk, &found, None)?).into_response()),
    }
}

/// `POST /circulars/{name}`: signs the draft, as the first one or as a correction.
pub(crate) async fn sign(
    State(app): State<App>,
    Path(name): Path<String>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let found = Found::open(&desk, &name).await?;
    let body = found.draft_text()?;
    if sha256_hex(body.as_bytes()) != posted.text(DIGEST) {
        return refused(&desk, &found, desk.say(w::CIRCULAR_MOVED));
    }
    let new =
        NewCircular { number: posted.text("number"), snapshot: &desk.view()?.id, body: &body };
    let home = desk.source.home();
    let done = home.issue_circular(&found.key, seen(&posted), posted.text("why"), new);
    finished(&desk, &found, done.map(|_| ()))
}

/// `POST /circulars/{name}/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(name): Path<String>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    let found = Found::open(&desk, &name).await?;
    let home = desk.source.home();
    let done = home.withdraw_circular(&found.key, seen(&posted), posted.text("why"));
    finished(&desk, &found, done)
}

fn seen(posted: &Posted) -> i64 {
    posted.text(SEEN).parse().unwrap_or(-1)
}

/// The page anew, or why it was not done.
fn finished(desk: &Desk, found: &Found, done: Result<()>) -> Result<Response, ClientError> {
    match done {
        Ok(()) => Ok(Redirect::to(&path(desk, found, "", None)).into_response()),
        Err(fault) if fault.blame == Blame::Caller => {
            refused(desk, found, fault.text.get(desk.lang()))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn refused(desk: &Desk, found: &Found, why: &str) -> Result<Response, ClientError> {
    let page = page(desk, found, Some(why.to_owned()))?;
    Ok((NOT_TAKEN, Paper::new(&page)).into_response())
}

/// The address of the circular, of a file of it or of a form about it; of one of its revisions.
fn path(desk: &Desk, found: &Found, more: &str, revision: Option<i64>) -> String {
    let (name, month) = &found.key;
    let (month, revision) = (month.to_string(), revision.map(|number| number.to_string()));
    let kept = [("lang", desk.lang().code()), ("month", &*month)].into_iter();
    let path = format!("/circulars/{}{more}", encode(name));
    address(&path, kept.chain(revision.as_deref().map(|number| ("revision", number))))
}

async fn download(desk: &Desk, found: &Found, format: &str) -> Result<Response, ClientError> {
    may_export(desk)?;
    let form = File::OF_PAPERS.into_iter().find(|form| form.code() == format);
    let form = form.ok_or_else(|| missing(w::NO_FORMAT))?;
    let (paper, stamp) = found.paper()?;
    let (name, month) = &found.key;
    let file = format!("{name}-{month}");
    desk.source.log_export(&format!("{file}.{format}"), &sha256_hex(paper.text()?.as_bytes()))?;
    let (lang, fonts) = (desk.lang(), desk.source.home().root().join(report::FONTS));
    let made = move || match form {
        File::Pdf => report::circular_pdf(&paper, stamp.as_ref(), lang, &fonts),
        _ => report::circular_docx(&paper, stamp.as_ref(), lang),
    };
    let bytes = login::finished(spawn_blocking(made).await)??;
    Ok(attachment(form, &file, bytes))
}

fn page(desk: &Desk, found: &Found, alert: Option<String>) -> Result<CircularPage, ClientError> {
    let lang = desk.lang();
    let (paper, stamp) = found.paper()?;
    let frame = desk.frame(Section::Circulars, paper.title.get(lang));
    let forms = match desk.may(Right::Issue) && found.is_latest() {
        true => forms(desk, &frame, found)?,
        false => Vec::new(),
    };
    let revisions = (found.signed.len() > 1).then(|| revisions(desk, found));
    Ok(CircularPage {
        alert,
        answer: answer(desk, found)?,
        downloads: downloads(desk, found),
        issuer: paper.issuer.get(lang).to_owned(),
        number: stamp.as_ref().map(|stamp| stamp.number.clone()).unwrap_or_default(),
        to: paper.to.get(lang).to_owned(),
        parts: parts(desk, &paper.blocks),
        day: stamp.map(|stamp| stamp.words(lang)).unwrap_or_default(),
        source: paper.source.get(lang).to_owned(),
        revisions,
        forms: rendered(forms),
        frame,
    })
}

fn answer(desk: &Desk, found: &Found) -> Result<String> {
    let shown = found.shown().or(found.last());
    let mut told = vec![state(desk, shown).0];
    if let Some(one) = found.shown() {
        let by = desk.glossary().value("actor", &one.by);
        let values = [("at", &*beijing::minute(one.at)), ("by", &*by), ("hash", &*one.hash())];
        told.push(w::CIRCULAR_SIGNED_BY_WHOM.fill(desk.lang(), &values));
        let moved = found.draft.is_some() && one.body.as_deref() != Some(&*found.draft_text()?);
        if moved && found.is_latest() {
            told.push(desk.say(w::CIRCULAR_CHANGED).to_owned());
        }
    }
    Ok(told.join(if desk.lang() == Lang::Zh { "。" } else { ". " }))
}

fn downloads(desk: &Desk, found: &Found) -> Vec<Link> {
    let earlier = found.shown().filter(|_| !found.is_latest()).map(|one| one.revision);
    let link = |form: File| Link {
        href: path(desk, found, &format!(".{}", form.code()), earlier),
        text: form.label().to_owned(),
    };
    let forms = File::OF_PAPERS.into_iter().filter(|_| desk.may(Right::Export));
    forms.map(link).collect()
}

fn parts(desk: &Desk, blocks: &[Block]) -> Vec<PaperPart> {
    let lang = desk.lang();
    let mut title = String::new();
    let mut parts = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        parts.push(match block {
            Block::Heading(text) => {
                text.get(lang).clone_into(&mut title);
                PaperPart::Heading(title.clone())
            }
            Block::Paragraph(text) => PaperPart::Paragraph(text.get(lang).to_owned()),
            Block::Table(rows) => PaperPart::Table(render(&table(desk, at, &title, rows))),
        });
    }
    parts
}

fn table(desk: &Desk, at: usize, title: &str, rows: &Rows) -> TableView {
    let lang = desk.lang();
    let cell = |(text, number): (&Text, &bool)| match number {
        true => Cell::number(text.get(lang)),
        false => Cell::text(text.get(lang)),
    };
    let cells = |row: &Vec<Text>| row.iter().zip(&rows.numbers).map(cell).collect();
    let heads = rows.head.iter().zip(&rows.numbers).map(|(text, number)| Head {
        text: text.get(lang).to_owned(),
        number: *number,
        ..Head::default()
    });
    let id = format!("table-{at}");
    let table = TableView {
        caption: title.to_owned(),
        heads: heads.collect(),
        downloads: table_links(desk, &id),
        ..plain_table(lang, &id, w::TABLE, &[], rows.rows.iter().map(cells).collect())
    };
    desk.reader.catch.shown(desk, &table);
    table
}

fn revisions(desk: &Desk, found: &Found) -> Part {
    let heads = [
        (w::REVISION, false),
        (w::STATUS, false),
        (w::CIRCULAR_NUMBER, false),
        (w::CIRCULAR_SIGNED_AT, false),
        (w::CIRCULAR_SIGNED_BY, false),
        (w::CIRCULAR_WHY, false),
    ];
    let row = |one: &IssuedCircular| {
        let number = one.revision.to_string();
        let first = match one.body {
            Some(_) => Cell::link(number, path(desk, found, "", Some(one.revision))),
            None => Cell::text(number),
        };
        vec![
            first,
            Cell::text(state(desk, Some(one)).0),
            Cell::text(&one.number),
            Cell::text(beijing::minute(one.at)).class("short"),
            Cell::text(desk.glossary().value("actor", &one.by)),
            Cell::text(&one.why),
        ]
    };
    let rows = found.signed.iter().rev().map(row).collect();
    let table = hand_table(desk, "revisions", desk.say(w::REVISIONS), &heads, rows, w::NO_ROWS);
    part("revisions-part", desk.say(w::REVISIONS), &table)
}

fn forms(desk: &Desk, frame: &Frame, found: &Found) -> Result<Vec<Form>> {
    let lang = desk.lang();
    let stands = found.shown().is_some();
    let why = || Field::new(lang, "why", w::CIRCULAR_WHY, "text");
    let number = Field::new(lang, "number", w::CIRCULAR_NUMBER, "text")
        .optional()
        .hint(w::CIRCULAR_NUMBER_HINT.get(lang))
        .valued(found.last().map(|last| last.number.clone()).unwrap_or_default());
    let (button, about) = match stands {
        true => (w::CIRCULAR_CORRECT, w::CIRCULAR_CORRECT_ABOUT),
        false => (w::CIRCULAR_SIGN, w::CIRCULAR_SIGN_ABOUT),
    };
    let hidden = |form: Form| {
        let mut form = form.of(frame);
        form.hidden.push((SEEN, found.seen().to_string()));
        form
    };
    let mut sign = hidden(Form::post(lang, "sign", path(desk, found, "", None), button));
    sign.hidden.push((DIGEST, sha256_hex(found.draft_text()?.as_bytes())));
    sign.fields.push(number);
    if found.seen() > 0 {
        sign.fields.push(why());
    }
    let mut forms = vec![sign.titled(about.get(lang))];
    if stands {
        let action = path(desk, found, "/withdraw", None);
        let mut form = hidden(Form::post(lang, "withdraw", action, w::CIRCULAR_WITHDRAW));
        form.fields.push(why());
        forms.push(form.titled(w::CIRCULAR_WITHDRAW_ABOUT.get(lang)));
    }
    Ok(forms)
}
