//! Reads a municipality's monthly exports, checks them row by row, and publishes them as immutable
//! snapshots in columns.
//!
//! # Flow
//!
//! [`Store::load`] opens a folder or a ZIP of one (`source`), recognises its tables by their headings (`layout`),
//! reads cells and rows (`cell`, `read`, `derive`, `rows`), and publishes Parquet files, Delta commits
//! and last a manifest (`publish`). [`Store::view`] names the files that answer a question of a day.
//!
//! # Invariants
//!
//! - A reader sees a whole snapshot or none; a killed load changes nothing that anybody reads.
//! - No identity number, name, account, address or phone number stands in an analytic table.
//! - Nothing is silently dropped: a row is loaded or in the quarantine, a file read or told of.
//!
//! # Not here
//!
//! Questions (`engine`), norms (`registry`), who may look (`ledger`, `server`). The clock: the
//! caller says when a load takes place.

mod cell;
mod columns;
pub mod contract;
mod correction;
mod delivery;
mod delta;
mod derive;
mod disk;
mod error;
mod identity;
mod layout;
mod limits;
mod load;
mod manifest;
mod parallel;
mod parquet_file;
pub mod peek;
mod places;
mod pseudonym;
mod publish;
mod quarantine;
mod read;
mod refusal;
mod rows;
pub mod schema;
mod scratch;
mod source;
mod store;
mod totals;
mod view;
mod words;

pub use correction::CORRECTION_HEADINGS;
pub use identity::Identity;
pub use limits::Limits;
pub use load::{LoadOptions, LoadReport, Progress, Silent, TableCount};
pub use manifest::{Manifest, ManifestFile, ManifestInput, ManifestTable, Previous};
pub use quarantine::Quarantined;
pub use store::Store;
pub use view::{TableFile, View};
