//! The engine over a real store: hand-made deliveries, own questions, and the shipped ones.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod answers;
mod functions;
mod home;
mod limits;
mod masks;
mod scope;
mod shared;
mod shipped;
