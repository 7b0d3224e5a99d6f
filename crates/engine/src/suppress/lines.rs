//! Which further cells of a column must be hidden so that no subtotals give a hidden one away.
//!
//! The keys are the fewest columns that tell the rows apart, as the names of towns beside their
//! codes do not. Every subtotal over equal keys, by any choice of them, is taken to be known exactly. Each is an
//! equation over the hidden cells in it. A cell is given away if the equations have one solution for
//! it, whatever combination of them it takes; then the least cell beside it is hidden too, until
//! none is.
//!
//! # Not here
//!
//! What follows from cells not being negative, or from knowing which were small: against that
//! stands the rounding of everything that is shown.

use std::collections::{BTreeMap, BTreeSet};

/// The keys of a row.
pub(super) type Key = Vec<Option<String>>;

/// Subtotals are taken by at most so many keys together where there are more than that.
const KEYS_MAX: usize = 6;

/// Columns beyond this are not looked at for keys.
const WIDTH_MAX: usize = 10;

/// With more hidden cells than this the whole column is hidden.
const HIDDEN_MAX: usize = 300;

/// Of each row's keys the fewest that tell the rows apart, the first of those; all if none do.
pub(super) fn dimensions(keys: &[Key]) -> Vec<Key> {
    let width = keys.first().map_or(0, Vec::len).min(WIDTH_MAX);
    let mut choices: Vec<usize> = (0..1 << width).collect();
    // Of equally many the first columns first.
    choices.sort_by_key(|chosen| (chosen.count_ones(), *chosen));
    let part = |key: &Key, chosen: usize| -> Key {
        let own = key.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        own.map(|(_, cell)| cell.clone()).collect()
    };
    let is_key = |chosen: &usize| {
        let parts: BTreeSet<Key> = keys.iter().map(|key| part(key, *chosen)).collect();
        parts.len() == keys.len()
    };
    match choices.into_iter().find(is_key) {
        Some(chosen) => keys.iter().map(|key| part(key, chosen)).collect(),
        None => keys.to_vec(),
    }
}

/// The rows to be hidden beside those that are.
pub(super) fn closed(
    keys: &[Key],
    cells: &[Option<i128>],
    hidden: BTreeSet<usize>,
) -> BTreeSet<usize> {
    if hidden.is_empty() {
        return hidden;
    }
    let groups = groups(keys, cells);
    let mut hidden = hidden;
    loop {
        if hidden.len() > HIDDEN_MAX {
            return (0..cells.len()).collect();
        }
        let given = given_away(&groups, &hidden);
        if given.is_empty() {
            return hidden;
        }
        let more: BTreeSet<usize> =
            given.iter().filter_map(|row| beside(&groups, cells, &hidden, *row)).collect();
        if more.is_empty() {
            // Nothing is left to hide it behind.
            return (0..cells.len()).collect();
        }
        hidden.extend(more);
    }
}

/// The sets of rows, two or more, that have a subtotal.
fn groups(keys: &[Key], cells: &[Option<i128>]) -> BTreeSet<Vec<usize>> {
    let width = keys.first().map_or(0, Vec::len);
    let mut groups = BTreeSet::new();
    for chosen in 0..1_usize << width.min(WIDTH_MAX) {
        if width > KEYS_MAX && chosen.count_ones() > 3 {
            continue;
        }
        let mut by: BTreeMap<Vec<&Option<String>>, Vec<usize>> = BTreeMap::new();
        for (row, key) in keys.iter().enumerate() {
            let own = key.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
            if cells.get(row).copied().flatten().is_some() {
                by.entry(own.map(|(_, cell)| cell).collect()).or_default().push(row);
            }
        }
        groups.extend(by.into_values().filter(|rows| rows.len() > 1));
    }
    groups
}

/// The least cell that shares a subtotal with `row` and is not hidden: one that is not zero, if
/// there is one; of the subtotals the one with the fewest hidden cells.
fn beside(
    groups: &BTreeSet<Vec<usize>>,
    cells: &[Option<i128>],
    hidden: &BTreeSet<usize>,
    row: usize,
) -> Option<usize> {
    let own = groups.iter().filter(|rows| rows.contains(&row));
    let with_open = own.filter(|rows| rows.iter().any(|row| !hidden.contains(row)));
    let narrow = with_open
        .min_by_key(|rows| (rows.iter().filter(|row| hidden.contains(row)).count(), rows.len()))?;
    let open = narrow.iter().copied().filter(|row| !hidden.contains(row));
    open.min_by_key(|row| {
        let cell = cells.get(*row).copied().flatten().unwrap_or_default();
        (cell == 0, cell, *row)
    })
}

/// Arithmetic of the equations: modulo a prime, in which no equation of ones can vanish by chance
/// but with vanishing likelihood.
const PRIME: u64 = (1 << 61) - 1;

const fn times(a: u64, b: u64) -> u64 {
    ((a as u128 * b as u128) % PRIME as u128) as u64
}

fn inverse(number: u64) -> u64 {
    let (mut power, mut base, mut left) = (1, number, PRIME - 2);
    while left > 0 {
        if left & 1 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        left >>= 1;
    }
    power
}

/// The hidden rows for which the equations have one solution.
fn given_away(groups: &BTreeSet<Vec<usize>>, hidden: &BTreeSet<usize>) -> Vec<usize> {
    let unknowns: Vec<usize> = hidden.iter().copied().collect();
    let equation = |rows: &Vec<usize>| -> Vec<u64> {
        let has = rows.iter().filter(|row| hidden.contains(row)).collect::<BTreeSet<_>>();
        unknowns.iter().map(|row| u64::from(has.contains(row))).collect()
    };
    let equations: BTreeSet<Vec<u64>> =
        groups.iter().map(equation).filter(|equation| equation.contains(&1)).collect();
    let solved = reduced(equations.into_iter().collect(), unknowns.len());
    let alone = solved.iter().filter_map(|equation| {
        let mut parts = equation.iter().enumerate().filter(|(_, factor)| **factor != 0);
        let (at, _) = parts.next()?;
        parts.next().is_none().then(|| unknowns.get(at).copied()).flatten()
    });
    alone.collect()
}

/// The equations, each solved for one unknown that stands in no other.
fn reduced(mut equations: Vec<Vec<u64>>, unknowns: usize) -> Vec<Vec<u64>> {
    let mut done = 0;
    for unknown in 0..unknowns {
        let factor = |equation: &Vec<u64>| equation.get(unknown).copied().unwrap_or_default();
        let Some(found) = (done..equations.len())
            .find(|at| equations.get(*at).is_some_and(|equation| factor(equation) != 0))
        else {
            continue;
        };
        equations.swap(done, found);
        let Some(mut pivot) = equations.get(done).cloned() else { break };
        let by = inverse(factor(&pivot));
        pivot.iter_mut().for_each(|part| *part = times(*part, by));
        for (at, equation) in equations.iter_mut().enumerate() {
            let by = factor(equation);
            if at == done {
                equation.clone_from(&pivot);
            } else if by != 0 {
                for (part, own) in equation.iter_mut().zip(&pivot) {
                    *part = (*part + PRIME - times(by, *own)) % PRIME;
                }
            }
        }
        done += 1;
    }
    equations.truncate(done);
    equations
}
