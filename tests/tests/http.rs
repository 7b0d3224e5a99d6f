//! The dashboard over plain HTTP: every link answers, files agree with the command line,
//! failures tell nothing, foreign pages get nothing.

use std::collections::{BTreeSet, VecDeque};
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use tests::site::{Asked, Site};
use tests::{demo_home, new_home, path, run, sheet, succeed};

/// Headers that every response carries.
const HEADERS: [&str; 6] = [
    "content-security-policy: default-src 'none'; style-src 'self'; img-src 'self' data:; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options: nosniff",
    "referrer-policy: same-origin",
    "x-frame-options: deny",
    "cross-origin-opener-policy: same-origin",
    "cache-control: ",
];

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// The texts between two marks of a page.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let parts = text.split(open).skip(1);
    parts.filter_map(|part| Some(part.split_once('>')?.1.split_once(close)?.0)).collect()
}

/// Whether an address leads to a file rather than to a page.
fn is_file(address: &str) -> bool {
    address.split('?').next().is_some_and(|path| path.contains('.'))
}

/// All addresses that can be reached from the first page of a language.
fn crawl(site: &Site, start: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut queue = VecDeque::from([start.to_owned()]);
    while let Some(address) = queue.pop_front() {
        let links = if is_file(&address) { BTreeSet::new() } else { site.links(&address) };
        for link in links {
            // Orders and pages of one table are the same page, and so are its other months; files of
            // tables, other forms and receipts are asked for by their own tests.
            let again = ["sort=", "page=", "month=", "export=", "code="];
            let again = again.iter().any(|name| link.contains(name));
            let forms = [".gb18030", ".json", ".parquet"];
            let again = again || forms.iter().any(|form| link.contains(form));
            // Files hold the same in both languages, but for their headings.
            let is_english = start.contains("lang=en");
            let other_language = is_english != link.contains("lang=en");
            let twice = is_english && is_file(&link);
            // One household and one lead stand for all; thousands are linked.
            let another = ["/households/", "/ledger/"].into_iter().any(|folder| {
                link.starts_with(folder) && seen.iter().any(|seen| seen.starts_with(folder))
            });
            if !again && !other_language && !twice && !another && seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
    }
    seen
}

#[test]
fn every_link_answers_in_both_languages() {
    let site = Site::serve(&demo_home());
    for start in ["/", "/?lang=en"] {
        let addresses = crawl(&site, start);
        assert!(addresses.len() > 100, "only {} addresses from {start}", addresses.len());
        for address in addresses {
            let status = site.get(&address).status;
            // Who has left the roster is shown as of the last month there.
            let is_gone = status == 303 && address.starts_with("/households/");
            assert!(status == 200 || is_gone, "{status} for {address}");
        }
    }
}

#[test]
fn who_has_left_the_roster_is_shown_as_of_the_last_month_there() {
    let site = Site::serve(&demo_home());
    let mut gone = 0;
    for row in sheet::rows(&site.get("/questions/change_register.csv").text()) {
        let reply = site.get(&format!("/households/{}?lang=en", row["household_key"]));
        if reply.status == 200 {
            continue;
        }
        assert_eq!(reply.status, 303, "{row:?}");
        let there = reply.header("location").unwrap();
        assert!(there.contains("month=2026-0") && there.contains("lang=en"), "{there}");
        let page = site.get(there);
        assert_eq!(page.status, 200, "{there}");
        assert!(page.text().contains("no more"), "{there}");
        gone += 1;
    }
    assert!(gone > 0, "nobody has left");
    assert_eq!(site.get("/households/00000000000000000000000000000000").status, 404);
}

#[test]
fn labels_are_in_the_language_of_the_page() {
    let site = Site::serve(&demo_home());
    let pages = [
        "/",
        "/inspection",
        "/planning",
        "/data",
        "/questions",
        "/clauses",
        "/cases",
        "/runs",
        "/ledger",
    ];
    for page in pages {
        let english = site.get(&format!("{page}?lang=en")).text();
        for (open, close) in [("<h2", "</h2>"), ("<th scope=\"col\"", "</th>"), ("<dt", "</dt>")] {
            for label in between(&english, open, close) {
                assert!(!label.chars().any(is_han), "{page}: {label}");
            }
        }
        assert!(english.contains("<html lang=\"en\">"), "{page}");
        let chinese = site.get(page).text();
        assert!(chinese.contains("<html lang=\"zh-CN\">"), "{page}");
        for heading in between(&chinese, "<h2", "</h2>") {
            assert!(heading.chars().any(is_han), "{page}: {heading}");
        }
    }
}

#[test]
fn every_response_carries_the_guards() {
    let site = Site::serve(&demo_home());
    let style = site.links("/").into_iter().find(|link| link.ends_with(".css")).unwrap();
    for address in ["/", "/no-such-page", "/readyz", "/questions/caseload_by_town.csv", &style] {
        let head = site.get(address).head;
        for header in HEADERS {
            assert!(head.contains(&header.to_lowercase()), "{address} lacks {header}: {head}");
        }
    }
    assert!(site.get(&style).head.contains("immutable"));
    assert!(site.get("/").head.contains("cache-control: no-store"));
}

#[test]
fn what_gains_by_it_is_compressed_for_whoever_takes_it() {
    let site = Site::serve(&demo_home());
    let ask = |address: &str| {
        let headers = [("Accept-Encoding", "gzip")];
        site.ask(address, &Asked { cookie: site.session(), headers: &headers, ..Asked::default() })
    };
    let (plain, packed) = (site.get("/clauses"), ask("/clauses"));
    assert_eq!(
        (plain.header("content-encoding"), plain.header("vary")),
        (None, Some("accept-encoding"))
    );
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() * 2 < plain.body.len(), "{} bytes", packed.body.len());
    for address in ["/questions/caseload_by_town.xlsx", "/questions/caseload_by_town.parquet"] {
        assert_eq!(ask(address).header("content-encoding"), None, "{address}");
    }
    // No two pages have the same token, so that nothing is learned from how well one is compressed.
    let tokens = [1, 2, 3].map(|_| site.get("/clauses").form_token().unwrap());
    assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2], "{tokens:?}");
}

