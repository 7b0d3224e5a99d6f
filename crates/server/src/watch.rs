//! What the service did and how long it took: numbers for those who watch it, and a line per request
//! for those who look for a cause.
//!
//! # Invariants
//!
//! - Labels are routes of the route table, classes of status and names of registered questions:
//!   there are as many as there are, and none tells of a person or of who asked.
//! - Every response carries the id of its request, and so does every line of the log about it.
//!
//! # Not here
//!
//! Who saw what: that is the audit log, which nobody can switch off.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use supervise::{Alarm, AlarmKind};

use crate::App;

/// The response header with the id of the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Seconds at which the buckets of durations end.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// The route of requests that no route answers.
const NO_ROUTE: &str = "none";

/// A request by its route and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRequest {
    method: String,
    route: String,
    status: String,
}

/// A route or question by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    name: String,
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// It was in memory.
    Memory,
    /// The home gave it, from the disk or computed.
    Home,
}

/// How long a question took since the service started, whoever asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Took {
    pub(crate) answers: u64,
    pub(crate) from_memory: u64,
    pub(crate) total: Duration,
    pub(crate) longest: Duration,
}

/// The numbers of one service.
pub(crate) struct Watch {
    registry: Registry,
    requests: Family<OfRequest, Counter>,
    request_seconds: Family<Named, Histogram>,
    question_seconds: Family<Named, Histogram>,
    open: Gauge,
    /// One while the definitions of the home are in use, zero while an earlier version is.
    pub(crate) definitions_current: Gauge,
    alarms: Family<Named, Gauge>,
    took: Mutex<BTreeMap<String, Took>>,
}

