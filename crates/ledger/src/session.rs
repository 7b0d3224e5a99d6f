//! Sessions: who is signed in, known by the digest of what their browser holds.
//!
//! # Invariants
//!
//! - A session that ended does not begin again; its row stays.
//! - Beginning and ending are in the audit log; being seen is not.

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::column::{instant, parsed, parsed_option};
use crate::error::LedgerResult;
use crate::log::{NewEntry, append};
use crate::store::Ledger;

/// A session as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of what the browser holds.
    pub digest: String,
    /// The account.
    pub name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last seen, to the half minute.
    pub seen_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What the browser calls itself.
    pub agent: String,
}

impl Ledger {
    /// Begins a session and forgets failed logins.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn start_session(
        &self,
        at: DateTime<Utc>,
        name: &str,
        digest: &str,
        agent: &str,
    ) -> Result<()> {
        self.write(|file| {
            append(file, at, &entry("login", name, digest))?;
            file.execute(
                "UPDATE accounts SET failures = 0, locked_until = NULL, last_login_at = ?2 \
                 WHERE name = ?1",
                params![name, instant(at)],
            )?;
            file.execute(
                "INSERT INTO sessions (digest, name, started_at, seen_at, agent) \
                 VALUES (?1, ?2, ?3, ?3, ?4)",
                params![digest, name, instant(at), agent],
            )?;
            Ok(())
        })
    }

    /// The session of this digest, if it has not been ended.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn session(&self, digest: &str) -> Result<Option<Session>> {
        self.read(|file| {
            let mut select = file
                .prepare_cached("SELECT * FROM sessions WHERE digest = ?1 AND ended_at IS NULL")?;
            Ok(select.query_row([digest], session).optional()?)
        })
    }

    /// The sessions of an account that have not been ended, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sessions_of(&self, name: &str) -> Result<Vec<Session>> {
        self.read(|file| {
            let mut select = file.prepare(
                "SELECT * FROM sessions WHERE name = ?1 AND ended_at IS NULL \
                 ORDER BY started_at DESC, digest",
            )?;
            let rows = select.query_map([name], session)?.collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn see_session(&self, at: DateTime<Utc>, digest: &str) -> Result<()> {
        self.write(|file| {
            file.execute(
                "UPDATE sessions SET seen_at = ?2 WHERE digest = ?1 AND ended_at IS NULL",
                params![digest, instant(at)],
            )?;
            Ok(())
        })
    }

    /// Ends a session of an account; `false` if it has none of this digest. `action` is how:
    /// `logout`, `session.revoke` or `session.expire`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn end_session(
        &self,
        at: DateTime<Utc>,
        name: &str,
        digest: &str,
        action: &str,
    ) -> Result<bool> {
        self.write(|file| {
            let ended = file.execute(
                "UPDATE sessions SET ended_at = ?3 \
                 WHERE name = ?1 AND digest = ?2 AND ended_at IS NULL",
                params![name, digest, instant(at)],
            )?;
            if ended == 1 {
                append(file, at, &entry(action, name, digest))?;
            }
            Ok(ended == 1)
        })
    }
}

/// Ends every session of an account.
pub(crate) fn end_all(file: &Transaction<'_>, name: &str, at: DateTime<Utc>) -> LedgerResult<()> {
    file.execute(
        "UPDATE sessions SET ended_at = ?2 WHERE name = ?1 AND ended_at IS NULL",
        params![name, instant(at)],
    )?;
    Ok(())
}

fn entry<'a>(action: &'a str, name: &'a str, digest: &'a str) -> NewEntry<'a> {
    NewEntry { actor: name, action, subject: "session", purpose: "", body: digest }
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        digest: row.get("digest")?,
        name: row.get("name")?,
        started_at: parsed(row, "started_at")?,
        seen_at: parsed(row, "seen_at")?,
        ended_at: parsed_option(row, "ended_at")?,
        agent: row.get("agent")?,
    })
}
