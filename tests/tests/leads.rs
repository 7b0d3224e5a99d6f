//! Leads from the outside: opened from flags, checked by one, put right by another, verified by a third.

use std::collections::BTreeMap;
use std::path::Path;

use tests::site::Site;
use tests::{copy, deliveries, demo_home, fail, new_home, path, succeed};

/// A home with three months of a made-up caseload.
fn home() -> tempfile::TempDir {
    let home = new_home("qionghai");
    let delivered = deliveries(600, 3, 4711);
    for month in ["2026-08", "2026-09", "2026-10"] {
        let delivery = delivered.path().join(month);
        succeed(&["load", path(&delivery), "--month", month, "--home", path(home.path())]);
    }
    home
}

/// Runs `doudi ledger …` with CSV and gives the rows by column.
fn ledger(home: &Path, by: &str, arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
    let more = ["--by", by, "--format", "csv", "--home", path(home)];
    let text = succeed(&[&["ledger"], arguments, &more].concat());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn counts(home: &Path, month: &str) -> BTreeMap<String, usize> {
    let rows = ledger(home, "值班员", &["open", "--month", month]);
    let count = |row: &BTreeMap<String, String>| {
        (row["event"].clone(), row["leads_count"].parse().unwrap())
    };
    rows.iter().map(count).collect()
}

#[test]
fn a_lead_goes_from_flag_to_verified_close_out() {
    let home = home();
    let home = home.path();
    let before = counts(home, "2026-08");
    assert!(before["opened"] > 50, "{before:?}");
    assert_eq!(counts(home, "2026-08").values().sum::<usize>(), before["silent"] + before["held"]);

    let open = ledger(home, "甲", &["list", "--state", "open"]);
    assert_eq!(open.len(), before["opened"]);
    let mut subjects: Vec<_> =
        open.iter().map(|row| (&row["household_key"], &row["town_code"], &row["cause"])).collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), open.len(), "one household and cause are one lead");

    let lead = open.iter().find(|row| row["cause"] == "income").expect("a lead about income");
    let id = lead["lead_id"].as_str();
    let step = |by: &str, arguments: &[&str]| ledger(home, by, arguments).remove(0);
    assert_eq!(step("科长", &["assign", id, "--to", "甲"])["state"], "assigned");
    assert_eq!(step("甲", &["start", id])["state"], "checking");
    let decide = ["decide", id, "--outcome", "confirmed", "--reason", "核对工资", "--code", "F01"];
    let decided = step("甲", &[&decide[..], &["--over", "123.45"]].concat());
    assert_eq!((decided["state"].as_str(), decided["outcome"].as_str()), ("decided", "confirmed"));
    let scan = home.join("scan.pdf");
    std::fs::write(&scan, "scan").unwrap();
    let rectify = ["rectify", id, "--action", "下月起停发", "--evidence", path(&scan)];
    assert_eq!(step("乙", &rectify)["state"], "rectified");
    for own in ["甲", "乙"] {
        let said =
            fail(2, &["ledger", "close", id, "--by", own, "--home", path(home), "--lang", "en"]);
        assert!(said.contains("nobody verifies"), "{said}");
    }
    assert_eq!(step("丙", &["close", id])["state"], "closed");
    let history: Vec<String> = ledger(home, "丙", &["show", id])
        .into_iter()
        .map(|mut row| row.remove("event").unwrap())
        .collect();
    assert_eq!(history, ["opened", "assigned", "started", "decided", "rectified", "closed"]);

    // The ledger's own record, and the question that reads it.
    let ask = ["query", "rectification_ledger", "--format", "csv", "--home", path(home)];
    let text = succeed(&ask);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(",123.45,0.00,verified,"), "{text}");

    // A finding that the next month still shows is taken up again.
    let after = counts(home, "2026-09");
    assert!(after["seen"] > 0 && after["opened"] > 0, "{after:?}");
    let said = fail(2, &["ledger", "open", "--month", "2026-08", "--home", path(home)]);
    assert!(said.contains("2026-09"), "{said}");
    succeed(&["doctor", "--records", "--home", path(home)]);
}

#[test]
fn the_work_list_fits_the_visits_and_keeps_a_share_for_chance() {
    let home = home();
    let home = home.path();
    counts(home, "2026-10");
    let list = ["list", "--order", "priority", "--capacity", "20"];
    let works = ledger(home, "甲", &list);
    let kinds = |kind: &str| works.iter().filter(|row| row["kind"] == kind).count();
    assert_eq!((works.len(), kinds("control")), (20, 2));
    let expected = |row: &&BTreeMap<String, String>| row["harms_recipient"] == "false";
    let yuan: Vec<f64> =
        works.iter().filter(expected).map(|row| row["expected_yuan"].parse().unwrap()).collect();
    assert!(yuan.is_sorted_by(|a, b| a >= b), "{yuan:?}");
    assert!(
        works.iter().take_while(|row| row["harms_recipient"] == "true").count() > 0,
        "harm first"
    );
    assert_eq!(ledger(home, "甲", &list), works);
}

#[test]
fn an_inspector_takes_a_lead_from_the_list_to_a_decision_on_pages() {
    let home = copy(&demo_home());
    let site = Site::serve(home.path());
    let list = site.links("/ledger?state=new");
    let page = list.iter().find(|link| {
        let number = link.strip_prefix("/ledger/").map(|rest| rest.split('?').next().unwrap());
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    });
    let page = page.expect("a lead").clone();
    let token = site.get(&page).form_token().expect("a form");
    let step = |step: &str, more: &[(&str, &str)]| {
        let form = [("form_token", token.as_str()), ("lang", "en"), ("step", step)];
        site.send(&page, &[&form, more].concat())
    };
    // Nothing is decided that nobody checked, and a step that is none is refused.
    for (wrong, more) in [("decide", vec![("outcome", "unfounded"), ("reason", "x")]), ("", vec![])]
    {
        assert_eq!(step(wrong, &more).status, 422, "{wrong}");
    }
    assert_eq!(step("take", &[]).status, 303);
    let told = site.get(&format!("{page}?lang=en")).text();
    assert!(told.contains("operator of this machine") && told.contains("name=\"outcome\""));
    let refused = step("decide", &[("outcome", "confirmed"), ("reason", "入户核实")]);
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("role=\"alert\"") && text.contains("入户核实"), "{text}");
    assert_eq!(step("decide", &[("outcome", "unfounded"), ("reason", "入户核实")]).status, 303);
    let told = site.get(&page).text();
    assert!(told.contains("入户核实") && told.contains("本机操作员"), "{told}");
    assert!(!told.contains("local operator") && !told.contains("name=\"outcome\""));
    assert_eq!(step("reopen", &[("reason", "新的情况")]).status, 303);
    let number = page.trim_start_matches("/ledger/").split('?').next().unwrap();
    let show = ["ledger", "show", number, "--format", "csv", "--home", path(home.path())];
    let shown = succeed(&show);
    for event in ["assigned", "started", "decided", "reopened"] {
        assert!(shown.contains(&format!(",local operator,{event},")), "{event}: {shown}");
    }
}
