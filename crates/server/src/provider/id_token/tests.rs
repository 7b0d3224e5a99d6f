//! Tokens that hold, and each way in which one does not.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;

/// Keys made for these tests (P-256, PKCS#8).
const KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1fC7LsQp6hiX8ER1l6emDJjehCH+95HQEOT9rcEyETKhRANCAAQTfydTH52Iv/WO3Iv15op6GCACTp3F8HXcHXsrAOucoZv9qWXVU4pZSqV9dXvu2awo8xxuYKHpGiPGeBJkgO+j";
const OTHER_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGhnA3aV+EQjsx15dm3HDbPlURjSGbYj5ckSacJ9ZCbmhRANCAAS9c+88EaOwYPwugbGwo58xCRlDMKfZVXvHge9hOM6mV0zK+TlAbkw9JeZXp1+WiTBZp/BMpzJKAQUxw/cX8yJN";
const NOW: i64 = 1_800_000_000;

fn key(text: &str) -> EncodingKey {
    EncodingKey::from_ec_der(&BASE64_STANDARD.decode(text).unwrap())
}

/// The public half of the first key, under the name `k1`.
fn keys() -> JwkSet {
    let mut jwk = Jwk::from_encoding_key(&key(KEY), Algorithm::ES256).unwrap();
    jwk.common.key_id = Some("k1".to_owned());
    JwkSet { keys: vec![jwk] }
}

fn claims() -> Value {
    json!({
        "iss": "https://sso.example", "sub": "u-17", "aud": "doudi", "exp": NOW + 300,
        "iat": NOW - 5, "nonce": "n1", "acr": "mfa",
    })
}

fn signed(claims: &Value, algorithm: Algorithm, id: Option<&str>, key: &EncodingKey) -> String {
    let header = Header { kid: id.map(str::to_owned), ..Header::new(algorithm) };
    encode(&header, claims, key).unwrap()
}

fn read(token: &str, factor: &[&str]) -> Result<String, String> {
    let factor: Vec<String> = factor.iter().map(|acr| (*acr).to_owned()).collect();
    let expected = Expected {
        issuer: "https://sso.example",
        client_id: "doudi",
        nonce: "n1",
        second_factor: &factor,
        now: DateTime::from_timestamp(NOW, 0).unwrap(),
    };
    subject(token, &keys(), &expected)
}

#[test]
fn a_token_that_holds_names_its_subject() {
    for id in [Some("k1"), None] {
        let token = signed(&claims(), Algorithm::ES256, id, &key(KEY));
        assert_eq!(read(&token, &[]), Ok("u-17".to_owned()));
        assert_eq!(read(&token, &["otp", "mfa"]), Ok("u-17".to_owned()));
    }
    let mut several = claims();
    several["aud"] = json!(["other", "doudi"]);
    several["azp"] = json!("doudi");
    assert!(read(&signed(&several, Algorithm::ES256, None, &key(KEY)), &[]).is_ok());
}

#[test]
fn each_claim_that_is_wrong_is_seen() {
    let rows = [
        ("iss", json!("https://sso.example/"), "hold"),
        ("iss", Value::Null, "hold"),
        ("aud", json!("other"), "hold"),
        ("aud", json!([]), "hold"),
        ("aud", json!(["other", "doudi"]), "another's"),
        ("azp", json!("other"), "another's"),
        ("exp", json!(NOW - 61), "over"),
        ("exp", Value::Null, "hold"),
        ("exp", json!("soon"), "hold"),
        ("iat", json!(NOW + 61), "future"),
        ("iat", json!(NOW - 601), "old"),
        ("nbf", json!(NOW + 61), "yet"),
        ("nonce", json!("n2"), "another way"),
        ("nonce", Value::Null, "another way"),
        ("sub", json!(""), "nobody"),
        ("sub", Value::Null, "hold"),
        ("acr", json!("pwd"), "second factor"),
        ("acr", Value::Null, "second factor"),
    ];
    for (claim, value, flaw) in rows {
        let mut wrong = claims();
        match value {
            Value::Null => drop(wrong.as_object_mut().unwrap().remove(claim)),
            ref value => wrong[claim] = value.clone(),
        }
        let token = signed(&wrong, Algorithm::ES256, Some("k1"), &key(KEY));
        let found = read(&token, &["mfa"]).unwrap_err();
        assert!(found.contains(flaw), "{claim} {value}: {found}");
    }
}

#[test]
fn only_the_key_of_the_provider_signs() {
    let own = key(KEY);
    let good = signed(&claims(), Algorithm::ES256, Some("k1"), &own);
    let forged = signed(&claims(), Algorithm::ES256, Some("k1"), &key(OTHER_KEY));
    assert!(read(&forged, &[]).unwrap_err().contains("hold"));
    let unknown = signed(&claims(), Algorithm::ES256, Some("k2"), &own);
    assert!(read(&unknown, &[]).unwrap_err().contains("unknown key"));

    // The public half taken for a shared secret, and no signature at all.
    let public = serde_json::to_vec(&keys().keys[0]).unwrap();
    let shared = EncodingKey::from_secret(&public);
    let shared = signed(&claims(), Algorithm::HS256, Some("k1"), &shared);
    assert!(read(&shared, &[]).unwrap_err().contains("HS256"));
    let none = |text: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text);
    let body = good.split('.').nth(1).unwrap();
    let unsigned = format!("{}.{body}.", none("{\"alg\":\"none\",\"kid\":\"k1\"}"));
    assert!(read(&unsigned, &[]).is_err());

    // One letter of the body is another.
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let turned: String = body.chars().rev().collect();
    assert!(read(&format!("{head}.{turned}.{signature}"), &[]).is_err());
    assert!(read("", &[]).is_err() && read("a.b.c", &[]).is_err());
}
