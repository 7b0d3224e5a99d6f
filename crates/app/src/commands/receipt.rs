//! Receipts of printed figures.

use model::{Blame, Fault, Result};

use crate::cli::{Common, Receipt};
use crate::commands;
use crate::output::{complain, print_rows};

/// `doudi receipt …`.
pub(crate) fn receipt(common: &Common, verb: &Receipt) -> Result<()> {
    let Receipt::Verify { code } = verb;
    let home = commands::home(common)?;
    let _held = home.store().hold()?;
    let verified = commands::wait(home.verify_receipt(code))?;
    let columns = ["part", "then", "now", "same"].map(str::to_owned);
    let rows = verified.parts().map(|(part, then, now)| {
        [part, then, now, if then == now { "true" } else { "false" }]
            .map(|cell| Some(cell.to_owned()))
            .to_vec()
    });
    print_rows(&columns, &rows, common.format)?;
    let verdict = verified.verdict();
    if !verified.is_same() {
        return Err(Fault::new(Blame::Data, verdict.zh, verdict.en));
    }
    complain(verdict.get(common.lang));
    Ok(())
}
