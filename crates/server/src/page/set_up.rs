//! The page of a one-time link: a password, and an authenticator where the policy wants one.

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::{Blame, Lang};
use supervise::{SetUp, Token};

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Field, Form, FormsPage, new_password};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::link::encode;
use crate::listen::Peer;
use crate::page::login::finished;
use crate::page::provider;
use crate::reader::Reader;
use crate::words as w;

/// `GET /setup?token=…`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    let link = reader.params.get("token").and_then(|text| text.parse::<Token>().ok());
    page(&app, &reader, link.as_ref(), None, StatusCode::OK)
}

/// `POST /setup`: spends the link.
pub(crate) async fn post(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    if !app.turnstile.admits(app.setting.client(peer.0.ip(), &headers)) {
        return Err(ClientError::too_often());
    }
    let reader = posted.reader(reader);
    let lang = reader.lang;
    let Ok(link) = posted.text("token").parse::<Token>() else {
        return page(&app, &reader, None, None, NOT_TAKEN);
    };
    if posted.text("new") != posted.text("again") {
        let differ = w::PASSWORDS_DIFFER.get(lang).to_owned();
        return page(&app, &reader, Some(&link), Some(differ), NOT_TAKEN);
    }
    let _turn = app.turnstile.turn().await;
    let (home, spent) = (app.source().home().clone(), link.clone());
    let done = tokio::task::spawn_blocking(move || {
        home.set_up(&spent, posted.text("new"), posted.text("code").trim())
    });
    match finished(done.await)? {
        Ok(codes) => Ok(set_up(&app, &reader, codes)),
        Err(fault) if fault.blame == Blame::Caller => {
            page(&app, &reader, Some(&link), Some(fault.text.get(lang).to_owned()), NOT_TAKEN)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(
    app: &App,
    reader: &Reader,
    link: Option<&Token>,
    alert: Option<String>,
    status: StatusCode,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let open = match link {
        Some(link) => app.source().home().set_up_of(link)?.zip(Some(link)),
        None => None,
    };
    let frame = Frame::plain(app, reader, Section::Own, w::SET_UP.get(lang));
    let Some((account, link)) = open else {
        let alert = Some(w::LINK_OVER.get(lang).to_owned());
        return Ok(FormsPage { alert, ..FormsPage::new(frame) }.response(StatusCode::NOT_FOUND));
    };
    let mut form = Form::post(lang, "setup", "/setup", w::SET_UP_DONE);
    form.hidden.push(("token", link.to_string()));
    form.fields.extend(new_password(lang, w::PASSWORD_HINT.get(lang)));
    if account.secret.is_some() {
        let code = Field::new(lang, "code", w::CODE, "text").known_as("one-time-code");
        form.fields.push(code.hint(w::SET_UP_CODE_HINT.get(lang)));
    }
    let page = FormsPage {
        answer: w::SET_UP_ANSWER.fill(lang, &[("name", &account.name)]),
        alert,
        notes: secret_notes(app, lang, &account),
        links: provider::link(app, lang, Some(link)).into_iter().collect(),
        forms: vec![form],
        ..FormsPage::new(frame)
    };
    Ok(page.response(status))
}

/// The secret for an authenticator, to be typed or opened.
fn secret_notes(app: &App, lang: Lang, account: &SetUp) -> Vec<(String, String)> {
    let Some(secret) = account.secret else { return Vec::new() };
    let secret = access::base32(&secret);
    let source = app.source();
    let place = encode(&source.registry().jurisdiction().name.zh);
    let name = encode(&account.name);
    let link = format!("otpauth://totp/{place}:{name}?secret={secret}&issuer={place}");
    vec![(w::TOTP_SECRET.get(lang).to_owned(), secret), (w::TOTP_LINK.get(lang).to_owned(), link)]
}

/// What is shown once, when all is done.
fn set_up(app: &App, reader: &Reader, codes: Vec<String>) -> Response {
    let lang = reader.lang;
    let frame = Frame::plain(app, reader, Section::Own, w::SET_UP.get(lang));
    let answer = if codes.is_empty() { w::SET_UP_READY } else { w::SET_UP_CODES };
    let notes = codes.into_iter().enumerate();
    let notes = notes.map(|(at, code)| ((at + 1).to_string(), code)).collect();
    let mut form = Form::post(lang, "onward", "/login", w::TO_LOGIN);
    form.method = "get";
    let page = FormsPage {
        answer: answer.get(lang).to_owned(),
        notes,
        forms: vec![form],
        ..FormsPage::new(frame)
    };
    page.response(StatusCode::OK)
}
