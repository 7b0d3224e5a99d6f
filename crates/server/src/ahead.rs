//! What dashboards will ask after a load, answered before anybody waits for it.
//!
//! # Invariants
//!
//! - Readers go first: nothing is begun here while a request is open.
//! - Nobody sees what is computed here, so nothing of it is in the audit log; whoever looks at it
//!   later is. Each answer is that of a reader whom the dashboard is for, with their scope.
//! - Nothing depends on it: what failed or was not reached is computed when somebody asks.

use std::sync::Arc;
use std::time::Duration;

use access::Role;
use engine::Reader;
use model::Result;
use registry::Dashboard;
use snapshot::{AsOf, View};
use supervise::reader_of;

use crate::App;
use crate::source::Source;

/// Between two looks whether there is something new, or somebody asks.
const LOOK: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);

/// Whom dashboards are for.
const AUDIENCES: [(&str, Role); 4] = [
    ("leadership", Role::Leadership),
    ("inspection", Role::Inspection),
    ("planning", Role::Planner),
    ("town", Role::Clerk),
];

/// Answers ahead whenever there is a new snapshot, or definitions changed.
pub(crate) async fn keep_up(app: App) {
    let mut done: Option<(Arc<Source>, String)> = None;
    loop {
        let source = app.source();
        // What keeps snapshots from being read is told to whoever asks.
        if let Ok(Some(view)) = source.latest() {
            let is_done =
                |(of, id): &(Arc<Source>, String)| Arc::ptr_eq(of, &source) && *id == view.id;
            if !done.as_ref().is_some_and(is_done) {
                answer_all(&app, &source, &view).await;
                done = Some((source, view.id));
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn answer_all(app: &App, source: &Source, view: &View) {
    readers_first(app).await;
    note(app, source.score(view).await.map(drop));
    readers_first(app).await;
    note(app, source.flag_counts(view).await.map(drop));
    for (audience, role) in AUDIENCES {
        let readers = readers(source, view, role).await.unwrap_or_default();
        let dashboards = source.registry().dashboards();
        for dashboard in dashboards.filter(|dashboard| dashboard.audience == audience) {
            for reader in &readers {
                answer(app, source, view, dashboard, reader).await;
            }
        }
    }
}

async fn answer(app: &App, source: &Source, view: &View, dashboard: &Dashboard, reader: &Reader) {
    let registry = source.registry();
    let shown = dashboard.panels.iter().filter(|panel| {
        let question = registry.question(&panel.question);
        question.is_ok_and(|question| reader.sight.persons || !question.names_persons())
    });
    let asked: Vec<_> = shown.map(|panel| (&*panel.question, panel.params.clone())).collect();
    readers_first(app).await;
    let home = source.home_of_program();
    note(app, home.answers_to(&asked, view.month.last_day(), reader.clone()).await.map(drop));
}

/// All readers of a role: the role itself, or one of each town.
async fn readers(source: &Source, view: &View, role: Role) -> Result<Vec<Reader>> {
    let reader = |town: Option<&str>| reader_of(|right| role.rights().contains(&right), town);
    if role != Role::Clerk {
        return Ok(vec![reader(None)]);
    }
    let towns = source.home_of_program().town_names(&AsOf::from(view.month.last_day())).await?;
    Ok(towns.keys().map(|code| reader(Some(code))).collect())
}

async fn readers_first(app: &App) {
    while app.watch.is_asked() {
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whoever asks for what failed is told so themselves.
fn note(app: &App, result: Result<()>) {
    if let Err(fault) = result {
        (app.log)(&fault.to_string());
    }
}
