//! The life of a draw: planned, committed to, revealed, worked off.
//!
//! # Invariants
//!
//! - The frame is fixed when the draw is planned: its root is in the plan, so that neither a later
//!   load nor a changed file can change who is drawn from.
//! - Every step is in the audit log before it is taken. Whoever tries several public values leaves
//!   as many entries.

mod frame;
mod increment;
mod purpose;
mod second_look;
mod step;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use draw::beacon::NistCertificate;
use draw::bundle::Bundle;
use draw::{
    BeaconSpec, BundleInput, Bytes32, Field, Fraction, LogEntry, Plan, Proof, Reserve, Roster,
};
use engine::Scope;
use ledger::{Chosen, Draw, DrawnCase, NewDraw};
use model::{Month, Provenance, Result, ResultTable, norm};
use snapshot::AsOf;

pub use purpose::Purpose;
pub use step::Extension;

use crate::home::Home;
use crate::{error, files};
pub(crate) use frame::FrameFile;

/// How many units after the sample are published in every stratum, to stand in for those that
/// cannot be found.
const RESERVES: u64 = 10;

/// The question behind a work list.
const VISIT_LIST: &str = "visit_list";

/// What a draw is to be planned from.
#[derive(Clone, Debug, Default)]
pub struct DrawRequest {
    /// The code of a [`Purpose`].
    pub purpose: String,
    /// Of what the frame is asked; the last day of the latest snapshot without a day.
    pub as_of: AsOf,
    /// The source of chance.
    pub beacon_spec: String,
    /// The certificate of the NIST beacon, if it is a source.
    pub certificate: Option<NistCertificate>,
    /// Inspectors, caps and recusals (by pseudonym of the household) as JSON, if inspectors are
    /// assigned by the same draw.
    pub roster: Option<String>,
    /// The draw whose frame has grown: only households that neither its frame nor one before it
    /// had are drawn from.
    pub increment_of: Option<String>,
    /// The draw at part of whose findings others look again; for that purpose alone.
    pub second_look_of: Option<String>,
}

/// A draw that was just planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedDraw {
    /// Its name.
    pub id: String,
    /// SHA-256 of the plan's canonical text.
    pub plan_hash: String,
    /// Households in the frame.
    pub units: usize,
}

impl Home {
    /// Plans a draw without roster from a whole frame; see [`Home::draw_plan_for`].
    ///
    /// # Errors
    /// As there.
    pub async fn draw_plan(
        &self,
        purpose: &str,
        as_of: impl Into<AsOf>,
        beacon_spec: &str,
    ) -> Result<PlannedDraw> {
        let (purpose, beacon_spec) = (purpose.to_owned(), beacon_spec.to_owned());
        let as_of = as_of.into();
        let request = DrawRequest { purpose, as_of, beacon_spec, ..DrawRequest::default() };
        self.draw_plan_for(&request).await
    }

    /// Plans a draw: fixes frame, share, norms, roster and the source of chance.
    ///
    /// # Errors
    /// The purpose is unknown, the frame is empty, the roster is unusable, the draw that it adds to
    /// is not committed, or the source of chance will not do.
    pub async fn draw_plan_for(&self, request: &DrawRequest) -> Result<PlannedDraw> {
        let purpose = Purpose::from_code(&request.purpose)?;
        let _held = self.store().hold()?;
        let (day, as_of) = self.pin(&request.as_of)?;
        let (mut frame, mut references) = self.frame_for(purpose, &as_of, request).await?;
        let base = request.increment_of.as_deref();
        let base = base.map(|id| self.reduce_to_newcomers(&mut frame, id)).transpose()?;
        if frame.entries.is_empty() {
            return Err(error::empty_frame(purpose.code(), day));
        }
        let roster = self.roster_for(request)?;
        let id = self.next_draw_id(purpose, self.store().view_at(&as_of)?.month)?;
        references.extend(base.into_iter().flatten());
        references.extend([
            ("as_of".to_owned(), day.to_string()),
            ("draw_id".to_owned(), id.clone()),
            ("frame_root".to_owned(), frame.root()?),
        ]);
        if let Some(NistCertificate { der, .. }) = &request.certificate {
            references.insert(draw::plan::NIST_CERTIFICATE.to_owned(), der.clone());
        }
        let snapshot = references.get("snapshot").cloned().unwrap_or_default();
        let plan = self.plan_of(purpose, day, request, &frame, references, roster.as_ref())?;
        let text = plan.to_text().map_err(|why| error::draw(&why))?;
        let plan_hash = draw::plan::plan_hash(text.as_bytes()).to_string();
        let units = frame.entries.len();
        self.log("draw.plan", &id, &purpose.words().en, &text)?;
        frame.write(&self.frame_path(&id))?;
        if let Some(roster) = roster {
            let text = draw::canonical::to_canonical(&roster).map_err(|why| error::draw(&why))?;
            files::write(&self.roster_path(&id), text.as_bytes())?;
        }
        let draw = NewDraw {
            id: id.clone(),
            purpose: purpose.code().to_owned(),
            as_of: day,
            snapshot,
            plan_hash: plan_hash.clone(),
            fraction: plan.fraction.to_string(),
            beacon_spec: plan.beacon_spec,
            plan: text,
        };
        self.ledger().plan_draw(&draw, self.now())?;
        Ok(PlannedDraw { id, plan_hash, units })
    }

