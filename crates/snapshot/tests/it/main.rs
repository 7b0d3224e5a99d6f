//! The store from outside: deliveries in, snapshots, quarantines and refusals out.

mod contract;
mod crash;
mod delivery;
mod formats;
mod meaning;
mod publication;
mod refusals;
mod rows;
