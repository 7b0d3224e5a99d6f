//! Each flag on its own cases, and each flag changed in one place: its cases must notice.

use std::collections::{BTreeMap, BTreeSet};
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
        found.evidence.push(format!("strength={}; {}", &record[6], &record[8]));
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
const HEADING: &str = "| changed | cases | changes | noticed | no difference | not noticed |";

/// Views below every question, held by the tests of those; the flags' own logic is in the others.
const GROUND: [&str; 8] = [
    "programmes",
    "cases",
    "roll",
    "active_households",
    "benefit_cases",
    "members",
    "paid_history",
    "city_visits",
];

/// What is changed: a flag, or a view that flags read.
struct Unit {
    name: String,
    path: String,
    /// The flags whose cases may notice.
    flags: Vec<String>,
    /// Changes that make no difference, as the files of cases say.
    same: Vec<String>,
}

/// One change of a unit, asked as flags under new names.
struct Change {
    text: String,
    /// The new name and the flag it stands for.
    asked: Vec<(String, String)>,
}

fn path_of(name: &str) -> Option<String> {
    let paths = ["flags", "views"].map(|folder| format!("queries/{folder}/{name}.sql"));
    paths.into_iter().find(|path| root().join(path).is_file())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
}

/// Names of the views that a flag or view reads, through other views, with itself.
fn reached(name: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::from([name.to_owned()]);
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let sql = text(&path_of(&name).expect("a file"));
        for word in words(&sql) {
            let is_view = root().join(format!("queries/views/{word}.sql")).is_file();
            if is_view && seen.insert(word.to_owned()) {
                open.push(word.to_owned());
            }
        }
    }
    seen
}

fn units() -> Vec<Unit> {
    let flags = cases::flags();
    let read: Vec<(String, BTreeSet<String>)> =
        flags.iter().map(|flag| (flag.clone(), reached(flag))).collect();
    let views: BTreeSet<&String> = read
        .iter()
        .flat_map(|(flag, read)| read.iter().filter(move |name| *name != flag))
        .collect();
    let views = views.into_iter().filter(|view| !GROUND.contains(&view.as_str()));
    let same: toml::Table = text("tests/fixtures/flag_views.toml").parse().unwrap();
    let keys = |table: Option<&toml::Value>| {
        table
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    let of_flag = flags.iter().map(|flag| Unit {
        name: flag.clone(),
        path: format!("queries/flags/{flag}.sql"),
        flags: vec![flag.clone()],
        same: keys(cases::file(flag).get("same")),
    });
    let of_view = views.map(|view| Unit {
        name: view.clone(),
        path: format!("queries/views/{view}.sql"),
        flags: read
            .iter()
            .filter(|(_, read)| read.contains(view))
            .map(|(f, _)| f.clone())
            .collect(),
        same: keys(same.get(view)),
    });
    of_flag.chain(of_view).collect()
}

/// Lays a changed file over a home, with everything between it and the flags, under new names.
fn lay(home: &Path, unit: &Unit, nth: usize, changed: &str) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    for flag in &unit.flags {
        let between: BTreeSet<String> =
            reached(flag).into_iter().filter(|name| reached(name).contains(&unit.name)).collect();
        let new = |name: &str| format!("{name}_of_{flag}_{}_{nth}", unit.name);
        for name in &between {
            let path = path_of(name).expect("a file");
            let old = if *name == unit.name { changed.to_owned() } else { text(&path) };
            let mut file = String::new();
            for part in old.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
                let word = words(part).next().unwrap_or_default();
                let is_view = between.contains(word) && word != flag;
                file += &if is_view { part.replace(word, &new(word)) } else { part.to_owned() };
            }
            let path =
                home.join(path.replace(&format!("/{name}.sql"), &format!("/{}.sql", new(name))));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        asked.push((new(flag), flag.clone()));
    }
    asked
}

#[test]
fn a_flag_changed_in_one_place_fails_its_cases() {
    let cases = cases::all();
    let home = cases::home(&cases);
    let mut units = units();
    let mut changes: Vec<Vec<Change>> = Vec::new();
    for unit in &units {
        let mutants = mutants::of(&text(&unit.path)).into_iter().enumerate();
        let change = |(nth, mutant): (usize, mutants::Mutant)| Change {
            asked: lay(home.path(), unit, nth, &mutant.text),
            text: mutant.change,
        };
        changes.push(mutants.map(change).collect());
    }
    let refused = without_the_unplanned(home.path());
    let found = answer(&succeed(&asked(home.path())));
    let of = |flag: &str| cases.iter().filter(|case| case.flag == flag).collect::<Vec<_>>();
    let is_noticed = |change: &Change| {
        change
            .asked
            .iter()
            .any(|(new, flag)| refused.contains(new) || !wrong(&of(flag), new, &found).is_empty())
    };

    let mut table = format!("{HEADING}\n|---|---:|---:|---:|---:|---|\n");
    let mut survivors = Vec::new();
    for (unit, changes) in units.iter_mut().zip(&changes) {
        let lived = changes.iter().filter(|change| !is_noticed(change));
        let (equal, open): (Vec<_>, Vec<_>) =
            lived.partition(|change| unit.same.contains(&change.text));
        unit.same.retain(|same| equal.iter().all(|change| change.text != *same));
        assert!(
            unit.same.is_empty(),
            "{}: noticed, yet called the same: {:?}",
            unit.name,
            unit.same
        );
        let code = |change: &&Change| format!("`{}`", change.text.replace('|', "\\|"));
        table += &format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            unit.name,
            unit.flags.iter().map(|flag| of(flag).len()).sum::<usize>(),
            changes.len(),
            changes.len() - equal.len() - open.len(),
            equal.len(),
            open.iter().map(code).collect::<Vec<_>>().join("<br>")
        );
        survivors.extend(open.iter().map(|change| format!("{}: {}", unit.name, change.text)));
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

/// Removes the changed flags that are no longer sound SQL, and says which: they are noticed.
fn without_the_unplanned(home: &Path) -> Vec<String> {
    let folder = home.join("queries/flags");
    let mut refused = Vec::new();
    loop {
        let output = run(&asked(home));
        if output.status.success() {
            return refused;
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let named: BTreeSet<&str> = words(&said).filter(|word| word.contains("_of_")).collect();
        let mut removed = 0;
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let sql = fs::read_to_string(&path).unwrap();
            if named.contains(name.as_str()) || words(&sql).any(|word| named.contains(word)) {
                fs::remove_file(&path).unwrap();
                refused.push(name);
                removed += 1;
            }
        }
        assert!(removed > 0, "{said}");
    }
}
