//! Draws weighted by size: sequential Poisson sampling (Ohlsson 1998) on the same tickets.
//!
//! # Invariants
//!
//! - Tickets divided by sizes are compared exactly, as products of whole numbers.

use std::cmp::Ordering;

use num_bigint::BigUint;

use crate::bytes::Bytes32;
use crate::error::{Error, ReplayError, Result};
use crate::ticket::Tickets;

/// Units taken with probabilities near `n·size/Σsize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizedDraw {
    /// Units so large that they are certain, in the order given.
    pub certainty: Vec<String>,
    /// The rest of the sample, in the order of ticket over size.
    pub sample: Vec<String>,
}

/// Draws `count` of the `(draw_id, size)` units, certain ones included.
///
/// A unit of size 0 has no chance and is refused, as is a count above the number of units.
pub fn sequential_poisson(
    seed: &Bytes32,
    units: &[(&str, u64)],
    count: usize,
) -> Result<SizedDraw> {
    if count > units.len() {
        return Err(ReplayError::Count { count, available: units.len() }.into());
    }
    if let Some((id, _)) = units.iter().find(|(_, size)| *size == 0) {
        return Err(Error::size_zero(id));
    }
    let (certain, rest) = take_certain(units, count);
    let tickets = Tickets::new(seed, "pps");
    let mut ranked: Vec<_> = rest
        .into_iter()
        .map(|(id, size)| (BigUint::from_bytes_be(tickets.ticket(id).as_bytes()), size, id))
        .collect();
    ranked.sort_by(compare);
    ranked.truncate(count - certain.len());
    Ok(SizedDraw {
        certainty: certain,
        sample: ranked.into_iter().map(|(.., id)| id.to_owned()).collect(),
    })
}

/// Ticket over size, compared crosswise; ties by id.
fn compare(a: &(BigUint, u64, &str), b: &(BigUint, u64, &str)) -> Ordering {
    (&a.0 * b.1).cmp(&(&b.0 * a.1)).then_with(|| a.2.cmp(b.2))
}

/// Moves units with `n·size ≥ Σsize` to the certain ones until none is left that large.
fn take_certain<'a>(units: &[(&'a str, u64)], count: usize) -> (Vec<String>, Vec<(&'a str, u64)>) {
    let mut certain = Vec::new();
    let mut rest = units.to_vec();
    loop {
        let left = (count - certain.len()) as u128;
        let total: u128 = rest.iter().map(|(_, size)| u128::from(*size)).sum();
        let (large, small): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, size)| left > 0 && left * u128::from(*size) >= total);
        rest = small;
        if large.is_empty() {
            return (certain, rest);
        }
        certain.extend(large.into_iter().map(|(id, _)| id.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_larger_than_their_share_are_certain() {
        // 2·6 ≥ 10 makes a certain; then 1·3 < 4 leaves b to chance.
        let units = [("a", 6), ("b", 3), ("c", 1)];
        let drawn = sequential_poisson(&Bytes32::new([7; 32]), &units, 2).unwrap();
        assert_eq!(drawn.certainty, ["a"]);
        assert_eq!(drawn.sample.len(), 1);
    }

    #[test]
    fn taking_all_takes_all() {
        let units = [("a", 1), ("b", 1), ("c", 1)];
        let drawn = sequential_poisson(&Bytes32::new([7; 32]), &units, 3).unwrap();
        assert_eq!(drawn.certainty, ["a", "b", "c"]);
        assert!(sequential_poisson(&Bytes32::new([7; 32]), &units, 4).is_err());
    }
}
