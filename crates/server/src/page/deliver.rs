//! A township's own files: uploaded, checked row by row, corrected in place, submitted.
//!
//! What is kept between two requests are the files of the draft alone: the page reads them anew
//! each time, and a correction is a file like those that the town sent.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::{Blame, Lang, Month, Result};
use snapshot::{Checked, Quarantined};
use supervise::{Draft, Home};
use tokio::task::spawn_blocking;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Part};
use crate::forms::{Choice, Field, Form, FormsPage};
use crate::frame::Section;
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::login::finished;
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::table::Cell;
use crate::visitor::Visitor;
use crate::words as w;

const PATH: &str = "/deliver";

/// The field of the month that is delivered, apart from the month that other pages show.
const FOR: &str = "for";

/// Rows that are corrected at a time.
const ROWS_MAX: usize = 50;

/// What the check of a draft gave: its answer, and how many rows are of other towns.
pub(crate) type Found = Option<(Checked, u64)>;

/// `GET /deliver`.
pub(crate) async fn get(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let asked = reader.params.get(FOR).cloned();
    let (desk, town, month) = open(&app, reader, &visitor, asked.as_deref()).await?;
    let page = page(&desk, &town, month, Ok(None)).await?;
    Ok(page.response(StatusCode::OK))
}

/// `POST /deliver`: one step, named by the field `what`.
pub(crate) async fn post(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let reader = posted.reader(reader);
    let asked = Some(posted.text(FOR)).filter(|month| !month.is_empty());
    let (desk, town, month) = open(&app, reader, &visitor, asked).await?;
    let step = at_work(&desk, &town, month, move |draft| step(draft, &posted)).await?;
    let step = match step {
        Err(fault) if matches!(fault.blame, Blame::Caller | Blame::Data) => Err(fault),
        step => Ok(step?),
    };
    let status = if step.is_ok() { StatusCode::OK } else { NOT_TAKEN };
    Ok(page(&desk, &town, month, step).await?.response(status))
}

/// The desk of whoever asks, the town, and the month that is delivered: the one asked for, else the
/// one behind the latest snapshot.
pub(crate) async fn open(
    app: &App,
    reader: Reader,
    visitor: &Visitor,
    asked: Option<&str>,
) -> Result<(Desk, String, Month), ClientError> {
    let town = visitor.signed_in().and_then(|account| account.town.clone());
    let town = town.ok_or_else(|| ClientError::refused(w::FAULT_RIGHT))?;
    let desk = Desk::open(app, reader).await?;
    let next = desk.view()?.month.plus(1);
    let month = match asked {
        Some(text) => text.parse().map_err(|_| ClientError::no_page())?,
        None => next,
    };
    Ok((desk, town, month))
}

/// Works on the draft away from the threads that answer requests.
pub(crate) async fn at_work<T: Send + 'static>(
    desk: &Desk,
    town: &str,
    month: Month,
    work: impl FnOnce(&Draft<'_>) -> Result<T> + Send + 'static,
) -> Result<Result<T>, ClientError> {
    let (home, town): (Home, String) = (desk.source.home().clone(), town.to_owned());
    finished(spawn_blocking(move || work(&home.draft(&town, month))).await)
}

/// Does what the form asks; gives the receipt of what was submitted.
fn step(draft: &Draft<'_>, posted: &Posted) -> Result<Option<String>> {
    match posted.text("what") {
        "upload" => posted.files().iter().try_for_each(|(name, bytes)| draft.put(name, bytes))?,
        "remove" => posted.all("file").iter().try_for_each(|name| draft.remove(name))?,
        "correct" => correct(draft, posted)?,
        "submit" => return draft.submit().map(Some),
        _ => {}
    }
    Ok(None)
}

