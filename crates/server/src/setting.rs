//! How the dashboard is reached: from this machine, by TLS of its own, or through a proxy.
//!
//! # Invariants
//!
//! - Other machines are served by TLS or through a proxy only; everything else is refused before
//!   anything listens.
//! - What a proxy says of who asks counts only if it comes from the proxy's address.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use axum::http::{HeaderMap, HeaderValue, header};
use model::Result;

use crate::error;

/// What the operator asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The certificate chain and the private key, as PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The address of the proxy that ends TLS.
    pub proxy: Option<IpAddr>,
    /// Names other than those of this machine that the service answers to.
    pub names: Vec<String>,
    /// Whether the local operator may come in although there are accounts.
    pub operator: bool,
    /// Where this machine is told numbers without a session, if it is.
    pub metrics: Option<SocketAddr>,
    /// Whether every request is a line of the log.
    pub traces: bool,
}

/// How the dashboard is reached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// Whether browsers reach it by TLS only.
    pub(crate) secure: bool,
    /// Whether other machines reach it.
    pub(crate) public: bool,
    proxy: Option<IpAddr>,
    names: Vec<String>,
}

impl Setting {
    /// The setting of a listening address.
    ///
    /// # Errors
    /// The caller's: other machines could connect without TLS and without a proxy, or by no name.
    pub(crate) fn new(listen: SocketAddr, options: &Options) -> Result<Self> {
        let secure = options.tls.is_some() || options.proxy.is_some();
        let public = !listen.ip().is_loopback() || options.proxy.is_some();
        if !listen.ip().is_loopback() && !secure {
            return Err(error::not_loopback(listen));
        }
        if public && options.names.is_empty() {
            return Err(error::no_name(listen));
        }
        let names = options.names.iter().map(|name| name.to_ascii_lowercase()).collect();
        Ok(Self { secure, public, proxy: options.proxy, names })
    }

    /// The name of the session's cookie; the prefix makes browsers insist on TLS and this host.
    pub(crate) const fn cookie(&self) -> &'static str {
        if self.secure { "__Host-sid" } else { "sid" }
    }

    /// The name of the cookie that a browser keeps while its holder is at the identity provider.
    pub(crate) const fn way_cookie(&self) -> &'static str {
        if self.secure { "__Host-way" } else { "way" }
    }

    /// What a browser holds under a name.
    pub(crate) fn cookies<'a>(
        &self,
        headers: &'a HeaderMap,
        name: &'static str,
    ) -> impl Iterator<Item = &'a str> {
        let lines = headers.get_all(header::COOKIE).into_iter();
        let pairs = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
        pairs.filter_map(move |pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name).then_some(value)
        })
    }

    /// A cookie for this service alone, out of reach of scripts and forms of others; of an age in
    /// seconds, or as long as the browser runs.
    pub(crate) fn set_cookie(&self, name: &str, value: &str, age: Option<u32>) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = age.map_or_else(String::new, |age| format!("; Max-Age={age}"));
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        // Hexadecimal digits and words of ours.
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// Whether a `Host` header names this service.
    pub(crate) fn answers_to(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.to_ascii_lowercase();
        matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]") || self.names.contains(&name)
    }

    /// Whether a connection of this peer is served at all.
    pub(crate) fn admits(&self, peer: IpAddr) -> bool {
        self.proxy.is_none_or(|proxy| proxy == peer)
    }

    /// Who asks: the peer, or whom the proxy names last.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let told = headers.get_all("x-forwarded-for").into_iter().next_back();
        let told =
            told.and_then(|line| line.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        told.filter(|_| self.proxy == Some(peer)).unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{Options, Setting};

    fn setting(listen: &str, options: &Options) -> Option<Setting> {
        Setting::new(listen.parse().unwrap(), options).ok()
    }

    #[test]
    fn other_machines_need_tls_or_a_proxy_and_a_name() {
        let names = vec!["Doudi.example".to_owned()];
        let tls = Some(("cert.pem".into(), "key.pem".into()));
        let proxy = Some("127.0.0.1".parse().unwrap());
        let rows = [
            ("127.0.0.1:80", Options::default(), Some((false, false))),
            ("[::1]:80", Options::default(), Some((false, false))),
            ("0.0.0.0:80", Options::default(), None),
            ("0.0.0.0:80", Options { names: names.clone(), ..Options::default() }, None),
            ("0.0.0.0:80", Options { tls: tls.clone(), ..Options::default() }, None),
            (
                "0.0.0.0:80",
                Options { tls: tls.clone(), names: names.clone(), ..Options::default() },
                Some((true, true)),
            ),
            ("127.0.0.1:80", Options { tls, ..Options::default() }, Some((true, false))),
            ("127.0.0.1:80", Options { proxy, names, ..Options::default() }, Some((true, true))),
        ];
        for (listen, options, expected) in rows {
            let made = setting(listen, &options).map(|made| (made.secure, made.public));
            assert_eq!(made, expected, "{listen} {options:?}");
        }
    }

    #[test]
    fn only_own_names_are_answered_to() {
        let names = vec!["Doudi.example".to_owned()];
        let options = Options { names, ..Options::default() };
        let setting = setting("127.0.0.1:80", &options).unwrap();
        let rows = [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("doudi.EXAMPLE:443", true),
            ("evil.example", false),
            ("127.0.0.1.evil.example:8080", false),
            ("localhost.evil.example", false),
            ("", false),
        ];
        for (host, expected) in rows {
            assert_eq!(setting.answers_to(host), expected, "{host}");
        }
    }

    #[test]
    fn only_the_proxy_tells_who_asks() {
        let [proxy, other, told] = ["10.0.0.1", "10.0.0.2", "10.9.9.9"].map(|a| a.parse().unwrap());
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().unwrap(),
            HeaderValue::from_static("1.1.1.1, 10.9.9.9"),
        )]);
        let behind = Setting { proxy: Some(proxy), ..Setting::default() };
        assert_eq!(behind.client(proxy, &headers), told);
        assert!(behind.admits(proxy) && !behind.admits(other));
        assert_eq!(Setting::default().client(other, &headers), other);
        assert_eq!(behind.client(proxy, &HeaderMap::new()), proxy);
    }
}
