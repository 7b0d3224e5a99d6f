//! Scheduled work by hand.

use model::{Result, Text};

use crate::cli::{Common, Run};
use crate::commands;
use crate::output::{complain, print_rows};

/// `doudi run`.
pub(crate) fn run(common: &Common, run: &Run) -> Result<()> {
    let home = commands::home(common)?;
    let as_of = run.as_of.unwrap_or_else(schedule::clock::today);
    let done = match &run.job {
        Some(job) => vec![commands::wait(schedule::run_job(&home, job, as_of))?],
        None => commands::wait(schedule::run_due(&home, as_of))?,
    };
    if done.is_empty() {
        let said = Text::new(
            format!("截至 {as_of} 没有到期任务"),
            format!("nothing is due as of {as_of}"),
        );
        complain(said.get(common.lang));
    }
    let columns = ["job", "as_of", "outcome", "outputs"].map(str::to_owned);
    let rows: Vec<_> = done
        .iter()
        .map(|run| {
            vec![
                Some(run.job.clone()),
                Some(run.as_of.to_string()),
                run.outcome.map(|outcome| outcome.code().to_owned()),
                Some(run.outputs.len().to_string()),
            ]
        })
        .collect();
    print_rows(&columns, &rows, common.format)?;
    schedule::first_failure(&done).map_or(Ok(()), Err)
}

/// `doudi runs`.
pub(crate) fn runs(common: &Common) -> Result<()> {
    let runs = commands::home(common)?.runs()?;
    let columns = ["run_id", "job", "as_of", "started_at", "ended_at", "outcome", "message"];
    let rows: Vec<_> = runs
        .into_iter()
        .map(|run| {
            vec![
                Some(run.id.to_string()),
                Some(run.job),
                Some(run.as_of.to_string()),
                Some(run.started_at.to_string()),
                run.ended_at.map(|at| at.to_string()),
                run.outcome.map(|outcome| outcome.code().to_owned()),
                Some(run.message.get(common.lang).to_owned()),
            ]
        })
        .collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

/// `doudi schedule`.
pub(crate) fn schedule(common: &Common) -> Result<()> {
    let home = commands::home(common)?;
    let jobs = schedule::calendar(&home, schedule::clock::today())?;
    let columns = ["job", "cron", "last_run_on", "next_run_on", "title"].map(str::to_owned);
    let rows: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            vec![
                Some(job.name),
                Some(job.cron),
                job.last_run_on.map(|day| day.to_string()),
                job.next_run_on.map(|day| day.to_string()),
                Some(job.title.get(common.lang).to_owned()),
            ]
        })
        .collect();
    print_rows(&columns, &rows, common.format)
}
