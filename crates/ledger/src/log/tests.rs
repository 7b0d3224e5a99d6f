//! The chain, and everything that could break it.

use super::*;

const ENTRY: NewEntry<'_> = NewEntry {
    actor: "inspector",
    action: "visit",
    subject: "3 keys",
    purpose: "抽查走访",
    body: "k1\nk2\nk3",
};

fn open(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("ledger.sqlite")).unwrap()
}

fn with_entries(folder: &tempfile::TempDir, count: usize) -> Ledger {
    let ledger = open(folder);
    for _ in 0..count {
        ledger.log("2026-11-15T08:00:00Z".parse().unwrap(), &ENTRY).unwrap();
    }
    ledger
}

/// Does what only somebody with the file in hand could do.
fn tamper(ledger: &Ledger, statement: &str) {
    ledger
        .write(|file| {
            file.execute_batch(
                "DROP TRIGGER log_does_not_change; DROP TRIGGER log_is_not_deleted",
            )?;
            assert_ne!(file.execute(statement, [])?, 0, "{statement}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn entries_are_chained_over_reopening() {
    let folder = tempfile::tempdir().unwrap();
    drop(with_entries(&folder, 2));
    let ledger = with_entries(&folder, 1);
    let entries = ledger.log_entries().unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(entries[0].prev, NO_HASH);
    assert_eq!(entries[2].prev, entries[1].hash);
    assert_eq!(entries[2].body, sha256_hex(b"k1\nk2\nk3"));
    assert_eq!(ledger.log_head().unwrap(), Some((3, entries[2].hash.clone())));
    assert_eq!(ledger.verify_log().unwrap(), 3);
}

#[test]
fn the_first_hash_is_the_one_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = with_entries(&folder, 1);
    // Computed from the formula in the module's words with Python's hashlib.
    let expected = "561a09a28dc37ef1ea224b1df16460344f31c0f4aacbe857b5d6a78d7102ed61";
    assert_eq!(ledger.log_entries().unwrap()[0].hash, expected);
}

#[test]
fn the_first_broken_entry_is_named() {
    let rows = [
        ("actor", "UPDATE log SET actor = 'nobody' WHERE seq = 2", 2),
        ("purpose", "UPDATE log SET purpose = '' WHERE seq = 3", 3),
        ("time", "UPDATE log SET at = '2026-11-15T08:00:00.000001Z' WHERE seq = 1", 1),
        ("body", "UPDATE log SET body = prev WHERE seq = 2", 2),
        ("hash", "UPDATE log SET hash = prev WHERE seq = 4", 4),
        ("border moved", "UPDATE log SET actor = 'inspectorv', action = 'isit' WHERE seq = 2", 2),
        ("deleted", "DELETE FROM log WHERE seq = 2", 2),
        ("first deleted", "DELETE FROM log WHERE seq = 1", 1),
        ("renumbered", "UPDATE log SET seq = 9 WHERE seq = 4", 4),
    ];
    for (name, statement, expected) in rows {
        let folder = tempfile::tempdir().unwrap();
        let ledger = with_entries(&folder, 4);
        tamper(&ledger, statement);
        let fault = ledger.verify_log().unwrap_err();
        assert!(fault.text.en.contains(&format!("entry {expected} ")), "{name}: {fault}");
    }
}

#[test]
fn the_file_refuses_to_change_or_delete_entries() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = with_entries(&folder, 2);
    for statement in ["UPDATE log SET actor = 'nobody'", "DELETE FROM log WHERE seq = 2"] {
        let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
        assert!(outcome.is_err(), "{statement}");
    }
    assert_eq!(ledger.verify_log().unwrap(), 2);
}
