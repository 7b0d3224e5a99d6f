//! What the ledger tells the engine: draws, drawn cases, recorded visits, leads and control visits as columns.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use draw::Fraction;
use engine::Facts;
use ledger::{
    Chosen, Draw, DrawnCase, Evidence, IssuedControl, Lead, Ledger, Sighting, Substitution, Visit,
    VisitReport, standing,
};
use model::norm::SCALE;
use model::{Fen, Result, beijing};
use registry::Cause;

use crate::compose::{batch, counts, days, decimals, texts, truths};
use crate::leads::Looks;

/// The tables of leads and control visits, which only questions that name them need.
pub(crate) const LEADS: [&str; 5] =
    ["leads", "lead_flags", "control_rounds", "control_cases", "control_findings"];

/// The facts of a ledger as it stands, without leads, and without what was found at households that
/// await a second look.
pub(crate) fn of(ledger: &Ledger, awaiting: &BTreeSet<String>) -> Result<Facts> {
    let draws = ledger.draws()?;
    Facts::empty()
        .with("draws", &draw_batch(&draws)?)?
        .with(
            "drawn_cases",
            &case_batch(&ledger.drawn_cases()?, &draws, &ledger.substitutions()?)?,
        )?
        .with("recorded_visits", &visit_batch(&ledger.visits()?, awaiting)?)
}

fn draw_batch(draws: &[Draw]) -> Result<RecordBatch> {
    batch([
        ("draw_id", texts(draws.iter().map(|draw| Some(&draw.id)))),
        ("purpose", texts(draws.iter().map(|draw| Some(&draw.purpose)))),
        ("fraction", decimals(draws.iter().map(|draw| share(&draw.fraction)), 4)?),
        ("committed_on", days(draws.iter().map(|draw| draw.committed_on))),
        ("revealed_on", days(draws.iter().map(|draw| draw.revealed_on))),
        ("status", texts(draws.iter().map(|draw| Some(draw.status.code())))),
    ])
}

/// A fraction such as `30/100` in ten-thousandths.
fn share(fraction: &str) -> Option<i128> {
    let fraction = Fraction::parse(fraction).ok()?;
    Some(i128::from(fraction.numerator()) * SCALE / i128::from(fraction.denominator()))
}

/// Cases know their draw; its purpose and day are written beside them. A reserve that stands in for
/// somebody is a substitute.
fn case_batch(
    cases: &[DrawnCase],
    draws: &[Draw],
    substitutions: &[Substitution],
) -> Result<RecordBatch> {
    let draws: BTreeMap<&str, &Draw> = draws.iter().map(|draw| (draw.id.as_str(), draw)).collect();
    let draw = |case: &DrawnCase| draws.get(case.draw_id.as_str()).copied();
    let used: BTreeSet<(&str, &str)> =
        substitutions.iter().map(|s| (s.draw_id.as_str(), s.reserve_key.as_str())).collect();
    let chosen = |case: &DrawnCase| match case.chosen {
        Chosen::Reserve if used.contains(&(&*case.draw_id, &*case.household_key)) => "substitute",
        chosen => chosen.code(),
    };
    batch([
        ("draw_id", texts(cases.iter().map(|case| Some(&case.draw_id)))),
        ("purpose", texts(cases.iter().map(|case| draw(case).map(|draw| &draw.purpose)))),
        ("household_key", texts(cases.iter().map(|case| Some(&case.household_key)))),
        ("town_code", texts(cases.iter().map(|case| Some(&case.town_code)))),
        ("stratum", texts(cases.iter().map(|case| Some(&case.stratum)))),
        ("class", texts(cases.iter().map(|case| Some(case.chosen.class())))),
        ("position", counts(cases.iter().map(|case| Some(case.position)))),
        ("chosen", texts(cases.iter().map(|case| Some(chosen(case))))),
        ("drawn_on", days(cases.iter().map(|case| draw(case).and_then(|draw| draw.revealed_on)))),
        ("inspectors", texts(cases.iter().map(|case| team(&case.inspectors)))),
    ])
}

/// The names of a team, the lead first.
fn team(inspectors: &[String]) -> Option<String> {
    (!inspectors.is_empty()).then(|| inspectors.join("、"))
}

fn names(visitors: &BTreeSet<String>) -> String {
    visitors.iter().map(String::as_str).collect::<Vec<_>>().join("、")
}

