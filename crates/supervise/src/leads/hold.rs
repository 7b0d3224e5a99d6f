//! A rule gone wild: its share of households leaves the limits of the months before.
//!
//! # Invariants
//!
//! - The months before are those whose leads were opened, each with its last run; a month in which
//!   the list was held is not among them until it is released.
//! - A list so short that a person reads it through is never held.

use std::collections::BTreeMap;

use ledger::LeadRun;
use model::Month;
use stats::ShareLimits;

/// A flag whose list is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The flag.
    pub flag: String,
    /// Households that it points at.
    pub count: u64,
    /// The fewest that the months before let expect.
    pub lower: u64,
    /// The most that the months before let expect.
    pub upper: u64,
}

/// The flags of a run that left their limits; `months` are needed before there are any, and lists
/// below `least`, now and before, are let pass.
pub(crate) fn held(run: &LeadRun, before: &[LeadRun], months: u64, least: u64) -> Vec<Held> {
    let last: BTreeMap<Month, &LeadRun> = before
        .iter()
        .filter(|before| before.seen.month < run.seen.month)
        .map(|before| (before.seen.month, before))
        .collect();
    let held = |(flag, count): (&String, &u64)| {
        let known = last.values().filter(|before| !before.held.contains(flag));
        let shares: Vec<(u64, u64)> = known
            .filter_map(|before| Some((*before.flags.get(flag)?, before.households)))
            .collect();
        if (shares.len() as u64) < months {
            return None;
        }
        let ShareLimits { lower, mean, upper } = stats::share_limits(&shares, run.households)?;
        let of = |share: f64| share * run.households as f64;
        let long = *count >= least || of(mean) >= least as f64;
        let outside = (*count as f64) < of(lower) || *count as f64 > of(upper);
        (long && outside).then(|| Held {
            flag: flag.clone(),
            count: *count,
            lower: of(lower).ceil() as u64,
            upper: of(upper).floor() as u64,
        })
    };
    run.flags.iter().filter_map(held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(month: &str, count: u64) -> LeadRun {
        LeadRun {
            seen: ledger::Sighting { month: month.parse().unwrap(), snapshot: "s".into() },
            households: 10_000,
            flags: [("travel".to_owned(), count)].into(),
            held: Vec::new(),
        }
    }

    #[test]
    fn a_list_out_of_proportion_is_held_and_others_are_not() {
        let counts = [100, 104, 98, 102, 97, 101];
        let before: Vec<_> =
            (1..).zip(counts).map(|(month, count)| run(&format!("2026-0{month}"), count)).collect();
        for (count, is_held) in [(100, false), (129, false), (140, true), (300, true), (0, true)] {
            let held = held(&run("2026-07", count), &before, 6, 20);
            assert_eq!(!held.is_empty(), is_held, "{count}: {held:?}");
        }
        assert!(held(&run("2026-07", 300), &before, 7, 20).is_empty(), "too few months");
        assert!(held(&run("2026-07", 300), &before, 6, 400).is_empty(), "short lists");
        assert!(
            held(&run("2026-06", 300), &before, 6, 20).is_empty(),
            "its own month is not before"
        );
        let wild = LeadRun { held: vec!["travel".into()], ..run("2026-07", 300) };
        let months: Vec<_> = before.into_iter().chain([wild]).collect();
        assert_eq!(
            held(&run("2026-08", 300), &months, 6, 20).len(),
            1,
            "a held month is no measure"
        );
    }
}
