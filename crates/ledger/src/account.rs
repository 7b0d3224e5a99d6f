//! Accounts: who may sign in, as what, and the digests by which they are known.
//!
//! # Invariants
//!
//! - No password, link, code or session stands here: only what they are recognised by.
//! - Every change is in the audit log in the same transaction, or does not happen.
//! - An account is never deleted, so that a name in the log is one person's for ever.
//! - A change of role, a reset and disabling end every session of the account.

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::column::{instant, parsed, parsed_option};
use crate::error::{self, LedgerResult};
use crate::log::{NewEntry, append};
use crate::session::end_all;
use crate::store::Ledger;

/// Somebody as an identity provider knows them; nothing else of what it tells stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The address of the provider.
    pub issuer: String,
    /// The name that the provider gives to nobody else, ever.
    pub id: String,
}

/// An account as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name; case does not matter.
    pub name: String,
    /// Its roles, as they were given.
    pub roles: String,
    /// The town it is bound to.
    pub town_code: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it is disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Until when its set-up link holds, if one is open.
    pub setup_until: Option<DateTime<Utc>>,
    /// The password as it is kept; `None` before the set-up.
    pub password: Option<String>,
    /// When the password was set.
    pub password_set_at: Option<DateTime<Utc>>,
    /// Who signs in to it by an identity provider, instead of a password.
    pub subject: Option<Subject>,
    /// The secret of one-time codes, sealed.
    pub totp_secret: Option<Vec<u8>>,
    /// Failed logins since the last one that succeeded.
    pub failures: u32,
    /// Until when it is locked.
    pub locked_until: Option<DateTime<Utc>>,
    /// When somebody last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
}

/// A change that somebody makes to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// Other roles.
    Roles {
        /// The roles.
        roles: &'a str,
        /// The town.
        town_code: Option<&'a str>,
    },
    /// Nobody may sign in any more.
    Disable,
    /// Somebody may sign in again.
    Enable,
    /// Password, codes, lock and subject are forgotten; a new link sets it up.
    Reset {
        /// The digest of the link.
        setup_digest: &'a str,
        /// Until when it holds.
        setup_until: DateTime<Utc>,
    },
}

/// What an account is set up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials<'a> {
    /// The password as it is kept.
    pub password: &'a str,
    /// The sealed secret of one-time codes and the step already taken.
    pub totp: Option<(&'a [u8], i64)>,
    /// Digests of the recovery codes.
    pub recovery: &'a [String],
}

impl Ledger {
    /// Makes an account that its link sets up.
    ///
    /// # Errors
    /// The name is taken; the file cannot be written.
    pub fn add_account(
        &self,
        at: DateTime<Utc>,
        actor: &str,
        name: &str,
        (roles, town_code): (&str, Option<&str>),
        (setup_digest, setup_until): (&str, DateTime<Utc>),
    ) -> Result<()> {
        self.write(|file| {
            if find(file, name)?.is_some() {
                return Err(error::account_exists(name).into());
            }
            append(file, at, &entry(actor, "account.add", &given(name, roles, town_code), ""))?;
            file.execute(
                "INSERT INTO accounts (name, roles, town_code, created_at, setup_digest, setup_until) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![name, roles, town_code, instant(at), setup_digest, instant(setup_until)],
            )?;
            Ok(())
        })
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|file| {
            let mut select = file.prepare("SELECT * FROM accounts ORDER BY name")?;
            let rows = select.query_map([], account)?.collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
    }

    /// Whether there is an account at all.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn has_accounts(&self) -> Result<bool> {
        self.read(|file| {
            let mut select = file.prepare_cached("SELECT EXISTS (SELECT 1 FROM accounts)")?;
            Ok(select.query_row([], |row| row.get(0))?)
        })
    }

