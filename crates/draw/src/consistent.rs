//! Tickets of consistent_sampler 1.0.10 (Rivest), the draw of several election audits.
//!
//! # Invariants
//!
//! - Tickets are compared as the decimal text that the peer compares. Its first 18 digits, held as
//!   a number, decide nearly always; the whole text is made only when they are equal.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

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

    /// The first `count` draws with replacement: each drawn id comes back with a later ticket.
    pub(crate) fn first_replaced<'a>(
        &self,
        ids: &'a [String],
        count: usize,
    ) -> Vec<(String, &'a str, u64)> {
        let tickets = ids.iter().map(|id| Reverse((self.ticket(id), id.as_str(), 1)));
        let mut waiting: BinaryHeap<_> = tickets.collect();
        let mut drawn = Vec::new();
        while drawn.len() < count {
            let Some(Reverse((ticket, id, generation))) = waiting.pop() else { break };
            waiting.push(Reverse((next_ticket(&ticket), id, generation + 1)));
            drawn.push((ticket, id, generation));
        }
        drawn
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
        format!("0.{}", reversed_digits(&self.digest(id)))
    }
}

/// The decimal digits of a hash, at least 64 of them, from the last to the first.
fn reversed_digits(digest: &[u8; 32]) -> String {
    let digits = BigUint::from_bytes_be(digest).to_string();
    format!("{digits:0>64}").chars().rev().collect()
}

/// The ticket after this one: what follows its nines is drawn anew until it is larger.
fn next_ticket(ticket: &str) -> String {
    let kept = nines_end(ticket);
    let mut larger = (1_u64..).map(|turn| {
        let digest = Sha256::digest(format!("{ticket}:{turn}")).into();
        format!("{}{}", ticket.get(..kept).unwrap_or(ticket), reversed_digits(&digest))
    });
    let padded = format!("{ticket}0");
    larger.find(|next| *next > padded).unwrap_or(padded)
}

/// Where the first digit stands that is not a nine, after `0.`.
fn nines_end(ticket: &str) -> usize {
    2 + ticket.bytes().skip(2).take_while(|digit| *digit == b'9').count()
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
    fn draws_with_replacement_equal_those_of_the_peer() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../testdata/sampling.json")).unwrap();
        let examples = &vectors["consistent_sampler"]["published_doc_examples"];
        let uniform = reversed_digits(&Sha256::digest("abc").into());
        assert_eq!(format!("0.{uniform}"), examples["sha256_uniform_abc"].as_str().unwrap());
        let next = &examples["next_fraction"];
        assert_eq!(next_ticket(next[0].as_str().unwrap()), next[1].as_str().unwrap());

        let case = &examples["with_replacement16"];
        let ids: Vec<String> = serde_json::from_value(case["ids"].clone()).unwrap();
        let tickets = ConsistentTickets::new(case["seed"].as_str().unwrap());
        let trim = |ticket: &str| ticket[..nines_end(ticket) + 9].to_owned();
        let drawn = tickets.first_replaced(&ids, 16).into_iter();
        let drawn: Vec<_> = drawn.map(|(ticket, id, turn)| (trim(&ticket), id, turn)).collect();
        let expected: Vec<(String, String, u64)> =
            serde_json::from_value(case["out"].clone()).unwrap();
        let expected =
            expected.iter().map(|(ticket, id, turn)| (ticket.clone(), id.as_str(), *turn));
        assert_eq!(drawn, expected.collect::<Vec<_>>());

        let seed_hash = &vectors["consistent_sampler"]["generated"];
        let hash = Bytes32::sha256(seed_hash["seed"].as_str().unwrap().as_bytes());
        assert_eq!(hash.to_string(), seed_hash["seed_hash"].as_str().unwrap());
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
