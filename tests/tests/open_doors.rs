//! Others read what Doudi writes: Polars and DuckDB find the same sums in the Delta tables and in
//! exports as Doudi's own questions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tests::{demo_home, new_home, path, python_packages, root, succeed};

/// Sums by measure and key, as texts.
type Sums = BTreeMap<(String, String), String>;

/// What the script reads, by reader.
fn read(arguments: &[&str]) -> BTreeMap<String, Sums> {
    let packages = python_packages();
    assert!(packages.exists(), "no Python packages there; run tests/setup.sh first");
    let output = Command::new("python3")
        .arg(root().join("tests/read_tables.py"))
        .args(arguments)
        .env("PYTHONPATH", packages)
        .output()
        .expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found: BTreeMap<String, Sums> = BTreeMap::new();
    for row in csv::Reader::from_reader(output.stdout.as_slice()).records() {
        let [reader, measure, key, value] =
            [0, 1, 2, 3].map(|at| row.as_ref().unwrap()[at].to_owned());
        found.entry(reader).or_default().insert((measure, key), value);
    }
    found
}

/// The same sums by Doudi: households on the roll by programme, and what the roster paid.
fn own(home: &Path) -> Sums {
    let ask = |question: &str| {
        let asked = ["query", question, "--as-of", "2026-10-31", "--format", "csv", "--home"];
        succeed(&[&asked[..], &[path(home)]].concat())
    };
    let rows = |text: &str| -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
    };
    let mut households: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows(&ask("caseload_by_town")) {
        let count: u64 = row["households_count"].parse().unwrap();
        *households.entry(row["programme"].clone()).or_default() += count;
    }
    let roster = rows(&ask("payment_reconciliation"));
    let fen: i64 = roster.iter().map(|row| fen(&row["roster_yuan"])).sum();
    households
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(programme, count)| (("households".to_owned(), programme), count.to_string()))
        .chain([(("paid".to_owned(), "all".to_owned()), yuan(fen))])
        .collect()
}

fn fen(yuan: &str) -> i64 {
    let (whole, part) = yuan.split_once('.').expect("two places");
    assert_eq!(part.len(), 2);
    whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap()
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn all_agree(home: &Path) {
    let own = own(home);
    let found = read(&["delta", path(home), "2026-10"]);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["duckdb", "polars"]);
    for (reader, sums) in found {
        assert_eq!(sums, own, "{reader}");
    }
}

#[test]
fn polars_and_duckdb_find_the_same_sums_in_the_delta_tables() {
    let home = demo_home();
    all_agree(&home);
    assert!(own(&home).len() >= 6, "few programmes: {:?}", own(&home));
}

#[test]
fn after_a_correction_the_tables_hold_the_correction_alone() {
    let home = new_home("qionghai");
    let fixture = |month: &str| root().join("tests/fixtures/handmade").join(month);
    for month in ["2026-09", "2026-10"] {
        succeed(&["load", path(&fixture(month)), "--month", month, "--home", path(home.path())]);
    }
    all_agree(home.path());
    let before = own(home.path());
    let corrected = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture("2026-10")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), corrected.path().join(entry.file_name())).unwrap();
    }
    let roster = corrected.path().join("发放花名册.csv");
    let text = fs::read_to_string(&roster).unwrap();
    let right = text.replace("400.00,60.00,0,\"460.00\"", "400.00,80.00,0,\"480.00\"");
    assert_ne!(text, right);
    fs::write(&roster, right).unwrap();
    let corrected = path(corrected.path());
    succeed(&["load", corrected, "--month", "2026-10", "--home", path(home.path())]);
    all_agree(home.path());
    let paid = ("paid".to_owned(), "all".to_owned());
    assert_eq!(fen(&own(home.path())[&paid]) - fen(&before[&paid]), 2000);
}

#[test]
fn an_export_says_the_same_in_every_form_and_the_same_bytes_again() {
    let home = demo_home();
    let out = tempfile::tempdir().unwrap();
    let export = |form: &str, name: &str| {
        let folder = out.path().join(name);
        let asked = ["export", "--all", "--as-of", "2026-10-31", "--format", form, "--out"];
        succeed(&[&asked[..], &[path(&folder), "--home", path(&home)]].concat());
        folder
    };
    let sums = ["parquet", "ipc", "csv"].map(|form| {
        let (first, again) = (export(form, form), export(form, &format!("{form}-again")));
        for entry in fs::read_dir(&first).unwrap() {
            let name = entry.unwrap().file_name();
            let [one, other] = [&first, &again].map(|folder| fs::read(folder.join(&name)).unwrap());
            assert!(one == other, "{name:?} differs");
        }
        read(&["export", path(&first)]).remove("export").unwrap()
    });
    assert_eq!(sums[0], sums[1]);
    assert_eq!(sums[0], sums[2]);
    let rows =
        |table: &str| sums[0][&("rows".to_owned(), table.to_owned())].parse::<u64>().unwrap();
    // Of a ledger every month counts, of the caseload one.
    let manifest = |month: &str| -> serde_json::Value {
        let file = home.join(format!("snapshots/{month}.r1.json"));
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    };
    let delivered = |month, table: &str| manifest(month)["tables"][table]["rows"].as_u64().unwrap();
    assert_eq!(rows("households"), delivered("2026-10", "households"));
    assert!(rows("visits") > delivered("2026-10", "visits"));
}

#[test]
fn an_export_does_not_write_over_anything() {
    let home = demo_home();
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("mine"), "mine").unwrap();
    let asked = ["export", "--table", "units", "--lang", "en", "--out", path(out.path()), "--home"];
    let refused = tests::run(&[&asked[..], &[path(&home)]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    let nothing = out.path().join("new");
    let asked = ["export", "--table", "../x", "--out", path(&nothing), "--home", path(&home)];
    assert_eq!(tests::run(&asked).status.code(), Some(2));
    assert!(!nothing.exists() && !out.path().join("new.part").exists());
}
