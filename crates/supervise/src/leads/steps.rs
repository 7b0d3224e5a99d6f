//! What people do with leads: bring them, hand them out, check, decide, put right, verify, reopen.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use engine::Scope;
use ledger::{By, Lead, LeadEvent, LeadSource, LeadState, Verdict};
use model::hash::sha256_hex;
use model::{Fen, Result, ResultTable, beijing};
use snapshot::AsOf;

use super::by_subject;
use super::consolidate::Subject;
use crate::error;
use crate::home::Home;

/// The question that knows the town of a household.
const SUBJECT: &str = "lead_subject";

/// A lead that a person brings.
#[derive(Clone, Debug)]
pub struct LeadReport {
    /// `visit` or `complaint`.
    pub source: LeadSource,
    /// The pseudonym of the household.
    pub household_key: String,
    /// What it is about.
    pub cause: String,
    /// Its town, needed only for a household that is not in the data.
    pub town_code: Option<String>,
    /// The recorded visit at which it was seen, if there is one.
    pub visit: Option<i64>,
    /// What was seen or said.
    pub words: String,
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The outcome.
    pub verdict: Verdict,
    /// The code of the finding; a finding needs one.
    pub code: Option<String>,
    /// Paid too much.
    pub over: Fen,
    /// Paid too little.
    pub under: Fen,
    /// Why.
    pub reason: String,
}

impl Home {
    /// Enters what a visit or a complaint brought: a new lead, or evidence for the open one about the
    /// same household and cause. Gives the number.
    ///
    /// # Errors
    /// The source is `flag`, the cause unknown, nothing said, or the household unknown without its town.
    pub async fn add_lead(&self, by: &str, report: &LeadReport) -> Result<i64> {
        let LeadReport { source, household_key, cause, town_code, visit, words } = report;
        if *source == LeadSource::Flag {
            return Err(error::flags_open_leads());
        }
        let causes = self.registry().causes();
        if !causes.contains_key(cause) {
            return Err(error::unknown_cause(cause, causes.keys()));
        }
        let by = self.by(by, said(words)?)?;
        let town = match town_code {
            Some(town) => town.clone(),
            None => self
                .town_of(household_key)
                .await?
                .ok_or_else(|| error::no_subject(household_key))?,
        };
        let subject = Subject::new(Some(household_key.clone()), &town, cause);
        let leads = self.ledger().leads()?;
        let latest = by_subject(&leads).get(&subject).and_then(|before| before.last().copied());
        if let Some(lead) = latest.filter(|lead| !lead.is_closed()) {
            let event = LeadEvent::Added {
                source: *source,
                evidence: Vec::new(),
                seen: None,
                visit: *visit,
            };
            return Ok(self.ledger().step_lead(lead.id, by, &event)?.id);
        }
        let event = LeadEvent::Opened {
            source: *source,
            household_key: Some(household_key.clone()),
            town_code: town,
            cause: cause.clone(),
            follows: latest.map(|lead| lead.id),
            evidence: Vec::new(),
            seen: None,
            visit: *visit,
            due_on: self.lead_due_on("lead_assign_workdays", beijing::day(by.at))?,
        };
        self.ledger().open_lead(by, &event)
    }

    /// Hands a lead to somebody: to check it, or, once it is decided, to put it right. The day by
    /// which is the norm's unless one is given; a complaint has its own.
    ///
    /// # Errors
    /// The step may not come next; no name is given.
    pub fn assign_lead(
        &self,
        id: i64,
        by: &str,
        to: &str,
        due_on: Option<NaiveDate>,
        why: &str,
    ) -> Result<Lead> {
        let by = self.by(by, why)?;
        let to = said(to)?.to_owned();
        let lead = self.ledger().lead(id)?;
        let due_on = match due_on {
            Some(day) => day,
            None => self.work_due_on(&lead, beijing::day(by.at))?,
        };
        self.ledger().step_lead(id, by, &LeadEvent::Assigned { to, due_on })
    }

    /// Begins the check.
    ///
    /// # Errors
    /// The step may not come next.
    pub fn start_lead(&self, id: i64, by: &str, why: &str) -> Result<Lead> {
        self.ledger().step_lead(id, self.by(by, why)?, &LeadEvent::Started)
    }

    /// Ends the check. Without a finding the lead is closed, and the same facts stay silent for as
    /// long as the norm says; a finding is to be put right in the time that the norm leaves.
    ///
    /// # Errors
    /// The step may not come next; no reason is given; a finding has no code of the list, or
    /// something else has a code or an amount.
    pub fn decide_lead(&self, id: i64, by: &str, judgement: &Judgement) -> Result<Lead> {
        let Judgement { verdict, code, over, under, reason } = judgement;
        let by = self.by(by, said(reason)?)?;
        let is_finding = verdict.is_finding();
        match code {
            Some(code) if is_finding => self.check_code(code)?,
            None if !is_finding && *over == Fen(0) && *under == Fen(0) => {}
            _ => return Err(error::decided_without_code(verdict.code())),
        }
        let today = beijing::day(by.at);
        let day = |norm| self.lead_due_on(norm, today);
        let event = LeadEvent::Decided {
            verdict: *verdict,
            code: code.clone(),
            over: *over,
            under: *under,
            due_on: if is_finding { Some(day("lead_rectify_workdays")?) } else { None },
            silent_until: if is_finding { None } else { Some(day("lead_silence_months")?) },
        };
        self.ledger().step_lead(id, by, &event)
    }

