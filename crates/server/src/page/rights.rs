//! The rights matrix: every address, what it needs, and which role has that.

use access::Role;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chart::Words;
use model::{Lang, Provenance, Result, ResultTable};
use report::{Glossary, Sheet};

use crate::App;
use crate::client_error::ClientError;
use crate::export::{Form, as_shown, attachment};
use crate::forms::FormsPage;
use crate::frame::{Frame, Section};
use crate::gate::Need;
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::routes::needs;
use crate::table::{Cell, TableView};
use crate::visitor::Visitor;
use crate::words as w;

/// `GET /rights`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Response {
    let lang = reader.lang;
    let mut page = FormsPage::new(Frame::plain(&app, &reader, Section::Own, w::RIGHTS.get(lang)));
    let source = app.source();
    let words = Glossary { registry: source.registry(), lang };
    let mut part = part("rights", w::RIGHTS.get(lang), &table(&words));
    part.more = Some((page.frame.link("/rights.xlsx"), Form::Xlsx.label().to_owned()));
    page.parts.push(part);
    page.response(StatusCode::OK)
}

/// `GET /rights.xlsx`.
pub(crate) async fn xlsx(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let source = app.source().acting(&visitor);
    source.log_export("rights.xlsx", "")?;
    let words = Glossary { registry: source.registry(), lang: reader.lang };
    Ok(attachment(Form::Xlsx, "rights", workbook(&words)?))
}

/// The matrix as a workbook.
///
/// # Errors
/// A bug: it has no place in a sheet.
pub fn workbook(words: &Glossary<'_>) -> Result<Vec<u8>> {
    let matrix: ResultTable = as_shown(&table(words), Provenance::default());
    let title = Some(w::RIGHTS.get(words.lang).to_owned());
    report::workbook(words, &[Sheet { title, ..Sheet::from(&matrix) }])
}

fn table(words: &Glossary<'_>) -> TableView {
    let lang = words.lang;
    let rows = needs().into_iter().map(|(method, path, need)| {
        let has = |role: Role| match need {
            Need::Anybody | Need::SignedIn => true,
            Need::Right(right) => role.rights().contains(&right),
        };
        let marks = Role::ALL.map(|role| Cell::text(if has(role) { "●" } else { "" }));
        let mut cells = vec![
            Cell::text(path).class("key"),
            Cell::text(method.as_str()),
            Cell::text(words.value("need", need.code())),
        ];
        cells.extend(marks);
        cells
    });
    let heads = [w::ADDRESS, w::METHOD, w::NEEDS].map(|word| (word, false));
    let mut view = plain_table(lang, "rights-table", w::RIGHTS, &heads, rows.collect());
    view.heads.extend(Role::ALL.map(|role| crate::table::Head {
        text: if lang == Lang::Zh { role.zh() } else { role.en() }.to_owned(),
        ..Default::default()
    }));
    view
}
