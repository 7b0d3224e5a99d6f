//! A second look: a random part of what a draw found is visited again, by others, who are not shown
//! what was found. The inspection of the first draw then says how much first looks miss.
//!
//! # Invariants
//!
//! - Everybody whose case a visit settled can be drawn again, those drawn by chance and the certain
//!   ones; reserves that stood in cannot, for they do not repair the estimate.
//! - All are one stratum: the second sample is a simple one of the first.
//! - Whoever made the first visit is recused from the second.

use std::collections::{BTreeMap, BTreeSet};

use draw::{Class, Entry, Recusal, Roster};
use ledger::{Chosen, Draw, Visit, VisitReport, standing};
use model::Result;

use crate::drawing::frame::FrameFile;
use crate::error;
use crate::home::Home;
use crate::inspection::is_settled;

/// The references by which the plan of a second look names the first.
pub(crate) const BASE: &str = "second_look_of";
const BASE_COMMITMENT: &str = "second_look_of_commitment";

impl Home {
    /// The frame of a second look at the draw `base`, and what the plan has to say of it.
    pub(super) fn frame_of_results(
        &self,
        base: &str,
    ) -> Result<(FrameFile, BTreeMap<String, String>)> {
        let draw = self.ledger().draw(base)?;
        draw.revealed_on.ok_or_else(|| error::not_revealed(base))?;
        if self.second_look_of(&draw)?.is_some() {
            return Err(error::third_look(base));
        }
        let (_, frame) = self.plan_and_frame(&draw)?;
        let wanted = self.to_visit(base)?;
        let known = self.first_visitors(base)?;
        let is_found = |entry: &Entry| {
            known.contains_key(&entry.draw_id)
                && wanted.get(&entry.draw_id).is_some_and(|case| case.chosen != Chosen::Reserve)
        };
        let entries = frame.entries.into_iter().filter(is_found);
        let one = |entry: Entry| Entry { stratum: base.to_owned(), class: Class::Random, ..entry };
        let frame = FrameFile { entries: entries.map(one).collect() };
        let references = [
            (BASE, base.to_owned()),
            (BASE_COMMITMENT, draw.commitment.unwrap_or_default()),
            ("snapshot", draw.snapshot),
        ];
        let references = references.map(|(name, value)| (name.to_owned(), value));
        Ok((frame, references.into()))
    }

    /// The roster of a second look, with those who made the first visits recused.
    pub(super) fn without_first_visitors(&self, roster: Roster, base: &str) -> Result<Roster> {
        let listed: BTreeSet<_> = roster.inspectors.iter().map(|one| one.id.clone()).collect();
        let mut recused: BTreeMap<String, BTreeSet<String>> = roster
            .recusals
            .into_iter()
            .map(|recusal| (recusal.draw_id, recusal.inspectors.into_iter().collect()))
            .collect();
        for (key, visitors) in self.first_visitors(base)? {
            let known = visitors.into_iter().filter(|visitor| listed.contains(visitor));
            recused.entry(key).or_default().extend(known);
        }
        let recusals = recused.into_iter().filter(|(_, inspectors)| !inspectors.is_empty()).map(
            |(draw_id, inspectors)| {
                let inspectors = inspectors.into_iter().collect();
                Recusal { draw_id, inspectors }
            },
        );
        Roster::new(roster.team_size, roster.inspectors, recusals.collect())
            .map_err(|why| error::draw(&why))
    }

    /// Who made the visits of a draw to each household whose case they settled; whoever made an
    /// earlier attempt, or a visit that was amended, has seen it too.
    pub(crate) fn first_visitors(&self, base: &str) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let visits = self.ledger().visits()?;
        let of_base = |draw: &Option<String>| draw.as_deref() == Some(base);
        let settled: BTreeSet<&str> = standing(&visits)
            .filter(|visit| of_base(&visit.report.draw_id) && is_settled(&visit.report))
            .map(|visit| visit.report.household_key.as_str())
            .collect();
        let mut visitors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for visit in visits.iter().filter(|visit| of_base(&visit.report.draw_id)) {
            let report = &visit.report;
            if settled.contains(report.household_key.as_str()) {
                let seen = visitors.entry(report.household_key.clone()).or_default();
                seen.extend(report.visitors.iter().cloned());
            }
        }
        Ok(visitors)
    }

    /// The draw at whose findings this one looks again, if it does.
    pub(crate) fn second_look_of(&self, draw: &Draw) -> Result<Option<String>> {
        let plan = draw::Plan::parse(&draw.plan).map_err(|why| error::draw(&why))?;
        Ok(plan.references.get(BASE).cloned())
    }

    /// Whether others are still to look again at households with a result in this draw: until then
    /// nobody is shown where or what it found.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn awaits_second_look(&self, id: &str) -> Result<bool> {
        let (visits, awaiting) = (self.ledger().visits()?, self.awaiting_second_look()?);
        let mut of_draw =
            standing(&visits).filter(|visit| visit.report.draw_id.as_deref() == Some(id));
        Ok(of_draw.any(|visit| awaiting.contains(&visit.report.household_key)))
    }

    /// The households that a second look is still to visit, so that nobody may be shown what the first
    /// one found.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn awaiting_second_look(&self) -> Result<BTreeSet<String>> {
        let (visits, substitutions) = (self.ledger().visits()?, self.ledger().substitutions()?);
        let mut awaiting = BTreeSet::new();
        for draw in self.draws()?.into_iter().filter(|draw| draw.revealed_on.is_some()) {
            if self.second_look_of(&draw)?.is_none() {
                continue;
            }
            let of_draw = |report: &VisitReport| report.draw_id.as_ref() == Some(&draw.id);
            let done = standing(&visits).map(|visit| &visit.report);
            let done = done.filter(|report| of_draw(report) && is_settled(report));
            let failed = substitutions.iter().filter(|decided| decided.draw_id == draw.id);
            let over: BTreeSet<&str> = done
                .map(|report| report.household_key.as_str())
                .chain(failed.map(|decided| decided.failed_key.as_str()))
                .collect();
            let wanted = self.to_visit(&draw.id)?.into_keys();
            awaiting.extend(wanted.filter(|key| !over.contains(key.as_str())));
        }
        Ok(awaiting)
    }

    /// All visits as they may be shown: while a household awaits its second look, without what was
    /// found there.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn visits_to_show(&self) -> Result<Vec<Visit>> {
        let awaiting = self.awaiting_second_look()?;
        let shown = |visit: Visit| match awaiting.contains(&visit.report.household_key) {
            true => Visit { report: visit.report.without_findings(), ..visit },
            false => visit,
        };
        Ok(self.ledger().visits()?.into_iter().map(shown).collect())
    }
}
