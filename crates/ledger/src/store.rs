//! The ledger file and the one connection to it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use model::Result;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{self, LedgerError, LedgerResult};
use crate::schema::migrate;

/// How long a write waits for another program to finish its own.
const BUSY: Duration = Duration::from_secs(10);

/// An open ledger; its methods stand with the rows they concern.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Ledger {
    /// Opens or creates the file and brings its tables up to date.
    ///
    /// # Errors
    /// The file cannot be used, or a later version of the program wrote it.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = connect(path).map_err(|error| said(path, error))?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
    }

    /// Reads or writes in one transaction that takes the write lock at once, so that what was
    /// read still holds when it is written upon; nothing is kept if `work` fails.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> LedgerResult<T>,
    ) -> Result<T> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    /// Reads in one transaction: one state of the file, whatever others write meanwhile.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> LedgerResult<T>,
    ) -> Result<T> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    fn transact<T>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> LedgerResult<T>,
    ) -> Result<T> {
        let mut connection = self.connection.lock().map_err(|_| error::poisoned())?;
        let run = || {
            let transaction = connection.transaction_with_behavior(behavior)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|error| said(&self.path, error))
    }
}

fn connect(path: &Path) -> LedgerResult<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn said(path: &Path, error: LedgerError) -> model::Fault {
    match error {
        LedgerError::Fault(fault) => fault,
        LedgerError::Sqlite(error) => error::sqlite(path, &error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        drop(Ledger::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let fault = Ledger::open(&path).unwrap_err();
        assert!(fault.text.en.contains("newer program"), "{fault}");
    }

    #[test]
    fn opening_twice_takes_no_step_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let first = Ledger::open(&path).unwrap();
        let second = Ledger::open(&path).unwrap();
        let run = first.start_run("daily", "2026-11-15".parse().unwrap(), at()).unwrap();
        assert_eq!(second.runs().unwrap().first().map(|found| found.id), Some(run));
    }

    fn at() -> chrono::DateTime<chrono::Utc> {
        "2026-11-15T08:00:00Z".parse().unwrap()
    }
}
