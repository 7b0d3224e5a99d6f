//! Sealing identities, and whatever else has a name of its own: AES-256-GCM-SIV under a key that only those with
//! the right can read.
//!
//! # Invariants
//!
//! - The same identity under the same key gives the same bytes, so the same load gives the same file.
//! - A seal opens only under the pseudonym and kind it was made for: with the version they are its
//!   associated data, so records cannot be exchanged.
//! - Lengths are rounded up, so that most names and numbers look alike.
//!
//! Sealed is `number ‖ FF ‖ name`, filled up with FF to a multiple of 32 bytes; the associated data are
//! version, pseudonym and kind with a zero byte between. The nonce is the first 96 bits of the pseudonym,
//! which is an HMAC-SHA-256 of the number or text sealed. Two seals share it only where one pseudonym
//! got another name; GCM-SIV then gives away no more than that they differ.
//!
//! A file, or the seed of an account, is sealed whole under its name, which is its associated data and,
//! hashed, its nonce.

use std::path::Path;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use model::Result;
use sha2::{Digest, Sha256};

use crate::identity::Identity;
use crate::{error, key_file, pseudonym};

/// Stands in the associated data of every seal; another layout gets another one.
const VERSION: &str = "doudi/identities/v1";
/// The same for what is sealed under a name.
const NAMED_VERSION: &str = "doudi/named/v1";
/// Sealed texts are as long as a multiple of this.
const BLOCK: usize = 32;
/// Ends a text; no byte of UTF-8.
const END: u8 = 0xff;

/// Seals what names persons or lets them in, and opens it.
#[derive(Clone, Debug)]
pub struct Seal(Aes256GcmSiv);

impl Seal {
    /// With the key in `path`; if there is none and `may_make`, a new one.
    ///
    /// # Errors
    /// The key cannot be used.
    pub fn open(path: &Path, may_make: bool) -> Result<Self> {
        Ok(Self(Aes256GcmSiv::new(&key_file::open(path, may_make)?.into())))
    }

    /// The sealed number and name of an identity.
    ///
    /// # Errors
    /// A bug: its key is no pseudonym.
    pub(crate) fn seal(&self, identity: &Identity) -> Result<Vec<u8>> {
        let mut text = [identity.id_no.as_bytes(), &[END], identity.name.as_bytes()].concat();
        text.resize(text.len().next_multiple_of(BLOCK), END);
        let aad = associated(&identity.key, &identity.kind);
        let sealed = nonce(&identity.key).and_then(|nonce| {
            self.0.encrypt(&nonce, Payload { msg: &text, aad: aad.as_bytes() }).ok()
        });
        sealed.ok_or_else(|| error::bug("an identity without a pseudonym"))
    }

    /// The identity in a seal.
    ///
    /// # Errors
    /// It was made under another key, for another pseudonym or kind, or was changed.
    pub(crate) fn unseal(&self, key: &str, kind: &str, sealed: &[u8]) -> Result<Identity> {
        let aad = associated(key, kind);
        let text = nonce(key).and_then(|nonce| {
            self.0.decrypt(&nonce, Payload { msg: sealed, aad: aad.as_bytes() }).ok()
        });
        let mut parts = text.as_deref().into_iter().flat_map(|text| text.split(|b| *b == END));
        let mut next = || String::from_utf8(parts.next()?.to_vec()).ok();
        let (Some(id_no), Some(name)) = (next(), next()) else {
            return Err(error::bad_seal(key));
        };
        Ok(Identity { key: key.to_owned(), kind: kind.to_owned(), id_no, name })
    }

    /// What a file, or something else that has a name of its own, holds, sealed.
    ///
    /// # Errors
    /// A bug: more than 64 GiB.
    pub fn seal_named(&self, name: &str, text: &[u8]) -> Result<Vec<u8>> {
        let (nonce, aad) = of_name(name);
        let sealed = self.0.encrypt(&nonce, Payload { msg: text, aad: aad.as_bytes() });
        sealed.map_err(|_| error::bug("a text too long to seal"))
    }

