//! The NIST Randomness Beacon 2.0 (NISTIR 8213): a pulse each minute, signed with the key of a
//! certificate.
//!
//! # Invariants
//!
//! - A value is the SHA-512 of what was signed and its signature, once this signature was verified
//!   with the certificate of the plan. What a file states as its output is never taken over.
//!
//! # Not here
//!
//! Whether the certificate is NIST's: it stands in the plan, which is published before the pulse
//! exists, for everybody to compare.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha512};

use crate::beacon::rsa::PublicKey;
use crate::beacon::seconds_of;
use crate::bytes::{from_hex, to_hex};

/// The one way of signing: RSA with SHA-512.
const CIPHER_SUITE: u64 = 0;
/// Bits of a status: first of its chain, after a gap, first under another certificate. Above are
/// faults.
const STATUS_END: u64 = 8;
/// The earlier pulses whose outputs are signed with a pulse, in this order.
const EARLIER: [&str; 5] = ["previous", "hour", "day", "month", "year"];

/// The certificate of the beacon as plans hold it.
#[derive(Debug)]
pub(super) struct Certificate {
    id: Vec<u8>,
    key: PublicKey,
}

impl Certificate {
    /// From its DER in lower-case hexadecimal.
    pub(super) fn parse(der: &str) -> Option<Self> {
        let der = from_hex(der)?;
        let key = PublicKey::of_certificate(&der)?;
        Some(Self { id: Sha512::digest(&der).to_vec(), key })
    }

    /// The SHA-512 by which NIST publishes it.
    pub(super) fn id(&self) -> String {
        to_hex(&self.id)
    }
}

/// The DER, in hexadecimal, of the first certificate of a PEM file.
pub(super) fn der_of_pem(pem: &str) -> Option<String> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    let body: String = body.split_ascii_whitespace().collect();
    Some(to_hex(&STANDARD.decode(body).ok()?))
}

/// Why a value is not that of a pulse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PulseFault {
    /// It is not two runs of hexadecimal digits of which the first is what a beacon signs.
    Unreadable,
    /// It is a pulse of another chain or index.
    Other,
    /// It names another certificate than the plan.
    Certificate,
    /// The key of the certificate did not sign it.
    Signature,
    /// It is of a later day than the reveal.
    Late,
}

/// What was signed and the signature, in hexadecimal and apart by a space: the value of a pulse.
pub(super) struct Pulse {
    signed: Vec<u8>,
    signature: Vec<u8>,
    head: Head,
}

/// What a pulse says of itself.
struct Head {
    certificate_id: Vec<u8>,
    chain: u64,
    index: u64,
    time: u64,
}

impl Pulse {
    pub(super) fn parse(value: &str) -> Result<Self, PulseFault> {
        let parts = value.split_once(' ').and_then(|(a, b)| Some((from_hex(a)?, from_hex(b)?)));
        let (signed, signature) = parts.ok_or(PulseFault::Unreadable)?;
        let head = Head::read(&signed).ok_or(PulseFault::Unreadable)?;
        Ok(Self { signed, signature, head })
    }

    /// When it was published, in seconds since 1970.
    pub(super) const fn time(&self) -> u64 {
        self.head.time
    }

    /// The output of the pulse of this chain and index, verified with `certificate`.
    pub(super) fn output(
        &self,
        chain: u64,
        index: u64,
        certificate: &Certificate,
    ) -> Result<Vec<u8>, PulseFault> {
        if (self.head.chain, self.head.index) != (chain, index) {
            return Err(PulseFault::Other);
        }
        if self.head.certificate_id != certificate.id {
            return Err(PulseFault::Certificate);
        }
        if !certificate.key.has_signed(&self.signed, &self.signature) {
            return Err(PulseFault::Signature);
        }
        Ok(Sha512::digest([&self.signed[..], &self.signature].concat()).to_vec())
    }
}

