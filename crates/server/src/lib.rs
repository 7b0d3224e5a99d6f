//! The dashboard: pages, downloads and health over HTTP.
//!
//! # Invariants
//!
//! - Pages work without scripts; the address is the whole state, the language included.
//! - A failure leaves the house through `client_error.rs` alone.
//! - Nobody sees a page without an account or the operator's own address; what each route needs
//!   stands in `routes.rs`, and `gate.rs` asks for it.
//! - Other machines are served by TLS or through a proxy alone.
//!
//! # Not here
//!
//! Numbers (`engine`, `supervise`), drawings (`chart`) and files (`report`).

mod ahead;
mod asset;
mod cache;
mod client_error;
mod desk;
mod door;
mod error;
mod export;
mod forms;
mod frame;
mod gate;
mod guard;
mod link;
mod listen;
mod page;
mod provider;
mod reader;
mod routes;
mod search;
mod setting;
mod shelf;
mod source;
mod summary;
mod table;
mod turnstile;
mod visitor;
mod watch;
mod words;

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use model::{Lang, Result};
use supervise::Home;

use door::Door;
use listen::{Peer, TlsListener};
use provider::Provider;
use setting::Setting;
use source::Source;
use turnstile::Turnstile;
use watch::Watch;

pub use gate::Need;
pub use page::rights::workbook as rights_workbook;
pub use routes::needs;
pub use setting::Options;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    source: Arc<RwLock<Arc<Source>>>,
    watch: Arc<Watch>,
    setting: Arc<Setting>,
    door: Arc<Door>,
    turnstile: Arc<Turnstile>,
    provider: Option<Arc<Provider>>,
    log: fn(&str),
    origin: Arc<str>,
    lang: Lang,
    started: i64,
    /// Whether every request is a line of the log.
    traces: bool,
}

impl App {
    /// Where answers come from, with the definitions that are in use now.
    pub(crate) fn source(&self) -> Arc<Source> {
        Arc::clone(&self.source.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells the operator of this machine by which address they come in, if by any.
    pub(crate) fn tell_door(&self) {
        if let Ok(Some(path)) = self.door.path(self.source().home()) {
            let values = [("address", &*format!("{}{path}", self.origin))];
            (self.log)(&words::DOOR.fill(self.lang, &values));
        }
    }
}

/// Where and how the dashboard is served.
#[derive(Clone, Debug)]
pub struct Service {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// By TLS, through a proxy, under which names, and for the local operator.
    pub options: Options,
    /// The language in which the operator is told the address to come in by.
    pub lang: Lang,
}

/// Serves the dashboard until the process is interrupted; failures go to `log` under a request id.
///
/// # Errors
/// The caller's for an address that other machines could reach without TLS or a proxy, or for a
/// certificate that cannot be used; `Limit` when the address is taken.
pub async fn serve(home: Arc<Home>, service: Service, log: fn(&str)) -> Result<()> {
    let Service { listen, options, lang } = service;
    let setting = Setting::new(listen, &options)?;
    let provider = Provider::of(&home)?;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|why| error::cannot_listen(listen, &why))?;
    let address = listener.local_addr().unwrap_or(listen);
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let watch = Arc::new(Watch::new());
    let app = App {
        source: Arc::new(RwLock::new(Arc::new(Source::new(&home, &watch)))),
        watch,
        door: Arc::new(Door::new(!setting.public, options.operator)?),
        setting: Arc::new(setting),
        turnstile: Arc::new(Turnstile::new()),
        provider,
        log,
        origin: format!("{scheme}://{address}").into(),
        lang,
        started: schedule::clock::now().timestamp(),
        traces: options.traces,
    };
    app.source().home().account_policy()?;
    app.tell_door();
    tokio::spawn(ahead::keep_up(app.clone()));
    tokio::spawn(follow(app.clone()));
    if let Some(address) = options.metrics {
        tokio::spawn(serve_metrics(app.clone(), metrics_listener(address).await?));
    }
    let service = routes::routes(app).into_make_service_with_connect_info::<Peer>();
    let served = match &options.tls {
        Some((chain, key)) => {
            let listener = TlsListener::new(listener, address, (chain, key))?;
            axum::serve(listener, service).with_graceful_shutdown(interrupted()).await
        }
        None => axum::serve(listener, service).with_graceful_shutdown(interrupted()).await,
    };
    served.map_err(|why| error::cannot_listen(listen, &why))
}

/// Takes over definitions as they change in the home; while those there cannot be used, the last
/// ones that could stay.
async fn follow(app: App) {
    let mut told = String::new();
    loop {
        tokio::time::sleep(LOOK).await;
        match app.source().home_of_program().reloaded().await {
            Ok(None) => {
                app.watch.definitions_current.set(1);
                told.clear();
            }
            Ok(Some(home)) => {
                let source = Arc::new(Source::new(&home, &app.watch));
                *app.source.write().unwrap_or_else(PoisonError::into_inner) = source;
                app.watch.definitions_current.set(1);
                (app.log)(words::DEFINITIONS_CURRENT.get(app.lang));
            }
            Err(fault) => {
                app.watch.definitions_current.set(0);
                let fault = fault.say(app.lang);
                if fault != told {
                    (app.log)(&format!("{} {fault}", words::DEFINITIONS_EARLIER.get(app.lang)));
                    told = fault;
                }
            }
        }
    }
}

/// Between two looks at the definitions of the home.
const LOOK: Duration = Duration::from_secs(2);

/// A listener for those who watch this machine: from this machine alone, without a session.
async fn metrics_listener(address: SocketAddr) -> Result<tokio::net::TcpListener> {
    if !address.ip().is_loopback() {
        return Err(error::not_loopback(address));
    }
    let listener = tokio::net::TcpListener::bind(address).await;
    listener.map_err(|why| error::cannot_listen(address, &why))
}

async fn serve_metrics(app: App, listener: tokio::net::TcpListener) {
    let log = app.log;
    if let Err(why) = axum::serve(listener, routes::metrics(app)).await {
        log(&why.to_string());
    }
}

/// Ends when the process is interrupted or told to end; without a way to know, never. Requests
/// that are being answered then are answered.
async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = told_to_end() => {}
    }
}

#[cfg(unix)]
async fn told_to_end() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending().await
}
