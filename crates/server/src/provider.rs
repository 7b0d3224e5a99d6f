//! The identity provider at work: `OpenID` Connect, authorization code with PKCE.
//!
//! # Invariants
//!
//! - What a browser brings back counts only with what the same browser was given to keep; state,
//!   nonce and verifier are computed from that, so nothing waits here.
//! - Only the token endpoint of the provider is believed, and only what its own key has signed, for
//!   this service, this browser and this moment.
//! - Addresses of the provider are `https`, but on this machine; redirects are not followed.
//!
//! # Not here
//!
//! Who has an account (`supervise`), and the pages (`page/provider.rs`).

mod id_token;
mod remote;
mod way;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use model::Result;
use supervise::{Home, IdentityProvider, Subject};

use id_token::Expected;
use remote::Remote;

pub(crate) use way::Way;

/// Where the provider sends browsers back to.
pub(crate) const CALLBACK: &str = "/login/callback";

/// The page from which browsers are sent to where the provider signs people out.
pub(crate) const OUT: &str = "/login/provider/out";

/// The provider of a home.
pub(crate) struct Provider {
    settings: IdentityProvider,
    remote: Remote,
}

/// Why somebody whom the provider sent back is not let on.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// They, or the provider, said no; its code.
    Denied(String),
    /// The browser does not bring what it was given.
    Stale,
    /// The provider does not answer, or not as it should.
    Away(String),
    /// What the provider says does not hold.
    Unsound(String),
}

/// What a browser brings back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brought<'a> {
    pub(crate) code: &'a str,
    pub(crate) state: &'a str,
    pub(crate) error: Option<&'a str>,
    pub(crate) issuer: Option<&'a str>,
}

impl Provider {
    /// The provider of a home, if it has one; nothing is asked of it yet.
    ///
    /// # Errors
    /// An address is not safe, a file cannot be used, or the policy wants more than the provider is
    /// asked for.
    pub(crate) fn of(home: &Home) -> Result<Option<Arc<Self>>> {
        let Some(settings) = home.identity_provider() else { return Ok(None) };
        home.check_provider()?;
        let remote = Remote::new(settings, home.root(), home.provider_secret()?)?;
        Ok(Some(Arc::new(Self { settings: settings.clone(), remote })))
    }

    /// What it is called, if the home says so.
    pub(crate) fn title(&self) -> &str {
        &self.settings.title
    }

    /// The address to which a browser is sent.
    ///
    /// # Errors
    /// The provider does not answer.
    pub(crate) async fn begin(&self, way: &Way) -> Result<String, Refusal> {
        let mut address = self.remote.known().await?.authorization_endpoint.clone();
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.redirect_uri())
            .append_pair("scope", "openid")
            .append_pair("state", &way.state())
            .append_pair("nonce", &way.nonce())
            .append_pair("code_challenge", &way.challenge())
            .append_pair("code_challenge_method", "S256");
        if !self.settings.second_factor.is_empty() {
            let values = self.settings.second_factor.join(" ");
            address.query_pairs_mut().append_pair("acr_values", &values);
        }
        Ok(address.into())
    }

    /// The address at which the provider signs people out and sends them back, if it has one
    /// (`OpenID` Connect RP-Initiated Logout).
    ///
    /// # Errors
    /// The provider does not answer.
    pub(crate) async fn leave(&self) -> Result<Option<String>, Refusal> {
        let Some(mut address) = self.remote.known().await?.end_session_endpoint.clone() else {
            return Ok(None);
        };
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", &self.own("/login"));
        Ok(Some(address.into()))
    }

    /// Who came back.
    ///
    /// # Errors
    /// Why they are not let on.
    pub(crate) async fn finish(
        &self,
        way: &Way,
        brought: Brought<'_>,
        now: DateTime<Utc>,
    ) -> Result<Subject, Refusal> {
        if brought.state != way.state() {
            return Err(Refusal::Stale);
        }
        if brought.issuer.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(Refusal::Unsound("the answer names another issuer".to_owned()));
        }
        if let Some(code) = brought.error {
            return Err(Refusal::Denied(code.to_owned()));
        }
        let redirect_uri = self.redirect_uri();
        let token = self.remote.redeem(brought.code, &redirect_uri, &way.verifier()).await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &way.nonce(),
            second_factor: &self.settings.second_factor,
            now,
        };
        let keys = self.remote.keys_for(&token).await?;
        let id = id_token::subject(&token, &keys, &expected).map_err(Refusal::Unsound)?;
        Ok(Subject { issuer: self.settings.issuer.clone(), id })
    }

    fn redirect_uri(&self) -> String {
        self.own(CALLBACK)
    }

    /// A page of this service as browsers know it.
    fn own(&self, page: &str) -> String {
        format!("{}{page}", self.settings.address.trim_end_matches('/'))
    }
}
