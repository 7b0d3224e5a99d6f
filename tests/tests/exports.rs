//! Every table and drawing of every page as a file: in each form, with the filters of the address, by
//! whoever may take files away, and in the log.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use tests::site::Site;
use tests::{demo_copy, path, succeed, without_second_factor};

/// The pages that have tables, one of each kind.
fn pages(site: &Site) -> Vec<String> {
    let first = |page: &str, start: &str| {
        let links = site.links(page);
        links.into_iter().find(|link| link.starts_with(start) && !link.contains('?')).unwrap()
    };
    let fixed =
        ["/", "/inspection", "/data", "/runs", "/ledger", "/operation", "/dashboards/leader"];
    let mut pages = fixed.map(str::to_owned).to_vec();
    let flag = first("/inspection", "/flags/");
    pages.push(first("/", "/towns/"));
    pages.push(first("/inspection", "/draws/"));
    pages.push(first("/ledger", "/ledger/"));
    pages.push(first(&flag, "/households/"));
    pages.push(flag);
    pages.push("/questions/overview_history".to_owned());
    pages.push("/planning?urban=820&rural=640".to_owned());
    pages
}

#[test]
fn every_table_and_drawing_is_a_file_in_every_form() {
    let home = demo_copy();
    let site = Site::serve(home.path());
    let mut forms: BTreeSet<String> = BTreeSet::new();
    let mut asked = 0;
    for page in pages(&site) {
        let of_answer = |link: &str| {
            ["/questions/", "/flags/"].iter().any(|start| link.starts_with(start))
                && link.contains('.')
        };
        let links = site.links(&page).into_iter();
        let exports: Vec<String> =
            links.filter(|link| link.contains("export=") || of_answer(link)).collect();
        assert!(!exports.is_empty(), "{page} has nothing to take away");
        for link in exports {
            let reply = site.get(&link);
            assert_eq!(reply.status, 200, "{link}: {}", reply.text());
            let kept = reply.header("content-disposition").expect("a name").to_owned();
            assert!(kept.starts_with("attachment; filename=") && kept.is_ascii(), "{link} {kept}");
            let ending = kept.trim_end_matches('"').rsplit('.').next().unwrap().to_owned();
            match ending.as_str() {
                "csv" if link.contains("gb18030") => {
                    let (text, _, wrong) = encoding_rs::GB18030.decode(&reply.body);
                    assert!(!wrong && text.contains("\r\n"), "{link}");
                }
                "csv" => {
                    assert!(reply.body.starts_with("\u{feff}".as_bytes()), "{link}");
                    assert!(reply.text().ends_with("\r\n"), "{link}");
                }
                "xlsx" => {
                    let book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body)).unwrap();
                    assert_eq!(
                        book.sheet_names().last().map(String::as_str),
                        Some("说明"),
                        "{link}"
                    );
                }
                "json" => {
                    let told: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
                    assert!(told["rows"].is_array(), "{link}");
                }
                "parquet" => assert!(reply.body.starts_with(b"PAR1"), "{link}"),
                "png" => assert!(reply.body.starts_with(b"\x89PNG"), "{link}"),
                "svg" => assert!(reply.text().starts_with("<svg"), "{link}"),
                other => panic!("{link}: {other}"),
            }
            forms.insert(ending);
            asked += 1;
        }
    }
    assert_eq!(forms, ["csv", "json", "parquet", "png", "svg", "xlsx"].map(str::to_owned).into());
    let log = succeed(&[
        "audit",
        "list",
        "--limit",
        "5000",
        "--format",
        "csv",
        "--home",
        path(home.path()),
    ]);
    assert!(log.lines().filter(|line| line.contains(",export,")).count() >= asked, "{asked}");
}

#[test]
fn a_file_has_the_filters_of_the_address_and_all_rows() {
    let home = demo_copy();
    let site = Site::serve(home.path());
    let lines = |address: &str| site.get(address).text().lines().count();
    let town = site.links("/").into_iter().find(|link| link.starts_with("/towns/")).unwrap();
    let code = town.trim_start_matches("/towns/");
    let rows = site.get(&format!("{town}?export=csv&of=caseload_by_town")).text();
    assert!(rows.lines().count() > 1);
    assert!(rows.lines().skip(1).all(|row| row.starts_with(code)), "{rows}");
    let filtered = site.get(&format!("/questions/town_overview.csv?town={code}")).text();
    assert_eq!(filtered.lines().count(), 2, "{filtered}");
    let of_town = |state: &str| format!("/ledger?state={state}&town={code}&export=csv&of=leads");
    let all = site.get(&of_town("open")).text();
    assert!(all.lines().skip(1).all(|row| row.contains(code)) && all.lines().count() > 1);
    assert!(lines("/ledger?export=csv&of=leads") > all.lines().count());
    // More rows than a page has, and the same on whatever page it was asked.
    assert!(lines("/ledger?export=csv&of=leads&page=2") > 51);
    // A page with several tables is one workbook; other forms need to know which.
    let book = site.get(&format!("{town}?export=xlsx")).body;
    let book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    assert!(book.sheet_names().len() > 5, "{:?}", book.sheet_names());
    for wrong in [
        "export=csv",
        "export=docx&of=caseload_by_town",
        "export=svg&of=caseload_by_town",
        "export=csv&of=none",
    ] {
        assert_eq!(site.get(&format!("{town}?{wrong}")).status, 404, "{wrong}");
    }
}

#[test]
fn who_may_take_nothing_away_gets_no_file() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let cookie = site.member(home.path(), "root", "system_admin", None);
    let page = site.get_with("/runs", &cookie);
    assert!(page.status == 200 && !page.text().contains("export="));
    assert_eq!(site.get_with("/runs?export=csv", &cookie).status, 403);
    assert_eq!(site.get_with("/?export=csv", &cookie).status, 403);
    let book = site.get_with("/rights.xlsx?lang=en", &cookie);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.body)).unwrap();
    let matrix = book.worksheet_range_at(0).unwrap().unwrap();
    let printed = succeed(&["user", "rights", "--format", "csv"]);
    assert_eq!(matrix.rows().count(), printed.lines().count());
    let out = home.path().join("rights.xlsx");
    succeed(&["user", "rights", "--out", path(&out), "--lang", "en", "--home", path(home.path())]);
    let mut written: Xlsx<_> = Xlsx::new(Cursor::new(std::fs::read(out).unwrap())).unwrap();
    assert_eq!(written.worksheet_range_at(0).unwrap().unwrap(), matrix);
    assert_eq!(site.ask("/rights", &tests::site::Asked::default()).status, 303);
}
