//! Public sources of chance: how they are named, what they are worth, and their values as bytes.
//!
//! # Invariants
//!
//! - A printed spec parses to itself; there is one spelling for each.
//! - A value enters a seed only after its form and, for drand and NIST, its signature have been checked.
//!
//! # Not here
//!
//! Whether a lottery really drew these balls: that is in the newspaper of the day. Whether a certificate
//! is NIST's: that is on its site.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::bytes::{Bytes32, from_hex, rfc3797_source};
use crate::error::{BeaconError, Result};

mod bls;
mod drand;
mod nist;
mod rsa;

use drand::Chain;
pub(crate) use nist::PulseFault;
use nist::{Certificate, Pulse, PulseFile};

/// Below this many bits somebody could search frames for one whose draw is favourable.
pub const ENTROPY_BITS_MIN: f64 = 60.0;

/// How many seconds a round of drand or a pulse of NIST must lie after the last moment of the day of a
/// commitment.
const MARGIN: u64 = 60;
/// Days are those of Beijing time.
const TIME_ZONE: u64 = 8 * 3600;

/// How many bits of chance a free choice of `count` out of `population` has: log₂ of the number of
/// choices, which RFC 3797 §4 asks a source to give.
pub fn choice_bits(population: u64, count: u64) -> f64 {
    let factor = |turn: u64| ((population - turn) as f64 / (count - turn) as f64).log2();
    (0..count.min(population)).map(factor).sum()
}

/// One or several sources whose values are used together, as fixed in a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeaconSpec(Vec<Source>);

/// One source. The order of the variants is the order in which a joined spec names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// A round of the League of Entropy, of a chain that is known here.
    Drand {
        chain: Chain,
        round: u64,
    },
    Nist {
        chain: u64,
        pulse: u64,
    },
    /// 双色球: six of 33 red balls and one of 16 blue.
    DoubleColorBall {
        issue: String,
    },
    /// 快乐8: 20 of 80 balls, drawn every day.
    HappyEight {
        issue: String,
    },
    /// Ten-sided dice thrown in public, read as digits.
    Dice {
        count: u64,
    },
}

impl BeaconSpec {
    /// Reads `drand:…`, `nist:2:…`, `cwl:ssq:…`, `cwl:kl8:…`, `dice:…`, joined by `+` in this order.
    pub fn parse(spec: &str) -> Result<Self> {
        let mut sources = Vec::new();
        for part in spec.split('+') {
            let source = Source::parse(part);
            let unknown = || BeaconError::Spec { spec: spec.into(), part: part.into() };
            sources.push(source.ok_or_else(unknown)?);
        }
        if !sources.is_sorted_by(|a, b| a < b) {
            return Err(BeaconError::Order { spec: spec.into() }.into());
        }
        Ok(Self(sources))
    }

    /// How many bits of chance the sources give together.
    pub fn entropy_bits(&self) -> f64 {
        self.0.iter().map(Source::entropy_bits).sum()
    }

    /// Refuses sources worth less than [`ENTROPY_BITS_MIN`], and a pulse of NIST without a certificate
    /// (DER in hexadecimal) whose key can be used.
    pub fn check(&self, certificate: Option<&str>) -> Result<()> {
        let bits = self.entropy_bits();
        if bits < ENTROPY_BITS_MIN {
            let tenths = (bits * 10.0) as u64;
            return Err(BeaconError::Entropy { spec: self.to_string(), tenths }.into());
        }
        match self.0.iter().find(|source| matches!(source, Source::Nist { .. })) {
            Some(source) => read_certificate(source, certificate).map(drop),
            None => Ok(()),
        }
    }

    /// Refuses a value from before the commitment: a lottery must be drawn on a later day, a round
    /// of drand be signed on a later day (in Beijing, by a minute) and not after the day it is said
    /// to be from; dice are thrown on the same day or later, after the commitment was read out. Pulses
    /// of NIST say themselves when they were made: see [`BeaconSpec::check_times`].
    pub fn check_dates(&self, committed_on: &str, revealed_on: &str) -> Result<()> {
        check_date(committed_on)?;
        check_date(revealed_on)?;
        match self.0.iter().find(|source| !source.fits_days(committed_on, revealed_on)) {
            None => Ok(()),
            Some(source) => Err(BeaconError::Early {
                part: source.to_string(),
                committed_on: committed_on.into(),
                revealed_on: revealed_on.into(),
            }
            .into()),
        }
    }

