//! Reads a municipality's monthly exports, checks them row by row, and publishes them as immutable
//! snapshots in columns.
//!
//! # Flow
//!
//! [`Store::load`] opens a folder or a ZIP of one (`source`) and recognises its tables by their headings
//! (`layout`). Blocks of rows are typed apart from each other (`cell`, `read`, `derive`, `rows`), put
//! together in order (`table`), sorted (`sorted`) and written as Parquet (`parquet_file`); then files,
//! Delta commits and last a manifest are published (`publish`). [`Store::view`] names the files that
//! answer a question of a day.
//!
//! # Invariants
//!
//! - A reader sees a whole snapshot or none; a killed load changes nothing that anybody reads.
//! - No identity number, name, account, address or phone number stands in an analytic table; those
//!   kept stand sealed in a table of their own.
//! - Nothing is silently dropped: a row is loaded or in the quarantine, a file read or told of.
//!
//! # Not here
//!
//! Questions (`engine`), norms (`registry`), who may look (`ledger`, `server`). The clock: the
//! caller says when a load takes place.

mod as_of;
mod backup;
mod bucket;
mod cell;
mod chain;
mod check;
mod columns;
pub mod contract;
mod correction;
mod counts;
mod delivery;
mod delta;
mod delta_log;
mod derive;
mod diff;
mod disk;
mod error;
mod files;
mod identities;
mod identity;
mod key_file;
mod layout;
mod limits;
mod load;
mod lock;
mod manifest;
mod parallel;
mod parquet_file;
mod parquet_out;
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
mod seal;
mod secret;
mod sorted;
mod source;
mod store;
mod table;
mod totals;
mod vacuum;
mod verify;
mod view;
mod words;

pub use as_of::{AsOf, Known};
pub use backup::BackupFiles;
pub use bucket::BucketSettings;
pub use chain::{Damaged, Head, Published};
pub use check::Checked;
pub use correction::CORRECTION_HEADINGS;
pub use diff::{Difference, Kind, TableDifference, Tell};
pub use identity::Identity;
pub use key_file::read as read_secret;
pub use limits::Limits;
pub use load::{LoadOptions, LoadReport, Progress, Silent, TableCount};
pub use lock::Lock;
pub use manifest::{Manifest, ManifestFile, ManifestInput, ManifestTable, Previous, Tombstone};
pub use parquet_out::ParquetOut;
pub use quarantine::Quarantined;
pub use seal::Seal;
pub use store::Store;
pub use vacuum::{Policy, Removable, Removed};
pub use verify::Verified;
pub use view::{TableFile, View};
