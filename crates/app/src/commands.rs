//! From a verb to what it does; each family of verbs has its own file.

mod accounts;
mod ask;
pub(crate) mod data;
mod disclosure;
mod drafts;
mod drawing;
mod estimate;
mod explain;
mod export;
mod history;
mod jobs;
mod leads;
mod people;
mod quarantine;
mod receipt;
mod scenarios;
pub(crate) mod serve;
mod visits;

use std::future::Future;

use model::{Blame, Fault, Month, Result, Text};
use snapshot::AsOf;
use supervise::{Home, Operator};

use crate::cli::{Cli, Command, Common, When};
use crate::{demo, error};

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let Cli { common, command } = cli;
    match command {
        Command::Demo(options) => demo::run(&common, &options),
        Command::Init { jurisdiction, store } => data::init(&common, &jurisdiction, store),
        Command::Synth(options) => data::synth(&common, &options),
        Command::Load { delivery, month, dry_run } => {
            data::load(&common, &delivery, month, dry_run)
        }
        Command::Snapshots { verb: None } => history::list(&common),
        Command::Snapshots { verb: Some(verb) } => history::snapshots(&common, &verb),
        Command::Backup { to, with_keys } => history::backup(&common, &to, with_keys),
        Command::Restore { from } => history::restore(&common, &from),
        Command::Quarantine { month, out } => {
            quarantine::quarantine(&common, month, out.as_deref())
        }
        Command::Query(query) => ask::query(&common, query),
        Command::Questions => ask::questions(&common),
        Command::Explain(verb) => explain::explain(&common, &verb),
        Command::Flags(flags) => ask::flags(&common, flags),
        Command::Score { month, when } => ask::score(&common, month, when),
        Command::Plan { scenario, when } => ask::plan(&common, &scenario, when),
        Command::Scenario(verb) => scenarios::scenario(&common, verb),
        Command::Draft(verb) => drafts::draft(&common, verb),
        Command::Draw(verb) => drawing::draw(&common, verb),
        Command::Visit(verb) => visits::visit(&common, verb),
        Command::Ledger { by, verb } => leads::leads(&common, by.as_deref(), verb),
        Command::Estimate(verb) => estimate::estimate(&common, &verb),
        Command::Identify { purpose } => people::identify(&common, &purpose),
        Command::Disclose { when, out } => disclosure::disclose(&common, when, &out),
        Command::Disclosures => disclosure::list(&common),
        Command::Export(options) => export::run(&common, &options),
        Command::Looks { key } => people::looks(&common, key.as_deref()),
        Command::Report(report) => ask::report(&common, report),
        Command::Receipt(verb) => receipt::receipt(&common, &verb),
        Command::Run(run) => jobs::run(&common, &run),
        Command::Runs => jobs::runs(&common),
        Command::Schedule => jobs::schedule(&common),
        Command::Serve(listening) => serve::serve(&common, &listening),
        Command::User(verb) => accounts::user(&common, &verb),
        Command::Audit(verb) => accounts::audit(&common, &verb),
        Command::Doctor { records } => data::doctor(&common, records),
    }
}

/// The home that the options name.
pub(crate) fn home(common: &Common) -> Result<Home> {
    Home::open(&common.home, operator())
}

/// Who works at a command line, as the audit log names them.
pub(crate) fn operator() -> Operator {
    let variables = std::env::vars_os();
    let texts = variables.filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
    let bucket = texts.collect();
    Operator { name: "command line".to_owned(), now: schedule::clock::now, bucket }
}

/// Waits for an answer; the engine has threads of its own, a server needs more than one.
pub(crate) fn wait<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|why| {
        let doing = Text::new("启动运行时", "start the runtime");
        Fault::io(doing, std::path::Path::new("tokio"), &why)
    })?;
    runtime.block_on(answer)
}

/// What is asked of: a month, which must be loaded, or what `when` says.
fn as_of(home: &Home, month: Option<Month>, when: When) -> Result<AsOf> {
    let as_of = when.of(month)?;
    let Some(month) = month else { return Ok(as_of) };
    let latest = || home.store().published().ok().and_then(|published| published.latest_month());
    match home.store().view_at(&as_of) {
        Ok(view) if view.month == month => Ok(as_of),
        Err(fault) if fault.blame != Blame::Data => Err(fault),
        _ => Err(error::month_not_loaded(month, latest())),
    }
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
