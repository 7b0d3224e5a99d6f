//! The dashboard, and the jobs that fall due while it is open.

use std::sync::Arc;
use std::time::Duration;

use model::{Result, Text};
use supervise::Home;

use crate::cli::{Common, Listening};
use crate::commands;
use crate::output::complain;

/// Between two looks at what is due; schedules are in minutes.
const PAUSE: Duration = Duration::from_mins(1);

/// `doudi serve`.
pub(crate) fn serve(common: &Common, listening: &Listening) -> Result<()> {
    let home = Arc::new(commands::home(common)?);
    let service = listening.service(common.lang);
    let (scheme, listen) = (listening.scheme(), listening.listen);
    let said = Text::new(
        format!("看板地址 {scheme}://{listen}/ ，按 Ctrl+C 结束"),
        format!("the dashboard is at {scheme}://{listen}/?lang=en, Ctrl+C ends it"),
    );
    complain(said.get(common.lang));
    commands::wait(async {
        let jobs = tokio::spawn(run_what_is_due(Arc::clone(&home), common.lang));
        let served = server::serve(home, service, complain).await;
        jobs.abort();
        served
    })
}

/// Runs every job when it falls due, and first what was missed; a failure is in the run ledger and
/// keeps nothing back.
async fn run_what_is_due(home: Arc<Home>, lang: model::Lang) {
    let mut home = home;
    loop {
        // What cannot be used is told by the dashboard.
        if let Ok(Some(changed)) = home.reloaded().await {
            home = Arc::new(changed);
        }
        let runs = schedule::run_due_now(&home).await;
        let fault = runs.map_or_else(Some, |runs| schedule::first_failure(&runs));
        if let Some(fault) = fault {
            complain(&fault.say(lang));
        }
        tokio::time::sleep(PAUSE).await;
    }
}