    /// Refuses a pulse of NIST from before the commitment, or from after the reveal, as for a round of
    /// drand. What is no pulse is left to [`BeaconSpec::value_bytes`].
    pub fn check_times(&self, value: &str, committed_on: &str, revealed_on: &str) -> Result<()> {
        for (source, value) in self.0.iter().zip(value.split('+')) {
            let Source::Nist { .. } = source else { continue };
            let Ok(pulse) = Pulse::parse(value) else { continue };
            let (part, day) = (source.to_string(), day_of(pulse.time()));
            if day.as_str() > revealed_on {
                return Err(BeaconError::Pulse { part, fault: PulseFault::Late }.into());
            }
            if committed_on >= day_of(pulse.time() - MARGIN).as_str() {
                let committed_on = committed_on.into();
                return Err(BeaconError::Early { part, committed_on, revealed_on: day }.into());
            }
        }
        Ok(())
    }

    /// The bytes of a value as published, for the seed: the values of the sources, joined by `+`.
    ///
    /// A round of drand is its signature in hexadecimal (in the default chain followed by a space
    /// and the signature before it), which is verified. A pulse of NIST is what was signed, a space and
    /// the signature, verified with `certificate`. Dice are their digits. Balls are numbers apart by
    /// spaces, red and blue apart by `/`; they become the RFC 3797 string (each number sorted and
    /// followed by `.`, each group by `/`).
    pub fn value_bytes(&self, value: &str, certificate: Option<&str>) -> Result<Vec<u8>> {
        let values: Vec<_> = value.split('+').collect();
        if values.len() != self.0.len() {
            let (stated, wanted) = (values.len(), self.0.len());
            return Err(BeaconError::Parts { stated, wanted }.into());
        }
        let mut bytes = Vec::new();
        for (source, value) in self.0.iter().zip(values) {
            bytes.extend(source.value_bytes(value, certificate)?);
        }
        Ok(bytes)
    }
}

/// The certificate with which the pulse of a source is verified.
fn read_certificate(source: &Source, der: Option<&str>) -> Result<Certificate> {
    let unusable = || BeaconError::Certificate { part: source.to_string() };
    Ok(der.and_then(Certificate::parse).ok_or_else(unusable)?)
}

/// A certificate of the NIST beacon, to be named by a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NistCertificate {
    /// Its DER in hexadecimal.
    pub der: String,
    /// SHA-512 of the DER: the name under which NIST publishes it, and pulses name it.
    pub id: String,
}

impl NistCertificate {
    /// From the PEM file that NIST publishes. Refuses what is no certificate of an RSA key of 2048 bits
    /// or more.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let der = nist::der_of_pem(pem).ok_or(BeaconError::Pem)?;
        Ok(Self::from_der(der).ok_or(BeaconError::Pem)?)
    }

    /// From the hexadecimal text that plans hold.
    pub(crate) fn from_der(der: String) -> Option<Self> {
        Some(Self { id: Certificate::parse(&der)?.id(), der })
    }
}

/// A round of drand as its servers publish it.
#[derive(Deserialize)]
struct DrandFile {
    round: u64,
    signature: String,
    #[serde(default)]
    previous_signature: String,
    randomness: Option<String>,
}

/// The spec of the first round of a drand chain (`quicknet` or `default`) that is signed at this
/// second since 1970 or later.
pub fn drand_spec_at(chain: &str, time: u64) -> Result<BeaconSpec> {
    let unknown = || BeaconError::Spec { spec: chain.into(), part: chain.into() };
    let chain = Chain::parse(chain).ok_or_else(unknown)?;
    let round = chain.round_at(time);
    chain.time_of(round).ok_or_else(unknown)?;
    Ok(BeaconSpec(vec![Source::Drand { chain, round }]))
}

/// A pulse of NIST as its server publishes it.
#[derive(Deserialize)]
struct NistFile {
    pulse: PulseFile,
}

/// What tells a pulse from a round.
#[derive(Deserialize)]
struct AnyFile {
    pulse: Option<IgnoredAny>,
}

