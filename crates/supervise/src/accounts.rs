//! Accounts at work: set-up links, logins, sessions, and what their holders see.
//!
//! # Invariants
//!
//! - A login that fails takes as long and says the same whether the account is known or not,
//!   disabled, locked, or given a wrong password or code.
//! - A one-time code is taken once, and none before the last taken.
//! - What a session may see is read from the account anew at every request.
//!
//! # Not here
//!
//! Cookies and forms (`server`), and what the rows look like (`ledger`).

use access::{
    Policy, Right, Role, Roles, SALT_BYTES, SECRET_BYTES, Stored, TOKEN_BYTES, Token, digest,
    matching_step, totp_secret, weakness,
};
use chrono::{DateTime, TimeDelta, Utc};
use engine::{Reader, Scope, Sight};
use ledger::{Account, Change, Credentials, Session};
use model::{Fault, Result};
use snapshot::Seal;

use crate::error;
use crate::home::Home;

/// How long a set-up link holds.
const LINK_HOURS: i64 = 72;

/// Recovery codes of an account.
const RECOVERY_CODES: usize = 8;

/// A session is noted as seen at most so often.
const SEEN_SECONDS: i64 = 30;

/// Characters of a browser's name that are kept.
const AGENT_CHARACTERS: usize = 120;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub name: String,
    /// Its roles.
    pub roles: Roles,
    /// The town it is bound to.
    pub town: Option<String>,
    /// The digest of the session.
    pub session: String,
    /// Whether nothing else may be done before the password is changed.
    pub must_change: bool,
    /// Whether an identity provider vouches for its holder.
    pub by_provider: bool,
}

/// An account that a link is about to set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// Its name.
    pub name: String,
    /// The secret for the authenticator, where the policy wants a second factor.
    pub secret: Option<[u8; SECRET_BYTES]>,
}

/// What a reader with these rights sees of the rows of a town, or of all.
pub fn reader_of(may: impl Fn(Right) -> bool, town: Option<&str>) -> Reader {
    Reader {
        rows: town.map_or(Scope::City, |code| Scope::Town(code.to_owned())),
        sight: Sight {
            persons: may(Right::Persons),
            money: may(Right::Money),
            text: may(Right::Text),
        },
    }
}

impl SignedIn {
    /// Whether one of the roles has the right.
    pub fn may(&self, right: Right) -> bool {
        self.roles.may(right)
    }

    /// What the account sees.
    pub fn reader(&self) -> Reader {
        reader_of(|right| self.may(right), self.town.as_deref())
    }
}

