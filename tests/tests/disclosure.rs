//! The standing public list, as it is posted.

use std::collections::BTreeMap;
use std::fs;

use tests::{demo_copy, path, succeed};

#[test]
fn the_public_list_is_masked_hashed_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let copied = demo_copy();
    let home = copied.path();
    let doudi = |arguments: &[&str]| succeed(&[&["--home", path(home)], arguments].concat());
    let out = folder.path().join("list");
    doudi(&["disclose", "--out", path(&out)]);

    let list = fs::read_to_string(out.join("public-list.csv")).unwrap();
    let mut read = csv::Reader::from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<Vec<String>> =
        read.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let funds = doudi(&["query", "caseload_by_town", "--format", "csv"]);
    let paid =
        funds.lines().skip(1).filter(|line| line.contains("dibao") || line.contains("tekun"));
    let households: usize =
        paid.map(|line| line.split(',').nth(4).unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(rows.len(), households);
    let mut villages: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in &rows {
        assert!(row[3].contains('*'), "{row:?}");
        *villages.entry((&row[0], &row[2])).or_default() += 1;
    }
    let named: Vec<_> = villages.iter().filter(|((_, village), _)| !village.is_empty()).collect();
    assert!(!named.is_empty());
    assert!(villages.values().all(|count| *count >= 5), "{villages:?}");

    let manifest = fs::read(out.join("manifest.json")).unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    for file in listed["files"].as_object().unwrap().keys() {
        let text = fs::read_to_string(out.join(file)).unwrap();
        let digits = text.split(|sign: char| !sign.is_ascii_digit() && sign != 'X');
        assert!(digits.map(str::len).all(|length| length < 17), "{file} has an identity number");
    }
    let history = doudi(&["disclosures", "--format", "csv"]);
    assert_eq!(history.lines().count(), 2, "{history}");
    let again = folder.path().join("again");
    doudi(&["disclose", "--out", path(&again)]);
    assert_eq!(fs::read(again.join("manifest.json")).unwrap(), manifest);
    let history = doudi(&["disclosures", "--format", "csv"]);
    let hashes: Vec<_> = history.lines().skip(1).map(|line| line.rsplit(',').next()).collect();
    assert_eq!(hashes.len(), 2);
    assert_eq!(hashes[0], hashes[1]);
}
