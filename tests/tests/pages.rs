//! The dashboard in a real browser: every page in both languages, usable by everybody.
//!
//! `UPDATE=1` writes the screenshots of `docs/screenshots`.

use tests::browser::{Browser, WIDE};
use tests::demo_home;
use tests::site::Site;
use thirtyfour::prelude::*;

/// The width of a telephone.
const PHONE: u32 = 390;
/// The pages whose pictures stand in the documentation.
const PICTURES: [&str; 9] = [
    "overview",
    "town",
    "inspection",
    "flag",
    "planning",
    "question",
    "household",
    "lead",
    "visit",
];
/// The addresses that stand for each kind of page, with the name of their picture.
fn pages(site: &Site) -> Vec<(&'static str, String)> {
    let first = |page: &str, start: &str| {
        let links = site.links(page);
        let found = links.into_iter().find(|link| link.starts_with(start) && !link.contains('?'));
        found.unwrap_or_else(|| panic!("{page} has no link to {start}"))
    };
    let flag = first("/inspection", "/flags/");
    let draw = first("/inspection", "/draws/");
    let to_visit = first(&draw, "/households/");
    let visit = first(&to_visit, "/draws/");
    let fixed = [
        ("overview", "/"),
        ("inspection", "/inspection"),
        ("planning", "/planning?urban=700&rural=500&take_up=0.8"),
        ("data", "/data"),
        ("questions", "/questions"),
        ("question", "/questions/caseload_by_town"),
        ("persons", "/questions/change_register"),
        ("history", "/questions/overview_history"),
        ("dashboard", "/dashboards/leader"),
        ("clauses", "/clauses"),
        ("clause", "/clauses/QH-8"),
        ("cases", "/cases"),
        ("case", "/cases/keshan"),
        ("runs", "/runs"),
        ("missing", "/no-such-page"),
        ("login", "/login"),
        ("account", "/account"),
        ("audit", "/audit?verify=1"),
        ("ledger", "/ledger"),
    ];
    let found = [
        ("town", first("/", "/towns/")),
        ("household", first(&flag, "/households/")),
        ("flag", flag),
        ("draw", draw),
        ("visit", visit),
        ("lead", first("/ledger", "/ledger/")),
    ];
    let fixed = fixed.into_iter().map(|(name, address)| (name, address.to_owned()));
    fixed.chain(found).collect()
}

fn in_language(address: &str, lang: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}lang={lang}")
}

#[tokio::test]
async fn every_page_is_usable_by_everybody() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    let mut wrong = Vec::new();
    for (name, address) in pages(&site) {
        for lang in ["zh", "en"] {
            browser.go(site.url(&in_language(&address, lang))).await;
            let found = browser.mistakes().await;
            wrong.extend(found.into_iter().map(|found| format!("{name} {lang}: {found}")));
        }
    }
    for entry in browser.driver.browser_log().await.unwrap() {
        // The page that is missing on purpose.
        if entry.level == "SEVERE" && !entry.message.contains("/no-such-page") {
            wrong.push(entry.message);
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_keyboard_reaches_the_content_first() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    browser.go(site.url("/")).await;
    browser.driver.active_element().await.unwrap().send_keys(Key::Tab).await.unwrap();
    let skip = browser.driver.active_element().await.unwrap();
    assert_eq!(skip.attr("href").await.unwrap().as_deref(), Some("#main"));
    skip.send_keys(Key::Enter).await.unwrap();
    let focused = browser.driver.active_element().await.unwrap();
    assert_eq!(focused.attr("id").await.unwrap().as_deref(), Some("main"));
    browser.close().await;
}

#[tokio::test]
async fn the_language_switch_keeps_the_address() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    let address = "/questions/caseload_by_town?sort=-households_count";
    browser.go(site.url(address)).await;
    browser.press(By::Css(".lang a")).await;
    let now = browser.driver.current_url().await.unwrap();
    assert_eq!(now.path(), "/questions/caseload_by_town");
    let query = now.query().unwrap_or_default();
    assert!(query.contains("lang=en") && query.contains("sort=-households_count"), "{query}");
    let sorted = browser.driver.find(By::Css("th[aria-sort=descending]")).await.unwrap();
    assert!(sorted.text().await.unwrap().contains("Households"));
    browser.close().await;
}

#[tokio::test]
async fn the_first_page_prints_on_paper() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    browser.go(site.url("/")).await;
    let parameters = thirtyfour::common::print::PrintParameters::default();
    let pdf = browser.driver.print_page(parameters).await.unwrap();
    browser.close().await;
    assert!(pdf.starts_with(b"%PDF"));
}

#[tokio::test]
async fn the_pictures_of_the_documentation_can_be_taken() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    for (name, address) in pages(&site) {
        if !PICTURES.contains(&name) {
            continue;
        }
        for (lang, width) in [("zh", WIDE), ("en", WIDE), ("zh", PHONE)] {
            browser.go(site.url(&in_language(&address, lang))).await;
            let size = if width == WIDE { "" } else { "-phone" };
            browser.picture(&format!("{name}-{lang}{size}"), width).await;
        }
    }
    browser.close().await;
}
