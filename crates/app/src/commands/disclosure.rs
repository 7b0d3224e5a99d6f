//! `doudi disclose` and `doudi disclosures`: the standing public list and its history.

use std::path::Path;

use model::{Result, Text};
use snapshot::AsOf;

use crate::cli::{Common, When};
use crate::commands;
use crate::output::{complain, print_rows, write_file, write_folder};

/// Writes the list; it is in the audit log, by the hash of its manifest, before the folder appears.
pub(crate) fn disclose(common: &Common, when: When, out: &Path) -> Result<()> {
    let home = commands::home(common)?;
    let _held = home.store().hold()?;
    let as_of: AsOf = when.of(None)?;
    let list = commands::wait(home.public_list(as_of))?;
    let words = report::Glossary { registry: home.registry(), lang: common.lang };
    let (files, manifest) = report::public_list(&words, &list)?;
    write_folder(out, |folder| {
        for (name, bytes) in &files {
            write_file(&folder.join(name), bytes)?;
        }
        write_file(&folder.join("manifest.json"), manifest.as_bytes())?;
        home.log_disclosure(&list, &manifest)
    })?;
    let (count, out) = (list.rows(), out.display());
    let said = Text::new(
        format!("已写出 {count} 户的公示名册：{out}"),
        format!("wrote the public list of {count} households: {out}"),
    );
    complain(said.get(common.lang));
    Ok(())
}

/// Every list published so far.
pub(crate) fn list(common: &Common) -> Result<()> {
    let lists = commands::home(common)?.disclosures()?;
    let rows: Vec<_> = lists
        .into_iter()
        .map(|list| [list.at, list.actor, list.view, list.sha256].map(Some).to_vec())
        .collect();
    print_rows(&["at", "actor", "snapshot", "sha256"].map(str::to_owned), &rows, common.format)
}
