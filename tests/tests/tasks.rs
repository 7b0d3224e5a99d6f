//! The task of each role in a real browser that runs no script, by keyboard alone, in both
//! languages: a leader finds the town that needs attention and why, an inspector takes a lead from
//! the list to a decision, a planner saves a scenario.

use std::fs;
use std::path::Path;

use tests::browser::Browser;
use tests::site::{PASSWORD, Site};
use tests::{demo_copy, path, sheet, succeed, without_second_factor};
use thirtyfour::prelude::*;

const LANGUAGES: [&str; 2] = ["zh", "en"];

/// A home under the policy without a second factor.
fn home() -> tempfile::TempDir {
    let home = demo_copy();
    without_second_factor(home.path());
    home
}

/// An account, and a browser in which it signed in by keyboard.
async fn signed_in(site: &Site, home: &Path, role: &str, lang: &str) -> Browser {
    let name = format!("{role}-{lang}");
    let session = site.member(home, &name, role, None);
    // What takes long is computed before the browser waits for it.
    for page in ["/", "/inspection", "/ledger"] {
        site.get_with(page, &session);
    }
    let browser = Browser::without_scripts().await;
    browser.go(site.url(&format!("/login?lang={lang}"))).await;
    browser.sign_in(&name, PASSWORD).await;
    browser
}

/// The text of a link in a language, as XPath finds it.
fn link(lang: &str, zh: &str, en: &str) -> By {
    By::LinkText(if lang == "zh" { zh } else { en })
}

/// The register of approvals of a delivery, as text.
fn read(file: &Path) -> String {
    let bytes = fs::read(file).unwrap();
    match String::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(why) => encoding_rs::GB18030.decode(why.as_bytes()).0.into_owned(),
    }
}

/// Delivers every month again without the days on which one town checked, visited and posted its
/// applications: it did nothing that the law asks before a confirmation.
fn let_a_town_fail(home: &Path) -> String {
    const LEFT_OUT: [&str; 3] = ["核对报告日期", "入户调查日期", "公示开始日期"];
    let named = succeed(&["query", "town_overview", "--format", "csv", "--home", path(home)]);
    let towns = sheet::rows(&named);
    let most = towns.iter().max_by_key(|row| row["households_count"].parse::<i64>().unwrap_or(0));
    let town = most.unwrap()["town_name"].clone();
    let mut changed = 0;
    for month in ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"] {
        let delivery = home.join("deliveries").join(month);
        let file = delivery.join("审批台账.csv");
        let text = read(&file);
        let heads = text.lines().next().unwrap();
        let sign = [',', ';', '\t'].into_iter().max_by_key(|sign| heads.matches(*sign).count());
        let sign = u8::try_from(sign.unwrap()).unwrap();
        let mut reader = csv::ReaderBuilder::new().delimiter(sign).from_reader(text.as_bytes());
        let heads = reader.headers().unwrap().clone();
        let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let (of_town, out) = (place("所属街道"), LEFT_OUT.map(place));
        let mut writer = csv::Writer::from_path(&file).unwrap();
        writer.write_record(&heads).unwrap();
        for row in reader.records().map(Result::unwrap) {
            let fails = row[of_town] == town;
            changed += usize::from(fails);
            let cells = row.iter().enumerate();
            writer
                .write_record(
                    cells.map(|(at, cell)| if fails && out.contains(&at) { "" } else { cell }),
                )
                .unwrap();
        }
        writer.flush().unwrap();
        succeed(&["load", path(&delivery), "--month", month, "--home", path(home)]);
    }
    assert!(changed > 10, "{changed} applications of {town}");
    town
}

#[tokio::test]
async fn a_leader_finds_the_town_that_needs_attention_and_why() {
    let home = home();
    let town = let_a_town_fail(home.path());
    let site = Site::start(home.path(), &[]);
    for lang in LANGUAGES {
        let browser = signed_in(&site, home.path(), "leadership", lang).await;
        let answer = browser.said("main .answer").await;
        let (judged, why) = match lang {
            "zh" => ("需要关注", ["逢进必核率", "入户调查完整率", "公示合规率"]),
            _ => ("needs attention", ["Checked before", "Visited before", "Notice"]),
        };
        assert!(answer.contains(&town), "the first sentence names the town: {answer}");
        let row = format!("//table//tr[.//a[normalize-space()='{town}']]");
        let row = browser.driver.find(By::XPath(row)).await.unwrap().text().await.unwrap();
        assert!(row.contains(judged), "{row}");
        assert!(why.iter().any(|why| row.contains(why)), "the row says why: {row}");

        browser.press(By::XPath(format!("//table//a[normalize-space()='{town}']"))).await;
        let title = browser.said("h1").await;
        assert!(title.starts_with(&town), "{title}");
        let answer = browser.said("main .answer").await;
        assert!(answer.contains(judged), "{answer}");
        let parts = browser.said("section:has(#score-part)").await;
        for why in why {
            let line = parts.lines().find(|line| line.contains(why));
            assert!(line.is_some_and(|line| line.contains("0.0%")), "{why}: {parts}");
        }
    }
}

