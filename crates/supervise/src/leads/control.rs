//! The control share: households that no lead ever pointed at, visited so that what the rules miss can
//! be estimated.
//!
//! # Invariants
//!
//! - They are drawn by tickets that follow from the snapshot and the town: the same list comes out
//!   again. Handed out, the list and the number of households that it was drawn from stay as they were.
//! - A household answers with the first look that a supervisor took at it since then, whoever sent him.
//!
//! # Not here
//!
//! What follows for the rules (`queries/leads/rule_recall.sql`).

use std::collections::BTreeMap;

use engine::{Ask, Scope};
use ledger::{ControlRound, IssuedControl, Sighting, Visit, VisitReport, standing};
use model::hash::sha256_hex;
use model::norm::SCALE;
use model::{Month, Result, ResultTable, beijing};
use snapshot::AsOf;

use crate::error;
use crate::home::Home;
use crate::inspection::is_settled;

/// The question of households that no lead ever pointed at.
const CONTROL: &str = "control_frame";

/// Kinds of visits that supervisors make themselves.
const KINDS: [&str; 2] = ["city_check", "campaign"];

/// Households with their towns, in the order drawn.
pub(super) type Drawn = Vec<(String, String)>;

impl Home {
    /// Hands a work list out: writes down which control visits belong to it and how many households
    /// they stand for, and gives the list as [`Home::lead_priorities`] does.
    ///
    /// # Errors
    /// Nothing is loaded; the month has control visits in this town already; there is nobody to draw, or no visit for
    /// chance among so few.
    pub async fn issue_work_list(
        &self,
        by: &str,
        town: Option<&str>,
        capacity: usize,
    ) -> Result<ResultTable> {
        let _held = self.store().hold()?;
        let view = self.store().view_at(&AsOf::default())?;
        let as_of = view.pinned(view.month.last_day());
        let frame = self.control_frame(&as_of, town).await?;
        let drawn = self.draw_control(&frame, town, capacity)?;
        if drawn.is_empty() {
            return Err(error::no_control(town));
        }
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for town in towns(&frame)?.into_values() {
            *counts.entry(town).or_default() += 1;
        }
        let round = ControlRound {
            seen: Sighting { month: view.month, snapshot: view.id },
            town_code: town.map(str::to_owned),
            frame: counts,
            drawn,
        };
        self.ledger().issue_control(self.by(by, "")?, &round)?;
        self.lead_priorities(town, capacity).await
    }

    /// The control visits of a work list: those of the month that were handed out and nobody made yet,
    /// or, as long as none were, those that would be.
    pub(super) fn controls(
        &self,
        month: Month,
        frame: &ResultTable,
        town: Option<&str>,
        capacity: usize,
    ) -> Result<Drawn> {
        let issued = self.ledger().controls()?;
        let meets = |round: &ControlRound| {
            let own = round.town_code.as_deref();
            round.seen.month == month && (town.is_none() || own.is_none() || own == town)
        };
        let rounds: Vec<_> = issued.iter().filter(|issued| meets(&issued.round)).collect();
        if rounds.is_empty() {
            return self.draw_control(frame, town, capacity);
        }
        let visits = self.ledger().visits()?;
        let looks = Looks::of(&visits);
        let mut waiting = Drawn::new();
        for issued in rounds {
            let wanted = issued.round.drawn.iter().filter(|(household, of)| {
                town.is_none_or(|town| town == of) && looks.since(issued, household).is_none()
            });
            waiting.extend(wanted.cloned());
        }
        Ok(waiting)
    }

    /// The households that no lead ever pointed at, of a town or of all.
    pub(super) async fn control_frame(
        &self,
        as_of: &AsOf,
        town: Option<&str>,
    ) -> Result<ResultTable> {
        let params = BTreeMap::from([("town".to_owned(), town.unwrap_or_default().to_owned())]);
        let (question, as_of) = (CONTROL.to_owned(), as_of.clone());
        let ask = Ask { question, as_of, params, reader: Scope::City.into() };
        self.result(&ask, &self.facts_of(&[CONTROL])?).await
    }

    fn draw_control(
        &self,
        frame: &ResultTable,
        town: Option<&str>,
        capacity: usize,
    ) -> Result<Drawn> {
        let share = self.norm("lead_control_share", self.ledger_day()?)?;
        let wanted = (capacity as i128 * share + SCALE - 1) / SCALE;
        let towns = towns(frame)?;
        let wanted = usize::try_from(wanted).unwrap_or_default().min(towns.len());
        let ids: Vec<String> = towns.keys().cloned().collect();
        let town = town.unwrap_or_default();
        let seed = format!("leads/control/v1\n{}\n{town}", frame.provenance.snapshot);
        let seed = sha256_hex(seed.as_bytes());
        let drawn = draw::replay(draw::Method::Native1, &seed, &ids, wanted, "control");
        let drawn = drawn.map_err(|why| error::draw(&why))?.into_iter();
        let town_of = |household: &String| towns.get(household).cloned().unwrap_or_default();
        Ok(drawn.map(|household| (household.clone(), town_of(&household))).collect())
    }
}

/// The towns of the households of a frame.
fn towns(frame: &ResultTable) -> Result<BTreeMap<String, String>> {
    let households = frame.texts("household_key")?.into_iter().zip(frame.texts("town_code")?);
    Ok(households
        .filter_map(|(household, town)| Some((household?, town.unwrap_or_default())))
        .collect())
}

/// The looks that supervisors took at households, and that settled how they are.
pub(crate) struct Looks<'a>(BTreeMap<&'a str, Vec<&'a VisitReport>>);

impl<'a> Looks<'a> {
    pub(crate) fn of(visits: &'a [Visit]) -> Self {
        let mut looks: BTreeMap<&str, Vec<&VisitReport>> = BTreeMap::new();
        for Visit { report, .. } in standing(visits) {
            let by_supervisors = KINDS.contains(&report.kind.as_str());
            if by_supervisors && report.mode == "on_site" && is_settled(report) {
                looks.entry(&report.household_key).or_default().push(report);
            }
        }
        Self(looks)
    }

    /// The first look at a household since a round was handed out.
    pub(crate) fn since(&self, issued: &IssuedControl, household: &str) -> Option<&'a VisitReport> {
        let day = beijing::day(issued.at);
        let looks = self.0.get(household)?.iter().copied();
        looks.filter(|look| look.visited_on >= day).min_by_key(|look| look.visited_on)
    }
}
