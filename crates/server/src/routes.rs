//! Every address of the dashboard, on one page.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use crate::client_error::{self, ClientError};
use crate::{App, asset, guard, page};

/// The routes with what guards them, the outermost last.
pub(crate) fn routes(app: App) -> Router {
    Router::new()
        .route("/", get(page::overview::get))
        .route("/towns/{code}", get(page::town::get))
        .route("/inspection", get(page::inspection::get))
        .route("/flags/{file}", get(page::flag::get))
        .route("/draws/{id}", get(page::draw::get))
        .route("/draws/{id}/bundle.json", get(page::draw::bundle))
        .route("/draws/{id}/visits.xlsx", get(page::draw::visits))
        .route("/households/{key}", get(page::household::get))
        .route("/planning", get(page::planning::get))
        .route("/data", get(page::data::get))
        .route("/questions", get(page::questions::get))
        .route("/questions/{file}", get(page::question::get))
        .route("/dashboards/{name}", get(page::dashboard::get))
        .route("/clauses", get(page::clauses::list))
        .route("/clauses/{id}", get(page::clauses::get))
        .route("/cases", get(page::cases::list))
        .route("/cases/{place}", get(page::cases::get))
        .route("/runs", get(page::runs::get))
        .route("/ledger", get(page::ledger::list))
        .route("/ledger/{id}", get(page::ledger::get))
        .route("/health", get(page::health::get))
        .route("/assets/{name}", get(asset::get))
        .fallback(async || ClientError::no_page())
        .layer(CatchPanicLayer::custom(client_error::panicked))
        .layer(from_fn(guard::time))
        .layer(from_fn(guard::host))
        .layer(from_fn_with_state(app.clone(), client_error::tell))
        .layer(from_fn(guard::headers))
        .with_state(app)
}
