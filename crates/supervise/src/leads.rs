//! Leads: from what a flag found, or a person saw, to a closed case.
//!
//! # Invariants
//!
//! - One household and one cause are one open lead, whatever said so.
//! - A run of a snapshot is whole or not at all, and the same run again changes nothing.
//! - Nothing is decided by the program, but one thing: a rectified lead is closed by a later snapshot
//!   in which the same flags, unchanged, find nothing any more.
//!
//! # Not here
//!
//! Which step may come next (`ledger`), lists and counts over leads (`queries/leads`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::Scope;
use ledger::{By, Evidence, Lead, LeadRun, LeadSource, LeadStep, Sighting, Visit, standing};
use model::hash::sha256_hex;
use model::norm::SCALE;
use model::{Result, beijing};
use registry::Question;
use snapshot::AsOf;

use crate::error;
use crate::flags::Finding;
use crate::home::Home;

mod calibrate;
mod consolidate;
mod control;
mod hold;
mod priority;
mod steps;

pub use calibrate::Trial;
pub use hold::Held;
pub use steps::{Judgement, LeadReport};

use consolidate::{Consolidated, Screening, Subject};
pub(crate) use control::Looks;

/// The question whose households a flag's share is of.
const HOUSEHOLDS: &str = "town_overview";

/// What a run of a snapshot did to the leads.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadsOpened {
    /// The snapshot.
    pub seen: Sighting,
    /// How many leads each kind of event befell: `opened`, `added`, `seen`, `reopened`, `gone`,
    /// `closed`; how many subjects stayed `silent` or were `held`; and how many leads `visits` brought.
    pub counts: Vec<(&'static str, usize)>,
    /// The flags that found far more or fewer than in the months before; nothing was opened or
    /// closed on their word.
    pub held: Vec<Held>,
}

impl Home {
    /// Brings the leads up to what the flags find in a snapshot, and to what recorded visits found: opens new ones, adds evidence,
    /// closes those whose rectification the snapshot proves. A list that is out of all proportion
    /// is held unless its flag is among `released`.
    ///
    /// # Errors
    /// A flag cannot be answered; leads of a later month were opened already; the ledger cannot be
    /// written.
    pub async fn open_leads(
        &self,
        as_of: impl Into<AsOf>,
        by: &str,
        released: &[String],
    ) -> Result<LeadsOpened> {
        let _held = self.store().hold()?;
        // Flags are asked of the day that the snapshot describes: of a later day they would find more
        // in the same data.
        let view = self.store().view_at(&as_of.into())?;
        let as_of = view.pinned(view.month.last_day());
        let seen = Sighting { month: view.month, snapshot: view.id };
        let flags: Vec<&Question> = self.registry().flags().collect();
        let (findings, _) = self.findings(&flags, &as_of, &Scope::City).await?;
        let households = self.households_count(&as_of).await?;
        let counts = count_subjects(&flags, &findings);
        let today = beijing::day(self.now());
        let months = self.whole_norm("lead_hold_months_min", today)?;
        let least = self.whole_norm("lead_hold_households_min", today)?;
        let due_on = self.lead_due_on("lead_assign_workdays", today)?;
        let mut done = None;
        self.ledger().run_leads(By { at: self.now(), actor: by, why: "" }, |leads, runs| {
            if let Some(later) = runs.last().filter(|run| run.seen.month > seen.month) {
                return Err(error::leads_backwards(seen.month, later.seen.month));
            }
            let run = LeadRun { seen: seen.clone(), households, flags: counts, held: Vec::new() };
            let mut held = hold::held(&run, runs, months, least);
            held.retain(|held| !released.contains(&held.flag));
            let names: BTreeSet<&str> = held.iter().map(|held| held.flag.as_str()).collect();
            let screening = screening(&flags, findings, &names, seen.clone(), today, due_on);
            let steps = consolidate::steps(&screening, leads);
            let held_names = names.iter().map(|name| (*name).to_owned()).collect();
            let run = LeadRun { held: held_names, ..run };
            done = Some((consolidated_counts(&steps, &screening), held));
            Ok((run, steps.steps))
        })?;
        let (mut counts, held) = done.unwrap_or_default();
        counts.push(("visits", self.take_visits(by).await?));
        Ok(LeadsOpened { seen, counts, held })
    }

