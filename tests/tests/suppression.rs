//! Small groups are hidden from whoever sees no persons, and stay hidden from somebody who asks
//! everything: all questions, all filters, all forms, and knows every subtotal.

use std::collections::{BTreeMap, BTreeSet};

use tests::site::Site;
use tests::{demo_copy, path, sheet, succeed, without_second_factor};

const HIDDEN: &str = "＊";
/// The norms of the demo's place.
const SMALL: i64 = 5;
const ROUND: i64 = 5;

type Row = BTreeMap<String, String>;

struct Desk {
    _home: tempfile::TempDir,
    site: Site,
    leader: String,
    inspector: String,
    questions: Vec<String>,
    towns: Vec<String>,
}

impl Desk {
    fn open() -> Self {
        let home = demo_copy();
        without_second_factor(home.path());
        let site = Site::start(home.path(), &[]);
        let session = |name, role| site.member(home.path(), name, role, None);
        let (leader, inspector) = (session("leader", "leadership"), session("wang", "inspection"));
        let asked = ["questions", "--format", "csv", "--home", path(home.path())];
        let questions = sheet::rows(&succeed(&asked));
        let questions = questions.into_iter().map(|row| row["name"].clone()).collect();
        let towns = site.get_with("/questions/town_overview.csv", &inspector).text();
        let towns = sheet::rows(&towns).into_iter().map(|row| row["town_code"].clone()).collect();
        Self { _home: home, site, leader, inspector, questions, towns }
    }

    /// The rows of an address for a session; `None` where it is refused.
    fn rows(&self, address: &str, cookie: &str) -> Option<Vec<Row>> {
        let reply = self.site.get_with(address, cookie);
        (reply.status == 200).then(|| sheet::rows(&reply.text()))
    }

