//! Flags against the labels of a caseload that nobody tuned them on.
//!
//! `UPDATE=1` writes the table of `docs/flags.md` anew.

use std::collections::{BTreeMap, BTreeSet};

use tests::{demo_home, files, identify, path, root, succeed, text};

type Found = BTreeMap<String, BTreeSet<String>>;

/// Key of each identity number in the labels, asked the way an inspector would.
fn flagged(home: &str) -> Found {
    let asked = ["flags", "--month", "2026-10", "--format", "csv", "--home", home];
    let text = succeed(&asked);
    let mut found = Found::new();
    let mut keys = BTreeSet::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        if record[4].is_empty() {
            continue; // a flag on a village or an approver names no household
        }
        keys.insert(record[4].to_owned());
        found.entry(record[0].to_owned()).or_default().insert(record[4].to_owned());
    }
    let people = identify(home.as_ref(), &keys);
    for households in found.values_mut() {
        *households = households.iter().map(|key| people[key].id_no.clone()).collect();
    }
    found
}

/// Labels of October, by kind and flag.
fn labels(home: &str) -> BTreeMap<String, Found> {
    let mut labels: BTreeMap<String, Found> = BTreeMap::new();
    let path = std::path::Path::new(home).join("deliveries/labels.csv");
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        if &record[2] <= "2026-10" && "2026-10" <= &record[3] && !record[4].is_empty() {
            let kind = labels.entry(record[0].to_owned()).or_default();
            kind.entry(record[1].to_owned()).or_default().insert(record[4].to_owned());
        }
    }
    labels
}

#[test]
fn every_planted_problem_is_found_and_nothing_else() {
    let home = demo_home();
    let home = path(&home);
    let found = flagged(home);
    let labels = labels(home);
    let mut wrong = Vec::new();
    for (flag, planted) in &labels["hit"] {
        let have = found.get(flag).cloned().unwrap_or_default();
        let missed: Vec<_> = planted.difference(&have).collect();
        if !missed.is_empty() {
            wrong.push(format!("{flag}: missed {missed:?}"));
        }
    }
    for (flag, have) in found.iter().filter(|(flag, _)| is_exact(flag)) {
        let planted = labels["hit"].get(flag).cloned().unwrap_or_default();
        let extra: Vec<_> = have.difference(&planted).collect();
        if !extra.is_empty() {
            wrong.push(format!("{flag}: without a label {extra:?}"));
        }
    }
    assert!(labels["hit"].len() >= 15, "only {} flags are planted", labels["hit"].len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_look_alike_is_flagged() {
    let home = demo_home();
    let home = path(&home);
    let found = flagged(home);
    let labels = labels(home);
    let empty = BTreeSet::new();
    for (flag, innocent) in &labels["lookalike"] {
        let guilty = labels["hit"].get(flag).unwrap_or(&empty);
        let have = found.get(flag).unwrap_or(&empty);
        let caught: Vec<_> =
            innocent.difference(guilty).filter(|household| have.contains(*household)).collect();
        assert!(caught.is_empty(), "{flag}: {caught:?}");
    }
}

/// The page with precision and recall of every flag.
const PAGE: &str = "docs/flags.md";
/// The line of the page under which the table stands.
const HEADING: &str =
    "| flag | title | planted | flagged | right | look-alikes | precision | recall |";

#[test]
fn the_table_of_flags_is_what_is_measured() {
    let home = demo_home();
    let home = path(&home);
    let (found, labels) = (flagged(home), labels(home));
    let mut table = format!("{HEADING}\n|---|---|---:|---:|---:|---:|---:|---:|\n");
    for flag in flag_ids() {
        table += &line(&flag, &found, &labels);
    }
    let page = text(PAGE);
    let (head, kept) = page.split_once(HEADING).expect("the page has a table");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(PAGE), format!("{head}{table}")).unwrap();
        return;
    }
    assert_eq!(format!("{HEADING}{kept}"), table, "{PAGE} is stale: run with UPDATE=1");
}

fn line(flag: &str, found: &Found, labels: &BTreeMap<String, Found>) -> String {
    let set = |of: Option<&Found>| of.and_then(|of| of.get(flag)).cloned().unwrap_or_default();
    let (have, planted) = (set(Some(found)), set(labels.get("hit")));
    let innocent = set(labels.get("lookalike"));
    let (flagged, right) = (have.len(), have.intersection(&planted).count());
    let caught = innocent.difference(&planted).filter(|household| have.contains(*household));
    let share = |of: usize| match of {
        0 => "–".to_owned(),
        _ => format!("{:.3}", right as f64 / of as f64),
    };
    format!(
        "| `{flag}` | {} | {} | {flagged} | {right} | {} of {} flagged | {} | {} |\n",
        title(flag),
        planted.len(),
        caught.count(),
        innocent.len(),
        share(if planted.is_empty() && !is_exact(flag) { 0 } else { flagged }),
        share(planted.len()),
    )
}

fn flag_ids() -> Vec<String> {
    let folder = "queries/flags/";
    let names = files().into_iter().filter_map(|file| {
        file.strip_prefix(folder).and_then(|file| file.strip_suffix(".sql")).map(str::to_owned)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What the file of the flag says of itself.
fn header(flag: &str) -> toml::Table {
    let sql = text(&format!("queries/flags/{flag}.sql"));
    let header: Vec<&str> = sql.lines().map_while(|line| line.strip_prefix("---")).collect();
    header.join("\n").parse().expect("a header")
}

/// Whether the data alone decide; otherwise the definition leaves judgement.
fn is_exact(flag: &str) -> bool {
    header(flag)["flag"]["deterministic"].as_bool().expect("yes or no")
}

/// Both titles.
fn title(flag: &str) -> String {
    let header = header(flag);
    let title = |lang: &str| header["title"][lang].as_str().expect("a title").to_owned();
    format!("{} {}", title("zh"), title("en"))
}
