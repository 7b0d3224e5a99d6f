//! Every address of the dashboard and what it needs, on one page.
//!
//! # Invariants
//!
//! - A route is made by [`route`] alone, which puts the gate before it: none is without one.
//! - What stands here is the rights matrix that is exported and probed by the tests.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodFilter, MethodRouter, on};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use access::Right::{
    Accounts, Assign, Audit, Decide, Identify, Issue, Jobs, Operation, Persons, Plan, Propose,
    Text, Upload, View,
};

use crate::client_error::{self, ClientError};
use crate::gate::Need::{self, Anybody, Right, SignedIn};
use crate::words as w;
use crate::{App, asset, export, gate, guard, page, provider, shelf, watch};

/// One route.
pub(crate) struct Route {
    path: &'static str,
    method: Method,
    need: Need,
    answer: MethodRouter<App>,
}

fn route<H, T>(method: Method, path: &'static str, need: Need, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    let filter = if method == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
    Route { path, method, need, answer: on(filter, handler) }
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, need: Need, handler: H) -> Route {
    route(Method::GET, path, need, handler)
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, need: Need, handler: H) -> Route {
    route(Method::POST, path, need, handler)
}

/// Every route.
fn table() -> Vec<Route> {
    [entrances(), figures(), work()].into_iter().flatten().collect()
}

/// The ways in, and what everybody has who came in.
fn entrances() -> Vec<Route> {
    vec![
        get("/healthz", Anybody, page::health::alive),
        get("/readyz", Anybody, page::health::ready),
        get("/assets/{name}", Anybody, asset::get),
        get("/login", Anybody, page::login::get),
        post("/login", Anybody, page::login::post),
        get("/setup", Anybody, page::set_up::get),
        post("/setup", Anybody, page::set_up::post),
        get("/enter", Anybody, page::login::enter),
        get("/login/provider", Anybody, page::provider::begin),
        get(provider::CALLBACK, Anybody, page::provider::finish),
        get(provider::OUT, Anybody, page::provider::leave),
        post("/logout", SignedIn, page::login::logout),
        get("/account", SignedIn, page::account::get),
        post("/account", SignedIn, page::account::end_session),
        get("/account/log", SignedIn, page::audit::own),
        get("/password", SignedIn, page::account::password),
        post("/password", SignedIn, page::account::change_password),
        get("/rights", SignedIn, page::rights::get),
        get("/rights.xlsx", SignedIn, page::rights::xlsx),
    ]
}

/// What is looked at.
fn figures() -> Vec<Route> {
    vec![
        get("/", Right(View), page::overview::get),
        get("/towns/{code}", Right(View), page::town::get),
        get("/circulars", Right(View), page::circulars::get),
        get("/inspection", Right(View), page::inspection::get),
        get("/flags/{file}", Right(Persons), page::flag::get),
        get("/data", Right(Operation), page::data::get),
        get("/operation", Right(Operation), page::operation::get),
        get("/metrics", Right(Operation), page::operation::metrics),
        get("/questions", Right(View), page::questions::get),
        get("/questions/{file}", Right(View), page::question::get),
        get("/dashboards/{name}", Right(View), page::dashboard::get),
        get("/receipts", Right(View), page::receipt::get),
        get("/clauses", Right(View), page::clauses::list),
        get("/clauses/{id}", Right(View), page::clauses::get),
        get("/cases", Right(View), page::cases::list),
        get("/cases/{place}", Right(View), page::cases::get),
    ]
}

