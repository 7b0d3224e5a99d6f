//! What the visits of one draw say of the caseload: error rates and money, as first submitted and as
//! they stand.

use std::collections::BTreeMap;

use draw::Class;
use ledger::{Chosen, Visit, VisitReport, standing};
use model::{Fen, Result};
use stats::CONFIDENCE;
use stats::inspection::{Outcome, Rates, rates};
use stats::period::{TwoLooks, two_phase};
use stats::stratified::{Pairs, Ratio, ratio};

use super::is_settled;
use crate::error;
use crate::home::Home;

/// What follows the name of a stratum for its certainty cases.
const CERTAIN: &str = "/C";

/// How far the visits of a stratum are. Certainty cases are a stratum of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumProgress {
    /// The stratum, `/C` after it for its certainty cases.
    pub stratum: String,
    /// Units, drawn, completed, in error, substitutes.
    pub outcome: Outcome,
}

/// An inspection as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// Every stratum in order.
    pub strata: Vec<StratumProgress>,
    /// Results that were amended after they were first submitted.
    pub amended_count: u64,
    /// The error rates as first submitted; none before there is a result among those drawn by chance,
    /// and among the certainty cases if there are any.
    pub first: Option<Rates>,
    /// The error rates as they stand.
    pub last: Option<Rates>,
    /// What was paid too much, as a share of what was paid, as it stands; none where it cannot be
    /// estimated.
    pub over: Option<Ratio>,
    /// What was paid too little, likewise.
    pub under: Option<Ratio>,
    /// What blind second looks say of first ones, once there is one.
    pub second_look: Option<SecondLook>,
}

/// What others found where they looked again.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondLook {
    /// Households that were looked at again.
    pub looked_count: u64,
    /// Of these, found in error by the second look alone.
    pub missed_count: u64,
    /// Of these, found in error by the first look alone.
    pub unfounded_count: u64,
    /// Households of the strata that have results.
    pub population: u64,
    /// The error rate that second looks at all of them would find, from both looks; none from fewer
    /// than three.
    pub rate: Option<TwoLooks>,
}

/// Which entry of a household counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    First,
    Last,
}

/// One stratum with what is known of its drawn units.
#[derive(Default)]
pub(super) struct Stratum {
    pub(super) outcome: Outcome,
    /// Paid, over, under of each, in fen.
    units: Vec<[f64; 3]>,
    /// Each with whether it is in error.
    pub(super) results: Vec<(String, bool)>,
}

impl Home {
    /// What the visits of a revealed draw found. A household is in error when its result has a code;
    /// who had left before or after the draw is known and in no error.
    ///
    /// # Errors
    /// The draw is unknown or not revealed, its frame was changed.
    pub fn inspection(&self, id: &str) -> Result<Inspection> {
        let visits: Vec<Visit> = self.ledger().visits()?;
        let first = self.strata(id, &visits, Stage::First, &is_in_error)?;
        let last = self.strata(id, &visits, Stage::Last, &is_in_error)?;
        let rates_of = |strata: &BTreeMap<String, Stratum>| rates(&joined(strata), CONFIDENCE).ok();
        let amended = visits.iter().filter(|visit| {
            visit.report.draw_id.as_deref() == Some(id) && visit.report.amends.is_some()
        });
        Ok(Inspection {
            amended_count: amended.count() as u64,
            first: rates_of(&first),
            last: rates_of(&last),
            over: share_of_paid(&last, |unit| unit[1]),
            under: share_of_paid(&last, |unit| unit[2]),
            second_look: self.second_look(id, &visits, &first)?,
            strata: last
                .into_iter()
                .map(|(stratum, Stratum { outcome, .. })| StratumProgress { stratum, outcome })
                .collect(),
        })
    }

    /// The second looks at a draw: its results as first submitted beside what others found, each
    /// weighed by the households that it stands for.
    fn second_look(
        &self,
        id: &str,
        visits: &[Visit],
        first: &BTreeMap<String, Stratum>,
    ) -> Result<Option<SecondLook>> {
        let mut seconds = BTreeMap::new();
        for draw in self.draws()? {
            if self.second_look_of(&draw)?.as_deref() != Some(id) {
                continue;
            }
            // Substitutes do not repair this estimate either.
            let drawn = self.to_visit(&draw.id)?;
            let is_drawn =
                |key: &str| drawn.get(key).is_some_and(|case| case.chosen != Chosen::Reserve);
            let found = results(&draw.id, visits, Stage::Last).into_iter();
            let found = found.filter(|(key, _)| is_drawn(key));
            seconds.extend(found.map(|(key, report)| (key.to_owned(), is_in_error(report))));
        }
        if seconds.is_empty() {
            return Ok(None);
        }
        let found = || first.values().filter(|stratum| !stratum.results.is_empty());
        let population: u64 = found().map(|stratum| stratum.outcome.population).sum();
        let known: usize = found().map(|stratum| stratum.results.len()).sum();
        let (mut all, mut both) = (Vec::new(), Vec::new());
        let (mut missed_count, mut unfounded_count) = (0, 0);
        for stratum in found() {
            // So that the plain mean of all is the stratified one.
            let units = stratum.outcome.population as f64 / stratum.results.len() as f64;
            let weight = units * known as f64 / population as f64;
            let value = |is_error: bool| if is_error { weight } else { 0.0 };
            for (key, is_error) in &stratum.results {
                all.push(value(*is_error));
                let Some(again) = seconds.get(key) else { continue };
                both.push((value(*is_error), value(*again)));
                missed_count += u64::from(!*is_error && *again);
                unfounded_count += u64::from(*is_error && !*again);
            }
        }
        let looked_count = both.len() as u64;
        let rate = two_phase(population, &all, &both).ok();
        Ok(Some(SecondLook { looked_count, missed_count, unfounded_count, population, rate }))
    }

