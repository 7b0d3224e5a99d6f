//! Whether a printed figure still comes out the same.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chart::{MISSING, Words};
use model::Blame;
use report::Glossary;
use supervise::Verified;

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Field, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::visitor::Visitor;
use crate::words as w;

/// The field of the code, also in links.
pub(crate) const CODE: &str = "code";

/// `GET /receipts`: a form, and with a code what verifying it found.
pub(crate) async fn get(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let title = w::RECEIPT_TITLE.get(lang);
    let mut page = FormsPage::new(Frame::plain(&app, &reader, Section::Questions, title));
    let code = reader.params.get(CODE).map_or("", |code| code.trim());
    let mut form = Form::post(lang, "receipt", "/receipts", w::RECEIPT_VERIFY);
    form.method = "get";
    let field = Field::new(lang, CODE, w::RECEIPT, "text").hint(w::RECEIPT_HINT.get(lang));
    form.fields.push(Field { value: code.to_owned(), ..field });
    page.forms.push(form);
    if code.is_empty() {
        w::RECEIPT_ANSWER.get(lang).clone_into(&mut page.answer);
        return Ok(page.response(StatusCode::OK));
    }
    match app.source().acting(&visitor).home().verify_receipt(code).await {
        Ok(verified) => {
            let verdict = verified.verdict().get(lang).to_owned();
            match verified.is_same() {
                true => page.answer = verdict,
                false => page.alert = Some(verdict),
            }
            let source = app.source();
            let words = Glossary { registry: source.registry(), lang };
            let table = table(&words, &verified);
            page.parts.push(part("parts", w::RECEIPT_PARTS.get(lang), &table));
            Ok(page.response(StatusCode::OK))
        }
        Err(fault) => {
            let told = match fault.blame {
                // Rows that were removed are no secret.
                Blame::Limit => fault.text,
                _ => ClientError::from(fault).sentence(),
            };
            page.alert = Some(told.get(lang).to_owned());
            Ok(page.response(StatusCode::NOT_FOUND))
        }
    }
}

fn table(words: &Glossary<'_>, verified: &Verified) -> TableView {
    let cell = |text: &str| Cell::text(if text.is_empty() { MISSING } else { text }).class("key");
    let rows = verified.parts().into_iter().map(|(name, then, now)| {
        let (same, class) = if then == now { (w::SAME, "fine") } else { (w::OTHER, "act") };
        let name = words.value("receipt_part", name);
        vec![Cell::text(name), cell(then), cell(now), Cell::text(same.get(words.lang)).class(class)]
    });
    let heads = [w::RECEIPT_PART, w::THEN, w::NOW, w::STATUS].map(|word| (word, false));
    plain_table(words.lang, "parts-table", w::RECEIPT_PARTS, &heads, rows.collect())
}