    /// The account of this name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn account(&self, name: &str) -> Result<Option<Account>> {
        self.read(|file| find(file, name))
    }

    /// The account whose open link has this digest.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn account_of_link(&self, digest: &str, now: DateTime<Utc>) -> Result<Option<Account>> {
        self.read(|file| of_link(file, digest, now))
    }

    /// The account of somebody whom an identity provider knows.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn account_of_subject(&self, subject: &Subject) -> Result<Option<Account>> {
        self.read(|file| of_subject(file, subject))
    }

    /// Changes an account and ends its sessions.
    ///
    /// # Errors
    /// There is no such account; the file cannot be written.
    pub fn change_account(
        &self,
        at: DateTime<Utc>,
        actor: &str,
        name: &str,
        change: &Change<'_>,
    ) -> Result<()> {
        self.write(|file| {
            let Some(account) = find(file, name)? else {
                return Err(error::no_account(name).into());
            };
            apply(file, at, actor, &account.name, change)?;
            end_all(file, &account.name, at)
        })
    }

    /// Sets an account up, once: the link is spent. Gives the account's name, or `None` if no open
    /// link has this digest.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn set_up_account(
        &self,
        at: DateTime<Utc>,
        digest: &str,
        given: &Credentials<'_>,
    ) -> Result<Option<String>> {
        self.write(|file| {
            let Some(account) = of_link(file, digest, at)? else { return Ok(None) };
            let name = account.name;
            append(file, at, &entry(&name, "account.set_up", &name, ""))?;
            let (secret, step) = given.totp.unzip();
            file.execute(
                "UPDATE accounts SET setup_digest = NULL, setup_until = NULL, password = ?2, \
                 password_set_at = ?3, totp_secret = ?4, totp_step = ?5, failures = 0, \
                 locked_until = NULL WHERE name = ?1",
                params![name, given.password, instant(at), secret, step.unwrap_or_default()],
            )?;
            remember(file, &name, given.password, at)?;
            for code in given.recovery {
                file.execute(
                    "INSERT INTO recovery_codes (name, digest) VALUES (?1, ?2)",
                    params![name, code],
                )?;
            }
            Ok(Some(name))
        })
    }

    /// Gives an account to somebody whom an identity provider knows, once: the link is spent. Gives
    /// the account's name, or `None` if no open link has this digest.
    ///
    /// # Errors
    /// They have another account already; the file cannot be written.
    pub fn connect_account(
        &self,
        at: DateTime<Utc>,
        digest: &str,
        subject: &Subject,
    ) -> Result<Option<String>> {
        self.write(|file| {
            let Some(account) = of_link(file, digest, at)? else { return Ok(None) };
            if of_subject(file, subject)?.is_some() {
                return Err(error::subject_taken().into());
            }
            let name = account.name;
            append(file, at, &entry(&name, "account.connect", &name, &subject.issuer))?;
            file.execute(
                "UPDATE accounts SET setup_digest = NULL, setup_until = NULL, issuer = ?2, \
                 subject = ?3, failures = 0, locked_until = NULL WHERE name = ?1",
                params![name, subject.issuer, subject.id],
            )?;
            Ok(Some(name))
        })
    }

    /// Sets another password and ends all sessions.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn change_password(&self, at: DateTime<Utc>, name: &str, password: &str) -> Result<()> {
        self.write(|file| {
            append(file, at, &entry(name, "account.password", name, ""))?;
            file.execute(
                "UPDATE accounts SET password = ?2, password_set_at = ?3 WHERE name = ?1",
                params![name, password, instant(at)],
            )?;
            remember(file, name, password, at)?;
            end_all(file, name, at)
        })
    }

    /// The passwords of an account as they are kept, the last first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn passwords(&self, name: &str) -> Result<Vec<String>> {
        self.read(|file| {
            let mut select =
                file.prepare("SELECT password FROM passwords WHERE name = ?1 ORDER BY id DESC")?;
            let rows = select.query_map([name], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Takes a step of one-time codes; `false` if it, or a later one, was taken before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn take_totp_step(&self, name: &str, step: i64) -> Result<bool> {
        self.write(|file| {
            let taken = file.execute(
                "UPDATE accounts SET totp_step = ?2 WHERE name = ?1 AND totp_step < ?2",
                params![name, step],
            )?;
            Ok(taken == 1)
        })
    }

    /// Takes a recovery code; `false` if there is none of this digest that was not taken before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn take_recovery_code(&self, at: DateTime<Utc>, name: &str, digest: &str) -> Result<bool> {
        self.write(|file| {
            let taken = file.execute(
                "UPDATE recovery_codes SET used_at = ?3 \
                 WHERE name = ?1 AND digest = ?2 AND used_at IS NULL",
                params![name, digest, instant(at)],
            )?;
            if taken == 1 {
                append(file, at, &entry(name, "login.recovery_code", name, ""))?;
            }
            Ok(taken == 1)
        })
    }

    /// Counts a failed login; `lock` says until when the new count locks the account. Of a name
    /// that nobody has, only that it happened is written down.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn log_in_failed(
        &self,
        at: DateTime<Utc>,
        name: &str,
        lock: impl Fn(u32) -> Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.write(|file| {
            let Some(account) = find(file, name)? else {
                append(file, at, &entry("unknown", "login.failed", "unknown account", ""))?;
                return Ok(());
            };
            if account.locked_until.is_some_and(|until| until > at) {
                // A lock ends when it was said to end, whoever goes on trying.
                append(file, at, &entry(&account.name, "login.failed", &account.name, ""))?;
                return Ok(());
            }
            let failures = account.failures + 1;
            let until = lock(failures);
            let action = if until.is_some() { "login.locked" } else { "login.failed" };
            append(file, at, &entry(&account.name, action, &account.name, ""))?;
            let until = until.map(instant);
            file.execute(
                "UPDATE accounts SET failures = ?2, locked_until = ?3 WHERE name = ?1",
                params![account.name, failures, until],
            )?;
            Ok(())
        })
    }
}