#[test]
fn what_is_looked_for_is_found_in_all_rows_by_text_or_first_letters() {
    let site = Site::serve(&demo_home());
    let towns = sheet::rows(&site.get("/questions/town_overview.csv").text());
    let town = towns.iter().find(|town| town["town_name"] == "云桥镇").unwrap();
    let all = sheet::rows(&site.get("/questions/archive_gaps.csv").text());
    let expected: Vec<_> =
        all.iter().filter(|row| row["town_code"] == town["town_code"]).cloned().collect();
    assert!(expected.len() > 1 && all.len() > expected.len() + 50, "more than a page is searched");
    for sought in ["yqz", "YQZ", "%E4%BA%91%E6%A1%A5"] {
        let page = format!("/questions/archive_gaps?search={sought}");
        let file = site.get(&format!("{page}&export=csv&of=archive_gaps"));
        assert_eq!(sheet::rows(&file.text()), expected, "{sought}");
        let shown = site.get(&page).text();
        assert_eq!(shown.matches("<th scope=\"row\"").count(), expected.len().min(50), "{sought}");
        assert!(shown.contains("export=csv&#38;of=archive_gaps"), "files are of what is shown");
    }
    let none = site.get("/questions/archive_gaps?search=nosuchrow").text();
    assert!(none.contains("没有符合条件的行") && none.contains("value=\"nosuchrow\""));
    let listed = site.get("/questions?search=dbhz").text();
    let links = |page: &str| page.matches("<li><a ").count();
    assert!(links(&listed) < links(&site.get("/questions").text()));
    assert_eq!(site.get("/questions?search=%3Cb%3E").status, 200);
}

