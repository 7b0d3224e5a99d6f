//! RSA signatures (PKCS#1 v1.5 with SHA-512, RFC 8017 §8.2.2), verified with the key of a certificate.
//!
//! # Invariants
//!
//! - What a signature comes to is compared with the one encoding of the hash; nothing is parsed out
//!   of it.
//! - A certificate is read as DER, which has one spelling. Only its key is taken from it.
//!
//! # Not here
//!
//! Who issued a certificate, to whom and for how long: whoever trusts one names its hash.

use num_bigint::BigUint;
use sha2::{Digest, Sha512};

/// Tags of DER (X.690).
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
/// The algorithm `rsaEncryption`, without parameters.
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// What stands before a SHA-512 in a signature (RFC 8017 §9.2).
const SHA512_INFO: &[u8] = &[
    0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05,
    0x00, 0x04, 0x40,
];

/// A key of 2048 to 8192 bits.
#[derive(Debug)]
pub(super) struct PublicKey {
    modulus: BigUint,
    exponent: BigUint,
    bytes_count: usize,
}

impl PublicKey {
    /// The key of an X.509 certificate (RFC 5280 §4.1); none where it is of another kind or size.
    pub(super) fn of_certificate(certificate: &[u8]) -> Option<Self> {
        let mut file = Der(certificate);
        let mut signed = Der(file.take(SEQUENCE)?);
        file.end()?;
        let mut body = Der(signed.take(SEQUENCE)?);
        // Algorithm and signature of the issuer.
        signed.take(SEQUENCE)?;
        signed.take(BIT_STRING)?;
        signed.end()?;
        body.take(VERSION)?;
        body.take(INTEGER)?;
        // Algorithm, issuer, validity, subject; behind the key are extensions.
        for _ in 0..4 {
            body.take(SEQUENCE)?;
        }
        Self::parse(body.take(SEQUENCE)?)
    }

    fn parse(info: &[u8]) -> Option<Self> {
        let mut info = Der(info);
        let algorithm = info.take(SEQUENCE)?;
        let mut bits = Der(info.take(BIT_STRING)?.strip_prefix(&[0])?);
        info.end()?;
        let mut numbers = Der(bits.take(SEQUENCE)?);
        bits.end()?;
        let [modulus, exponent] = [numbers.positive()?, numbers.positive()?];
        numbers.end()?;
        let is_usable = algorithm == RSA
            && (2048..=8192).contains(&modulus.bits())
            && (17..=32).contains(&exponent.bits())
            && modulus.bit(0)
            && exponent.bit(0);
        let bytes_count = modulus.bits().div_ceil(8) as usize;
        is_usable.then_some(Self { modulus, exponent, bytes_count })
    }

    /// Whether `signature` is that of `message` under this key.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let number = BigUint::from_bytes_be(signature);
        if signature.len() != self.bytes_count || number >= self.modulus {
            return false;
        }
        number.modpow(&self.exponent, &self.modulus) == self.encoded(message)
    }

    /// `00 01 FF … FF 00`, the name of SHA-512 and the hash of the message, as a number.
    fn encoded(&self, message: &[u8]) -> BigUint {
        let hash = [SHA512_INFO, &Sha512::digest(message)].concat();
        let padding = vec![0xff; self.bytes_count - 3 - hash.len()];
        BigUint::from_bytes_be(&[&[0, 1], &padding[..], &[0], &hash[..]].concat())
    }
}

/// What is left of a series of DER values.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next value, which must have this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (length, rest) = match self.0 {
            [first, length, rest @ ..] if *first == tag => (*length, rest),
            _ => return None,
        };
        let (length, rest) = match (length, rest) {
            (0..=0x7f, _) => (usize::from(length), rest),
            (0x81, [length, rest @ ..]) if *length >= 0x80 => (usize::from(*length), rest),
            (0x82, [high, low, rest @ ..]) if *high > 0 => {
                (usize::from(u16::from_be_bytes([*high, *low])), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// An integer above zero, written as briefly as can be.
    fn positive(&mut self) -> Option<BigUint> {
        let content = self.take(INTEGER)?;
        let is_shortest = match content {
            [0, second, ..] => *second >= 0x80,
            [first, ..] => (1..0x80).contains(first),
            [] => false,
        };
        is_shortest.then(|| BigUint::from_bytes_be(content))
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}