/// Every account, its administration, and the way in.
impl Home {
    /// The password and session policy in force here.
    ///
    /// # Errors
    /// `home.toml` names none that is known.
    pub fn account_policy(&self) -> Result<&'static Policy> {
        access::policy(self.policy_name()).ok_or_else(|| error::no_policy(self.policy_name()))
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.ledger().accounts()
    }

    /// Whether anybody has an account here.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn has_accounts(&self) -> Result<bool> {
        self.ledger().has_accounts()
    }

    /// Makes an account and gives the token of its one-time set-up link.
    ///
    /// # Errors
    /// The name cannot be one or is taken; the roles do not stand together.
    pub fn add_account(&self, name: &str, roles: &[Role], town: Option<&str>) -> Result<Token> {
        let fine = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !(2..=64).contains(&name.chars().count()) || !name.chars().all(fine) {
            return Err(error::bad_account_name(name));
        }
        let roles = combined(roles, town)?;
        let (link, until) = self.link()?;
        let given = (roles.as_str(), town);
        let kept = (link.digest(), until);
        self.ledger().add_account(self.now(), self.operator(), name, given, (&kept.0, kept.1))?;
        Ok(link)
    }

    /// Gives an account other roles and ends its sessions.
    ///
    /// # Errors
    /// As [`Self::add_account`]; there is no such account.
    pub fn change_roles(&self, name: &str, roles: &[Role], town: Option<&str>) -> Result<()> {
        let roles = combined(roles, town)?;
        self.change(name, &Change::Roles { roles: &roles, town_code: town })
    }

    /// Disables an account and ends its sessions.
    ///
    /// # Errors
    /// There is no such account.
    pub fn disable_account(&self, name: &str) -> Result<()> {
        self.change(name, &Change::Disable)
    }

    /// Enables an account again.
    ///
    /// # Errors
    /// There is no such account.
    pub fn enable_account(&self, name: &str) -> Result<()> {
        self.change(name, &Change::Enable)
    }

    /// Forgets password, codes and lock, and gives the token of a new set-up link.
    ///
    /// # Errors
    /// There is no such account.
    pub fn reset_account(&self, name: &str) -> Result<Token> {
        let (link, setup_until) = self.link()?;
        self.change(name, &Change::Reset { setup_digest: &link.digest(), setup_until })?;
        Ok(link)
    }

    /// The account that a link would set up now.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn set_up_of(&self, link: &Token) -> Result<Option<SetUp>> {
        let account = self.ledger().account_of_link(&link.digest(), self.now())?;
        let secret = self.account_policy()?.second_factor.then(|| totp_secret(link));
        Ok(account.map(|account| SetUp { name: account.name, secret }))
    }

    /// Sets an account up: its password, and the code that shows that the authenticator has the
    /// secret. Gives the recovery codes, which nobody can be shown again.
    ///
    /// # Errors
    /// The link is spent or over, the password will not do, or the code is wrong; then the link
    /// still holds.
    pub fn set_up(&self, link: &Token, password: &str, code: &str) -> Result<Vec<String>> {
        let now = self.now();
        let set_up = self.set_up_of(link)?.ok_or_else(error::no_link)?;
        let stored = self.stored(&set_up.name, password)?;
        let step = match set_up.secret {
            Some(secret) => {
                let step = matching_step(secret, code, now);
                Some((secret, step.ok_or_else(error::wrong_code)?))
            }
            None => None,
        };
        let codes = match step {
            Some(_) => (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<Vec<_>>>()?,
            None => Vec::new(),
        };
        let recovery: Vec<String> = codes.iter().map(|code| kept_code(code)).collect();
        let sealed = match step {
            Some((secret, step)) => {
                let sealed = self.seeds()?.seal_named(&seed_of(&set_up.name), &secret)?;
                Some((sealed, step))
            }
            None => None,
        };
        let totp = sealed.as_ref().map(|(secret, step)| (secret.as_slice(), *step));
        let credentials = Credentials { password: &stored, totp, recovery: &recovery };
        self.ledger()
            .set_up_account(now, &link.digest(), &credentials)?
            .map(|_| codes)
            .ok_or_else(error::no_link)
    }

    /// Signs somebody in and gives what their browser is to hold; `None` if that failed, whatever
    /// the reason.
    ///
    /// # Errors
    /// The ledger cannot be read or written: then nobody signs in.
    pub fn log_in(
        &self,
        name: &str,
        password: &str,
        code: &str,
        agent: &str,
    ) -> Result<Option<Token>> {
        let (now, policy) = (self.now(), self.account_policy()?);
        let account = self.ledger().account(name)?;
        let kept = account.as_ref().and_then(|account| account.password.as_deref());
        let stored = kept.and_then(|kept| kept.parse().ok()).unwrap_or_else(Stored::nobody);
        let is_password = stored.is(password);
        let open = account.filter(|account| is_password && is_open(account, now));
        match open {
            Some(account) if self.is_second_factor(&account, policy, code, now)? => {
                self.enter(now, &account.name, agent).map(Some)
            }
            _ => {
                let lock = |failures| Some(now + policy.lock(failures)?);
                self.ledger().log_in_failed(now, name, lock)?;
                Ok(None)
            }
        }
    }

    fn is_second_factor(
        &self,
        account: &Account,
        policy: &Policy,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some(sealed) = &account.totp_secret else { return Ok(!policy.second_factor) };
        let secret = self.seeds()?.unseal_named(&seed_of(&account.name), sealed)?;
        let Ok(secret) = secret.try_into() else { return Ok(false) };
        match matching_step(secret, code, now) {
            Some(step) => self.ledger().take_totp_step(&account.name, step),
            None => self.ledger().take_recovery_code(now, &account.name, &kept_code(code)),
        }
    }

    /// Who holds this session, if it still holds; being asked counts as being seen.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub fn signed_in(&self, token: &Token) -> Result<Option<SignedIn>> {
        let (now, policy) = (self.now(), self.account_policy()?);
        let Some(session) = self.ledger().session(&token.digest())? else { return Ok(None) };
        if policy.session_over(session.started_at, session.seen_at, now) {
            self.ledger().end_session(now, &session.name, &session.digest, "session.expire")?;
            return Ok(None);
        }
        let account = self.ledger().account(&session.name)?;
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        if now - session.seen_at >= TimeDelta::seconds(SEEN_SECONDS) {
            self.ledger().see_session(now, &session.digest)?;
        }
        let over = account.password_set_at.is_some_and(|set| policy.password_over(set, now));
        signed_in(account, session.digest, over).map(Some)
    }

    /// Begins a session and gives what the browser is to hold.
    pub(crate) fn enter(&self, now: DateTime<Utc>, name: &str, agent: &str) -> Result<Token> {
        let token = new_token()?;
        let agent: String = agent.chars().take(AGENT_CHARACTERS).collect();
        self.ledger().start_session(now, name, &token.digest(), &agent)?;
        Ok(token)
    }

    /// An account as it would be signed in, for whoever checks what it may do; the look is in the
    /// audit log.
    ///
    /// # Errors
    /// There is no such account.
    pub fn view_as(&self, name: &str) -> Result<SignedIn> {
        let account = self.ledger().account(name)?.ok_or_else(|| error::no_account(name))?;
        self.log("account.view_as", &account.name, "", "")?;
        signed_in(account, String::new(), false)
    }

    /// The sessions of an account that still hold, the latest first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn sessions_of(&self, name: &str) -> Result<Vec<Session>> {
        let (now, policy) = (self.now(), self.account_policy()?);
        let mut sessions = self.ledger().sessions_of(name)?;
        sessions.retain(|s| !policy.session_over(s.started_at, s.seen_at, now));
        Ok(sessions)
    }

    /// Ends a session of an account; `false` if it has no such one. Whoever ends the session that
    /// they are in logs out.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn end_session(&self, who: &SignedIn, digest: &str) -> Result<bool> {
        let action = if who.session == digest { "logout" } else { "session.revoke" };
        self.ledger().end_session(self.now(), &who.name, digest, action)
    }

    /// Changes the password of somebody who knows the present one, and ends all their sessions.
    ///
    /// # Errors
    /// The present password is wrong, or the new one will not do.
    pub fn change_password(&self, who: &SignedIn, present: &str, new: &str) -> Result<()> {
        let now = self.now();
        let account = self.ledger().account(&who.name)?;
        let kept = account.as_ref().and_then(|account| account.password.as_deref());
        let stored = kept.and_then(|kept| kept.parse().ok()).unwrap_or_else(Stored::nobody);
        let open = account.is_some_and(|account| is_open(&account, now));
        if !stored.is(present) || !open {
            let policy = self.account_policy()?;
            let lock = |failures| Some(now + policy.lock(failures)?);
            self.ledger().log_in_failed(now, &who.name, lock)?;
            return Err(error::wrong_password());
        }
        let stored = self.stored(&who.name, new)?;
        self.ledger().change_password(now, &who.name, &stored)
    }

    /// What seals the seeds of one-time codes: a backup without keys lets nobody in.
    fn seeds(&self) -> Result<Seal> {
        Seal::open(&self.root().join("keys/accounts.key"), true)
    }

    fn change(&self, name: &str, change: &Change<'_>) -> Result<()> {
        self.ledger().change_account(self.now(), self.operator(), name, change)
    }

    fn link(&self) -> Result<(Token, DateTime<Utc>)> {
        Ok((new_token()?, self.now() + TimeDelta::hours(LINK_HOURS)))
    }

    /// A new password as it is kept, if it will do.
    fn stored(&self, name: &str, password: &str) -> Result<String> {
        let place = &self.registry().jurisdiction();
        let words = [name, &place.id, &place.name.zh, &place.name.en];
        let earlier = self.ledger().passwords(name)?;
        let earlier: Vec<Stored> = earlier.iter().filter_map(|kept| kept.parse().ok()).collect();
        if let Some(weakness) = weakness(self.account_policy()?, password, &words, &earlier) {
            return Err(error::weak(weakness));
        }
        let stored = Stored::of(password, random::<SALT_BYTES>()?);
        stored.map(|stored| stored.to_string()).ok_or_else(error::no_memory)
    }
}

