//! Which findings of a snapshot become which steps of leads: a pure function of both.
//!
//! # Invariants
//!
//! - What was checked and explained stays silent until its facts change or its validity ends.
//! - A snapshot older than a close-out neither proves nor disproves it.
//! - That a flag finds nothing proves something only while the flag is the one that found it, to the
//!   letter, and its list is not held; of what a person saw it proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ledger::{Evidence, Lead, LeadEvent, LeadSource, LeadState, LeadStep, Sighting};
use model::beijing;

use super::by_subject;

/// Whose lead, and about what: a household, or a town where it is meant as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    household_key: Option<String>,
    /// The town if there is no household; a household stays itself when it moves.
    town_code: Option<String>,
    cause: String,
}

impl Subject {
    pub(crate) fn new(household_key: Option<String>, town_code: &str, cause: &str) -> Self {
        let town_code = household_key.is_none().then(|| town_code.to_owned());
        Self { household_key, town_code, cause: cause.to_owned() }
    }

    pub(crate) fn of(lead: &Lead) -> Self {
        Self::new(lead.household_key.clone(), &lead.town_code, &lead.cause)
    }
}

/// What the flags find in a snapshot.
pub(crate) struct Screening {
    /// The snapshot.
    pub(crate) seen: Sighting,
    /// The day of the run.
    pub(crate) today: NaiveDate,
    /// By when somebody is to have a lead that is opened now.
    pub(crate) due_on: NaiveDate,
    /// Town and evidence by subject, held flags left out.
    pub(crate) said: BTreeMap<Subject, (String, Vec<Evidence>)>,
    /// What held flags point at.
    pub(crate) held: BTreeSet<Subject>,
    /// The flags that were asked and are not held, with their hashes.
    pub(crate) hashes: BTreeMap<String, String>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Consolidated {
    /// The steps, by subject.
    pub(crate) steps: Vec<LeadStep>,
    /// Subjects about which nothing is said that was not explained before.
    pub(crate) silent: usize,
}

/// The steps that a snapshot asks of the leads.
pub(crate) fn steps(screening: &Screening, leads: &[Lead]) -> Consolidated {
    let leads = by_subject(leads);
    let mut consolidated = Consolidated::default();
    let mut loud: BTreeSet<&Subject> = BTreeSet::new();
    for (subject, (town, said)) in &screening.said {
        let before = leads.get(subject).map(Vec::as_slice).unwrap_or_default();
        let mut said = said.clone();
        said.retain(|evidence| !before.iter().any(|lead| explains(screening, lead, evidence)));
        if said.is_empty() {
            consolidated.silent += 1;
            continue;
        }
        loud.insert(subject);
        let latest = before.last().copied();
        let event = heard(screening, latest, said, || (subject, town));
        let lead = latest.filter(|_| !matches!(event, Some(LeadEvent::Opened { .. })));
        let step = |event| LeadStep { lead: lead.map(|lead| lead.id), event };
        consolidated.steps.extend(event.map(step));
    }
    for (subject, before) in &leads {
        let Some(lead) = before.last().filter(|_| !loud.contains(subject)) else { continue };
        if !screening.held.contains(subject) {
            let step = |event| LeadStep { lead: Some(lead.id), event };
            consolidated.steps.extend(unheard(screening, lead).map(step));
        }
    }
    consolidated
}

/// Whether a closed lead without a finding keeps this silent.
fn explains(screening: &Screening, lead: &Lead, evidence: &Evidence) -> bool {
    let until = lead.decision.as_ref().and_then(|decision| decision.silent_until);
    lead.is_closed()
        && until.is_some_and(|until| screening.today <= until)
        && lead.knows(&evidence.facts)
}

/// What follows when flags say something that was not explained.
fn heard<'a>(
    screening: &Screening,
    latest: Option<&Lead>,
    said: Vec<Evidence>,
    whose: impl FnOnce() -> (&'a Subject, &'a String),
) -> Option<LeadEvent> {
    let (known, fresh): (Vec<_>, Vec<_>) = said
        .into_iter()
        .partition(|evidence| latest.is_some_and(|lead| lead.knows(&evidence.facts)));
    let seen = screening.seen.clone();
    match latest {
        Some(lead) if !lead.is_closed() => {
            let earlier = lead.seen.as_ref() != Some(&seen);
            if fresh.is_empty() {
                return earlier.then_some(LeadEvent::Seen { seen });
            }
            let source = LeadSource::Flag;
            Some(LeadEvent::Added { source, evidence: fresh, seen: Some(seen), visit: None })
        }
        Some(lead) if !known.is_empty() && found_something(lead) => {
            let due_on = screening.due_on;
            let reopened = LeadEvent::Reopened { evidence: fresh, seen: Some(seen), due_on };
            closed_before(screening, lead).then_some(reopened)
        }
        latest => {
            let (subject, town) = whose();
            Some(LeadEvent::Opened {
                source: LeadSource::Flag,
                household_key: subject.household_key.clone(),
                town_code: town.clone(),
                cause: subject.cause.clone(),
                follows: latest.map(|lead| lead.id),
                evidence: known.into_iter().chain(fresh).collect(),
                seen: Some(seen),
                visit: None,
                due_on: screening.due_on,
            })
        }
    }
}

/// What follows when flags say nothing any more.
fn unheard(screening: &Screening, lead: &Lead) -> Option<LeadEvent> {
    let before = lead.seen.as_ref()?;
    let later = screening.seen != *before && screening.seen.month >= before.month;
    if lead.is_closed() || !later || !same_flags(screening, lead) {
        return None;
    }
    let seen = screening.seen.clone();
    let rectified = lead.rectified.as_ref().filter(|_| lead.state == LeadState::Rectified);
    let rectified = rectified.filter(|_| said_by_flags_alone(lead));
    let proves = rectified.is_some_and(|done| seen.month.last_day() >= beijing::day(done.at));
    match (proves, &lead.gone) {
        (true, _) => Some(LeadEvent::Closed { proof: Some(seen) }),
        (false, None) => Some(LeadEvent::Gone { seen }),
        (false, Some(_)) => None,
    }
}

fn found_something(lead: &Lead) -> bool {
    lead.decision.as_ref().is_some_and(|decision| decision.verdict.is_finding())
}

/// Whether the snapshot describes a day on or after the close-out.
fn closed_before(screening: &Screening, lead: &Lead) -> bool {
    let day = screening.seen.month.last_day();
    lead.closed.as_ref().is_some_and(|closed| beijing::day(closed.at) <= day)
}

/// Whether no person said anything of the lead that a snapshot could not know.
fn said_by_flags_alone(lead: &Lead) -> bool {
    lead.history.iter().all(|entry| match entry.event {
        LeadEvent::Opened { source, .. } | LeadEvent::Added { source, .. } => {
            source == LeadSource::Flag
        }
        _ => true,
    })
}

/// Whether every flag of the lead was asked in the words in which it last spoke.
fn same_flags(screening: &Screening, lead: &Lead) -> bool {
    let last: BTreeMap<&String, &String> =
        lead.evidence.iter().map(|(said, _)| (&said.flag, &said.query_hash)).collect();
    last.into_iter().all(|(flag, hash)| screening.hashes.get(flag) == Some(hash))
}
