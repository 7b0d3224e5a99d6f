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
    for more in [
        &["recover", id, "--amount", "100"][..],
        &["refer", id, "--to", "市纪委监委", "--reason", "优亲厚友"],
    ] {
        assert_eq!(step("甲", more)["state"], "decided");
    }
    let more = ["ledger", "recover", id, "--amount", "23.46", "--home", path(home), "--lang", "en"];
    assert!(fail(2, &more).contains("23.45 yuan that are still out"));
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
    let steps = ["opened", "assigned", "started", "decided", "recovered", "referred"];
    assert_eq!(history, [&steps[..], &["rectified", "closed"]].concat());

    // The ledger's own record, and the question that reads it.
    let ask = ["query", "rectification_ledger", "--format", "csv", "--home", path(home)];
    let text = succeed(&ask);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(",123.45,0.00,verified,") && text.contains(",100.00,"), "{text}");

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

/// Twelve households of one person who get 600; `told` says of each since when, and what was paid.
fn small_town(folder: &Path, told: fn(u32) -> (&'static str, u32)) {
    let row = |number: u32| {
        let sex = if number % 2 == 0 { '女' } else { '男' };
        let (since, paid) = told(number);
        let id = tests::delivery::id(number);
        [
            format!("示例{number},{id},农村低保,1,1,600.00,600.00,万泉镇,新民村,{since},否,因病\n"),
            format!("示例{number},{id},{id},本人,{sex}\n"),
            format!("示例{number},{id},农村低保,{paid},{paid},成功,2026-10-10\n"),
        ]
    };
    tests::delivery::write(folder);
    let rows: Vec<[String; 3]> = (1..=12).map(row).collect();
    for (file, headings, at) in [
        ("households.csv", tests::delivery::HOUSEHOLD, 0),
        ("persons.csv", tests::delivery::PERSON, 1),
        ("payments.csv", tests::delivery::PAYMENT, 2),
    ] {
        let rows: String = rows.iter().map(|row| row[at].as_str()).collect();
        std::fs::write(folder.join(file), format!("{headings}\n{rows}")).unwrap();
    }
}

#[test]
fn control_visits_tell_what_the_rules_miss() {
    let folder = tempfile::tempdir().unwrap();
    // Two are paid more than the system says; nothing is wrong with the others.
    small_town(folder.path(), |number| ("2026-06", if number > 10 { 700 } else { 600 }));
    let home = new_home("qionghai");
    let home = home.path();
    succeed(&["load", path(folder.path()), "--month", "2026-10", "--home", path(home)]);
    assert_eq!(counts(home, "2026-10")["opened"], 2);
    let recall = |cause: &str, columns: &[&str]| -> String {
        let text = succeed(&["query", "rule_recall", "--format", "csv", "--home", path(home)]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut rows = reader.deserialize().map(|row| row.unwrap());
        let row = rows.find(|row: &BTreeMap<String, String>| row["cause"] == cause).unwrap();
        columns.iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join(" ")
    };
    let of_controls =
        ["rounds_count", "frame_count", "drawn_count", "visited_count", "wrong_count"];
    let of_missed = ["missed_count", "missed_low_count", "missed_high_count"];
    let of_rules = ["found_count", "elsewhere_count", "undecided_count"];
    let of_recall = ["recall_share", "low_share", "high_share"];
    assert_eq!(recall("all", &of_controls), "0 10 0 0 0");
    assert_eq!(recall("all", &of_recall), "  ", "without control visits recall is unknown");

    // Three of thirty visits are left to chance; handed out, they stay.
    let visits = ["--order", "priority", "--capacity", "30"];
    let listed = ledger(home, "科长", &[&["list"], &visits[..]].concat());
    let issued = ledger(home, "科长", &["issue", "--capacity", "30"]);
    assert_eq!(issued, listed, "what is handed out is what was listed");
    let controls: Vec<&str> = issued
        .iter()
        .filter(|row| row["kind"] == "control")
        .map(|row| row["household_key"].as_str())
        .collect();
    assert_eq!((issued.len(), controls.len()), (5, 3));
    for again in [&["issue"][..], &["issue", "--town", "469002101"]] {
        let said = fail(2, &[&["ledger"], again, &["--home", path(home), "--lang", "en"]].concat());
        assert!(said.contains("once a month"), "{said}");
    }

    let today = std::process::Command::new("date").args(["-u", "+%F"]).output().unwrap().stdout;
    let today = String::from_utf8(today).unwrap();
    let visit = |household: &str, outcome: &str, more: &[&str]| {
        let visit = ["visit", "record", "--household", household, "--on", today.trim()];
        let who = ["--outcome", outcome, "--visitor", "陈核", "--visitor", "林查"];
        succeed(&[&visit[..], &who, more, &["--home", path(home)]].concat());
    };
    visit(controls[0], "completed", &["--code", "F01"]);
    visit(controls[1], "not_contacted", &[]);
    visit(controls[1], "completed", &["--kind", "village"]);
    visit(controls[2], "completed", &["--mode", "phone"]);
    assert_eq!(recall("all", &of_controls), "1 10 3 1 1", "who was not seen does not count");
    assert_eq!(recall("all", &of_missed), "  ", "one visit says nothing");
    let waiting = ledger(home, "科长", &[&["list"], &visits[..]].concat());
    assert_eq!(waiting.iter().filter(|row| row["kind"] == "control").count(), 2);
    visit(controls[1], "completed", &[]);
    visit(controls[2], "completed", &[]);

    // One of three wrong is one of ten at least, and eight at most: with nine wrong, two of three would be.
    // Three is what a third of ten comes to.
    assert_eq!(recall("all", &of_controls), "1 10 3 3 1");
    assert_eq!(recall("all", &of_missed), "3 1 8");
    assert_eq!(recall("income", &of_missed), "3 1 8");
    // None of three about accounts: six at most, for P(0 | 7) = 1/120 and P(0 | 6) = 4/120.
    assert_eq!(recall("account", &of_missed), "0 0 6");
    assert_eq!(recall("all", &of_recall), "  ", "nothing was decided");

    // One of the two leads is right: 1 of 1 + 3 found, of 1 + 8 at worst, of 1 + 1 at best.
    let decide = |id: &str, outcome: &[&str]| decide(home, id, outcome);
    decide("1", &["--outcome", "confirmed", "--code", "F12"]);
    assert_eq!(recall("all", &of_rules), "1 0 1");
    assert_eq!(recall("all", &of_recall), "0.2500 0.1111 0.5000");
    decide("2", &["--outcome", "unfounded"]);
    assert_eq!(recall("all", &of_rules), "1 0 0");
    assert_eq!(recall("account", &of_recall), "1.0000 0.1429 1.0000");

    // What the control visit found becomes a lead, and is not counted a second time.
    let before = recall("all", &[&of_missed[..], &of_recall].concat());
    assert_eq!(counts(home, "2026-10")["visits"], 1);
    decide("3", &["--outcome", "confirmed", "--code", "F01"]);
    assert_eq!(recall("all", &[&of_missed[..], &of_recall].concat()), before);
    // What a complaint brought to light is missed for certain: 1 of 1 + 1 + 9 · 1/3.
    let frame = succeed(&["query", "control_frame", "--format", "csv", "--home", path(home)]);
    let mut quiet = frame.lines().skip(1).map(|line| line.split(',').next().unwrap());
    let quiet = quiet.find(|key| !controls.contains(key)).unwrap();
    let complain = ["add", "--source", "complaint", "--household", quiet, "--cause", "residence"];
    ledger_number(home, &[&complain[..], &["--reason", "邻居反映"]].concat());
    decide("4", &["--outcome", "confirmed", "--code", "F09"]);
    assert_eq!(recall("all", &of_rules), "1 1 0");
    assert_eq!(recall("all", &["frame_count", "missed_count"]), "9 3");
    assert_eq!(recall("all", &of_recall[..1]), "0.2000");
    succeed(&["doctor", "--records", "--home", path(home)]);

    let site = Site::serve(home);
    let page = site.get("/flags/payment_mismatch?lang=en").text();
    for said in ["precision 0.5000", "Of 3 control visits 0 found", "recall of these rules: 1.0000"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
}

/// Takes a lead from its list to a decision.
fn decide(home: &Path, id: &str, outcome: &[&str]) {
    ledger(home, "甲", &["assign", id, "--to", "甲"]);
    ledger(home, "甲", &["start", id]);
    ledger(home, "甲", &[&["decide", id, "--reason", "核对"], outcome].concat());
}

#[test]
fn other_norms_are_tried_on_past_months() {
    let home = new_home("qionghai");
    let home = home.path();
    for month in ["2026-09", "2026-10"] {
        // Unchecked since they began: four for 15 months by the end of September, two for 18.
        let folder = tempfile::tempdir().unwrap();
        small_town(folder.path(), |number| match number {
            1..=4 => ("2025-06", 600),
            5..=6 => ("2025-03", 600),
            _ => ("2026-06", 600),
        });
        succeed(&["load", path(folder.path()), "--month", month, "--home", path(home)]);
    }
    assert_eq!(counts(home, "2026-09")["opened"], 6);
    let flags = succeed(&["flags", "--month", "2026-09", "--format", "csv", "--home", path(home)]);
    let since = |day: &str| -> Vec<&str> {
        let lines = flags.lines().filter(|line| line.contains(&format!("last_checked_on={day}")));
        lines.map(|line| line.split(',').nth(4).unwrap()).collect()
    };
    let leads = ledger(home, "甲", &["list"]);
    let lead_of = |household: &str| {
        let lead = leads.iter().find(|lead| lead["household_key"] == household).unwrap();
        lead["lead_id"].clone()
    };
    let (four, two) = (since("2025-06-01"), since("2025-03-01"));
    assert_eq!((four.len(), two.len()), (4, 2));
    decide(home, &lead_of(four[0]), &["--outcome", "confirmed", "--code", "F13"]);
    decide(home, &lead_of(four[1]), &["--outcome", "unfounded"]);
    decide(home, &lead_of(four[2]), &["--outcome", "withdrawn"]);
    decide(home, &lead_of(two[0]), &["--outcome", "partly", "--code", "F13"]);

    let before = ledger(home, "甲", &["list"]);
    let try_out = |arguments: &[&str]| {
        let trial = ["flags", "calibrate", "recheck_overdue", "--home", path(home)];
        succeed(&[&trial[..], &["--format", "csv"], arguments].concat())
    };
    // Checked every 12 months, all six are overdue; every 17, the four only in November. Of three that
    // were decided two were right, and one of one: Wilson's intervals by hand.
    let expected = "\
month,norms,rows_count,subjects_count,only_count,decided_count,right_count,precision_share,low_share,high_share,due_yuan
2026-09,in_force,6,6,4,3,2,0.6667,0.2077,0.9385,0.00
2026-09,changed,2,2,0,1,1,1.0000,0.2065,1.0000,0.00
2026-10,in_force,6,6,4,3,2,0.6667,0.2077,0.9385,0.00
2026-10,changed,2,2,0,1,1,1.0000,0.2065,1.0000,0.00
,in_force,12,6,4,3,2,0.6667,0.2077,0.9385,
,changed,4,2,0,1,1,1.0000,0.2065,1.0000,
";
    assert_eq!(try_out(&["--norm", "recheck_months_year=17"]), expected);
    // Every three months: those that began in June are overdue too, and nobody knows whether rightly.
    let wide = try_out(&["--norm", "recheck_months_year=3", "--from", "2026-10"]);
    let expected = "\
2026-10,in_force,6,6,0,3,2,0.6667,0.2077,0.9385,0.00
2026-10,changed,12,12,6,3,2,0.6667,0.2077,0.9385,0.00
";
    assert_eq!(wide.split_once('\n').unwrap().1, expected);
    assert_eq!(ledger(home, "甲", &["list"]), before, "no lead is touched");
    assert_eq!(counts(home, "2026-09")["opened"], 0, "the norms in force are as they were");

    for (wrong, says) in [
        (&["recheck_overdue", "--norm", "no_such=1"][..], "no_such"),
        (&["recheck_overdue", "--norm", "recheck_months_year=often"], "often"),
        (&["caseload_by_town", "--norm", "recheck_months_year=3"], "caseload_by_town"),
        (&["recheck_overdue", "--norm", "recheck_months_year=3", "--to", "2020-01"], "2020-01"),
    ] {
        let said = fail(2, &[&["flags", "calibrate", "--home", path(home)], wrong].concat());
        assert!(said.contains(says), "{said}");
    }
    let same = ["flags", "calibrate", "recheck_overdue", "--norm", "trips_abroad_max=3"];
    let output = tests::run(&[&same[..], &["--home", path(home), "--lang", "en"]].concat());
    assert!(String::from_utf8_lossy(&output.stderr).contains("names nobody else"));
}

/// Runs `doudi ledger …` for the number that it prints.
fn ledger_number(home: &Path, arguments: &[&str]) -> String {
    succeed(&[&["ledger"], arguments, &["--by", "接访员", "--home", path(home)]].concat())
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
        let all =
            ["take", "assign", "start", "decide", "rectify", "recover", "refer", "close", "reopen"];
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
    let is_among = |state: &str| {
        let list = site.get_with(&format!("/ledger?state={state}"), &chen.cookie).text();
        list.contains(&format!("href=\"/ledger/{id}\""))
    };
    assert!(is_among("new") && !is_among("assigned"));

    assert_eq!(chen.steps(), ["take", "assign"]);
    assert!(clerk.steps().is_empty(), "a clerk waits for the decision");
    assert_eq!(clerk.step("assign", &[("to", "wang")], &[]).status, 403);
    assert_eq!(chen.step("decide", &[("outcome", "unfounded"), ("reason", "快")], &[]).status, 422);
    assert_eq!(chen.step("assign", &[("to", "zhao")], &[]).status, 303);
    assert!(!is_among("new") && is_among("assigned"), "the list knows at once");
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

    assert_eq!(chen.steps(), ["assign", "recover", "refer", "reopen"]);
    assert_eq!(chen.step("recover", &[("amount", "1000.01")], &[]).status, 422);
    assert_eq!(chen.step("recover", &[("amount", "1000")], &[]).status, 303);
    assert_eq!(chen.steps(), ["assign", "refer", "reopen"], "all of it came back");
    assert_eq!(clerk.steps(), ["rectify"]);
    let done = [("action", "下月起停发")];
    assert_eq!(clerk.step("rectify", &done, &[]).status, 422, "without the file that shows it");
    let two: [(&str, &[u8]); 2] = [("a.pdf", b"a"), ("b.pdf", b"b")];
    assert_eq!(clerk.step("rectify", &done, &two).status, 422);
    assert_eq!(clerk.step("rectify", &done, &[("a.pdf", b"a")]).status, 303);

    assert_eq!(lin.steps(), ["refer", "close", "reopen"]);
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
        ("chen", "recovered"),
        ("wang", "rectified"),
        ("lin", "closed"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn several_leads_are_handed_out_at_once() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let new = ledger(home, "科长", &["list", "--state", "new"]);
    let ids: Vec<&str> = new.iter().map(|row| row["lead_id"].as_str()).collect();
    let (two, third) = (&ids[..2], ids[2]);
    let site = Site::start(home, &[]);
    let cookie = site.member(home, "chen", "inspection", None);
    let clerk = site.member(home, "wang", "clerk", Some(&new[0]["town_code"]));
    let page = || site.get_with("/ledger/assign", &cookie).text();
    let offered = |id: &str| page().contains(&format!("name=\"lead\" value=\"{id}\""));
    assert!(page().contains(&format!("有 {} 条线索尚未分派", ids.len())));
    let send = |cookie: &str, fields: &[(&str, &str)]| {
        let token = site.get_with("/account", cookie).form_token().unwrap();
        let form = [&[("form_token", &*token), ("lang", "zh"), ("to", "zhao")], fields].concat();
        site.post("/ledger/assign", cookie, &form)
    };
    assert_eq!(send(&clerk, &[("lead", two[0])]).status, 403);
    let nothing = send(&cookie, &[]);
    assert!(nothing.status == 422 && nothing.text().contains("至少勾选一条"), "{}", nothing.text());
    assert_eq!(send(&cookie, &[("lead", two[0]), ("due_on", "明天")]).status, 422);
    assert_eq!(send(&cookie, &[("lead", two[0]), ("lead", two[1])]).status, 303);
    assert!(page().contains(&format!("有 {} 条线索尚未分派", ids.len() - 2)));
    // One that cannot be given is told, the others are given.
    let some = send(&cookie, &[("lead", "999999"), ("lead", third)]);
    assert!(some.status == 422 && some.text().contains("999999"), "{}", some.text());
    assert!(!offered(third));
    let given = ledger(home, "科长", &["list", "--state", "assigned"]);
    let of_zhao = given.iter().filter(|row| row["in_charge"] == "zhao").count();
    assert_eq!(of_zhao, 3);
}
