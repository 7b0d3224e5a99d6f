//! What the provider says of itself, its keys, and codes redeemed for tokens.
//!
//! # Invariants
//!
//! - The provider must name itself as the home names it.
//! - Its description and keys are asked for when first needed, again after an hour, and again when a
//!   token names a key that is not known, at most once a minute.
//! - An answer is read up to a bound, and waited for up to a bound.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::JwkSet;
use model::Result;
use reqwest::{Certificate, Client, RequestBuilder, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use supervise::IdentityProvider;
use tokio::sync::Mutex;

use crate::error;
use crate::link::encode;
use crate::provider::{Refusal, id_token};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of an answer.
const ANSWER_MAX: usize = 1 << 20;

/// How long description and keys are believed.
const FRESH: Duration = Duration::from_hours(1);

/// Between two askings for a key that is not known.
const AGAIN: Duration = Duration::from_mins(1);

/// What the provider says of itself.
#[derive(Debug, Deserialize)]
pub(super) struct Description {
    issuer: String,
    pub(super) authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    pub(super) end_session_endpoint: Option<Url>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

struct Known {
    description: Arc<Description>,
    keys: Arc<JwkSet>,
    asked: Instant,
}

#[derive(Debug, Deserialize)]
struct Tokens {
    id_token: String,
}

/// The provider, over the network.
pub(super) struct Remote {
    issuer: Url,
    /// The issuer as it names itself: an address in another spelling is another issuer.
    name: String,
    client_id: String,
    secret: Option<String>,
    client: Client,
    known: Mutex<Option<Known>>,
}

impl Remote {
    /// A provider that has not been asked yet.
    ///
    /// # Errors
    /// The caller's: an address is not safe, or a certificate cannot be used.
    pub(super) fn new(
        settings: &IdentityProvider,
        home: &Path,
        secret: Option<String>,
    ) -> Result<Self> {
        let issuer = Url::parse(&settings.issuer).ok().filter(is_safe);
        let issuer = issuer.ok_or_else(|| error::unsafe_address(&settings.issuer))?;
        let address = Url::parse(&settings.address).ok();
        if !address.is_some_and(|url| is_safe(&url) && url.path() == "/" && url.query().is_none()) {
            return Err(error::unsafe_address(&settings.address));
        }
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent("doudi");
        let client = match &settings.ca_file {
            Some(file) => {
                let file = home.join(file);
                authorities(&file)?.into_iter().fold(client, |c, one| c.add_root_certificate(one))
            }
            None => client,
        };
        Ok(Self {
            issuer,
            name: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            secret,
            client: client.build().map_err(|why| error::no_client(&why))?,
            known: Mutex::new(None),
        })
    }

    /// What the provider says of itself.
    ///
    /// # Errors
    /// It does not answer, or is another.
    pub(super) async fn known(&self) -> Result<Arc<Description>, Refusal> {
        let mut known = self.known.lock().await;
        self.look(&mut known, |known| known.asked.elapsed() < FRESH).await?;
        known.as_ref().map(|known| Arc::clone(&known.description)).ok_or(Refusal::Stale)
    }

    /// The keys of the provider; asked for anew if the token names one that is not known.
    ///
    /// # Errors
    /// It does not answer.
    pub(super) async fn keys_for(&self, token: &str) -> Result<Arc<JwkSet>, Refusal> {
        let id = id_token::key_id(token);
        let mut known = self.known.lock().await;
        let knows = |known: &Known| {
            id.as_deref().is_none_or(|id| known.keys.find(id).is_some())
                || known.asked.elapsed() < AGAIN
        };
        self.look(&mut known, knows).await?;
        known.as_ref().map(|known| Arc::clone(&known.keys)).ok_or(Refusal::Stale)
    }

    /// The ID token for a code.
    ///
    /// # Errors
    /// The provider does not answer, or refuses.
    pub(super) async fn redeem(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: &str,
    ) -> Result<String, Refusal> {
        let description = self.known().await?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let mut request = self.client.post(description.token_endpoint.clone());
        match &self.secret {
            Some(secret) if description.takes_basic() => {
                // RFC 6749, 2.3.1: both halves are encoded first.
                request = request.basic_auth(encode(&self.client_id), Some(encode(secret)));
            }
            Some(secret) => {
                form.extend([("client_id", &*self.client_id), ("client_secret", secret)]);
            }
            None => form.push(("client_id", &self.client_id)),
        }
        let tokens: Tokens = answer(request.form(&form)).await?;
        Ok(tokens.id_token)
    }

    /// Asks the provider unless what is known will do.
    async fn look(
        &self,
        known: &mut Option<Known>,
        will_do: impl Fn(&Known) -> bool,
    ) -> Result<(), Refusal> {
        if known.as_ref().is_some_and(will_do) {
            return Ok(());
        }
        let mut address = self.issuer.clone();
        let path = address.path().trim_end_matches('/');
        let path = format!("{path}/.well-known/openid-configuration");
        address.set_path(&path);
        let description: Description = answer(self.client.get(address)).await?;
        let are_safe = [
            &description.authorization_endpoint,
            &description.token_endpoint,
            &description.jwks_uri,
        ]
        .into_iter()
        .chain(&description.end_session_endpoint)
        .all(is_safe);
        if description.issuer != self.name || !are_safe {
            return Err(Refusal::Unsound(format!("it names itself {}", description.issuer)));
        }
        let keys = answer(self.client.get(description.jwks_uri.clone())).await?;
        let asked = Instant::now();
        *known = Some(Known { description: Arc::new(description), keys: Arc::new(keys), asked });
        Ok(())
    }
}

impl Description {
    /// Whether the client's secret goes into the head of a request, as it does unless others are named.
    fn takes_basic(&self) -> bool {
        let methods = &self.token_endpoint_auth_methods_supported;
        methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic")
    }
}

/// Sends a request and reads the answer.
async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Refusal> {
    let away = |why: reqwest::Error| Refusal::Away(format!("{:#}", why.without_url()));
    let mut response = request.send().await.map_err(away)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(away)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(Refusal::Away("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_client_error() {
        return Err(Refusal::Unsound(format!("it refuses with {status}")));
    }
    if !status.is_success() {
        return Err(Refusal::Away(format!("it answers {status}")));
    }
    serde_json::from_slice(&body).map_err(|why| Refusal::Unsound(format!("its answer: {why}")))
}

/// Whether nobody can listen on the way to an address.
fn is_safe(url: &Url) -> bool {
    let own = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && own)
}

fn authorities(file: &Path) -> Result<Vec<Certificate>> {
    let bytes = std::fs::read(file).map_err(|why| error::no_certificate(file, &why))?;
    Certificate::from_pem_bundle(&bytes).map_err(|why| error::no_certificate(file, &why))
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::is_safe;

    #[test]
    fn only_https_or_this_machine_is_safe() {
        let rows = [
            ("https://sso.example.gov.cn", true),
            ("http://127.0.0.1:9000", true),
            ("http://localhost:9000/realm", true),
            ("http://[::1]:9000", true),
            ("http://sso.example.gov.cn", false),
            ("http://localhost.example", false),
            ("ftp://127.0.0.1", false),
        ];
        for (url, expected) in rows {
            assert_eq!(is_safe(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
