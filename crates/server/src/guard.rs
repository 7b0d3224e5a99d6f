//! What every response carries and every request must satisfy.
//!
//! # Invariants
//!
//! - Nothing but our own style sheet and images is loaded by a page; no script runs at all.
//! - A request that names another host than one of the service's own is refused, so that a foreign
//!   page cannot reach the dashboard by rebinding its own name.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::client_error::ClientError;
use crate::listen::Peer;
use crate::turnstile::Turnstile;

/// Longer than this no page may take.
const TIME_MAX: Duration = Duration::from_mins(2);

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Browsers that came by TLS come by TLS for a year.
const STRICT: &str = "max-age=31536000";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Sets the headers of every response; what holds case data is not kept by anybody.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.setting.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses requests that were not sent to one of the service's own names, or not through its proxy.
pub(crate) async fn host(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let named = host.is_some_and(|host| app.setting.answers_to(host));
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let admitted = peer.is_none_or(|ConnectInfo(peer)| app.setting.admits(peer.0.ip()));
    match named && admitted {
        true => next.run(request).await,
        false => ClientError::wrong_host().into_response(),
    }
}

/// Turns a request away when too many are inside, rather than let all of them wait.
pub(crate) async fn crowd(
    State(turnstile): State<Arc<Turnstile>>,
    request: Request,
    next: Next,
) -> Response {
    match turnstile.place() {
        Some(_place) => next.run(request).await,
        None => ClientError::crowded().into_response(),
    }
}

/// Ends a request that takes too long.
pub(crate) async fn time(request: Request, next: Next) -> Response {
    tokio::time::timeout(TIME_MAX, next.run(request))
        .await
        .unwrap_or_else(|_| ClientError::too_slow().into_response())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::crowd;
    use crate::client_error::ClientError;
    use crate::turnstile::{PLACES, Turnstile};

    #[tokio::test]
    async fn whoever_finds_no_place_is_turned_away_and_the_next_is_let_in() {
        let turnstile = Arc::new(Turnstile::new());
        let layer = from_fn_with_state(Arc::clone(&turnstile), crowd);
        let service = Router::new().route("/", get(|| async { "page" })).layer(layer);
        let ask = || async { service.clone().oneshot(Request::new(Body::empty())).await.unwrap() };
        let inside: Vec<_> = (0..PLACES).map(|_| turnstile.place().unwrap()).collect();
        let away = ask().await;
        assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE);
        let sentence = away.extensions().get::<ClientError>().unwrap().sentence();
        assert!(sentence.zh.contains("同时访问的人太多") && sentence.en.contains("try again"));
        drop(inside);
        assert_eq!(ask().await.status(), StatusCode::OK);
    }
}
