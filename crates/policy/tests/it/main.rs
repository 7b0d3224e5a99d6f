//! The cases of `cases/*.toml`, worked out by hand from the documents, against the rules.

mod files;
mod households;
mod others;
