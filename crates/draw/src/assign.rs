//! Double-random assignment: random inspectors to random units, with recusal and even load.
//!
//! # Invariants
//!
//! - Nobody visits a unit they are recused from, and nobody is twice in a team.
//! - The greatest load is the smallest possible; where that is impossible at all, the refusal
//!   names units and inspectors whose numbers prove it (Hall's condition).
//! - The result depends on seed, units and roster alone. Where caps bind it is not exactly uniform
//!   over all possible assignments.

#![expect(clippy::indexing_slicing, reason = "units and inspectors are numbered in this file")]

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes32, Message};
use crate::canonical::to_canonical;
use crate::error::{Error, Field, Result, RosterError};
use crate::frame::{check_text, refuse_duplicates};

mod solve;

use solve::{Shortage, Solver};

/// Who can inspect and who must not inspect what: fixed before the seed exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The inspectors, by id.
    pub inspectors: Vec<Inspector>,
    /// The recusals, by unit; units of the frame that are not drawn may be among them.
    pub recusals: Vec<Recusal>,
    /// How many inspectors visit a unit, at least two.
    pub team_size: u64,
}

/// One inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    /// The public name in this draw.
    pub id: String,
    /// The most units they can take; without it, any number.
    pub cap: Option<u64>,
}

/// The inspectors who must not visit one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recusal {
    /// The unit.
    pub draw_id: String,
    /// The inspectors, by id.
    pub inspectors: Vec<String>,
}

/// Who visits what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The greatest load that was allowed (L).
    pub load_limit: u64,
    /// How many units each inspector has, by inspector.
    pub loads: Vec<Load>,
    /// The teams, by unit.
    pub teams: Vec<Team>,
}

/// The number of units of one inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// The inspector.
    pub inspector: String,
    /// How many units they visit.
    pub units_count: u64,
}

/// The inspectors of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The unit.
    pub draw_id: String,
    /// The inspectors, the lead first.
    pub inspectors: Vec<String>,
}

impl Roster {
    /// Checks names, sorts, and refuses duplicates, teams below two and recusals of nobody.
    pub fn new(
        team_size: u64,
        mut inspectors: Vec<Inspector>,
        mut recusals: Vec<Recusal>,
    ) -> Result<Self> {
        if team_size < 2 {
            return Err(RosterError::TeamSize { team_size }.into());
        }
        for inspector in &inspectors {
            check_text(Field::Inspector, &inspector.id)?;
        }
        inspectors.sort_by(|a, b| a.id.cmp(&b.id));
        refuse_duplicates(inspectors.iter().map(|inspector| inspector.id.as_str()))?;
        recusals.sort_by(|a, b| a.draw_id.cmp(&b.draw_id));
        refuse_duplicates(recusals.iter().map(|recusal| recusal.draw_id.as_str()))?;
        for recusal in &mut recusals {
            check_text(Field::DrawId, &recusal.draw_id)?;
            recusal.inspectors.sort();
            refuse_duplicates(recusal.inspectors.iter().map(String::as_str))?;
            for id in &recusal.inspectors {
                find_inspector(&inspectors, id)?;
            }
        }
        Ok(Self { inspectors, recusals, team_size })
    }

    /// The SHA-256 of the canonical JSON text, which a plan fixes as `roster_hash`.
    pub fn hash(&self) -> Result<Bytes32> {
        Ok(Bytes32::sha256(to_canonical(self)?.as_bytes()))
    }

    /// The same roster in which one inspector more must not visit a unit.
    pub(crate) fn with_recusal(&self, draw_id: &str, inspector: &str) -> Result<Self> {
        let mut recusals = self.recusals.clone();
        match recusals.iter_mut().find(|recusal| recusal.draw_id == draw_id) {
            Some(recusal) if recusal.inspectors.iter().any(|id| id == inspector) => {}
            Some(recusal) => recusal.inspectors.push(inspector.to_owned()),
            None => recusals.push(Recusal {
                draw_id: draw_id.to_owned(),
                inspectors: vec![inspector.to_owned()],
            }),
        }
        Self::new(self.team_size, self.inspectors.clone(), recusals)
    }

    fn recused<'a>(&'a self, draw_id: &str) -> &'a [String] {
        match self.recusals.binary_search_by(|recusal| recusal.draw_id.as_str().cmp(draw_id)) {
            Ok(index) => &self.recusals[index].inspectors,
            Err(_) => &[],
        }
    }
}

fn find_inspector(inspectors: &[Inspector], id: &str) -> Result<usize> {
    inspectors
        .binary_search_by(|inspector| inspector.id.as_str().cmp(id))
        .map_err(|_| RosterError::Unknown { inspector: id.to_owned() }.into())
}

