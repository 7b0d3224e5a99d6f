//! Identities stand apart: nowhere in a home but sealed, shown for a purpose, on record.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;
use tests::{identify, new_home, path, root, run, succeed, succeed_with};

/// Everything personal in the delivery: names, numbers, accounts, addresses, phones.
const PERSONAL: [&str; 14] = [
    "欧阳靖轩一",
    "欧阳靖轩二",
    "司徒婉清",
    "990101197001010036",
    "990101197001010052",
    "990101197001012058",
    "6222600011110001",
    "6222600011110002",
    "东河镇示例路七号之三",
    "河口村老榕树下二号",
    "13976541111",
    "13976542222",
    "QZ2026000111",
    "QZ2026000222",
];

const HOUSEHOLDS: &str = "\
户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,户月保障金额(元),合计(元),银行账户名称,银行账号,家庭住址,联系电话,低保证号,所属街道,所属社区
欧阳靖轩一,990101197001010036,农村低保,2,2,400,400,欧阳靖轩一,6222600011110001,东河镇示例路七号之三,13976541111,QZ2026000111,东河镇,河口村
欧阳靖轩二,990101197001010052,农村低保,1,1,400,400,欧阳靖轩二,6222-6000 1111 0002,河口村老榕树下二号,139-7654-2222,QZ2026000222,东河镇,河口村
";
const PERSONS: &str = "\
姓名,身份证号,户主身份证号,与户主关系
欧阳靖轩一,990101197001010036,990101197001010036,本人
司徒婉清,990101197001012058,990101197001010036,配偶
欧阳靖轩二,990101197001010052,990101197001010052,本人
";
const PAYMENTS: &str = "\
户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),账户名称,账号,状态
欧阳靖轩一,990101197001010036,农村低保,400,400,欧阳靖轩一,6222600011110001,成功
欧阳靖轩二,990101197001010052,农村低保,400,400,欧阳靖轩二,6222600011110002,成功
";

fn delivery(persons: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [("家庭", HOUSEHOLDS), ("人员", persons), ("花名册", PAYMENTS)];
    for (name, text) in files {
        fs::write(folder.path().join(name).with_extension("csv"), text).unwrap();
    }
    let units = root().join("tests/fixtures/handmade/2026-10/行政区划.csv");
    fs::copy(units, folder.path().join("行政区划.csv")).unwrap();
    folder
}

fn load(home: &Path, persons: &str, month: &str) -> Output {
    let delivery = delivery(persons);
    run(&["load", path(delivery.path()), "--month", month, "--lang", "en", "--home", path(home)])
}

