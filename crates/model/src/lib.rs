//! The words of the domain: programmes, dates and Beijing time, money, identity numbers, norms,
//! faults and the result table. Everything else in Doudi speaks in these.
//!
//! # Invariants
//!
//! - Money is whole fen; nothing here is a float.
//! - Every sentence for people exists in Chinese and in English.
//!
//! # Not here
//!
//! Files, the clock, the engine, and any number that a rule could change.

pub mod beijing;
pub mod calendar;
pub mod fault;
pub mod hash;
pub mod identity;
pub mod lang;
pub mod money;
pub mod month;
pub mod norm;
pub mod programme;
pub mod table;
pub mod visit;

pub use calendar::WorkCalendar;
pub use fault::{Blame, Fault, Place, Result};
pub use identity::IdNumber;
pub use lang::{Lang, Text};
pub use money::Fen;
pub use month::Month;
pub use norm::{Norm, Norms, Value};
pub use programme::{Area, Programme};
pub use table::{Provenance, ResultTable};
