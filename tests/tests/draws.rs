//! Draws from the outside: published methods replayed, bundles verified by a second program.

use std::io::Write;
use std::process::{Command, Stdio};

use calamine::Reader;
use tests::{demo_home, doudi, path, root, run, succeed};

/// Runs `doudi draw replay` with ids on standard input.
fn replay(arguments: &[&str], ids: &str) -> Vec<String> {
    let mut child = doudi(&[&["draw", "replay"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(ids.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_example_of_rfc_3797_is_replayed() {
    let ids: String = (1..=25).map(|id| format!("{id}\n")).collect();
    let seed = "9319 / 2 5 12 8 10 / 9 18 26 34 41 45";
    let drawn = replay(&["--method", "rfc3797", "--seed", seed, "--count", "10"], &ids);
    assert_eq!(drawn, ["17", "7", "2", "16", "25", "23", "8", "24", "19", "13"]);
}

#[test]
fn consistent_sampling_is_replayed() {
    let ids = "A-1\nA-2\nA-3\nB-1\nB-2\nB-3\n";
    let method = ["--method", "rivest-consistent-1", "--seed", "314159", "--count", "6"];
    assert_eq!(replay(&method, ids), ["B-2", "B-3", "A-3", "A-2", "B-1", "A-1"]);
}

#[test]
fn exact_intervals_are_those_of_the_tables() {
    let rows = [(1000, 300, 5, "7", "34"), (50, 15, 0, "0", "9"), (10, 3, 1, "1", "8")];
    for (population, sample, errors, lower, upper) in rows {
        let output = run(&[
            "estimate",
            "interval",
            "--population",
            &population.to_string(),
            "--sample",
            &sample.to_string(),
            "--errors",
            &errors.to_string(),
            "--format",
            "csv",
        ]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text, format!("lower,upper\n{lower},{upper}\n"));
    }
}

#[test]
fn both_verifiers_accept_every_bundle_and_refuse_a_changed_one() {
    let home = demo_home();
    let mut seen = 0;
    for entry in std::fs::read_dir(home.join("draws")).unwrap() {
        let bundle = entry.unwrap().path();
        if path(&bundle).ends_with(".frame.json") {
            continue; // the frame before its draw
        }
        seen += 1;
        assert_eq!(run(&["draw", "verify", path(&bundle)]).stdout, b"verified\n");
        assert_eq!(python(&bundle).stdout, b"verified\n");

        let text = std::fs::read_to_string(&bundle).unwrap();
        let at = text.find("\"seed\"").expect("a seed") + 12;
        let digit = if &text[at..=at] == "0" { "1" } else { "0" };
        let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("changed.json");
        std::fs::write(&file, changed).unwrap();
        assert_eq!(run(&["draw", "verify", path(&file)]).status.code(), Some(4));
        assert_eq!(python(&file).status.code(), Some(4));
    }
    assert_eq!(seen, 2);
}

fn python(bundle: &std::path::Path) -> std::process::Output {
    Command::new("python3")
        .arg(root().join("tests/verify_draw.py"))
        .arg(bundle)
        .output()
        .expect("python3")
}

#[test]
fn the_printed_work_list_has_every_household_once_and_a_sheet_per_town() {
    let home = demo_home();
    let home = path(&home);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.xlsx");
    let asked = ["draw", "work-list", "annual_visits-2026-10-1", "--home", home];
    let listed = succeed(&[&asked[..], &["--format", "csv"]].concat());
    succeed(&[&asked[..], &["--out", path(&file)]].concat());
    let mut book = calamine::open_workbook_auto(&file).unwrap();
    let (mut keys, mut towns) = (Vec::new(), 0);
    for (_, sheet) in book.worksheets() {
        towns += 1;
        let cells = sheet.rows().skip(3).filter_map(|row| row.get(1)).map(ToString::to_string);
        keys.extend(cells.filter(|cell| !cell.is_empty()));
    }
    let mut expected: Vec<(String, String)> = csv::Reader::from_reader(listed.as_bytes())
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[2].to_owned(), row[4].to_owned()))
        .collect();
    expected.sort();
    let mut in_towns: Vec<&String> = expected.iter().map(|(town, _)| town).collect();
    in_towns.dedup();
    keys.sort();
    let mut households: Vec<String> = expected.iter().map(|(_, key)| key.clone()).collect();
    households.sort();
    assert_eq!((keys, towns), (households, in_towns.len()));
}
