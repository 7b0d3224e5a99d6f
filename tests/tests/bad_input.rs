//! Bad input: one clear sentence (what, why, what to do), the right exit code, nothing lost.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use tests::{new_home, path, root, run, succeed};

/// A delivery that loads, to be damaged.
fn delivery() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root().join("tests/fixtures/handmade/2026-10")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn load(home: &TempDir, delivery: &Path) -> Output {
    let arguments = ["load", path(delivery), "--month", "2026-10", "--home", path(home.path())];
    run(&[&arguments[..], &["--lang", "en"]].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Replaces text in a UTF-8 file of a delivery.
fn damage(delivery: &TempDir, file: &str, from: &str, to: &str) {
    let file = delivery.path().join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{from} is not in the file");
    fs::write(&file, text.replacen(from, to, 1)).unwrap();
}

fn refused(output: &Output, code: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in: {said}");
    }
}

/// Loads a damaged delivery; so many rows are in quarantine, the rest is published.
fn quarantined(delivery: &TempDir, count: usize, words: &[&str]) {
    let home = new_home("qionghai");
    let loaded = load(&home, delivery.path());
    assert!(loaded.status.success(), "{}", said(&loaded));
    let asked = ["quarantine", "--month", "2026-10", "--format", "csv", "--lang", "en", "--home"];
    let rows = succeed(&[&asked[..], &[path(home.path())]].concat());
    assert_eq!(rows.lines().count(), 1 + count, "{rows}");
    for word in words {
        assert!(rows.contains(word), "`{word}` is not in: {rows}");
    }
}

#[test]
fn an_empty_folder_is_refused() {
    let home = new_home("qionghai");
    let empty = tempfile::tempdir().unwrap();
    refused(&load(&home, empty.path()), 4, &["empty", "put this month's exports"]);
    refused(&load(&home, &empty.path().join("nowhere")), 2, &["nowhere"]);
}

#[test]
fn a_missing_required_heading_is_named_and_the_last_snapshot_stays() {
    let home = new_home("qionghai");
    let good = delivery();
    assert!(load(&home, good.path()).status.success());
    damage(&good, "人员.csv", "户主身份证号", "户主证号");
    refused(&load(&home, good.path()), 4, &["人员.csv", "户主身份证号"]);
    let snapshots = succeed(&["snapshots", "--format", "csv", "--home", path(home.path())]);
    assert_eq!(snapshots.lines().count(), 2, "{snapshots}");
}

#[test]
fn a_query_with_an_undeclared_parameter_is_the_callers_mistake() {
    let home = new_home("qionghai");
    assert!(load(&home, delivery().path()).status.success());
    let asked = ["query", "caseload_by_town", "--param", "twon=1", "--lang", "en", "--home"];
    refused(&run(&[&asked[..], &[path(home.path())]].concat()), 2, &["twon"]);
    let asked = ["query", "no_such_question", "--lang", "en", "--home"];
    refused(&run(&[&asked[..], &[path(home.path())]].concat()), 2, &["no_such_question"]);
}

#[test]
fn a_dashboard_naming_a_missing_query_is_named_by_file_and_line() {
    let home = new_home("qionghai");
    let folder = home.path().join("dashboards");
    fs::create_dir_all(&folder).unwrap();
    let leader = fs::read_to_string(root().join("dashboards/leader.toml")).unwrap();
    let (line, _) = leader
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("question"))
        .expect("a panel that names a question");
    let broken = leader.lines().enumerate().map(|(at, text)| {
        let cut = text.find("question").filter(|_| at == line);
        cut.map_or(text.to_owned(), |cut| {
            let rest = text[cut..].split_once('"').unwrap().1.split_once('"').unwrap().1;
            format!("{}question = \"no_such_question\"{rest}", &text[..cut])
        })
    });
    let broken: Vec<String> = broken.collect();
    fs::write(folder.join("leader.toml"), broken.join("\n")).unwrap();
    let output = run(&["questions", "--lang", "en", "--home", path(home.path())]);
    let place = format!("dashboards/leader.toml:{}", line + 1);
    refused(&output, 3, &["no_such_question", &place]);
}

#[test]
fn an_unknown_town_goes_to_the_quarantine() {
    let delivery = delivery();
    damage(&delivery, "低保边缘.csv", "西山镇", "南海镇");
    // the household, and its one person, who has no household now
    quarantined(&delivery, 2, &["低保边缘.csv", "所属街道", "南海镇"]);
}

#[test]
fn a_negative_amount_goes_to_the_quarantine() {
    let delivery = delivery();
    damage(&delivery, "临时救助台账.csv", "500.50", "-500.50");
    quarantined(&delivery, 1, &["临时救助台账.csv", ",3,", "救助金额", "-500.50"]);
}

#[test]
fn the_thirtieth_of_february_goes_to_the_quarantine() {
    let delivery = delivery();
    damage(&delivery, "走访台账.csv", "2026-10-15", "2026-02-30");
    quarantined(&delivery, 1, &["走访台账.csv", ",3,", "走访日期", "2026-02-30"]);
}

#[test]
fn a_wrong_check_digit_loads_and_is_flagged() {
    let home = new_home("qionghai");
    let delivery = delivery();
    for file in ["人员.csv", "发放花名册.csv", "审批台账.csv"] {
        damage_all(&delivery, file, "990101196004040711", "990101196004040712");
    }
    let rural = delivery.path().join("农村低保.csv");
    let text = String::from_utf8_lossy(&fs::read(&rural).unwrap()).into_owned();
    assert!(!text.is_empty());
    let bytes = fs::read(&rural).unwrap();
    let changed = replace_bytes(&bytes, b"990101196004040711", b"990101196004040712");
    fs::write(&rural, changed).unwrap();
    assert!(load(&home, delivery.path()).status.success());
    let asked = ["flags", "--flag", "identity_invalid", "--format", "csv", "--home"];
    let flags = succeed(&[&asked[..], &[path(home.path())]].concat());
    assert_eq!(flags.lines().count(), 2, "{flags}");
    assert!(flags.contains("check_digit"), "{flags}");
}

fn damage_all(delivery: &TempDir, file: &str, from: &str, to: &str) {
    let file = delivery.path().join(file);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace(from, to)).unwrap();
}

fn replace_bytes(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("found");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}
