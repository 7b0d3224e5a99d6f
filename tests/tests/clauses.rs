//! Every clause is shown by what docs/clauses.md says shows it.

use std::collections::BTreeSet;
use std::fs;

use tests::{demo_copy, path, root, run, succeed};

/// Without rows in the made-up municipality: it is in no campaign, nothing of the kind is planted, and
/// no lead has been decided yet.
const EMPTY: [&str; 8] = [
    "campaign_progress",
    "campaign_daily",
    "amount_changed_unchecked",
    "payment_reconciliation_lines",
    "draw result DRAW",
    "rectification_ledger",
    "rectification_by_town",
    "problem_list",
];

/// Clause and commands of each row of the page.
fn rows() -> Vec<(String, Vec<String>)> {
    let page = fs::read_to_string(root().join("docs/clauses.md")).unwrap();
    let row = |line: &str| {
        let (clause, shown) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        clause.contains('-').then_some(())?;
        let spans = shown.split('`').skip(1).step_by(2);
        let commands = spans.filter_map(|span| span.strip_prefix("doudi ")).map(str::to_owned);
        Some((clause.to_owned(), commands.collect()))
    };
    page.lines().filter(|line| !line.starts_with("| ---")).filter_map(row).collect()
}

#[test]
fn every_clause_has_its_row() {
    let text = fs::read_to_string(root().join("queries/clauses.toml")).unwrap();
    let clauses: toml::Table = text.parse().unwrap();
    let known: BTreeSet<String> = clauses.keys().cloned().collect();
    let rows = rows();
    let shown: BTreeSet<String> = rows.iter().map(|(clause, _)| clause.clone()).collect();
    assert_eq!(known, shown);
    assert_eq!(rows.len(), shown.len(), "a clause stands twice");
}

#[test]
fn every_command_of_the_page_answers() {
    let folder = tempfile::tempdir().unwrap();
    let copied = demo_copy();
    let home = copied.path();
    let scenario = "title = \"t\"\neffective_from = 2027-01-01\n[standards]\nurban = \"700\"\nrural = \"500\"\n";
    fs::write(folder.path().join("scenario.toml"), scenario).unwrap();
    let csv = |arguments: &[&str]| {
        succeed(&[&["--home", path(home)], arguments, &["--format", "csv"]].concat())
    };
    let second = |text: String, column: usize| {
        text.lines().nth(1).unwrap().split(',').nth(column).unwrap().to_owned()
    };
    let household = second(csv(&["query", "benefits_recomputed"]), 0);
    let draws = csv(&["draw", "list"]);
    let draw = draws.lines().find(|line| line.contains(",revealed,")).unwrap();
    let draw = draw.split(',').next().unwrap();

    let mut wrong = Vec::new();
    let commands: BTreeSet<String> =
        rows().into_iter().flat_map(|(_, commands)| commands).collect();
    assert!(commands.len() > 50, "{}", commands.len());
    for command in commands {
        let filled = command
            .replace("HOUSEHOLD", &household)
            .replace("DRAW", draw)
            .replace("FOLDER", path(folder.path()));
        let mut arguments: Vec<&str> = vec!["--home", path(home)];
        arguments.extend(filled.split(' '));
        let file = filled.contains("--out");
        if !file {
            arguments.extend(["--format", "csv"]);
        }
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stdout).lines().count();
        let is_empty = EMPTY.iter().any(|name| command.ends_with(name));
        if !output.status.success() || !(file || is_empty || said > 1) {
            let why = String::from_utf8_lossy(&output.stderr).into_owned();
            wrong.push(format!("{command}: {} with {said} lines, {why}", output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