    /// The commitment of a planned draw, to be published on `on`, before chance speaks.
    ///
    /// # Errors
    /// The draw is not planned, or its frame is no longer the one that was planned.
    pub fn draw_commit(&self, id: &str, on: NaiveDate) -> Result<String> {
        let (plan, frame) = self.plan_and_frame(&self.ledger().draw(id)?)?;
        let commitment =
            draw::bundle::commit(&plan, &frame.checked()?).map_err(|why| error::draw(&why))?;
        let commitment = commitment.to_string();
        self.log("draw.commit", id, &plan.purpose, &commitment)?;
        self.ledger().commit_draw(id, &commitment, on)?;
        Ok(commitment)
    }

    /// Draws: the public value of the day `on` decides. Gives the path of the bundle.
    ///
    /// # Errors
    /// The draw is not committed, the value is not one of the planned source or from before the
    /// commitment, or the frame is no longer the one committed to.
    pub fn draw_reveal(&self, id: &str, beacon_value: &str, on: NaiveDate) -> Result<PathBuf> {
        let draw = self.ledger().draw(id)?;
        let (plan, frame) = self.plan_and_frame(&draw)?;
        let committed_on = draw.committed_on.ok_or_else(|| error::not_committed(id))?;
        self.log("draw.reveal", id, &plan.purpose, beacon_value)?;
        let roster = match plan.roster_hash {
            Some(_) => Some(read_roster(&files::read(&self.roster_path(id))?)?),
            None => None,
        };
        let bundle = Bundle::draw(BundleInput {
            plan,
            frame: frame.checked()?,
            committed_on: committed_on.to_string(),
            revealed_on: on.to_string(),
            beacon_value: beacon_value.to_owned(),
            reveals: Vec::new(),
            roster,
            log: self.log_of_draw(id)?,
        })
        .map_err(|why| error::draw(&why))?;
        if draw.commitment.as_deref() != Some(bundle.commitment.to_string().as_str()) {
            return Err(error::frame_changed(id));
        }
        let text = serde_json::to_vec(&bundle).map_err(|why| error::no_text(&why.to_string()))?;
        let path = self.bundle_path(id);
        let prepared = files::prepare(&path, &text)?;
        let cases = drawn_cases(id, &bundle, &self.towns_of_frame(&draw)?);
        let seed = bundle.seed.to_string();
        self.ledger().reveal_draw(id, beacon_value, &seed, on, &cases)?;
        prepared.publish()?;
        Ok(path)
    }

    /// The proof that a household is in the frame of a committed draw, as a file for the household;
    /// logged, because the file names it by pseudonym.
    ///
    /// # Errors
    /// The draw is not committed, or the household is not in its frame.
    pub fn draw_prove(&self, id: &str, household_key: &str) -> Result<String> {
        let draw = self.ledger().draw(id)?;
        draw.committed_on.ok_or_else(|| error::not_committed(id))?;
        let (plan, frame) = self.plan_and_frame(&draw)?;
        let proof = Proof::new(&plan, &frame.checked()?, household_key);
        let proof = proof.map_err(|why| error::draw(&why))?;
        self.log("draw.prove", id, &plan.purpose, household_key)?;
        serde_json::to_string(&proof).map_err(|why| error::no_text(&why.to_string()))
    }

    /// Gives up a draw that is not revealed, and says why.
    ///
    /// # Errors
    /// The draw is revealed or void already, or no reason is given.
    pub fn draw_void(&self, id: &str, reason: &str) -> Result<()> {
        if reason.trim().is_empty() {
            return Err(error::no_purpose());
        }
        self.log("draw.void", id, reason.trim(), "")?;
        self.ledger().void_draw(id)
    }