    /// Makes leads of what recorded visits found, each cause of a visit once; gives how many.
    async fn take_visits(&self, by: &str) -> Result<usize> {
        let leads = self.ledger().leads()?;
        let taken: BTreeSet<(i64, &str)> = leads
            .iter()
            .flat_map(|lead| lead.visits().map(|visit| (visit, lead.cause.as_str())))
            .collect();
        let mut count = 0;
        // What awaits a second look is nobody's lead yet: whoever looks again must not know of it.
        let awaiting = self.awaiting_second_look()?;
        let visits = self.ledger().visits()?;
        let known = standing(&visits).filter(|v| !awaiting.contains(&v.report.household_key));
        for Visit { id, report, .. } in known {
            let codes: Vec<&str> = report.codes.iter().map(String::as_str).collect();
            let causes = self.registry().causes().iter();
            let causes = causes
                .filter(|(_, cause)| cause.codes.iter().any(|code| report.codes.contains(code)));
            for (cause, _) in causes.filter(|(cause, _)| !taken.contains(&(*id, cause.as_str()))) {
                let town = self.town_of(&report.household_key).await?;
                let found = LeadReport {
                    source: LeadSource::Visit,
                    household_key: report.household_key.clone(),
                    cause: cause.clone(),
                    town_code: Some(town.unwrap_or_default()),
                    visit: Some(*id),
                    words: format!("{} {}", codes.join(" "), report.note),
                };
                self.add_lead(by, &found).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn households_count(&self, as_of: &AsOf) -> Result<u64> {
        let towns = self.answer(&self.facts()?, HOUSEHOLDS, as_of, &Scope::City).await?;
        let counts = towns.texts("households_count")?.into_iter().flatten();
        Ok(counts.filter_map(|count| count.parse::<u64>().ok()).sum())
    }

    /// The last day of a time limit that begins today.
    pub(crate) fn lead_due_on(&self, norm: &str, today: NaiveDate) -> Result<NaiveDate> {
        let norms = self.registry().norms();
        policy::due_on(norms, self.registry().holidays(), norm, today)
            .ok_or_else(|| error::no_norm(norm, today))
    }

    /// A norm that is a whole number.
    pub(crate) fn whole_norm(&self, name: &str, day: NaiveDate) -> Result<u64> {
        u64::try_from(self.norm(name, day)? / SCALE).map_err(|_| error::no_norm(name, day))
    }
}

/// Households, or towns where a town as a whole is meant, by flag; every flag is there.
fn count_subjects(flags: &[&Question], findings: &[Finding]) -> BTreeMap<String, u64> {
    let mut subjects: BTreeMap<&str, BTreeSet<_>> =
        flags.iter().map(|flag| (flag.name.as_str(), BTreeSet::new())).collect();
    for finding in findings {
        let whose = (finding.household_key.as_deref(), finding.town_code.as_deref());
        subjects.entry(&finding.flag).or_default().insert(whose);
    }
    subjects.into_iter().map(|(flag, whose)| (flag.to_owned(), whose.len() as u64)).collect()
}

/// The findings by household and cause.
fn screening(
    flags: &[&Question],
    findings: Vec<Finding>,
    held: &BTreeSet<&str>,
    seen: Sighting,
    today: NaiveDate,
    due_on: NaiveDate,
) -> Screening {
    let known: BTreeMap<&str, &Question> =
        flags.iter().map(|flag| (flag.name.as_str(), *flag)).collect();
    let mut screening = Screening {
        seen,
        today,
        due_on,
        said: BTreeMap::new(),
        held: BTreeSet::new(),
        hashes: known
            .iter()
            .filter(|(name, _)| !held.contains(*name))
            .map(|(name, flag)| ((*name).to_owned(), flag.hash.clone()))
            .collect(),
    };
    for finding in findings {
        let Some(flag) = known.get(finding.flag.as_str()) else { continue };
        let Some(spec) = &flag.flag else { continue };
        let town = finding.town_code.clone().unwrap_or_default();
        let subject = Subject::new(finding.household_key.clone(), &town, &spec.cause);
        if held.contains(finding.flag.as_str()) {
            screening.held.insert(subject);
            continue;
        }
        let said = screening.said.entry(subject).or_insert_with(|| (town, Vec::new()));
        let evidence = evidence(flag, finding);
        if !said.1.iter().any(|known| known.facts == evidence.facts) {
            said.1.push(evidence);
        }
    }
    screening
}

/// A finding, frozen.
fn evidence(flag: &Question, finding: Finding) -> Evidence {
    let text = finding.evidence.unwrap_or_default();
    let stays = flag.flag.as_ref().map_or_else(|| text.clone(), |spec| spec.facts(&text));
    let person = finding.person_key.as_deref().unwrap_or_default();
    Evidence {
        query_hash: flag.hash.clone(),
        facts: sha256_hex(format!("{}\n{person}\n{stays}", flag.name).as_bytes()),
        flag: finding.flag,
        person_key: finding.person_key,
        strength: finding.strength.unwrap_or_default(),
        due: finding.due.unwrap_or_default(),
        harms_recipient: finding.harms_recipient,
        evidence: text,
    }
}

fn consolidated_counts(
    consolidated: &Consolidated,
    screening: &Screening,
) -> Vec<(&'static str, usize)> {
    let of = |action: &str| {
        let steps = consolidated.steps.iter();
        steps.filter(|step: &&LeadStep| step.event.action() == action).count()
    };
    vec![
        ("opened", of("lead.opened")),
        ("added", of("lead.added")),
        ("seen", of("lead.seen")),
        ("reopened", of("lead.reopened")),
        ("gone", of("lead.gone")),
        ("closed", of("lead.closed")),
        ("silent", consolidated.silent),
        ("held", screening.held.len()),
    ]
}

/// The leads by household and cause, the first first.
pub(crate) fn by_subject(leads: &[Lead]) -> BTreeMap<Subject, Vec<&Lead>> {
    let mut subjects: BTreeMap<Subject, Vec<&Lead>> = BTreeMap::new();
    for lead in leads {
        subjects.entry(Subject::of(lead)).or_default().push(lead);
    }
    subjects
}
