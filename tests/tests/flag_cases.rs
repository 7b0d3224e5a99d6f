//! Each flag on its own cases, and each flag changed in one place: its cases must notice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tests::cases::{self, Case, MONTH};
use tests::{mutants, path, root, run, succeed, text};

/// What a flag has about one town.
#[derive(Default)]
struct Found {
    rows: usize,
    due_fen: i64,
    evidence: Vec<String>,
}

/// What is found, by flag and town.
type Answer = BTreeMap<(String, String), Found>;

fn answer(csv: &str) -> Answer {
    let mut answer = Answer::new();
    for record in csv::Reader::from_reader(csv.as_bytes()).records() {
        let record = record.unwrap();
        let found = answer.entry((record[0].to_owned(), record[3].to_owned())).or_default();
        found.rows += 1;
        found.due_fen += fen(&record[7]);
        found.evidence.push(record[8].to_owned());
    }
    answer
}

fn fen(yuan: &str) -> i64 {
    yuan.replace('.', "").parse().unwrap_or_else(|why| panic!("{yuan}: {why}"))
}

fn asked(home: &Path) -> [&str; 7] {
    ["flags", "--month", MONTH, "--format", "csv", "--home", path(home)]
}

/// The cases about which the flag of that name does not say what it should.
fn wrong(cases: &[&Case], flag: &str, answer: &Answer) -> Vec<String> {
    let nothing = Found::default();
    let mistake = |case: &&Case| {
        let found = answer.get(&(flag.to_owned(), case.town_code.clone())).unwrap_or(&nothing);
        let is_right = found.rows == case.rows
            && case.due.as_ref().is_none_or(|due| fen(due) == found.due_fen)
            && case
                .says
                .as_ref()
                .is_none_or(|says| found.evidence.iter().any(|e| e.contains(says)));
        let have = format!("{} rows, {} fen, {:?}", found.rows, found.due_fen, found.evidence);
        (!is_right).then(|| format!("{flag}: {}: {have}", case.why))
    };
    cases.iter().filter_map(mistake).collect()
}

#[test]
fn every_flag_finds_its_cases_and_leaves_its_look_alikes() {
    assert_eq!(cases::without_cases(), Vec::<String>::new());
    let cases = cases::all();
    let home = cases::home(&cases);
    let quarantine = ["quarantine", "--month", MONTH, "--format", "csv", "--home"];
    let refused = succeed(&[&quarantine[..], &[path(home.path())]].concat());
    assert_eq!(refused, "file,sheet,row,column,text,reason\n");
    let found = answer(&succeed(&asked(home.path())));
    let mut mistakes = Vec::new();
    for flag in cases::flags() {
        let own: Vec<&Case> = cases.iter().filter(|case| case.flag == flag).collect();
        assert!(own.iter().any(|case| case.rows > 0), "{flag} has no case to find");
        assert!(own.iter().any(|case| case.rows == 0), "{flag} has no look-alike");
        mistakes.extend(wrong(&own, &flag, &found));
    }
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

const PAGE: &str = "docs/mutants.md";
const HEADING: &str = "| flag | cases | changes | noticed | no difference | not noticed |";

/// About two minutes: `cargo nextest run --package tests -E 'binary(flag_cases)' --run-ignored all`.
#[test]
#[ignore = "asks a thousand changed flags; run by name"]
fn a_flag_changed_in_one_place_fails_its_cases() {
    let cases = cases::all();
    let home = cases::home(&cases);
    let folder = home.path().join("queries/flags");
    fs::create_dir_all(&folder).unwrap();
    let mut changed = BTreeMap::new();
    for flag in cases::flags() {
        for (at, mutant) in
            mutants::of(&text(&format!("queries/flags/{flag}.sql"))).into_iter().enumerate()
        {
            let name = format!("{flag}_m{at}");
            fs::write(folder.join(format!("{name}.sql")), &mutant.text).unwrap();
            changed.insert((flag.clone(), at), (name, mutant.change));
        }
    }
    assert!(changed.len() > 300, "only {} changes", changed.len());
    let refused = without_the_unplanned(home.path(), &folder);
    let found = answer(&succeed(&asked(home.path())));

    let mut table = format!("{HEADING}\n|---|---:|---:|---:|---:|---|\n");
    let mut survivors = Vec::new();
    for flag in cases::flags() {
        let own: Vec<&Case> = cases.iter().filter(|case| case.flag == flag).collect();
        let same = cases::file(&flag).get("same").cloned();
        let same: Vec<String> = same
            .and_then(|same| same.as_table().map(|same| same.keys().cloned().collect()))
            .unwrap_or_default();
        let of_flag = changed.iter().filter(|((of, _), _)| *of == flag);
        let unnoticed: Vec<&String> = of_flag
            .clone()
            .filter(|(_, (name, _))| {
                !refused.contains(name) && wrong(&own, name, &found).is_empty()
            })
            .map(|(_, (_, change))| change)
            .collect();
        let (all, lived) = (of_flag.count(), unnoticed.len());
        let (equal, open): (Vec<_>, Vec<_>) =
            unnoticed.into_iter().partition(|change| same.contains(change));
        let listed: Vec<String> =
            open.iter().map(|change| format!("`{}`", change.replace('|', "\\|"))).collect();
        table += &format!(
            "| `{flag}` | {} | {all} | {} | {} | {} |\n",
            own.len(),
            all - lived,
            equal.len(),
            listed.join("<br>")
        );
        survivors.extend(open.iter().map(|change| format!("{flag}: {change}")));
        let stale: Vec<_> = same.iter().filter(|change| !equal.contains(change)).collect();
        assert!(stale.is_empty(), "{flag}: noticed or gone, yet named as the same: {stale:?}");
    }
    let page = text(PAGE);
    let (head, kept) = page.split_once(HEADING).expect("the page has a table");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(PAGE), format!("{head}{table}")).unwrap();
        return;
    }
    assert_eq!(format!("{HEADING}{kept}"), table, "{PAGE} is stale: run with UPDATE=1");
    assert!(survivors.is_empty(), "{survivors:#?}");
}

/// Removes the changed flags that no longer are sound SQL, and says which: they are noticed.
fn without_the_unplanned(home: &Path, folder: &Path) -> Vec<String> {
    let mut refused = Vec::new();
    loop {
        let output = run(&asked(home));
        if output.status.success() {
            return refused;
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let names: Vec<&str> = said
            .split(|c: char| !is_name(c))
            .filter(|word| folder.join(format!("{word}.sql")).exists())
            .collect();
        assert!(!names.is_empty(), "{said}");
        for name in names {
            let _ = fs::remove_file(folder.join(format!("{name}.sql")));
            refused.push(name.to_owned());
        }
    }
}
