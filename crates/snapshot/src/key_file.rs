//! Secrets in files that their owner alone may read; most are keys of 32 random bytes.
//!
//! # Invariants
//!
//! - A key is made once, before anything is published under it, and never changed.
//! - A key that others may read is refused, with the command that closes it.

use std::io::ErrorKind;
use std::path::Path;

use model::Result;

use crate::{disk, error};

/// Bytes of a key.
pub(crate) const BYTES: usize = 32;

/// The key in `path`; if there is none and `may_make`, a new one.
///
/// # Errors
/// There is none, it cannot be read or is not whole, or others may read it.
pub(crate) fn open(path: &Path, may_make: bool) -> Result<[u8; BYTES]> {
    if may_make && !path.exists() {
        disk::write_private(path, &random()?)?;
    }
    read(path)?.try_into().map_err(|_| error::bad_key(path))
}

/// What a file holds that its owner alone may read.
///
/// # Errors
/// There is none, it cannot be read, or others may read it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|why| match why.kind() {
        ErrorKind::NotFound => error::no_key(path),
        _ => error::closed_key(path, &why),
    })?;
    match open_to_others(path) {
        Some(mode) => Err(error::open_key(path, mode)),
        None => Ok(bytes),
    }
}

/// 32 bytes of the operating system's randomness.
fn random() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|why| error::no_chance(&why))?;
    Ok(bytes)
}

/// The rights on a file that others than its owner can read or write.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn a_key_is_made_once_when_it_may_be_and_must_be_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.key");
        assert!(open(&path, false).unwrap_err().text.en.contains("there is no key"));
        let first = open(&path, true).unwrap();
        assert_eq!(open(&path, true).unwrap(), first);
        assert_eq!(open(&path, false).unwrap(), first);
        std::fs::write(&path, [7_u8; 31]).unwrap();
        assert!(open(&path, true).unwrap_err().text.en.contains("32 bytes"));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::fs::{Permissions, metadata, set_permissions};
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.key");
        open(&path, true).unwrap();
        assert_eq!(metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for (mode, refused) in [(0o640, true), (0o604, true), (0o620, true), (0o400, false)] {
            set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let opened = open(&path, true);
            assert_eq!(opened.is_err(), refused, "{mode:o}");
            if let Err(fault) = opened {
                assert!(fault.text.en.contains("chmod 600"), "{fault}");
            }
        }
    }
}