    /// All draws in the order in which they were planned.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn draws(&self) -> Result<Vec<Draw>> {
        self.ledger().draws()
    }

    /// Where the bundle of a revealed draw is.
    pub fn bundle_path(&self, id: &str) -> PathBuf {
        self.root().join("draws").join(format!("{id}.json"))
    }

    /// Whom to visit for a revealed draw, by pseudonym, and who was visited, as of the last day
    /// that anything is known of; logged as a look at persons.
    ///
    /// # Errors
    /// The draw is unknown or not revealed.
    pub async fn work_list(&self, id: &str) -> Result<ResultTable> {
        let draw = self.ledger().draw(id)?;
        let revealed_on = draw.revealed_on.ok_or_else(|| error::not_revealed(id))?;
        let visits = self.ledger().visits()?;
        let visited_on = visits.into_iter().map(|visit| visit.report.visited_on).max();
        let (latest, _) = self.pin(&AsOf::default())?;
        let known = latest.max(revealed_on).max(visited_on.unwrap_or(revealed_on));
        let params = BTreeMap::from([("draw".to_owned(), id.to_owned())]);
        self.ask(VISIT_LIST, Some(known), params, Scope::City).await
    }

    fn frame_path(&self, id: &str) -> PathBuf {
        self.root().join("draws").join(format!("{id}.frame.json"))
    }

    fn roster_path(&self, id: &str) -> PathBuf {
        self.root().join("draws").join(format!("{id}.roster.json"))
    }

    /// The last entries of the log by which the draw was planned, committed to and revealed.
    fn log_of_draw(&self, id: &str) -> Result<Vec<LogEntry>> {
        let entries = self.ledger().log_entries()?;
        let last = |action: &&str| {
            entries.iter().rev().find(|entry| entry.subject == id && entry.action == *action)
        };
        draw::log::ACTIONS.iter().filter_map(last).map(public_entry).collect()
    }

    /// `new_cases-2026-10-1`: purpose, month of the snapshot, and how many there are.
    fn next_draw_id(&self, purpose: Purpose, month: Month) -> Result<String> {
        let stem = format!("{}-{month}-", purpose.code());
        let numbers = self.draws()?.into_iter().filter_map(|draw| {
            draw.id.strip_prefix(&stem).and_then(|number| number.parse::<u32>().ok())
        });
        Ok(format!("{stem}{}", numbers.max().unwrap_or_default() + 1))
    }

    /// The frame of a purpose, and what the plan says of where it comes from.
    async fn frame_for(
        &self,
        purpose: Purpose,
        as_of: &AsOf,
        request: &DrawRequest,
    ) -> Result<(FrameFile, BTreeMap<String, String>)> {
        match (purpose.frame_question(), request.second_look_of.as_deref()) {
            (Some(question), None) => {
                let facts = self.facts()?;
                let answer = self.whole().answer(&facts, question, as_of, Scope::City).await?;
                Ok((FrameFile::read_answer(&answer)?, references(&answer.provenance)))
            }
            (None, Some(base)) => self.frame_of_results(base),
            _ => Err(error::second_look_of_what()),
        }
    }

    /// The roster of a request, checked; whoever looked first is recused from a second look.
    fn roster_for(&self, request: &DrawRequest) -> Result<Option<Roster>> {
        let Some(text) = request.roster.as_deref() else { return Ok(None) };
        let roster = read_roster(text)?;
        match request.second_look_of.as_deref() {
            Some(base) => self.without_first_visitors(roster, base).map(Some),
            None => Ok(Some(roster)),
        }
    }

    /// The towns of the households of a second look, which its one stratum does not name.
    fn towns_of_frame(&self, draw: &Draw) -> Result<BTreeMap<String, String>> {
        let Some(base) = self.second_look_of(draw)? else { return Ok(BTreeMap::new()) };
        let cases = self.ledger().drawn_cases()?.into_iter();
        let of_base = cases.filter(|case| case.draw_id == base);
        Ok(of_base.map(|case| (case.household_key, case.town_code)).collect())
    }

    fn plan_of(
        &self,
        purpose: Purpose,
        day: NaiveDate,
        request: &DrawRequest,
        frame: &FrameFile,
        references: BTreeMap<String, String>,
        roster: Option<&Roster>,
    ) -> Result<Plan> {
        let beacon = BeaconSpec::parse(&request.beacon_spec).map_err(|why| error::draw(&why))?;
        let roster_hash = roster.map(Roster::hash).transpose().map_err(|why| error::draw(&why))?;
        let id = references.get("draw_id").map_or("", String::as_str);
        let (fraction, minimum) = self.size_for(purpose, day, frame)?;
        let certainty_norm = purpose.certainty_norm();
        let plan = Plan {
            algorithm: draw::plan::ALGORITHM.to_owned(),
            beacon_spec: beacon.to_string(),
            certainty_counts: match certainty_norm {
                Some(norm) => self.norm(norm, day)? != 0,
                None => true,
            },
            coordination: "select".to_owned(),
            fraction,
            minimum,
            purpose: format!("{} {id}", purpose.words().zh),
            references,
            reserve: Reserve::Next(RESERVES),
            reveal_hashes: Vec::new(),
            roster_hash,
        };
        plan.check().map_err(|why| error::draw(&why))?;
        Ok(plan)
    }

    /// The share and the least number of every stratum: what the norms say, or what it takes to
    /// accept a town.
    fn size_for(
        &self,
        purpose: Purpose,
        day: NaiveDate,
        frame: &FrameFile,
    ) -> Result<(Fraction, u64)> {
        let Some(share) = purpose.share_norm() else {
            return Ok((purpose::fraction(0)?, self.acceptance_size(day, frame)?));
        };
        let least = purpose.least_norm().map(|norm| self.norm(norm, day)).transpose()?;
        let least = u64::try_from(least.unwrap_or_default() / norm::SCALE).unwrap_or_default();
        Ok((purpose::fraction(self.norm(share, day)?)?, least))
    }

    /// The plan of a draw and its frame, which must be the one that was planned.
    pub(crate) fn plan_and_frame(&self, draw: &Draw) -> Result<(Plan, FrameFile)> {
        let plan = Plan::parse(&draw.plan).map_err(|why| error::draw(&why))?;
        let frame = FrameFile::read(&self.frame_path(&draw.id))?;
        match plan.references.get("frame_root") == Some(&frame.root()?) {
            true => Ok((plan, frame)),
            false => Err(error::frame_changed(&draw.id)),
        }
    }
}