/// Keeps the cells that were typed as a workbook of corrected rows. What was typed below an answer
/// about other files corrects nothing.
fn correct(draft: &Draft<'_>, posted: &Posted) -> Result<()> {
    if posted.text("state") != draft.receipt()? {
        return Ok(());
    }
    let rows = draft.check()?.map(|(checked, _)| checked.quarantined).unwrap_or_default();
    let typed = rows.iter().take(ROWS_MAX).enumerate().filter_map(|(at, row)| {
        let text = posted.all(&name_of(at)).first()?;
        if *text == row.text { None } else { row.corrected(text) }
    });
    let typed: Vec<Quarantined> = typed.collect();
    if typed.is_empty() {
        return Ok(());
    }
    let known = draft.files()?;
    let name = (1..).map(|at| format!("更正{at}.xlsx")).find(|name| !known.contains(name));
    let book = report::quarantine(&typed, &draft.month().last_day().to_string())?;
    draft.put(&name.unwrap_or_default(), &book)
}

fn name_of(row: usize) -> String {
    format!("row-{row}")
}

async fn page(
    desk: &Desk,
    town: &str,
    month: Month,
    step: Result<Option<String>>,
) -> Result<FormsPage, ClientError> {
    let lang = desk.lang();
    let (files, state, found) =
        at_work(desk, town, month, |draft| Ok((draft.files()?, draft.receipt()?, draft.check()?)))
            .await??;
    let name = desk.town_name(town).unwrap_or_else(|| town.to_owned());
    let values = [("town", &*name), ("month", &*month.to_string())];
    let title = w::DELIVER_TITLE.fill(lang, &values);
    let mut page = FormsPage::new(desk.frame(Section::Deliver, title));
    let form = |id, what: &str, button| {
        let mut form = Form::post(lang, id, PATH, button).of(&page.frame);
        form.hidden.push(("what", what.to_owned()));
        form.hidden.push((FOR, month.to_string()));
        form
    };
    let mut forms = Vec::new();
    if let Some((checked, _)) = &found {
        let mut correct = form("correct", "correct", w::DELIVER_CORRECT);
        correct.hidden.push(("state", state));
        correct.fields = fields(lang, &checked.quarantined);
        forms.extend(Some(correct.titled(w::DELIVER_ROWS.get(lang))).filter(has_fields));
    }
    if is_sound(&found) {
        let submit = form("submit", "submit", w::DELIVER_SUBMIT);
        forms.push(submit.titled(w::DELIVER_SUBMIT_TITLE.get(lang)));
    }
    let mut upload = form("upload", "upload", w::DELIVER_UPLOAD);
    let field = Field::new(lang, "files", w::DELIVER_FILES, "file");
    upload.fields.push(field.hint(w::DELIVER_FILES_HINT.get(lang)));
    forms.push(upload.titled(w::DELIVER_UPLOAD_TITLE.get(lang)));
    if !files.is_empty() {
        let mut remove = form("remove", "remove", w::DELIVER_REMOVE);
        let options = files.into_iter().map(|name| (name.clone(), name)).collect();
        remove.choices.push(Choice::any("file", w::DELIVER_DRAFT.get(lang), options));
        forms.push(remove);
    }
    let mut other = Form::get(&page.frame, "other", PATH, w::GO);
    other.fields.push(Field::new(lang, FOR, w::DELIVER_MONTH, "month").valued(month.to_string()));
    forms.push(other);
    page.forms = forms;
    page.answer = match &step {
        Ok(Some(receipt)) => w::DELIVER_SENT.fill(lang, &[("receipt", receipt)]),
        _ => answer(lang, &found),
    };
    page.alert = step.err().map(|fault| fault.say(lang));
    page.parts = found.iter().flat_map(|(checked, _)| parts(lang, checked)).collect();
    page.parts.push(submissions(desk, town)?);
    Ok(page)
}

fn has_fields(form: &Form) -> bool {
    !form.fields.is_empty()
}

/// Whether a draft can be submitted.
pub(crate) fn is_sound(found: &Found) -> bool {
    found.as_ref().is_some_and(|(checked, foreign)| {
        checked.problems.is_empty() && checked.quarantined.is_empty() && *foreign == 0
    })
}

