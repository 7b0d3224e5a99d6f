//! An inspection as a team does it: draw, print the form, fill it in, send it back, substitute who
//! cannot be found, amend, publish the rates.

use std::fs;

use calamine::{Data, Reader};
use rust_xlsxwriter::Workbook;
use tests::site::Site;
use tests::{demo_copy, fail, path, run, sheet, succeed};

/// What the team writes into the rows of a form: outcome, code, overpaid.
type Found = fn(usize) -> [&'static str; 3];

/// Copies a form, filling in the visits to households drawn by chance or certainty.
fn fill(form: &[u8], found: Found) -> Vec<u8> {
    let mut read = calamine::Xlsx::new(std::io::Cursor::new(form)).unwrap();
    let mut book = Workbook::new();
    let mut row_of_all = 0;
    for name in read.sheet_names() {
        let rows = read.worksheet_range(&name).unwrap();
        let heads: Vec<String> = rows.rows().nth(2).unwrap().iter().map(Data::to_string).collect();
        let at = |head: &str| heads.iter().position(|own| own == head).unwrap();
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        for (number, cells) in rows.rows().enumerate() {
            let mut cells: Vec<String> = cells.iter().map(Data::to_string).collect();
            if number > 2 {
                let [outcome, code, over] = found(row_of_all);
                row_of_all += 1;
                for (head, text) in [
                    ("入户日期", "2026-11-20"),
                    ("走访结果", outcome),
                    ("问题代码", code),
                    ("多发（元/月）", over),
                    ("核查人（一）", "陈核"),
                    ("核查人（二）", "林查"),
                ] {
                    cells[at(head)] = text.to_owned();
                }
            }
            for (column, text) in cells.iter().enumerate() {
                sheet.write_string(number as u32, column as u16, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_form_goes_out_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let copied = demo_copy();
    let home = copied.path();
    let doudi = |arguments: &[&str]| succeed(&[&["--home", path(home)], arguments].concat());
    let id = doudi(&["draw", "plan", "annual_visits"]).trim().to_owned();
    doudi(&["draw", "commit", &id, "--on", "2026-11-10"]);
    doudi(&["draw", "reveal", &id, "--value", "61352904187730254916", "--on", "2026-11-11"]);
    let form = folder.path().join("form.xlsx");
    doudi(&["draw", "work-list", &id, "--out", path(&form)]);

    let spoiled = folder.path().join("spoiled.xlsx");
    fs::write(&spoiled, fill(&fs::read(&form).unwrap(), |_| ["还行", "", "很多"])).unwrap();
    let import = ["--home", path(home), "visit", "import", path(&spoiled), "--draw", &id];
    let refused = run(&import);
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("还行") && said.contains("很多") && said.contains("走访结果"), "{said}");
    assert_eq!(doudi(&["visit", "list", "--format", "csv"]).lines().count(), 1);

    // Every tenth household is paid too much, and every seventh has moved away.
    let filled = folder.path().join("filled.xlsx");
    let found: Found = |row| match (row % 10, row % 7) {
        (_, 0) => ["已搬走", "", ""],
        (0, _) => ["已核查", "F08", "20.50"],
        _ => ["已核查", "", ""],
    };
    fs::write(&filled, fill(&fs::read(&form).unwrap(), found)).unwrap();
    doudi(&["visit", "import", path(&filled), "--draw", &id]);
    let list = doudi(&["visit", "list", "--draw", &id, "--format", "csv"]);
    let visits: Vec<Vec<&str>> =
        list.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(visits.len() > 20, "{}", visits.len());
    doudi(&["visit", "import", path(&filled), "--draw", &id]);
    let again = doudi(&["visit", "list", "--draw", &id, "--format", "csv"]);
    assert_eq!(again, list, "sent twice, recorded once");

    let errors = |stage: &str| -> f64 {
        let rates = doudi(&["draw", "result", &id, "--format", "csv"]);
        let row = rates.lines().find(|line| line.starts_with(&format!("{stage},best,"))).unwrap();
        row.split(',').nth(2).unwrap().parse().unwrap()
    };
    let first = errors("first");
    assert!(first > 0.0);
    let wrong = visits.iter().find(|visit| visit[7] == "F08").unwrap();
    let amend = ["visit", "amend", wrong[0], "--reason", "复核后无误", "--on", "2026-11-20"];
    let found = ["--outcome", "completed", "--visitor", "陈核", "--visitor", "林查"];
    doudi(&[amend.as_slice(), &found].concat());
    assert!(errors("first").total_cmp(&first).is_eq() && errors("final") < first);

    // Towns add up to the draw, the one kind of error is the whole, and a draw beside itself has not
    // changed.
    let rows =
        |verb: &[&str]| sheet::rows(&doudi(&[&["draw"], verb, &["--format", "csv"]].concat()));
    let whole = rows(&["result", &id]);
    let whole = whole.iter().find(|row| row["stage"] == "final" && row["rate"] == "respondents");
    let codes = rows(&["result", &id, "--by", "code"]);
    assert_eq!((codes.len(), codes[0]["part"].as_str()), (1, "F08"));
    assert_eq!(codes[0]["share"], whole.unwrap()["share"]);
    let towns = rows(&["result", &id, "--by", "town"]);
    let drawn = towns.iter().map(|row| row["drawn"].parse::<u64>().unwrap()).sum::<u64>();
    assert_eq!(drawn.to_string(), codes[0]["drawn"]);
    assert!(towns.iter().any(|row| row["share"] != whole.unwrap()["share"]), "{towns:?}");
    assert_eq!(rows(&["change", &id, &id])[0]["change_share"], "0.000000");

    let work = doudi(&["draw", "work-list", &id, "--format", "csv"]);
    let heads: Vec<&str> = work.lines().next().unwrap().split(',').collect();
    let at = |head| heads.iter().position(|own| *own == head).unwrap();
    let drawn = |key: &str| {
        let row = work.lines().find(|line| line.contains(key)).unwrap();
        row.split(',').nth(at("chosen")) == Some("sample")
    };
    let moved = visits.iter().find(|visit| visit[6] == "moved" && drawn(visit[2])).unwrap();
    let reserve = doudi(&["draw", "substitute", &id, moved[2]]).trim().to_owned();
    let work = doudi(&["draw", "work-list", &id, "--format", "csv"]);
    let row = work.lines().find(|line| line.contains(&reserve)).unwrap();
    assert_eq!(row.split(',').nth(at("chosen")), Some("substitute"));
    let proof = doudi(&["query", "statutory_proof", "--as-of", "2026-11-30", "--format", "csv"]);
    assert!(proof.lines().any(|line| line.starts_with("annual_visit,")), "{proof}");
    doudi(&["doctor", "--records"]);
}

#[test]
fn a_visit_is_entered_on_a_page_once_and_what_was_typed_is_kept() {
    let copied = demo_copy();
    let home = copied.path();
    let doudi = |arguments: &[&str]| succeed(&[&["--home", path(home)], arguments].concat());
    let draws = doudi(&["draw", "list", "--format", "csv"]);
    let draw = draws.lines().find(|line| line.contains(",revealed,")).unwrap();
    let id = draw.split(',').next().unwrap();
    let list = doudi(&["draw", "work-list", id, "--format", "csv"]);
    let key = list.lines().nth(1).unwrap().split(',').nth(4).unwrap();

    let site = Site::serve(home);
    // A household that two draws send somebody to has the form of the later one.
    let links = site.links(&format!("/households/{key}"));
    let form = links.into_iter().find(|link| link.ends_with(&format!("/visit/{key}"))).unwrap();
    let id = form.split('/').nth(2).unwrap();
    assert_eq!(site.get(&format!("/draws/{id}/visit/{}", "0".repeat(32))).status, 404);
    let token = site.get(&form).form_token().unwrap();
    let typed = [
        ("visited_on", "2026-11-20"),
        ("visit_outcome", "completed"),
        ("visit_mode", "on_site"),
        ("visitor_1", "陈核"),
        ("visitor_2", "林查"),
        ("code", "F08"),
        ("note", "补差算错"),
    ];
    let send = |more: &[(&str, &str)]| site.send(&form, &[&typed, more].concat());
    assert_eq!(send(&[]).status, 403, "without the token of the session");
    let refused = send(&[("form_token", &token), ("over_yuan", "很多")]);
    let text = refused.text();
    assert_eq!(refused.status, 422, "{text}");
    for kept in ["role=\"alert\"", "value=\"补差算错\"", "value=\"F08\" checked"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert_eq!(doudi(&["visit", "list", "--format", "csv"]).lines().count(), 1);
    assert_eq!(send(&[("form_token", &token), ("over_yuan", "20.50")]).status, 200);
    let visits = doudi(&["visit", "list", "--draw", id, "--format", "csv"]);
    let visit = visits.lines().nth(1).unwrap();
    assert!(visit.contains("completed,F08,20.50,0.00,补差算错,林查 陈核"), "{visit}");
    assert_eq!(send(&[("form_token", &token)]).status, 422, "the result is locked");
    assert_eq!(doudi(&["visit", "list", "--format", "csv"]).lines().count(), 2);
}

#[test]
fn the_page_of_a_draw_tells_its_steps_and_that_of_a_household_not_what_awaits_a_second_look() {
    let folder = tempfile::tempdir().unwrap();
    let copied = demo_copy();
    let home = copied.path();
    let doudi = |arguments: &[&str]| succeed(&[&["--home", path(home)], arguments].concat());
    let throw = |id: &str, dice: &str| {
        doudi(&["draw", "commit", id, "--on", "2026-11-10"]);
        doudi(&["draw", "reveal", id, "--value", dice, "--on", "2026-11-11"]);
    };
    let first = doudi(&["draw", "plan", "annual_visits"]).trim().to_owned();
    throw(&first, "61352904187730254916");
    let list = doudi(&["draw", "work-list", &first, "--format", "csv"]);
    let keys: Vec<&str> =
        list.lines().skip(1).take(20).map(|line| line.split(',').nth(4).unwrap()).collect();
    let rows = keys.iter().map(|key| format!("{key},2026-11-15,已核查,F08,陈核,林查\n"));
    let heads = "家庭代号,入户日期,走访结果,问题代码,核查人（一）,核查人（二）\n".to_owned();
    let form = folder.path().join("form.csv");
    fs::write(&form, rows.fold(heads, |form, row| form + &*row)).unwrap();
    doudi(&["visit", "import", path(&form), "--draw", &first]);
    doudi(&["draw", "extend", &first, "--share", "25/100", "--reason", "差错率偏高"]);
    let roster = folder.path().join("roster.json");
    let pair = r#"{"inspectors":[{"id":"丁","cap":null},{"id":"戊","cap":null}],"recusals":[],"team_size":2}"#;
    fs::write(&roster, pair).unwrap();
    let again = doudi(&["draw", "second-look", &first, "--roster", path(&roster)]);
    let again = again.trim().to_owned();
    throw(&again, "40028817365519273640");
    let looked = doudi(&["draw", "work-list", &again, "--format", "csv"]);
    let looked: Vec<&str> =
        looked.lines().skip(1).map(|line| line.split(',').nth(4).unwrap()).collect();
    assert_eq!(looked.len(), 10);
    let other = keys.iter().find(|key| !looked.contains(key)).unwrap();

    let site = Site::serve(home);
    let page = site.get(&format!("/draws/{first}")).text();
    for told in ["id=\"steps\"", "增抽", "差错率偏高"] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!site.get(&format!("/draws/{again}")).text().contains("id=\"steps\""));
    let visits = |key: &str| {
        let page = site.get(&format!("/households/{key}")).text();
        page.split_once("id=\"visits\"").unwrap().1.to_owned()
    };
    let (blind, open) = (visits(looked[0]), visits(other));
    assert!(!page.contains("id=\"result-codes\""), "it would tell what was found");
    let parted = ["--home", path(home), "--lang", "en", "draw", "result", &first, "--by", "code"];
    assert!(fail(2, &parted).contains("its second look is not over"));
    assert!(open.contains("收入计算或补差不准") && !open.contains("等待盲复查"), "{open}");
    assert!(!blind.contains("收入计算或补差不准") && blind.contains("等待盲复查"), "{blind}");
    let form = site.get(&format!("/draws/{again}/visit/{}", looked[0])).text();
    assert!(form.contains("value=\"丁\"") && form.contains("value=\"戊\""), "{form}");
    let record = |visitors: &[&str]| {
        let visit = ["visit", "record", "--household", looked[0], "--draw", &again];
        let found = ["--on", "2026-11-20", "--outcome", "completed", "--lang", "en"];
        let named: Vec<&str> = visitors.iter().flat_map(|name| ["--visitor", name]).collect();
        let output = run(&[&["--home", path(home)], &visit[..], &found, &named].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (visitors, why) in [
        (&["丁", "戊", "陈核"][..], "was at the first visit"),
        (&["丁", "己"], "the drawn team goes"),
    ] {
        let (code, said) = record(visitors);
        assert!(code == Some(2) && said.contains(why), "{said}");
    }
    assert_eq!(record(&["丁", "戊", "己"]).0, Some(0));
    assert!(visits(looked[0]).contains("收入计算或补差不准"));
    let result = doudi(&["draw", "result", &first, "--format", "csv"]);
    assert!(!result.contains("second_look"), "one second look gives no rate");
}