/// A checked roster from JSON.
fn read_roster(text: &str) -> Result<Roster> {
    let Roster { team_size, inspectors, recusals } =
        serde_json::from_str(text).map_err(|why| error::bad_roster(&why))?;
    Roster::new(team_size, inspectors, recusals).map_err(|why| error::draw(&why))
}

/// An entry of the log as bundles carry it.
fn public_entry(entry: &ledger::LogEntry) -> Result<LogEntry> {
    let hash = |text: &str| Bytes32::parse(Field::Hash, text).map_err(|why| error::draw(&why));
    Ok(LogEntry {
        seq: entry.seq.unsigned_abs(),
        at: entry.at.clone(),
        actor: entry.actor.clone(),
        action: entry.action.clone(),
        subject: entry.subject.clone(),
        purpose: entry.purpose.clone(),
        body: hash(&entry.body)?,
        prev: hash(&entry.prev)?,
        hash: hash(&entry.hash)?,
    })
}

/// What the frame of a plan rests on.
fn references(provenance: &Provenance) -> BTreeMap<String, String> {
    let Provenance { query, query_hash, snapshot, norms, program, clauses, .. } = provenance;
    let references = [
        ("clauses", clauses.join(" ")),
        ("frame_question", query.clone()),
        ("frame_question_hash", query_hash.clone()),
        ("norms", norms.clone()),
        ("program", program.clone()),
        ("snapshot", snapshot.clone()),
    ];
    references.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The town of a unit: as its frame knows it, else what the name of its stratum begins with.
fn town_of(towns: &BTreeMap<String, String>, stratum: &str, key: &str) -> String {
    let first = || stratum.split('/').next().unwrap_or_default().to_owned();
    towns.get(key).cloned().unwrap_or_else(first)
}

/// The drawn cases of a bundle with their teams: certainty units in their order from 1, then sample
/// and reserves in that of the tickets.
fn drawn_cases(id: &str, bundle: &Bundle, towns: &BTreeMap<String, String>) -> Vec<DrawnCase> {
    let teams = bundle.assignment.iter().flat_map(|record| &record.result.teams);
    let teams: BTreeMap<&str, &Vec<String>> =
        teams.map(|team| (team.draw_id.as_str(), &team.inspectors)).collect();
    let mut cases = Vec::new();
    for stratum in &bundle.strata {
        let mut add = |position: usize, key: &String, chosen| {
            cases.push(DrawnCase {
                draw_id: id.to_owned(),
                household_key: key.clone(),
                town_code: town_of(towns, &stratum.stratum, key),
                stratum: stratum.stratum.clone(),
                position: position as i64 + 1,
                chosen,
                inspectors: teams.get(key.as_str()).copied().cloned().unwrap_or_default(),
            });
        };
        for (position, key) in stratum.certainty.iter().enumerate() {
            add(position, key, Chosen::Certainty);
        }
        let reserves_from = stratum.sample.len();
        for (position, drawn) in stratum.sample.iter().chain(&stratum.reserve).enumerate() {
            let is_reserve = position >= reserves_from;
            let chosen = if is_reserve { Chosen::Reserve } else { Chosen::Sample };
            add(position, &drawn.draw_id, chosen);
        }
    }
    cases
}
