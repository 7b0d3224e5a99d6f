//! Which leads to take up first with the visits that there are, and whom to visit besides so that
//! what the rules miss can be estimated.
//!
//! # Invariants
//!
//! - What harms a recipient comes first; then what is expected to be saved: the chance that the lead
//!   is confirmed, times the money at stake. The cost of a visit is the same for all and moves nobody.
//! - The chance is that of its surest flag: flags of one cause look at the same facts and do not
//!   confirm each other. A flag starts at one half and moves with each decision.
//! - The control share is drawn from households that no lead ever pointed at, by tickets that follow
//!   from the snapshot and the town: the same list comes out again.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use engine::{Ask, Scope};
use ledger::{Lead, LeadState};
use model::hash::sha256_hex;
use model::norm::SCALE;
use model::{Result, ResultTable};
use snapshot::AsOf;

use crate::home::Home;
use crate::{compose, error};

/// The question that says how often each flag was right.
const PRECISION: &str = "rule_precision";

/// The question of households that no lead ever pointed at.
const CONTROL: &str = "control_frame";

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
        let (_, as_of) = self.pin(&AsOf::default())?;
        let precision = self.precision(&as_of).await?;
        let frame = self.control_frame(&as_of, town).await?;
        let share = self.norm("lead_control_share", self.ledger_day()?)?;
        let wanted = (capacity as i128 * share + SCALE - 1) / SCALE;
        let wanted = usize::try_from(wanted).unwrap_or_default().min(frame.rows());
        let leads = self.ledger().leads()?;
        let mut works: Vec<Work<'_>> = leads
            .iter()
            .filter(|lead| is_open(lead) && town.is_none_or(|town| lead.town_code == town))
            .map(|lead| work(lead, &precision))
            .collect();
        works.sort_by_key(order);
        works.truncate(capacity.saturating_sub(wanted));
        let controls = control(&frame, town.unwrap_or_default(), wanted)?;
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

    async fn control_frame(&self, as_of: &AsOf, town: Option<&str>) -> Result<ResultTable> {
        let params = BTreeMap::from([("town".to_owned(), town.unwrap_or_default().to_owned())]);
        let (question, as_of) = (CONTROL.to_owned(), as_of.clone());
        let ask = Ask { question, as_of, params, scope: Scope::City };
        self.result(&ask, &self.facts_of(&[CONTROL])?).await
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

/// The households of the control share with their towns, in the order drawn.
fn control(frame: &ResultTable, town: &str, wanted: usize) -> Result<Vec<(String, String)>> {
    let households = frame.texts("household_key")?.into_iter();
    let towns: BTreeMap<String, String> = households
        .zip(frame.texts("town_code")?)
        .filter_map(|(household, town)| Some((household?, town.unwrap_or_default())))
        .collect();
    let ids: Vec<String> = towns.keys().cloned().collect();
    let seed = format!("leads/control/v1\n{}\n{town}", frame.provenance.snapshot);
    let seed = sha256_hex(seed.as_bytes());
    let drawn = draw::replay(draw::Method::Native1, &seed, &ids, wanted.min(ids.len()), "control");
    let drawn = drawn.map_err(|why| error::draw(&why))?;
    Ok(drawn
        .into_iter()
        .map(|household| (household.clone(), towns.get(&household).cloned().unwrap_or_default()))
        .collect())
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
