//! Deliveries with one defect each: what becomes of them, and what is said in both languages.
//!
//! A case writes a sound delivery of sixty households, damages it in one place, and loads it into a
//! fresh home. A refused delivery ends with 4 and publishes nothing.

#[path = "broken/cases.rs"]
mod cases;

use std::collections::BTreeSet;
use std::thread;

use tests::desk::Desk;

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It loads with so many rows in quarantine.
    Loads(usize),
    /// It is refused: exit code 4, nothing published.
    Refused,
    /// It is no delivery: exit code 2, nothing published.
    Mistaken,
}

/// One defect.
struct Case {
    name: &'static str,
    outcome: Outcome,
    /// What is said in Chinese; empty where there is nothing to say.
    zh: &'static str,
    en: &'static str,
    damage: fn(&mut Desk),
}

/// Loads the delivery of a case and says what is not as expected.
fn check(case: &Case, home: &std::path::Path) -> Option<String> {
    let mut desk = Desk::new(home);
    (case.damage)(&mut desk);
    let loaded = desk.load();
    let (code, snapshots, quarantined) = match case.outcome {
        Outcome::Loads(quarantined) => (0, 1, Some(quarantined)),
        Outcome::Refused => (4, 0, None),
        Outcome::Mistaken => (2, 0, None),
    };
    let right = (loaded.code, loaded.snapshots) == (code, snapshots)
        && quarantined.is_none_or(|quarantined| quarantined == loaded.quarantined)
        && [case.zh, case.en].iter().all(|words| loaded.said.contains(words));
    let (code, rows, said) = (loaded.code, loaded.quarantined, loaded.said);
    (!right).then(|| format!("{}: code {code}, {rows} quarantined, said:\n{said}\n", case.name))
}

#[test]
fn every_broken_delivery_comes_out_as_the_table_says() {
    let cases = cases::all();
    let home = tests::new_home("national");
    let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name twice");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let failed: Vec<String> = thread::scope(|scope| {
        let halves: Vec<_> = cases.chunks(cases.len().div_ceil(2)).collect();
        let work = |half: &'static [Case]| half.iter().filter_map(|case| check(case, home.path()));
        let threads: Vec<_> = halves
            .into_iter()
            .map(|half| scope.spawn(move || work(half).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
    });
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.len(), failed.join("\n"));
}
