//! One question: its answer as table, drawing and files, and where it comes from.

use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chart::Words;
use model::{Blame, Fault, Lang, ResultTable};
use registry::{Kind, Param, ParamType, Question, listed};

use supervise::shows_persons;

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link, render};
use crate::export::{self, Form, attachment, bytes, missing, picture};
use crate::forms::rendered;
use crate::frame::{Frame, Section};
use crate::link::{address, encode};
use crate::page::analysis::save_form;
use crate::page::origin::origin;
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::table::{Selection, TableView};
use crate::words as w;

/// A field of the parameter form.
#[derive(Default)]
struct Field {
    id: String,
    name: String,
    label: String,
    /// `checkbox` for boxes, one for each of the options.
    kind: &'static str,
    value: String,
    /// Value and label of what can be chosen instead of typed.
    options: Vec<(String, String)>,
    /// The values of the boxes that are ticked.
    ticked: Vec<String>,
}

#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage {
    frame: Frame,
    about: String,
    fields: Vec<Field>,
    /// Whether the reader has chosen what is drawn, and so reads the table first.
    is_analysis: bool,
    figure: Option<String>,
    downloads: Vec<Link>,
    table: String,
    why_empty: Vec<String>,
    save: String,
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
        return file(&desk, name, &table, format);
    }
    let (title, own) = (question.title.get(desk.lang()), desk.title_of_answer(question, &table));
    let selection = Selection { id: name, caption: &own, paged: true, ..Selection::default() };
    // Without rows, or without a number in them, there is nothing to draw.
    let chart = desk.chart_of(question, &table);
    let figure = chart.and_then(|spec| desk.figure(&table, &spec, "figure", &own));
    let is_analysis = question.analysis.is_some();
    let section = match is_analysis && desk.may(Right::Plan) {
        true => Section::Analysis,
        false => Section::Questions,
    };
    let frame = Frame { receipt: Some(table.provenance.receipt()), ..desk.frame(section, title) };
    let save = match is_analysis && desk.may(Right::Propose) {
        true => rendered(vec![save_form(&desk, &frame, question, &table)]),
        false => String::new(),
    };
    let page = Paper::lasting(&QuestionPage {
        frame,
        about: question.about.get(desk.lang()).to_owned(),
        fields: fields(&desk, question),
        is_analysis,
        figure,
        downloads: downloads(&desk, "questions", name),
        table: render(&TableView { downloads: Vec::new(), ..desk.table(&table, selection) }),
        why_empty: if table.rows() == 0 { why_empty(&desk, question)? } else { Vec::new() },
        save,
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
        .filter(|(name, value)| {
            let is_choice = question.params.get(name).is_some_and(|param| param.choices.is_some());
            !value.is_empty() && !is_choice
        })
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

/// The fields of the parameters, those that are chosen first.
fn fields(desk: &Desk, question: &Question) -> Vec<Field> {
    let (choices, others): (Vec<_>, Vec<_>) =
        question.params.iter().partition(|(_, param)| param.choices.is_some());
    choices.into_iter().chain(others).flat_map(|(name, param)| field(desk, name, param)).collect()
}

fn field(desk: &Desk, name: &str, param: &Param) -> Vec<Field> {
    let label = param
        .label
        .as_ref()
        .map_or_else(|| desk.glossary().column(name), |label| label.get(desk.lang()).to_owned());
    let value =
        desk.reader.params.get(name).or(param.default.as_ref()).cloned().unwrap_or_default();
    let one = |options| Field {
        id: name.to_owned(),
        name: name.to_owned(),
        label: label.clone(),
        kind: if param.kind == ParamType::Date { "date" } else { "text" },
        value: value.clone(),
        options,
        ticked: Vec::new(),
    };
    let Some(choices) = &param.choices else {
        return vec![one(offered(desk, name, param, &value))];
    };
    let named = choices.of.iter().map(|name| (name.clone(), desk.heading(name)));
    let chosen = listed(&value);
    if choices.most == choices.of.len() {
        let ticked = chosen.into_iter().map(str::to_owned).collect();
        return vec![Field { kind: "checkbox", ticked, ..one(named.collect()) }];
    }
    // What comes first matters: as many lists as may be chosen from.
    let none = (String::new(), "–".to_owned());
    let options: Vec<(String, String)> = std::iter::once(none).chain(named).collect();
    let list = |at: usize| Field {
        id: format!("{name}-{}", at + 1),
        label: format!("{label} {}", at + 1),
        value: chosen.get(at).map(ToString::to_string).unwrap_or_default(),
        ..one(options.clone())
    };
    (0..choices.most).map(list).collect()
}

/// What there is to choose from instead of typing: months and towns.
fn offered(desk: &Desk, name: &str, param: &Param, value: &str) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = match (name, param.kind) {
        (_, ParamType::Month) => {
            desk.months().iter().map(|month| (month.to_string(), month.to_string())).collect()
        }
        ("town", ParamType::Text) => {
            desk.towns().iter().map(|(code, name)| (code.clone(), name.clone())).collect()
        }
        _ => return Vec::new(),
    };
    options.insert(0, (String::new(), desk.say(w::ANY).to_owned()));
    // An address may ask for what is not offered.
    if !options.iter().any(|(known, _)| known == value) {
        options.push((value.to_owned(), value.to_owned()));
    }
    options
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
    format: &str,
) -> Result<Response, ClientError> {
    may_export(desk)?;
    let form = Form::from_code(format).ok_or_else(|| missing(w::NO_FORMAT))?;
    let subject = format!("{name}.{format}: {} rows", table.rows());
    desk.source.log_export(&subject, &table.provenance.receipt())?;
    if !form.is_drawing() {
        return Ok(attachment(form, name, bytes(&desk.glossary(), table, form)?));
    }
    let question = desk.registry().question(name)?;
    let title = desk.title_of_answer(question, table);
    let spec = desk.chart_of(question, table).ok_or_else(|| missing(w::NO_CHART))?;
    let drawing = desk.drawing(table, &spec, "figure", &title);
    let drawing = drawing.ok_or_else(|| missing(w::NO_CHART))?;
    Ok(attachment(form, name, picture(&drawing, &title, &desk.source_of(table), form)?))
}
