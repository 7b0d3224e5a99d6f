//! What the targets share: bytes as a file of a delivery, read as a load reads it.
//!
//! A decoder of others that panics is caught by the reader and its file refused, so the hook that
//! ends the process at any panic is taken off; a panic of ours still ends it.

use std::cell::RefCell;
use std::fs;
use std::sync::Once;

use snapshot::Limits;
use snapshot::peek;
use tempfile::TempDir;

static QUIET: Once = Once::new();

/// Small limits, so that time is spent on many inputs and not on large ones.
pub const LIMITS: Limits = Limits {
    files: 100,
    file_bytes: 1 << 20,
    unpacked_bytes: 8 << 20,
    ratio: 200,
    rows: 10_000,
    columns: 200,
    cell_characters: 1_000,
};

thread_local! {
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

/// Reads bytes as a file of this name.
pub fn read(name: &str, bytes: &[u8]) {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| TempDir::new().expect("a folder")).path();
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        if name.ends_with(".zip") {
            let scratch = folder.join("scratch");
            let _ = fs::remove_dir_all(&scratch);
            fs::create_dir(&scratch).expect("a folder");
            let _ = peek::files_of(&path, &scratch, &LIMITS);
        } else {
            let _ = peek::rows_of(&path, &LIMITS);
        }
    });
}