    /// Records that a finding was put right: what was done, and the file that shows it, of which
    /// only the hash is kept.
    ///
    /// # Errors
    /// The step may not come next; nothing is said of what was done.
    pub fn rectify_lead(&self, id: i64, by: &str, action: &str, evidence: &[u8]) -> Result<Lead> {
        let by = self.by(by, said(action)?)?;
        let event = LeadEvent::Rectified {
            evidence_sha256: sha256_hex(evidence),
            due_on: self.lead_due_on("lead_verify_workdays", beijing::day(by.at))?,
        };
        self.ledger().step_lead(id, by, &event)
    }

    /// Records that money came back of what was paid too much.
    ///
    /// # Errors
    /// Nothing was found; more came back than is out.
    pub fn recover_lead(&self, id: i64, by: &str, amount: Fen, why: &str) -> Result<Lead> {
        self.ledger().step_lead(id, self.by(by, why)?, &LeadEvent::Recovered { amount })
    }

    /// Records that a finding was handed on to those who discipline officials.
    ///
    /// # Errors
    /// Nothing was found; nobody is named, or no reason.
    pub fn refer_lead(&self, id: i64, by: &str, to: &str, why: &str) -> Result<Lead> {
        let (by, to) = (self.by(by, said(why)?)?, said(to)?.to_owned());
        self.ledger().step_lead(id, by, &LeadEvent::Referred { to })
    }

    /// Verifies what was put right, and closes the lead.
    ///
    /// # Errors
    /// The step may not come next; `by` had a hand in the lead.
    pub fn close_lead(&self, id: i64, by: &str, why: &str) -> Result<Lead> {
        self.ledger().step_lead(id, self.by(by, why)?, &LeadEvent::Closed { proof: None })
    }

    /// Takes a decided lead up again; the old decision stays in its history.
    ///
    /// # Errors
    /// The step may not come next; no reason is given; a later lead about the same goes on.
    pub fn reopen_lead(&self, id: i64, by: &str, reason: &str) -> Result<Lead> {
        let by = self.by(by, said(reason)?)?;
        let leads = self.ledger().leads()?;
        let lead = self.ledger().lead(id)?;
        let latest =
            by_subject(&leads).get(&Subject::of(&lead)).and_then(|all| all.last().copied());
        if let Some(later) = latest.filter(|latest| latest.id > id) {
            return Err(error::later_lead(id, later.id));
        }
        let due_on = match lead.owner {
            Some(_) => self.check_due_on(&lead, beijing::day(by.at))?,
            None => self.lead_due_on("lead_assign_workdays", beijing::day(by.at))?,
        };
        let event = LeadEvent::Reopened { evidence: Vec::new(), seen: None, due_on };
        self.ledger().step_lead(id, by, &event)
    }

    /// A lead with its history; logged as a look at the household.
    ///
    /// # Errors
    /// There is none of this number that the reader sees; the log cannot be written.
    pub fn lead(&self, id: i64) -> Result<Lead> {
        let lead = self.ledger().lead(id)?;
        if self.reader().town().is_some_and(|town| town != lead.town_code) {
            return Err(error::no_lead(id));
        }
        self.log(
            "ask",
            &format!("lead {id}"),
            "",
            lead.household_key.as_deref().unwrap_or_default(),
        )?;
        Ok(lead)
    }

    /// The answer to a question as of today, so that it knows what is overdue now.
    ///
    /// # Errors
    /// Nothing is loaded; question or parameter is unknown.
    pub async fn ask_today(
        &self,
        question: &str,
        params: BTreeMap<String, String>,
    ) -> Result<ResultTable> {
        self.ask(question, Some(self.ledger_day()?), params, Scope::City).await
    }

    /// Today, or the last day that anything loaded describes, whichever is later: the ledger is read
    /// as of it.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn ledger_day(&self) -> Result<NaiveDate> {
        let (latest, _) = self.pin(&AsOf::default())?;
        Ok(latest.max(beijing::day(self.now())))
    }

    pub(super) fn by<'a>(&self, name: &'a str, why: &'a str) -> Result<By<'a>> {
        Ok(By { at: self.now(), actor: said(name)?, why: why.trim() })
    }

    /// By when whoever gets a lead is to be done with what comes next.
    fn work_due_on(&self, lead: &Lead, today: NaiveDate) -> Result<NaiveDate> {
        match lead.state {
            LeadState::Decided => self.lead_due_on("lead_rectify_workdays", today),
            _ => self.check_due_on(lead, today),
        }
    }

    /// A complaint is to be settled in its own time from the day it came in.
    fn check_due_on(&self, lead: &Lead, today: NaiveDate) -> Result<NaiveDate> {
        match lead.source {
            LeadSource::Complaint if lead.reopened_count == 0 => {
                self.lead_due_on("complaint_close_days", beijing::day(lead.opened_at))
            }
            _ => self.lead_due_on("lead_check_workdays", today),
        }
    }

    pub(super) async fn town_of(&self, household_key: &str) -> Result<Option<String>> {
        let params = BTreeMap::from([("household".to_owned(), household_key.to_owned())]);
        let as_of = AsOf::default();
        let reader = Scope::City.into();
        let ask = engine::Ask { question: SUBJECT.to_owned(), as_of, params, reader };
        let found = self.result(&ask, &self.facts()?).await?;
        Ok(found.texts("town_code")?.into_iter().flatten().next())
    }
}

/// A text that is not blank.
fn said(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() { Err(error::no_purpose()) } else { Ok(text) }
}
