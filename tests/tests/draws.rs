//! Draws from the outside: published methods replayed, bundles verified by a second program.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::Reader;
use tests::{demo_copy, demo_home, doudi, path, root, run, succeed};

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

fn python(bundle: &Path) -> std::process::Output {
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

/// Draws for the visits of the year: the bundle and its path.
fn drawn(home: &str, plan: &[&str], days: [&str; 2], value: &str) -> (String, serde_json::Value) {
    let home = ["--home", home];
    let id = succeed(&[&["draw", "plan", "annual_visits"], plan, &home[..]].concat());
    let id = id.trim();
    succeed(&[&["draw", "commit", id, "--on", days[0]], &home[..]].concat());
    let reveal = ["draw", "reveal", id, "--value", value, "--on", days[1]];
    let file = succeed(&[&reveal[..], &home[..]].concat());
    let file = file.trim();
    assert_eq!(succeed(&["draw", "verify", file]), "verified\n");
    assert_eq!(python(file.as_ref()).stdout, b"verified\n");
    let bundle = std::fs::read_to_string(file).unwrap();
    (id.to_owned(), serde_json::from_str(&bundle).unwrap())
}

const DICE: &str = "61352904187730254916";

fn ids(bundle: &serde_json::Value) -> BTreeSet<String> {
    let entries = bundle["frame"].as_array().unwrap().iter();
    entries.map(|entry| entry["draw_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn teams_come_from_the_roster_and_keep_its_recusals() {
    let home = demo_copy();
    let (_, first) = drawn(path(home.path()), &[], ["2026-11-06", "2026-11-07"], DICE);
    let recused: Vec<_> = ids(&first).into_iter().step_by(3).collect();
    let roster = serde_json::json!({
        "inspectors": (0..9).map(|i| serde_json::json!({"id": format!("I{i}"), "cap": null})).collect::<Vec<_>>(),
        "recusals": recused.iter().map(|id| serde_json::json!({"draw_id": id, "inspectors": ["I0", "I1"]})).collect::<Vec<_>>(),
        "team_size": 2,
    });
    let file = home.path().join("roster.json");
    std::fs::write(&file, roster.to_string()).unwrap();
    let plan = ["--roster", path(&file)];
    let (_, bundle) = drawn(path(home.path()), &plan, ["2026-11-06", "2026-11-07"], DICE);
    let teams = bundle["assignment"]["result"]["teams"].as_array().unwrap();
    assert!(teams.len() > 200);
    let mut kept = 0;
    for team in teams {
        let members = team["inspectors"].as_array().unwrap();
        assert_eq!(members.len(), 2);
        if recused.iter().any(|id| *id == team["draw_id"].as_str().unwrap()) {
            kept += 1;
            assert!(!members.iter().any(|member| member == "I0" || member == "I1"));
        }
    }
    assert!(kept > 0);
}

#[test]
fn newcomers_are_drawn_from_apart() {
    let home = demo_copy();
    let home = path(home.path());
    let days = ["2026-11-06", "2026-11-07"];
    let (first, early) = drawn(home, &["--as-of", "2026-07-31"], days, DICE);
    let (second, later) = drawn(home, &["--increment-of", &first], days, DICE);
    let (_, whole) = drawn(home, &[], days, DICE);
    assert!(ids(&early).is_disjoint(&ids(&later)) && !ids(&later).is_empty());
    let known: BTreeSet<_> = ids(&early).union(&ids(&later)).cloned().collect();
    assert!(ids(&whole).is_subset(&known));
    assert_ne!(early["seed"], later["seed"]);
    let plan: serde_json::Value = serde_json::from_str(later["plan"].as_str().unwrap()).unwrap();
    assert_eq!(plan["references"]["increment_of_commitment"], early["commitment"]);
    let again = run(&["draw", "plan", "annual_visits", "--increment-of", &second, "--home", home]);
    assert_eq!(again.status.code(), Some(2), "nobody came since");
}

#[test]
fn a_round_of_drand_is_carried_in_as_a_file() {
    let home = demo_copy();
    let file = home.path().join("round.json");
    let signature = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
    std::fs::write(&file, format!(r#"{{"round":123,"signature":"{signature}"}}"#)).unwrap();
    let spec = "drand:quicknet:52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
    let value = format!("@{}", path(&file));
    let home = path(home.path());
    let plan = ["--beacon", &format!("{spec}:123")];
    let (_, bundle) = drawn(home, &plan, ["2023-08-22", "2023-08-23"], &value);
    assert_eq!(
        bundle["beacon"]["value_hex"],
        "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc"
    );
    // On the day of the round, or with the signature of another round, nothing is drawn.
    for (round, days) in
        [("123", ["2023-08-23", "2023-08-24"]), ("124", ["2023-08-22", "2023-08-23"])]
    {
        let beacon = format!("{spec}:{round}");
        let id = succeed(&["draw", "plan", "annual_visits", "--beacon", &beacon, "--home", home]);
        let id = id.trim();
        succeed(&["draw", "commit", id, "--on", days[0], "--home", home]);
        let reveal = ["draw", "reveal", id, "--value", &value, "--on", days[1], "--home", home];
        assert_eq!(run(&reveal).status.code(), Some(2), "{round} {days:?}");
    }
}

#[test]
fn a_pulse_of_nist_is_carried_in_and_verified_under_the_certificate_of_the_plan() {
    let published = root().join("crates/draw/testdata/nist");
    let file = |name: &str| path(&published.join(name)).to_owned();
    let certificate = file("certificate-528943a5.pem");
    let pulse = format!("@{}", file("chain-2-pulse-1884240.json"));
    let home = demo_copy();
    let home = path(home.path());
    let beacon = ["--beacon", "nist:2:2:1884240", "--certificate", &certificate];
    let (id, bundle) = drawn(home, &beacon, ["2026-07-31", "2026-08-01"], &pulse);
    let output = "020b9f2f364872708a50692ee20b4a1db42a16f58d5972960bc68e2285c6a37813aa12533fb55a54fd21e76fb3a175d7e7e63eae030d1f4089cbd42def75d7ef";
    assert_eq!(bundle["beacon"]["value_hex"], output);
    let bundle = Path::new(home).join("draws").join(format!("{id}.json"));
    let verified = run(&["draw", "verify", path(&bundle)]);
    let said = String::from_utf8(verified.stderr).unwrap();
    assert!(said.contains("https://beacon.nist.gov/beacon/2.0/certificate/528943a5"), "{said}");
    // Without its certificate a pulse is no source; with another one it has no value.
    let plan = ["draw", "plan", "annual_visits", "--beacon", "nist:2:2:1884240", "--home", home];
    assert_eq!(run(&plan).status.code(), Some(2));
    let other = file("certificate-5501e3d7.pem");
    let cases = [
        ("another certificate", "1884240", &other, ["2026-07-31", "2026-08-01"]),
        ("another pulse", "1884241", &certificate, ["2026-07-31", "2026-08-01"]),
        ("the day of the pulse", "1884240", &certificate, ["2026-08-01", "2026-08-02"]),
        ("before the pulse", "1884240", &certificate, ["2026-07-29", "2026-07-31"]),
    ];
    for (name, number, certificate, days) in cases {
        let beacon = format!("nist:2:2:{number}");
        let plan = ["draw", "plan", "annual_visits", "--beacon", &beacon, "--home", home];
        let id = succeed(&[&plan[..], &["--certificate", certificate]].concat());
        let id = id.trim();
        succeed(&["draw", "commit", id, "--on", days[0], "--home", home]);
        let reveal = ["draw", "reveal", id, "--value", &pulse, "--on", days[1], "--home", home];
        assert_eq!(run(&reveal).status.code(), Some(2), "{name}");
    }
}

#[test]
fn estimates_are_those_of_the_tables() {
    let csv =
        |arguments: &[&str]| succeed(&[&["estimate"], arguments, &["--format", "csv"]].concat());
    let counts = ["--population", "1000", "--sample", "300", "--errors", "0", "--tolerable"];
    assert_eq!(csv(&[&["accept"], &counts[..], &["0.008"]].concat()), "upper,accepted\n8,true\n");
    assert_eq!(csv(&[&["accept"], &counts[..], &["0.007"]].concat()), "upper,accepted\n8,false\n");
    let size = ["size", "--population", "3653", "--errors", "329", "--allowed", "2"];
    assert_eq!(csv(&size), "sample\n68\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outcomes.json");
    let strata = r#"[{"population":400,"drawn":120,"completed":120,"errors":6},
        {"population":90,"drawn":27,"completed":27,"errors":3},
        {"population":11,"drawn":11,"completed":11,"errors":2}]"#;
    std::fs::write(&file, strata).unwrap();
    let rates = csv(&["rates", path(&file)]);
    let first = "respondents,32.0,0.063872,0.016246,0.035754,0.104033,korn_graubard,true";
    assert_eq!(rates.lines().nth(1), Some(first), "{rates}");
    let payments = |units: &str| {
        let stratum = format!(r#"[{{"population":20,"units":[{units}]}}]"#);
        std::fs::write(&file, stratum).unwrap();
        csv(&["payments", path(&file)]).lines().nth(1).map(str::to_owned).unwrap()
    };
    assert_eq!(payments("[100,10,0],[300,30,0],[50,5,0]"), "over,0.100000,0.000000,,");
    let found = payments("[100,10,0],[300,0,0],[50,5,0]");
    let numbers: Vec<f64> = found.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
    let [share, _, lower, upper] = numbers[..] else { panic!("{found}") };
    assert!(0.0 < lower && lower < share && share < upper && upper < 1.0, "{found}");
    std::fs::write(&file, "[{}]").unwrap();
    assert_eq!(run(&["estimate", "rates", path(&file)]).status.code(), Some(2));
}