/// The value of a round of drand or a pulse of NIST, for [`BeaconSpec::value_bytes`], from the JSON
/// file that its servers publish. The signature is verified later; what else the file states must agree
/// with it.
pub fn carried_value(file: &str) -> Result<String> {
    match read_file::<AnyFile>(file)?.pulse {
        Some(IgnoredAny) => {
            let value = read_file::<NistFile>(file)?.pulse.value();
            let unlike = || BeaconError::File { reason: "outputValue ≠ SHA-512(pulse)".into() };
            Ok(value.ok_or_else(unlike)?)
        }
        None => drand_value(&read_file(file)?),
    }
}

fn read_file<T: DeserializeOwned>(file: &str) -> Result<T> {
    let unreadable = |error: serde_json::Error| BeaconError::File { reason: error.to_string() };
    Ok(serde_json::from_str(file).map_err(unreadable)?)
}

fn drand_value(file: &DrandFile) -> Result<String> {
    let unreadable = |reason: String| BeaconError::File { reason };
    let signature = from_hex(&file.signature);
    let signature = signature.ok_or_else(|| unreadable(format!("round {}", file.round)))?;
    let hash = Bytes32::sha256(&signature).to_string();
    if file.randomness.as_ref().is_some_and(|stated| *stated != hash) {
        return Err(unreadable("randomness ≠ SHA-256(signature)".into()).into());
    }
    let joint = if file.previous_signature.is_empty() { "" } else { " " };
    Ok(format!("{}{joint}{}", file.signature, file.previous_signature))
}

impl fmt::Display for BeaconSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, source) in self.0.iter().enumerate() {
            let joint = if index == 0 { "" } else { "+" };
            write!(f, "{joint}{source}")?;
        }
        Ok(())
    }
}

impl Source {
    fn parse(part: &str) -> Option<Self> {
        let fields: Vec<_> = part.split(':').collect();
        match fields.as_slice() {
            ["drand", chain, chain_hash, round] => {
                let chain = Chain::parse(chain).filter(|chain| chain.hash() == *chain_hash)?;
                let round = parse_number(round).filter(|round| chain.time_of(*round).is_some())?;
                Some(Self::Drand { chain, round })
            }
            ["nist", "2", chain, pulse] => {
                Some(Self::Nist { chain: parse_number(chain)?, pulse: parse_number(pulse)? })
            }
            ["cwl", "ssq", issue] => Some(Self::DoubleColorBall { issue: parse_issue(issue)? }),
            ["cwl", "kl8", issue] => Some(Self::HappyEight { issue: parse_issue(issue)? }),
            ["dice", count] => Some(Self::Dice { count: parse_number(count)? }),
            _ => None,
        }
    }

    /// Base-2 logarithm of the number of equally likely values.
    fn entropy_bits(&self) -> f64 {
        match self {
            Self::Drand { .. } => 256.0,
            Self::Nist { .. } => 512.0,
            // C(33, 6) · 16 and C(80, 20) values.
            Self::DoubleColorBall { .. } => (1_107_568.0_f64 * 16.0).log2(),
            Self::HappyEight { .. } => 3_535_316_142_212_174_320.0_f64.log2(),
            Self::Dice { count } => *count as f64 * 10.0_f64.log2(),
        }
    }

    /// Whether a value of the day `revealed_on` cannot have been known on `committed_on`.
    fn fits_days(&self, committed_on: &str, revealed_on: &str) -> bool {
        match self {
            Self::Dice { .. } => committed_on <= revealed_on,
            Self::Drand { chain, round } => chain.time_of(*round).is_some_and(|time| {
                committed_on < day_of(time - MARGIN).as_str()
                    && day_of(time).as_str() <= revealed_on
            }),
            _ => committed_on < revealed_on,
        }
    }

