//! A printed figure is computed anew from its receipt: the same, another, or no longer possible.

use std::fs;
use std::path::Path;

use tests::site::Site;
use tests::{deliveries, demo_copy, fail, new_home, path, run, succeed};

/// The receipt of the only answer to a question that was noted in a home.
fn receipt(home: &Path, question: &str) -> String {
    let noted = fs::read_dir(home.join("receipts")).unwrap().map(|file| file.unwrap().path());
    let of_question = |file: &std::path::PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        text.starts_with(&format!("{{\"query\":\"{question}\""))
    };
    let mut found: Vec<_> = noted.filter(of_question).collect();
    assert_eq!(found.len(), 1, "{question}: {found:?}");
    found.remove(0).file_stem().unwrap().to_str().unwrap().to_owned()
}

fn load(home: &Path, seed: u64) {
    let delivery = deliveries(150, 1, seed);
    let month = delivery.path().join("2026-10");
    succeed(&["load", path(&month), "--month", "2026-10", "--home", path(home)]);
}

/// The rows of `doudi receipt verify` by their part: what was, what is.
fn verified(home: &Path, code: &str) -> Vec<(String, String, String)> {
    let text = succeed(&["receipt", "verify", code, "--format", "csv", "--home", path(home)]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect()
}

/// The parts that are not what they were.
fn changed(home: &Path, code: &str) -> Vec<String> {
    let parts = verified(home, code).into_iter();
    parts.filter(|(_, then, now)| then != now).map(|(part, ..)| part).collect()
}

#[test]
fn a_receipt_tells_whether_the_figure_is_still_the_same() {
    let home = new_home("qionghai");
    let home = home.path();
    load(home, 5);
    let ask = |question: &str| succeed(&["query", question, "--home", path(home)]);
    ask("caseload_by_town");
    let code = receipt(home, "caseload_by_town");
    assert_eq!(changed(home, &code), Vec::<String>::new());
    assert_eq!(changed(home, &code.to_uppercase()), Vec::<String>::new());

    // A later revision is another figure; the printed one is still that of its snapshot.
    load(home, 6);
    assert_eq!(changed(home, &code), Vec::<String>::new());

    // What was changed in the words of the question changes no row; what it counts does.
    let shipped = tests::text("queries/caseload/caseload_by_town.sql");
    let own = home.join("queries/caseload/caseload_by_town.sql");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, shipped.replacen("SELECT", "-- as it was\nSELECT", 1)).unwrap();
    assert_eq!(changed(home, &code), ["sql"]);
    fs::write(&own, shipped.replace("1 AS households_count", "2 AS households_count")).unwrap();
    let asked = ["receipt", "verify", &code, "--lang", "en", "--home", path(home)];
    let said = fail(4, &asked);
    assert!(said.contains("another figure") && said.contains("(sql)"), "{said}");
    fs::remove_file(&own).unwrap();

    // One digit of what was noted makes it another receipt.
    let file = home.join(format!("receipts/{code}.json"));
    let noted = fs::read_to_string(&file).unwrap();
    fs::write(&file, noted.replace("2026-10-31", "2026-10-30")).unwrap();
    assert!(fail(4, &asked).contains("changed"));
    fs::write(&file, &noted).unwrap();
    assert_eq!(changed(home, &code), Vec::<String>::new());

    for unknown in ["0123456789abcdef", "short", "../home.toml", ""] {
        let asked = ["receipt", "verify", unknown, "--lang", "en", "--home", path(home)];
        assert!(fail(2, &asked).contains("cannot find receipt"), "{unknown}");
    }

    // Rows that were removed are computed from no more.
    succeed(&["snapshots", "vacuum", "--keep", "0", "--apply", "--home", path(home)]);
    let said = fail(5, &asked);
    assert!(said.contains("2026-10.r1") && said.contains("removed"), "{said}");
}

#[test]
fn what_the_ledger_adds_and_what_is_put_together_can_be_verified_too() {
    let home = demo_copy();
    let home = home.path();
    let _ = fs::remove_dir_all(home.join("receipts"));
    let asked: [&[&str]; 3] = [&["flags"], &["score"], &["query", "annual_visits"]];
    for verb in asked {
        succeed(&[verb, &["--home", path(home)]].concat());
    }
    for question in ["flags", "score", "score_parts", "annual_visits"] {
        assert_eq!(changed(home, &receipt(home, question)), Vec::<String>::new(), "{question}");
    }
    let scenario = home.join("up.toml");
    let text = "title = \"up\"\neffective_from = 2027-01-01\n\
                [standards]\nurban = 820\nrural = { year = \"7200.50\" }\n";
    fs::write(&scenario, text).unwrap();
    succeed(&["plan", path(&scenario), "--home", path(home)]);
    assert_eq!(changed(home, &receipt(home, "plan")), Vec::<String>::new());

    // A visit that was recorded since is in the ledger, and in the rows.
    let code = receipt(home, "annual_visits");
    let listed = succeed(&["query", "certainty_visits", "--format", "csv", "--home", path(home)]);
    let unvisited = listed.lines().skip(1).find(|line| line.ends_with(','));
    let key = unvisited.expect("a case to visit").split(',').next().unwrap();
    let visit = ["visit", "record", "--household", key, "--on", "2026-10-30"];
    let visit = [&visit[..], &["--outcome", "completed", "--visitor", "王某"]].concat();
    succeed(&[&visit[..], &["--home", path(home)]].concat());
    let done = run(&["receipt", "verify", &code, "--format", "csv", "--home", path(home)]);
    assert_eq!(done.status.code(), Some(4));
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    for part in ["ledger", "rows"] {
        let changed = |line: &str| line.starts_with(part) && line.ends_with("false");
        assert!(told.lines().any(changed), "{part}: {told}");
    }
}

#[test]
fn the_page_verifies_for_whoever_may_see_the_figure() {
    let home = demo_copy();
    let site = Site::serve(home.path());
    let page = site.get("/questions/caseload_by_town").text();
    let (_, rest) = page.split_once("/receipts?code=").expect("a link to its receipt");
    let code = &rest[..16];
    let page = site.get(&format!("/receipts?code={code}&lang=en")).text();
    assert!(page.contains("every row is the same"), "{page}");
    let unknown = site.get("/receipts?code=0123456789abcdef&lang=en");
    assert!(unknown.status == 404 && unknown.text().contains("cannot find receipt"));
    assert_eq!(site.get("/receipts").status, 200);
}