/// The state of the draft in one sentence.
fn answer(lang: Lang, found: &Found) -> String {
    let Some((checked, foreign)) = found else { return w::DELIVER_EMPTY.get(lang).to_owned() };
    let number = |count: u64| count.to_string();
    let rows = checked.tables.values().map(|table| table.rows).sum();
    if is_sound(found) {
        return w::DELIVER_READY.fill(lang, &[("rows", &number(rows))]);
    }
    let values = [
        ("problems", &*number(checked.problems.len() as u64)),
        ("rows", &*number(checked.quarantined.len() as u64)),
        ("foreign", &*number(*foreign)),
    ];
    w::DELIVER_WRONG.fill(lang, &values)
}

/// A field for each of the first rows that can be corrected here.
fn fields(lang: Lang, rows: &[Quarantined]) -> Vec<Field> {
    let field = |(at, row): (usize, &Quarantined)| {
        row.corrected("")?;
        let sheet = row.sheet.as_ref().map_or_else(String::new, |sheet| format!("（{sheet}）"));
        let values = [
            ("file", &*format!("{}{sheet}", row.file)),
            ("row", &*row.row.to_string()),
            ("column", &row.column),
        ];
        Some(Field {
            name: Cow::Owned(name_of(at)),
            label: Cow::Owned(w::DELIVER_CELL.fill(lang, &values)),
            hint: Cow::Owned(row.reason.get(lang).to_owned()),
            value: row.text.clone(),
            ..Field::new(lang, "", w::DELIVER_CELL, "text").optional()
        })
    };
    rows.iter().take(ROWS_MAX).enumerate().filter_map(field).collect()
}

/// What the check says: rows by table, what is wrong with the files, what a person should know.
fn parts(lang: Lang, checked: &Checked) -> Vec<Part> {
    let schema = snapshot::schema::all();
    let rows = checked.tables.iter().map(|(name, count)| {
        let table = schema.table(name);
        let label = table.map_or_else(|| name.clone(), |t| t.label().get(lang).to_owned());
        let number = |count: u64| Cell::number(count.to_string());
        vec![Cell::text(label), number(count.rows), number(count.quarantined)]
    });
    let heads = [(w::TABLE, false), (w::ALL_ROWS, true), (w::QUARANTINED, true)];
    let tables = plain_table(lang, "tables-table", w::DELIVER_TABLES, &heads, rows.collect());
    let said = checked.problems.iter().map(|fault| (w::DELIVER_PROBLEM, fault.say(lang)));
    let unusable = |row: &Quarantined| (w::DELIVER_PROBLEM, row.say(lang));
    let elsewhere = checked.quarantined.iter().filter(|row| row.corrected("").is_none());
    let notes = checked.warnings.iter().map(|text| (w::DELIVER_NOTE, text.get(lang).to_owned()));
    let said = said.chain(elsewhere.map(unusable)).chain(notes);
    let rows = said.map(|(kind, text)| vec![Cell::text(kind.get(lang)), Cell::text(text)]);
    let heads = [(w::KIND, false), (w::DELIVER_SAID, false)];
    let said = plain_table(lang, "said-table", w::DELIVER_SAID, &heads, rows.collect());
    vec![
        part("tables", w::DELIVER_TABLES.get(lang), &tables),
        part("said", w::DELIVER_SAID.get(lang), &said),
    ]
}

/// What the town submitted so far, the last first.
fn submissions(desk: &Desk, town: &str) -> Result<Part> {
    let lang = desk.lang();
    let all = desk.source.home().submissions()?;
    let own = all.into_iter().rev().filter(|submission| submission.town == town);
    let row = own.map(|s| [s.month, s.at, s.actor, s.receipt].map(Cell::text).to_vec());
    let heads = [w::MONTH, w::AT, w::ACTOR, w::DELIVER_RECEIPT].map(|head| (head, false));
    let table = plain_table(lang, "submitted-table", w::DELIVER_SUBMITTED, &heads, row.collect());
    Ok(part("submitted", w::DELIVER_SUBMITTED.get(lang), &table))
}
