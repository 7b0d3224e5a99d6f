//! `doudi explain`: how a result came about.

use engine::Scope;
use model::Result;

use crate::cli::{Common, Explain};
use crate::commands;
use crate::output;

/// `doudi explain household KEY`.
pub(crate) fn explain(common: &Common, verb: &Explain) -> Result<()> {
    let Explain::Household { key, when } = verb;
    let home = commands::home(common)?;
    let table = commands::wait(home.explain(key, when.clone().of(None)?, Scope::City, common.lang))?;
    output::print(&table, common.format)
}