/// The visits that stand.
fn visit_batch(visits: &[Visit], awaiting: &BTreeSet<String>) -> Result<RecordBatch> {
    let visits: Vec<&VisitReport> = standing(visits).map(|visit| &visit.report).collect();
    let text = |of: fn(&VisitReport) -> &String| texts(visits.iter().map(|visit| Some(of(visit))));
    let is_shown = |visit: &VisitReport| !awaiting.contains(&visit.household_key);
    let found = |visit: &&VisitReport| is_shown(visit).then_some(!visit.codes.is_empty());
    let items = |visit: &&VisitReport| is_shown(visit).then_some(visit.checked.len() as i64);
    let evidence = |visit: &&VisitReport| is_shown(visit).then_some(visit.evidence.is_some());
    let visitors: Vec<String> = visits.iter().map(|visit| names(&visit.visitors)).collect();
    batch([
        ("draw_id", texts(visits.iter().map(|visit| visit.draw_id.as_ref()))),
        ("household_key", text(|visit| &visit.household_key)),
        ("visited_on", days(visits.iter().map(|visit| Some(visit.visited_on)))),
        ("kind", text(|visit| &visit.kind)),
        ("mode", text(|visit| &visit.mode)),
        ("outcome", text(|visit| &visit.outcome)),
        ("visitors", texts(visitors.iter().map(Some))),
        ("items_count", counts(visits.iter().map(items))),
        ("has_finding", truths(visits.iter().map(found))),
        ("has_evidence", truths(visits.iter().map(evidence))),
    ])
}

/// The leads and control visits of a ledger beside its other facts.
pub(crate) fn with_leads(
    facts: Facts,
    ledger: &Ledger,
    causes: &BTreeMap<String, Cause>,
) -> Result<Facts> {
    let leads = ledger.leads()?;
    let said: Vec<Said<'_>> = leads.iter().flat_map(said).collect();
    let (rounds, visits) = (ledger.controls()?, ledger.visits()?);
    let looks = Looks::of(&visits);
    let controls: Vec<Control<'_>> =
        rounds.iter().flat_map(|issued| control(issued, &looks)).collect();
    facts
        .with("leads", &lead_batch(&leads)?)?
        .with("lead_flags", &said_batch(&said)?)?
        .with("control_rounds", &round_batch(&rounds)?)?
        .with("control_cases", &control_batch(&controls)?)?
        .with("control_findings", &finding_batch(&controls, causes)?)
}

/// A control household and what the look at it found, if there was one.
struct Control<'a> {
    round: i64,
    household_key: &'a str,
    town_code: &'a str,
    look: Option<&'a VisitReport>,
}

fn control<'a>(issued: &'a IssuedControl, looks: &Looks<'a>) -> Vec<Control<'a>> {
    let drawn = issued.round.drawn.iter();
    let control = |(household_key, town_code): &'a (String, String)| Control {
        round: issued.id,
        household_key,
        town_code,
        look: looks.since(issued, household_key),
    };
    drawn.map(control).collect()
}

/// The households that each round was drawn from, a row for each town.
fn round_batch(rounds: &[IssuedControl]) -> Result<RecordBatch> {
    let rows = || rounds.iter().flat_map(towns);
    let frame = |count: &u64| i64::try_from(*count).ok();
    batch([
        ("round_id", counts(rows().map(|(issued, _)| Some(issued.id)))),
        ("month", texts(rows().map(|(issued, _)| Some(issued.round.seen.month.to_string())))),
        ("issued_on", days(rows().map(|(issued, _)| Some(beijing::day(issued.at))))),
        ("town_code", texts(rows().map(|(_, (town, _))| Some(town)))),
        ("frame_count", counts(rows().map(|(_, (_, count))| frame(count)))),
    ])
}

fn towns(issued: &IssuedControl) -> impl Iterator<Item = (&IssuedControl, (&String, &u64))> {
    issued.round.frame.iter().map(move |town| (issued, town))
}

