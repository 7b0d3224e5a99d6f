//! Snapshots as a history: loading, what the audit log notes of it, proof, and removal by policy.
//!
//! # Invariants
//!
//! - Every manifest and tombstone is noted in the audit log with the hash of its file, after it was
//!   published; what a kill kept from being noted is noted by the next load or vacuum.
//! - What a vacuum removes is in the audit log before it is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ledger::REPORTED;
use model::hash::sha256_hex;
use model::norm::SCALE;
use model::{Month, Provenance, Result, beijing};
use snapshot::{
    AsOf, LoadOptions, LoadReport, Policy, Progress, Removable, TableDifference, Tell, Verified,
};

use crate::home::Home;
use crate::{error, files, kept};

/// The action under which links of the chain are noted.
const CHAINED: &str = "snapshot.publish";

/// The norm that says for how many months a superseded snapshot is kept.
const KEEP: &str = "superseded_keep_months";

impl Home {
    /// Checks and publishes one month's delivery, and notes the new snapshot in the audit log.
    ///
    /// # Errors
    /// Those of [`snapshot::Store::load`]; the log cannot be written.
    pub fn load(
        &self,
        delivery: &Path,
        options: &LoadOptions,
        progress: &dyn Progress,
    ) -> Result<LoadReport> {
        let report = self.store().load(delivery, options, progress)?;
        self.note_chain()?;
        Ok(report)
    }

    /// How a month is loaded here, under the norms of its last day.
    ///
    /// # Errors
    /// The norms do not say.
    pub fn load_options(&self, month: Month) -> Result<LoadOptions> {
        let day = month.last_day();
        Ok(LoadOptions {
            quarantine_limit: self.quarantine_limit(day)?,
            limits: self.load_limits(day)?,
            month,
            loaded_at: self.now(),
            town_aliases: BTreeMap::new(),
            definitions: self.definitions(),
        })
    }

    /// Versions of the definitions in force here, for a manifest.
    pub fn definitions(&self) -> BTreeMap<String, String> {
        let questions = self.registry().questions();
        let questions: Vec<String> =
            questions.map(|question| format!("{} {}\n", question.name, question.hash)).collect();
        let questions = sha256_hex(questions.concat().as_bytes());
        let norms = self.registry().norms().version().to_owned();
        [("norms".to_owned(), norms), ("questions".to_owned(), questions)].into()
    }

    /// Proves that no published snapshot was changed, or tells all that was.
    ///
    /// # Errors
    /// The manifests or the log cannot be read at all.
    pub fn verify_snapshots(&self) -> Result<Verified> {
        let _held = self.store().hold()?;
        let noted = self.ledger().logged(CHAINED)?;
        let mut verified = self.store().verify(&noted)?;
        let noted: BTreeSet<&String> = noted.iter().map(|(id, _)| id).collect();
        let head = verified.head.as_ref();
        if let Some(head) = head.filter(|head| !noted.contains(&head.id)) {
            verified.notices.push(error::not_noted(&head.id));
        }
        Ok(verified)
    }

    /// What a vacuum would remove now; `keep_months` in place of the norm's.
    ///
    /// # Errors
    /// A manifest is damaged; the norm is missing.
    pub fn removable(&self, keep_months: Option<u32>) -> Result<Removable> {
        self.store().removable(&self.policy(keep_months)?)
    }

    /// Removes superseded snapshots whose time is over and that nothing cites, and what killed
    /// loads left.
    ///
    /// # Errors
    /// Another writer, a backup, a draw or a report is at work; the disk or the log fails.
    pub fn vacuum(&self, keep_months: Option<u32>) -> Result<Removable> {
        let policy = || self.policy(keep_months);
        let note = |removable: &Removable| {
            let paths: Vec<&str> = removable.files.iter().map(|file| file.path.as_str()).collect();
            let subject = format!("{} files", paths.len());
            self.log("vacuum", &subject, &removable.snapshots.join(" "), &paths.join("\n"))
        };
        let removed = self.store().vacuum(policy, note, self.now())?;
        self.note_chain()?;
        self.forget_results()?;
        Ok(removed)
    }

    /// Compares two snapshots; the look at persons is in the audit log before the first difference.
    ///
    /// # Errors
    /// Those of [`snapshot::Store::diff`]; the log cannot be written.
    pub fn diff(&self, old: &str, new: &str, tell: &mut Tell<'_>) -> Result<Vec<TableDifference>> {
        let _held = self.store().hold()?;
        self.log("snapshots.diff", &format!("{old} {new}"), "", "")?;
        self.store().diff(old, new, tell)
    }

    /// Notes that a report leaves the house, so that the rows it was made from are kept.
    ///
    /// # Errors
    /// The log cannot be written.
    pub fn cite(&self, provenance: &Provenance) -> Result<()> {
        let body =
            serde_json::to_string(provenance).map_err(|why| error::no_text(&why.to_string()))?;
        self.log(REPORTED, &provenance.snapshot, &provenance.query, &body)
    }

    /// Kept results go with the rows that they could be computed from.
    fn forget_results(&self) -> Result<()> {
        for folder in files::list(&self.root().join(kept::FOLDER))? {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let view = AsOf::parse(&name).and_then(|at| self.store().view_at(&at));
            if view.is_err() {
                files::remove_whole(&folder)?;
            }
        }
        Ok(())
    }

    fn policy(&self, keep_months: Option<u32>) -> Result<Policy> {
        let norm = || self.norm(KEEP, beijing::day(self.now())).map(|months| months / SCALE);
        let keep_months = match keep_months {
            Some(months) => months,
            None => u32::try_from(norm()?).unwrap_or(u32::MAX),
        };
        Ok(Policy { keep_months, cited: self.ledger().cited_views()?, at: self.now() })
    }

    /// Writes down every link of the chain that is not yet in the log.
    fn note_chain(&self) -> Result<()> {
        let noted = self.ledger().logged(CHAINED)?;
        let noted: BTreeSet<&str> = noted.iter().map(|(id, _)| id.as_str()).collect();
        for id in self.store().published()?.link_ids() {
            if !noted.contains(id) {
                self.log(CHAINED, id, "", &self.store().link_text(id)?)?;
            }
        }
        Ok(())
    }
}
