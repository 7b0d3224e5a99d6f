//! The dashboard: pages, downloads and health over HTTP.
//!
//! # Invariants
//!
//! - Pages work without scripts; the address is the whole state, the language included.
//! - A failure leaves the house through `client_error.rs` alone.
//! - Only this machine is served: there are no accounts yet.
//!
//! # Not here
//!
//! Numbers (`engine`, `supervise`), drawings (`chart`) and files (`report`).

mod asset;
mod cache;
mod client_error;
mod desk;
mod error;
mod frame;
mod guard;
mod link;
mod page;
mod reader;
mod routes;
mod source;
mod summary;
mod table;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use model::Result;
use supervise::Home;

use source::Source;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    source: Arc<Source>,
    log: fn(&str),
    started: i64,
}

/// The dashboard of `home`; failures go to `log` under a request id, which begins with the
/// instant at which the service `started`.
pub fn router(home: Arc<Home>, started: DateTime<Utc>, log: fn(&str)) -> Router {
    routes::routes(app(home, started, log))
}

fn app(home: Arc<Home>, started: DateTime<Utc>, log: fn(&str)) -> App {
    App { source: Arc::new(Source::new(home)), log, started: started.timestamp() }
}

/// Serves the dashboard on `listen` until the process is interrupted.
///
/// # Errors
/// The caller's for an address that other machines could reach; `Limit` when it is taken.
pub async fn serve(home: Arc<Home>, listen: SocketAddr, log: fn(&str)) -> Result<()> {
    if !listen.ip().is_loopback() {
        return Err(error::not_loopback(listen));
    }
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|why| error::cannot_listen(listen, &why))?;
    let app = app(home, schedule::clock::now(), log);
    tokio::spawn(warm(app.clone()));
    axum::serve(listener, routes::routes(app))
        .with_graceful_shutdown(interrupted())
        .await
        .map_err(|why| error::cannot_listen(listen, &why))
}

/// Fills the cache; a page that needs what failed says so itself.
async fn warm(app: App) {
    if let Err(fault) = app.source.warm().await {
        (app.log)(&fault.to_string());
    }
}

/// Ends when the process is interrupted; without a way to know, never.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
