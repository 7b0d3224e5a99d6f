//! Which bucket, as whom, and over which line.
//!
//! # Invariants
//!
//! - Secrets come from the caller's settings alone, and no text of ours shows them.
//! - Nothing leaves this machine in the clear: plain HTTP is for a server on loopback.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use model::Result;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::client::SpawnedReqwestConnector;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use tokio::runtime::Handle;
use url::{Host, Url};

use crate::error;

const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];

/// What the environment says of object stores: the variables `AWS_…` by name.
#[derive(Clone, Default)]
pub struct BucketSettings(BTreeMap<String, String>);

impl FromIterator<(String, String)> for BucketSettings {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(variables: T) -> Self {
        let ours = variables.into_iter().filter(|(name, _)| name.starts_with("AWS_"));
        Self(ours.collect())
    }
}

impl fmt::Debug for BucketSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl BucketSettings {
    /// A client for the bucket of an address, its requests on these threads.
    pub(super) fn connect(&self, root: &Url, threads: &Handle) -> Result<AmazonS3> {
        if let Some(missing) = [KEY, SECRET].into_iter().find(|name| !self.0.contains_key(*name)) {
            return Err(error::no_credentials(root.as_str(), missing));
        }
        let in_the_clear = self.endpoints().any(|endpoint| !endpoint.starts_with("https:"));
        if let Some(far) = self.endpoints().find(|endpoint| !is_safe(endpoint)) {
            return Err(error::unsafe_endpoint(far));
        }
        let mut builder = AmazonS3Builder::new();
        for (name, value) in &self.0 {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                builder = builder.with_config(key, value);
            }
        }
        let client = ClientOptions::new()
            .with_allow_http(in_the_clear)
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_mins(1));
        builder
            .with_bucket_name(root.host_str().unwrap_or_default())
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_client_options(client)
            .with_retry(patience())
            .with_http_connector(SpawnedReqwestConnector::new(threads.clone()))
            .build()
            .map_err(|why| error::bucket(super::CONNECT, root.as_str(), &why.into()))
    }

    fn endpoints(&self) -> impl Iterator<Item = &str> {
        ENDPOINTS.iter().filter_map(|name| self.0.get(*name)).map(String::as_str)
    }
}

/// How long a store that does not answer is asked again.
fn patience() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(200),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    };
    RetryConfig { backoff, max_retries: 4, retry_timeout: Duration::from_mins(1) }
}

/// Whether nobody on the way can listen.
fn is_safe(endpoint: &str) -> bool {
    let Ok(url) = Url::parse(endpoint) else { return false };
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

/// The address `s3://bucket/prefix/` of a location, `/` at its end.
pub(super) fn address(location: &str) -> Result<Url> {
    let bad = || error::bad_location(location);
    let mut url = Url::parse(location).map_err(|_| bad())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if url.scheme() != "s3" || url.host_str().is_none_or(str::is_empty) || !plain {
        return Err(bad());
    }
    let path = url.path().trim_matches('/').to_owned();
    url.set_path(&if path.is_empty() { "/".to_owned() } else { format!("/{path}/") });
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::{BucketSettings, address, is_safe};

    #[test]
    fn a_location_is_a_bucket_and_perhaps_a_prefix() {
        for (given, expected) in [
            ("s3://dibao", "s3://dibao/"),
            ("s3://dibao/", "s3://dibao/"),
            ("s3://dibao/qionghai/2026", "s3://dibao/qionghai/2026/"),
            ("s3://dibao/琼海/", "s3://dibao/%E7%90%BC%E6%B5%B7/"),
        ] {
            assert_eq!(address(given).unwrap().as_str(), expected);
        }
        let bad = ["/srv/store", "s3:", "s3://", "https://dibao/x", "s3://b/x?y", "s3://k@b/x"];
        for given in bad {
            assert!(address(given).is_err(), "{given}");
        }
    }

    #[test]
    fn only_loopback_is_reached_in_the_clear() {
        let safe = ["https://s3.example.cn", "http://127.0.0.1:9000", "http://[::1]:9000"];
        assert!(safe.iter().chain(&["http://localhost:8014"]).all(|endpoint| is_safe(endpoint)));
        let open = ["http://10.0.0.7:9000", "http://s3.example.cn", "ftp://127.0.0.1", "s3"];
        assert!(!open.iter().any(|endpoint| is_safe(endpoint)));
    }

    #[test]
    fn settings_never_show_a_secret() {
        let all = [("AWS_SECRET_ACCESS_KEY", "hidden"), ("HOME", "/root")];
        let settings: BucketSettings =
            all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(format!("{settings:?}"), "[\"AWS_SECRET_ACCESS_KEY\"]");
    }
}
