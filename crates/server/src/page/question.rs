//! One question: its answer as table, drawing and files, and where it comes from.

use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chart::Words;
use model::table::cell_text;
use model::{Blame, Fault, Lang, ResultTable};
use registry::{ChartSpec, Kind, ParamType, Question};
use serde_json::{Value, json};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, page, render};
use crate::frame::{Frame, Section};
use crate::link::{address, encode};
use crate::page::origin::origin;
use crate::reader::Reader;
use crate::table::Selection;
use crate::words::{self as w, Word};

/// A field of the parameter form.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) hint: String,
}

#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage {
    frame: Frame,
    about: String,
    fields: Vec<Field>,
    figure: Option<String>,
    downloads: Vec<Link>,
    table: String,
    origin: String,
}

/// `GET /questions/{name}`, and `.csv`, `.xlsx`, `.json`, `.svg` behind the name.
pub(crate) async fn get(
    State(app): State<App>,
    Path(name): Path<String>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    let (name, format) = split(&name);
    let question = desk.registry().question(name).map_err(ClientError::missing)?;
    if question.kind == Kind::View {
        return Err(no_such_question(name));
    }
    if !desk.may_ask(question) {
        return Err(ClientError::refused(w::FAULT_PERSONS));
    }
    let table = desk.ask_with(name, params(&desk, question)).await?;
    if let Some(format) = format {
        return file(&desk, name, &table, question.chart.as_ref(), format);
    }
    let title = question.title.get(desk.lang());
    let chart = question.chart.as_ref();
    let selection = Selection { id: name, caption: title, paged: true, ..Selection::default() };
    // Without rows, or without a number in them, there is nothing to draw.
    let figure = chart.and_then(|spec| desk.figure(&table, spec, "figure", title));
    let formats: &[&str] = match figure {
        Some(_) => &["csv", "xlsx", "json", "svg"],
        None => &["csv", "xlsx", "json"],
    };
    let page = page(&QuestionPage {
        frame: Frame {
            receipt: Some(table.provenance.receipt()),
            ..desk.frame(Section::Questions, title)
        },
        about: question.about.get(desk.lang()).to_owned(),
        fields: fields(&desk, question),
        figure,
        downloads: downloads(&desk, "questions", name, formats),
        table: render(&desk.table(&table, selection)),
        origin: origin(&desk, question, Some(&table.provenance)),
    })?;
    Ok(page.into_response())
}

/// A name and the format behind its last dot.
pub(crate) fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((name, format)) => (name, Some(format)),
        None => (name, None),
    }
}

/// No question of this name may be asked.
pub(crate) fn no_such_question(name: &str) -> ClientError {
    let say = |lang| w::NO_QUESTION.fill(lang, &[("name", name)]);
    ClientError::missing(Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En)))
}

/// The parameters of the question that the address gives; anything else there is not ours.
fn params(desk: &Desk, question: &Question) -> BTreeMap<String, String> {
    let given = desk.reader.params.iter().filter(|(name, _)| question.params.contains_key(*name));
    given.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn fields(desk: &Desk, question: &Question) -> Vec<Field> {
    let field = |(name, param): (&String, &registry::Param)| Field {
        name: name.clone(),
        label: param.label.as_ref().map_or_else(
            || desk.glossary().column(name),
            |label| label.get(desk.lang()).to_owned(),
        ),
        kind: match param.kind {
            ParamType::Date => "date",
            _ => "text",
        },
        value: desk.reader.params.get(name).or(param.default.as_ref()).cloned().unwrap_or_default(),
        hint: String::new(),
    };
    question.params.iter().map(field).collect()
}

/// Links to the same answer as files.
pub(crate) fn downloads(desk: &Desk, folder: &str, name: &str, formats: &[&str]) -> Vec<Link> {
    let link = |format: &&str| Link {
        href: address(
            &format!("/{folder}/{}.{format}", encode(name)),
            desk.reader.all_without(&["sort"]),
        ),
        text: format.to_uppercase(),
    };
    let formats = formats.iter().filter(|_| desk.may(Right::Export));
    formats.map(link).collect()
}

/// Whether whoever asks may take files away.
pub(crate) fn may_export(desk: &Desk) -> Result<(), ClientError> {
    match desk.may(Right::Export) {
        true => Ok(()),
        false => Err(ClientError::refused(w::FAULT_RIGHT)),
    }
}

/// The answer as a file; that it leaves the house is in the audit log first.
pub(crate) fn file(
    desk: &Desk,
    name: &str,
    table: &ResultTable,
    chart: Option<&ChartSpec>,
    format: &str,
) -> Result<Response, ClientError> {
    may_export(desk)?;
    if !["csv", "xlsx", "json", "svg"].contains(&format) {
        return Err(missing(w::NO_FORMAT));
    }
    let subject = format!("{name}.{format}: {} rows", table.rows());
    desk.source.log_export(&subject, &table.provenance.receipt())?;
    match format {
        "csv" => Ok(attachment("text/csv; charset=utf-8", name, "csv", report::csv(table))),
        "xlsx" => {
            let bytes = report::workbook_for(desk.registry(), table, desk.lang())?;
            Ok(attachment(XLSX, name, "xlsx", bytes))
        }
        "json" => {
            Ok(([(header::CONTENT_TYPE, "application/json")], json(desk, table)).into_response())
        }
        "svg" => {
            let spec = chart.ok_or_else(|| missing(w::NO_CHART))?;
            let title = desk.title_of(name);
            let drawing = desk.drawing(table, spec, "figure", &title);
            let drawing = drawing.ok_or_else(|| missing(w::NO_CHART))?;
            Ok(([(header::CONTENT_TYPE, "image/svg+xml")], drawing.svg).into_response())
        }
        _ => Err(missing(w::NO_FORMAT)),
    }
}

/// The media type of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to be saved; names of questions and draws are plain ASCII.
pub(crate) fn attachment(media: &'static str, name: &str, ending: &str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}.{ending}\"", encode(name));
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

fn missing(word: Word) -> ClientError {
    let fault = Fault::new(Blame::Caller, word.get(Lang::Zh), word.get(Lang::En));
    ClientError::missing(fault)
}

/// Rows with their receipt; whole numbers and truth values as such, everything else as text, so
/// that no amount passes through a float.
fn json(desk: &Desk, table: &ResultTable) -> String {
    let words = desk.glossary();
    let columns = table.columns();
    let columns: Vec<Value> =
        columns.iter().map(|name| json!({ "name": name, "label": words.column(name) })).collect();
    let rows: Vec<Value> = table
        .batches
        .iter()
        .flat_map(|batch| {
            (0..batch.num_rows()).map(move |row| {
                let cells = batch.columns().iter().map(|column| cell_text(column, row));
                let kinds = table.schema.fields().iter().map(|field| field.data_type().clone());
                cells.zip(kinds).map(|(cell, kind)| json_cell(cell, &kind.to_string())).collect()
            })
        })
        .collect();
    json!({
        "receipt": table.provenance.receipt(),
        "provenance": table.provenance,
        "columns": columns,
        "rows": rows,
    })
    .to_string()
}

fn json_cell(cell: Option<String>, kind: &str) -> Value {
    let Some(text) = cell else { return Value::Null };
    match kind {
        "Int64" => text.parse::<i64>().map_or(Value::Null, Value::from),
        "Boolean" => Value::Bool(text == "true"),
        _ => Value::String(text),
    }
}
