//! Scheduled jobs: when each is due, what its runs did, and a run by hand.

use access::Right;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::MISSING;
use chrono::TimeDelta;
use model::{Result, beijing};
use schedule::{ScheduledJob, clock};
use supervise::{Home, Run};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Field, Form, FormsPage};
use crate::frame::Section;
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::sections::{hand_table, part};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::words::{self as w, Word};

/// A run that has not ended after so long was interrupted.
const LOST: TimeDelta = TimeDelta::hours(1);

/// `GET /runs`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, reader).await?;
    Ok(page(&desk)?.response(StatusCode::OK))
}

/// `POST /runs`: starts a job of the calendar for today; it goes on when the page is there.
pub(crate) async fn start(
    State(app): State<App>,
    reader: Reader,
    posted: Posted,
) -> Result<Response, ClientError> {
    let desk = Desk::open(&app, posted.reader(reader)).await?;
    // A job writes what it always writes, whoever starts it.
    let (home, today) = (app.source().home_of_program().clone(), clock::today());
    let jobs = schedule::calendar(&home, today)?;
    let refused = |why: Word| -> Result<Response, ClientError> {
        let mut page = page(&desk)?;
        page.alert = Some(desk.say(why).to_owned());
        Ok(page.response(NOT_TAKEN))
    };
    let Some(job) = jobs.into_iter().find(|job| job.name == posted.text("job")) else {
        return refused(w::JOB_UNKNOWN);
    };
    if desk.source.runs()?.iter().any(|run| run.job == job.name && is_running(run)) {
        return refused(w::JOB_RUNNING);
    }
    desk.source.home().log_job(&job.name, today)?;
    tokio::spawn(run(app, home, job));
    Ok(Redirect::to(&desk.link("/runs")).into_response())
}

/// Its outcome is on record; only that it could not be recorded is told elsewhere.
async fn run(app: App, home: Home, job: ScheduledJob) {
    if let Err(fault) = schedule::run_job(&home, &job.name, clock::today()).await {
        (app.log)(&fault.say(app.lang));
    }
}

fn is_running(run: &Run) -> bool {
    run.outcome.is_none() && clock::now() - run.started_at < LOST
}

fn page(desk: &Desk) -> Result<FormsPage> {
    let lang = desk.lang();
    let jobs = schedule::calendar(desk.source.home_of_program(), clock::today())?;
    let runs = desk.source.runs()?;
    let frame = desk.frame(Section::Data, desk.say(w::RUNS_TITLE));
    let mut start = Form::post(lang, "start", frame.link("/runs"), w::JOB_START).of(&frame);
    let options = jobs.iter().map(|job| (job.name.clone(), job.title.get(lang).to_owned()));
    start.fields = vec![Field::new(lang, "job", w::JOB, "text").one_of(options.collect())];
    let may = desk.may(Right::Jobs) && !jobs.is_empty();
    Ok(FormsPage {
        forms: may.then(|| start.titled(w::JOB_START_ABOUT.get(lang))).into_iter().collect(),
        parts: vec![
            part("calendar", desk.say(w::JOBS_TITLE), &calendar(desk, &jobs, &runs)),
            part("runs", desk.say(w::RUNS_TITLE), &table(desk, &runs)),
        ],
        ..FormsPage::new(frame)
    })
}

/// When each job is due, and how it last ended.
fn calendar(desk: &Desk, jobs: &[ScheduledJob], runs: &[Run]) -> TableView {
    let heads = [
        (w::JOB, false),
        (w::JOB_CRON, false),
        (w::JOB_LAST, false),
        (w::OUTCOME, false),
        (w::JOB_NEXT, false),
    ];
    let day = |day: Option<chrono::NaiveDate>| {
        Cell::text(day.map_or_else(|| MISSING.to_owned(), |day| day.to_string())).class("short")
    };
    let row = |job: &ScheduledJob| {
        let last = runs.iter().rfind(|run| run.job == job.name);
        vec![
            Cell::text(job.title.get(desk.lang())),
            Cell::text(&job.cron).class("key"),
            day(job.last_run_on),
            last.map_or_else(|| Cell::text(MISSING), |run| outcome(desk, run)),
            day(job.next_run_on),
        ]
    };
    let rows = jobs.iter().map(row).collect();
    hand_table(desk, "calendar-table", desk.say(w::JOBS_TITLE), &heads, rows, w::JOBS_NONE)
}

fn outcome(desk: &Desk, run: &Run) -> Cell {
    let (outcome, class) = match run.outcome.map(|outcome| outcome.code()) {
        Some("done") => (w::OUTCOME_DONE, "fine"),
        Some(_) => (w::OUTCOME_FAILED, "act"),
        None => (w::OUTCOME_RUNNING, ""),
    };
    Cell::text(desk.say(outcome)).class(class)
}

fn table(desk: &Desk, runs: &[Run]) -> TableView {
    let heads = [
        (w::JOB, false),
        (w::AS_OF, false),
        (w::OUTCOME, false),
        (w::STARTED_AT, false),
        (w::ENDED_AT, false),
        (w::MESSAGE, false),
    ];
    let rows = runs.iter().rev().map(|run| {
        vec![
            Cell::text(job_title(desk, &run.job)),
            Cell::text(run.as_of.to_string()),
            outcome(desk, run),
            Cell::text(beijing::minute(run.started_at)),
            Cell::text(run.ended_at.map_or_else(|| MISSING.to_owned(), beijing::minute)),
            Cell::text(run.message.get(desk.lang())),
        ]
    });
    let caption = desk.say(w::RUNS_TITLE);
    hand_table(desk, "runs-table", caption, &heads, rows.collect(), w::RUNS_NONE)
}

/// The title of the dashboard that a job exports, or its name.
fn job_title(desk: &Desk, job: &str) -> String {
    let dashboard = desk.registry().dashboard(job);
    dashboard.map_or_else(|_| job.to_owned(), |found| found.title.get(desk.lang()).to_owned())
}
