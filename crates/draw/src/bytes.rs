//! 32-byte values, their hexadecimal text, and the framed messages that are hashed into them.
//!
//! # Invariants
//!
//! - Every variable part of a [`Message`] carries its length, so no two inputs share an encoding.

#![expect(clippy::indexing_slicing, reason = "places in blocks of 64 bytes are taken modulo 64")]

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::block_api::compress256;
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
pub(crate) struct Message(Start);

impl Message {
    /// Starts with `LP(tag)`.
    pub(crate) fn tagged(tag: &str) -> Self {
        Self(Start::new()).framed(tag.as_bytes())
    }

    /// Appends `LP(part)`: the length as four big-endian bytes, then the part.
    pub(crate) fn framed(self, part: &[u8]) -> Self {
        debug_assert!(u32::try_from(part.len()).is_ok());
        self.plain(&(part.len() as u32).to_be_bytes()).plain(part)
    }

    /// Appends bytes of fixed length, without framing.
    pub(crate) fn plain(mut self, part: &[u8]) -> Self {
        self.0.append(part);
        self
    }

    /// The SHA-256 of the message.
    pub(crate) fn finish(self) -> Bytes32 {
        self.0.finish()
    }
}

/// The start of a message in SHA-256, of which millions of short messages are continued: the
/// general hasher spends as long on its buffer as on hashing them.
#[derive(Clone)]
pub(crate) struct Start {
    state: [u32; 8],
    length: u64,
    /// What follows the last whole block; the rest is of no meaning.
    block: [u8; 64],
}

impl Start {
    /// Of an empty message (FIPS 180-4 §5.3.3).
    pub(crate) const fn new() -> Self {
        let state = [
            0x6a09_e667,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ];
        Self { state, length: 0, block: [0; 64] }
    }

    /// Continues the message.
    #[inline]
    pub(crate) fn append(&mut self, mut part: &[u8]) {
        let mut filled = (self.length % 64) as usize;
        self.length += part.len() as u64;
        while let Some((head, rest)) = part.split_at_checked(64 - filled) {
            self.block[filled..].copy_from_slice(head);
            compress256(&mut self.state, &[self.block]);
            (part, filled) = (rest, 0);
        }
        self.block[filled..filled + part.len()].copy_from_slice(part);
    }

    /// The hash: a one bit, zeros, and the length in bits end the message (FIPS 180-4 §5.1.1).
    #[inline]
    pub(crate) fn finish(mut self) -> Bytes32 {
        let filled = (self.length % 64) as usize;
        self.block[filled] = 0x80;
        self.block[filled + 1..].fill(0);
        if filled >= 56 {
            compress256(&mut self.state, &[self.block]);
            self.block.fill(0);
        }
        self.block[56..].copy_from_slice(&(8 * self.length).to_be_bytes());
        compress256(&mut self.state, &[self.block]);
        let mut hash = [0; 32];
        for (bytes, word) in hash.chunks_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        Bytes32(hash)
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
    fn messages_of_every_length_hash_as_they_should() {
        let text: Vec<u8> = (0..=255).collect();
        for length in 0..=200 {
            for cut in [0, 1, 55, 56, 63, 64, 65, length].map(|cut| cut.min(length)) {
                let mut start = Start::new();
                start.append(&text[..cut]);
                start.append(&text[cut..length]);
                assert_eq!(start.finish(), Bytes32::sha256(&text[..length]), "{cut} {length}");
            }
        }
    }

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_value() {
        let good = "0f".repeat(32);
        assert_eq!(Bytes32::parse(Field::Hash, &good).unwrap().to_string(), good);
        for bad in ["", "0f", &"0F".repeat(32), &"0f".repeat(33), &good[1..], &"g0".repeat(32)] {
            assert!(Bytes32::parse(Field::Hash, bad).is_err(), "{bad}");
        }
    }
}
