//! The commands that show who somebody is, and who looked.

use std::collections::BTreeMap;

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
    let mut found: BTreeMap<String, _> =
        found.into_iter().map(|identity| (identity.key.clone(), identity)).collect();
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for key in keys.into_iter().filter(|key| seen.insert(key.clone())) {
        rows.push(match found.remove(&key) {
            Some(known) => vec![Some(key), Some(known.kind), Some(known.id_no), Some(known.name)],
            None => {
                missing.push(key.clone());
                vec![Some(key), Some("not_found".to_owned()), None, None]
            }
        });
    }
    if !missing.is_empty() {
        let count = missing.len();
        let said = Text::new(
            format!("有 {count} 个代号查不到身份，列为 not_found；请核对代号"),
            format!("{count} keys are not known, listed as not_found; check them"),
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
