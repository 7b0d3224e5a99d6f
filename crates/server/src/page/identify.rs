//! Who is behind pseudonyms: with a purpose, and in the log before anything is shown.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::Blame;

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Field, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::table::Cell;
use crate::visitor::Visitor;
use crate::words as w;

/// Pseudonyms at a time.
const KEYS_MAX: usize = 200;

/// `GET /identify`: the form alone; nobody is named by an address.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Response {
    page(&app, &reader).response(StatusCode::OK)
}

/// `POST /identify`.
pub(crate) async fn post(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let reader = posted.reader(reader);
    let lang = reader.lang;
    let keys = posted.text("keys").split(|c: char| c.is_whitespace() || ",;，；、".contains(c));
    let keys: Vec<String> = keys.filter(|key| !key.is_empty()).map(str::to_owned).collect();
    let page = page(&app, &reader);
    if keys.len() > KEYS_MAX {
        let alert = Some(w::KEYS_MANY.get(lang).to_owned());
        return Ok(FormsPage { alert, ..page }.response(NOT_TAKEN));
    }
    let home = app.source().acting(&visitor).home().clone();
    let found = match home.identify(&keys, posted.text("purpose")) {
        Ok(found) => found,
        Err(fault) if fault.blame == Blame::Caller => {
            let alert = Some(fault.text.get(lang).to_owned());
            return Ok(FormsPage { alert, ..page }.response(NOT_TAKEN));
        }
        Err(fault) => return Err(fault.into()),
    };
    let rows = found
        .into_iter()
        .map(|known| [known.key, known.kind, known.id_no, known.name].map(Cell::text).to_vec());
    let heads = [w::KEY, w::KIND, w::ID_NUMBER, w::PERSON_NAME].map(|head| (head, false));
    let table = plain_table(lang, "identities-table", w::IDENTITIES, &heads, rows.collect());
    let parts = vec![part("identities", w::IDENTITIES.get(lang), &table)];
    Ok(FormsPage { parts, ..page }.response(StatusCode::OK))
}

fn page(app: &App, reader: &Reader) -> FormsPage {
    let lang = reader.lang;
    let frame = Frame::plain(app, reader, Section::Identify, w::IDENTIFY.get(lang));
    let mut form = Form::post(lang, "identify", "/identify", w::IDENTIFY).of(&frame);
    form.fields.push(Field::new(lang, "purpose", w::LOOK_PURPOSE, "text"));
    form.fields.push(Field::new(lang, "keys", w::KEYS, "text").hint(w::KEYS_HINT.get(lang)));
    let answer = w::IDENTIFY_ANSWER.get(lang).to_owned();
    FormsPage { answer, forms: vec![form], ..FormsPage::new(frame) }
}
