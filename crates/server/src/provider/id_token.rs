//! Whether an ID token holds, and for whom (`OpenID` Connect Core 1.0, 3.1.3.7).
//!
//! # Invariants
//!
//! - A token is believed under a key of the provider and a public-key signature only.
//! - The clock is an argument.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

/// Signatures that a key of which the provider alone has the secret half can make.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// By how much clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// How old a token may be: it is fetched right after it was made.
const AGE_MAX: TimeDelta = TimeDelta::minutes(10);

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// The values of `acr` that tell of a second factor; none if it does not matter.
    pub(super) second_factor: &'a [String],
    pub(super) now: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    azp: Option<String>,
    acr: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The key that a token names.
pub(super) fn key_id(token: &str) -> Option<String> {
    decode_header(token).ok()?.kid
}

/// Whom a token is about.
///
/// # Errors
/// Why it does not hold, for the log.
pub(super) fn subject(
    token: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<String, String> {
    let header = decode_header(token).map_err(|why| format!("no ID token: {why}"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(format!("an ID token signed by {:?}", header.alg));
    }
    let key = key(keys, header.kid.as_deref()).ok_or("an ID token under an unknown key")?;
    let key = DecodingKey::try_from(key).map_err(|why| format!("a key of no use: {why}"))?;
    let mut validation = Validation::new(header.alg);
    // Times are compared below, with our own clock.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    let token = decode::<Claims>(token, &key, &validation)
        .map_err(|why| format!("an ID token that does not hold: {why}"))?;
    check(token.claims, expected)
}

/// The key of this name, or the only one.
fn key<'a>(keys: &'a JwkSet, id: Option<&str>) -> Option<&'a Jwk> {
    match (id, keys.keys.as_slice()) {
        (Some(id), _) => keys.find(id),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn check(claims: Claims, expected: &Expected<'_>) -> Result<String, String> {
    let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let (now, issued) = (expected.now, at(claims.iat));
    let several = matches!(&claims.aud, Audience::Several(all) if all.len() > 1);
    let one_of = |aud: &Audience| match aud {
        Audience::One(one) => one == expected.client_id,
        Audience::Several(all) => all.iter().any(|one| one == expected.client_id),
    };
    let factor = expected.second_factor;
    let flaws = [
        (at(claims.exp) + LEEWAY <= now, "is over"),
        (issued > now + LEEWAY, "is of the future"),
        (issued + AGE_MAX < now, "is old"),
        (claims.nbf.is_some_and(|from| at(from) > now + LEEWAY), "does not hold yet"),
        (!one_of(&claims.aud), "is for another service"),
        (claims.azp.as_deref().map_or(several, |azp| azp != expected.client_id), "is another's"),
        (claims.nonce.as_deref() != Some(expected.nonce), "is of another way"),
        (claims.sub.is_empty() || claims.sub.len() > 255, "names nobody"),
        (
            !factor.is_empty() && !claims.acr.is_some_and(|acr| factor.contains(&acr)),
            "tells of no second factor",
        ),
    ];
    match flaws.into_iter().find(|(is, _)| *is) {
        Some((_, flaw)) => Err(format!("the ID token {flaw}")),
        None => Ok(claims.sub),
    }
}

#[cfg(test)]
mod tests;
