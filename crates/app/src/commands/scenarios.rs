//! Scenarios that planners keep.

use model::Result;
use supervise::{SavedScenario, read_scenario};

use crate::cli::{Common, Scenario};
use crate::output::{self, print_rows};
use crate::{commands, error};

/// `doudi scenario …`.
pub(crate) fn scenario(common: &Common, verb: Scenario) -> Result<()> {
    let home = commands::home(common)?;
    match verb {
        Scenario::List => list(common, &home.scenarios()?),
        Scenario::Show { id, revision } => {
            let scenario = home.scenario(id)?;
            let number = revision.unwrap_or(scenario.latest.number);
            let found = scenario.revision(number);
            let found = found.ok_or_else(|| error::no_revision(id, number))?;
            output::write(found.text.as_bytes())
        }
        Scenario::Save { file, id } => {
            let text =
                std::fs::read_to_string(&file).map_err(|why| error::unreadable(&file, &why))?;
            let latest = |id| -> Result<_> { Ok((id, home.scenario(id)?.latest.number)) };
            let after = id.map(latest).transpose()?;
            let id = home.save_scenario(&file.display().to_string(), &text, after)?;
            output::write(format!("{id}\n").as_bytes())
        }
        Scenario::Compare { ids, when } => {
            let read = |id: &i64| read_scenario(*id, &home.scenario(*id)?.latest);
            let scenarios = ids.iter().map(read).collect::<Result<Vec<_>>>()?;
            let table = commands::wait(home.plan_comparison(&scenarios, when.of(None)?))?;
            output::print(&table, common.format)
        }
        Scenario::Remove { id } => home.remove_scenario(id),
    }
}

fn list(common: &Common, scenarios: &[SavedScenario]) -> Result<()> {
    let columns = ["scenario_id", "title", "revision", "saved_at", "saved_by", "owner"];
    let row = |scenario: &SavedScenario| {
        let latest = &scenario.latest;
        let cells = [
            scenario.id.to_string(),
            latest.title.clone(),
            latest.number.to_string(),
            latest.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            latest.by.clone(),
            scenario.owner.clone(),
        ];
        cells.map(Some).to_vec()
    };
    let rows: Vec<_> = scenarios.iter().map(row).collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}