    /// What was sealed under this name.
    ///
    /// # Errors
    /// It was made under another key or name, or was changed.
    pub fn unseal_named(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, aad) = of_name(name);
        let text = self.0.decrypt(&nonce, Payload { msg: sealed, aad: aad.as_bytes() });
        text.map_err(|_| error::bad_sealed(name))
    }
}

fn of_name(name: &str) -> (Nonce, String) {
    let aad = [NAMED_VERSION, name].join("\0");
    let hash: [u8; 32] = Sha256::digest(&aad).into();
    let mut nonce = Nonce::default();
    nonce.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    (nonce, aad)
}

fn associated(key: &str, kind: &str) -> String {
    [VERSION, key, kind].join("\0")
}

fn nonce(key: &str) -> Option<Nonce> {
    pseudonym::number(key)?.to_be_bytes().get(..12)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::Seal;
    use crate::identity::Identity;

    fn seal() -> Seal {
        let folder = tempfile::tempdir().unwrap();
        Seal::open(&folder.path().join("identity.key"), true).unwrap()
    }

    fn identity(name: &str) -> Identity {
        Identity {
            key: "e36da84fef3a1c6a3ea976b0ae4b9fe3".to_owned(),
            kind: "person".to_owned(),
            id_no: "11010519491231002X".to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn what_was_sealed_comes_back_and_the_same_is_sealed_the_same() {
        let seal = seal();
        for name in ["", "张三", "𠮷野·阿卜杜拉"] {
            let identity = identity(name);
            let sealed = seal.seal(&identity).unwrap();
            assert_eq!(seal.unseal(&identity.key, "person", &sealed).unwrap(), identity);
            assert_eq!(seal.seal(&identity).unwrap(), sealed);
        }
        let lengths = ["", "张三", "欧阳修"].map(|name| seal.seal(&identity(name)).unwrap().len());
        assert_eq!(lengths, [48; 3]);
    }

    #[test]
    fn a_seal_opens_only_where_and_as_it_was_made() {
        let seal = seal();
        let identity = identity("张三");
        let sealed = seal.seal(&identity).unwrap();
        let other = "f36da84fef3a1c6a3ea976b0ae4b9fe3";
        assert!(seal.unseal(other, "person", &sealed).is_err());
        assert!(seal.unseal(&identity.key, "account", &sealed).is_err());
        assert!(self::seal().unseal(&identity.key, "person", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(seal.unseal(&identity.key, "person", &changed).is_err(), "byte {at}");
        }
        assert!(seal.unseal(&identity.key, "person", &[]).is_err());
        assert!(seal.unseal("no pseudonym", "person", &sealed).is_err());
    }

    #[test]
    fn what_is_sealed_under_a_name_opens_there_whole_and_unchanged() {
        let seal = seal();
        for text in ["", "身份证号,姓名\n"] {
            let sealed = seal.seal_named("quarantine/a.sealed", text.as_bytes()).unwrap();
            assert_eq!(sealed, seal.seal_named("quarantine/a.sealed", text.as_bytes()).unwrap());
            assert_eq!(seal.unseal_named("quarantine/a.sealed", &sealed).unwrap(), text.as_bytes());
            assert!(seal.unseal_named("quarantine/b.sealed", &sealed).is_err());
            assert!(self::seal().unseal_named("quarantine/a.sealed", &sealed).is_err());
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(seal.unseal_named("quarantine/a.sealed", &changed).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn the_layout_is_the_one_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identity.key");
        crate::disk::write_private(&path, &[7; 32]).unwrap();
        let sealed = Seal::open(&path, false).unwrap().seal(&identity("张三")).unwrap();
        // AESGCMSIV of Python's cryptography, by the words at the top of this module.
        let expected = "4b78f8b9c8e7fb1422c98077f5ff8e57de3f5933bef3442d57ae39d3ae557b77\
                        5cbc75892284c81cadb2d3763d82687d";
        assert_eq!(model::hash::hex(&sealed), expected);
    }
}
