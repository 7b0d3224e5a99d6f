//! Leads from flag, visit or complaint to a closed case.

use std::collections::BTreeMap;

use model::{Result, Text};
use snapshot::AsOf;
use supervise::{Home, Judgement, Lead, LeadEvent, LeadReport, LeadsOpened};

use crate::cli::{Common, Decide, LeadList, LeadOrder, LeadVerb};
use crate::output::{self, complain, print_rows};
use crate::{commands, error};

/// The question that lists the leads.
const LIST: &str = "lead_ledger";

/// `doudi ledger …`.
pub(crate) fn leads(common: &Common, by: Option<&str>, verb: LeadVerb) -> Result<()> {
    let home = commands::home(common)?;
    let operator = commands::operator().name;
    let by = by.unwrap_or(&operator);
    let lead = match verb {
        LeadVerb::Open { month, release } => {
            let as_of = month.map_or_else(AsOf::default, |month| month.last_day().into());
            return opened(common, &commands::wait(home.open_leads(as_of, by, &release))?);
        }
        LeadVerb::List(list) => return print_list(common, &home, list),
        LeadVerb::Issue { town, capacity } => {
            let issued = commands::wait(home.issue_work_list(by, town.as_deref(), capacity))?;
            return output::print(&issued, common.format);
        }
        LeadVerb::Show { id } => return show(common, &home.lead(id)?),
        LeadVerb::Add { source, household, cause, town, reason } => {
            let report = LeadReport {
                source,
                household_key: household,
                cause,
                town_code: town,
                visit: None,
                words: reason,
            };
            let id = commands::wait(home.add_lead(by, &report))?;
            return output::write(format!("{id}\n").as_bytes());
        }
        LeadVerb::Assign { id, to, due, reason } => home.assign_lead(id, by, &to, due, &reason)?,
        LeadVerb::Start { id } => home.start_lead(id, by, "")?,
        LeadVerb::Decide(decide) => {
            let Decide { id, outcome, reason, code, over, under } = decide;
            let judgement = Judgement { verdict: outcome, code, over, under, reason };
            home.decide_lead(id, by, &judgement)?
        }
        LeadVerb::Rectify { id, action, evidence } => {
            let bytes =
                std::fs::read(&evidence).map_err(|why| error::unreadable(&evidence, &why))?;
            home.rectify_lead(id, by, &action, &bytes)?
        }
        LeadVerb::Recover { id, amount, reason } => home.recover_lead(id, by, amount, &reason)?,
        LeadVerb::Refer { id, to, reason } => home.refer_lead(id, by, &to, &reason)?,
        LeadVerb::Close { id, reason } => home.close_lead(id, by, &reason)?,
        LeadVerb::Reopen { id, reason } => home.reopen_lead(id, by, &reason)?,
    };
    stands(common, &lead)
}

/// Where a lead stands after a step.
fn stands(common: &Common, lead: &Lead) -> Result<()> {
    let columns = ["lead_id", "state", "in_charge", "due_on", "outcome"];
    let outcome = lead.decision.as_ref().map(|decision| decision.verdict.code().to_owned());
    let due_on = lead.due_on.map(|day| day.to_string());
    let state = Some(lead.state.code().to_owned());
    let row = vec![Some(lead.id.to_string()), state, lead.owner.clone(), due_on, outcome];
    print_rows(&columns.map(str::to_owned), &[row], common.format)
}

fn opened(common: &Common, opened: &LeadsOpened) -> Result<()> {
    let columns = ["event", "leads_count"].map(str::to_owned);
    let row =
        |(event, count): &(&str, usize)| vec![Some((*event).to_owned()), Some(count.to_string())];
    let rows: Vec<_> = opened.counts.iter().map(row).collect();
    print_rows(&columns, &rows, common.format)?;
    for held in &opened.held {
        let supervise::Held { flag, count, lower, upper } = held;
        let said = Text::new(
            format!(
                "疑点 {flag} 指向 {count} 户，以往各月应在 {lower} 至 {upper} 户之间；请先核对数据来源，确认无误后用 --release {flag} 放行"
            ),
            format!(
                "flag {flag} points at {count} households, the months before let expect {lower} to {upper}; look into its feed first, then let it pass with --release {flag}"
            ),
        );
        complain(said.get(common.lang));
    }
    Ok(())
}

fn print_list(common: &Common, home: &Home, list: LeadList) -> Result<()> {
    let LeadList { town, state, cause, source, order, capacity } = list;
    let table = match order {
        LeadOrder::Priority => commands::wait(home.lead_priorities(town.as_deref(), capacity))?,
        LeadOrder::Number => {
            let given = [("town", town), ("state", state), ("cause", cause), ("source", source)];
            let given =
                given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            commands::wait(home.ask_today(LIST, given.collect::<BTreeMap<_, _>>()))?
        }
    };
    output::print(&table, common.format)
}

/// Every event of a lead: entry of the log, when, who, what, why, and what belongs to it.
fn show(common: &Common, lead: &Lead) -> Result<()> {
    let columns = ["entry", "at", "actor", "event", "reason", "details"].map(str::to_owned);
    let rows: Vec<_> = lead
        .history
        .iter()
        .map(|entry| {
            let event = entry.event.action().trim_start_matches("lead.").to_owned();
            let at = entry.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            let why = Some(entry.why.clone()).filter(|why| !why.is_empty());
            vec![
                Some(entry.seq.to_string()),
                Some(at),
                Some(entry.actor.clone()),
                Some(event),
                why,
                Some(details(&entry.event)),
            ]
        })
        .collect();
    print_rows(&columns, &rows, common.format)
}

/// What belongs to an event, as `name=value; name=value`.
fn details(event: &LeadEvent) -> String {
    let json = serde_json::to_value(event).unwrap_or_default();
    let fields = json.as_object().into_iter().flatten();
    let field = |(name, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(format!("{name}={text}")),
        value => Some(format!("{name}={value}")),
    };
    let fields = fields.filter(|(name, _)| *name != "event").filter_map(field);
    fields.collect::<Vec<_>>().join("; ")
}
