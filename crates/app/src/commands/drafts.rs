//! Drafts of dashboards that planners keep.

use model::Result;

use crate::cli::{Common, Draft};
use crate::commands::scenarios::{list, revision};
use crate::{commands, error, output};

/// `doudi draft …`.
pub(crate) fn draft(common: &Common, verb: Draft) -> Result<()> {
    let home = commands::home(common)?;
    match verb {
        Draft::List => list(common, "draft_id", &home.drafts()?),
        Draft::Show { name, revision: number } => {
            output::write(revision(&home.saved_draft(&name)?, number)?.text.as_bytes())
        }
        Draft::Save { file } => {
            let text =
                std::fs::read_to_string(&file).map_err(|why| error::unreadable(&file, &why))?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            home.save_draft(&name, &text)
        }
        Draft::Remove { name } => home.remove_draft(&name),
    }
}
