//! Tickets of consistent_sampler 1.0.10 (Rivest), the draw of several election audits.
//!
//! # Invariants
//!
//! - Tickets are compared as the decimal text that the peer compares. Its first 18 digits, held as
//!   a number, decide nearly always; the whole text is made only when they are equal.

use std::cmp::Ordering;

use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use crate::bytes::Bytes32;

/// The digits of a ticket that are compared first.
const KEY_DIGITS: u32 = 18;

/// Issues the tickets of one seed.
pub(crate) struct ConsistentTickets(Sha256);

impl ConsistentTickets {
    pub(crate) fn new(seed: &str) -> Self {
        Self(Sha256::new_with_prefix(Bytes32::sha256(seed.as_bytes()).to_string()))
    }

    /// The first `count` ids in ticket order, without replacement.
    pub(crate) fn first<'a>(&self, ids: &'a [String], count: usize) -> Vec<&'a str> {
        let keyed = ids.iter().map(|id| (key(&self.digest(id)), id.as_str()));
        let mut keyed: Vec<_> = keyed.collect();
        let compare = |a: &(u64, &str), b: &(u64, &str)| self.compare(a, b);
        if 0 < count && count < keyed.len() {
            keyed.select_nth_unstable_by(count - 1, compare);
        }
        keyed.truncate(count);
        keyed.sort_unstable_by(compare);
        keyed.into_iter().map(|(_, id)| id).collect()
    }

    fn compare(&self, a: &(u64, &str), b: &(u64, &str)) -> Ordering {
        let whole = || self.ticket(a.1).cmp(&self.ticket(b.1));
        a.0.cmp(&b.0).then_with(whole).then_with(|| a.1.cmp(b.1))
    }

    fn digest(&self, id: &str) -> [u8; 32] {
        self.0.clone().chain_update(id).finalize().into()
    }

    /// `0.` and the decimal digits of the hash, at least 64 of them, from the last to the first.
    fn ticket(&self, id: &str) -> String {
        let digits = BigUint::from_bytes_be(&self.digest(id)).to_string();
        format!("0.{}", format!("{digits:0>64}").chars().rev().collect::<String>())
    }
}

/// The last digits of the hash, from the last to the first, as a number.
fn key(digest: &[u8; 32]) -> u64 {
    let modulus = 10_u128.pow(KEY_DIGITS);
    let (chunks, _) = digest.as_chunks::<8>();
    let rest = |rest: u128, chunk: &[u8; 8]| {
        (rest << 64 | u128::from(u64::from_be_bytes(*chunk))) % modulus
    };
    let mut low = chunks.iter().fold(0, rest) as u64;
    let mut reversed = 0;
    for _ in 0..KEY_DIGITS {
        reversed = reversed * 10 + low % 10;
        low /= 10;
    }
    reversed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_equal_those_of_the_peer() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../testdata/sampling.json")).unwrap();
        let generated = &vectors["consistent_sampler"]["generated"];
        let tickets = ConsistentTickets::new(generated["seed"].as_str().unwrap());
        for case in generated["tickets_full"].as_array().unwrap() {
            assert_eq!(tickets.ticket(case[0].as_str().unwrap()), case[1].as_str().unwrap());
        }
        let published = &vectors["consistent_sampler"]["published_doc_examples"]["first_fraction"];
        let tickets = ConsistentTickets::new(published[1].as_str().unwrap());
        assert_eq!(tickets.ticket(published[0].as_str().unwrap()), published[2].as_str().unwrap());
    }

    #[test]
    fn the_key_is_the_start_of_the_ticket() {
        let tickets = ConsistentTickets::new("314159");
        for id in ["A-1", "B-2", "低保-龙岗-0001"] {
            let key = format!("0.{:018}", key(&tickets.digest(id)));
            assert!(tickets.ticket(id).starts_with(&key), "{id}");
        }
    }
}
