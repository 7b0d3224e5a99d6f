//! Reads a municipality's monthly exports, checks them row by row, and publishes them as immutable
//! snapshots in columns.
//!
//! # Flow
//!
//! [`Store::load`] opens a folder (`source`) and recognises its tables by their headings (`layout`).
//! Blocks of rows are typed apart from each other (`cell`, `read`, `derive`, `rows`), put together in
//! order (`table`), sorted (`sorted`) and written as Parquet (`parquet_file`); then files, Delta commits
//! and last a manifest are published (`publish`). [`Store::view`] names the files that answer a
//! question of a day.
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
mod counts;
mod delivery;
mod delta;
mod derive;
mod disk;
mod error;
mod identities;
mod identity;
mod layout;
mod load;
mod manifest;
mod parallel;
mod parquet_file;
mod places;
mod pseudonym;
mod publish;
mod quarantine;
mod read;
mod rows;
pub mod schema;
mod sorted;
mod source;
mod staging;
mod store;
mod table;
mod totals;
mod view;
mod words;

pub use identity::Identity;
pub use load::{LoadOptions, LoadReport, Progress, Silent, TableCount};
pub use manifest::{Manifest, ManifestFile, ManifestInput, ManifestTable, Previous};
pub use quarantine::Quarantined;
pub use source::FILE_BYTES_MAX;
pub use store::Store;
pub use view::{TableFile, View};
