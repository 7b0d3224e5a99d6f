//! The entries of the audit log that a draw leaves, as a bundle carries them: three heads of a hash
//! chain whose later publication shows that nothing before them was changed.
//!
//! # Invariants
//!
//! - The hash of an entry fixes its own fields and the hash of the entry before it; its body is the
//!   SHA-256 of what was planned, committed to or revealed.

use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes32, Message};
use crate::error::{Error, PlanError};

/// What the entries of a draw are about, in their order.
pub const ACTIONS: [&str; 3] = ["draw.plan", "draw.commit", "draw.reveal"];

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// Its number in the log, from 1.
    pub seq: u64,
    /// When, as it was written.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What: one of [`ACTIONS`].
    pub action: String,
    /// The draw.
    pub subject: String,
    /// Why.
    pub purpose: String,
    /// SHA-256 of what it is about.
    pub body: Bytes32,
    /// The hash of the entry before it in the log.
    pub prev: Bytes32,
    /// The hash of this entry.
    pub hash: Bytes32,
}

impl LogEntry {
    /// The hash that the other fields come to.
    pub fn computed_hash(&self) -> Bytes32 {
        let texts = [&self.at, &self.actor, &self.action, &self.subject, &self.purpose];
        let message = Message::tagged("ledger/log/v1").framed(self.seq.to_string().as_bytes());
        let message =
            texts.into_iter().fold(message, |message, text| message.framed(text.as_bytes()));
        let hashes = [&self.body, &self.prev].map(Bytes32::to_string);
        let message = hashes.iter().fold(message, |message, hash| message.framed(hash.as_bytes()));
        message.finish()
    }
}

/// Refuses entries other than those of a whole draw about `bodies`, with the place of the first
/// fault; no entries at all are right too.
pub(crate) fn check(log: &[LogEntry], bodies: [&str; 3]) -> Result<(), (String, Error)> {
    if log.is_empty() {
        return Ok(());
    }
    let wrong = |place: String| Err((format!("log{place}"), PlanError::Log.into()));
    if log.len() != ACTIONS.len() {
        return wrong(String::new());
    }
    let mut previous = 0;
    for (index, ((entry, action), body)) in log.iter().zip(ACTIONS).zip(bodies).enumerate() {
        if let Some(field) = first_wrong(entry, previous, body, entry.action == action, true) {
            return wrong(format!("[{index}].{field}"));
        }
        previous = entry.seq;
    }
    Ok(())
}

/// The first field that does not hold of an entry that follows the entry `previous` in the log and
/// is about `body`; whether its action and its purpose may stand there is the caller's to say.
pub(crate) fn first_wrong(
    entry: &LogEntry,
    previous: u64,
    body: &str,
    is_action: bool,
    is_purpose: bool,
) -> Option<&'static str> {
    let checks = [
        ("seq", entry.seq > previous),
        ("action", is_action),
        ("purpose", is_purpose),
        ("body", entry.body == Bytes32::sha256(body.as_bytes())),
        ("hash", entry.hash == entry.computed_hash()),
    ];
    checks.into_iter().find(|(_, holds)| !holds).map(|(field, _)| field)
}
