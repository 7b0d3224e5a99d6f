//! Jobs: their calendar, what is due of them, and running one.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use engine::Scope;
use ledger::{Outcome, Run, RunOutput};
use model::hash::sha256_hex;
use model::{Fault, Lang, Result, ResultTable, Text};
use registry::Dashboard;
use report::{Glossary, Paper, Sheet};
use supervise::{AsOf, Held, Home};

use crate::due::{due_days, end_of};
use crate::expression::Cron;
use crate::{clock, error};

/// A job with the days around now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledJob {
    /// The dashboard.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Its cron text.
    pub cron: String,
    /// The latest day it was run for, if ever.
    pub last_run_on: Option<NaiveDate>,
    /// The first day after today on which it fires.
    pub next_run_on: Option<NaiveDate>,
}

/// A job that is due for a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day.
    pub as_of: NaiveDate,
    /// The job.
    pub job: String,
}

/// All jobs in order of name.
///
/// # Errors
/// A schedule cannot be read; the ledger cannot be used.
pub fn calendar(home: &Home, today: NaiveDate) -> Result<Vec<ScheduledJob>> {
    let runs = home.runs()?;
    let job = |(dashboard, text, cron): (&Dashboard, &str, Cron)| ScheduledJob {
        name: dashboard.name.clone(),
        title: dashboard.title.clone(),
        cron: text.to_owned(),
        last_run_on: of_job(&runs, &dashboard.name).map(|run| run.as_of).max(),
        next_run_on: cron.next(end_of(today)).map(|fire| fire.date()),
    };
    Ok(scheduled(home)?.into_iter().map(job).collect())
}

/// What is due at the end of a day, by day and job.
///
/// # Errors
/// A schedule cannot be read; the ledger cannot be used.
pub fn due(home: &Home, as_of: NaiveDate) -> Result<Vec<Due>> {
    due_until(home, end_of(as_of))
}

/// Runs everything that is due at the end of a day; a run that fails does not keep others back.
///
/// # Errors
/// A schedule cannot be read; the ledger cannot be used.
pub async fn run_due(home: &Home, as_of: NaiveDate) -> Result<Vec<Run>> {
    run_all(home, due(home, as_of)?).await
}

/// Runs everything that is due at this moment: for a server, which calls it every minute or so.
///
/// # Errors
/// As [`run_due`].
pub async fn run_due_now(home: &Home) -> Result<Vec<Run>> {
    run_all(home, due_until(home, clock::local())?).await
}

async fn run_all(home: &Home, due: Vec<Due>) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for due in due {
        runs.push(run_job(home, &due.job, due.as_of).await?);
    }
    Ok(runs)
}

fn due_until(home: &Home, until: NaiveDateTime) -> Result<Vec<Due>> {
    let runs = home.runs()?;
    let mut due = Vec::new();
    for (dashboard, _, cron) in scheduled(home)? {
        let runs: Vec<Run> = of_job(&runs, &dashboard.name).cloned().collect();
        let days = due_days(&cron, &runs, until);
        due.extend(days.into_iter().map(|as_of| Due { as_of, job: dashboard.name.clone() }));
    }
    due.sort();
    Ok(due)
}

/// Runs a job for a day: leads brought up to the flags where it says so, then every panel of the
/// dashboard, in every format it exports. The run is in
/// the ledger, as failed if a panel failed; the other panels are written all the same.
///
/// # Errors
/// There is no such dashboard; the ledger cannot be used.
pub async fn run_job(home: &Home, job: &str, as_of: NaiveDate) -> Result<Run> {
    let dashboard = home.registry().dashboard(job)?;
    let _held = home.store().hold()?;
    let id = home.ledger().start_run(job, as_of, clock::now())?;
    let opened = open_leads(home, dashboard, as_of).await;
    let (outputs, mut faults) = export(home, dashboard, as_of).await;
    let held = opened.unwrap_or_else(|fault| {
        faults.insert(0, fault);
        Vec::new()
    });
    let (outcome, message) = match faults.as_slice() {
        [] => (Outcome::Done, error::done(outputs.len(), &held)),
        faults => (Outcome::Failed, error::failures(faults)),
    };
    home.ledger().end_run(id, clock::now(), outcome, &message, &outputs)?;
    home.ledger().run(id)
}

/// Brings the leads up to the flags of the day, if the job says so; gives the flags that are held.
async fn open_leads(home: &Home, dashboard: &Dashboard, as_of: NaiveDate) -> Result<Vec<Held>> {
    match dashboard.opens_leads {
        true => Ok(home.open_leads(as_of, &dashboard.name, &[]).await?.held),
        false => Ok(Vec::new()),
    }
}

