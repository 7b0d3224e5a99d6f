//! The dashboard in a real browser: every page in both languages, usable by everybody.
//!
//! `UPDATE=1` writes the screenshots of `docs/screenshots`.

use std::path::Path;

use tests::browser::{Browser, WIDE, picture_file, updating};
use tests::site::Site;
use tests::{demo_copy, demo_home, pa11y, path, sheet, succeed, without_second_factor};
use thirtyfour::prelude::*;

/// The width of a telephone.
const PHONE: u32 = 390;
/// The pages of which the documentation has a picture on a telephone too.
const ON_PHONE: [&str; 12] = [
    "overview",
    "town",
    "inspection",
    "flag",
    "planning",
    "mistakes",
    "scenario",
    "compare",
    "question",
    "household",
    "lead",
    "visit",
];
/// The routes that are no pages for people.
const FILES: [&str; 12] = [
    "/healthz",
    "/readyz",
    "/assets/{name}",
    "/enter",
    "/login/provider",
    "/login/callback",
    "/login/provider/out",
    "/metrics",
    "/rights.xlsx",
    "/audit.csv",
    "/draws/{id}/bundle.json",
    "/draws/{id}/visits.xlsx",
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
        ("planning", "/planning?urban=800&rural=620&take_up_urban=0.8"),
        ("mistakes", "/planning?urban=8OO&rural=620"),
        ("scenario", "/scenarios/1"),
        ("compare", "/planning/compare?with_1=1&with_2=1"),
        ("choose", "/planning/compare"),
        ("analyses", "/analysis"),
        (
            "analysis",
            "/questions/caseload_analysis?by=size_band,area&measures=amount_mean_yuan&from=2026-10",
        ),
        ("draft", "/analysis/drafts/towns_drafted"),
        ("data", "/data"),
        ("questions", "/questions"),
        ("question", "/questions/caseload_by_town"),
        ("indicator", "/questions/on_time_approval"),
        ("persons", "/questions/change_register"),
        ("history", "/questions/overview_history"),
        ("dashboard", "/dashboards/leader"),
        ("clauses", "/clauses"),
        ("clause", "/clauses/QH-8"),
        ("cases", "/cases"),
        ("case", "/cases/keshan"),
        ("runs", "/runs"),
        ("operation", "/operation"),
        ("rights", "/rights"),
        ("receipts", "/receipts?code=0123456789abcdef"),
        ("missing", "/no-such-page"),
        ("login", "/login"),
        ("setup", "/setup?token=0"),
        ("account", "/account"),
        ("audit", "/audit?verify=1"),
        ("view-as", "/view-as"),
        ("ledger", "/ledger"),
        ("circulars", "/circulars"),
        ("circular", "/circulars/monthly_circular"),
        ("own-log", "/account/log"),
        ("assign", "/ledger/assign"),
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

/// The pages that the local operator does not see, each with a role that does.
const OF_ROLES: [(&str, &str); 6] = [
    ("leadership", "/circulars/monthly_circular"),
    ("clerk", "/deliver"),
    ("clerk", "/tasks"),
    ("inspection", "/identify"),
    ("security_admin", "/accounts"),
    ("planner", "/password"),
];

/// Two choices of one analysis: a heat table, and lines.
const DRAFT: &str = "\
title    = { zh = \"各镇户均\", en = \"Means by town\" }
about    = { zh = \"各镇各月\", en = \"Towns and months\" }
audience = \"planning\"
panels   = [
    { question = \"caseload_analysis\", params = { by = \"month,town_code\", measures = \"amount_mean_yuan\", from = \"2026-09\" }, view = \"chart\" },
    { question = \"caseload_analysis\", params = { by = \"month,area\", measures = \"households_count\" }, view = \"chart\" },
]
";

/// A home whose every page has something on it.
fn home() -> tempfile::TempDir {
    let home = demo_copy();
    without_second_factor(home.path());
    for (title, urban) in [("提高一档", 800), ("提高两档", 850)] {
        let text = format!(
            "title = \"{title}\"\neffective_from = 2027-01-01\n[standards]\nurban = {urban}\nrural = 620\n"
        );
        let file = home.path().join("scenario.toml");
        std::fs::write(&file, text).unwrap();
        succeed(&["scenario", "save", path(&file), "--home", path(home.path())]);
    }
    let draft = home.path().join("towns_drafted.toml");
    std::fs::write(&draft, DRAFT).unwrap();
    succeed(&["draft", "save", path(&draft), "--home", path(home.path())]);
    home
}

/// Each session with the pages that are looked at with it.
fn by_session(site: &Site, home: &Path) -> Vec<(String, Vec<(String, String)>)> {
    let named = |(name, address): (&str, String)| (name.to_owned(), address);
    let own = pages(site).into_iter().map(named).collect();
    let mut all = vec![(site.session().to_owned(), own)];
    let town = site
        .links("/")
        .into_iter()
        .find_map(|link| Some(link.strip_prefix("/towns/")?.split('?').next()?.to_owned()));
    for (role, page) in OF_ROLES {
        let town = town.as_deref().filter(|_| role == "clerk");
        let session = site.member(home, &format!("{role}{}", all.len()), role, town);
        all.push((session, vec![(picture_of(page), page.to_owned())]));
    }
    all
}

/// The name of the picture of a page that only a role sees.
fn picture_of(page: &str) -> String {
    match page {
        "/circulars/monthly_circular" => "sign".to_owned(),
        page => page.trim_matches('/').to_owned(),
    }
}

fn in_language(address: &str, lang: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}lang={lang}")
}

/// Whether an address is one of a route.
fn is_of(address: &str, route: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (path, route): (Vec<&str>, Vec<&str>) =
        (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len()
        && path.iter().zip(&route).all(|(part, hole)| part == hole || hole.starts_with('{'))
}

#[test]
fn every_route_has_its_page_here() {
    let site = Site::serve(&demo_home());
    let addresses: Vec<String> = pages(&site).into_iter().map(|(_, address)| address).collect();
    let of_roles = OF_ROLES.iter().map(|(_, page)| (*page).to_owned());
    let addresses: Vec<String> = addresses.into_iter().chain(of_roles).collect();
    let matrix = sheet::rows(&succeed(&["user", "rights", "--format", "csv"]));
    let routes = matrix.iter().filter(|row| row["method"] == "GET").map(|row| row["path"].as_str());
    let missing: Vec<&str> = routes
        .filter(|route| !FILES.contains(route))
        .filter(|route| !addresses.iter().any(|address| is_of(address, route)))
        .collect();
    assert!(missing.is_empty(), "nobody looks at {missing:?}");
}

#[tokio::test]
async fn every_page_is_usable_by_everybody() {
    let home = home();
    let site = Site::serve_beside_accounts(home.path());
    let browser = Browser::open().await;
    let mut wrong = Vec::new();
    for (session, pages) in by_session(&site, home.path()) {
        browser.hold(&site, &session).await;
        for (name, address) in pages {
            for lang in ["zh", "en"] {
                browser.go(site.url(&in_language(&address, lang))).await;
                let shown = browser.driver.current_url().await.unwrap();
                assert_eq!(Some(shown.path()), address.split('?').next(), "{name} {lang}");
                let found = browser.mistakes().await;
                wrong.extend(found.into_iter().map(|found| format!("{name} {lang}: {found}")));
            }
        }
    }
    // Pages that are missing or refused on purpose.
    let on_purpose = ["/no-such-page", "/setup", "urban=8OO", "/compare?lang", "/receipts?code"];
    for entry in browser.driver.browser_log().await.unwrap() {
        if entry.level == "SEVERE" && !on_purpose.iter().any(|part| entry.message.contains(part)) {
            wrong.push(entry.message);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_second_opinion_finds_nothing_wrong_either() {
    let home = home();
    let site = Site::serve_beside_accounts(home.path());
    let mut wrong = Vec::new();
    for (session, pages) in by_session(&site, home.path()) {
        let addresses: Vec<String> = pages
            .iter()
            .flat_map(|(_, address)| ["zh", "en"].map(|lang| site.url(&in_language(address, lang))))
            .collect();
        wrong.extend(pa11y::mistakes(&session, &addresses));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_page_has_a_script_or_lets_one_run() {
    let home = home();
    let site = Site::serve_beside_accounts(home.path());
    for (session, pages) in by_session(&site, home.path()) {
        for (name, address) in pages {
            let reply = site.get_with(&address, &session);
            assert_ne!(reply.status, 303, "{name}");
            let policy = reply.header("content-security-policy").unwrap_or_default();
            assert!(policy.contains("script-src 'none'") || policy.contains("default-src 'none'"));
            let text = reply.text().to_lowercase();
            for script in ["<script", " onclick", " onload", " onsubmit", "javascript:"] {
                assert!(!text.contains(script), "{name} has {script}");
            }
        }
    }
}

/// The sheets of a document.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let pages = text.split("/Type /Page").skip(1);
    pages.filter(|rest| !rest.starts_with('s')).count()
}

#[tokio::test]
async fn the_page_of_a_town_prints_on_one_sheet() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    let towns = site.links("/").into_iter().filter(|link| link.starts_with("/towns/"));
    let towns: Vec<String> = towns.filter(|link| !link.contains('?')).collect();
    assert!(towns.len() > 10, "{towns:?}");
    for town in towns {
        for lang in ["zh", "en"] {
            browser.go(site.url(&in_language(&town, lang))).await;
            assert_eq!(sheets(&browser.print().await), 1, "{town} {lang}");
        }
    }
    // The count itself: a long table takes several.
    browser.go(site.url("/clauses")).await;
    assert!(sheets(&browser.print().await) > 1);
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
}

#[tokio::test]
async fn the_language_switch_keeps_the_address() {
    let site = Site::serve(&demo_home());
    let browser = Browser::at(&site).await;
    let address = "/questions/caseload_by_town?sort=-households_count";
    browser.go(site.url(address)).await;
    browser.click(By::Css(".lang a")).await;
    let now = browser.driver.current_url().await.unwrap();
    assert_eq!(now.path(), "/questions/caseload_by_town");
    let query = now.query().unwrap_or_default();
    assert!(query.contains("lang=en") && query.contains("sort=-households_count"), "{query}");
    let sorted = browser.driver.find(By::Css("th[aria-sort=descending]")).await.unwrap();
    assert!(sorted.text().await.unwrap().contains("Households"));
}

/// Every page has its picture in both languages; those with one on a telephone are taken every time.
#[tokio::test]
async fn the_pictures_of_the_documentation_can_be_taken() {
    let home = home();
    let site = Site::serve_beside_accounts(home.path());
    let browser = Browser::open().await;
    for (session, pages) in by_session(&site, home.path()) {
        browser.hold(&site, &session).await;
        for (name, address) in pages {
            let on_phone = ON_PHONE.contains(&name.as_str());
            let sizes = [("zh", WIDE), ("en", WIDE), ("zh", PHONE)];
            for (lang, width) in &sizes[..if on_phone { 3 } else { 2 }] {
                let size = if *width == WIDE { "" } else { "-phone" };
                let picture = format!("{name}-{lang}{size}");
                if on_phone || updating() {
                    browser.go(site.url(&in_language(&address, lang))).await;
                    browser.picture(&picture, *width).await;
                }
                let file = picture_file(&picture);
                assert!(file.exists(), "{} is missing: run with UPDATE=1", file.display());
            }
        }
    }
}