/// Assigns a team of the roster to every unit.
pub fn assign(seed: &Bytes32, units: &[&str], roster: &Roster) -> Result<Assignment> {
    let mut sorted = units.to_vec();
    sorted.sort_unstable();
    refuse_duplicates(sorted.iter().copied())?;
    let problem = Problem::new(seed, units, roster, "draw/pair/v1");
    problem.refuse_small_teams()?;
    let team_size = problem.team_size;
    let slots = team_size * problem.units.len();
    let highest = problem.caps.iter().copied().max().unwrap_or(0).min(problem.units.len());
    let mut limit = slots.div_ceil(problem.caps.len().max(1));
    loop {
        let mut solver = Solver::new(&problem.eligible, problem.caps_under(limit));
        match (0..problem.units.len()).try_for_each(|unit| solver.fill(unit, team_size)) {
            Ok(()) => return Ok(problem.assignment(limit, solver.into_sorted_teams())),
            // No cap lies above, so a higher limit would meet the same obstacle.
            Err(shortage) if limit >= highest => return Err(problem.infeasible(&shortage)),
            Err(_) => limit += 1,
        }
    }
}

/// An assignment after one change of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The assignment as it stands now.
    pub assignment: Assignment,
    /// The settled units that the search for a way met, by id: with these alone as settled it finds
    /// the same way again.
    pub passed: BTreeSet<String>,
}

/// Replaces an inspector who is recused after the assignment; `round` counts such replacements.
///
/// `roster` holds the new recusal already. Members who stay keep their places in a team, so a lead
/// who is not recused stays the lead; the newcomer comes last. Teams of `settled` units stay as they
/// are: they have made their visit.
pub fn replace(
    seed: &Bytes32,
    assignment: &Assignment,
    roster: &Roster,
    draw_id: &str,
    inspector: &str,
    round: u64,
    settled: &BTreeSet<String>,
) -> Result<Changed> {
    let units: Vec<_> = assignment.teams.iter().map(|team| team.draw_id.as_str()).collect();
    let problem = Problem::new(seed, &units, roster, &format!("draw/pair/v1/r{round}"));
    problem.refuse_small_teams()?;
    let leaver = find_inspector(&roster.inspectors, inspector)?;
    let not_there = || RosterError::NotInTeam { inspector: inspector.into(), unit: draw_id.into() };
    let unit = problem.position(draw_id).ok_or_else(not_there)?;
    let mut teams = problem.teams_of(assignment)?;
    let size_before = teams[unit].len();
    teams[unit].retain(|member| *member != leaver);
    if teams[unit].len() == size_before {
        return Err(not_there().into());
    }
    problem.refill(&teams, unit, assignment.load_limit, settled)
}

/// Gives a team to a unit that joins those assigned before; the first who was found leads.
pub fn enroll(
    seed: &Bytes32,
    assignment: &Assignment,
    roster: &Roster,
    draw_id: &str,
    settled: &BTreeSet<String>,
) -> Result<Changed> {
    let before = assignment.teams.iter().map(|team| team.draw_id.as_str());
    let units: Vec<_> = before.chain([draw_id]).collect();
    let problem = Problem::new(seed, &units, roster, "draw/pair/v1");
    problem.refuse_small_teams()?;
    let unit = problem.position(draw_id).ok_or_else(|| Error::duplicate(draw_id))?;
    problem.refill(&problem.teams_of(assignment)?, unit, assignment.load_limit, settled)
}

/// Units in unit order and inspectors by id, as numbers.
struct Problem<'a> {
    units: Vec<&'a str>,
    inspectors: &'a [Inspector],
    caps: Vec<usize>,
    /// For each unit the inspectors who may visit it, by pair ticket.
    eligible: Vec<Vec<usize>>,
    team_size: usize,
}

