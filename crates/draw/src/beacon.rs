//! Public sources of chance: how they are named, what they are worth, and their values as bytes.
//!
//! # Invariants
//!
//! - A printed spec parses to itself; there is one spelling for each.
//! - A value enters a seed only after its form and, for drand, its signature have been checked.
//!   NIST pulses are refused, because their signatures are not verified here.
//!
//! # Not here
//!
//! Whether a lottery really drew these balls: that is in the newspaper of the day.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

use crate::bytes::{Bytes32, from_hex, rfc3797_source};
use crate::error::{BeaconError, Result};

mod bls;
mod drand;

use drand::Chain;

/// Below this many bits somebody could search frames for one whose draw is favourable.
pub const ENTROPY_BITS_MIN: f64 = 60.0;

/// How many seconds a round of drand must lie after the last moment of the day of a commitment.
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

    /// Refuses sources worth less than [`ENTROPY_BITS_MIN`] and NIST pulses.
    pub fn check(&self) -> Result<()> {
        let bits = self.entropy_bits();
        if bits < ENTROPY_BITS_MIN {
            let tenths = (bits * 10.0) as u64;
            return Err(BeaconError::Entropy { spec: self.to_string(), tenths }.into());
        }
        match self.0.iter().find(|source| matches!(source, Source::Nist { .. })) {
            Some(source) => Err(BeaconError::Unverified { part: source.to_string() }.into()),
            None => Ok(()),
        }
    }

    /// Refuses a value from before the commitment: a lottery must be drawn on a later day, a round
    /// of drand be signed on a later day (in Beijing, by a minute) and not after the day it is said
    /// to be from; dice are thrown on the same day or later, after the commitment was read out.
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

    /// The bytes of a value as published, for the seed: the values of the sources, joined by `+`.
    ///
    /// A round of drand is its signature in hexadecimal (in the default chain followed by a space
    /// and the signature before it), which is verified. Dice are their digits. Balls are numbers apart by spaces, red and blue apart by `/`; they
    /// become the RFC 3797 string (each number sorted and followed by `.`, each group by `/`).
    pub fn value_bytes(&self, value: &str) -> Result<Vec<u8>> {
        let values: Vec<_> = value.split('+').collect();
        if values.len() != self.0.len() {
            let (stated, wanted) = (values.len(), self.0.len());
            return Err(BeaconError::Parts { stated, wanted }.into());
        }
        let mut bytes = Vec::new();
        for (source, value) in self.0.iter().zip(values) {
            bytes.extend(source.value_bytes(value)?);
        }
        Ok(bytes)
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

/// The value of a round of drand, for [`BeaconSpec::value_bytes`], from the JSON file that its
/// servers publish. The signature is verified later; what else the file states must agree with it.
pub fn drand_value(file: &str) -> Result<String> {
    let unreadable = |reason: String| BeaconError::File { reason };
    let file: DrandFile =
        serde_json::from_str(file).map_err(|error| unreadable(error.to_string()))?;
    let signature = from_hex(&file.signature);
    let signature = signature.ok_or_else(|| unreadable(format!("round {}", file.round)))?;
    if file.randomness.is_some_and(|stated| stated != Bytes32::sha256(&signature).to_string()) {
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

    fn value_bytes(&self, value: &str) -> Result<Vec<u8>> {
        let bytes = match self {
            Self::Nist { .. } => {
                return Err(BeaconError::Unverified { part: self.to_string() }.into());
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
