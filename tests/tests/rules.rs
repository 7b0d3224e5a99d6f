//! The page of rules names tests that exist.

use tests::{root, text};

#[test]
fn every_rule_names_tests_that_exist() {
    let page = text("docs/delivery-rules.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let mut missing = Vec::new();
    let mut count = 0;
    for row in rows {
        let proofs = row.trim_matches('|').rsplit('|').next().unwrap_or_default();
        let names: Vec<&str> = proofs.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test in: {row}");
        for name in names {
            count += 1;
            if !exists(name) {
                missing.push(name.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(count >= 60, "{count} proofs");
}

/// `file.rs: function`, or `broken: the name of a case`.
fn exists(name: &str) -> bool {
    let Some((file, inside)) = name.split_once(": ") else { return false };
    match file {
        "broken" => text("tests/tests/broken/cases.rs").contains(&format!("    (\"{inside}\", ")),
        file => root().join(file).is_file() && text(file).contains(&format!("fn {inside}()")),
    }
}