fn control_batch(controls: &[Control<'_>]) -> Result<RecordBatch> {
    let look = || controls.iter().map(|control| control.look);
    batch([
        ("round_id", counts(controls.iter().map(|control| Some(control.round)))),
        ("household_key", texts(controls.iter().map(|control| Some(control.household_key)))),
        ("town_code", texts(controls.iter().map(|control| Some(control.town_code)))),
        ("visited_on", days(look().map(|look| look.map(|look| look.visited_on)))),
        ("is_wrong", truths(look().map(|look| look.map(|look| !look.codes.is_empty())))),
    ])
}

/// What the looks found, by cause.
fn finding_batch(
    controls: &[Control<'_>],
    causes: &BTreeMap<String, Cause>,
) -> Result<RecordBatch> {
    let mut found: Vec<(&Control<'_>, &String)> = Vec::new();
    for control in controls {
        let codes = control.look.map(|look| &look.codes);
        let is_found = |cause: &Cause| {
            codes.is_some_and(|codes| cause.codes.iter().any(|code| codes.contains(code)))
        };
        let causes = causes.iter().filter(|(_, cause)| is_found(cause));
        found.extend(causes.map(|(name, _)| (control, name)));
    }
    batch([
        ("round_id", counts(found.iter().map(|(control, _)| Some(control.round)))),
        ("household_key", texts(found.iter().map(|(control, _)| Some(control.household_key)))),
        ("town_code", texts(found.iter().map(|(control, _)| Some(control.town_code)))),
        ("cause", texts(found.iter().map(|(_, cause)| Some(cause)))),
    ])
}

fn lead_batch(leads: &[Lead]) -> Result<RecordBatch> {
    let decided = || leads.iter().map(|lead| lead.decision.as_ref());
    let fen = |fen: Fen| i128::from(fen.0);
    let month = |seen: &Option<Sighting>| seen.as_ref().map(|seen| seen.month.to_string());
    let rectified = || leads.iter().map(|lead| lead.rectified.as_ref());
    let closed = || leads.iter().map(|lead| lead.closed.as_ref());
    let over = decided().map(|decision| decision.map(|decision| fen(decision.over)));
    let under = decided().map(|decision| decision.map(|decision| fen(decision.under)));
    batch([
        ("lead_id", counts(leads.iter().map(|lead| Some(lead.id)))),
        ("follows_id", counts(leads.iter().map(|lead| lead.follows))),
        ("source", texts(leads.iter().map(|lead| Some(lead.source.code())))),
        ("household_key", texts(leads.iter().map(|lead| lead.household_key.as_ref()))),
        ("town_code", texts(leads.iter().map(|lead| Some(&lead.town_code)))),
        ("cause", texts(leads.iter().map(|lead| Some(&lead.cause)))),
        ("opened_on", days(leads.iter().map(|lead| Some(beijing::day(lead.opened_at))))),
        ("state", texts(leads.iter().map(|lead| Some(lead.state.code())))),
        ("owner", texts(leads.iter().map(|lead| lead.owner.as_ref()))),
        ("assigned_on", days(leads.iter().map(|lead| lead.assigned_at.map(beijing::day)))),
        ("due_on", days(leads.iter().map(|lead| lead.due_on))),
        ("outcome", texts(decided().map(|decision| decision.map(|d| d.verdict.code())))),
        ("finding_code", texts(decided().map(|decision| decision.and_then(|d| d.code.as_ref())))),
        ("overpaid_yuan", decimals(over, 2)?),
        ("underpaid_yuan", decimals(under, 2)?),
        ("decided_on", days(decided().map(|decision| decision.map(|d| beijing::day(d.at))))),
        ("decided_by", texts(decided().map(|decision| decision.map(|d| &d.by)))),
        ("rectified_on", days(rectified().map(|done| done.map(|done| beijing::day(done.at))))),
        ("rectified_by", texts(rectified().map(|done| done.map(|done| &done.by)))),
        ("recovered_yuan", decimals(leads.iter().map(|lead| Some(fen(lead.recovered))), 2)?),
        ("referred_on", {
            days(leads.iter().map(|lead| lead.referred.as_ref().map(|done| beijing::day(done.at))))
        }),
        ("closed_on", days(closed().map(|done| done.map(|done| beijing::day(done.at))))),
        ("closed_by", texts(closed().map(|done| done.map(|done| &done.by)))),
        ("proof_month", texts(leads.iter().map(|lead| month(&lead.proof)))),
        ("seen_month", texts(leads.iter().map(|lead| month(&lead.seen)))),
        ("gone_month", texts(leads.iter().map(|lead| month(&lead.gone)))),
        ("reopened_count", counts(leads.iter().map(|lead| Some(lead.reopened_count)))),
        ("due_yuan", decimals(leads.iter().map(|lead| Some(fen(lead.due()))), 2)?),
        ("harms_recipient", truths(leads.iter().map(|lead| Some(lead.harms_recipient())))),
    ])
}

/// What a flag said of a lead.
type Said<'a> = (&'a Lead, &'a Evidence, &'a Sighting);

fn said(lead: &Lead) -> impl Iterator<Item = Said<'_>> {
    lead.evidence.iter().map(move |(evidence, seen)| (lead, evidence, seen))
}

fn said_batch(said: &[Said<'_>]) -> Result<RecordBatch> {
    batch([
        ("lead_id", counts(said.iter().map(|(lead, ..)| Some(lead.id)))),
        ("household_key", texts(said.iter().map(|(lead, ..)| lead.household_key.as_ref()))),
        ("town_code", texts(said.iter().map(|(lead, ..)| Some(&lead.town_code)))),
        ("flag", texts(said.iter().map(|(_, evidence, _)| Some(&evidence.flag)))),
        ("person_key", texts(said.iter().map(|(_, evidence, _)| evidence.person_key.as_ref()))),
        ("strength", texts(said.iter().map(|(_, evidence, _)| Some(&evidence.strength)))),
        ("due_yuan", {
            let due = said.iter().map(|(_, evidence, _)| Some(i128::from(evidence.due.0)));
            decimals(due, 2)?
        }),
        ("evidence", texts(said.iter().map(|(_, evidence, _)| Some(&evidence.evidence)))),
        ("month", texts(said.iter().map(|(.., seen)| Some(seen.month.to_string())))),
        ("snapshot", texts(said.iter().map(|(.., seen)| Some(&seen.snapshot)))),
    ])
}
