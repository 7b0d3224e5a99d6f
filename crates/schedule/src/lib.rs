//! Runs what is due, once, and catches up on what was missed.
//!
//! A job is a dashboard with a schedule. Running it asks its panels as of a day and writes them
//! into `reports/<job>/<day>/` of the home; the ledger keeps every run with the hashes of its files.
//!
//! # Invariants
//!
//! - The clock is read in [`clock`] and nowhere else in Doudi.
//! - A run depends on its day alone: run again, it writes the same files.
//!
//! # Not here
//!
//! What a job contains (`dashboards/`), how files look (`report`), and waiting: whoever keeps
//! time calls [`run_due_now`].

pub mod clock;
mod due;
mod error;
mod expression;
mod job;

pub use expression::Cron;
pub use job::{Due, ScheduledJob, calendar, due, first_failure, run_due, run_due_now, run_job};
