//! `doudi`: the only crate that reads the environment, prints and ends the process.
//!
//! # Invariants
//!
//! - Rows go to standard output, everything else to standard error.
//! - The exit code tells who must act: 2 the caller, 3 the author of a definition, 4 the deliverer of
//!   data, 5 the operator, 70 we.

mod cli;
mod commands;
mod demo;
mod error;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.common.lang;
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            output::complain(&fault.say(lang));
            ExitCode::from(fault.blame.exit_code())
        }
    }
}
