//! From a verb to what it does; each family of verbs has its own file.

mod ask;
pub(crate) mod data;
mod drawing;
mod explain;
mod jobs;
mod people;
pub(crate) mod serve;

use std::future::Future;

use model::{Blame, Fault, Month, Result, Text};
use supervise::{Home, Operator};

use crate::cli::{Cli, Command, Common};
use crate::{demo, error};

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let Cli { common, command } = cli;
    match command {
        Command::Demo(options) => demo::run(&common, &options),
        Command::Init { jurisdiction } => data::init(&common, &jurisdiction),
        Command::Synth(options) => data::synth(&common, &options),
        Command::Load { delivery, month } => data::load(&common, &delivery, month),
        Command::Snapshots => data::snapshots(&common),
        Command::Quarantine { month } => data::quarantine(&common, month),
        Command::Query(query) => ask::query(&common, query),
        Command::Questions => ask::questions(&common),
        Command::Explain(verb) => explain::explain(&common, &verb),
        Command::Flags { month, flag } => ask::flags(&common, month, flag.as_deref()),
        Command::Score { month } => ask::score(&common, month),
        Command::Plan { scenario, as_of } => ask::plan(&common, &scenario, as_of),
        Command::Draw(verb) => drawing::draw(&common, verb),
        Command::Estimate(verb) => drawing::estimate(&common, &verb),
        Command::Identify { purpose } => people::identify(&common, &purpose),
        Command::Report(report) => ask::report(&common, report),
        Command::Run(run) => jobs::run(&common, &run),
        Command::Runs => jobs::runs(&common),
        Command::Schedule => jobs::schedule(&common),
        Command::Serve { listen } => serve::serve(&common, listen),
        Command::Doctor => data::doctor(&common),
    }
}

/// The home that the options name.
pub(crate) fn home(common: &Common) -> Result<Home> {
    Home::open(&common.home, operator())
}

/// Who works at a command line, as the audit log names them.
pub(crate) fn operator() -> Operator {
    Operator { name: "command line".to_owned(), now: schedule::clock::now }
}

/// Waits for an answer; the engine has threads of its own.
pub(crate) fn wait<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|why| {
        let doing = Text::new("启动运行时", "start the runtime");
        Fault::io(doing, std::path::Path::new("tokio"), &why)
    })?;
    runtime.block_on(answer)
}

/// The last day of a month that must be loaded, or `None` for the latest snapshot.
fn last_day(home: &Home, month: Option<Month>) -> Result<Option<chrono::NaiveDate>> {
    let Some(month) = month else { return Ok(None) };
    let manifests = home.store().manifests()?;
    if manifests.iter().any(|manifest| manifest.month == month) {
        return Ok(Some(month.last_day()));
    }
    let latest = manifests.iter().map(|manifest| manifest.month).max();
    Err(error::month_not_loaded(month, latest))
}

/// Lines of standard input without their ends; empty lines are left out.
fn input_lines() -> Result<Vec<String>> {
    let lines: std::io::Result<Vec<String>> = std::io::stdin().lines().collect();
    let lines = lines.map_err(|why| error::bad_input(&why))?;
    Ok(lines
        .into_iter()
        .map(|line| line.trim_end_matches('\r').to_owned())
        .filter(|line| !line.is_empty())
        .collect())
}

/// A broken promise of our own.
fn bug(zh: &str, en: &str) -> Fault {
    Fault::new(Blame::Bug, format!("{zh}；请报告此问题"), format!("{en}; report this"))
}
