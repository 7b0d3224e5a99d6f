//! One question: its answer as table, drawing and files, and where it comes from.

use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chart::Words;
use model::{Blame, Fault, Lang, ResultTable};
use registry::{ChartSpec, Kind, ParamType, Question};

use supervise::shows_persons;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, render};
use crate::export::{self, Form, attachment, bytes, missing, picture};
use crate::frame::{Frame, Section};
use crate::link::{address, encode};
use crate::page::origin::origin;
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Selection, TableView};
use crate::words as w;

/// A field of the parameter form.
struct Field {
    name: String,
    label: String,
    kind: &'static str,
    value: String,
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
    why_empty: Vec<String>,
    origin: String,
}

/// `GET /questions/{name}`, and `.csv`, `.gb18030`, `.xlsx`, `.json`, `.parquet`, `.svg`, `.png`
/// behind the name.
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
    let page = Paper::lasting(&QuestionPage {
        frame: Frame {
            receipt: Some(table.provenance.receipt()),
            ..desk.frame(Section::Questions, title)
        },
        about: question.about.get(desk.lang()).to_owned(),
        fields: fields(&desk, question),
        figure,
        downloads: downloads(&desk, "questions", name),
        table: render(&TableView { downloads: Vec::new(), ..desk.table(&table, selection) }),
        why_empty: if table.rows() == 0 { why_empty(&desk, question)? } else { Vec::new() },
        origin: origin(&desk, question, Some(&table.provenance)),
    });
    Ok(page.unless(shows_persons(&table)).into_response())
}

/// What may have left nothing: tables without rows, conditions of the address, the own town.
fn why_empty(desk: &Desk, question: &Question) -> Result<Vec<String>, ClientError> {
    let (schema, view, lang) = (snapshot::schema::all(), desk.view()?, desk.lang());
    let (mut never, mut without) = (Vec::new(), Vec::new());
    for table in question.uses.iter().filter_map(|name| schema.table(name)) {
        let came = view.manifests.iter().filter_map(|manifest| manifest.tables.get(&table.name));
        let rows = came.fold(None, |sum: Option<u64>, came| Some(sum.unwrap_or(0) + came.rows));
        match rows {
            None => never.push(table.label().get(lang).to_owned()),
            Some(0) => without.push(table.label().get(lang).to_owned()),
            Some(_) => {}
        }
    }
    let filters: Vec<String> = params(desk, question)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{} = {value}", desk.glossary().column(&name)))
        .collect();
    let comma = desk.say(w::COMMA);
    let told = [
        (w::EMPTY_NOT_DELIVERED, "tables", never),
        (w::EMPTY_NO_ROWS, "tables", without),
        (w::EMPTY_FILTER, "filters", filters),
    ];
    let told = told.into_iter().filter(|(.., names)| !names.is_empty());
    let mut why: Vec<String> =
        told.map(|(word, hole, names)| word.fill(lang, &[(hole, &names.join(comma))])).collect();
    if desk.source.town().is_some() {
        why.push(desk.say(w::EMPTY_TOWN).to_owned());
    }
    if why.is_empty() {
        why.push(desk.say(w::EMPTY_NOTHING).to_owned());
    }
    Ok(why)
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
    };
    question.params.iter().map(field).collect()
}

/// Links to the same answer as files.
pub(crate) fn downloads(desk: &Desk, folder: &str, name: &str) -> Vec<Link> {
    // Of what was looked for the page itself gives the files.
    if desk.reader.search.is_some() {
        return export::table_links(desk, name);
    }
    let link = |form: Form| Link {
        href: address(
            &format!("/{folder}/{}.{}", encode(name), form.code()),
            desk.reader.all_without(&["sort"]),
        ),
        text: form.label().to_owned(),
    };
    Form::OF_TABLES.into_iter().filter(|_| desk.may(Right::Export)).map(link).collect()
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
    let form = Form::from_code(format).ok_or_else(|| missing(w::NO_FORMAT))?;
    let subject = format!("{name}.{format}: {} rows", table.rows());
    desk.source.log_export(&subject, &table.provenance.receipt())?;
    if !form.is_drawing() {
        return Ok(attachment(form, name, bytes(&desk.glossary(), table, form)?));
    }
    let spec = chart.ok_or_else(|| missing(w::NO_CHART))?;
    let title = desk.title_of(name);
    let drawing = desk.drawing(table, spec, "figure", &title);
    let drawing = drawing.ok_or_else(|| missing(w::NO_CHART))?;
    Ok(attachment(form, name, picture(&drawing, &title, &desk.source_of(table), form)?))
}
