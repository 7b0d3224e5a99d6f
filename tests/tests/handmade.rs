//! A delivery written by hand: the answers were worked out on paper (fixtures/handmade/README.md).

use std::path::PathBuf;

use tempfile::TempDir;
use tests::{new_home, path, root, succeed};

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/handmade").join(name)
}

/// A home of Qionghai with both months loaded.
fn home() -> TempDir {
    let home = new_home("qionghai");
    for month in ["2026-09", "2026-10"] {
        let delivery = fixture(month);
        succeed(&["load", path(&delivery), "--month", month, "--home", path(home.path())]);
    }
    home
}

/// The answer, and the expected rows with their columns in the expected order.
fn check(question: &str) {
    let home = home();
    let asked = ["query", question, "--as-of", "2026-10-31", "--format", "csv"];
    let answer = succeed(&[&asked[..], &["--home", path(home.path())]].concat());
    let mut reader = csv::Reader::from_reader(answer.as_bytes());
    let have: Vec<String> = reader.headers().expect("header").iter().map(str::to_owned).collect();
    let expected = std::fs::read_to_string(fixture(&format!("expected/{question}.csv"))).unwrap();
    let wanted: Vec<&str> = expected.lines().next().unwrap().split(',').collect();
    let at: Vec<usize> = wanted
        .iter()
        .map(|name| have.iter().position(|column| column == name).expect(name))
        .collect();
    let mut lines = vec![wanted.join(",")];
    for record in reader.records() {
        let record = record.expect("row");
        lines.push(at.iter().map(|at| record[*at].to_owned()).collect::<Vec<_>>().join(","));
    }
    assert_eq!(lines.join("\n"), expected.trim_end(), "{question}");
}

#[test]
fn the_statistics_table_is_right_to_the_fen() {
    check("funds_statistics");
}

#[test]
fn the_roster_is_reconciled_with_the_system() {
    check("payment_reconciliation");
}

#[test]
fn new_cases_are_counted_by_town_and_month() {
    check("new_case_spot_checks");
}

#[test]
fn yearly_visits_are_counted_by_town_and_programme() {
    check("annual_visits");
}

#[test]
fn rechecks_fall_due_by_class() {
    check("rechecks_due");
}

#[test]
fn nothing_written_by_hand_goes_to_the_quarantine() {
    let home = home();
    let month = ["quarantine", "--month", "2026-10", "--format", "csv", "--home"];
    let rows = succeed(&[&month[..], &[path(home.path())]].concat());
    assert_eq!(rows, "file,sheet,row,column,text,reason\n");
}
