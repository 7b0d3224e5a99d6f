//! One's own account: the sessions that hold, and another password.

use access::Role;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::{Blame, Lang, beijing};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Part;
use crate::forms::{Choice, Field, Form, FormsPage, new_password};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted, onward};
use crate::page::login::finished;
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::table::Cell;
use crate::visitor::Visitor;
use crate::words as w;

/// `GET /account`: who one is, what one may do, and where one is signed in.
pub(crate) async fn get(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let frame = Frame::plain(&app, &reader, Section::Own, w::OWN_ACCOUNT.get(lang));
    let answer = match visitor.roles() {
        None => w::LOCAL_OPERATOR.get(lang).to_owned(),
        Some(roles) => {
            let name = |role: Role| if lang == Lang::Zh { role.zh() } else { role.en() };
            let roles = roles.iter().map(name).collect::<Vec<_>>().join(w::COMMA.get(lang));
            w::OWN_ANSWER.fill(lang, &[("name", visitor.name()), ("roles", &roles)])
        }
    };
    let mut page = FormsPage { answer, ..FormsPage::new(frame) };
    page.links = vec![(page.frame.link("/account/log"), w::OWN_LOG.get(lang).to_owned())];
    if let Some(signed_in) = visitor.signed_in() {
        let sessions = app.source().home().sessions_of(&signed_in.name)?;
        let (mut rows, mut others) = (Vec::new(), Vec::new());
        for session in sessions {
            let own = session.digest == signed_in.session;
            let short: String = session.digest.chars().take(12).collect();
            rows.push(vec![
                Cell::text(&short),
                Cell::text(beijing::minute(session.started_at)),
                Cell::text(beijing::minute(session.seen_at)),
                Cell::text(session.agent),
                Cell::text(if own { w::THIS_SESSION.get(lang) } else { "" }),
            ]);
            if !own {
                others.push((session.digest, short));
            }
        }
        if !others.is_empty() {
            let label = w::SESSIONS.get(lang);
            let choice = Choice::any("session", label, others);
            let form = Form::post(lang, "end", "/account", w::END_SESSION).of(&page.frame);
            page.forms.push(Form { choices: vec![choice], ..form });
        }
        let heads = [w::SESSION, w::STARTED_AT, w::SEEN_AT, w::BROWSER, w::STATUS]
            .map(|head| (head, false));
        let table = plain_table(lang, "sessions-table", w::SESSIONS, &heads, rows);
        page.parts.push(Part {
            more: Some(("/password".to_owned(), w::CHANGE_PASSWORD.get(lang).to_owned())),
            ..part("sessions", w::SESSIONS.get(lang), &table)
        });
    }
    Ok(page.response(StatusCode::OK))
}

/// `POST /account`: ends others of one's own sessions.
pub(crate) async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    if let Some(signed_in) = visitor.signed_in() {
        for session in posted.all("session") {
            app.source().home().end_session(signed_in, session)?;
        }
    }
    Ok(Redirect::to("/account").into_response())
}

/// `GET /password`.
pub(crate) async fn password(State(app): State<App>, reader: Reader, visitor: Visitor) -> Response {
    let due = visitor.must_change().then(|| w::PASSWORD_OVER.get(reader.lang).to_owned());
    page(&app, &reader, due).response(StatusCode::OK)
}

/// `POST /password`: changes it and ends every session.
pub(crate) async fn change_password(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let Some(signed_in) = visitor.signed_in().cloned() else {
        return Err(ClientError::refused(w::FAULT_RIGHT));
    };
    let reader = posted.reader(reader);
    let lang = reader.lang;
    let told = |text: String| page(&app, &reader, Some(text)).response(NOT_TAKEN);
    if posted.text("new") != posted.text("again") {
        return Ok(told(w::PASSWORDS_DIFFER.get(lang).to_owned()));
    }
    let _turn = app.turnstile.turn().await;
    let home = app.source().home().clone();
    let done = tokio::task::spawn_blocking(move || {
        home.change_password(&signed_in, posted.text("present"), posted.text("new"))
    });
    match finished(done.await)? {
        Ok(()) => Ok(onward("/login", app.cookie(None))),
        Err(fault) if fault.blame == Blame::Caller => Ok(told(fault.text.get(lang).to_owned())),
        Err(fault) => Err(fault.into()),
    }
}

fn page(app: &App, reader: &Reader, alert: Option<String>) -> FormsPage {
    let lang = reader.lang;
    let frame = Frame::plain(app, reader, Section::Own, w::CHANGE_PASSWORD.get(lang));
    let mut form = Form::post(lang, "password", "/password", w::CHANGE_PASSWORD).of(&frame);
    let present = Field::new(lang, "present", w::PRESENT_PASSWORD, "password");
    form.fields.push(present.known_as("current-password"));
    form.fields.extend(new_password(lang, w::PASSWORD_HINT.get(lang)));
    FormsPage { alert, forms: vec![form], ..FormsPage::new(frame) }
}
