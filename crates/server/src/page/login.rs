//! The way in and out.
//!
//! # Invariants
//!
//! - A login that fails says one sentence, whatever the reason.

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;

use model::Fault;
use supervise::Token;

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Field, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::gate::{Posted, onward};
use crate::link::address;
use crate::listen::Peer;
use crate::page::provider;
use crate::reader::Reader;
use crate::visitor::Visitor;
use crate::words as w;

/// Says in the address of the way in that whoever signed out came by the provider.
const LEFT: &str = "left";

/// What a browser forgets at the end.
const FORGET: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

/// `GET /login`; whom a provider vouched for may sign out there as well.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Response {
    let mut page = page(&app, &reader, None);
    if let Some(link) = reader.params.get(LEFT).and_then(|_| provider::link_out(&app, reader.lang))
    {
        page.answer = w::LEFT_HERE.get(reader.lang).to_owned();
        page.links.insert(0, link);
    }
    page.response(StatusCode::OK)
}

/// `POST /login`: name, password, one-time code.
pub(crate) async fn post(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let reader = posted.reader(reader);
    if !app.turnstile.admits(app.setting.client(peer.0.ip(), &headers)) {
        return Err(ClientError::too_often());
    }
    let agent = agent(&headers).to_owned();
    let _turn = app.turnstile.turn().await;
    let home = app.source().home().clone();
    let tried = tokio::task::spawn_blocking(move || {
        let [name, password, code] = ["name", "password", "code"].map(|field| posted.text(field));
        home.log_in(name.trim(), password, code.trim(), &agent)
    });
    let token: Option<Token> = finished(tried.await)??;
    let Some(token) = token else {
        let told = w::LOGIN_FAILED.get(reader.lang).to_owned();
        return Ok(page(&app, &reader, Some(told)).response(StatusCode::UNAUTHORIZED));
    };
    entered(&app, &reader, &headers, &token)
}

/// What a browser calls itself.
pub(crate) fn agent(headers: &HeaderMap) -> &str {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default()
}

/// Begins a session in the browser, on the first page of whoever signed in.
pub(crate) fn entered(
    app: &App,
    reader: &Reader,
    headers: &HeaderMap,
    token: &Token,
) -> Result<Response, ClientError> {
    // A session that the browser held before is over.
    if let Some(before) = app.session(headers) {
        app.door.leave(&before);
    }
    let signed_in = app.source().home().signed_in(token)?;
    let signed_in = signed_in.map(|signed_in| Visitor::account(signed_in, token));
    let first = signed_in.map_or("/login", |visitor| visitor.first_page());
    Ok(onward(&address(first, reader.always()), app.cookie(Some(token))))
}

/// `GET /enter?token=…`: the address that was printed for the operator of this machine.
pub(crate) async fn enter(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
    reader: Reader,
) -> Result<Response, ClientError> {
    let given = query.get("token").and_then(|text| text.parse::<Token>().ok());
    let now = schedule::clock::now();
    let entered = match given {
        Some(token) => app.door.enter(app.source().home(), &token, now)?,
        None => None,
    };
    let Some(session) = entered else {
        let told = w::ENTER_FAILED.get(reader.lang).to_owned();
        return Ok(page(&app, &reader, Some(told)).response(StatusCode::FORBIDDEN));
    };
    app.tell_door();
    Ok(onward(&address("/", reader.always()), app.cookie(Some(&session))))
}

/// `POST /logout`: ends the session, here and in the browser.
pub(crate) async fn logout(
    State(app): State<App>,
    headers: HeaderMap,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let mut left = None;
    if let Some(signed_in) = visitor.signed_in() {
        app.source().home().end_session(signed_in, &signed_in.session)?;
        left = signed_in.by_provider.then_some((LEFT, "provider"));
    }
    if let Some(token) = app.session(&headers) {
        app.door.leave(&token);
    }
    let mut response = onward(&address("/login", left), app.cookie(None));
    let forget = header::HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(forget, FORGET);
    Ok(response.into_response())
}

/// The page of the way in, with what went wrong.
pub(crate) fn page(app: &App, reader: &Reader, alert: Option<String>) -> FormsPage {
    let lang = reader.lang;
    let frame = Frame::plain(app, reader, Section::Own, w::LOGIN.get(lang));
    let fields = vec![
        Field::new(lang, "name", w::ACCOUNT_NAME, "text").known_as("username"),
        Field::new(lang, "password", w::PASSWORD, "password").known_as("current-password"),
        Field::new(lang, "code", w::CODE, "text")
            .known_as("one-time-code")
            .hint(w::CODE_HINT.get(lang))
            .optional(),
    ];
    FormsPage {
        alert,
        links: provider::link(app, lang, None).into_iter().collect(),
        forms: vec![Form { fields, ..Form::post(lang, "login", "/login", w::LOG_IN) }],
        ..FormsPage::new(frame)
    }
}

/// What a thread of its own came to.
pub(crate) fn finished<T>(done: Result<T, tokio::task::JoinError>) -> Result<T, ClientError> {
    done.map_err(|why| {
        let why = why.to_string();
        Fault::new(model::Blame::Bug, why.clone(), why).into()
    })
}
