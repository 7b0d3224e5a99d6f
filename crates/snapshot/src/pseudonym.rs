//! Keyed pseudonyms: the same text and key always give the same 32 hexadecimal digits, and without
//! the key nobody can go back.
//!
//! # Invariants
//!
//! - An identity number and its 15-digit form have one pseudonym, in every table and month.
//! - The key lies in one file that its owner alone may read, and is never changed once made.

use std::collections::BTreeMap;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use model::hash::hex;
use model::{IdNumber, Result};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{disk, error};

const KEY_BYTES: usize = 32;
/// Hexadecimal digits of a pseudonym.
const DIGITS: usize = 32;

/// Makes pseudonyms; remembers those of identity numbers, which a table repeats.
#[derive(Clone)]
pub(crate) struct Pseudonyms {
    keyed: Hmac<Sha256>,
    ids: BTreeMap<String, String>,
}

impl Pseudonyms {
    /// With the key in `path`, made on first use.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            disk::write_private(path, &new_key())?;
        }
        let key = disk::read(path)?;
        let keyed = Hmac::new_from_slice(&key).ok().filter(|_| key.len() == KEY_BYTES);
        let keyed = keyed.ok_or_else(|| error::bad_key(path))?;
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

/// 32 bytes of the operating system's randomness, by way of random UUIDs of 122 bits each.
fn new_key() -> [u8; KEY_BYTES] {
    let mut hash = Sha256::new();
    for _ in 0..4 {
        hash.update(Uuid::new_v4().as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use model::IdNumber;

    use super::Pseudonyms;

    #[test]
    fn pseudonyms_are_stable_and_keyed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pseudonym.key");
        std::fs::write(&path, [7_u8; 32]).unwrap();
        let mut names = Pseudonyms::open(&path).unwrap();
        let id = IdNumber::parse("110105491231002").unwrap();
        // HMAC-SHA-256 of 11010519491231002X under thirty-two bytes of 7.
        let expected = "e36da84fef3a1c6a3ea976b0ae4b9fe3";
        assert_eq!(names.of_id(&id), expected);
        assert_eq!(names.of_id(&IdNumber::parse("11010519491231002X").unwrap()), expected);
        assert_ne!(
            names.of_secret("phone", "13800000000"),
            names.of_secret("account", "13800000000")
        );
    }

    #[test]
    fn a_key_is_made_once_and_must_be_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pseudonym.key");
        let first = Pseudonyms::open(&path).unwrap().of_secret("name", "张三");
        assert_eq!(Pseudonyms::open(&path).unwrap().of_secret("name", "张三"), first);
        std::fs::write(&path, [7_u8; 31]).unwrap();
        assert!(Pseudonyms::open(&path).is_err());
    }
}
