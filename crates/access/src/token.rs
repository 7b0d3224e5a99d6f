//! Random tokens: links and sessions, which the holder knows and we know only the digest of.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Bytes of a token.
pub const TOKEN_BYTES: usize = 32;

/// 256 random bits, written as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; TOKEN_BYTES]);

impl Token {
    /// A token of random bytes.
    pub const fn new(bytes: [u8; TOKEN_BYTES]) -> Self {
        Self(bytes)
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest(&self.to_string())
    }

    /// Bytes for `purpose` that only a holder of the token can compute.
    pub fn derive(&self, purpose: &str) -> [u8; TOKEN_BYTES] {
        let mut hash = Sha256::new();
        hash.update(b"doudi/token/v1\0");
        hash.update(purpose.as_bytes());
        hash.update(b"\0");
        hash.update(self.0);
        hash.finalize().into()
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// A token does not stand in logs.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        unhex(text).map(Self).ok_or_else(|| "not a token".to_owned())
    }
}

/// SHA-256 of a text in hexadecimal digits.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Equality that takes the same time wherever the difference is.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_written_and_kept_as_a_digest() {
        let token = Token::new([0xab; TOKEN_BYTES]);
        let text = token.to_string();
        assert_eq!((text.len(), &text[..4]), (64, "abab"));
        assert_eq!(text.parse::<Token>().as_ref(), Ok(&token));
        assert_eq!(token.digest(), digest(&text));
        assert_eq!(format!("{token:?}"), "Token");
        for broken in
            ["", "ab", &text[..63], &format!("{}g", &text[..63]), &format!("+{}", &text[1..])]
        {
            assert!(broken.parse::<Token>().is_err(), "{broken}");
        }
        assert_ne!(token.derive("form"), token.derive("totp"));
    }
}
