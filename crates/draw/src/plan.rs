//! The plan: everything about a draw that people decide, fixed before chance speaks.
//!
//! # Invariants
//!
//! - The hash of a plan is the hash of its canonical text, which is the only text it is kept in.
//! - A checked plan names a source of chance that is strong enough and can be verified.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::beacon::{BeaconSpec, NistCertificate};
use crate::bytes::Bytes32;
use crate::canonical::to_canonical;
use crate::error::{Error, Field, PlanError, Result, TextFault};
use crate::frame::check_text;

/// The one algorithm by which plans are carried out.
pub const ALGORITHM: &str = "native-1";

/// The reference of a plan that holds the certificate of the NIST beacon: its DER in hexadecimal.
pub const NIST_CERTIFICATE: &str = "nist_certificate";

/// What is drawn, how much of it, and from which public chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`ALGORITHM`].
    pub algorithm: String,
    /// The source of chance, as [`BeaconSpec`] prints it.
    pub beacon_spec: String,
    /// Whether units of class C count toward the share that the law asks for.
    pub certainty_counts: bool,
    /// The purpose hashed into every ticket, ASCII: draws with the same label coincide where
    /// their frames overlap and their seed is the same. `select` unless there is a reason.
    pub coordination: String,
    /// The share of class R drawn in every stratum.
    pub fraction: Fraction,
    /// The least number drawn in every stratum that has as many.
    pub minimum: u64,
    /// What the draw is for, in words.
    pub purpose: String,
    /// Norms, snapshot, rules and versions the plan rests on, by name.
    pub references: BTreeMap<String, String>,
    /// How many units after the sample are published as reserves.
    pub reserve: Reserve,
    /// SHA-256 of each secret that parties reveal after the commitment; usually none.
    pub reveal_hashes: Vec<Bytes32>,
    /// The hash of the roster, if inspectors are assigned by the same draw.
    pub roster_hash: Option<Bytes32>,
}

impl Plan {
    /// Reads the canonical text of a plan; any other spelling of it is refused.
    pub fn parse(text: &str) -> Result<Self> {
        let plan: Self = serde_json::from_str(text)
            .map_err(|error| PlanError::Unreadable { reason: error.to_string() })?;
        plan.check()?;
        if plan.to_text()? == text { Ok(plan) } else { Err(PlanError::NotCanonical.into()) }
    }

    /// Refuses an unknown algorithm, unusable labels and a source of chance that will not do.
    pub fn check(&self) -> Result<()> {
        if self.algorithm != ALGORITHM {
            return Err(PlanError::Algorithm { value: self.algorithm.clone() }.into());
        }
        check_text(Field::Purpose, &self.purpose)?;
        check_label(&self.coordination)?;
        if self.reveal_hashes.len() > usize::from(u8::MAX) {
            let (stated, planned) = (self.reveal_hashes.len(), usize::from(u8::MAX));
            return Err(PlanError::Reveals { stated, planned }.into());
        }
        self.beacon()?.check(self.certificate())
    }

    /// The canonical JSON text (RFC 8785).
    pub fn to_text(&self) -> Result<String> {
        to_canonical(self)
    }

    /// The source of chance.
    pub fn beacon(&self) -> Result<BeaconSpec> {
        BeaconSpec::parse(&self.beacon_spec)
    }

    /// The certificate with which a pulse of NIST is verified, if the plan holds one.
    pub fn nist_certificate(&self) -> Option<NistCertificate> {
        NistCertificate::from_der(self.certificate()?.to_owned())
    }

    fn certificate(&self) -> Option<&str> {
        self.references.get(NIST_CERTIFICATE).map(String::as_str)
    }

    /// The bytes of a public value for the seed, of which days it may be; see
    /// [`BeaconSpec::value_bytes`].
    pub(crate) fn value_bytes(
        &self,
        value: &str,
        committed_on: &str,
        revealed_on: &str,
    ) -> Result<Vec<u8>> {
        let spec = self.beacon()?;
        let bytes = spec.value_bytes(value, self.certificate())?;
        spec.check_times(value, committed_on, revealed_on)?;
        Ok(bytes)
    }

    /// Refuses reveals that are not the ones whose hashes the plan holds, in its order.
    pub fn check_reveals(&self, reveals: &[Bytes32]) -> Result<()> {
        let (stated, planned) = (reveals.len(), self.reveal_hashes.len());
        if stated != planned {
            return Err(PlanError::Reveals { stated, planned }.into());
        }
        match self.first_wrong_reveal(reveals) {
            Some(index) => Err(PlanError::Reveal { number: index + 1 }.into()),
            None => Ok(()),
        }
    }

    /// The first reveal that has not the hash of its place in the plan.
    pub(crate) fn first_wrong_reveal(&self, reveals: &[Bytes32]) -> Option<usize> {
        let mut pairs = reveals.iter().zip(&self.reveal_hashes);
        let same_count = reveals.len() == self.reveal_hashes.len();
        let wrong = pairs.position(|(reveal, hash)| Bytes32::sha256(reveal.as_bytes()) != *hash);
        wrong.filter(|_| same_count)
    }
}

