//! Draws redone from published facts by published methods, for checking anybody's draw.
//!
//! # Not here
//!
//! Strata, certainty units and plans: a replay is one list and one seed.

use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use crate::bytes::{Bytes32, rfc3797_source};
use crate::consistent::ConsistentTickets;
use crate::cryptorandom;
use crate::error::{Error, Field, ReplayError, Result};
use crate::frame::{check_text, refuse_duplicates};
use crate::plan::{ALGORITHM, check_label};
use crate::ticket::Tickets;

/// A published method of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// RFC 3797: positions of a numbered list, without replacement.
    Rfc3797,
    /// Rivest 2011: positions of a numbered list, with replacement as the numbers fall.
    Rivest2011,
    /// consistent_sampler 1.0.10: tickets of ids, without replacement.
    RivestConsistent1,
    /// consistent_sampler 1.0.10 with replacement.
    RivestConsistent1Replaced,
    /// cryptorandom 0.4: PIKK, positions of a numbered list, without replacement.
    CryptorandomPikk,
    /// cryptorandom 0.4: Fisher and Yates.
    CryptorandomFisherYates,
    /// cryptorandom 0.4: Waterman's reservoir R.
    CryptorandomWatermanR,
    /// cryptorandom 0.4: sample by index.
    CryptorandomByIndex,
    /// The tickets of this crate, without replacement.
    Native1,
}

impl Method {
    /// All methods, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Rfc3797,
        Self::Rivest2011,
        Self::RivestConsistent1,
        Self::RivestConsistent1Replaced,
        Self::CryptorandomPikk,
        Self::CryptorandomFisherYates,
        Self::CryptorandomWatermanR,
        Self::CryptorandomByIndex,
        Self::Native1,
    ];

    /// The name by which a method is called from outside.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rfc3797 => "rfc3797",
            Self::Rivest2011 => "rivest-2011",
            Self::RivestConsistent1 => "rivest-consistent-1",
            Self::RivestConsistent1Replaced => "rivest-consistent-1-replaced",
            Self::CryptorandomPikk => "cryptorandom-pikk",
            Self::CryptorandomFisherYates => "cryptorandom-fisher-yates",
            Self::CryptorandomWatermanR => "cryptorandom-waterman-r",
            Self::CryptorandomByIndex => "cryptorandom-by-index",
            Self::Native1 => ALGORITHM,
        }
    }

    /// Whether an id that was drawn can be drawn again.
    const fn replaces(self) -> bool {
        matches!(self, Self::Rivest2011 | Self::RivestConsistent1Replaced)
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|method| method.name() == name);
        found.ok_or_else(|| ReplayError::Method { name: name.to_owned() }.into())
    }
}

/// The ids drawn, in the order drawn.
///
/// Where tickets decide ([`Method::RivestConsistent1`] with and without replacement,
/// [`Method::Native1`]) the order of `ids` means nothing and duplicates are refused; elsewhere
/// `ids` is a numbered list, the first being number 1. `seed` is the text of the seed, but for
/// [`Method::Rfc3797`] the published sources (numbers apart by spaces, sources apart by `/`) and for
/// [`Method::Native1`] S in hexadecimal. `purpose` matters for [`Method::Native1`] alone.
///
/// A count above the number of ids is refused where nothing is put back.
pub fn replay(
    method: Method,
    seed: &str,
    ids: &[String],
    count: usize,
    purpose: &str,
) -> Result<Vec<String>> {
    if count > ids.len() && !(method.replaces() && !ids.is_empty()) {
        return Err(ReplayError::Count { count, available: ids.len() }.into());
    }
    let drawn = match method {
        Method::Rfc3797 => rfc3797(seed, ids, count)?,
        Method::Rivest2011 => rivest_2011(seed, ids, count)?,
        Method::RivestConsistent1 => {
            check_ids(ids)?;
            ConsistentTickets::new(seed).first(ids, count)
        }
        Method::RivestConsistent1Replaced => {
            check_ids(ids)?;
            let drawn = ConsistentTickets::new(seed).first_replaced(ids, count);
            drawn.into_iter().map(|(_, id, _)| id).collect()
        }
        Method::CryptorandomPikk => at(ids, cryptorandom::pikk(seed, ids.len(), count)),
        Method::CryptorandomFisherYates => {
            at(ids, cryptorandom::fisher_yates(seed, ids.len(), count))
        }
        Method::CryptorandomWatermanR => at(ids, cryptorandom::waterman_r(seed, ids.len(), count)),
        Method::CryptorandomByIndex => at(ids, cryptorandom::by_index(seed, ids.len(), count)),
        Method::Native1 => {
            check_ids(ids)?;
            check_label(purpose)?;
            let tickets = Tickets::new(&Bytes32::parse(Field::Seed, seed)?, purpose);
            let ids = ids.iter().map(String::as_str);
            tickets.first(ids, count).into_iter().map(|(_, id)| id).collect()
        }
    };
    Ok(drawn.into_iter().map(str::to_owned).collect())
}

