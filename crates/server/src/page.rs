//! The pages, one file each.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod cases;
pub(crate) mod clauses;
pub(crate) mod dashboard;
pub(crate) mod data;
pub(crate) mod draw;
pub(crate) mod flag;
pub(crate) mod health;
pub(crate) mod household;
pub(crate) mod identify;
pub(crate) mod inspection;
pub(crate) mod ledger;
pub(crate) mod login;
pub(crate) mod origin;
pub(crate) mod overview;
pub(crate) mod planning;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod runs;
pub(crate) mod scores;
pub(crate) mod sections;
pub(crate) mod set_up;
pub(crate) mod town;
pub(crate) mod visit;
