//! The rules of the programmes as functions of dated norms: countable income, support, property,
//! standards and benefits, supplements and care, bands, relief, the price subsidy, periods and
//! time limits, and the whole means test of a household line by line.
//!
//! # Invariants
//!
//! - Amounts are exact fractions until they are rounded once, on the household or the person, by
//!   the rule that the norms name. Nothing here is a float, and an overflow is `None`, never wrong.
//! - A rule whose norm is not in force on the day gives `None`: there was no such rule. Which
//!   generation of rules decides follows from the dates of the norms alone.
//!
//! # Not here
//!
//! Where norms come from (`registry`), whose income it is (`queries`), what would change if (`plan`).

mod band;
mod benefit;
mod cases;
mod cited;
mod cycle;
mod exact;
mod household;
mod income;
mod limit;
mod line;
mod means;
mod price;
mod property;
mod relief;
mod standard;
mod supplement;
mod support;
mod tekun;
mod words;
mod work;

pub use band::{Band, band};
pub use benefit::{Benefit, Method, Terms, TopUp, benefit_rounding, top_up};
pub use cases::CASES;
pub use cited::Cited;
pub use cycle::{Grace, grace, recheck_due_on, recheck_months};
pub use exact::{Exact, Rounding};
pub use household::{Approved, Basis, Disability, Hardship, Household, Labour, Member, Sex};
pub use income::{Counted, Given, Income, IncomeKind, Treatment, count_income};
pub use limit::due_on;
pub use line::{Line, Step};
pub use means::{MeansTest, means_test};
pub use price::{Trigger, price_subsidy, price_trigger};
pub use property::{Assets, Property, PropertyCheck, check_property};
pub use relief::{ReliefCheck, check_relief};
pub use standard::{dibao_standard, edge_line, programme_standard};
pub use supplement::{Supplement, supplement_standard, supplements};
pub use support::{Support, SupportFormula, Supporter, support};
pub use tekun::{SelfCare, tekun_care, tekun_living};
