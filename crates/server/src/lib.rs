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

mod asset;
mod cache;
mod client_error;
mod desk;
mod door;
mod error;
mod forms;
mod frame;
mod gate;
mod guard;
mod link;
mod listen;
mod page;
mod reader;
mod routes;
mod setting;
mod source;
mod summary;
mod table;
mod turnstile;
mod visitor;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;

use model::{Lang, Result};
use supervise::Home;

use door::Door;
use listen::{Peer, TlsListener};
use setting::Setting;
use source::Source;
use turnstile::Turnstile;

pub use gate::Need;
pub use routes::needs;
pub use setting::Options;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    source: Arc<Source>,
    setting: Arc<Setting>,
    door: Arc<Door>,
    turnstile: Arc<Turnstile>,
    log: fn(&str),
    origin: Arc<str>,
    lang: Lang,
    started: i64,
}

impl App {
    /// Tells the operator of this machine by which address they come in, if by any.
    pub(crate) fn tell_door(&self) {
        if let Ok(Some(path)) = self.door.path(self.source.home()) {
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
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|why| error::cannot_listen(listen, &why))?;
    let address = listener.local_addr().unwrap_or(listen);
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let app = App {
        source: Arc::new(Source::new(&home)),
        door: Arc::new(Door::new(!setting.public, options.operator)?),
        setting: Arc::new(setting),
        turnstile: Arc::new(Turnstile::new()),
        log,
        origin: format!("{scheme}://{address}").into(),
        lang,
        started: schedule::clock::now().timestamp(),
    };
    app.source.home().account_policy()?;
    app.tell_door();
    tokio::spawn(warm(app.clone()));
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
