//! Public sources of chance: how they are named, what they are worth, and their values as bytes.
//!
//! # Invariants
//!
//! - A printed spec parses to itself; there is one spelling for each.
//! - A value enters a seed only after its form has been checked. Values that carry a signature
//!   (drand, NIST) are refused, because no signature is verified here.
//!
//! # Not here
//!
//! Whether the value was really drawn: that is in the newspaper of the day.

use std::collections::BTreeSet;
use std::fmt;

use crate::bytes::{Bytes32, rfc3797_source};
use crate::error::{BeaconError, Field, Result};

/// Below this many bits somebody could search frames for one whose draw is favourable.
pub const ENTROPY_BITS_MIN: f64 = 60.0;

/// One or several sources whose values are used together, as fixed in a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeaconSpec(Vec<Source>);

/// One source. The order of the variants is the order in which a joined spec names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Drand {
        chain: DrandChain,
        chain_hash: String,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DrandChain {
    Quicknet,
    Default,
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

    /// Refuses sources worth less than [`ENTROPY_BITS_MIN`] and those that cannot be verified here.
    pub fn check(&self) -> Result<()> {
        let bits = self.entropy_bits();
        if bits < ENTROPY_BITS_MIN {
            let tenths = (bits * 10.0) as u64;
            return Err(BeaconError::Entropy { spec: self.to_string(), tenths }.into());
        }
        match self.0.iter().find(|source| source.is_signed()) {
            Some(source) => Err(BeaconError::Unverified { part: source.to_string() }.into()),
            None => Ok(()),
        }
    }

    /// Refuses a value from before the commitment: a lottery must be drawn on a later day, dice
    /// are thrown on the same day or later, after the commitment has been read out.
    pub fn check_dates(&self, committed_on: &str, revealed_on: &str) -> Result<()> {
        for date in [committed_on, revealed_on] {
            if !is_date(date) {
                return Err(BeaconError::Date { value: date.into() }.into());
            }
        }
        let early = |source: &&Source| match source {
            Source::Dice { .. } => revealed_on < committed_on,
            _ => revealed_on <= committed_on,
        };
        match self.0.iter().find(early) {
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
    /// Dice are their digits. Balls are numbers apart by spaces, red and blue apart by `/`; they
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
            ["drand", chain, chain_hash, round] => Some(Self::Drand {
                chain: DrandChain::parse(chain)?,
                chain_hash: parse_chain_hash(chain_hash)?,
                round: parse_number(round)?,
            }),
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

    const fn is_signed(&self) -> bool {
        matches!(self, Self::Drand { .. } | Self::Nist { .. })
    }

    fn value_bytes(&self, value: &str) -> Result<Vec<u8>> {
        let bytes = match self {
            Self::Drand { .. } | Self::Nist { .. } => {
                return Err(BeaconError::Unverified { part: self.to_string() }.into());
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
            Self::Drand { chain, chain_hash, round } => {
                write!(f, "drand:{}:{chain_hash}:{round}", chain.name())
            }
            Self::Nist { chain, pulse } => write!(f, "nist:2:{chain}:{pulse}"),
            Self::DoubleColorBall { issue } => write!(f, "cwl:ssq:{issue}"),
            Self::HappyEight { issue } => write!(f, "cwl:kl8:{issue}"),
            Self::Dice { count } => write!(f, "dice:{count}"),
        }
    }
}

impl DrandChain {
    fn parse(name: &str) -> Option<Self> {
        [Self::Quicknet, Self::Default].into_iter().find(|chain| chain.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Quicknet => "quicknet",
            Self::Default => "default",
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

fn parse_chain_hash(text: &str) -> Option<String> {
    Bytes32::parse(Field::Hash, text).ok()?;
    Some(text.to_owned())
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
