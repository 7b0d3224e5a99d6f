//! Everything in the ledger that rests on rows of a snapshot, in one place.
//!
//! # Invariants
//!
//! - Whatever comes to cite a snapshot is added here: what is not cited may be removed.

use model::Result;

use crate::store::Ledger;

/// The action under which a report that left the house is logged; its subject is the view.
pub const REPORTED: &str = "report";

impl Ledger {
    /// The snapshot views that draws, leads, control visits, circulars, files of runs and reports were made from, each once.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn cited_views(&self) -> Result<Vec<String>> {
        self.read(|file| {
            let mut select = file.prepare(
                "SELECT snapshot FROM draws UNION SELECT snapshot FROM run_outputs \
                 UNION SELECT snapshot FROM lead_events UNION SELECT snapshot FROM lead_runs \
                 UNION SELECT snapshot FROM control_rounds UNION SELECT snapshot FROM circulars \
                 UNION SELECT subject FROM log WHERE action = ?1 ORDER BY 1",
            )?;
            let views = select.query_map([REPORTED], |row| row.get(0))?;
            let views: rusqlite::Result<Vec<String>> = views.collect();
            Ok(views?.into_iter().filter(|view| !view.is_empty()).collect())
        })
    }
}