    /// A question with every choice of filters that the pages offer: none, or one town.
    fn filters(&self, question: &str) -> Vec<String> {
        let page = self.site.get_with(&format!("/questions/{question}"), &self.leader).text();
        let mut filters = vec![String::new()];
        if page.contains("name=\"town\"") {
            filters.extend(self.towns.iter().map(|town| format!("town={town}")));
        }
        filters
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// The fewest columns that are no numbers and tell the rows apart: what a row is about.
fn keys(rows: &[Row]) -> Vec<String> {
    let Some(first) = rows.first() else { return Vec::new() };
    let is_number = |name: &String| {
        let measured = ["_count", "_yuan", "_share", "_days"].iter().any(|end| name.ends_with(end));
        measured
            || rows.iter().all(|row| row[name].is_empty() || row[name].parse::<f64>().is_ok())
                && !name.ends_with("_code")
            || rows.iter().any(|row| row[name] == HIDDEN)
    };
    let words: Vec<&String> = first.keys().filter(|name| !is_number(name)).collect();
    let mut choices: Vec<usize> = (0..1 << words.len().min(12)).collect();
    choices.sort_by_key(|chosen| chosen.count_ones());
    let chosen = |chosen: usize| -> Vec<String> {
        let own = words.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        own.map(|(_, name)| (*name).clone()).collect()
    };
    let is_key = |names: &Vec<String>| {
        let keys = rows.iter().map(|row| names.iter().map(|name| &row[name]).collect::<Vec<_>>());
        keys.collect::<BTreeSet<_>>().len() == rows.len()
    };
    let found = choices.into_iter().map(chosen).find(is_key);
    found.unwrap_or_else(|| words.into_iter().cloned().collect())
}

/// The cells that somebody can compute who knows every subtotal by every choice of keys exactly,
/// and every cell but the hidden ones.
fn recovered(keys: &[Vec<String>], hidden: &BTreeSet<usize>) -> Vec<usize> {
    let unknowns: Vec<usize> = hidden.iter().copied().collect();
    let width = keys.first().map_or(0, Vec::len);
    let mut equations: BTreeSet<Vec<i8>> = BTreeSet::new();
    for chosen in 0..1_usize << width {
        let part = |row: usize| -> Vec<&String> {
            (0..width).filter(|at| chosen >> at & 1 == 1).map(|at| &keys[row][at]).collect()
        };
        let mut groups: BTreeMap<Vec<&String>, BTreeSet<usize>> = BTreeMap::new();
        for row in 0..keys.len() {
            groups.entry(part(row)).or_default().insert(row);
        }
        for rows in groups.into_values().filter(|rows| rows.len() > 1) {
            equations.insert(unknowns.iter().map(|row| i8::from(rows.contains(row))).collect());
        }
    }
    let mut lines: Vec<Vec<f64>> =
        equations.into_iter().map(|line| line.into_iter().map(f64::from).collect()).collect();
    let mut done = 0;
    for unknown in 0..unknowns.len() {
        let Some(best) = (done..lines.len())
            .max_by(|a, b| lines[*a][unknown].abs().total_cmp(&lines[*b][unknown].abs()))
        else {
            break;
        };
        if lines[best][unknown].abs() < 1e-9 {
            continue;
        }
        lines.swap(done, best);
        let pivot = lines[done].clone();
        for (at, line) in lines.iter_mut().enumerate() {
            let by = line[unknown] / pivot[unknown];
            if at != done && by != 0.0 {
                line.iter_mut().zip(&pivot).for_each(|(cell, own)| *cell -= by * own);
            }
        }
        done += 1;
    }
    let alone = lines.iter().filter_map(|line| {
        let mut parts = (0..unknowns.len()).filter(|at| line[*at].abs() > 1e-6);
        let first = parts.next()?;
        parts.next().is_none().then(|| unknowns[first])
    });
    alone.collect()
}

#[test]
fn asking_everything_recovers_no_hidden_cell() {
    let desk = Desk::open();
    let (mut hidden_count, mut attacked, mut wrong) = (0, 0, Vec::new());
    for question in &desk.questions {
        if desk.rows(&format!("/questions/{question}.csv"), &desk.leader).is_none() {
            continue;
        }
        // What each group shows under any filter, and what it is.
        let mut known: BTreeMap<Vec<String>, Row> = BTreeMap::new();
        let mut groups: BTreeMap<Vec<String>, Row> = BTreeMap::new();
        let mut names = Vec::new();
        for filter in desk.filters(question) {
            let address = format!("/questions/{question}.csv?{filter}");
            let seen = desk.rows(&address, &desk.leader).unwrap();
            let truth = desk.rows(&address, &desk.inspector).unwrap();
            assert_eq!(seen.len(), truth.len(), "{address}");
            if names.is_empty() {
                names = keys(&truth);
            }
            for (seen, truth) in seen.into_iter().zip(truth) {
                let key: Vec<String> = names.iter().map(|name| truth[name].clone()).collect();
                for (name, cell) in &seen {
                    if *cell != HIDDEN {
                        known.entry(key.clone()).or_default().insert(name.clone(), cell.clone());
                    }
                }
                groups.insert(key, truth);
            }
        }
        let columns: BTreeSet<&String> =
            groups.values().flat_map(|row| row.keys()).filter(|n| n.ends_with("_count")).collect();
        for column in columns {
            let open =
                |key: &Vec<String>| known.get(key).is_some_and(|row| row.contains_key(column));
            let rows: Vec<&Vec<String>> = groups
                .iter()
                .filter(|(_, row)| !row[column].is_empty())
                .map(|(key, _)| key)
                .collect();
            let hidden: BTreeSet<usize> = (0..rows.len()).filter(|row| !open(rows[*row])).collect();
            hidden_count += hidden.len();
            if hidden.is_empty() || hidden.len() == rows.len() {
                continue;
            }
            attacked += 1;
            let rows: Vec<Vec<String>> = rows.into_iter().cloned().collect();
            if rows.len() < 400 && !recovered(&rows, &hidden).is_empty() {
                wrong.push(format!("{question} {column}"));
            }
        }
    }
    assert!(hidden_count > 100 && attacked > 10, "{hidden_count} hidden, {attacked} attacked");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_leader_sees_no_small_count_in_any_form_and_others_all_of_them() {
    let desk = Desk::open();
    let (mut small, mut rounded) = (0, 0);
    for question in &desk.questions {
        let open: BTreeSet<String> = open_columns(question);
        let Some(seen) = desk.rows(&format!("/questions/{question}.csv"), &desk.leader) else {
            continue;
        };
        let truth = desk.rows(&format!("/questions/{question}.csv"), &desk.inspector).unwrap();
        for (seen, truth) in seen.iter().zip(&truth) {
            for (name, cell) in truth.iter().filter(|(name, _)| name.ends_with("_count")) {
                assert_ne!(cell, HIDDEN, "{question}");
                let Some(count) = number(cell).filter(|_| !open.contains(name)) else { continue };
                if count > 0 && count < SMALL {
                    assert_eq!(seen[name], HIDDEN, "{question} {truth:?}");
                    small += 1;
                } else if seen[name] != HIDDEN {
                    let shown = number(&seen[name]).unwrap();
                    assert!(shown % ROUND == 0 && (shown - count).abs() <= ROUND / 2, "{question}");
                    rounded += usize::from(shown != count);
                }
            }
        }
        // The same in every form, and again from what is kept.
        let cells =
            |rows: &[Row]| rows.iter().flat_map(Row::values).filter(|c| *c == HIDDEN).count();
        let json = desk.site.get_with(&format!("/questions/{question}.json"), &desk.leader).text();
        assert_eq!(json.matches(HIDDEN).count(), cells(&seen), "{question}");
        let again = desk.rows(&format!("/questions/{question}.csv"), &desk.leader).unwrap();
        assert_eq!(again, seen, "{question}");
    }
    assert!(small > 100 && rounded > 100, "{small} {rounded}");
    // Pages of the leader tell the same.
    let home = desk.site.get_with("/?lang=en", &desk.leader).text();
    assert!(home.contains("stands for a few people"), "{home}");
    let inspector = desk.site.get_with("/?lang=en", &desk.inspector).text();
    assert!(!inspector.contains("stands for a few people") && !inspector.contains(HIDDEN));
    for town in &desk.towns {
        let page = desk.site.get_with(&format!("/towns/{town}"), &desk.leader).text();
        let (_, rules) = page.split_once("id=\"flags-part\"").unwrap();
        let (rules, _) = rules.split_once("</section>").unwrap();
        for cell in rules.split("<td class=\"number\">").skip(1) {
            let cell = cell.split('<').next().unwrap();
            let small = number(cell).is_some_and(|count| count > 0 && count < SMALL);
            assert!(!small, "{town}: {cell}");
        }
    }
}

/// The counts that a question declares to tell of nobody.
fn open_columns(question: &str) -> BTreeSet<String> {
    let file = tests::files().into_iter().find(|file| file.ends_with(&format!("/{question}.sql")));
    let text = tests::text(&file.unwrap());
    let line = text.lines().find(|line| line.starts_with("--- disclose")).unwrap_or_default();
    let Some((_, open)) = line.split_once("open = [") else { return BTreeSet::new() };
    let names = open.split(']').next().unwrap().split(',');
    names.map(|name| name.trim().trim_matches('"').to_owned()).collect()
}
