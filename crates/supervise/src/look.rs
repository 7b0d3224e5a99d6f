//! Looks behind pseudonyms.

use std::collections::BTreeSet;

use ledger::{LogEntry, Look};
use model::Result;
use snapshot::Identity;

use crate::error;
use crate::home::Home;

impl Home {
    /// Who is behind pseudonyms, in the order asked, each once; unknown ones are left out. The look
    /// is in the audit log, with its purpose and the keys, before anything is returned; so is one
    /// that was refused.
    ///
    /// # Errors
    /// No purpose is given; whoever runs the program has no right to see identities; the log or
    /// the identities cannot be used.
    pub fn identify(&self, keys: &[String], purpose: &str) -> Result<Vec<Identity>> {
        let mut seen = BTreeSet::new();
        let keys: Vec<String> =
            keys.iter().filter(|key| seen.insert(key.as_str())).cloned().collect();
        self.may_identify(purpose, &format!("{} keys", keys.len()))?;
        self.ledger().log_look(self.now(), self.operator(), purpose.trim(), &seen)?;
        self.store().identify(&keys)
    }

    /// Whether identities may be shown for this purpose; a refusal is in the audit log.
    ///
    /// # Errors
    /// No purpose is given; whoever runs the program has no right to see identities.
    pub fn may_identify(&self, purpose: &str, subject: &str) -> Result<()> {
        let purpose = purpose.trim();
        if purpose.is_empty() {
            return Err(error::no_purpose());
        }
        self.store().may_identify().or_else(|refusal| {
            self.log("identify.refused", subject, purpose, "")?;
            Err(refusal)
        })
    }

    /// The looks behind pseudonyms so far, or behind one.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn looks(&self, key: Option<&str>) -> Result<Vec<Look>> {
        self.ledger().looks(key)
    }

    /// Entries of the audit log with this text, the last first, and how many there are; that somebody
    /// read them is an entry too.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub fn audit(&self, text: &str, offset: usize, limit: usize) -> Result<(Vec<LogEntry>, usize)> {
        self.log("audit.read", "log", "", text)?;
        self.ledger().search_log(text, None, offset, limit)
    }

    /// What the operator of this home did, looked at and took away, as it stands in the audit log; as
    /// [`Self::audit`] otherwise. To read it is no entry, for it tells of nobody else.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn own_entries(
        &self,
        text: &str,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<LogEntry>, usize)> {
        self.ledger().search_log(text, Some(self.operator()), offset, limit)
    }

    /// Proves the audit log and gives the number of its entries.
    ///
    /// # Errors
    /// The first entry that cannot be trusted.
    pub fn verify_audit(&self) -> Result<i64> {
        self.ledger().verify_log()
    }
}
