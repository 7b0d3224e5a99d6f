//! Who may do what: roles and their rights, password policies, and the credentials of an account.
//!
//! # Invariants
//!
//! - Nothing is read or written here; instants and random bytes are arguments.
//! - One matrix says which role has which right; nothing else does.
//! - An administrator (system, security, audit) has that one role and no other.
//!
//! # Not here
//!
//! Where accounts and sessions are kept (`ledger`), which columns a right opens (`engine`), and
//! which page needs which right (`server`).

mod password;
mod policy;
mod role;
mod token;
mod totp;

pub use password::{SALT_BYTES, Stored, weakness};
pub use policy::{Policy, Weakness, policies, policy};
pub use role::{Combination, MATRIX, Right, Role, Roles};
pub use token::{TOKEN_BYTES, Token, digest};
pub use totp::{SECRET_BYTES, base32, matching_step, totp_code, totp_secret};