/// What is done, and what is looked at for it.
fn work() -> Vec<Route> {
    vec![
        get("/circulars/{file}", Right(View), page::circular::get),
        post("/circulars/{file}", Right(Issue), page::circular::sign),
        post("/circulars/{file}/withdraw", Right(Issue), page::circular::withdraw),
        get("/draws/{id}", Right(Persons), page::draw::get),
        get("/draws/{id}/bundle.json", Right(Persons), page::draw::bundle),
        get("/draws/{id}/visits.xlsx", Right(Persons), page::draw::visits),
        get("/draws/{id}/visit/{key}", Right(Decide), page::visit::get),
        post("/draws/{id}/visit/{key}", Right(Decide), page::visit::post),
        get("/households/{key}", Right(Text), page::household::get),
        get("/planning", Right(Plan), page::planning::get),
        get("/planning/compare", Right(Plan), page::scenario::compare),
        post("/scenarios", Right(Propose), page::planning::save),
        get("/scenarios/{id}", Right(Plan), page::scenario::get),
        post("/scenarios/{id}/remove", Right(Propose), page::scenario::remove),
        get("/analysis", Right(Plan), page::analysis::list),
        post("/analysis/drafts", Right(Propose), page::analysis::save),
        get("/analysis/drafts/{file}", Right(Plan), page::analysis::get),
        post("/analysis/drafts/{file}/remove", Right(Propose), page::analysis::remove),
        get("/runs", Right(Operation), page::runs::get),
        post("/runs", Right(Jobs), page::runs::start),
        get("/ledger", Right(Persons), page::ledger::list),
        get("/ledger/assign", Right(Assign), page::ledger_assign::get),
        post("/ledger/assign", Right(Assign), page::ledger_assign::post),
        get("/ledger/{id}", Right(Text), page::lead::get),
        post("/ledger/{id}", Right(Decide), page::lead::post),
        post("/ledger/{id}/rectify", Right(Upload), page::lead::post),
        get("/tasks", Right(Upload), page::tasks::get),
        get("/deliver", Right(Upload), page::deliver::get),
        post("/deliver", Right(Upload), page::deliver::post),
        get("/identify", Right(Identify), page::identify::get),
        post("/identify", Right(Identify), page::identify::post),
        get("/accounts", Right(Accounts), page::accounts::get),
        post("/accounts", Right(Accounts), page::accounts::post),
        get("/audit", Right(Audit), page::audit::get),
        get("/audit.csv", Right(Audit), page::audit::csv),
        get("/view-as", Right(Audit), page::view_as::get),
    ]
}

/// Method, path and what it needs, of every route.
pub fn needs() -> Vec<(Method, &'static str, Need)> {
    table().into_iter().map(|route| (route.method, route.path, route.need)).collect()
}

/// The routes with what guards them, the outermost last.
pub(crate) fn routes(app: App) -> Router {
    let router = table().into_iter().fold(Router::new(), |router, route| {
        let gate = from_fn_with_state((app.clone(), route.need), gate::check);
        let export = from_fn_with_state(app.clone(), export::take);
        let mark = from_fn_with_state(route.path, watch::mark);
        // Innermost: whoever is slow to send a form holds no place meanwhile.
        let crowd = from_fn_with_state(Arc::clone(&app.turnstile), guard::crowd);
        // A page that is kept takes no place.
        let shelf = from_fn_with_state(app.clone(), shelf::serve);
        let answer = route.answer.layer(crowd).layer(shelf).layer(export).layer(gate).layer(mark);
        router.route(route.path, answer)
    });
    router
        .fallback(async || ClientError::no_page())
        // The gate bounds every body itself.
        .layer(DefaultBodyLimit::disable())
        .layer(CsrfLayer::new().with_rejection_response(foreign))
        .layer(CatchPanicLayer::custom(client_error::panicked))
        .layer(from_fn(guard::time))
        .layer(from_fn_with_state(app.clone(), guard::host))
        .layer(from_fn_with_state(app.clone(), client_error::tell))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(from_fn_with_state(app.clone(), watch::request))
        .with_state(app)
}

/// The routes for those who watch this machine from itself.
pub(crate) fn metrics(app: App) -> Router {
    Router::new()
        .route("/healthz", routing::get(page::health::alive))
        .route("/readyz", routing::get(page::health::ready))
        .route("/metrics", routing::get(page::operation::metrics))
        .layer(from_fn_with_state(app.clone(), client_error::tell))
        .with_state(app)
}

/// What gains by being compressed: not what is compressed already.
fn worth_compressing() -> impl Predicate {
    let packed = |media| NotForContentType::const_new(media);
    DefaultPredicate::new()
        .and(packed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
        .and(packed("application/vnd.apache.parquet"))
}

/// The answer to a form that another site sent.
fn foreign(_: ProtectionError) -> Response {
    ClientError::refused(w::FAULT_FORM).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Need, needs};

    #[test]
    fn only_these_routes_are_for_anybody() {
        let open = needs().into_iter().filter(|(_, _, need)| *need == Need::Anybody);
        let open: BTreeSet<&str> = open.map(|(_, path, _)| path).collect();
        let expected = [
            "/assets/{name}",
            "/enter",
            "/healthz",
            "/login",
            "/login/callback",
            "/login/provider",
            "/login/provider/out",
            "/readyz",
            "/setup",
        ];
        assert_eq!(open, BTreeSet::from(expected));
    }
}
