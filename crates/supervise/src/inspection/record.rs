//! Recording visits, all of a list or none.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::Scope;
use ledger::{Chosen, DrawnCase, Visit, VisitReport, standing};
use model::{Fen, Result, norm};
use snapshot::AsOf;

use super::is_settled;
use crate::error;
use crate::home::Home;

/// What the registry calls a code of a finding.
const CODE: &str = "finding_code";

impl Home {
    /// Records visits, all or none, and gives their numbers.
    ///
    /// # Errors
    /// Of the first visit that cannot be: a word or code is unknown, nobody has this household, it
    /// is not to be visited for the draw, too few visitors, a result that is there already.
    pub async fn record_visits(&self, reports: &[VisitReport]) -> Result<Vec<i64>> {
        let mut rounds: BTreeMap<&str, Round> = BTreeMap::new();
        for report in reports {
            self.check_findings(report)?;
            let Some(id) = report.draw_id.as_deref() else {
                self.check_household(&report.household_key).await?;
                continue;
            };
            if !rounds.contains_key(id) {
                rounds.insert(id, self.round(id)?);
            }
            if let Some(round) = rounds.get(id) {
                self.check_drawn(id, round, report)?;
            }
        }
        self.check_locked(reports)?;
        self.ledger().record_visits(reports, self.now(), self.operator())
    }

    /// Codes must be known, and stand with what was seen alone.
    fn check_findings(&self, report: &VisitReport) -> Result<()> {
        report.codes.iter().try_for_each(|code| self.check_code(code))?;
        let found = !report.codes.is_empty() || report.over > Fen(0) || report.under > Fen(0);
        let seen = is_settled(report) || report.outcome == "partial";
        match found && !seen {
            true => Err(error::found_unseen(&report.household_key, &report.outcome)),
            false => Ok(()),
        }
    }

    /// Whether a code of a finding is known.
    pub(crate) fn check_code(&self, code: &str) -> Result<()> {
        let known = self.registry().column(&format!("{CODE}={code}"));
        known.map(drop).ok_or_else(|| error::finding_code(code))
    }

    fn round(&self, id: &str) -> Result<Round> {
        let draw = self.ledger().draw(id)?;
        let drawn_on = draw.revealed_on.ok_or_else(|| error::not_revealed(id))?;
        let first_visitors = match self.second_look_of(&draw)? {
            Some(base) => self.first_visitors(&base)?,
            None => BTreeMap::new(),
        };
        Ok(Round { drawn_on, to_visit: self.to_visit(id)?, first_visitors })
    }

    fn check_drawn(&self, id: &str, round: &Round, report: &VisitReport) -> Result<()> {
        let key = &report.household_key;
        let case = round.to_visit.get(key).ok_or_else(|| error::not_drawn(id, key))?;
        if report.visited_on < round.drawn_on {
            return Err(error::visited_before_draw(key, report.visited_on, round.drawn_on));
        }
        let least = self.norm("visitors_min", report.visited_on)? / norm::SCALE;
        if (report.visitors.len() as i128) < least {
            return Err(error::too_few_visitors(key, least));
        }
        let is_there = |inspector: &String| report.visitors.contains(inspector);
        if let Some(absent) = case.inspectors.iter().find(|inspector| !is_there(inspector)) {
            return Err(error::not_the_team(key, absent));
        }
        let saw_it = round.first_visitors.get(key).into_iter().flatten();
        match saw_it.into_iter().find(|visitor| report.visitors.contains(*visitor)) {
            Some(visitor) => Err(error::looked_before(key, visitor)),
            None => Ok(()),
        }
    }

    async fn check_household(&self, key: &str) -> Result<()> {
        let (day, as_of) = self.pin(&AsOf::default())?;
        match self.about("household_means", key, &as_of, &Scope::City.into()).await?.rows() {
            0 => Err(error::no_household(key, day)),
            _ => Ok(()),
        }
    }

    /// A household has one result in a draw; another must amend it.
    fn check_locked(&self, reports: &[VisitReport]) -> Result<()> {
        let visits = self.ledger().visits()?;
        let mut done: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for Visit { id, report, .. } in standing(&visits) {
            if let Some(key) = result_of(report) {
                done.insert(key, *id);
            }
        }
        let mut seen = BTreeSet::new();
        for report in reports {
            let Some(key) = result_of(report) else { continue };
            let amended = report.amends.as_ref().map(|amendment| amendment.visit);
            let there = done.get(&key).copied();
            if there != amended && there.is_some() || !seen.insert(key) {
                return Err(error::result_locked(&report.household_key, there));
            }
        }
        Ok(())
    }

    /// The revealed draws that send somebody to a household, in the order planned.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn draws_to_visit(&self, household_key: &str) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for draw in self.draws()?.into_iter().filter(|draw| draw.revealed_on.is_some()) {
            if self.to_visit(&draw.id)?.contains_key(household_key) {
                ids.push(draw.id);
            }
        }
        Ok(ids)
    }

    /// Who visits a household for a draw, the lead first; nobody if the draw assigned none.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn team_of(&self, id: &str, household_key: &str) -> Result<Vec<String>> {
        Ok(self.to_visit(id)?.remove(household_key).map(|case| case.inspectors).unwrap_or_default())
    }

    /// Whom to visit for a draw, by pseudonym; reserves once they stand in for somebody.
    pub(crate) fn to_visit(&self, id: &str) -> Result<BTreeMap<String, DrawnCase>> {
        let substitutions = self.ledger().substitutions()?;
        let used: BTreeSet<&str> = substitutions
            .iter()
            .filter(|decided| decided.draw_id == id)
            .map(|decided| decided.reserve_key.as_str())
            .collect();
        let cases = self.ledger().drawn_cases()?.into_iter().filter(|case| case.draw_id == id);
        let wanted = cases.filter(|case| {
            case.chosen != Chosen::Reserve || used.contains(case.household_key.as_str())
        });
        Ok(wanted.map(|case| (case.household_key.clone(), case)).collect())
    }
}

/// The visits of one draw: since when, to whom, and who has seen which household before.
struct Round {
    drawn_on: NaiveDate,
    to_visit: BTreeMap<String, DrawnCase>,
    first_visitors: BTreeMap<String, BTreeSet<String>>,
}

/// Draw and household of a visit that settles the household in a draw.
fn result_of(report: &VisitReport) -> Option<(&str, &str)> {
    let draw = report.draw_id.as_deref()?;
    is_settled(report).then_some((draw, &report.household_key))
}