    fn value_bytes(&self, value: &str, certificate: Option<&str>) -> Result<Vec<u8>> {
        let bytes = match self {
            Self::Nist { chain, pulse } => {
                let certificate = read_certificate(self, certificate)?;
                let output =
                    Pulse::parse(value).and_then(|read| read.output(*chain, *pulse, &certificate));
                let refused = |fault| BeaconError::Pulse { part: self.to_string(), fault };
                return Ok(output.map_err(refused)?);
            }
            Self::Drand { chain, round } => {
                let unsigned = || BeaconError::Signature { part: self.to_string() };
                let value = chain.verified_value(*round, value).ok_or_else(unsigned)?;
                return Ok(value.as_bytes().to_vec());
            }
            Self::DoubleColorBall { .. } => balls(value, &[(6, 33), (1, 16)]),
            Self::HappyEight { .. } => balls(value, &[(20, 80)]),
            Self::Dice { count } => digits(value, *count),
        };
        let wrong = || BeaconError::Value { part: self.to_string(), value: value.into() };
        Ok(bytes.ok_or_else(wrong)?)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drand { chain, round } => {
                write!(f, "drand:{}:{}:{round}", chain.name(), chain.hash())
            }
            Self::Nist { chain, pulse } => write!(f, "nist:2:{chain}:{pulse}"),
            Self::DoubleColorBall { issue } => write!(f, "cwl:ssq:{issue}"),
            Self::HappyEight { issue } => write!(f, "cwl:kl8:{issue}"),
            Self::Dice { count } => write!(f, "dice:{count}"),
        }
    }
}

/// A positive decimal number without sign or leading zero.
fn parse_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

fn parse_issue(text: &str) -> Option<String> {
    let is_issue = (5..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_issue.then(|| text.to_owned())
}

fn digits(value: &str, count: u64) -> Option<Vec<u8>> {
    let fits = value.len() as u64 == count && value.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| value.as_bytes().to_vec())
}

/// The RFC 3797 string of groups of distinct balls, each group `(how many, highest number)`.
fn balls(value: &str, groups: &[(usize, u64)]) -> Option<Vec<u8>> {
    let stated: Vec<_> = value.split('/').collect();
    if stated.len() != groups.len() {
        return None;
    }
    let mut text = String::new();
    for (numbers, (count, highest)) in stated.into_iter().zip(groups) {
        let words: Vec<_> = numbers.split_ascii_whitespace().collect();
        let numbers: BTreeSet<_> = words.iter().map(|word| ball(word)).collect::<Option<_>>()?;
        let in_range = numbers.iter().all(|number| (1..=*highest).contains(number));
        if !in_range || words.len() != *count || numbers.len() != *count {
            return None;
        }
        text.push_str(&rfc3797_source(numbers));
    }
    Some(text.into_bytes())
}

/// The number on a ball, with or without leading zeros.
fn ball(word: &str) -> Option<u64> {
    if word.bytes().all(|b| b.is_ascii_digit()) { word.parse().ok() } else { None }
}

/// Refuses a text that is no day of the calendar as `YYYY-MM-DD`.
pub(crate) fn check_date(text: &str) -> Result<()> {
    if is_date(text) { Ok(()) } else { Err(BeaconError::Date { value: text.into() }.into()) }
}

/// The day in Beijing of a second since 1970, as `YYYY-MM-DD`.
fn day_of(time: u64) -> String {
    // Years begin in March here, so that the day that some years lack is the last one.
    let days = (time + TIME_ZONE) / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The second since 1970 of a moment such as `2026-07-31T23:20:00.000Z`; none outside this century.
fn seconds_of(moment: &str) -> Option<u64> {
    let number = |at: usize, length: usize| moment.get(at..at + length)?.parse::<u64>().ok();
    let [year, month, day] = [number(0, 4)?, number(5, 2)?, number(8, 2)?];
    let [hour, minute, second] = [number(11, 2)?, number(14, 2)?, number(17, 2)?];
    let date = format!("{year:04}-{month:02}-{day:02}");
    let is_spelled = moment == format!("{date}T{hour:02}:{minute:02}:{second:02}.000Z");
    let is_clock = hour < 24 && minute < 60 && second < 60;
    if !is_spelled || !is_clock || !is_date(&date) || !date.starts_with("20") {
        return None;
    }
    // Years begin in March, as in `day_of`.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    Some(86_400 * days + 3_600 * hour + 60 * minute + second)
}

/// Whether `text` is a day of the calendar as `YYYY-MM-DD`, whose order is that of its text.
fn is_date(text: &str) -> bool {
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |range| text.get(range).and_then(|digits: &str| digits.parse::<u32>().ok());
    match (text.len() == 10 && shape, number(0..4), number(5..7), number(8..10)) {
        (true, Some(year), Some(month), Some(day)) => (1..=month_days(year, month)).contains(&day),
        _ => false,
    }
}

const fn month_days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + leap as u32,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
