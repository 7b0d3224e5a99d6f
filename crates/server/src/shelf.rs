//! Pages as they were made: whoever may see the same gets the same page without its being made again.
//!
//! # Invariants
//!
//! - A page is kept if its handler says that it lasts: it follows from what is loaded, recorded and
//!   defined, and nobody's row stands on it, for a look at one has to be logged.
//! - A page is made without its visitor. Their name and the token of their forms are blanks, which
//!   are filled when it leaves, with another token each time.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock};

use askama::Template;
use askama::filters::{Html as AsHtml, escape};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::desk::render;
use crate::export::Catch;
use crate::visitor::Visitor;

/// Where the name of the visitor goes.
pub(crate) static NAME: LazyLock<String> = LazyLock::new(|| blank("name"));

/// Where the token of their forms goes.
pub(crate) static TOKEN: LazyLock<String> = LazyLock::new(|| blank("token"));

/// A text that nobody can know, and so nobody can put on a page.
fn blank(what: &str) -> String {
    let chance = RandomState::new();
    format!("\u{1}{what}{:016x}{:016x}\u{1}", chance.hash_one(0), chance.hash_one(1))
}

/// A page with its blanks.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    text: Arc<str>,
    lasts: bool,
}

impl Paper {
    /// A page for this request alone.
    pub(crate) fn new(template: &impl Template) -> Self {
        Self { text: render(template).into(), lasts: false }
    }

    /// A page that lasts until something is loaded, recorded or defined.
    pub(crate) fn lasting(template: &impl Template) -> Self {
        Self { lasts: true, ..Self::new(template) }
    }

    /// The same page, for this request alone if the look at it is one at persons.
    pub(crate) fn unless(self, persons: bool) -> Self {
        Self { lasts: self.lasts && !persons, ..self }
    }

    /// How much it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    fn filled(&self, visitor: Option<&Visitor>) -> String {
        let Some(visitor) = visitor else { return self.text.to_string() };
        let name = visitor.name().to_owned();
        let name = escape(name, AsHtml).map(|name| name.to_string()).unwrap_or_default();
        self.text.replace(&*NAME, &name).replace(&*TOKEN, &visitor.form_token())
    }
}

/// The response has no body yet; [`serve`] writes it when it knows the visitor.
impl IntoResponse for Paper {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives the page that is kept, or has it made and fills its blanks.
pub(crate) async fn serve(State(app): State<App>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Arc<Visitor>>().cloned();
    let (source, key) = (app.source(), key(&app, &request, visitor.as_deref()));
    if let Some(paper) = key.as_deref().and_then(|key| source.pages().get(key)) {
        return written(StatusCode::OK.into_response(), &paper, visitor.as_deref());
    }
    let mut response = next.run(request).await;
    let Some(paper) = response.extensions_mut().remove::<Paper>() else { return response };
    let paper = Arc::new(paper);
    if let Some(key) = key.filter(|_| paper.lasts && response.status() == StatusCode::OK) {
        source.pages().put(key, &paper);
    }
    written(response, &paper, visitor.as_deref())
}

fn written(response: Response, paper: &Paper, visitor: Option<&Visitor>) -> Response {
    let (mut parts, _) = response.into_parts();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    parts.headers.insert(header::CONTENT_TYPE, html);
    Response::from_parts(parts, Body::from(paper.filled(visitor)))
}

/// What a page to be looked at depends on; none where that cannot be told, which the page says
/// itself. It is made before the page: what changes meanwhile makes another key, so that nobody gets
/// an old page.
fn key(app: &App, request: &Request, visitor: Option<&Visitor>) -> Option<String> {
    let looks = request.method() == Method::GET && request.extensions().get::<Catch>().is_none();
    let visitor = visitor.filter(|_| looks)?;
    let asked = format!("{} {}", request.uri(), visitor.kind());
    app.source().acting(visitor).page_key(&asked).ok()
}
