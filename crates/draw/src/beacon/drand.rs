//! drand, the public randomness of the League of Entropy: signatures of a threshold of its
//! members, of which nobody can know one before its time.
//!
//! # Invariants
//!
//! - A value is the SHA-256 of a signature that was verified under the chain's public key. What a
//!   file states as its randomness is never taken over.

use crate::beacon::bls;
use crate::bytes::{Bytes32, from_hex};

/// A chain of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chain {
    /// Every three seconds; each round is signed alone.
    Quicknet,
    /// Every thirty seconds; each round signs the one before it.
    Default,
}

/// What is public of a chain.
struct Facts {
    name: &'static str,
    hash: &'static str,
    public_key: &'static str,
    genesis_time: u64,
    period: u64,
}

const QUICKNET: Facts = Facts {
    name: "quicknet",
    hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    public_key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    genesis_time: 1_692_803_367,
    period: 3,
};
const DEFAULT: Facts = Facts {
    name: "default",
    hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    public_key: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    genesis_time: 1_595_431_050,
    period: 30,
};

impl Chain {
    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Quicknet, Self::Default].into_iter().find(|chain| chain.name() == name)
    }

    const fn facts(self) -> &'static Facts {
        match self {
            Self::Quicknet => &QUICKNET,
            Self::Default => &DEFAULT,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        self.facts().name
    }

    /// The hash by which the chain is known.
    pub(super) const fn hash(self) -> &'static str {
        self.facts().hash
    }

    /// When a round is signed, in seconds since 1970; nothing for a round that is not of the
    /// coming millennia.
    pub(super) fn time_of(self, round: u64) -> Option<u64> {
        let Facts { genesis_time, period, .. } = self.facts();
        let time = round.checked_sub(1)?.checked_mul(*period)?.checked_add(*genesis_time)?;
        (time < 250_000_000_000).then_some(time)
    }

    /// The first round that is signed at this second or later; round 1 before the chain began.
    pub(super) fn round_at(self, time: u64) -> u64 {
        let Facts { genesis_time, period, .. } = self.facts();
        time.saturating_sub(*genesis_time).div_ceil(*period) + 1
    }

    /// The value of a round: SHA-256 of its signature, after verifying it. `value` is the signature
    /// in hexadecimal, in the default chain followed by a space and the signature before it.
    pub(super) fn verified_value(self, round: u64, value: &str) -> Option<Bytes32> {
        let (signature, previous) = match self {
            Self::Quicknet => (value, ""),
            Self::Default => value.split_once(' ')?,
        };
        let [signature, previous] = [from_hex(signature)?, from_hex(previous)?];
        let key = from_hex(self.facts().public_key)?;
        let message = [&previous[..], &round.to_be_bytes()].concat();
        let message = Bytes32::sha256(&message);
        let holds = match self {
            Self::Quicknet => bls::signed_in_g1(&key, message.as_bytes(), &signature)?,
            Self::Default => bls::signed_in_g2(&key, message.as_bytes(), &signature)?,
        };
        holds.then(|| Bytes32::sha256(&signature))
    }
}
