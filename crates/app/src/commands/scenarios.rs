//! Scenarios that planners keep.

use model::Result;
use supervise::{Revision, SavedFile, read_scenario};

use crate::cli::{Common, Scenario};
use crate::output::{self, print_rows};
use crate::{commands, error};

/// `doudi scenario …`.
pub(crate) fn scenario(common: &Common, verb: Scenario) -> Result<()> {
    let home = commands::home(common)?;
    match verb {
        Scenario::List => list(common, "scenario_id", &home.scenarios()?),
        Scenario::Show { id, revision: number } => {
            output::write(revision(&home.scenario(id)?, number)?.text.as_bytes())
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

/// The revision of this number, the latest if none is given.
pub(crate) fn revision(saved: &SavedFile, number: Option<i64>) -> Result<&Revision> {
    let number = number.unwrap_or(saved.latest.number);
    saved.revision(number).ok_or_else(|| error::no_revision(saved.id, number))
}

/// Saved files, one row each.
pub(crate) fn list(common: &Common, id: &str, saved: &[SavedFile]) -> Result<()> {
    let columns = [id, "title", "revision", "saved_at", "saved_by", "owner"];
    let row = |one: &SavedFile| {
        let latest = &one.latest;
        let cells = [
            one.id.to_string(),
            latest.title.clone(),
            latest.number.to_string(),
            latest.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            latest.by.clone(),
            one.owner.clone(),
        ];
        cells.map(Some).to_vec()
    };
    let rows: Vec<_> = saved.iter().map(row).collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}
