//! Snapshots as a history: revisions asked again, proof, differences, removal, backup and back.

use std::fs;
use std::path::{Path, PathBuf};

use tests::{copy, deliveries, doudi, fail, new_home, path, run, succeed};

/// A home whose 2026-10 was loaded as often as there are seeds, each time with other data.
fn home(seeds: &[u64]) -> tempfile::TempDir {
    let home = new_home("qionghai");
    for seed in seeds {
        load(home.path(), *seed);
    }
    home
}

fn load(home: &Path, seed: u64) {
    let delivery = deliveries(150, 1, seed);
    let month = delivery.path().join("2026-10");
    succeed(&["load", path(&month), "--month", "2026-10", "--home", path(home)]);
}

fn ask(home: &Path, when: &[&str]) -> String {
    let question = ["query", "caseload_by_town", "--format", "csv", "--home", path(home)];
    succeed(&[&question[..], when].concat())
}

/// The cells of a column of what `doudi` prints as CSV.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|heading| heading == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

fn snapshots(home: &Path, verb: &[&str]) -> Vec<String> {
    let all = [&["snapshots"][..], verb, &["--home", path(home)]].concat();
    all.into_iter().map(str::to_owned).collect()
}

fn verify(home: &Path) -> String {
    let arguments = snapshots(home, &["verify", "--lang", "en"]);
    succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What `verify` says of a home that is not as it was published, under this exit code.
fn damage(home: &Path, code: i32) -> String {
    let arguments = snapshots(home, &["verify", "--lang", "en"]);
    fail(code, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_revision_a_view_and_a_moment_answer_as_they_did() {
    let home = home(&[5]);
    let home = home.path();
    let first = ask(home, &[]);
    load(home, 6);
    let second = ask(home, &[]);
    assert_ne!(first, second);
    let list = succeed(&["snapshots", "--format", "csv", "--home", path(home)]);
    let loaded = column(&list, "loaded_at");
    assert_eq!(column(&list, "state"), ["superseded", "current"]);

    for when in ["2026-10.r1", "2026-10.r1@1", &loaded[0]] {
        assert_eq!(ask(home, &["--as-of", when]), first, "{when}");
    }
    for when in ["2026-10.r2", "2026-10.r2@2", &loaded[1], "2026-10-31"] {
        assert_eq!(ask(home, &["--as-of", when]), second, "{when}");
    }
    let known = ["--as-of", "2026-10-31", "--known-at"];
    assert_eq!(ask(home, &[&known[..], &[&loaded[0]]].concat()), first);
    assert_eq!(ask(home, &[&known[..], &[&loaded[1]]].concat()), second);
    let flags = |when: &[&str]| {
        succeed(&[&["flags", "--format", "csv", "--home", path(home)][..], when].concat())
    };
    assert_ne!(flags(&["--as-of", "2026-10.r1"]), flags(&["--month", "2026-10"]));
    let known = ["--month", "2026-10", "--known-at", &loaded[0]];
    assert_eq!(flags(&["--as-of", "2026-10.r1"]), flags(&known));

    // The provenance names the view, and the view asked again is the same.
    let folder = tempfile::tempdir().unwrap();
    let when = ["--as-of", "2026-10.r1", "--provenance"];
    let asked = ["query", "caseload_by_town", "--home", path(home)];
    let done = doudi(&[&asked[..], &when].concat()).current_dir(&folder).output().unwrap();
    assert!(done.status.success());
    let receipt = fs::read(folder.path().join("caseload_by_town.provenance.json")).unwrap();
    let receipt: serde_json::Value = serde_json::from_slice(&receipt).unwrap();
    assert_eq!(receipt["snapshot"], "2026-10.r1@1");

    let none = |when: &[&str], code| fail(code, &[&asked[..], &["--lang", "en"], when].concat());
    assert!(none(&["--as-of", "2026-10.r9"], 2).contains("2026-10.r1, 2026-10.r2"));
    assert!(none(&["--as-of", "2026-10.r1@2"], 2).contains("no 2026-10.r1@2"));
    none(&["--as-of", "2020-01-01T00:00Z"], 4);
    none(&["--as-of", "2026-10.r1", "--known-at", &loaded[0]], 2);
    none(&["--as-of", "yesterday"], 2);
}

#[test]
fn verifying_names_everything_that_was_changed_and_the_first_of_it() {
    let whole = home(&[5, 6]);
    let said = verify(whole.path());
    assert!(said.starts_with("verified 2026-10.r2 "), "{said}");

    let changed = |file: &str, change: fn(&Path), code: i32| {
        let home = copy(whole.path());
        change(&home.path().join(file));
        let said = damage(home.path(), code);
        let doctor = run(&["doctor", "--records", "--lang", "en", "--home", path(home.path())]);
        assert!(!doctor.status.success(), "{file}");
        assert!(String::from_utf8_lossy(&doctor.stderr).contains("restore"), "{file}");
        said
    };
    let flip = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let cut = |path: &Path| fs::write(path, &fs::read(path).unwrap()[..20]).unwrap();
    let remove = |path: &Path| fs::remove_file(path).unwrap();
    let reword = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        fs::write(path, text.replacen("\"quarantined\": 0", "\"quarantined\": 1", 1)).unwrap();
    };

    let manifest = fs::read(whole.path().join("snapshots/2026-10.r1.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let parquet = manifest["tables"]["persons"]["files"][0]["path"].as_str().unwrap();
    let names = manifest["identities"][0]["path"].as_str().unwrap();
    let commit = "tables/persons/_delta_log/00000000000000000001.json";
    for file in [parquet, names, "quarantine/2026-10.r1.sealed"] {
        assert!(changed(file, flip, 4).contains(file), "{file}");
        assert!(changed(file, cut, 4).contains(file), "{file}");
        assert!(changed(file, remove, 5).contains(file), "{file}");
    }
    for id in ["2026-10.r1", "2026-10.r2"] {
        let file = format!("snapshots/{id}.json");
        assert!(changed(&file, reword, 4).contains(&format!("manifest {id} was changed")));
        assert!(changed(&file, cut, 5).contains(&file));
        // Of the last manifest only the audit log knows.
        assert!(changed(&file, remove, 5).contains(&format!("manifest {id} is missing")));
    }
    assert!(changed(commit, remove, 5).contains("Delta log"));
    assert!(changed(commit, cut, 5).contains(commit));

    // Everything is told at once.
    let home = copy(whole.path());
    remove(&home.path().join(parquet));
    reword(&home.path().join("snapshots/2026-10.r1.json"));
    let said = damage(home.path(), 4);
    let (chain, file) = (said.find("2026-10.r1 was changed"), said.find(parquet));
    assert!(chain.is_some() && chain < file, "{said}");
}

#[test]
fn differences_of_two_snapshots_are_told_apart() {
    let folder = deliveries(150, 1, 5);
    let month = folder.path().join("2026-10");
    let home = new_home("qionghai");
    let load =
        || succeed(&["load", path(&month), "--month", "2026-10", "--home", path(home.path())]);
    load();
    let file = csv_with(&month, "发放合计");
    let text = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let vanished = lines.remove(2);
    let status = lines[1].replace("成功", "退回");
    assert_ne!(status, lines[1]);
    lines[1] = status;
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    load();
    let asked = ["snapshots", "diff", "2026-10.r1", "2026-10", "--format", "csv"];
    let asked = [&asked[..], &["--home", path(home.path())]].concat();
    let said = succeed(&asked);
    // The order is that of the pseudonyms, which every home has its own of.
    let mut kinds = column(&said, "kind");
    let corrected = kinds.iter().position(|kind| kind == "correction").unwrap();
    kinds.sort();
    assert_eq!(kinds, ["correction", "vanished"], "{said}");
    assert_eq!(column(&said, "table"), ["payments", "payments"]);
    let cell = |name| column(&said, name)[corrected].clone();
    assert_eq!(cell("column"), "pay_status");
    assert_eq!((cell("old").as_str(), cell("new").as_str()), ("success", "returned"));
    let id = vanished.split(',').find(|cell| cell.len() == 18).unwrap();
    assert!(!said.contains(id), "an identity number is shown");
    assert_eq!(succeed(&asked), said);
    let back = succeed(
        &[
            &["snapshots", "diff", "2026-10.r2", "2026-10.r1", "--format", "csv", "--home"][..],
            &[path(home.path())],
        ]
        .concat(),
    );
    let mut kinds = column(&back, "kind");
    kinds.sort();
    assert_eq!(kinds, ["correction", "new"], "{back}");
    let none = ["snapshots", "diff", "2026-10.r1", "2026-10.r7", "--home", path(home.path())];
    fail(2, &none);
}

/// The delivered CSV file with this heading, without a totals row.
fn csv_with(month: &Path, heading: &str) -> PathBuf {
    let mut files = fs::read_dir(month).unwrap().map(|entry| entry.unwrap().path());
    let has = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().next().is_some_and(|line| line.contains(heading))
    };
    files.find(has).expect("a file in UTF-8")
}

#[test]
fn a_vacuum_removes_what_nobody_cites_and_says_so_in_the_chain() {
    let home = home(&[5, 6]);
    let home = home.path();
    let first = ask(home, &["--as-of", "2026-10.r1"]);
    succeed(&["draw", "plan", "annual_visits", "--as-of", "2026-10.r1", "--home", path(home)]);
    load(home, 7);
    let third = ask(home, &[]);
    fs::write(
        home.join("tables/persons/snapshot_month=2026-10/2026-10-0123456789abcdef.parquet"),
        "half",
    )
    .unwrap();

    let vacuum = |more: &[&str]| {
        let vacuum = ["snapshots", "vacuum", "--format", "csv", "--home", path(home)];
        succeed(&[&vacuum[..], more].concat())
    };
    // Nothing is superseded for 24 months.
    assert_eq!(column(&vacuum(&[]), "snapshot_id"), [""]);
    let listed = vacuum(&["--keep", "0"]);
    let owners = column(&listed, "snapshot_id");
    assert!(owners.contains(&"2026-10.r2".into()) && !owners.contains(&"2026-10.r1".into()));
    for file in column(&listed, "path") {
        assert!(home.join(&file).exists(), "a dry run removed {file}");
    }
    assert_eq!(vacuum(&["--keep", "0", "--apply"]), listed);
    for file in column(&listed, "path") {
        assert!(!home.join(&file).exists(), "{file}");
    }
    assert!(verify(home).starts_with("verified vacuum-4 "), "{}", verify(home));
    assert_eq!(ask(home, &["--as-of", "2026-10.r1"]), first);
    assert_eq!(ask(home, &[]), third);
    let asked = ["query", "caseload_by_town", "--lang", "en", "--home", path(home)];
    let said = fail(5, &[&asked[..], &["--as-of", "2026-10.r2"]].concat());
    assert!(said.contains("removed by the retention policy"), "{said}");
    let list = succeed(&["snapshots", "--format", "csv", "--home", path(home)]);
    assert_eq!(column(&list, "state"), ["superseded", "removed", "current"]);
    assert_eq!(column(&vacuum(&["--keep", "0"]), "path"), [""; 0]);

    // A tombstone is a link like any other, and the same rows can be delivered again.
    load(home, 6);
    verify(home);
    fs::remove_file(home.join("snapshots/vacuum-4.json")).unwrap();
    assert!(damage(home, 5).contains("manifest vacuum-4 is missing"));
}

#[test]
fn a_restored_backup_gives_equal_answers_and_only_the_whole_one_is_restored() {
    let home = home(&[5]);
    let home = home.path();
    succeed(&["draw", "plan", "annual_visits", "--home", path(home)]);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let next = deliveries(1500, 1, 6);
    let next = next.path().join("2026-10");

    // Both kinds are made while a load is under way.
    let mut load = doudi(&["load", path(&next), "--month", "2026-10", "--home", path(home)]);
    let mut load = load.stdout(std::process::Stdio::null()).spawn().unwrap();
    for to in ["kept", "kept.zip"] {
        let to = at(to);
        succeed(&["backup", path(&to), "--with-keys", "--home", path(home)]);
    }
    let was_under_way = load.try_wait().unwrap().is_none();
    assert!(load.wait().unwrap().success());
    assert!(was_under_way, "the load ended before the backups; make it larger");

    for (from, to) in [("kept", "one"), ("kept.zip", "other")] {
        let (from, to) = (at(from), at(to));
        let said = succeed(&["restore", path(&from), "--home", path(&to), "--lang", "en"]);
        assert!(said.starts_with("2026-10.r1\nverified 2026-10.r1 "), "{said}");
        for question in ["caseload_by_town", "funds_statistics", "payment_reconciliation", "feeds"]
        {
            let ask = |home: &Path| {
                let when = ["--as-of", "2026-10.r1", "--format", "csv", "--home", path(home)];
                succeed(&[&["query", question][..], &when].concat())
            };
            assert_eq!(ask(&to), ask(home), "{question}");
        }
        let draws =
            |home: &Path| succeed(&["draw", "list", "--format", "csv", "--home", path(home)]);
        assert_eq!(draws(&to), draws(home));
        succeed(&["doctor", "--records", "--home", path(&to)]);
        succeed(&["load", path(&next), "--month", "2026-10", "--home", path(&to)]);
        assert_eq!(ask(&to, &[]), ask(home, &[]));
        fail(2, &["restore", path(&from), "--home", path(&to)]);
    }

    fail(2, &["backup", path(&at("kept")), "--home", path(home)]);
    succeed(&["backup", path(&at("public")), "--home", path(home)]);
    assert!(!at("public/keys").exists() && at("kept/keys").exists());
    succeed(&["restore", path(&at("public")), "--home", path(&at("keyless"))]);
    let keyless = at("keyless");
    let said = fail(
        5,
        &["load", path(&next), "--month", "2026-11", "--lang", "en", "--home", path(&keyless)],
    );
    assert!(said.contains("key"), "{said}");

    let file = at("public/snapshots/2026-10.r1.json");
    fs::write(&file, fs::read_to_string(&file).unwrap() + " ").unwrap();
    let nowhere = at("nowhere");
    let public = at("public");
    let refused = ["restore", path(&public), "--lang", "en", "--home", path(&nowhere)];
    let said = fail(4, &refused);
    assert!(said.contains("snapshots/2026-10.r1.json") && !nowhere.exists(), "{said}");
    fail(2, &["restore", path(folder.path()), "--home", path(&nowhere)]);
}
