//! The way in for the operator of this machine: an address that works once, printed where the
//! program was started.
//!
//! # Invariants
//!
//! - It is open on loopback only, and only while the home has no account or the operator asked
//!   for it; the first account closes it, and ends every session that came in by it.
//! - An address works once; its use prints the next one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use model::Result;
use supervise::{Home, Policy, Token, new_token};

/// The door and who came in by it.
pub(crate) struct Door {
    /// Whether it stays open when there are accounts.
    always: bool,
    next: Mutex<Option<Token>>,
    sessions: Mutex<BTreeMap<String, Session>>,
}

#[derive(Clone, Copy)]
struct Session {
    started: DateTime<Utc>,
    seen: DateTime<Utc>,
}

impl Door {
    /// A door that is there, or a wall.
    ///
    /// # Errors
    /// There is no chance to be had.
    pub(crate) fn new(is_there: bool, always: bool) -> Result<Self> {
        let next = if is_there { Some(new_token()?) } else { None };
        Ok(Self { always, next: Mutex::new(next), sessions: Mutex::default() })
    }

    /// The address path that works now, if the door is open.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn path(&self, home: &Home) -> Result<Option<String>> {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let open = self.is_open(home)?;
        Ok(next.filter(|_| open).map(|token| format!("/enter?token={token}")))
    }

    /// Lets in whoever has the token, once, and gives what their browser is to hold.
    ///
    /// # Errors
    /// The ledger cannot be read; there is no chance to be had.
    pub(crate) fn enter(
        &self,
        home: &Home,
        given: &Token,
        now: DateTime<Utc>,
    ) -> Result<Option<Token>> {
        if !self.is_open(home)? {
            return Ok(None);
        }
        let (following, session) = (new_token()?, new_token()?);
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if next.as_ref().map(Token::digest) != Some(given.digest()) {
            return Ok(None);
        }
        *next = Some(following);
        let begun = Session { started: now, seen: now };
        self.sessions().insert(session.digest(), begun);
        Ok(Some(session))
    }

    /// Whether this is a session of the operator that still holds.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn knows(
        &self,
        home: &Home,
        token: &Token,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let digest = token.digest();
        let Some(session) = self.sessions().get(&digest).copied() else { return Ok(false) };
        if policy.session_over(session.started, session.seen, now) || !self.is_open(home)? {
            self.leave(token);
            return Ok(false);
        }
        self.sessions().insert(digest, Session { seen: now, ..session });
        Ok(true)
    }

    /// Ends a session of the operator.
    pub(crate) fn leave(&self, token: &Token) {
        self.sessions().remove(&token.digest());
    }

    fn is_open(&self, home: &Home) -> Result<bool> {
        Ok(self.always || !home.has_accounts()?)
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
