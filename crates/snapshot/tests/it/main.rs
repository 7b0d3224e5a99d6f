//! The store from outside: deliveries in, snapshots, quarantines and refusals out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

mod contract;
mod crash;
mod delivery;
mod formats;
mod hostile;
mod meaning;
mod publication;
mod refusals;
mod rows;
