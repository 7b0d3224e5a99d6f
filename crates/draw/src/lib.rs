//! Verifiable random sampling: anybody can recompute who is visited, by whom, from public facts.
//!
//! # Flow
//!
//! A [`Plan`] and a [`Frame`] are fixed and committed to ([`commit`]) before a public random value
//! exists. That value ([`BeaconSpec`]) then gives a [`seed`], the seed gives every unit a
//! [`ticket`], and the smallest tickets of each stratum are the sample ([`select`]). Inspectors
//! are assigned from the same seed ([`assign`]). What is decided afterwards, more units, reserves that
//! stand in, late recusals, follows by rule ([`step`]). [`Bundle`] carries the whole, and [`verify`]
//! recomputes it from nothing else.
//!
//! # Invariants
//!
//! - The same inputs give the same bytes, in whatever order the frame is listed.
//! - Shares and comparisons are integer arithmetic; no float takes part in a draw.
//!
//! # Not here
//!
//! Files, the clock, where the frame comes from (`supervise`), who may draw (`ledger`), and
//! normalizing text to NFC, which is the caller's duty.

pub mod allocate;
pub mod assign;
pub mod beacon;
pub mod bundle;
mod bytes;
pub mod canonical;
pub mod commit;
mod consistent;
mod cryptorandom;
mod error;
pub mod frame;
pub mod log;
pub mod merkle;
pub mod plan;
pub mod pps;
pub mod proof;
pub mod replay;
mod schema;
pub mod seed;
pub mod select;
pub mod step;
pub mod ticket;
mod verify;

pub use assign::{Assignment, Inspector, Recusal, Roster, Team};
pub use beacon::BeaconSpec;
pub use bundle::{Bundle, BundleInput};
pub use bytes::Bytes32;
pub use error::{Error, Field, Result};
pub use frame::{Class, Entry, Frame, Listing};
pub use log::LogEntry;
pub use plan::{Fraction, Plan, Reserve};
pub use proof::{Proof, verify_proof};
pub use replay::{Method, replay};
pub use select::{Drawn, Share, StratumDraw};
pub use step::{Change, Decision, Step};
pub use verify::{Difference, Reason, Verified, verify};

/// A page that checks bundles and proofs in any browser without a network, written apart from this
/// crate's own verifier so that each can convict the other.
pub const VERIFIER_PAGE: &str = concat!(
    include_str!("../page/head.html"),
    include_str!("../page/hash.js"),
    include_str!("../page/drand.js"),
    include_str!("../page/nist.js"),
    include_str!("../page/verify.js"),
    include_str!("../page/view.js"),
    include_str!("../page/tail.html"),
);