/// The first of the runs that failed, as a fault.
pub fn first_failure(runs: &[Run]) -> Option<Fault> {
    let failed = runs.iter().find(|run| run.outcome == Some(Outcome::Failed))?;
    Some(error::failed_run(&failed.job, failed.as_of, &failed.message))
}

fn of_job<'a>(runs: &'a [Run], job: &'a str) -> impl Iterator<Item = &'a Run> {
    runs.iter().filter(move |run| run.job == job)
}

/// The dashboards that have a schedule.
fn scheduled(home: &Home) -> Result<Vec<(&Dashboard, &str, Cron)>> {
    let jobs = home
        .registry()
        .dashboards()
        .filter_map(|dashboard| dashboard.schedule.as_deref().map(|text| (dashboard, text)));
    jobs.map(|(dashboard, text)| Ok((dashboard, text, Cron::parse(text)?))).collect()
}

/// The answer of a panel with its place on the dashboard, from 1.
type Answer = (usize, ResultTable);

/// Asks every panel, then writes what there is.
async fn export(
    home: &Home,
    dashboard: &Dashboard,
    as_of: NaiveDate,
) -> (Vec<RunOutput>, Vec<Fault>) {
    let mut answers = Vec::new();
    let mut faults = Vec::new();
    // All panels are of one view, whatever is loaded meanwhile; without any, each panel says so.
    let view = home.pin(&as_of.into()).map_or_else(|_| as_of.into(), |(_, view)| view);
    for (place, panel) in (1..).zip(&dashboard.panels) {
        let params = panel.params.clone();
        match home.ask(&panel.question, view.clone(), params, Scope::City).await {
            Ok(table) => answers.push((place, table)),
            Err(fault) => faults.push(error::panel(&panel.question, &fault)),
        }
    }
    let below = PathBuf::from("reports").join(&dashboard.name).join(as_of.to_string());
    let mut outputs = Vec::new();
    for format in &dashboard.export {
        let written = files(home, dashboard, format, &answers).and_then(|files| {
            let snapshot = answers.first().map_or("", |(_, table)| &table.provenance.snapshot);
            let write =
                |(name, bytes): &(String, Vec<u8>)| write(home, &below.join(name), snapshot, bytes);
            files.iter().map(write).collect::<Result<Vec<_>>>()
        });
        match written {
            Ok(written) => outputs.extend(written),
            Err(fault) => faults.push(fault),
        }
    }
    for name in &dashboard.circulars {
        match circular(home, name, &view, &below).await {
            Ok(written) => outputs.push(written),
            Err(fault) => faults.push(error::panel(name, &fault)),
        }
    }
    (outputs, faults)
}

/// The draft of a circular as an office changes it before somebody signs.
async fn circular(home: &Home, name: &str, view: &AsOf, below: &Path) -> Result<RunOutput> {
    let circular = home.registry().circular(name)?;
    let answers = home.circular_answers(circular, view.clone()).await?;
    let paper = Paper::fill(home.registry(), circular, &answers)?;
    let bytes = report::circular_docx(&paper, None, Lang::Zh)?;
    write(home, &below.join(format!("{name}.docx")), &answers.snapshot, &bytes)
}

/// The files of one format: a CSV per panel, or one workbook of all.
fn files(
    home: &Home,
    dashboard: &Dashboard,
    format: &str,
    answers: &[Answer],
) -> Result<Vec<(String, Vec<u8>)>> {
    let registry = home.registry();
    match (format, answers) {
        ("csv", _) => {
            let file = |(place, table): &Answer| {
                (format!("{place:02}-{}.csv", table.provenance.query), report::csv(table))
            };
            Ok(answers.iter().map(file).collect())
        }
        ("xlsx", []) => Ok(Vec::new()),
        ("xlsx", _) => {
            let tables: Vec<_> = answers.iter().map(|(_, table)| table).collect();
            let bytes = match tables.as_slice() {
                [table] => report::workbook_for(registry, table, Lang::Zh)?,
                tables => {
                    let sheets: Vec<_> = tables.iter().map(|table| Sheet::from(*table)).collect();
                    report::workbook(&Glossary { registry, lang: Lang::Zh }, &sheets)?
                }
            };
            Ok(vec![(format!("{}.xlsx", dashboard.name), bytes)])
        }
        _ => Err(error::no_format(&dashboard.name, format)),
    }
}

/// Writes a file of the home and tells its hash and the view that it was made from.
fn write(home: &Home, path: &Path, snapshot: &str, bytes: &[u8]) -> Result<RunOutput> {
    home.write_file(path, bytes)?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    Ok(RunOutput {
        path: parts.join("/"),
        sha256: sha256_hex(bytes),
        snapshot: snapshot.to_owned(),
    })
}

#[cfg(test)]
mod tests;
