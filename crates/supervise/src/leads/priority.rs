//! Which leads to take up first with the visits that there are, and whom to visit besides so that
//! what the rules miss can be estimated.
//!
//! # Invariants
//!
//! - What harms a recipient comes first; then what is expected to be saved: the chance that the lead
//!   is confirmed, times the money at stake. The cost of a visit is the same for all and moves nobody.
//! - The chance is that of its surest flag: flags of one cause look at the same facts and do not
//!   confirm each other. A flag starts at one half and moves with each decision.
//!
//! # Not here
//!
//! Who is visited for chance (`control`).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use engine::Scope;
use ledger::{Lead, LeadState};
use model::{Result, ResultTable};
use snapshot::AsOf;

use crate::compose;
use crate::home::Home;

/// The question that says how often each flag was right.
const PRECISION: &str = "rule_precision";

/// A row of the work list.
struct Work<'a> {
    lead: Option<&'a Lead>,
    household_key: Option<&'a str>,
    town_code: &'a str,
    chance: f64,
    expected: f64,
}

impl Home {
    /// The first `capacity` visits of a town, or of all: leads that wait for a decision by harm and
    /// expected value, and the control share. Columns: `position`, `kind` (`lead`, `control`),
    /// `lead_id`, `town_code`, `household_key`, `cause`, `state`, `harms_recipient`,
    /// `chance_share`, `due_yuan`, `expected_yuan`, `due_on`.
    ///
    /// # Errors
    /// Nothing is loaded; the ledger cannot be read.
    pub async fn lead_priorities(
        &self,
        town: Option<&str>,
        capacity: usize,
    ) -> Result<ResultTable> {
        let view = self.store().view_at(&AsOf::default())?;
        let as_of = view.pinned(view.month.last_day());
        let precision = self.precision(&as_of).await?;
        let frame = self.control_frame(&as_of, town).await?;
        let controls = self.controls(view.month, &frame, town, capacity)?;
        let leads = self.ledger().leads()?;
        let mut works: Vec<Work<'_>> = leads
            .iter()
            .filter(|lead| is_open(lead) && town.is_none_or(|town| lead.town_code == town))
            .map(|lead| work(lead, &precision))
            .collect();
        works.sort_by_key(order);
        works.truncate(capacity.saturating_sub(controls.len()));
        works.extend(controls.iter().map(|(household, town)| Work {
            lead: None,
            household_key: Some(household),
            town_code: town,
            chance: 0.0,
            expected: 0.0,
        }));
        let table = compose::table(batch(&works)?, frame.provenance.clone());
        self.log_look("leads", &table)?;
        Ok(table)
    }

    /// Right and decided by flag.
    async fn precision(&self, as_of: &AsOf) -> Result<BTreeMap<String, (f64, f64)>> {
        let table =
            self.answer(&self.facts_of(&[PRECISION])?, PRECISION, as_of, &Scope::City).await?;
        let number = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(0.0);
        let rows = table.texts("flag")?.into_iter().zip(table.texts("right_count")?);
        let rows = rows.zip(table.texts("decided_count")?);
        Ok(rows
            .filter_map(|((flag, right), decided)| Some((flag?, (number(right), number(decided)))))
            .collect())
    }
}

fn is_open(lead: &Lead) -> bool {
    matches!(lead.state, LeadState::New | LeadState::Assigned | LeadState::Checking)
}

/// A lead with its chance and what is expected of it; what no flag said has a chance of one half.
fn work<'a>(lead: &'a Lead, precision: &BTreeMap<String, (f64, f64)>) -> Work<'a> {
    let chance = |flag: &str| {
        let (right, decided) = precision.get(flag).copied().unwrap_or_default();
        (right + 1.0) / (decided + 2.0)
    };
    let chances = lead.evidence.iter().map(|(evidence, _)| chance(&evidence.flag));
    let chance = chances.reduce(f64::max).unwrap_or(0.5);
    Work {
        lead: Some(lead),
        household_key: lead.household_key.as_deref(),
        town_code: &lead.town_code,
        chance,
        expected: chance * lead.due().0 as f64 / 100.0,
    }
}

/// Harm, then expected fen, then the chance, then the first due, then the first opened.
fn order(work: &Work<'_>) -> impl Ord + use<> {
    let harms = work.lead.is_some_and(Lead::harms_recipient);
    let due_on = work.lead.and_then(|lead| lead.due_on);
    let (expected, chance) = (compose::rounded(work.expected, 2), compose::rounded(work.chance, 4));
    (Reverse((harms, expected, chance)), due_on, work.lead.map(|lead| lead.id))
}

fn batch(works: &[Work<'_>]) -> Result<arrow::array::RecordBatch> {
    let leads = || works.iter().map(|work| work.lead);
    let chance = works.iter().map(|work| work.lead.map(|_| compose::rounded(work.chance, 4)));
    let expected = works.iter().map(|work| work.lead.map(|_| compose::rounded(work.expected, 2)));
    let due = leads().map(|lead| lead.map(|lead| i128::from(lead.due().0)));
    let kind = leads().map(|lead| Some(if lead.is_some() { "lead" } else { "control" }));
    compose::batch([
        ("position", compose::counts((1..).take(works.len()).map(Some))),
        ("kind", compose::texts(kind)),
        ("lead_id", compose::counts(leads().map(|lead| lead.map(|lead| lead.id)))),
        ("town_code", compose::texts(works.iter().map(|work| Some(work.town_code)))),
        ("household_key", compose::texts(works.iter().map(|work| work.household_key))),
        ("cause", compose::texts(leads().map(|lead| lead.map(|lead| &lead.cause)))),
        ("state", compose::texts(leads().map(|lead| lead.map(|lead| lead.state.code())))),
        ("harms_recipient", compose::truths(leads().map(|lead| lead.map(Lead::harms_recipient)))),
        ("chance_share", compose::decimals(chance, 4)?),
        ("due_yuan", compose::decimals(due, 2)?),
        ("expected_yuan", compose::decimals(expected, 2)?),
        ("due_on", compose::days(leads().map(|lead| lead.and_then(|lead| lead.due_on)))),
    ])
}
