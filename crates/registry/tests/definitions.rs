//! Broken definitions and the sentences they get; and that the good ones and the shipped ones read.
//!
//! Each file of `testdata/broken` is laid, alone, over `testdata/good` as `queries/<theme>/<name>`,
//! `dashboards/<name>` or `jurisdictions/<name>`. `expected.txt` holds what the registry says; run
//! with `UPDATE=1` to write it anew, then read it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use model::{Blame, Lang};
use registry::{DefinitionFile, Registry, overlay, shipped};

/// Tests run in the folder of their package.
fn testdata() -> PathBuf {
    PathBuf::from("testdata")
}

fn good() -> Vec<DefinitionFile> {
    overlay(Vec::new(), &testdata().join("good")).unwrap()
}

/// `caseload.chart.sql` → `queries/caseload/chart.sql`.
fn path_of(name: &str) -> String {
    let (folder, file) = name.split_once('.').unwrap();
    match folder {
        "circulars" => format!("dashboards/circulars/{file}"),
        "dashboards" | "jurisdictions" => format!("{folder}/{file}"),
        theme => format!("queries/{theme}/{file}"),
    }
}

fn broken() -> Vec<(String, DefinitionFile)> {
    let mut names: Vec<String> = fs::read_dir(testdata().join("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".txt"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let text = fs::read_to_string(testdata().join("broken").join(&name)).unwrap();
            let file = DefinitionFile::new(path_of(&name), text);
            (name, file)
        })
        .collect()
}

#[test]
fn every_broken_definition_gets_its_sentences() {
    let mut told = String::new();
    for (name, file) in broken() {
        let mut files = good();
        files.push(file);
        let faults = Registry::read(&files, "national").expect_err(&name);
        told.push_str(&format!("== {name}\n"));
        for fault in faults {
            assert_eq!(fault.blame, Blame::Author, "{name}: {fault}");
            assert!(fault.place.is_some(), "{name}: {fault}");
            for lang in [Lang::En, Lang::Zh] {
                told.push_str(&fault.say(lang));
                told.push('\n');
            }
        }
    }
    let golden = testdata().join("broken/expected.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&golden, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(golden).unwrap());
}

#[test]
fn good_definitions_are_read_and_resolved() {
    let registry = Registry::read(&good(), "national").unwrap();
    let question = registry.question("households_by_town").unwrap();
    assert_eq!(question.uses, ["active", "households"]);
    assert_eq!(registry.dashboard("towns").unwrap().panels.len(), 1);
    assert_eq!(registry.question("nothing").unwrap_err().blame, Blame::Caller);
}

#[test]
fn the_hash_of_a_question_follows_its_views() {
    let before = Registry::read(&good(), "national").unwrap();
    let mut files = good();
    for file in &mut files {
        if file.path == "queries/views/active.sql" {
            file.text.push_str("WHERE covered_persons > 0\n");
        }
    }
    let after = Registry::read(&files, "national").unwrap();
    let hash = |registry: &Registry| registry.question("households_by_town").unwrap().hash.clone();
    assert_ne!(hash(&before), hash(&after));
    assert_eq!(before.norms().version(), after.norms().version());
}

#[test]
fn an_unknown_place_is_the_callers_mistake() {
    let faults = Registry::read(&good(), "atlantis").unwrap_err();
    assert_eq!(faults.first().unwrap().blame, Blame::Caller);
}

#[test]
fn the_shipped_definitions_are_whole_in_every_place() {
    let files = shipped();
    for place in ["national", "qionghai", "jiangmen", "keshan", "yangquan", "huizhou"] {
        let read = Registry::read(&files, place);
        let told: Vec<String> =
            read.err().into_iter().flatten().map(|fault| fault.say(Lang::En)).collect();
        assert_eq!(told, Vec::<String>::new(), "{place}");
    }
}

#[test]
fn places_state_what_their_documents_state() {
    let read = |place: &str| Registry::read(&shipped(), place).unwrap();
    let number = |place: &str, name: &str, day: &str| {
        read(place).norms().number_on(name, day.parse().unwrap())
    };
    let rows = [
        ("keshan", "standard_dibao_urban", "2022-03-31", Some(6_370_000)),
        ("keshan", "standard_dibao_rural_year", "2026-10-31", Some(48_120_000)),
        ("keshan", "standard_dibao_rural", "2026-10-31", None),
        ("keshan", "recheck_months_registered", "2026-10-31", Some(60_000)),
        ("qionghai", "new_case_spot_share", "2026-10-31", Some(3_000)),
        ("qionghai", "approval_workdays", "2022-10-19", Some(300_000)),
        ("qionghai", "approval_workdays", "2022-10-20", Some(200_000)),
        ("jiangmen", "data_check_months", "2026-10-31", Some(60_000)),
        ("jiangmen", "data_check_months", "2018-08-19", Some(120_000)),
        ("yangquan", "recheck_months_quarter", "2026-10-31", Some(30_000)),
        ("national", "cpi_trigger", "2022-12-31", Some(30_000)),
        ("national", "cpi_trigger", "2023-03-31", Some(35_000)),
    ];
    for (place, name, day, expected) in rows {
        assert_eq!(number(place, name, day), expected, "{place} {name} {day}");
    }
}

#[test]
fn the_national_holidays_are_known() {
    let registry = Registry::read(&shipped(), "national").unwrap();
    let worked = |day: &str| registry.holidays().is_workday(day.parse().unwrap());
    assert!(!worked("2026-10-01") && worked("2026-10-10") && worked("2026-09-20"));
    assert!(!worked("2026-09-19") && worked("2026-11-02"));
}
