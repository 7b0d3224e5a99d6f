//! The ledger file and the one connection to it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use model::Result;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{self, LedgerError, LedgerResult};
use crate::schema::{migrate, steps_taken};

/// How long a write waits for another program to finish its own.
const BUSY: Duration = Duration::from_secs(10);

/// Where each draw stands, and the last row of everything that is only added to.
const MARK: &str = "\
    SELECT concat_ws(' ', \
        (SELECT group_concat(id || '=' || status, ' ' ORDER BY id) FROM draws), \
        (SELECT coalesce(max(log_seq), 0) FROM draw_steps), \
        (SELECT count(*) FROM substitutions), \
        (SELECT coalesce(max(id), 0) FROM visits), \
        (SELECT coalesce(max(log_seq), 0) FROM lead_events), \
        (SELECT coalesce(max(log_seq), 0) FROM lead_runs), \
        (SELECT coalesce(max(log_seq), 0) FROM control_rounds))";

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

    /// Writes the whole ledger as it stands into a new file, while others may read and write it.
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub fn copy(&self, to: &Path) -> Result<()> {
        let connection = self.connection.lock().map_err(|_| error::poisoned())?;
        let copied = connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]);
        copied.map(drop).map_err(|error| error::sqlite(to, &error))
    }

    /// What the facts of this file follow from, as a text: as long as it stays, so do they.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn mark(&self) -> Result<String> {
        self.read(|file| Ok(file.prepare_cached(MARK)?.query_row([], |row| row.get(0))?))
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

/// Where nothing can be written a ledger can still be read; writing to it then fails, and says so.
fn connect(path: &Path) -> LedgerResult<Connection> {
    match connect_for_writing(path) {
        Err(LedgerError::Sqlite(why)) if cannot_write(&why) => {
            connect_for_reading(path).map_err(|_| why.into())
        }
        connected => connected,
    }
}

/// A disk that is full or may not be written to; a file that is no ledger is another matter.
fn cannot_write(why: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure};
    let code = why.sqlite_error_code();
    code.is_some_and(|code| {
        matches!(code, CannotOpen | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure)
    })
}

/// Opens the file alone, without the files that SQLite makes beside it to share it with writers.
/// What the last writer left in its write-ahead log would be missed, so then it is not opened.
fn connect_for_reading(path: &Path) -> LedgerResult<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let unread = std::fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    let how = if unread { "mode=ro" } else { "mode=ro&immutable=1" };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let escaped: String = absolute
        .to_string_lossy()
        .chars()
        .map(|c| if "%?#".contains(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{escaped}?{how}"), flags)?;
    connection.busy_timeout(BUSY)?;
    steps_taken(&connection)?;
    Ok(connection)
}

fn connect_for_writing(path: &Path) -> LedgerResult<Connection> {
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
    fn a_copy_is_whole_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let run = ledger.start_run("daily", "2026-11-15".parse().unwrap(), at()).unwrap();
        let copy = folder.path().join("copy.sqlite");
        ledger.copy(&copy).unwrap();
        assert_eq!(Ledger::open(&copy).unwrap().run(run).unwrap(), ledger.run(run).unwrap());
        assert!(ledger.copy(&copy).is_err());
    }

    #[test]
    fn a_ledger_that_cannot_be_written_to_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("with % and #.sqlite");
        let run = {
            let ledger = Ledger::open(&path).unwrap();
            ledger.start_run("daily", "2026-11-15".parse().unwrap(), at()).unwrap()
        };
        let ledger = Ledger {
            path: path.clone(),
            connection: Mutex::new(connect_for_reading(&path).unwrap()),
        };
        assert_eq!(ledger.runs().unwrap().first().map(|found| found.id), Some(run));
        assert!(ledger.start_run("daily", "2026-11-15".parse().unwrap(), at()).is_err());
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
