//! One household explained line by line: the same amounts as every question, with norms and clauses.

use std::collections::{BTreeMap, BTreeSet};

use tests::{demo_home, path, run, succeed};

type Row = BTreeMap<String, String>;

fn table(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("row")).collect()
}

fn explain(home: &str, key: &str, lang: &str) -> Vec<Row> {
    let asked = ["explain", "household", key, "--as-of", "2026-10-31", "--format", "csv"];
    table(&succeed(&[&asked[..], &["--lang", lang, "--home", home]].concat()))
}

/// Two households of each programme, and those whose benefit is wrong.
fn chosen(recomputed: &[Row]) -> Vec<&Row> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let few = recomputed.iter().filter(|row| {
        let wrong = row["difference_yuan"] != "0.00";
        let count = seen.entry(&row["programme"]).or_default();
        *count += 1;
        *count <= 2 || (wrong && *count < 60)
    });
    few.take(8).collect()
}

#[test]
fn the_lines_end_where_the_questions_end() {
    let home = demo_home();
    let home = path(&home);
    let asked = ["query", "benefits_recomputed", "--as-of", "2026-10-31", "--format", "csv"];
    let recomputed = table(&succeed(&[&asked[..], &["--home", home]].concat()));
    let programmes: BTreeSet<&String> = recomputed.iter().map(|row| &row["programme"]).collect();
    assert!(programmes.len() >= 4, "{programmes:?}");
    for expected in chosen(&recomputed) {
        let lines = explain(home, &expected["household_key"], "zh");
        let line = |step: &str, item: &str| {
            let found = lines.iter().find(|line| line["step"] == step && line["item"] == item);
            found.unwrap_or_else(|| panic!("no {step} {item} in {lines:#?}")).clone()
        };
        assert_eq!(line("benefit", "benefit")["running_yuan"], expected["recomputed_yuan"]);
        let verdict = line("verdict", "benefit");
        assert_eq!(verdict["amount_yuan"], expected["approved_yuan"]);
        assert_eq!(verdict["running_yuan"], expected["difference_yuan"]);
        let income = line("income", "annual_income");
        assert!(!income["running_yuan"].is_empty());
        for line in &lines {
            assert!(!line["explanation"].is_empty(), "{line:?}");
            assert_eq!(line["norm"].is_empty(), line["source"].is_empty(), "{line:?}");
        }
        assert!(lines.iter().any(|line| line["norm"].starts_with("standard_dibao_")));
    }
}

#[test]
fn both_languages_and_all_formats_are_there_and_an_unknown_household_is_refused() {
    let home = demo_home();
    let home = path(&home);
    let asked = ["query", "benefits_recomputed", "--as-of", "2026-10-31", "--format", "csv"];
    let recomputed = table(&succeed(&[&asked[..], &["--home", home]].concat()));
    let key = &recomputed[0]["household_key"];
    let (zh, en) = (explain(home, key, "zh"), explain(home, key, "en"));
    assert_eq!(zh.len(), en.len());
    assert_ne!(zh[0]["explanation"], en[0]["explanation"]);
    for format in ["table", "json"] {
        let said = succeed(&["explain", "household", key, "--format", format, "--home", home]);
        assert!(said.contains("benefit_rounding") || said.contains("tekun_rounding"), "{said}");
    }
    let refused = run(&["explain", "household", "0000", "--home", home]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("0000"));
}
