//! The rules of the programmes as functions of dated norms: standards, top-up, tekun amounts, the
//! edge line, the price subsidy and time limits.
//!
//! # Invariants
//!
//! - Amounts are exact fractions until they are rounded once, on the household or the person, by
//!   the rule that the norms name. Nothing here is a float, and an overflow is `None`, never wrong.
//! - A rule whose norm is not in force on the day gives `None`: there was no such rule.
//!
//! # Not here
//!
//! Where norms come from (`registry`), whose income it is (`queries`), what would change if (`plan`).

mod benefit;
mod exact;
mod limit;
mod price;
mod standard;
mod tekun;

pub use benefit::{benefit_rounding, dibao_benefit, top_up};
pub use exact::{Exact, Rounding};
pub use limit::due_on;
pub use price::{Trigger, price_subsidy, price_trigger};
pub use standard::{dibao_standard, edge_line, programme_standard};
pub use tekun::{SelfCare, tekun_care, tekun_living};
