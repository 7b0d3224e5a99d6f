//! What the supervisors did: draws, visits, leads, control visits, scenarios, drafts, circulars,
//! runs, accounts and the audit log, in one SQLite file.
//!
//! What the townships reported is in the snapshots; nothing is in both.
//!
//! # Invariants
//!
//! - The log is a hash chain. It, the drawn cases, their steps, visits and leads can only grow: the file itself
//!   refuses to change or delete their rows.
//! - A draw only moves from planned to committed to revealed, or to void; what was fixed earlier
//!   never changes.
//! - Every change is one transaction.
//!
//! # Not here
//!
//! The clock (instants are arguments), Arrow, and who may do what.

mod account;
mod burst;
mod circular;
mod citation;
mod column;
mod control;
mod draw;
mod error;
mod lead;
mod log;
mod look;
mod run;
mod saved;
mod schema;
mod session;
mod store;
mod visit;

pub use account::{Account, Change, Credentials, Subject};
pub use burst::{Burst, Deed};
pub use circular::{CircularKey, IssuedCircular, NewCircular};
pub use citation::REPORTED;
pub use control::{ControlRound, IssuedControl};
pub use draw::{Chosen, Draw, DrawStatus, DrawStep, DrawnCase, NewDraw, NewDrawStep, Substitution};
pub use lead::{
    By, Decision, Done, Evidence, Lead, LeadEntry, LeadEvent, LeadRun, LeadSource, LeadState,
    LeadStep, Sighting, Verdict,
};
pub use log::{LogEntry, NewEntry};
pub use look::Look;
pub use run::{Outcome, Run, RunOutput};
pub use saved::{Revision, SavedFile, Shelf};
pub use session::Session;
pub use store::Ledger;
pub use visit::{Amendment, Visit, VisitReport, standing};
