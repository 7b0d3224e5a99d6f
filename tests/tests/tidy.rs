//! What no compiler sees and prose forgets: the arrows between crates, a first line in every
//! module, maps that are true, no paths of one machine.

use std::collections::{BTreeMap, BTreeSet};

use tests::{files, root, text};

/// A row of the crate table in docs/architecture.md.
struct Row {
    level: u8,
    powers: Vec<String>,
    depends_on: BTreeSet<String>,
}

fn crate_table() -> BTreeMap<String, Row> {
    let list = |cell: &str| -> Vec<String> {
        let words = cell.split([',', ' ']).map(|word| word.trim_matches('`').to_owned());
        words.filter(|word| !word.is_empty() && word != "–").collect()
    };
    let page = text("docs/architecture.md");
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [level, name, _, powers, depends] = cells[..] else { return None };
        let row = Row {
            level: level.parse().ok()?,
            powers: list(powers),
            depends_on: list(depends).into_iter().collect(),
        };
        Some((name.trim_matches('`').to_owned(), row))
    });
    rows.collect()
}

/// Names of the dependencies of a crate, by kind of table.
fn dependencies(folder: &str, tables: &[&str]) -> BTreeSet<String> {
    let manifest: toml::Table = text(&format!("{folder}/Cargo.toml")).parse().expect("TOML");
    let names = tables.iter().filter_map(|table| manifest.get(*table)?.as_table());
    names.flat_map(|table| table.keys().cloned()).collect()
}

fn crates() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("crates"))
        .expect("crates")
        .map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn arrows_between_crates_only_go_down_and_are_those_of_the_map() {
    let table = crate_table();
    let names: BTreeSet<String> = crates().into_iter().collect();
    assert_eq!(names, table.keys().cloned().collect(), "crates and the map differ");
    for (name, row) in &table {
        let all = dependencies(&format!("crates/{name}"), &["dependencies"]);
        let ours: BTreeSet<String> = all.intersection(&names).cloned().collect();
        assert_eq!(ours, row.depends_on, "crates/{name}: its arrows and the map differ");
        for below in &ours {
            assert!(table[below].level < row.level, "{name} → {below} does not go down");
        }
    }
}

#[test]
fn each_power_is_named_by_one_crate() {
    let table = crate_table();
    for (owner, row) in &table {
        for power in &row.powers {
            for name in table.keys().filter(|name| *name != owner) {
                let used = dependencies(&format!("crates/{name}"), &["dependencies"]);
                assert!(!used.contains(power), "{name} names {power}, which is {owner}'s");
            }
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    let rust = files().into_iter().filter(|path| path.ends_with(".rs"));
    let silent: Vec<String> = rust
        .filter(|path| root().join(path).exists())
        .filter(|path| !text(path).starts_with("//! ") || text(path).lines().next() == Some("//!"))
        .collect();
    assert!(silent.is_empty(), "no first line in {silent:#?}");
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let places = ["home", "root", "Users", "mnt", "work"].map(|top| format!("/{top}/"));
    let readable = files().into_iter().filter_map(|path| {
        let bytes = std::fs::read(root().join(&path)).ok()?;
        Some((path, String::from_utf8(bytes).ok()?))
    });
    let found: Vec<String> = readable
        .filter(|(path, _)| !path.ends_with(".lock"))
        .flat_map(|(path, text)| {
            let lines: Vec<String> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| places.iter().any(|place| line.contains(place.as_str())))
                .map(|(at, line)| format!("{path}:{}: {line}", at + 1))
                .collect();
            lines
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let pages = files().into_iter().filter(|path| path.ends_with(".md"));
    let mut broken = Vec::new();
    for page in pages.filter(|path| root().join(path).exists()) {
        let folder = root().join(&page).parent().expect("parent").to_path_buf();
        let body = text(&page);
        for target in body.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with('#');
            if !outside && !folder.join(file).exists() {
                broken.push(format!("{page} → {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn both_readmes_name_what_stands_at_the_top() {
    let tops: BTreeSet<String> = files()
        .iter()
        .filter_map(|path| path.split_once('/').map(|(top, _)| top.to_owned()))
        .filter(|top| !top.starts_with('.'))
        .collect();
    for readme in ["README.md", "README.zh-CN.md"] {
        let body = text(readme);
        let missing: Vec<&String> =
            tops.iter().filter(|top| !body.contains(&format!("`{top}/`"))).collect();
        assert!(missing.is_empty(), "{readme} does not name {missing:?}");
    }
}
