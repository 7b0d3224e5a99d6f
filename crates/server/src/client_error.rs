//! The single place where a [`Fault`] becomes a response.
//!
//! # Invariants
//!
//! - A stranger reads a code, a sentence in both languages and a request id, and nothing else:
//!   no SQL, no path, no column. Only what the caller did wrong is told in its own words.
//! - The whole fault goes to the log under the same request id.

use std::any::Any;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use model::{Blame, Fault, Lang, Text};

use crate::App;
use crate::watch::RequestId;
use crate::words::{self as w, Word};

/// What a handler fails with.
#[derive(Clone, Debug)]
pub(crate) struct ClientError {
    status: StatusCode,
    fault: Fault,
}

impl ClientError {
    /// Nobody is signed in.
    pub(crate) fn not_signed_in() -> Self {
        Self::at(StatusCode::UNAUTHORIZED, fault(Blame::Caller, w::FAULT_SESSION))
    }

    /// Whoever asks may not.
    pub(crate) fn refused(word: Word) -> Self {
        Self::at(StatusCode::FORBIDDEN, fault(Blame::Caller, word))
    }

    /// Too many tries.
    pub(crate) fn too_often() -> Self {
        Self::at(StatusCode::TOO_MANY_REQUESTS, fault(Blame::Caller, w::FAULT_OFTEN))
    }

    /// Too many others are being answered.
    pub(crate) fn crowded() -> Self {
        Self::at(StatusCode::SERVICE_UNAVAILABLE, fault(Blame::Caller, w::FAULT_CROWD))
    }

    /// More bytes than are taken at once.
    pub(crate) fn too_large() -> Self {
        Self::at(StatusCode::PAYLOAD_TOO_LARGE, fault(Blame::Caller, w::FAULT_LARGE))
    }

    /// The address names something that is not there.
    pub(crate) const fn missing(fault: Fault) -> Self {
        Self { status: StatusCode::NOT_FOUND, fault }
    }

    /// A failure with its own status; the fault must be one that may be told.
    pub(crate) const fn at(status: StatusCode, fault: Fault) -> Self {
        Self { status, fault }
    }

    /// An address that no route answers.
    pub(crate) fn no_page() -> Self {
        Self::missing(fault(Blame::Caller, w::FAULT_NO_PAGE))
    }

    /// The `Host` header names another machine.
    pub(crate) fn wrong_host() -> Self {
        let fault = fault(Blame::Caller, w::FAULT_HOST);
        Self { status: StatusCode::MISDIRECTED_REQUEST, fault }
    }

    /// The answer took longer than a page may.
    pub(crate) fn too_slow() -> Self {
        fault(Blame::Limit, w::FAULT_LIMIT).into()
    }

    /// The sentence that may leave the house.
    pub(crate) fn sentence(&self) -> Text {
        text(match self.fault.blame {
            Blame::Caller => return self.fault.text.clone(),
            Blame::Author => w::FAULT_AUTHOR,
            Blame::Data => w::FAULT_DATA,
            Blame::Limit => w::FAULT_LIMIT,
            Blame::Bug => w::FAULT_BUG,
        })
    }
}

fn text(word: Word) -> Text {
    Text::new(word.get(Lang::Zh), word.get(Lang::En))
}

fn fault(blame: Blame, word: Word) -> Fault {
    Fault::new(blame, word.get(Lang::Zh), word.get(Lang::En))
}

impl From<Fault> for ClientError {
    fn from(fault: Fault) -> Self {
        let status = match fault.blame {
            Blame::Caller => StatusCode::BAD_REQUEST,
            Blame::Author | Blame::Bug => StatusCode::INTERNAL_SERVER_ERROR,
            Blame::Data | Blame::Limit => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self { status, fault }
    }
}

/// The response of a failure has no body yet; [`tell`] writes it when it knows the request id.
impl IntoResponse for ClientError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The response to a panic, of which only the log learns more.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let why = panic.downcast_ref::<&str>().map_or_else(
        || panic.downcast_ref::<String>().cloned().unwrap_or_default(),
        |why| (*why).to_owned(),
    );
    ClientError::from(Fault::new(Blame::Bug, why.clone(), why)).into_response()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    code: u16,
    sentence: Text,
    style: String,
    request_id: String,
}

/// Writes the page of a failure and tells the log what really happened.
pub(crate) async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<ClientError>() else { return response };
    let request_id = request_id.unwrap_or_default();
    let line = format!("{request_id} {} {path}: {}", error.status.as_u16(), error.fault);
    (app.log)(&line);
    let page = ErrorPage {
        code: error.status.as_u16(),
        sentence: error.sentence(),
        style: crate::asset::style_path(),
        request_id,
    };
    let mut response = (error.status, Html(page.render().unwrap_or_default())).into_response();
    let wait = match error.status {
        StatusCode::TOO_MANY_REQUESTS => Some("60"),
        StatusCode::SERVICE_UNAVAILABLE => Some("5"),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}
