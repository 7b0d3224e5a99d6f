//! What happens if the standard changes: a microsimulation over the columns of a caseload.
//!
//! # Flow
//!
//! A [`Scenario`] is read from TOML and checked. [`simulate`] goes once over the households as
//! the snapshot shows them, asks the rules (`policy`) for the benefit under the old and the new
//! standard, and adds up both by town and area. [`Outcome`] gives the table and, beside it, the
//! groups that the difference consists of.
//!
//! # Invariants
//!
//! - Money is whole fen and exact; the differences of the groups add up to the difference of the
//!   totals, and this is checked in every run.
//! - A household is computed by itself: neither the order nor the batches change a result.
//! - What cannot be computed stays as approved and is counted, never taken for zero.
//!
//! # Not here
//!
//! Where the households come from, and everybody whom no register knows.

mod cell;
mod columns;
mod draft;
mod error;
mod household;
mod outcome;
mod rule;
mod scenario;
mod standard;
mod value;

pub use cell::Group;
pub use columns::COLUMNS;
pub use draft::{Amount, Draft, Mistake, Part};
pub use outcome::{Outcome, Sums, Total, simulate};
pub use scenario::{Include, Scenario, TakeUp};
pub use standard::{Standard, Standards};
