//! Fills teams under caps: first choice where there is room, else a shortest chain of exchanges.
//!
//! # Invariants
//!
//! - Units are numbered in unit order and inspectors in the order of their ids; `eligible` lists
//!   the inspectors of a unit by pair ticket. Nothing else decides.

#![expect(
    clippy::indexing_slicing,
    reason = "units and inspectors are numbered by the caller, in `assign`"
)]

use std::collections::{BTreeSet, VecDeque};

/// Units that need more places than there are: a proof that no assignment exists.
pub(super) struct Shortage {
    /// The units, among them the one that could not be filled.
    pub(super) units: BTreeSet<usize>,
    /// The inspectors whose caps those units exhaust.
    pub(super) inspectors: BTreeSet<usize>,
    /// The places there are for those units, fewer than they need.
    pub(super) available: usize,
}

/// A partial assignment.
pub(super) struct Solver<'a> {
    eligible: &'a [Vec<usize>],
    caps: Vec<usize>,
    teams: Vec<Vec<usize>>,
    /// The units of each inspector, in unit order.
    held: Vec<BTreeSet<usize>>,
    /// Units whose teams stay as they are.
    settled: BTreeSet<usize>,
    /// Those of them that a search met.
    passed: BTreeSet<usize>,
}

/// How a search came to an inspector.
#[derive(Clone, Copy)]
enum Step {
    /// As a choice of the unit that is being filled.
    Wanted,
    /// As a substitute that would free `freed` from `unit`.
    Substitute { unit: usize, freed: usize },
}

impl<'a> Solver<'a> {
    pub(super) fn new(eligible: &'a [Vec<usize>], caps: Vec<usize>) -> Self {
        let held = vec![BTreeSet::new(); caps.len()];
        let teams = vec![Vec::new(); eligible.len()];
        let (settled, passed) = Default::default();
        Self { eligible, caps, teams, held, settled, passed }
    }

    pub(super) fn resume(
        eligible: &'a [Vec<usize>],
        caps: Vec<usize>,
        teams: &[Vec<usize>],
        settled: &BTreeSet<usize>,
    ) -> Self {
        let mut solver = Self { settled: settled.clone(), ..Self::new(eligible, caps) };
        for (unit, team) in teams.iter().enumerate() {
            for inspector in team {
                solver.give(unit, *inspector);
            }
        }
        solver
    }

    /// Brings the team of `unit` to `size`.
    pub(super) fn fill(&mut self, unit: usize, size: usize) -> Result<(), Shortage> {
        while self.teams[unit].len() < size {
            let free = self.candidates(unit).find(|inspector| self.has_room(*inspector));
            match free {
                Some(inspector) => self.give(unit, inspector),
                None => self.exchange(unit)?,
            }
        }
        Ok(())
    }

    /// The settled units that searches met.
    pub(super) fn passed(&self) -> impl Iterator<Item = usize> {
        self.passed.iter().copied()
    }

    /// The teams, members in the order in which they came.
    pub(super) fn into_teams(self) -> Vec<Vec<usize>> {
        self.teams
    }

    /// The teams, members by pair ticket: the first leads.
    pub(super) fn into_sorted_teams(self) -> Vec<Vec<usize>> {
        let sorted = |(eligible, team): (&Vec<usize>, &Vec<usize>)| {
            eligible.iter().copied().filter(|inspector| team.contains(inspector)).collect()
        };
        self.eligible.iter().zip(&self.teams).map(sorted).collect()
    }

    fn candidates(&self, unit: usize) -> impl Iterator<Item = usize> {
        self.eligible[unit].iter().copied().filter(move |i| !self.teams[unit].contains(i))
    }

    fn has_room(&self, inspector: usize) -> bool {
        self.held[inspector].len() < self.caps[inspector]
    }

    fn give(&mut self, unit: usize, inspector: usize) {
        self.teams[unit].push(inspector);
        self.held[inspector].insert(unit);
    }

    fn take(&mut self, unit: usize, inspector: usize) {
        self.teams[unit].retain(|member| *member != inspector);
        self.held[inspector].remove(&unit);
    }

    /// Makes room for `unit` by moving other units from full inspectors to ones with room.
    fn exchange(&mut self, unit: usize) -> Result<(), Shortage> {
        let (with_room, steps) = self.find_room(unit)?;
        self.shift(unit, with_room, &steps);
        Ok(())
    }

    /// Searches breadth first for an inspector with room, and says how each one was reached.
    fn find_room(&mut self, unit: usize) -> Result<(usize, Vec<Option<Step>>), Shortage> {
        let mut steps = vec![None; self.caps.len()];
        let mut queue: VecDeque<usize> = self.candidates(unit).collect();
        for inspector in &queue {
            steps[*inspector] = Some(Step::Wanted);
        }
        let mut seen_units = BTreeSet::from([unit]);
        while let Some(freed) = queue.pop_front() {
            for holder in self.held[freed].clone() {
                if self.settled.contains(&holder) {
                    self.passed.insert(holder);
                    continue;
                }
                seen_units.insert(holder);
                for substitute in self.candidates(holder) {
                    if steps[substitute].is_some() {
                        continue;
                    }
                    steps[substitute] = Some(Step::Substitute { unit: holder, freed });
                    if self.has_room(substitute) {
                        return Ok((substitute, steps));
                    }
                    queue.push_back(substitute);
                }
            }
        }
        Err(self.shortage(seen_units, &steps))
    }

    /// Walks the chain back from the inspector with room to the unit that wants one.
    fn shift(&mut self, unit: usize, with_room: usize, steps: &[Option<Step>]) {
        let mut inspector = with_room;
        while let Some(Step::Substitute { unit: holder, freed }) = steps[inspector] {
            self.take(holder, freed);
            self.give(holder, inspector);
            inspector = freed;
        }
        self.give(unit, inspector);
    }

    /// Every inspector reached is full, by these units and by settled ones, and those not reached are
    /// in the teams already.
    fn shortage(&self, units: BTreeSet<usize>, steps: &[Option<Step>]) -> Shortage {
        let reached = |inspector: &usize| steps[*inspector].is_some();
        let inspectors: BTreeSet<_> = (0..steps.len()).filter(reached).collect();
        let taken = |inspector: usize| self.held[inspector].intersection(&self.settled).count();
        let places: usize =
            inspectors.iter().map(|inspector| self.caps[*inspector] - taken(*inspector)).sum();
        let others = |unit: &usize| self.eligible[*unit].iter().filter(|i| !reached(i)).count();
        let available = places + units.iter().map(others).sum::<usize>();
        Shortage { units, inspectors, available }
    }
}
