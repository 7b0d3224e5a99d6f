//! The audit log: alarms, search, proof and export for the audit administrator, and for everybody
//! what they did themselves.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chart::{Exact, Words};
use model::{Lang, beijing};
use report::Glossary;
use supervise::{Alarm, AlarmKind, LogEntry};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Part;
use crate::export::{Form as FileForm, attachment};
use crate::forms::{Field, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::link::address;
use crate::page::sections::{part, plain_table};
use crate::reader::{Reader, SEARCH};
use crate::table::{Cell, pager};
use crate::visitor::Visitor;
use crate::words::{self as w, Word};

/// Entries on one page.
const PAGE_ROWS: usize = 50;

/// `GET /audit`: the latest entries first; `verify=1` proves the chain.
pub(crate) async fn get(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let home = app.source().acting(&visitor).home().clone();
    let search = reader.search.clone().unwrap_or_default();
    let (entries, count) = home.audit(&search, (reader.page - 1) * PAGE_ROWS, PAGE_ROWS)?;
    let mut page = FormsPage::new(Frame::plain(&app, &reader, Section::Audit, w::AUDIT.get(lang)));
    if reader.params.contains_key("verify") {
        match home.verify_audit() {
            Ok(count) => page.answer = w::CHAIN_WHOLE.fill(lang, &[("count", &count.to_string())]),
            Err(fault) => page.alert = Some(fault.text.get(lang).to_owned()),
        }
    }
    let to = page.frame.link("/view-as");
    page.links = vec![(to, w::VIEW_AS.get(lang).to_owned())];
    page.forms = vec![search_form(&reader, "/audit", &search), verify_form(lang)];
    let source = app.source();
    let words = Glossary { registry: source.registry(), lang };
    let mut part = entries_part(&reader, &words, "/audit", w::AUDIT, &entries, count);
    part.more =
        Some((address("/audit.csv", reader.all_without(&[])), w::AUDIT_CSV.get(lang).into()));
    page.parts = vec![alarms(&words, &home.alarms()?), part];
    Ok(page.response(StatusCode::OK))
}

/// `GET /account/log`: what one did oneself, the latest first.
pub(crate) async fn own(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let source = app.source().acting(&visitor);
    let search = reader.search.clone().unwrap_or_default();
    let (entries, count) =
        source.home().own_entries(&search, (reader.page - 1) * PAGE_ROWS, PAGE_ROWS)?;
    let mut page = FormsPage::new(Frame::plain(&app, &reader, Section::Own, w::OWN_LOG.get(lang)));
    page.answer = w::OWN_LOG_ABOUT.get(lang).to_owned();
    page.forms = vec![search_form(&reader, "/account/log", &search)];
    let words = Glossary { registry: source.registry(), lang };
    page.parts = vec![entries_part(&reader, &words, "/account/log", w::OWN_LOG, &entries, count)];
    Ok(page.response(StatusCode::OK))
}

/// Entries of the log as the section of a page with this address.
fn entries_part(
    reader: &Reader,
    words: &Glossary<'_>,
    path: &str,
    title: Word,
    entries: &[LogEntry],
    count: usize,
) -> Part {
    let lang = reader.lang;
    let heads = [w::ENTRY, w::AT, w::ACTOR, w::ACTION, w::SUBJECT, w::LOOK_PURPOSE];
    let heads = heads.map(|head| (head, false));
    let rows = entries.iter().map(|entry| row(words, entry)).collect();
    let mut table = plain_table(lang, "audit-table", title, &heads, rows);
    let turn = |page: usize| {
        let number = page.to_string();
        address(path, reader.all_without(&[]).into_iter().chain([("page", number.as_str())]))
    };
    table.pager = Some(pager(lang, (reader.page, PAGE_ROWS), count, turn));
    part("entries", title.get(lang), &table)
}

/// `GET /audit.csv`: every entry that matches; that it leaves the house is an entry too.
pub(crate) async fn csv(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let home = app.source().acting(&visitor).home().clone();
    let search = reader.search.clone().unwrap_or_default();
    let (entries, count) = home.audit(&search, 0, usize::MAX)?;
    home.log_export(&format!("audit.csv: {count} rows"), "audit", &search)?;
    let columns = LogEntry::COLUMNS.map(str::to_owned);
    let rows: Vec<_> = entries.iter().map(|entry| entry.cells().map(Some).to_vec()).collect();
    let body = report::csv_plain(&columns, &rows);
    Ok(attachment(FileForm::Csv, "audit", body))
}

/// What should be looked into, each with the way to its entries.
fn alarms(words: &Glossary<'_>, alarms: &[Alarm]) -> Part {
    let lang = words.lang;
    let row = |alarm: &Alarm| {
        let entries = address("/audit", [(SEARCH, alarm.actor.as_str())]);
        let name = match alarm.kind {
            AlarmKind::LoginsFailed => w::ALARM_LOGINS_FAILED,
            AlarmKind::FilesExported => w::ALARM_FILES_EXPORTED,
            AlarmKind::RowsExported => w::ALARM_ROWS_EXPORTED,
            AlarmKind::PersonsIdentified => w::ALARM_PERSONS_IDENTIFIED,
            AlarmKind::AccountUnused => w::ALARM_ACCOUNT_UNUSED,
        };
        let number = |number: i64| Cell::number(Exact::whole(number).grouped(0));
        vec![
            Cell::text(name.get(lang)),
            Cell::link(words.value("actor", &alarm.actor), entries),
            Cell::text(&alarm.span),
            number(alarm.count),
            number(alarm.most),
        ]
    };
    let heads = [
        (w::ALARM, false),
        (w::ACTOR, false),
        (w::ALARM_SPAN, false),
        (w::ALARM_COUNT, true),
        (w::ALARM_MOST, true),
    ];
    let rows = alarms.iter().map(row).collect();
    let table = plain_table(lang, "alarms-table", w::ALARMS, &heads, rows);
    Part {
        about: w::ALARMS_ABOUT.get(lang).to_owned(),
        ..part("alarms", w::ALARMS.get(lang), &table)
    }
}

fn row(words: &Glossary<'_>, entry: &LogEntry) -> Vec<Cell> {
    vec![
        Cell::text(entry.seq.to_string()),
        // The export has the text that was hashed.
        Cell::text(entry.at.parse().map_or_else(|_| entry.at.clone(), beijing::second)),
        Cell::text(words.value("actor", &entry.actor)),
        Cell::text(action(words, &entry.action)),
        Cell::text(&entry.subject),
        Cell::text(&entry.purpose),
    ]
}

/// What was done in words, with the name by which it is searched.
fn action(words: &Glossary<'_>, action: &str) -> String {
    match words.value("action", action) {
        told if told == action => told,
        told => format!("{told} {action}"),
    }
}

fn search_form(reader: &Reader, path: &str, search: &str) -> Form {
    let lang = reader.lang;
    let mut form = Form::post(lang, "search", path, w::SEARCH);
    form.method = "get";
    let field = Field::new(lang, SEARCH, w::SEARCH_TEXT, "search").optional();
    form.fields.push(Field { value: search.to_owned(), ..field });
    form
}

fn verify_form(lang: Lang) -> Form {
    let mut form = Form::post(lang, "verify", "/audit", w::VERIFY_CHAIN);
    form.method = "get";
    form.hidden.push(("verify", "1".to_owned()));
    form
}