    /// The strata of a revealed draw with their results; what is in error is for `counts` to say.
    pub(super) fn strata(
        &self,
        id: &str,
        visits: &[Visit],
        stage: Stage,
        counts: &dyn Fn(&VisitReport) -> bool,
    ) -> Result<BTreeMap<String, Stratum>> {
        let draw = self.ledger().draw(id)?;
        draw.revealed_on.ok_or_else(|| error::not_revealed(id))?;
        let (_, frame) = self.plan_and_frame(&draw)?;
        let results = results(id, visits, stage);
        let wanted = self.to_visit(id)?;
        let mut strata: BTreeMap<String, Stratum> = BTreeMap::new();
        for entry in &frame.entries {
            let name = match entry.class {
                Class::Random => entry.stratum.clone(),
                Class::Certainty => format!("{}{CERTAIN}", entry.stratum),
            };
            let Stratum { outcome, units, results: known_results } =
                strata.entry(name).or_default();
            outcome.population += 1;
            let Some(case) = wanted.get(&entry.draw_id) else { continue };
            let result = results.get(entry.draw_id.as_str());
            let error = u64::from(result.is_some_and(|report| counts(report)));
            let known = u64::from(result.is_some());
            if case.chosen == Chosen::Reserve {
                outcome.substitutes += known;
                outcome.substitute_errors += error;
                continue;
            }
            outcome.drawn += 1;
            outcome.completed += known;
            outcome.errors += error;
            let Some(report) = result else { continue };
            known_results.push((entry.draw_id.clone(), counts(report)));
            let money = |fen: Fen| if counts(report) { fen.0 as f64 } else { 0.0 };
            units.push([entry.size as f64, money(report.over), money(report.under)]);
        }
        Ok(strata)
    }
}

/// The name of a stratum in the frame.
pub(super) fn of_frame(stratum: &str) -> &str {
    stratum.strip_suffix(CERTAIN).unwrap_or(stratum)
}

pub(super) fn is_in_error(report: &VisitReport) -> bool {
    !report.codes.is_empty()
}

/// The result of each household: the first that was submitted, or the one that stands.
pub(super) fn results<'a>(
    id: &str,
    visits: &'a [Visit],
    stage: Stage,
) -> BTreeMap<&'a str, &'a VisitReport> {
    let of_draw =
        |visit: &&Visit| visit.report.draw_id.as_deref() == Some(id) && is_settled(&visit.report);
    let by_household = |visit: &'a Visit| (visit.report.household_key.as_str(), &visit.report);
    match stage {
        // The earliest entry is met last and stays.
        Stage::First => visits.iter().rev().filter(of_draw).map(by_household).collect(),
        Stage::Last => standing(visits).filter(of_draw).map(by_household).collect(),
    }
}

/// The outcomes of strata in order; one without any result is joined with the next of its class, the
/// last with the one before, so that an inspection under way can be read. A class without any result
/// stays alone and gives no rates.
pub(super) fn joined(strata: &BTreeMap<String, Stratum>) -> Vec<Outcome> {
    let mut found: Vec<Outcome> = Vec::new();
    for is_certain in [false, true] {
        let mut class: Vec<Outcome> = Vec::new();
        let mut waiting = Outcome::default();
        let of_class = strata.iter().filter(|(name, _)| name.ends_with(CERTAIN) == is_certain);
        for (_, Stratum { outcome, .. }) in of_class {
            waiting = sum(waiting, *outcome);
            if waiting.completed > 0 {
                class.push(std::mem::take(&mut waiting));
            }
        }
        if waiting.population > 0 {
            let last = class.pop().unwrap_or_default();
            class.push(sum(last, waiting));
        }
        found.extend(class);
    }
    found
}

const fn sum(one: Outcome, other: Outcome) -> Outcome {
    Outcome {
        population: one.population + other.population,
        drawn: one.drawn + other.drawn,
        completed: one.completed + other.completed,
        errors: one.errors + other.errors,
        substitutes: one.substitutes + other.substitutes,
        substitute_errors: one.substitute_errors + other.substitute_errors,
    }
}

/// Over- or underpayment as a share of what was paid.
pub(super) fn share_of_paid(
    strata: &BTreeMap<String, Stratum>,
    money: fn(&[f64; 3]) -> f64,
) -> Option<Ratio> {
    let pairs = strata.values().map(|stratum| Pairs {
        population: stratum.outcome.population,
        values: stratum.units.iter().map(|unit| (money(unit), unit[0])).collect(),
    });
    ratio(&pairs.collect::<Vec<_>>()).ok()
}