/// The hash of the canonical UTF-8 text of a plan.
pub fn plan_hash(text: &[u8]) -> Bytes32 {
    Bytes32::sha256(text)
}

/// Refuses a ticket label that is not 1–255 bytes of ASCII without white space at the ends.
pub(crate) fn check_label(label: &str) -> Result<()> {
    check_text(Field::Label, label)?;
    if label.is_ascii() {
        Ok(())
    } else {
        Err(Error::text(Field::Label, label, TextFault::NotAscii))
    }
}

/// A share from 0 to 1 in the terms in which it was decided: `30/100` stays `30/100`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// Reads `numerator/denominator` in plain decimal digits, at most 1.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = || PlanError::Fraction { value: text.to_owned() };
        let (numerator, denominator) = text.split_once('/').ok_or_else(refused)?;
        let numerator = plain_number(numerator).ok_or_else(refused)?;
        let denominator = plain_number(denominator).ok_or_else(refused)?;
        if denominator == 0 || numerator > denominator {
            return Err(refused().into());
        }
        Ok(Self { numerator, denominator })
    }

    /// The number above the line.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The number below the line, never 0.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl TryFrom<String> for Fraction {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

/// How long the published list of reserves is in each stratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Reserve {
    /// Every unit that was not drawn (`all`).
    All,
    /// The next so many units (`0`, `5`, …).
    Next(u64),
}

impl Reserve {
    /// Reads `all` or a plain decimal number.
    pub fn parse(text: &str) -> Result<Self> {
        match (text, plain_number(text)) {
            ("all", _) => Ok(Self::All),
            (_, Some(count)) => Ok(Self::Next(count)),
            _ => Err(PlanError::Reserve { value: text.to_owned() }.into()),
        }
    }

    /// How many units of a stratum are published: the sample and its reserves.
    pub(crate) fn published(self, sample_count: usize, population_count: usize) -> usize {
        match self {
            Self::All => population_count,
            Self::Next(count) => {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                sample_count.saturating_add(count).min(population_count)
            }
        }
    }
}

impl fmt::Display for Reserve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Next(count) => write!(f, "{count}"),
        }
    }
}

impl TryFrom<String> for Reserve {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Reserve> for String {
    fn from(reserve: Reserve) -> Self {
        reserve.to_string()
    }
}

/// A decimal number without sign or leading zeros.
fn plain_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = concat!(
        r#"{"algorithm":"native-1","beacon_spec":"dice:20","certainty_counts":true,"#,
        r#""coordination":"select","fraction":"30/100","minimum":0,"purpose":"新增低保抽查","#,
        r#""references":{"snapshot":"2026-10"},"reserve":"all","reveal_hashes":[],"roster_hash":null}"#
    );

    #[test]
    fn a_plan_has_one_text() {
        let plan = Plan::parse(TEXT).unwrap();
        assert_eq!(plan.to_text().unwrap(), TEXT);
        let cases = [
            ("a space more", TEXT.replace("\":", "\": ")),
            ("a field more", TEXT.replace("\"minimum\":0", "\"minimum\":0,\"note\":\"\"")),
            ("a field twice", TEXT.replace("\"minimum\":0", "\"minimum\":0,\"minimum\":0")),
            (
                "a reference twice",
                TEXT.replace("\"2026-10\"", "\"2026-10\",\"snapshot\":\"2026-10\""),
            ),
            ("a field less", TEXT.replace("\"minimum\":0,", "")),
            ("another order", TEXT.replace("{\"algorithm\":\"native-1\",", "{").replace("}}", "}")),
            ("another algorithm", TEXT.replace("native-1", "native-2")),
            ("an escape", TEXT.replace("新", "\\u65b0")),
            ("weak chance", TEXT.replace("dice:20", "dice:6")),
            ("a label outside ASCII", TEXT.replace("\"select\"", "\"选\"")),
        ];
        for (name, text) in cases {
            assert_ne!(text, TEXT, "{name}");
            assert!(Plan::parse(&text).is_err(), "{name}");
        }
    }

    #[test]
    fn fractions_and_reserves_have_one_spelling() {
        for text in ["30/100", "0/1", "1/1"] {
            assert_eq!(Fraction::parse(text).unwrap().to_string(), text);
        }
        for text in ["30", "3/0", "11/10", "030/100", "+3/10", "3/10/2", " 3/10", "0.3", "-1/2"] {
            assert!(Fraction::parse(text).is_err(), "{text}");
        }
        for text in ["all", "0", "12"] {
            assert_eq!(Reserve::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "none", "012", "-1"] {
            assert!(Reserve::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reveals_must_be_the_ones_that_were_promised() {
        let secrets = [Bytes32::new([1; 32]), Bytes32::new([2; 32])];
        let mut plan = Plan::parse(TEXT).unwrap();
        plan.reveal_hashes = secrets.iter().map(|s| Bytes32::sha256(s.as_bytes())).collect();
        assert!(plan.check_reveals(&secrets).is_ok());
        assert!(plan.check_reveals(&secrets[..1]).is_err());
        assert!(plan.check_reveals(&[secrets[1], secrets[0]]).is_err());
    }
}
