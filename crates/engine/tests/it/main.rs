//! The engine over a real store: hand-made deliveries, own questions, and the shipped ones.

mod answers;
mod functions;
mod home;
mod limits;
mod scope;
mod shipped;
