//! The way in by the identity provider: there, and back.
//!
//! # Invariants
//!
//! - These are links and no forms, for a form may not lead to another site.
//! - What went wrong is told to the log; a stranger reads one sentence.

use std::collections::BTreeMap;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::{Blame, Lang, Result};
use supervise::{Subject, Token};

use crate::App;
use crate::client_error::ClientError;
use crate::link::address;
use crate::listen::Peer;
use crate::page::login;
use crate::provider::{Brought, OUT, Provider, Refusal, Way};
use crate::reader::Reader;
use crate::words::{self as w, Word};

/// How long a browser keeps the way.
const KEPT_SECONDS: u32 = 600;

/// `GET /login/provider`: sends the browser to the provider; `setup` names a link whose account is
/// to be connected.
pub(crate) async fn begin(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    reader: Reader,
) -> Result<Response, ClientError> {
    let Some(provider) = &app.provider else { return Err(ClientError::no_page()) };
    if !app.turnstile.admits(app.setting.client(peer.0.ip(), &headers)) {
        return Err(ClientError::too_often());
    }
    let link = reader.params.get("setup").and_then(|text| text.parse::<Token>().ok());
    let way = Way::new(reader.lang, link)?;
    match provider.begin(&way).await {
        Ok(there) => {
            let mut response = Redirect::to(&there).into_response();
            response.headers_mut().insert(header::SET_COOKIE, cookie(&app, Some(&way)));
            Ok(response)
        }
        Err(refusal) => Ok(told(&app, plain(reader, way.lang), refusal)),
    }
}

/// `GET /login/callback`: whoever comes back is signed in, if they have an account.
pub(crate) async fn finish(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    reader: Reader,
) -> Result<Response, ClientError> {
    let Some(provider) = &app.provider else { return Err(ClientError::no_page()) };
    if !app.turnstile.admits(app.setting.client(peer.0.ip(), &headers)) {
        return Err(ClientError::too_often());
    }
    let way = app.setting.cookies(&headers, app.setting.way_cookie()).find_map(Way::read);
    let lang = way.as_ref().map_or(reader.lang, |way| way.lang);
    let reader = plain(reader, lang);
    let Some(way) = way else { return Ok(told(&app, reader, Refusal::Stale)) };
    let text = |name: &str| query.get(name).map(String::as_str);
    let brought = Brought {
        code: text("code").unwrap_or_default(),
        state: text("state").unwrap_or_default(),
        error: text("error"),
        issuer: text("iss"),
    };
    let subject = match provider.finish(&way, brought, schedule::clock::now()).await {
        Ok(subject) => subject,
        Err(refusal) => return Ok(told(&app, reader, refusal)),
    };
    let mut response = enter(&app, &reader, &headers, &way, &subject)?;
    response.headers_mut().append(header::SET_COOKIE, cookie(&app, None));
    Ok(response)
}

/// `GET /login/provider/out`: sends the browser to where the provider signs people out.
pub(crate) async fn leave(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    let Some(provider) = &app.provider else { return Err(ClientError::no_page()) };
    let lang = reader.lang;
    let reader = plain(reader, lang);
    Ok(match provider.leave().await {
        Ok(Some(there)) => Redirect::to(&there).into_response(),
        Ok(None) => page(&app, &reader, w::PROVIDER_STAYS, StatusCode::NOT_FOUND),
        Err(refusal) => told(&app, reader, refusal),
    })
}

/// Signs somebody in whom the provider vouches for, or says why not.
fn enter(
    app: &App,
    reader: &Reader,
    headers: &HeaderMap,
    way: &Way,
    subject: &Subject,
) -> Result<Response, ClientError> {
    let (source, agent) = (app.source(), login::agent(headers));
    let home = source.home();
    let entered = match &way.link {
        Some(link) => home.connect(link, subject, agent).map(Some),
        None => home.log_in_by_provider(subject, agent),
    };
    match entered {
        Ok(Some(token)) => login::entered(app, reader, headers, &token),
        Ok(None) => Ok(page(app, reader, w::PROVIDER_UNKNOWN, StatusCode::FORBIDDEN)),
        Err(fault) if fault.blame == Blame::Caller => {
            let text = fault.text.get(reader.lang).to_owned();
            Ok(login::page(app, reader, Some(text)).response(StatusCode::FORBIDDEN))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The page of a refusal; the log learns the reason.
fn told(app: &App, reader: Reader, refusal: Refusal) -> Response {
    let (word, status, why) = match refusal {
        Refusal::Denied(why) => (w::PROVIDER_DENIED, StatusCode::UNAUTHORIZED, why),
        Refusal::Stale => (w::PROVIDER_STALE, StatusCode::FORBIDDEN, String::new()),
        Refusal::Away(why) => (w::PROVIDER_AWAY, StatusCode::BAD_GATEWAY, why),
        Refusal::Unsound(why) => (w::PROVIDER_UNSOUND, StatusCode::FORBIDDEN, why),
    };
    if !why.is_empty() {
        // The text is the provider's: one line, of a length.
        let why: String = why.chars().filter(|c| !c.is_control()).take(200).collect();
        (app.log)(&format!("identity provider: {why}"));
    }
    page(app, &reader, word, status)
}

fn page(app: &App, reader: &Reader, word: Word, status: StatusCode) -> Response {
    let text = word.get(reader.lang).to_owned();
    login::page(app, reader, Some(text)).response(status)
}

/// The reader of the page of the way in: what a provider put into the address is in no link of it.
fn plain(reader: Reader, lang: Lang) -> Reader {
    Reader { lang, path: "/login".to_owned(), params: BTreeMap::new(), ..reader }
}

/// The link that leads there, with its text; `None` where there is no provider.
pub(crate) fn link(app: &App, lang: Lang, setup: Option<&Token>) -> Option<(String, String)> {
    let title = title(app.provider.as_ref()?, lang);
    let token = setup.map(Token::to_string);
    let english = (lang != Lang::default()).then(|| ("lang", lang.code()));
    let params = token.iter().map(|token| ("setup", token.as_str())).chain(english);
    let word = if setup.is_some() { w::CONNECT_PROVIDER } else { w::LOG_IN_PROVIDER };
    Some((address("/login/provider", params), word.fill(lang, &[("provider", title)])))
}

/// The link that signs out at the provider; `None` where there is none.
pub(crate) fn link_out(app: &App, lang: Lang) -> Option<(String, String)> {
    let title = title(app.provider.as_ref()?, lang);
    Some((OUT.to_owned(), w::LEAVE_PROVIDER.fill(lang, &[("provider", title)])))
}

/// What the provider is called.
fn title(provider: &Provider, lang: Lang) -> &str {
    match provider.title() {
        "" => w::PROVIDER.get(lang),
        title => title,
    }
}

/// The cookie that keeps the way, or forgets it.
fn cookie(app: &App, way: Option<&Way>) -> HeaderValue {
    let (value, age) = way.map_or((String::new(), 0), |way| (way.cookie(), KEPT_SECONDS));
    app.setting.set_cookie(app.setting.way_cookie(), &value, Some(age))
}
