//! The cases of `cases/*.toml`, worked out by hand from the documents, against the rules.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a case that cannot be read fails its test"
)]

mod files;
mod households;
mod others;