impl Head {
    /// Reads what is signed: texts and hashes after their length, all numbers big-endian. (The
    /// draft of the standard has lengths of eight bytes; the beacon uses four.)
    fn read(signed: &[u8]) -> Option<Self> {
        let mut fields = Fields(signed);
        fields.framed()?; // address
        fields.framed()?; // version
        let cipher_suite = fields.number::<4>()?;
        fields.number::<4>()?; // period
        let certificate_id = fields.hash()?.to_vec();
        let [chain, index] = [fields.number::<8>()?, fields.number::<8>()?];
        let time = seconds_of(str::from_utf8(fields.framed()?).ok()?)?;
        fields.hash()?; // chance of the beacon itself
        fields.hash()?; // an external source, its status and its value
        fields.number::<4>()?;
        fields.hash()?;
        for _ in EARLIER {
            fields.hash()?;
        }
        fields.hash()?; // commitment to the next chance
        let status = fields.number::<4>()?;
        let is_sound = cipher_suite == CIPHER_SUITE && status < STATUS_END && fields.0.is_empty();
        is_sound.then_some(Self { certificate_id, chain, index, time })
    }
}

/// What is left of the fields of a pulse.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn number<const N: usize>(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn framed(&mut self) -> Option<&'a [u8]> {
        let length = self.number::<4>()?;
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A SHA-512.
    fn hash(&mut self) -> Option<&'a [u8]> {
        self.framed().filter(|bytes| bytes.len() == 64)
    }
}

/// A pulse as the beacon publishes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PulseFile {
    uri: String,
    version: String,
    cipher_suite: u32,
    period: u32,
    certificate_id: String,
    chain_index: u64,
    pulse_index: u64,
    time_stamp: String,
    local_random_value: String,
    external: External,
    list_values: Vec<Earlier>,
    precommitment_value: String,
    status_code: u32,
    signature_value: String,
    output_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct External {
    source_id: String,
    status_code: u32,
    value: String,
}

#[derive(Deserialize)]
struct Earlier {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

impl PulseFile {
    /// Its value, for [`Pulse::parse`]; none where it does not hold together.
    pub(super) fn value(&self) -> Option<String> {
        let signed = self.signed()?;
        let signature = hexadecimal(&self.signature_value)?;
        let output = Sha512::digest([&signed[..], &signature].concat());
        let is_whole = hexadecimal(&self.output_value)? == output[..];
        is_whole.then(|| format!("{} {}", to_hex(&signed), to_hex(&signature)))
    }

    fn signed(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        bytes.extend(framed(self.uri.as_bytes())?);
        bytes.extend(framed(self.version.as_bytes())?);
        bytes.extend(self.cipher_suite.to_be_bytes());
        bytes.extend(self.period.to_be_bytes());
        bytes.extend(framed(&hexadecimal(&self.certificate_id)?)?);
        bytes.extend(self.chain_index.to_be_bytes());
        bytes.extend(self.pulse_index.to_be_bytes());
        bytes.extend(framed(self.time_stamp.as_bytes())?);
        bytes.extend(framed(&hexadecimal(&self.local_random_value)?)?);
        bytes.extend(framed(&hexadecimal(&self.external.source_id)?)?);
        bytes.extend(self.external.status_code.to_be_bytes());
        bytes.extend(framed(&hexadecimal(&self.external.value)?)?);
        for kind in EARLIER {
            let earlier = self.list_values.iter().find(|earlier| earlier.kind == kind)?;
            bytes.extend(framed(&hexadecimal(&earlier.value)?)?);
        }
        bytes.extend(framed(&hexadecimal(&self.precommitment_value)?)?);
        bytes.extend(self.status_code.to_be_bytes());
        Some(bytes)
    }
}

/// The bytes after their length.
fn framed(part: &[u8]) -> Option<Vec<u8>> {
    Some([&u32::try_from(part.len()).ok()?.to_be_bytes(), part].concat())
}

/// The bytes of hexadecimal digits of either case.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    from_hex(&text.to_ascii_lowercase())
}