/// The route that answers, told by the route itself.
#[derive(Clone, Copy)]
struct Answered(&'static str);

/// The id of a request, shared by the log and the visitor.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) String);

tokio::task_local! {
    /// The questions of the request that is answered.
    static ASKED: RefCell<Vec<Value>>;
}

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

impl Watch {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("doudi");
        let requests = Family::default();
        let request_seconds = Family::new_with_constructor(seconds as fn() -> Histogram);
        let question_seconds = Family::new_with_constructor(seconds as fn() -> Histogram);
        let (open, definitions_current) = (Gauge::default(), Gauge::default());
        let alarms = Family::default();
        registry.register("requests", "Requests by route and class of status", requests.clone());
        registry.register("request_seconds", "Duration of requests", request_seconds.clone());
        registry.register("question_seconds", "Duration of answers", question_seconds.clone());
        registry.register("open_requests", "Requests being answered", open.clone());
        registry.register(
            "definitions_current",
            "1 while the definitions of the home are in use, 0 while an earlier version is",
            definitions_current.clone(),
        );
        registry.register("alarms", "Alarms of the audit log by kind", alarms.clone());
        definitions_current.set(1);
        Self {
            registry,
            requests,
            request_seconds,
            question_seconds,
            open,
            definitions_current,
            alarms,
            took: Mutex::default(),
        }
    }

    /// Notes how many alarms of each kind there are.
    pub(crate) fn alarmed(&self, alarms: &[Alarm]) {
        for kind in AlarmKind::ALL {
            let count = alarms.iter().filter(|alarm| alarm.kind == kind).count();
            let name = Named { name: kind.code().to_owned() };
            self.alarms.get_or_create(&name).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
    }

    /// Whether a request is open.
    pub(crate) fn is_asked(&self) -> bool {
        self.open.get() > 0
    }

    /// Notes that a question was answered.
    pub(crate) fn answered(&self, question: &str, from: From, after: Duration) {
        let named = Named { name: question.to_owned() };
        self.question_seconds.get_or_create(&named).observe(after.as_secs_f64());
        let mut took = self.took.lock().unwrap_or_else(PoisonError::into_inner);
        let own = took.entry(question.to_owned()).or_default();
        own.answers += 1;
        own.from_memory += u64::from(from == From::Memory);
        own.total += after;
        own.longest = own.longest.max(after);
        let memory = from == From::Memory;
        let told = json!({ "question": question, "ms": millis(after), "memory": memory });
        // Outside of a request nobody wants to know.
        let _ = ASKED.try_with(|asked| asked.borrow_mut().push(told));
    }

    /// The questions answered so far, the one that took longest first.
    pub(crate) fn slowest(&self) -> Vec<(String, Took)> {
        let took = self.took.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = took.iter().map(|(name, took)| (name.clone(), *took)).collect();
        all.sort_by_key(|(name, took)| (std::cmp::Reverse(took.longest), name.clone()));
        all
    }

    /// Everything in the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to memory does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn note(&self, method: &str, route: &str, status: u16, after: Duration) {
        let class = format!("{}xx", status / 100);
        let (method, route) = (method.to_owned(), route.to_owned());
        self.request_seconds
            .get_or_create(&Named { name: route.clone() })
            .observe(after.as_secs_f64());
        self.requests.get_or_create(&OfRequest { method, route, status: class }).inc();
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Marks what a route answers with its path in the route table.
pub(crate) async fn mark(
    State(route): State<&'static str>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Answered(route));
    response
}

/// Gives every request its id, counts it, and writes its line if somebody wants lines.
pub(crate) async fn request(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = new_id(app.started);
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let mut request = request;
    request.extensions_mut().insert(RequestId(id.clone()));
    app.watch.open.inc();
    let (mut response, asked) = ASKED
        .scope(RefCell::default(), async {
            let response = next.run(request).await;
            (response, ASKED.with(RefCell::take))
        })
        .await;
    app.watch.open.dec();
    let route = response.extensions().get::<Answered>().map_or(NO_ROUTE, |answered| answered.0);
    let (status, after) = (response.status().as_u16(), begun.elapsed());
    app.watch.note(&method, route, status, after);
    if app.traces {
        let line = json!({
            "at": schedule::clock::now().to_rfc3339(),
            "request": id,
            "method": method,
            "route": route,
            "status": status,
            "ms": millis(after),
            "asked": asked,
        });
        (app.log)(&line.to_string());
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A name for this request that the log and the visitor share.
fn new_id(started: i64) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{started:x}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use supervise::{Alarm, AlarmKind};

    use super::{From, Watch};

    #[test]
    fn questions_and_requests_are_told_in_numbers() {
        let watch = Watch::new();
        watch.answered("caseload_by_town", From::Home, Duration::from_millis(30));
        watch.answered("caseload_by_town", From::Memory, Duration::from_millis(1));
        watch.answered("annual_visits", From::Home, Duration::from_millis(90));
        watch.note("GET", "/towns/{code}", 404, Duration::from_millis(2));
        let (actor, span) = ("unknown".to_owned(), "2026-11-16 00:00".to_owned());
        let kind = AlarmKind::LoginsFailed;
        watch.alarmed(&[Alarm { kind, actor, span, count: 21, most: 20 }]);
        let slowest = watch.slowest();
        assert_eq!(slowest[0].0, "annual_visits");
        let (_, took) = &slowest[1];
        assert_eq!((took.answers, took.from_memory), (2, 1));
        assert_eq!(
            (took.total, took.longest),
            (Duration::from_millis(31), Duration::from_millis(30))
        );
        let text = watch.text();
        let expected = [
            "doudi_requests_total{method=\"GET\",route=\"/towns/{code}\",status=\"4xx\"} 1",
            "doudi_question_seconds_count{name=\"caseload_by_town\"} 2",
            "doudi_question_seconds_bucket{le=\"0.05\",name=\"annual_visits\"} 0",
            "doudi_definitions_current 1",
            "doudi_alarms{name=\"logins_failed\"} 1",
            "doudi_alarms{name=\"account_unused\"} 0",
        ];
        for line in expected {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
