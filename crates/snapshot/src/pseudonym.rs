//! Keyed pseudonyms: the same text and key always give the same 32 hexadecimal digits, and without
//! the key nobody can go back.
//!
//! # Invariants
//!
//! - An identity number and its 15-digit form have one pseudonym, in every table and month.
//! - The same key serves a home for good: another one would make strangers of everybody.

use std::collections::BTreeMap;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use model::hash::hex;
use model::{IdNumber, Result};
use sha2::Sha256;

use crate::{error, key_file};

/// Hexadecimal digits of a pseudonym.
const DIGITS: usize = 32;

/// Makes pseudonyms; remembers those of identity numbers, which a table repeats.
#[derive(Clone)]
pub(crate) struct Pseudonyms {
    keyed: Hmac<Sha256>,
    ids: BTreeMap<String, String>,
}

impl Pseudonyms {
    /// With the key in `path`; if there is none and `may_make`, a new one.
    ///
    /// # Errors
    /// The key cannot be used.
    pub(crate) fn open(path: &Path, may_make: bool) -> Result<Self> {
        let key = key_file::open(path, may_make)?;
        let keyed = Hmac::new_from_slice(&key).map_err(|_| error::bad_key(path))?;
        Ok(Self { keyed, ids: BTreeMap::new() })
    }

    /// Of an identity number.
    pub(crate) fn of_id(&mut self, id: &IdNumber) -> String {
        if let Some(made) = self.ids.get(id.as_str()) {
            return made.clone();
        }
        let made = self.of([id.as_str()]);
        self.ids.insert(id.as_str().to_owned(), made.clone());
        made
    }

    /// Of another text; what it is keeps an account apart from a phone number of the same digits.
    pub(crate) fn of_secret(&self, what: &str, text: &str) -> String {
        self.of([what, ":", text])
    }

    fn of<const N: usize>(&self, message: [&str; N]) -> String {
        let mut mac = self.keyed.clone();
        for part in message {
            mac.update(part.as_bytes());
        }
        let code: [u8; 32] = mac.finalize().into_bytes().into();
        hex(code.get(..DIGITS / 2).unwrap_or(&code))
    }
}

/// The 128 bits of a pseudonym.
pub(crate) fn number(pseudonym: &str) -> Option<u128> {
    u128::from_str_radix(pseudonym, 16).ok().filter(|_| pseudonym.len() == DIGITS)
}

#[cfg(test)]
mod tests {
    use model::IdNumber;

    use super::{Pseudonyms, number};

    #[test]
    fn pseudonyms_are_stable_and_keyed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pseudonym.key");
        crate::disk::write_private(&path, &[7; 32]).unwrap();
        let mut names = Pseudonyms::open(&path, false).unwrap();
        let id = IdNumber::parse("110105491231002").unwrap();
        // HMAC-SHA-256 of 11010519491231002X under thirty-two bytes of 7.
        let expected = "e36da84fef3a1c6a3ea976b0ae4b9fe3";
        assert_eq!(names.of_id(&id), expected);
        assert_eq!(names.of_id(&IdNumber::parse("11010519491231002X").unwrap()), expected);
        assert_eq!(number(expected), Some(0xe36d_a84f_ef3a_1c6a_3ea9_76b0_ae4b_9fe3));
        assert_ne!(
            names.of_secret("phone", "13800000000"),
            names.of_secret("account", "13800000000")
        );
    }
}
