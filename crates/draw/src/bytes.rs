//! 32-byte values, their hexadecimal text, and the framed messages that are hashed into them.
//!
//! # Invariants
//!
//! - Every variable part of a [`Message`] carries its length, so no two inputs share an encoding.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::error::{Error, Field, Result};

/// Exactly 32 bytes, written as 64 lower-case hexadecimal digits: a hash, a seed or a ticket.
/// Ordered as the bytes, hence also as the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes32([u8; 32]);

impl Bytes32 {
    /// Wraps the bytes as they are.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The SHA-256 of `bytes`.
    pub fn sha256(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 lower-case hexadecimal digits; `field` names the value in the refusal.
    pub fn parse(field: Field, text: &str) -> Result<Self> {
        let refused = || Error::hex(field, text);
        let bytes = from_hex(text).ok_or_else(refused)?;
        Ok(Self(bytes.try_into().map_err(|_| refused())?))
    }

    /// The bytes, big-endian where they are read as a number.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Bytes32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(Field::Hash, &text).map_err(|error| de::Error::custom(error.en()))
    }
}

/// A message under construction: a tag that names its use, then framed parts.
#[derive(Clone)]
pub(crate) struct Message(Sha256);

impl Message {
    /// Starts with `LP(tag)`.
    pub(crate) fn tagged(tag: &str) -> Self {
        Self(Sha256::new()).framed(tag.as_bytes())
    }

    /// Appends `LP(part)`: the length as four big-endian bytes, then the part.
    pub(crate) fn framed(self, part: &[u8]) -> Self {
        debug_assert!(u32::try_from(part.len()).is_ok());
        self.plain(&(part.len() as u32).to_be_bytes()).plain(part)
    }

    /// Appends bytes of fixed length, without framing.
    pub(crate) fn plain(mut self, part: &[u8]) -> Self {
        self.0.update(part);
        self
    }

    /// The SHA-256 of the message.
    pub(crate) fn finish(self) -> Bytes32 {
        Bytes32(self.0.finalize().into())
    }
}

/// The numbers as RFC 3797 writes one source: each followed by `.`, then `/`.
pub(crate) fn rfc3797_source(numbers: impl IntoIterator<Item: fmt::Display>) -> String {
    let numbers = numbers.into_iter().map(|number| format!("{number}."));
    numbers.chain(["/".to_owned()]).collect()
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let digit =
        |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of an even number of lower-case hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_value() {
        let good = "0f".repeat(32);
        assert_eq!(Bytes32::parse(Field::Hash, &good).unwrap().to_string(), good);
        for bad in ["", "0f", &"0F".repeat(32), &"0f".repeat(33), &good[1..], &"g0".repeat(32)] {
            assert!(Bytes32::parse(Field::Hash, bad).is_err(), "{bad}");
        }
    }
}
