//! Who may change the files of a home.
//!
//! # Invariants
//!
//! - One writer at a time; whoever comes second is told who the first is, and never waits.
//! - Who copies or cites files holds them; who removes files waits for nobody and is told to come
//!   again. Readers of the current snapshots take no lock at all.
//! - Both locks are the operating system's and end with the process, however it ends. A writer that
//!   was killed leaves its name behind, which tells the next one to clear up after it.
//! - A bucket that several homes could write to has a lock object as well, in which the one writer's
//!   name stands. Whoever holds the lock of a home and finds the name left there by a kill in the
//!   object too knows that nobody holds it; no clock and no waiting is needed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use model::{Fault, Result, Text};

use crate::error;
use crate::files::Files;

/// Held by the one who writes; in a bucket the object that says who that is.
const WRITE: &str = "write.lock";

/// Held by those who need the files to stay, and alone by the one who removes some.
const HOLD: &str = "hold.lock";

/// Keeps files from being removed, or removes some; ends when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// The one writer of a home; ends when dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    file: File,
    files: Files,
    /// Whether the writer before was killed at its work.
    pub after_a_kill: bool,
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The name in the file is what allows the next writer to remove an object that stayed. If
        // the file keeps it without need the next writer clears up in vain, no more.
        let released = match &self.files {
            Files::Folder(_) => true,
            Files::Bucket(bucket) => bucket.remove(WRITE).is_ok(),
        };
        if released {
            let _ = self.file.set_len(0);
        }
    }
}

/// Becomes the one writer of a home; the file says who that is.
pub(crate) fn write(home: &Path, files: &Files, doing: &Text, at: DateTime<Utc>) -> Result<Writer> {
    let path = home.join(WRITE);
    let mut file = open(&path).map_err(|why| unlocked(&path, &why))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(error::busy(home, &owner(&mut file))),
        Err(TryLockError::Error(why)) => return Err(unlocked(&path, &why)),
    }
    let after_a_kill = file.metadata().is_ok_and(|file| file.len() > 0);
    let before = owner(&mut file);
    let (doing, pid, at) = (&doing.en, std::process::id(), at.to_rfc3339());
    let owner = format!("{doing} (pid {pid}, {at}, {:08x})", chance()?);
    if after_a_kill
        && let Files::Bucket(bucket) = files
        && bucket.find(WRITE)?.is_some_and(|held| held == before.as_bytes())
    {
        bucket.remove(WRITE)?;
    }
    // Without room for the name the lock holds all the same.
    let _ = file.rewind().and_then(|()| file.set_len(0)).and_then(|()| write!(file, "{owner}"));
    // Where it is not known whether the object was made the name stays, as after a kill.
    if let Some(other) = claim(files, &owner)? {
        let _ = file.set_len(0);
        return Err(error::claimed(&files.show(WRITE), &other));
    }
    Ok(Writer { file, files: files.clone(), after_a_kill })
}

/// Makes the lock object of a bucket; if there is another, what it says.
fn claim(files: &Files, owner: &str) -> Result<Option<String>> {
    let Files::Bucket(bucket) = files else { return Ok(None) };
    if bucket.create(WRITE, owner.into())? {
        return Ok(None);
    }
    let held = bucket.find(WRITE)?.unwrap_or_default();
    Ok(Some(String::from_utf8_lossy(&held).into_owned()))
}

/// A number that no other lock has.
pub(crate) fn chance() -> Result<u32> {
    getrandom::u32().map_err(|why| error::no_chance(&why))
}

/// Keeps all files from being removed.
pub(crate) fn hold(home: &Path) -> Result<Lock> {
    let path = home.join(HOLD);
    let file = match open(&path) {
        Ok(file) => file,
        // Where no file can be made nobody removes one by way of us.
        Err(why) if cannot_write(&why) => return Ok(Lock { _file: None }),
        Err(why) => return Err(unlocked(&path, &why)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(error::being_vacuumed(home)),
        Err(TryLockError::Error(why)) => Err(unlocked(&path, &why)),
    }
}

/// Becomes the one who removes files, while nobody holds them.
pub(crate) fn remove(home: &Path) -> Result<Lock> {
    let path = home.join(HOLD);
    let file = open(&path).map_err(|why| unlocked(&path, &why))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(error::held(home)),
        Err(TryLockError::Error(why)) => Err(unlocked(&path, &why)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn cannot_write(why: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(why.kind(), PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull)
}

/// What the present owner wrote; empty while it is writing.
fn owner(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    read.map_or(String::new(), |_| text.trim().to_owned())
}

fn unlocked(path: &Path, why: &io::Error) -> Fault {
    Fault::io(Text::new("锁定数据目录", "lock the home"), path, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text::new("装载 2026-10", "loading 2026-10")
    }

    #[test]
    fn the_second_writer_is_told_of_the_first_and_the_third_may_write() {
        let home = tempfile::tempdir().unwrap();
        let at = "2026-11-03T02:00:00Z".parse().unwrap();
        let files = Files::folder(home.path());
        let write = || super::write(home.path(), &files, &text(), at);
        let first = write().unwrap();
        let fault = write().unwrap_err();
        assert_eq!(fault.blame, model::Blame::Limit);
        let pid = format!("loading 2026-10 (pid {}, 2026-11-03T02", std::process::id());
        assert!(fault.text.en.contains(&pid) && fault.text.zh.contains(&pid), "{fault}");
        drop(first);
        let second = write().unwrap();
        assert!(!second.after_a_kill);
        drop(second);
        std::fs::write(home.path().join(WRITE), "killed").unwrap();
        assert!(write().unwrap().after_a_kill);
    }

    #[test]
    fn many_hold_and_one_removes() {
        let home = tempfile::tempdir().unwrap();
        let held = [hold(home.path()).unwrap(), hold(home.path()).unwrap()];
        assert!(remove(home.path()).is_err());
        drop(held);
        let removing = remove(home.path()).unwrap();
        assert!(hold(home.path()).is_err() && remove(home.path()).is_err());
        drop(removing);
        assert!(hold(home.path()).is_ok());
    }
}
