//! Handing tables of a snapshot out of the home.

use std::collections::BTreeSet;

use arrow::datatypes::SchemaRef;
use engine::Push;
use model::Result;
use snapshot::{Identity, View};

use crate::home::Home;

impl Home {
    /// Hands every row of a table of a view to the sink that `start` makes for its columns. The
    /// caller writes the export to the audit log before anybody sees the rows.
    ///
    /// # Errors
    /// The reader does not see all of its columns, there is no such table, it cannot be read, or the sink fails.
    pub async fn scan<S: Send + 'static>(
        &self,
        view: &View,
        table: &str,
        start: impl FnOnce(SchemaRef) -> Result<S> + Send + 'static,
        push: Push<S>,
    ) -> Result<S> {
        self.engine().scan(view, table, self.reader(), start, push).await
    }

    /// Who is behind the pseudonyms of an export, for the file that goes with it. The export, and
    /// not every pseudonym, is what the audit log keeps.
    ///
    /// # Errors
    /// The identities cannot be opened.
    pub fn identities_of(&self, keys: &BTreeSet<String>) -> Result<Vec<Identity>> {
        self.store().identify(&keys.iter().cloned().collect::<Vec<_>>())
    }

    /// Writes an export into the audit log: what, why, and the hash of its manifest.
    ///
    /// # Errors
    /// The ledger cannot be written; then the files must not appear.
    pub fn log_export(&self, subject: &str, purpose: &str, manifest: &str) -> Result<()> {
        self.log("export", subject, purpose.trim(), manifest)
    }
}
