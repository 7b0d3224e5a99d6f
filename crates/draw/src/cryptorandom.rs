//! The generator and samplers of cryptorandom 0.4 (Stark), used in several election audits.
//!
//! # Invariants
//!
//! - Block c is `SHA256(seed ‖ "," ‖ c zero bytes)`, c from 0, read as a big-endian number.
//!
//! # Not here
//!
//! Weighted samples, and samples with replacement.

use sha2::{Digest, Sha256};

/// The blocks of one seed, taken one by one.
pub(crate) struct Generator {
    hash: Sha256,
    /// The block whose bits are being used up, from its lowest bit, and how many are used.
    bits: Option<([u8; 32], usize)>,
}

impl Generator {
    pub(crate) fn new(seed: &str) -> Self {
        Self { hash: Sha256::new_with_prefix(format!("{seed},")), bits: None }
    }

    fn block(&mut self) -> [u8; 32] {
        let block = self.hash.clone().finalize().into();
        self.hash.update([0]);
        block
    }

    /// The next block divided by 2²⁵⁶; what its last 128 bits add is below the last digit.
    fn fraction(&mut self) -> f64 {
        let block = self.block();
        let high = block.first_chunk::<16>().copied().unwrap_or_default();
        u128::from_be_bytes(high) as f64 * 2_f64.powi(-128)
    }

    fn bit(&mut self) -> u64 {
        let (block, used) = match self.bits.take() {
            Some((block, used)) if used < 256 => (block, used),
            _ => (self.block(), 0),
        };
        self.bits = Some((block, used + 1));
        let byte = block.iter().rev().nth(used / 8).copied().unwrap_or_default();
        u64::from(byte >> (used % 8) & 1)
    }

    /// A number below `limit`: as many bits as it needs, again while they give too much.
    fn below(&mut self, limit: usize) -> usize {
        let count = usize::BITS - (limit - 1).leading_zeros();
        loop {
            let number = (0..count).fold(0, |number, place| number | self.bit() << place) as usize;
            if number < limit {
                return number;
            }
        }
    }
}

/// The positions (from 0) of the `count` of `population` that come first when every one is given a
/// block: PIKK.
pub(crate) fn pikk(seed: &str, population: usize, count: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed);
    let mut keyed: Vec<_> = (0..population).map(|place| (generator.block(), place)).collect();
    keyed.sort_unstable();
    keyed.into_iter().take(count).map(|(_, place)| place).collect()
}

/// The first `count` places of a shuffle by Fisher and Yates, with fractions for its chances.
pub(crate) fn fisher_yates(seed: &str, population: usize, count: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed);
    let mut places: Vec<_> = (0..population).collect();
    for turn in 0..count {
        let other = turn as f64 + generator.fraction() * (population - turn) as f64;
        places.swap(turn, other as usize);
    }
    places.truncate(count);
    places
}

/// Waterman's reservoir R: every later place takes the seat of an earlier one by chance.
pub(crate) fn waterman_r(seed: &str, population: usize, count: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed);
    let mut seats: Vec<_> = (0..count).collect();
    for place in count..population {
        let seat = generator.below(place + 1);
        if let Some(seat) = seats.get_mut(seat) {
            *seat = place;
        }
    }
    seats
}

/// Places by index, the last one moving into the gap of each that is taken.
pub(crate) fn by_index(seed: &str, population: usize, count: usize) -> Vec<usize> {
    let mut generator = Generator::new(seed);
    let mut places: Vec<_> = (0..population).collect();
    (0..count).map(|_| places.swap_remove(generator.below(places.len()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::bytes::to_hex;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../testdata/sampling.json")).unwrap()
    }

    #[test]
    fn blocks_and_numbers_are_those_of_the_peer() {
        let case = &vectors()["cryptorandom"]["case"];
        let seed = case["seed"].as_str().unwrap();
        let mut generator = Generator::new(seed);
        for digest in case["digests"].as_array().unwrap() {
            assert_eq!(to_hex(&generator.block()), digest.as_str().unwrap());
        }
        let mut generator = Generator::new(seed);
        for number in case["random4"].as_array().unwrap() {
            assert_eq!(generator.fraction().to_string(), number.as_str().unwrap());
        }
        let mut generator = Generator::new(seed);
        for number in case["randint_0_1000"].as_array().unwrap() {
            assert_eq!(generator.below(1000) as u64, number.as_u64().unwrap());
        }
        let mut generator = Generator::new(seed);
        for number in case["randint_trunc_1_1001"].as_array().unwrap() {
            let step = |rest: u64, byte: &u8| (rest << 8 | u64::from(*byte)) % 1000;
            let rest = generator.block().iter().fold(0, step);
            assert_eq!(1 + rest, number.as_u64().unwrap());
        }
    }
}
