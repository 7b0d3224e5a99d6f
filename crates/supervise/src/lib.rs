//! Supervision of one municipality: snapshots, norms, questions, ledger and chance put together.
//!
//! # Flow
//!
//! A [`Home`] is the folder of one municipality. Everything that people do with it goes through
//! here, whether from the command line, the schedule or a page: asking questions, flags, the
//! scorecard, plans, the life of a draw and that of a lead.
//!
//! # Invariants
//!
//! - Answers depend on snapshot, norms, parameters, ledger and day alone; the clock is only used
//!   to date entries of the ledger.
//! - Whoever is shown rows of persons is in the audit log before seeing them.
//! - A home is always somebody's: [`Home::acting`] narrows what every answer may hold and names who
//!   asks in the log; only what is made of all rows before anybody sees it goes around that.
//! - Lists keep pseudonyms; names come from [`Home::identify`] alone, with a purpose.
//!
//! # Not here
//!
//! SQL (`queries/`), files for people (`report`), and when things are due (`schedule`).

mod accounts;
mod alarm;
mod ask;
mod backup;
mod circulars;
mod compose;
mod disclosure;
mod drafts;
mod drawing;
mod error;
mod examine;
mod explain;
mod export;
mod facts;
mod files;
mod flags;
mod history;
mod home;
mod incoming;
mod inspection;
mod kept;
mod leads;
mod look;
mod place;
mod planning;
mod provider;
mod receipt;
mod scenarios;
mod score;

pub use access::{Policy, Right, Role, Roles, Token};
pub use accounts::{SetUp, SignedIn, new_token, reader_of, role};
pub use alarm::{Alarm, AlarmKind};
pub use ask::shows_persons;
pub use backup::{Inventory, restore};
pub use disclosure::Disclosure;
pub use drawing::{DrawRequest, Extension, PlannedDraw, Purpose};
pub use engine::Reader;
pub use examine::Examined;
pub use home::{Home, Operator};
pub use incoming::{Draft, Submission};
pub use inspection::{
    Breakdown, DepthMeasure, Inspection, InspectionPart, RateChange, SecondLook, StratumProgress,
};
pub use leads::{Held, Judgement, LeadReport, LeadsOpened, Trial};
pub use ledger::{
    Account, Amendment, Chosen, CircularKey, Draw, DrawStatus, DrawStep, IssuedCircular, Lead,
    LeadEvent, LeadSource, LeadState, LogEntry, Look, NewCircular, Revision, Run, SavedFile,
    Session, Subject, Verdict, Visit, VisitReport,
};
pub use place::{Place, norms_of};
pub use plan::{Include, Scenario, Standard, Standards};
pub use planning::Planned;
pub use policy::CASES;
pub use provider::IdentityProvider;
pub use receipt::Verified;
pub use scenarios::read_scenario;
pub use score::Scorecard;
pub use snapshot::AsOf;
pub use stats::CONFIDENCE;
pub use stats::inspection::Rates;
pub use stats::interval::ShareInterval;
pub use stats::period::TwoLooks;
pub use stats::permutation::Comparison;

#[cfg(test)]
mod tests;