fn at(ids: &[String], places: Vec<usize>) -> Vec<&str> {
    places.into_iter().filter_map(|place| ids.get(place)).map(String::as_str).collect()
}

fn check_ids(ids: &[String]) -> Result<()> {
    ids.iter().try_for_each(|id| check_text(Field::DrawId, id))?;
    let mut sorted: Vec<_> = ids.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    refuse_duplicates(sorted.into_iter())
}

/// MD5(be16 i ‖ key ‖ be16 i) modulo the number of remaining ids picks one of them.
fn rfc3797<'a>(sources: &str, ids: &'a [String], count: usize) -> Result<Vec<&'a str>> {
    let key = rfc3797_key(sources)?;
    if ids.len() > usize::from(u16::MAX) {
        return Err(ReplayError::Pool { ids: ids.len() }.into());
    }
    let mut remaining: Vec<_> = ids.iter().map(String::as_str).collect();
    let pick = |turn: usize| {
        let turn = (turn as u16).to_be_bytes();
        let digest =
            md5::Md5::new_with_prefix(turn).chain_update(&key).chain_update(turn).finalize();
        let number = u128::from_be_bytes(digest.into());
        remaining.remove((number % remaining.len() as u128) as usize)
    };
    Ok((0..count).map(pick).collect())
}

/// Each source's integers sorted, in decimal, each followed by `.`; each source followed by `/`.
fn rfc3797_key(sources: &str) -> Result<String> {
    let refused = |source: &str| Error::from(ReplayError::Source { source: source.to_owned() });
    let mut key = String::new();
    for source in sources.strip_suffix('/').unwrap_or(sources).split('/') {
        let number = |word: &str| {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| BigUint::parse_bytes(word.as_bytes(), 10)).flatten()
        };
        let numbers: Option<Vec<_>> = source.split_whitespace().map(number).collect();
        let mut numbers = numbers.filter(|list| !list.is_empty()).ok_or_else(|| refused(source))?;
        numbers.sort_unstable();
        key.push_str(&rfc3797_source(numbers));
    }
    Ok(key)
}

/// Number i is `1 + SHA256(seed ‖ "," ‖ i) mod N`, i from 1.
fn rivest_2011<'a>(seed: &str, ids: &'a [String], count: usize) -> Result<Vec<&'a str>> {
    let modulus = ids.len().max(1) as u128;
    let pick = |turn: usize| {
        let digest = Sha256::digest(format!("{seed},{turn}"));
        let step = |rest: u128, byte: &u8| (rest << 8 | u128::from(*byte)) % modulus;
        let empty = || ReplayError::Count { count, available: 0 };
        let id = ids.get(digest.iter().fold(0, step) as usize).ok_or_else(empty)?;
        Ok(id.as_str())
    };
    (1..=count).map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_that_cannot_be_are_refused() {
        let ids = ["a", "b", "b"].map(str::to_owned);
        let seed = "0f".repeat(32);
        let cases = [
            ("more than there are", Method::Rfc3797, "1", &ids[..2], 3, "select"),
            ("a source without numbers", Method::Rfc3797, "1//2", &ids[..2], 1, "select"),
            ("a source with a sign", Method::Rfc3797, "-1", &ids[..2], 1, "select"),
            ("nothing to draw from", Method::Rivest2011, "1", &ids[..0], 1, "select"),
            ("an id twice", Method::RivestConsistent1, "1", &ids[..], 1, "select"),
            ("a seed that is no hash", Method::Native1, "1", &ids[..2], 1, "select"),
            ("no purpose", Method::Native1, &seed, &ids[..2], 1, ""),
        ];
        for (name, method, seed, ids, count, purpose) in cases {
            assert!(replay(method, seed, ids, count, purpose).is_err(), "{name}");
        }
        assert!(replay(Method::Native1, &seed, &ids[..2], 2, "select").is_ok());
    }

    #[test]
    fn methods_are_called_by_their_names() {
        for method in Method::ALL {
            assert_eq!(Method::parse(method.name()), Ok(method));
        }
        assert!(Method::parse("native").is_err());
    }
}