/// The role of this name.
///
/// # Errors
/// There is none.
pub fn role(code: &str) -> Result<Role> {
    code.parse().map_err(|why| error::combination(&why))
}

/// A token of 256 random bits.
///
/// # Errors
/// The operating system gives none.
pub fn new_token() -> Result<Token> {
    Ok(Token::new(random::<TOKEN_BYTES>()?))
}

fn signed_in(account: Account, session: String, must_change: bool) -> Result<SignedIn> {
    let Account { name, roles, town_code: town, subject, .. } = account;
    let roles = Roles::parse(&roles, town.as_deref()).map_err(|why| error::combination(&why))?;
    Ok(SignedIn { name, roles, town, session, must_change, by_provider: subject.is_some() })
}

/// Whether somebody may sign in to an account at all.
fn is_open(account: &Account, now: DateTime<Utc>) -> bool {
    account.disabled_at.is_none()
        && account.password.is_some()
        && account.locked_until.is_none_or(|until| until <= now)
}

fn combined(roles: &[Role], town: Option<&str>) -> Result<String> {
    let roles = Roles::new(roles.iter().copied(), town);
    roles.map(|roles| roles.to_string()).map_err(|why| error::combination(&why))
}

/// The name under which the seed of an account is sealed.
fn seed_of(account: &str) -> String {
    format!("accounts/{account}/seed")
}

/// Ten random letters and digits in two groups; none of them looks like another.
fn recovery_code() -> Result<String> {
    let text = access::base32(&random::<7>()?).to_lowercase();
    let (one, two) = (text.get(..5).unwrap_or_default(), text.get(5..10).unwrap_or_default());
    Ok(format!("{one}-{two}"))
}

/// The digest of a recovery code, however it was typed.
fn kept_code(code: &str) -> String {
    let letters = code.chars().filter(|c| c.is_ascii_alphanumeric());
    digest(&letters.map(|c| c.to_ascii_lowercase()).collect::<String>())
}

/// Bytes of the operating system's randomness.
fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|why| error::no_chance(&why.to_string()))?;
    Ok(bytes)
}