#[tokio::test]
async fn an_inspector_takes_a_lead_from_the_list_to_a_decision() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    for lang in LANGUAGES {
        let browser = signed_in(&site, home.path(), "inspection", lang).await;
        browser.press(link(lang, "纪检", "Inspection")).await;
        browser.press(link(lang, "打开问题线索台账", "Open the ledger of leads")).await;
        browser.press(By::Css("main a[href*='state=new']")).await;
        browser.press(By::Css("section:has(#leads) tbody th a")).await;
        let page = browser.driver.current_url().await.unwrap();
        let lead = page.path().trim_start_matches("/ledger/").to_owned();
        let evidence = browser.said("section:has(#evidence)").await;
        assert!(evidence.lines().count() > 2, "{evidence}");
        browser.press(By::Css("#take button")).await;
        browser
            .choose(By::Css("#decide input[type=radio]"), By::Css("#decide input[value=confirmed]"))
            .await;
        browser.tick(By::Css("#decide input[value=F01]")).await;
        browser.fill(By::Css("#decide-over"), "300").await;
        browser.fill(By::Css("#decide-reason"), "核对了工资流水").await;
        browser.press(By::Css("#decide button")).await;
        let facts = browser.said(".facts-list").await;
        assert!(facts.contains("300.00"), "{facts}");

        let show = ["ledger", "show", &lead, "--format", "csv", "--home", path(home.path())];
        let events = sheet::rows(&succeed(&show));
        let by = format!("inspection-{lang}");
        let own: Vec<_> = events.iter().filter(|row| row["actor"] == by).collect();
        let own: Vec<_> = own.iter().map(|row| row["event"].as_str()).collect();
        assert_eq!(own, ["assigned", "started", "decided"], "{events:?}");
    }
}

#[tokio::test]
async fn a_planner_saves_a_scenario() {
    let home = home();
    let site = Site::start(home.path(), &[]);
    for lang in LANGUAGES {
        let browser = signed_in(&site, home.path(), "planner", lang).await;
        browser.press(link(lang, "规划", "Planning")).await;
        // A slip is named at its field, and the rest stays as it was typed.
        browser.fill(By::Css("#try-urban"), "八百").await;
        browser.fill(By::Css("#try-rural"), "640").await;
        browser.press(By::Css("#try button")).await;
        let slip = browser.tab_to(By::Css(".mistakes a")).await;
        slip.send_keys(Key::Enter).await.unwrap();
        let here = browser.driver.active_element().await.unwrap();
        assert_eq!(here.attr("id").await.unwrap().as_deref(), Some("try-urban"));
        assert_eq!(here.attr("value").await.unwrap().as_deref(), Some("八百"));
        browser.fill(By::Css("#try-urban"), "820").await;
        browser.press(By::Css("#try button")).await;
        let result = browser.said("section:has(#result) .answer").await;
        assert!(result.contains(if lang == "zh" { "退出" } else { "leaving" }), "{result}");
        let name = format!("提高到820-{lang}");
        browser.fill(By::Css("#save-title"), &name).await;
        browser.press(By::Css("#save button")).await;
        assert_eq!(browser.said("h1").await, name);
        assert_eq!(browser.said("main .answer").await, result, "what was seen is what is saved");
        assert!(browser.said(".facts-list").await.contains("820.00"));
    }
    // Both of them beside each other, chosen by keyboard.
    let browser = signed_in(&site, home.path(), "planner", "xx").await;
    browser.go(site.url("/planning")).await;
    for number in ["1", "2"] {
        browser.tick(By::Css(format!("#choose input[name=with_{number}]"))).await;
    }
    browser.press(By::Css("#choose button")).await;
    let answer = browser.said("main .answer").await;
    assert!(answer.starts_with("各方案每月支出相同"), "{answer}");
}
