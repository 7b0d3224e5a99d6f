//! Leads from the outside: opened from flags, checked by one, put right by another, verified by a third.

use std::collections::BTreeMap;
use std::path::Path;

use tests::site::{Asked, Reply, Site};
use tests::{deliveries, demo_copy, fail, new_home, path, succeed, without_second_factor};

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

/// A session on the pages about one lead.
struct Desk<'a> {
    site: &'a Site,
    cookie: String,
    page: String,
}

impl Desk<'_> {
    fn look(&self) -> Reply {
        self.site.get_with(&self.page, &self.cookie)
    }

    /// The forms on the page.
    fn steps(&self) -> Vec<&'static str> {
        let text = self.look().text();
        let all = ["take", "assign", "start", "decide", "rectify", "close", "reopen"];
        all.into_iter().filter(|what| text.contains(&format!("id=\"{what}\""))).collect()
    }

    fn step(&self, what: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
        let token = self.look().form_token().unwrap();
        let form = [&[("form_token", &*token), ("what", what), ("lang", "zh")], fields].concat();
        let page =
            if what == "rectify" { format!("{}/rectify", self.page) } else { self.page.clone() };
        let asked =
            Asked { method: "POST", cookie: &self.cookie, form: &form, files, ..Asked::default() };
        self.site.ask(&page, &asked)
    }
}

#[test]
fn a_lead_goes_from_the_list_to_its_close_out_on_pages() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let lead = ledger(home, "科长", &["list", "--state", "new"]).remove(0);
    let (id, town) = (lead["lead_id"].as_str(), lead["town_code"].as_str());
    let site = Site::start(home, &[]);
    let desk = |name: &str, role: &str, town: Option<&str>| Desk {
        site: &site,
        cookie: site.member(home, name, role, town),
        page: format!("/ledger/{id}"),
    };
    let (chen, lin) = (desk("chen", "inspection", None), desk("lin", "inspection", None));
    let clerk = desk("wang", "clerk", Some(town));
    let list = site.get_with("/ledger?state=new", &chen.cookie).text();
    assert!(list.contains(&format!("href=\"/ledger/{id}\"")), "{list}");

    assert_eq!(chen.steps(), ["take", "assign"]);
    assert!(clerk.steps().is_empty(), "a clerk waits for the decision");
    assert_eq!(clerk.step("assign", &[("to", "wang")], &[]).status, 403);
    assert_eq!(chen.step("decide", &[("outcome", "unfounded"), ("reason", "快")], &[]).status, 422);
    assert_eq!(chen.step("assign", &[("to", "zhao")], &[]).status, 303);
    assert_eq!(lin.step("take", &[], &[]).status, 422, "somebody has it");
    assert_eq!(chen.step("assign", &[("to", "chen")], &[]).status, 303);
    assert_eq!(chen.step("start", &[], &[]).status, 303);
    let finding = [("outcome", "confirmed"), ("code", "F01"), ("reason", "核对了工资流水")];
    let refused = chen.step("decide", &[&finding[..], &[("over", "一千")]].concat(), &[]);
    assert_eq!(refused.status, 422);
    for kept in ["role=\"alert\"", "value=\"一千\"", "value=\"F01\" checked"] {
        assert!(refused.text().contains(kept), "{kept}: {}", refused.text());
    }
    assert_eq!(chen.step("decide", &[&finding[..], &[("over", "1000")]].concat(), &[]).status, 303);

    assert_eq!(clerk.steps(), ["rectify"]);
    let done = [("action", "下月起停发")];
    assert_eq!(clerk.step("rectify", &done, &[]).status, 422, "without the file that shows it");
    let two: [(&str, &[u8]); 2] = [("a.pdf", b"a"), ("b.pdf", b"b")];
    assert_eq!(clerk.step("rectify", &done, &two).status, 422);
    assert_eq!(clerk.step("rectify", &done, &[("a.pdf", b"a")]).status, 303);

    assert_eq!(lin.steps(), ["close", "reopen"]);
    let own = chen.step("close", &[], &[]);
    assert_eq!(own.status, 422, "nobody verifies own work");
    assert_eq!(lin.step("close", &[("reason", "看过停发名单")], &[]).status, 303);
    let history = ledger(home, "科长", &["show", id]);
    let told = history.iter().map(|row| (row["actor"].as_str(), row["event"].as_str()));
    let told: Vec<_> = told.filter(|(who, _)| ["chen", "lin", "wang"].contains(who)).collect();
    let expected = [
        ("chen", "assigned"),
        ("chen", "assigned"),
        ("chen", "started"),
        ("chen", "decided"),
        ("wang", "rectified"),
        ("lin", "closed"),
    ];
    assert_eq!(told, expected);
}
