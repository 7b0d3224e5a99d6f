//! The gate before every page: who asks, whether they may, and whether a form is theirs.
//!
//! # Invariants
//!
//! - Each route names what it needs in the one table of `routes.rs`, and has this gate before it;
//!   what is decided on is the route that answers, never the text of the address.
//! - Without a session there is nothing but what that table gives to anybody.
//! - A form without the token of its session changes nothing.
//! - The identity of a session is new at every login, and what it may do is read anew each time.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Right;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Form, FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use model::{Lang, Result};
use supervise::Token;

use crate::App;
use crate::client_error::ClientError;
use crate::reader::Reader;
use crate::visitor::Visitor;
use crate::words as w;

/// Bytes of a form.
const FORM_MAX: usize = 256 * 1024;

/// Bytes of a form with files, which only whoever may deliver files sends.
const FILES_MAX: usize = 64 << 20;

/// The field of the token in a form.
pub(crate) const FORM_TOKEN: &str = "form_token";

/// The pages that somebody may see who must change their password.
const BEFORE_CHANGE: [&str; 2] = ["/password", "/logout"];

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: anybody.
    Anybody,
    /// A session.
    SignedIn,
    /// This right.
    Right(Right),
}

impl Need {
    /// Its name in the rights matrix.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::SignedIn => "signed_in",
            Self::Right(right) => right.code(),
        }
    }

    fn is_met(self, visitor: &Visitor) -> bool {
        match self {
            Self::Anybody | Self::SignedIn => true,
            Self::Right(right) => visitor.may(right),
        }
    }
}

/// The fields of a form, each name with its values in order, and its files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted {
    fields: BTreeMap<String, Vec<String>>,
    files: Vec<(String, Bytes)>,
}

impl Posted {
    /// The first value of a field, empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// The reader in the language of the form, for the address of a form does not say it.
    pub(crate) fn reader(&self, reader: Reader) -> Reader {
        Reader { lang: Lang::from_code(self.text("lang")).unwrap_or_default(), ..reader }
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Name and bytes of every file.
    pub(crate) fn files(&self) -> &[(String, Bytes)] {
        &self.files
    }

    fn add(&mut self, name: String, value: String) {
        self.fields.entry(name).or_default().push(value);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Posted {
    type Rejection = ClientError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ClientError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ClientError::refused(w::FAULT_FORM))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = ClientError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ClientError> {
        let found = parts.extensions.get::<Arc<Self>>();
        found.map(|visitor| Self::clone(visitor)).ok_or_else(ClientError::not_signed_in)
    }
}

/// Lets a request through, or says why not.
pub(crate) async fn check(
    State((app, need)): State<(App, Need)>,
    request: Request,
    next: Next,
) -> Response {
    match admit(&app, need, request).await {
        Ok(Ok(request)) => next.run(request).await,
        Ok(Err(response)) => response,
        Err(error) => error.into_response(),
    }
}

async fn admit(
    app: &App,
    need: Need,
    request: Request,
) -> Result<Result<Request, Response>, ClientError> {
    let mut request = request;
    let visitor = app.visitor(request.headers())?;
    if need != Need::Anybody {
        let Some(visitor) = &visitor else {
            let page = matches!(*request.method(), Method::GET | Method::HEAD);
            return if page {
                Ok(Err(to_login(&request)))
            } else {
                Err(ClientError::not_signed_in())
            };
        };
        if visitor.must_change() && !BEFORE_CHANGE.contains(&request.uri().path()) {
            return Ok(Err(Redirect::to("/password").into_response()));
        }
        if !need.is_met(visitor) {
            return Err(ClientError::refused(w::FAULT_RIGHT));
        }
    }
    if !request.method().is_safe() {
        let (parts, posted) = read_form(request, need).await?;
        let given = posted.text(FORM_TOKEN);
        let is_own = visitor.as_ref().is_some_and(|visitor| visitor.knows(given));
        if need != Need::Anybody && !is_own {
            return Err(ClientError::refused(w::FAULT_FORM));
        }
        request = Request::from_parts(parts, Body::empty());
        request.extensions_mut().insert(posted);
    }
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(Arc::new(visitor));
    }
    Ok(Ok(request))
}

/// Where somebody who is not signed in goes, in their language.
fn to_login(request: &Request) -> Response {
    let english =
        request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair == "lang=en"));
    Redirect::to(if english { "/login?lang=en" } else { "/login" }).into_response()
}

async fn read_form(request: Request, need: Need) -> Result<(Parts, Posted), ClientError> {
    let refused = || ClientError::refused(w::FAULT_FORM);
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let has_files = need == Need::Right(Right::Upload)
        && kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let max = if has_files { FILES_MAX } else { FORM_MAX };
    let bytes = to_bytes(body, max).await.map_err(|_| match has_files {
        true => ClientError::too_large(),
        false => refused(),
    })?;
    let whole = Request::from_parts(parts.clone(), Body::from(bytes));
    let posted = if has_files {
        let form = Multipart::from_request(whole, &()).await.map_err(|_| refused())?;
        read_parts(form).await.ok_or_else(refused)?
    } else {
        let form = Form::<Vec<(String, String)>>::from_request(whole, &()).await;
        let Form(pairs) = form.map_err(|_| refused())?;
        let mut posted = Posted::default();
        pairs.into_iter().for_each(|(name, value)| posted.add(name, value));
        posted
    };
    Ok((parts, posted))
}

/// The fields and files of a form in parts; a file that was not chosen is none.
async fn read_parts(mut form: Multipart) -> Option<Posted> {
    let mut posted = Posted::default();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name()?.to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file) => {
                let bytes = field.bytes().await.ok()?;
                if !file.is_empty() {
                    posted.files.push((file, bytes));
                }
            }
            None => posted.add(name, field.text().await.ok()?),
        }
    }
    Some(posted)
}

impl App {
    /// Who asks, if they are signed in.
    pub(crate) fn visitor(&self, headers: &HeaderMap) -> Result<Option<Visitor>> {
        let Some(token) = self.session(headers) else { return Ok(None) };
        let source = self.source();
        let home = source.home();
        if let Some(signed_in) = home.signed_in(&token)? {
            return Ok(Some(Visitor::account(signed_in, &token)));
        }
        let known =
            self.door.knows(home, &token, home.account_policy()?, schedule::clock::now())?;
        Ok(known.then(|| Visitor::operator(&token)))
    }

    /// What the browser holds.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<Token> {
        self.setting.cookies(headers, self.setting.cookie()).next()?.parse().ok()
    }

    /// The cookie that begins a session, or ends it.
    pub(crate) fn cookie(&self, token: Option<&Token>) -> HeaderValue {
        let value = token.map_or_else(String::new, Token::to_string);
        self.setting.set_cookie(self.setting.cookie(), &value, token.is_none().then_some(0))
    }
}

/// A way on with a cookie.
pub(crate) fn onward(page: &str, cookie: HeaderValue) -> Response {
    let mut response = Redirect::to(page).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// The status of a form that was not taken.
pub(crate) const NOT_TAKEN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
