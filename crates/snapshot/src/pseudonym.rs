//! Keyed pseudonyms: the same text and key always give the same 16 bytes, and without the key nobody
//! can go back. Tables write them as 32 hexadecimal digits.
//!
//! # Invariants
//!
//! - An identity number and its 15-digit form have one pseudonym, in every table and month.
//! - The same key serves a home for good: another one would make strangers of everybody.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use hmac::{Hmac, KeyInit, Mac};
use model::{IdNumber, Result};
use sha2::Sha256;

use crate::{error, key_file};

/// A pseudonym: the first half of an HMAC-SHA-256.
pub(crate) type Pseudonym = [u8; 16];

/// A map by pseudonym. Pseudonyms are evenly spread already, so their own bits serve as their hash.
pub(crate) type ByPseudonym<V> = HashMap<Pseudonym, V, BuildHasherDefault<OwnBits>>;

/// Takes the last eight bytes of a pseudonym for its hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OwnBits(u64);

impl Hasher for OwnBits {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk() {
            self.0 = u64::from_ne_bytes(*last);
        }
    }

    // The length of the array, which is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The pseudonym in a row of a column, as it is while tables are read or as files have it.
pub(crate) fn at(column: &ArrayRef, row: usize) -> Option<Pseudonym> {
    if column.is_null(row) {
        return None;
    }
    if let Some(bytes) = column.as_fixed_size_binary_opt() {
        return bytes.value(row).try_into().ok();
    }
    number(column.as_string_opt::<i32>()?.value(row)).map(u128::to_be_bytes)
}

/// Makes pseudonyms.
pub(crate) struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

impl Pseudonyms {
    /// With the key in `path`; if there is none and `may_make`, a new one.
    ///
    /// # Errors
    /// The key cannot be used.
    pub(crate) fn open(path: &Path, may_make: bool) -> Result<Self> {
        let key = key_file::open(path, may_make)?;
        let keyed = Hmac::new_from_slice(&key).map_err(|_| error::bad_key(path))?;
        Ok(Self { keyed })
    }

    /// Of an identity number.
    pub(crate) fn of_id(&self, id: &IdNumber) -> Pseudonym {
        self.of([id.as_str()])
    }

    /// Of another text; what it is keeps an account apart from a phone number of the same digits.
    pub(crate) fn of_secret(&self, what: &str, text: &str) -> Pseudonym {
        self.of([what, ":", text])
    }

    fn of<const N: usize>(&self, message: [&str; N]) -> Pseudonym {
        let mut mac = self.keyed.clone();
        for part in message {
            mac.update(part.as_bytes());
        }
        let code: [u8; 32] = mac.finalize().into_bytes().into();
        let mut half = Pseudonym::default();
        for (to, from) in half.iter_mut().zip(code) {
            *to = from;
        }
        half
    }
}

/// The 128 bits of a pseudonym.
pub(crate) fn number(pseudonym: &str) -> Option<u128> {
    u128::from_str_radix(pseudonym, 16)
        .ok()
        .filter(|_| pseudonym.len() == 2 * size_of::<Pseudonym>())
}

#[cfg(test)]
mod tests {
    use model::IdNumber;
    use model::hash::hex;

    use super::{Pseudonyms, number};

    #[test]
    fn pseudonyms_are_stable_and_keyed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pseudonym.key");
        crate::disk::write_private(&path, &[7; 32]).unwrap();
        let names = Pseudonyms::open(&path, false).unwrap();
        let id = IdNumber::parse("110105491231002").unwrap();
        // HMAC-SHA-256 of 11010519491231002X under thirty-two bytes of 7.
        let expected = "e36da84fef3a1c6a3ea976b0ae4b9fe3";
        assert_eq!(hex(&names.of_id(&id)), expected);
        assert_eq!(hex(&names.of_id(&IdNumber::parse("11010519491231002X").unwrap())), expected);
        assert_eq!(number(expected), Some(0xe36d_a84f_ef3a_1c6a_3ea9_76b0_ae4b_9fe3));
        assert_ne!(
            names.of_secret("phone", "13800000000"),
            names.of_secret("account", "13800000000")
        );
    }
}
