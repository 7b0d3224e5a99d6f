//! The commands that show who somebody is, and who looked.

use std::collections::BTreeSet;

use model::{Result, Text};

use crate::cli::Common;
use crate::commands;
use crate::output::{complain, print_rows};

/// `doudi identify`: the look is in the audit log before the first name is printed. A key that
/// nobody is known behind has the kind `not_found`.
pub(crate) fn identify(common: &Common, purpose: &str) -> Result<()> {
    let home = commands::home(common)?;
    let keys: Vec<String> =
        commands::input_lines()?.into_iter().map(|line| line.trim().to_owned()).collect();
    let found = home.identify(&keys, purpose)?;
    let known = found.len();
    // Those found come in the order asked, each once.
    let (mut found, mut seen) = (found.into_iter().peekable(), BTreeSet::new());
    let asked = keys.iter().filter(|key| seen.insert(*key));
    let row = |key: &String| match found.next_if(|known| known.key == *key) {
        Some(known) => [known.key, known.kind, known.id_no, known.name].map(Some).to_vec(),
        None => vec![Some(key.clone()), Some("not_found".to_owned()), None, None],
    };
    let rows: Vec<_> = asked.map(row).collect();
    let missing = rows.len() - known;
    if missing > 0 {
        let said = Text::new(
            format!("有 {missing} 个代号查不到身份，列为 not_found；请核对代号"),
            format!("{missing} keys are not known, listed as not_found; check them"),
        );
        complain(said.get(common.lang));
    }
    print_rows(&["key", "kind", "id_no", "name"].map(str::to_owned), &rows, common.format)
}

/// `doudi looks`: who looked behind which pseudonym, when and why.
pub(crate) fn looks(common: &Common, key: Option<&str>) -> Result<()> {
    let looks = commands::home(common)?.looks(key)?;
    let rows: Vec<_> = looks
        .into_iter()
        .map(|look| {
            let entry = look.seq.to_string();
            [entry, look.at, look.actor, look.purpose, look.key].map(Some).to_vec()
        })
        .collect();
    print_rows(&["entry", "at", "actor", "purpose", "key"].map(str::to_owned), &rows, common.format)
}
