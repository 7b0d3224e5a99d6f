//! A load killed at any moment: the last published snapshot stays, the next load succeeds.

use std::fs;
use std::path::Path;

use crate::delivery::{Desk, HOUSEHOLD_HEADINGS, csv, household};

/// The names of the files that the Delta log of a table holds for a month, in its latest version.
fn active(desk: &Desk, table: &str) -> Vec<String> {
    let log = desk.home().join("tables").join(table).join("_delta_log");
    let mut versions: Vec<_> = fs::read_dir(log).unwrap().map(|e| e.unwrap().path()).collect();
    versions.retain(|path| path.extension().is_some_and(|e| e == "json"));
    versions.sort();
    let mut files: Vec<String> = Vec::new();
    for line in versions
        .iter()
        .flat_map(|v| fs::read_to_string(v).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let action: serde_json::Value = serde_json::from_str(&line).unwrap();
        if let Some(path) = action["add"]["path"].as_str() {
            files.push(path.to_owned());
        }
        if let Some(path) = action["remove"]["path"].as_str() {
            files.retain(|file| file != path);
        }
    }
    files
}

#[test]
fn a_snapshot_without_manifest_is_invisible_and_the_next_load_replaces_it() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let before = desk.rows("households", "2026-10-31", &["household_key", "total_amount"]);

    // A second revision that was killed just before its manifest: everything but the manifest.
    let mut rows = Desk::households();
    rows.push(household(5, "农村低保", "万泉镇"));
    desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &rows));
    desk.load("2026-10").unwrap();
    let killed = active(&desk, "households");
    fs::remove_file(desk.home().join("snapshots/2026-10.r2.json")).unwrap();
    fs::write(desk.home().join("snapshots/2026-10.r2.tmp"), "{\"snapshot_id\":").unwrap();
    assert_eq!(desk.rows("households", "2026-10-31", &["household_key", "total_amount"]), before);

    rows.push(household(6, "农村低保", "万泉镇"));
    desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &rows));
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.snapshot_id.as_str(), report.tables["households"].rows), ("2026-10.r2", 6));
    let now = active(&desk, "households");
    assert_eq!(now.len(), 1, "{now:?}");
    assert_ne!(now, killed);
    let manifest = desk.store.manifests().unwrap().pop().unwrap();
    assert!(manifest.tables["households"].files[0].path.ends_with(&now[0]));
}

#[test]
fn a_first_load_that_was_killed_leaves_nothing_to_read() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    fs::remove_file(desk.home().join("snapshots/2026-10.r1.json")).unwrap();
    assert!(desk.store.manifests().unwrap().is_empty());
    assert!(desk.store.view("2026-10-31".parse().unwrap()).is_err());
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.snapshot_id.as_str(), report.unchanged), ("2026-10.r1", false));
    assert_eq!(active(&desk, "persons").len(), 1);
    let keys = desk.rows("persons", "2026-10-31", &["person_key"]).concat();
    assert_eq!(desk.store.identify(&keys).unwrap().len(), 4);
}

#[test]
fn published_files_are_what_the_manifest_says() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let manifest = desk.store.manifests().unwrap().pop().unwrap();
    let files = manifest.tables.values().flat_map(|t| &t.files).chain(&manifest.identities);
    for file in files {
        let bytes = fs::read(desk.home().join(&file.path)).unwrap();
        assert_eq!(model::hash::sha256_hex(&bytes), file.sha256);
        assert_eq!(bytes.len() as u64, file.bytes);
    }
    #[cfg(unix)]
    for (path, mode) in
        [("keys/pseudonym.key", 0o600), ("tables/identities", 0o700), ("quarantine", 0o700)]
    {
        use std::os::unix::fs::PermissionsExt;
        let got = fs::metadata(desk.home().join(path)).unwrap().permissions().mode();
        assert_eq!(got & 0o777, mode, "{path}");
    }
}

#[test]
fn a_damaged_checkpoint_is_left_out_and_every_commit_stays() {
    let desk = Desk::new();
    let mut rows = Desk::households();
    let mut revise = |number| {
        rows.push(household(number, "农村低保", "万泉镇"));
        desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &rows));
        desk.load("2026-10").unwrap().revision
    };
    let log = desk.home().join("tables/households/_delta_log");
    let checkpoint = log.join("00000000000000000009.checkpoint.parquet");
    let damages: [fn(&Path); 3] = [
        |file| fs::write(file, "PAR1{{{{{{{{PAR1").unwrap(),
        |file| fs::write(file, "").unwrap(),
        |file| fs::remove_file(file).unwrap(),
    ];
    assert_eq!((5..=13).map(&mut revise).last(), Some(9));
    let sound = fs::read(&checkpoint).unwrap();
    let hint = fs::read(log.join("_last_checkpoint")).unwrap();
    for (number, damage) in (1..).zip(damages) {
        fs::write(&checkpoint, &sound).unwrap();
        fs::write(log.join("_last_checkpoint"), &hint).unwrap();
        damage(&checkpoint);
        assert_eq!(revise(13 + number), 9 + number);
        assert!(!checkpoint.exists());
    }
    let commits = (0..=12).map(|at| log.join(format!("{at:020}.json")));
    assert!(commits.into_iter().all(|commit| commit.exists()));
    assert_eq!(active(&desk, "households").len(), 1);
    assert_eq!(desk.store.verify(&[]).unwrap().damage, []);
}