fn entry<'a>(actor: &'a str, action: &'a str, subject: &'a str, body: &'a str) -> NewEntry<'a> {
    NewEntry { actor, action, subject, purpose: "", body }
}

/// An account with what it is given, as the log tells it: `li: clerk 469002100`.
fn given(name: &str, roles: &str, town_code: Option<&str>) -> String {
    let town = town_code.map_or_else(String::new, |code| format!(" {code}"));
    format!("{name}: {roles}{town}")
}

fn apply(
    file: &Transaction<'_>,
    at: DateTime<Utc>,
    actor: &str,
    name: &str,
    change: &Change<'_>,
) -> LedgerResult<()> {
    match change {
        Change::Roles { roles, town_code } => {
            append(file, at, &entry(actor, "account.role", &given(name, roles, *town_code), ""))?;
            file.execute(
                "UPDATE accounts SET roles = ?2, town_code = ?3 WHERE name = ?1",
                params![name, roles, town_code],
            )?;
        }
        Change::Disable => {
            append(file, at, &entry(actor, "account.disable", name, ""))?;
            file.execute(
                "UPDATE accounts SET disabled_at = ?2, setup_digest = NULL, setup_until = NULL \
                 WHERE name = ?1",
                params![name, instant(at)],
            )?;
        }
        Change::Enable => {
            append(file, at, &entry(actor, "account.enable", name, ""))?;
            file.execute("UPDATE accounts SET disabled_at = NULL WHERE name = ?1", [name])?;
        }
        Change::Reset { setup_digest, setup_until } => {
            append(file, at, &entry(actor, "account.reset", name, ""))?;
            file.execute("DELETE FROM recovery_codes WHERE name = ?1", [name])?;
            file.execute(
                "UPDATE accounts SET setup_digest = ?2, setup_until = ?3, password = NULL, \
                 password_set_at = NULL, totp_secret = NULL, totp_step = 0, failures = 0, \
                 locked_until = NULL, issuer = NULL, subject = NULL WHERE name = ?1",
                params![name, setup_digest, instant(*setup_until)],
            )?;
        }
    }
    Ok(())
}

fn remember(
    file: &Transaction<'_>,
    name: &str,
    password: &str,
    at: DateTime<Utc>,
) -> LedgerResult<()> {
    file.execute(
        "INSERT INTO passwords (name, set_at, password) VALUES (?1, ?2, ?3)",
        params![name, instant(at), password],
    )?;
    Ok(())
}

fn find(file: &Transaction<'_>, name: &str) -> LedgerResult<Option<Account>> {
    let mut select = file.prepare_cached("SELECT * FROM accounts WHERE name = ?1")?;
    Ok(select.query_row([name], account).optional()?)
}

fn of_subject(file: &Transaction<'_>, subject: &Subject) -> LedgerResult<Option<Account>> {
    let mut select =
        file.prepare_cached("SELECT * FROM accounts WHERE issuer = ?1 AND subject = ?2")?;
    Ok(select.query_row([&subject.issuer, &subject.id], account).optional()?)
}

fn of_link(
    file: &Transaction<'_>,
    digest: &str,
    now: DateTime<Utc>,
) -> LedgerResult<Option<Account>> {
    let mut select = file.prepare(
        "SELECT * FROM accounts WHERE setup_digest = ?1 AND setup_until > ?2 \
         AND disabled_at IS NULL",
    )?;
    Ok(select.query_row(params![digest, instant(now)], account).optional()?)
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get("name")?,
        roles: row.get("roles")?,
        town_code: row.get("town_code")?,
        created_at: parsed(row, "created_at")?,
        disabled_at: parsed_option(row, "disabled_at")?,
        setup_until: parsed_option(row, "setup_until")?,
        password: row.get("password")?,
        password_set_at: parsed_option(row, "password_set_at")?,
        subject: row
            .get::<_, Option<String>>("issuer")?
            .zip(row.get("subject")?)
            .map(|(issuer, id)| Subject { issuer, id }),
        totp_secret: row.get("totp_secret")?,
        failures: row.get("failures")?,
        locked_until: parsed_option(row, "locked_until")?,
        last_login_at: parsed_option(row, "last_login_at")?,
    })
}

#[cfg(test)]
mod tests;
