//! Every table and drawing of a page as a file: `?export=FORMAT`, and `of=ID` where the page has
//! more than one.
//!
//! # Invariants
//!
//! - What is exported is what the page shows, caught while it is made: same visitor, same filters,
//!   all rows instead of those of one turn of the page. No page can forget one.
//! - Nothing leaves without the right to it, nor before it stands in the audit log.
//!
//! # Not here
//!
//! Files with an address of their own, which their pages make: visit lists, bundles, the log.

use std::sync::{Arc, Mutex, PoisonError};

use access::Right;
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Schema;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chart::{Drawing, MISSING};
use model::{Blame, Fault, Lang, Provenance, Result, ResultTable};
use report::{Glossary, Sheet};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Link};
use crate::link::{address, encode};
use crate::reader::Reader;
use crate::table::{Cell, Head, TableView};
use crate::visitor::Visitor;
use crate::words::{self as w, Word};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The forms of a file, and what each is called in a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Gb18030,
    Xlsx,
    Json,
    Parquet,
    Svg,
    Png,
    Docx,
    Pdf,
}

impl Form {
    /// The forms of tables.
    pub(crate) const OF_TABLES: [Self; 5] =
        [Self::Csv, Self::Gb18030, Self::Xlsx, Self::Json, Self::Parquet];

    /// The forms of drawings.
    pub(crate) const OF_DRAWINGS: [Self; 2] = [Self::Svg, Self::Png];

    /// The forms of papers.
    pub(crate) const OF_PAPERS: [Self; 2] = [Self::Docx, Self::Pdf];

    /// The form of this code, among those of tables and drawings.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::OF_TABLES.into_iter().chain(Self::OF_DRAWINGS).find(|form| form.code() == code)
    }

    /// Whether it is a form of drawings, not of tables.
    pub(crate) fn is_drawing(self) -> bool {
        Self::OF_DRAWINGS.contains(&self)
    }

    /// Its name in addresses.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Gb18030 => "gb18030",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// What a link to it says.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Gb18030 => "CSV (GB18030)",
            Self::Xlsx => "XLSX",
            Self::Json => "JSON",
            Self::Parquet => "Parquet",
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Docx => "DOCX",
            Self::Pdf => "PDF",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Gb18030 => "csv",
            other => other.code(),
        }
    }

    const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Gb18030 => "text/csv; charset=gb18030",
            Self::Xlsx => XLSX,
            Self::Json => "application/json",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Docx => DOCX,
            Self::Pdf => "application/pdf",
        }
    }
}

/// A table or drawing of a page.
struct Caught {
    id: String,
    title: String,
    what: What,
}

enum What {
    Table { table: ResultTable, filter: Option<String> },
    Drawing { drawing: Drawing, source: String },
}

/// What a page shows, if somebody wants it as a file.
#[derive(Clone, Default)]
pub(crate) struct Catch(Option<Arc<Mutex<Vec<Caught>>>>);

impl std::fmt::Debug for Catch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catch({})", self.0.is_some())
    }
}

impl Catch {
    /// A result, or its rows of one town.
    pub(crate) fn result(
        &self,
        id: &str,
        title: &str,
        table: &ResultTable,
        filter: Option<String>,
    ) {
        let table = table.clone();
        self.add(id, title, || What::Table { table, filter });
    }

    /// A table that a page puts together by hand.
    pub(crate) fn shown(&self, desk: &Desk, view: &TableView) {
        let Ok(from) = desk.view() else { return };
        let table = || {
            let provenance = Provenance {
                query: view.id.clone(),
                snapshot: from.id.clone(),
                as_of: from.month.last_day().to_string(),
                scope: desk.source.home().reader().word(),
                ..Provenance::default()
            };
            What::Table { table: as_shown(view, provenance), filter: None }
        };
        self.add(&view.id, &view.caption, table);
    }

    /// A drawing, and where its numbers come from.
    pub(crate) fn drawing(&self, id: &str, title: &str, drawing: &Drawing, source: &str) {
        let (drawing, source) = (drawing.clone(), source.to_owned());
        self.add(id, title, || What::Drawing { drawing, source });
    }