fn home() -> TempDir {
    let home = new_home("qionghai");
    let loaded = load(home.path(), PERSONS, "2026-10");
    assert!(loaded.status.success(), "{}", said(&loaded));
    home
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Rows of a table as `doudi export` writes them.
fn exported(home: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let out = tempfile::tempdir().unwrap();
    let asked = ["export", "--table", table, "--format", "csv", "--out", path(out.path())];
    succeed(&[&asked[..], &["--home", path(home)]].concat());
    let text = fs::read_to_string(out.path().join(format!("{table}.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A text in every form in which it could lie in a file.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let units: Vec<u16> = text.encode_utf16().collect();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        bytes.to_vec(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    // Base64 of a text depends on where in its neighbours it stands; the middle does not.
    for before in 0..3 {
        let padded = [&b"\0\0"[..before], bytes].concat();
        let whole = padded.len() / 3 * 3;
        let skip = if before == 0 { 0 } else { 4 };
        forms.push(base64(&padded[..whole])[skip..].to_vec());
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks_exact(3).flat_map(|three| {
        let number = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        [18, 12, 6, 0].map(|shift| DIGITS[(number >> shift & 63) as usize])
    });
    digits.collect()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == needle[0]);
    starts.into_iter().any(|(at, _)| bytes[at..].starts_with(needle))
}

/// What is personal in the files below a folder, but for those that `may` hold it.
fn personal_in(folder: &Path, may: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(folder).into_iter().filter(|file| !path(file).contains(may)) {
        let bytes = fs::read(&file).unwrap();
        let held = PERSONAL.iter().filter(|t| forms(t).iter().any(|form| contains(&bytes, form)));
        found.extend(held.map(|text| format!("{text} in {}", file.display())));
    }
    found
}

#[test]
fn the_search_finds_what_is_there() {
    assert_eq!(base64(b"any carnal pleas"), b"YW55IGNhcm5hbCBwbGVh");
    let folder = tempfile::tempdir().unwrap();
    let texts = ["x欧阳靖轩一x".as_bytes().to_vec(), base64("ab欧阳靖轩一x".as_bytes())];
    for text in texts {
        fs::write(folder.path().join("file"), text).unwrap();
        let found = personal_in(folder.path(), "nothing");
        assert!(found.iter().any(|found| found.starts_with("欧阳靖轩一 ")), "{found:?}");
    }
}

#[test]
fn nothing_personal_lies_open_anywhere_in_a_home() {
    let home = home();
    let home = home.path();
    let at = ["--home", path(home)];
    // One row for the quarantine, by a number that lost its digits.
    let worse = PERSONS.to_owned() + "司徒婉清,9.9E+17,990101197001010052,子\n";
    let loaded = load(home, &worse, "2026-11");
    assert_eq!(loaded.status.code(), Some(4), "one row of eight is too many: {}", said(&loaded));
    succeed(&[&["flags", "--format", "csv"][..], &at].concat());
    succeed(&[&["query", "data_faults", "--format", "csv"][..], &at].concat());
    succeed(&[&["draw", "plan", "annual_visits"][..], &at].concat());
    let report = home.join("reports/funds.xlsx");
    succeed(&[&["report", "funds_statistics", "--out", path(&report)][..], &at].concat());
    succeed(&[&["run", "--due", "--as-of", "2026-11-20"][..], &at].concat());
    let export = home.join("exported");
    succeed(&[&["export", "--all", "--out", path(&export)][..], &at].concat());
    let keys: BTreeSet<String> =
        exported(home, "persons").into_iter().map(|row| row["person_key"].clone()).collect();
    assert_eq!(identify(home, &keys).len(), 3);

    // Of what could not be used the page about a refused delivery alone tells in clear.
    assert_eq!(personal_in(home, "/quarantine/2026-11.refused.txt"), Vec::<String>::new());
    let refused = home.join("quarantine/2026-11.refused.sealed");
    let asked = ["quarantine", "--month", "2026-11", "--format", "csv", "--home", path(home)];
    assert!(succeed(&asked).contains("9.9E+17"));
    let private = ["keys", "quarantine", "tables/identities"].map(|folder| home.join(folder));
    assert_eq!(private.map(|folder| mode(&folder)), [0o700; 3]);
    let files = ["keys/identity.key", "keys/pseudonym.key"].map(|file| home.join(file));
    assert_eq!(files.map(|file| mode(&file)), [0o600; 2]);
    let quarantine = self::files(&home.join("quarantine"));
    assert!(quarantine.contains(&refused) && quarantine.iter().all(|file| mode(file) == 0o600));
}

#[test]
fn whoever_asks_for_a_purpose_learns_who_it_is_and_stands_in_the_log() {
    let home = home();
    let home = home.path();
    let row = exported(home, "households").remove(0);
    let keys = ["household_key", "account_key", "address_key", "phone_key"].map(|c| &row[c]);
    let unknown = "0".repeat(32);
    let input = format!("{}\n{}\n{unknown}\n{}\n{}\n", keys[2], keys[0], keys[1], keys[3]);
    let asked = ["identify", "--purpose", "入户核实", "--format", "csv", "--home", path(home)];
    let shown = succeed_with(&asked, input);
    let expected: Vec<(&str, Vec<&str>)> = vec![
        ("address", vec!["东河镇示例路七号之三", "河口村老榕树下二号"]),
        ("person", vec!["990101197001010036", "990101197001010052"]),
        ("not_found", vec![""]),
        ("account", vec!["6222600011110001", "6222600011110002"]),
        ("phone", vec!["13976541111", "13976542222"]),
    ];
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(shown.as_bytes()).into_records().map(|r| r.unwrap()).collect();
    assert_eq!(rows.len(), expected.len());
    for (row, (kind, texts)) in rows.iter().zip(expected) {
        assert!(&row[1] == kind && texts.contains(&&row[2]), "{row:?}");
        assert!(kind == "not_found" || row[3].starts_with("欧阳靖轩"), "{row:?}");
    }
    let looks = ["looks", "--key", keys[1], "--format", "csv", "--home", path(home)];
    let looks = succeed(&looks);
    assert!(looks.contains("入户核实") && looks.lines().count() == 2, "{looks}");

    let refused = run(&["identify", "--purpose", " ", "--lang", "en", "--home", path(home)]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
}

#[test]
fn an_export_with_identities_needs_a_purpose_and_holds_those_of_its_tables_alone() {
    let home = home();
    let home = home.path();
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("roster");
    let asked = ["export", "--table", "payments", "--identities", "--format", "csv", "--out"];
    let asked = [&asked[..], &[path(&out), "--home", path(home)]].concat();
    assert_eq!(run(&asked).status.code(), Some(2), "no purpose");
    assert_eq!(run(&[&asked[..], &["--purpose", " "]].concat()).status.code(), Some(2));
    assert!(!out.exists());
    succeed(&[&asked[..], &["--purpose", "核对花名册"]].concat());
    let people = fs::read_to_string(out.join("identities.csv")).unwrap();
    let mut held: Vec<&str> = people.lines().skip(1).map(|line| &line[33..]).collect();
    held.sort_unstable();
    assert_eq!(
        held,
        [
            "account,6222600011110001,欧阳靖轩一",
            "account,6222600011110002,欧阳靖轩二",
            "person,990101197001010036,欧阳靖轩一",
            "person,990101197001010052,欧阳靖轩二",
        ]
    );
    assert_eq!(mode(&out.join("identities.csv")), 0o600);
}

#[test]
fn without_its_key_a_home_answers_questions_and_shows_nobody() {
    let home = home();
    let home = home.path();
    fs::rename(home.join("keys/identity.key"), home.join("identity.key.elsewhere")).unwrap();
    let at = ["--lang", "en", "--home", path(home)];
    assert!(run(&[&["query", "data_consistency"][..], &at].concat()).status.success());
    for command in [
        vec!["identify", "--purpose", "test"],
        vec!["export", "--all", "--identities", "--purpose", "test", "--out", "nowhere"],
    ] {
        let refused = run(&[&command[..], &at].concat());
        assert_eq!(refused.status.code(), Some(5), "{}", said(&refused));
        assert!(said(&refused).contains("there is no key"), "{}", said(&refused));
    }
    // A new key would seal the same people anew, beside records that it cannot open.
    assert_eq!(load(home, PERSONS, "2026-11").status.code(), Some(5));
    assert!(!home.join("keys/identity.key").exists());
}

#[test]
fn a_key_that_others_can_read_is_not_used() {
    let home = home();
    let home = home.path();
    for (key, command) in [
        ("identity.key", vec!["identify", "--purpose", "test"]),
        ("pseudonym.key", vec!["load", "delivery", "--month", "2026-11"]),
    ] {
        let key = home.join("keys").join(key);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        let delivery = delivery(PERSONS);
        let command: Vec<&str> = command
            .into_iter()
            .map(|word| if word == "delivery" { path(delivery.path()) } else { word })
            .collect();
        let refused = run(&[&command[..], &["--lang", "en", "--home", path(home)]].concat());
        assert_eq!(refused.status.code(), Some(5), "{}", said(&refused));
        assert!(said(&refused).contains("chmod 600"), "{}", said(&refused));
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[test]
fn the_same_account_phone_or_address_is_one_key_however_it_was_typed() {
    let home = home();
    let households = exported(home.path(), "households");
    let paid: BTreeSet<String> =
        exported(home.path(), "payments").into_iter().map(|r| r["account_key"].clone()).collect();
    let held: BTreeSet<String> = households.iter().map(|r| r["account_key"].clone()).collect();
    assert_eq!(held, paid);
    assert_eq!(held.len(), 2);
}

#[test]
fn the_same_load_under_the_same_keys_gives_the_same_bytes() {
    let manifests = [(); 2].map(|()| {
        let home = new_home("qionghai");
        tests::put_key(home.path(), "pseudonym.key", [7; 32]);
        tests::put_key(home.path(), "identity.key", [8; 32]);
        assert!(load(home.path(), PERSONS, "2026-10").status.success());
        let text = fs::read_to_string(home.path().join("snapshots/2026-10.r1.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        (manifest["identities"].clone(), manifest["tables"]["persons"]["files"].clone())
    });
    assert_eq!(manifests[0], manifests[1]);
    assert!(manifests[0].0[0]["rows"] == 9, "{manifests:?}");
}