impl<'a> Problem<'a> {
    fn new(seed: &Bytes32, units: &[&'a str], roster: &'a Roster, pair_tag: &str) -> Self {
        let unit_message = Message::tagged("draw/assign/v1").framed(seed.as_bytes());
        let pair_message = Message::tagged(pair_tag).framed(seed.as_bytes());
        let mut units = units.to_vec();
        units.sort_by_cached_key(|unit| {
            (unit_message.clone().framed(unit.as_bytes()).finish(), *unit)
        });
        let eligible = units.iter().map(|unit| {
            let message = pair_message.clone().framed(unit.as_bytes());
            let recused = roster.recused(unit);
            let inspectors = roster.inspectors.iter().enumerate();
            let mut tickets: Vec<_> = inspectors
                .filter(|(_, inspector)| !recused.contains(&inspector.id))
                .map(|(index, inspector)| {
                    (message.clone().framed(inspector.id.as_bytes()).finish(), index)
                })
                .collect();
            tickets.sort_unstable();
            tickets.into_iter().map(|(_, index)| index).collect()
        });
        let cap = |inspector: &Inspector| {
            inspector.cap.map_or(usize::MAX, |cap| usize::try_from(cap).unwrap_or(usize::MAX))
        };
        Self {
            eligible: eligible.collect(),
            units,
            caps: roster.inspectors.iter().map(cap).collect(),
            inspectors: &roster.inspectors,
            team_size: usize::try_from(roster.team_size).unwrap_or(usize::MAX),
        }
    }

    fn refuse_small_teams(&self) -> Result<()> {
        let pairs = self.units.iter().zip(&self.eligible);
        let few = pairs.filter(|(_, eligible)| eligible.len() < self.team_size);
        let mut units: Vec<_> = few.map(|(unit, _)| (*unit).to_owned()).collect();
        units.sort();
        if units.is_empty() {
            return Ok(());
        }
        Err(RosterError::TooFewEligible { team_size: self.team_size, units }.into())
    }

    fn position(&self, draw_id: &str) -> Option<usize> {
        self.units.iter().position(|unit| *unit == draw_id)
    }

    /// Fills the team of one unit, all others filled already, under the smallest limit of the load
    /// from `limit` on.
    fn refill(
        &self,
        teams: &[Vec<usize>],
        unit: usize,
        limit: u64,
        settled: &BTreeSet<String>,
    ) -> Result<Changed> {
        let numbers: BTreeSet<_> =
            (0..self.units.len()).filter(|unit| settled.contains(self.units[*unit])).collect();
        let mut passed = BTreeSet::new();
        let mut limit = usize::try_from(limit).unwrap_or(usize::MAX);
        loop {
            let caps = self.caps_under(limit);
            let mut solver = Solver::resume(&self.eligible, caps, teams, &numbers);
            let filled = solver.fill(unit, self.team_size);
            passed.extend(solver.passed().map(|unit| self.units[unit].to_owned()));
            match filled {
                Ok(()) => {
                    let assignment = self.assignment(limit, solver.into_teams());
                    return Ok(Changed { assignment, passed });
                }
                Err(shortage) if limit >= self.units.len() => {
                    return Err(self.infeasible(&shortage));
                }
                Err(_) => limit += 1,
            }
        }
    }

    fn caps_under(&self, limit: usize) -> Vec<usize> {
        self.caps.iter().map(|cap| limit.min(*cap)).collect()
    }

    fn teams_of(&self, assignment: &Assignment) -> Result<Vec<Vec<usize>>> {
        let mut teams = vec![Vec::new(); self.units.len()];
        for team in &assignment.teams {
            let members = team.inspectors.iter().map(|id| find_inspector(self.inspectors, id));
            if let Some(unit) = self.units.iter().position(|unit| *unit == team.draw_id) {
                teams[unit] = members.collect::<Result<_>>()?;
            }
        }
        Ok(teams)
    }

    fn assignment(&self, limit: usize, teams: Vec<Vec<usize>>) -> Assignment {
        let mut counts = vec![0; self.inspectors.len()];
        for index in teams.iter().flatten() {
            counts[*index] += 1;
        }
        let name = |index: usize| self.inspectors[index].id.clone();
        let team = |(unit, members): (&&str, Vec<usize>)| Team {
            draw_id: (*unit).to_owned(),
            inspectors: members.into_iter().map(name).collect(),
        };
        let mut teams: Vec<_> = self.units.iter().zip(teams).map(team).collect();
        teams.sort_by(|a, b| a.draw_id.cmp(&b.draw_id));
        let load = |(index, units_count)| Load { inspector: name(index), units_count };
        Assignment {
            load_limit: limit as u64,
            loads: counts.into_iter().enumerate().map(load).collect(),
            teams,
        }
    }

    fn infeasible(&self, shortage: &Shortage) -> Error {
        let mut units: Vec<_> =
            shortage.units.iter().map(|unit| self.units[*unit].to_owned()).collect();
        units.sort();
        let inspectors = shortage.inspectors.iter().map(|index| self.inspectors[*index].id.clone());
        RosterError::Infeasible {
            needed: self.team_size * units.len(),
            available: shortage.available,
            inspectors: inspectors.collect(),
            units,
        }
        .into()
    }
}

#[cfg(test)]
mod tests;
