//! An identity provider that vouches for account holders (`OpenID` Connect), and the accounts that they
//! enter by it.
//!
//! # Invariants
//!
//! - The provider says who somebody is; what they may do stands in their account here.
//! - Nobody gets an account by having one there: its holder connects it, once, by the set-up link.
//! - A person is known by issuer and subject alone; names and addresses change hands.
//! - Where the policy asks for a second factor, the provider must be asked to say that there was one.
//!
//! # Not here
//!
//! What is said over the network (`server`).

use std::path::PathBuf;

use access::Token;
use ledger::Subject;
use model::Result;
use serde::{Deserialize, Serialize};

use crate::error;
use crate::home::Home;

/// `[identity_provider]` of `home.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// The address of the provider, as it names itself.
    pub issuer: String,
    /// The name under which this service is registered there.
    pub client_id: String,
    /// The address of this service as browsers know it, without a path.
    pub address: String,
    /// What the button says, after "sign in by".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The file with the client's secret, from the home; without it the client is a public one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Certificates (PEM) of an authority that the machine does not know, from the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Values of `acr` by which the provider says that there was a second factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_factor: Vec<String>,
}

impl Home {
    /// The secret of this service at the provider, if it has one.
    ///
    /// # Errors
    /// The file cannot be read, others may read it, or it is no text.
    pub fn provider_secret(&self) -> Result<Option<String>> {
        let file = self.identity_provider().and_then(|provider| provider.secret_file.as_ref());
        let Some(path) = file.map(|file| self.root().join(file)) else { return Ok(None) };
        let text = String::from_utf8(snapshot::read_secret(&path)?);
        text.map(|text| Some(text.trim().to_owned())).map_err(|_| error::no_secret_text(&path))
    }

    /// Whether the provider is asked for what the policy wants.
    ///
    /// # Errors
    /// The policy asks for a second factor, and nothing says how the provider tells of one.
    pub fn check_provider(&self) -> Result<()> {
        let silent = self.identity_provider().is_some_and(|p| p.second_factor.is_empty());
        match silent && self.account_policy()?.second_factor {
            true => Err(error::provider_without_factor()),
            false => Ok(()),
        }
    }

    /// Connects the account of a set-up link with somebody whom the provider knows, and signs them
    /// in.
    ///
    /// # Errors
    /// The link is spent or over; they have an account already.
    pub fn connect(&self, link: &Token, subject: &Subject, agent: &str) -> Result<Token> {
        let now = self.now();
        let name = self.ledger().connect_account(now, &link.digest(), subject)?;
        self.enter(now, &name.ok_or_else(error::no_link)?, agent)
    }

    /// Signs in somebody whom the provider vouches for; `None` if they have no account that is open.
    ///
    /// # Errors
    /// The ledger cannot be read or written: then nobody signs in.
    pub fn log_in_by_provider(&self, subject: &Subject, agent: &str) -> Result<Option<Token>> {
        let now = self.now();
        let account = self.ledger().account_of_subject(subject)?;
        match account {
            Some(account) if account.disabled_at.is_none() => {
                self.enter(now, &account.name, agent).map(Some)
            }
            closed => {
                let name = closed.map(|account| account.name).unwrap_or_default();
                self.ledger().log_in_failed(now, &name, |_| None)?;
                Ok(None)
            }
        }
    }
}
