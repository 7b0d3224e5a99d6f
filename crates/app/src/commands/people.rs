//! The one command that shows who somebody is.

use model::Result;

use crate::cli::Common;
use crate::commands;
use crate::output::print_rows;

/// `doudi identify`: the look is in the audit log before the first name is printed.
pub(crate) fn identify(common: &Common, purpose: &str) -> Result<()> {
    let home = commands::home(common)?;
    let keys = commands::input_lines()?;
    let found = home.identify(&keys, purpose)?;
    let columns = ["key", "kind", "id_no", "name"].map(str::to_owned);
    let rows: Vec<_> = found
        .into_iter()
        .map(|person| {
            vec![Some(person.key), Some(person.kind), Some(person.id_no), Some(person.name)]
        })
        .collect();
    print_rows(&columns, &rows, common.format)
}
