//! Rules of consistency: each one finds what breaks it and leaves alone what only looks alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tempfile::TempDir;
use tests::{identify, new_home, path, root, succeed};

/// The households of fixtures/quality that break a rule, by the number in the name of their head.
const BROKEN: [(&str, &[u32]); 18] = [
    ("birth_date_agrees", &[16]),
    ("covered_within_size", &[2]),
    ("has_persons", &[6]),
    ("head_identity_valid", &[14]),
    ("head_is_holder", &[9, 25]),
    ("identity_valid", &[14]),
    ("one_head", &[8, 9]),
    ("paid_after_start", &[37]),
    ("paid_is_sum", &[26]),
    ("person_once", &[21, 22]),
    ("persons_match_covered", &[13]),
    ("persons_match_size", &[2, 11]),
    ("roster_account_agrees", &[34]),
    ("roster_covered_agrees", &[32]),
    ("roster_has_case", &[28]),
    ("roster_programme_agrees", &[30]),
    ("sex_agrees", &[19]),
    ("total_is_sum", &[4]),
];

/// A home with the delivery in which every rule is broken once.
fn home() -> TempDir {
    let home = new_home("qionghai");
    let delivery = root().join("tests/fixtures/quality/2026-10");
    succeed(&["load", path(&delivery), "--month", "2026-10", "--home", path(home.path())]);
    home
}

fn ask(home: &Path, question: &[&str]) -> Vec<csv::StringRecord> {
    let asked = ["--as-of", "2026-10-31", "--format", "csv", "--home", path(home)];
    let text = succeed(&[&["query"], question, &asked].concat());
    csv::Reader::from_reader(text.as_bytes()).into_records().map(|row| row.unwrap()).collect()
}

#[test]
fn every_rule_finds_what_breaks_it_and_nothing_that_looks_alike() {
    let home = home();
    let rows = ask(home.path(), &["data_faults"]);
    let keys: BTreeSet<String> = rows.iter().map(|row| row[2].to_owned()).collect();
    let people = identify(home.path(), &keys);
    let mut found: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for row in &rows {
        let number = people[&row[2]].name.trim_start_matches("示例户").parse().unwrap();
        found.entry(row[1].to_owned()).or_default().insert(number);
    }
    let expected: BTreeMap<String, BTreeSet<u32>> = BROKEN
        .into_iter()
        .map(|(rule, households)| (rule.to_owned(), households.iter().copied().collect()))
        .collect();
    assert_eq!(found, expected);
    let one = ask(home.path(), &["data_faults", "--param", "rule=one_head"]);
    assert_eq!(one.len(), 2);
}

#[test]
fn the_table_of_rules_counts_what_they_found() {
    let home = home();
    let failed: BTreeMap<String, u64> = ask(home.path(), &["data_consistency"])
        .iter()
        .filter(|row| &row[3] != "0")
        .map(|row| (format!("{} {}", &row[0], &row[1]), row[3].parse().unwrap()))
        .collect();
    let faults = ask(home.path(), &["data_faults"]);
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for row in &faults {
        *counted.entry(format!("{} {}", &row[0], &row[1])).or_default() += 1;
    }
    assert_eq!(failed, counted);
}

#[test]
fn every_shipped_rule_has_its_case_here() {
    let files = std::fs::read_dir(root().join("queries/quality")).unwrap();
    let rules: BTreeSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(rules, BROKEN.iter().map(|(rule, _)| (*rule).to_owned()).collect());
}

#[test]
fn a_new_file_is_a_new_rule() {
    let home = home();
    let folder = home.path().join("queries/quality");
    std::fs::create_dir_all(&folder).unwrap();
    let rule = r#"--- title = { zh = "有救助金", en = "Has a benefit" }
--- about = { zh = "户月保障金额大于零", en = "The benefit is more than nothing" }
--- clauses = ["YQ-9"]
--- grain = "household"
SELECT
    h.town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.monthly_benefit > 400 AS is_passed, 'none' AS evidence
FROM households AS h
ORDER BY h.town_code, h.household_key
"#;
    std::fs::write(folder.join("has_benefit.sql"), rule).unwrap();
    let rows = ask(home.path(), &["data_consistency"]);
    let own: Vec<_> = rows.iter().filter(|row| &row[1] == "has_benefit").collect();
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|row| row[2] == row[3] && &row[4] == "0.0000"), "{own:?}");
    assert_eq!(ask(home.path(), &["has_benefit"]).len(), 38);
}