#[test]
fn a_foreign_name_is_refused() {
    let site = Site::serve(&demo_home());
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example"] {
        let reply = site.get_as("/", host);
        assert_eq!(reply.status, 421, "{host}");
        assert!(!reply.text().contains("<table"), "{host}");
    }
    assert_eq!(site.get_as("/", "localhost").status, 200);
}

#[test]
fn other_machines_cannot_be_served() {
    let home = new_home("qionghai");
    let output = run(&["serve", "--listen", "0.0.0.0:0", "--home", path(home.path())]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn failures_tell_a_code_a_sentence_and_a_request_id() {
    let home = demo_home();
    let site = Site::serve(&home);
    let rows = [
        ("/no-such-page", 404),
        ("/towns/no-such-town", 404),
        ("/flags/no_such_flag", 404),
        ("/flags/caseload_by_town", 404),
        ("/draws/no-such-draw", 404),
        ("/draws/..%2F..%2Fhome.toml/bundle.json", 404),
        ("/questions/no_such_question", 404),
        ("/questions/active_households", 404),
        ("/questions/caseload_by_town.exe", 404),
        ("/dashboards/no_such_dashboard", 404),
        ("/clauses/XX-1", 404),
        ("/assets/style.css", 404),
        ("/?month=1999-01", 404),
        ("/?month=October", 400),
        ("/questions/overview_tiles?month=2026-10%27", 400),
    ];
    for (address, status) in rows {
        let reply = site.get(address);
        let text = reply.text();
        assert_eq!(reply.status, status, "{address}");
        assert!(text.contains("lang=\"en\"") && text.contains("lang=\"zh-CN\""), "{address}");
        assert!(text.contains("请求编号"), "{address}");
        for leak in ["SELECT", ".sql", "queries/", "town_code", "panicked", path(&home)] {
            assert!(!text.contains(leak), "{address} tells {leak}: {text}");
        }
    }
}

#[test]
fn a_parameter_never_becomes_sql_or_markup() {
    let site = Site::serve(&demo_home());
    let attack = "%27%20OR%20%27%27%3D%27%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let reply = site.get(&format!("/questions/town_overview?town={attack}"));
    assert_eq!(reply.status, 200);
    assert!(!reply.text().contains("<script>"));
    let csv = site.get(&format!("/questions/town_overview.csv?town={attack}")).text();
    assert_eq!(csv.lines().count(), 1, "{csv}");
}

#[test]
fn files_agree_with_the_command_line() {
    let home = demo_home();
    let site = Site::serve(&home);
    let asked = ["query", "caseload_by_town", "--format", "csv", "--home", path(&home)];
    let expected = succeed(&asked);
    let csv = site.get("/questions/caseload_by_town.csv").text();
    assert_eq!(csv.strip_prefix('\u{feff}').unwrap().replace("\r\n", "\n"), expected);

    let json = site.get("/questions/caseload_by_town.json").text();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len() + 1, expected.lines().count());
    assert_eq!(json["provenance"]["query"], "caseload_by_town");

    let book = site.get("/questions/caseload_by_town.xlsx").body;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let (_, rows) = book.worksheets().into_iter().next().unwrap();
    assert_eq!(rows.height(), expected.lines().count());

    let svg = site.get("/questions/overview_history.svg");
    assert!(svg.head.contains("image/svg+xml") && svg.text().contains("role=\"img\""));
}

#[test]
fn an_empty_home_says_what_to_do() {
    let home = new_home("qionghai");
    let site = Site::serve(home.path());
    let page = site.get("/");
    assert!(page.text().contains("doudi load"));
    assert_eq!((page.status, page.header("retry-after")), (503, Some("5")));
    assert_eq!(site.get("/questions").status, 200);
    assert_eq!(site.get("/readyz").status, 200);
}