    fn add(&self, id: &str, title: &str, what: impl FnOnce() -> What) {
        if let Some(caught) = &self.0 {
            let caught_one = Caught { id: id.to_owned(), title: title.to_owned(), what: what() };
            caught.lock().unwrap_or_else(PoisonError::into_inner).push(caught_one);
        }
    }
}

/// Cells as they stand on the page, but for whole numbers, which are numbers.
pub(crate) fn as_shown(view: &TableView, provenance: Provenance) -> ResultTable {
    let columns = view.heads.iter().enumerate().map(|(at, head)| {
        let cells: Vec<Option<String>> =
            view.rows.iter().map(|row| row.get(at).and_then(plain)).collect();
        (heading(&view.heads, at), column(head, &cells), true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns);
    // Columns of equal length; if they were not, there would be nothing to show.
    let batch = batch.unwrap_or_else(|_| RecordBatch::new_empty(Arc::new(Schema::empty())));
    ResultTable::new(batch.schema(), vec![batch], provenance)
}

fn column(head: &Head, cells: &[Option<String>]) -> ArrayRef {
    let whole = |cell: &Option<String>| match cell {
        None => Some(None),
        Some(text) => text.replace(',', "").parse::<i64>().ok().map(Some),
    };
    let numbers: Option<Vec<Option<i64>>> = cells.iter().map(whole).collect();
    match numbers.filter(|_| head.number) {
        Some(numbers) => Arc::new(Int64Array::from(numbers)),
        None => Arc::new(cells.iter().collect::<StringArray>()),
    }
}

/// Two columns of one name would be one.
fn heading(heads: &[Head], at: usize) -> String {
    let text = heads.get(at).map_or("", |head| &head.text);
    match heads.iter().take(at).any(|head| head.text == text) {
        true => format!("{text} {}", at + 1),
        false => text.to_owned(),
    }
}

fn plain(cell: &Cell) -> Option<String> {
    let own = (!cell.text.is_empty()).then(|| cell.text.clone());
    let more = cell.more.iter().map(|(text, _)| text.clone());
    let parts = cell.parts.iter().map(|(label, value)| format!("{label} {value}"));
    let all: Vec<String> = own.into_iter().chain(more).chain(parts).collect();
    (!all.is_empty() && all != [MISSING]).then(|| all.join("; "))
}

/// The links below a table, for whoever may take files away.
pub(crate) fn table_links(desk: &Desk, id: &str) -> Vec<Link> {
    links(desk, id, &Form::OF_TABLES)
}

/// The links below a drawing.
pub(crate) fn drawing_links(desk: &Desk, id: &str) -> Vec<Link> {
    links(desk, id, &Form::OF_DRAWINGS)
}

fn links(desk: &Desk, id: &str, forms: &[Form]) -> Vec<Link> {
    let link = |form: &Form| {
        let own = [("export", form.code()), ("of", id)];
        let kept = desk.reader.all_without(&["sort"]);
        Link {
            href: address(&desk.reader.path, kept.into_iter().chain(own)),
            text: form.label().to_owned(),
        }
    };
    forms.iter().filter(|_| desk.may(Right::Export)).map(link).collect()
}

/// Lets a page be made and gives what was asked of it as a file.
pub(crate) async fn take(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ClientError> {
    let (mut parts, body) = request.into_parts();
    let Ok(mut reader) = Reader::from_request_parts(&mut parts, &app).await;
    let Some(wanted) = reader.export.take() else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let visitor = reader.visitor.clone().ok_or_else(ClientError::not_signed_in)?;
    if !visitor.may(Right::Export) {
        return Err(ClientError::refused(w::FAULT_RIGHT));
    }
    let form = Form::from_code(&wanted).ok_or_else(|| missing(w::NO_FORMAT))?;
    let caught = Arc::new(Mutex::new(Vec::new()));
    parts.extensions.insert(Catch(Some(Arc::clone(&caught))));
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let caught = std::mem::take(&mut *caught.lock().unwrap_or_else(PoisonError::into_inner));
    chosen(&app, &reader, &visitor, form, caught)
}

/// The file of what was asked for; that it leaves the house is in the audit log first.
fn chosen(
    app: &App,
    reader: &Reader,
    visitor: &Visitor,
    form: Form,
    caught: Vec<Caught>,
) -> Result<Response, ClientError> {
    let is_drawing = |one: &Caught| matches!(one.what, What::Drawing { .. });
    let wanted = |one: &Caught| reader.of.as_ref().is_none_or(|id| *id == one.id);
    let caught: Vec<Caught> = caught
        .into_iter()
        .filter(|one| is_drawing(one) == form.is_drawing() && wanted(one))
        .collect();
    let first = caught.first().ok_or_else(|| missing(w::NO_TABLE))?;
    if caught.len() > 1 && form != Form::Xlsx {
        return Err(missing(w::NO_TABLE));
    }
    let rows: usize = caught.iter().map(Caught::rows).sum();
    let of = reader.of.as_deref().unwrap_or("*");
    let subject = format!("{} {of}.{}: {rows} rows", reader.path, form.ending());
    let receipts: Vec<String> = caught.iter().filter_map(Caught::receipt).collect();
    let source = app.source().acting(visitor);
    source.log_export(&subject, &receipts.join(" "))?;
    let words = Glossary { registry: source.registry(), lang: reader.lang };
    let bytes = match &first.what {
        What::Drawing { drawing, source } => picture(drawing, &first.title, source, form)?,
        What::Table { .. } if form == Form::Xlsx => {
            let sheets: Vec<Sheet<'_>> = caught.iter().filter_map(Caught::sheet).collect();
            report::workbook(&words, &sheets)?
        }
        What::Table { table, .. } => bytes(&words, table, form)?,
    };
    let path = reader.path.trim_matches('/').replace('/', "-");
    let of = reader.of.iter().map(String::as_str);
    let name: Vec<&str> = [path.as_str()].into_iter().filter(|p| !p.is_empty()).chain(of).collect();
    Ok(attachment(form, &name.join("-"), bytes))
}

impl Caught {
    fn rows(&self) -> usize {
        match &self.what {
            What::Table { table, .. } => table.rows(),
            What::Drawing { .. } => 0,
        }
    }

    fn receipt(&self) -> Option<String> {
        match &self.what {
            What::Table { table, .. } if !table.provenance.query_hash.is_empty() => {
                Some(table.provenance.receipt())
            }
            _ => None,
        }
    }

    fn sheet(&self) -> Option<Sheet<'_>> {
        match &self.what {
            What::Table { table, filter } => {
                Some(Sheet { table, title: Some(self.title.clone()), filter: filter.clone() })
            }
            What::Drawing { .. } => None,
        }
    }
}

/// A drawing as a file.
pub(crate) fn picture(drawing: &Drawing, title: &str, source: &str, form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Png => chart::png(drawing, title, source),
        _ => Ok(drawing.svg.as_bytes().to_vec()),
    }
}

/// A result as a file; drawings and papers are no results.
pub(crate) fn bytes(words: &Glossary<'_>, table: &ResultTable, form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Gb18030 => Ok(report::csv_gb18030(table)),
        Form::Xlsx => report::workbook_for(words.registry, table, words.lang),
        Form::Json => Ok(report::json(words, table).into_bytes()),
        Form::Parquet => report::parquet(table),
        _ => Ok(report::csv(table)),
    }
}

/// A file to be saved under an ASCII name.
pub(crate) fn attachment(form: Form, name: &str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}.{}\"", encode(name), form.ending());
    let headers = [
        (header::CONTENT_TYPE, form.media().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

/// Something that a page does not have.
pub(crate) fn missing(word: Word) -> ClientError {
    let fault = Fault::new(Blame::Caller, word.get(Lang::Zh), word.get(Lang::En));
    ClientError::missing(fault)
}
