//! A township delivers by itself: files with mistakes are corrected on the page, submitted, and
//! loaded with the others; `load --dry-run` says the same and publishes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tests::browser::{Browser, WIDE};
use tests::desk::Desk;
use tests::site::{Asked, PASSWORD, Reply, Site};
use tests::{delivery, fail, new_home, path, succeed, without_second_factor};
use thirtyfour::prelude::*;

const TOWN: &str = "469002101";
const OTHER_TOWN: &str = "469002100";

/// Column, its place in a row, and texts that cannot be used there.
const MISTAKES: [(&str, usize, &str); 5] = [
    ("户主身份证号", 1, "46900219600101"),
    ("户月保障金额(元)", 5, "六百"),
    ("所属街道", 7, "无名镇"),
    ("最初享受月份", 9, "2024-13"),
    ("近亲属备案", 10, "也许"),
];

/// The households of the town, twenty of them with a mistake each.
fn roster(with_mistakes: bool) -> String {
    let rows = (1..=delivery::HOUSEHOLDS).map(|number| {
        let row = delivery::household(number);
        let mut cells: Vec<&str> = row.split(',').collect();
        if with_mistakes && number % 3 == 0 {
            let (_, at, text) = MISTAKES[number as usize / 3 % MISTAKES.len()];
            cells[at] = text;
        }
        cells.join(",") + "\n"
    });
    format!("{}\n{}", delivery::HOUSEHOLD, rows.collect::<String>())
}

/// What should stand in a cell of the roster.
fn right(row: u64, column: &str) -> String {
    let sound = delivery::household(u32::try_from(row).unwrap() - 1);
    let at = delivery::HOUSEHOLD.split(',').position(|heading| heading == column).unwrap();
    sound.split(',').nth(at).unwrap().to_owned()
}

/// The fields of the rows to correct: name, with file, row and column.
fn to_correct(page: &Reply) -> BTreeMap<String, (String, u64, String)> {
    let text = page.text();
    let labels = text.split("<label for=\"correct-").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\">").unwrap();
        let (label, _) = rest.split_once("</label>").unwrap();
        let (file, rest) = label.split_once(" 第 ").unwrap();
        let (row, column) = rest.split_once(" 行 ").unwrap();
        (name.to_owned(), (file.to_owned(), row.parse().unwrap(), column.to_owned()))
    });
    labels.collect()
}

/// The hidden value of a form.
fn hidden(page: &Reply, name: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

struct Clerk<'a> {
    site: &'a Site,
    cookie: String,
}

impl Clerk<'_> {
    fn look(&self) -> Reply {
        self.site.get_with("/deliver?for=2026-10", &self.cookie)
    }

    fn send(&self, what: &str, more: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
        let page = self.look();
        let token = page.form_token().unwrap();
        let own = [("form_token", &*token), ("what", what), ("for", "2026-10"), ("lang", "zh")];
        let form = [&own, more].concat();
        let cookie = &*self.cookie;
        self.site.ask(
            "/deliver",
            &Asked { method: "POST", cookie, form: &form, files, ..Asked::default() },
        )
    }

    /// Types into the rows to correct what `text` says and saves.
    fn correct(&self, text: impl Fn(usize, u64, &str) -> Option<String>) -> Reply {
        let page = self.look();
        let typed: Vec<(String, String)> = to_correct(&page)
            .into_iter()
            .enumerate()
            .filter_map(|(at, (name, (_, row, column)))| Some((name, text(at, row, &column)?)))
            .collect();
        let state = hidden(&page, "state");
        let typed = typed.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let form: Vec<_> = [("state", &*state)].into_iter().chain(typed).collect();
        self.send("correct", &form, &[])
    }
}

/// A home with October loaded, which asks for no second factor.
fn home(desk: &Desk) -> std::path::PathBuf {
    let home = desk.home();
    without_second_factor(&home);
    load(&home, &desk.delivered);
    home
}

fn load(home: &Path, delivered: &Path) -> String {
    succeed(&["load", path(delivered), "--month", "2026-10", "--home", path(home)])
}

#[test]
fn a_clerk_corrects_a_file_with_twenty_mistakes_and_submits_it() {
    let desk = Desk::new(new_home("national").path());
    let home = home(&desk);
    let site = Site::start(&home, &[]);
    let clerk = Clerk { site: &site, cookie: site.member(&home, "wanquan", "clerk", Some(TOWN)) };
    let other =
        Clerk { site: &site, cookie: site.member(&home, "jiaji", "clerk", Some(OTHER_TOWN)) };

    let task = || {
        let page = site.get_with("/tasks", &clerk.cookie).text();
        let row = page.split("<tr>").find(|row| row.contains("上报 2026-10 数据")).expect("a task");
        let cells = row.split("<td").skip(1).filter_map(|cell| cell.split(['>', '<']).nth(1));
        cells.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(task(), "● 数据已装载 0");
    assert_eq!(site.get_with("/deliver", &clerk.cookie).status, 200);
    assert_eq!(clerk.send("submit", &[], &[]).status, 422, "nothing to submit");
    let taken = clerk.send("upload", &[], &[("../../keys/名册.exe", b"x")]);
    assert_eq!(taken.status, 422);
    assert!(taken.text().contains("无法收取文件"), "{}", taken.text());

    // A row of another town is told, and goes with the file that it came in.
    let foreign = roster(false).replacen("万泉镇,新民村", "嘉积镇,先锋村", 1);
    let page = clerk.send("upload", &[], &[("households.csv", foreign.as_bytes())]);
    assert!(page.text().contains("属于其他镇（区）的行 1 行"), "{}", page.text());
    assert_eq!(clerk.send("submit", &[], &[]).status, 422);

    let broken = roster(true);
    let page = clerk.send("upload", &[], &[("households.csv", broken.as_bytes())]);
    assert!(page.text().contains("不能使用的行 20 行"), "{}", page.text());
    assert_eq!(to_correct(&page).len(), 20);
    assert_eq!(task(), "■ 待补正 20");
    assert!(!other.look().text().contains("households.csv"), "another town's draft");

    // Half of them at first, one of those wrong again; then the rest.
    let page = clerk.correct(|at, row, column| match at {
        0 => Some("还是错".to_owned()),
        1..10 => Some(right(row, column)),
        _ => None,
    });
    assert_eq!(page.status, 200, "{}", page.text());
    let left = to_correct(&page);
    assert_eq!(left.len(), 11, "{left:?}");
    let in_correction: Vec<_> =
        left.values().filter(|(file, ..)| file != "households.csv").collect();
    assert_eq!(in_correction.len(), 1, "{left:?}");
    assert_eq!(clerk.send("submit", &[], &[]).status, 422);
    let wrong_again = left.iter().find(|(_, (file, ..))| file != "households.csv").unwrap();
    let (again, column) = (wrong_again.0.clone(), wrong_again.1.2.clone());
    let first = roster(true).lines().position(|row| {
        let (_, at, text) = MISTAKES.into_iter().find(|(name, ..)| *name == column).unwrap();
        row.split(',').nth(at) == Some(text)
    });
    let first = first.unwrap() as u64 + 1;
    let names: Vec<String> = left.keys().cloned().collect();
    let page = clerk.correct(|at, row, column| {
        Some(if names[at] == again { right(first, column) } else { right(row, column) })
    });
    let text = page.text();
    assert!(text.contains("检查没有发现问题，共 60 行"), "{text}");
    assert!(text.contains("id=\"submit\""), "{text}");
    assert_eq!(task(), "▲ 可以提交 1");

    let sent = clerk.send("submit", &[], &[]);
    assert!(sent.text().contains("已提交。回执号 "), "{}", sent.text());
    assert_eq!(task(), "● 已提交 0");
    let incoming = home.join("incoming/2026-10");
    let files = fs::read_dir(incoming.join(TOWN)).unwrap().count();
    assert_eq!(files, 3, "the roster and two workbooks of corrections");
    let page = clerk.look().text();
    assert!(page.contains("还没有文件") && page.contains("wanquan"), "{page}");
    assert!(!other.look().text().contains("wanquan"));

    // The operator loads it with what other departments sent.
    for file in ["units.csv", "persons.csv", "payments.csv"] {
        fs::copy(desk.path(file), incoming.join(file)).unwrap();
    }
    let loaded = load(&home, &incoming);
    assert!(
        loaded.lines().any(|line| line.starts_with("households") && line.contains("60")),
        "{loaded}"
    );
    let asked = ["audit", "list", "--search", "submit", "--format", "csv", "--home", path(&home)];
    let log = succeed(&asked);
    assert_eq!(log.matches(",submit,").count(), 1, "{log}");
}

#[tokio::test]
async fn a_clerk_delivers_in_a_browser() {
    let desk = Desk::new(new_home("national").path());
    let home = home(&desk);
    let site = Site::start(&home, &[]);
    site.member(&home, "wanquan", "clerk", Some(TOWN));
    let browser = Browser::open().await;
    let driver = &browser.driver;
    browser.go(site.url("/login")).await;
    for (field, text) in [("name", "wanquan"), ("password", PASSWORD)] {
        driver.find(By::Name(field)).await.unwrap().send_keys(text).await.unwrap();
    }
    browser.click(By::Css("main form button")).await;
    browser.click(By::LinkText("上报")).await;
    let mut wrong = browser.mistakes().await;

    let file = desk.path("households.csv");
    fs::write(&file, roster(false).replacen(",600.00,", ",六百,", 1)).unwrap();
    driver.find(By::Css("input[type=file]")).await.unwrap().send_keys(path(&file)).await.unwrap();
    browser.click(By::Css("#upload button")).await;
    wrong.extend(browser.mistakes().await);
    browser.picture("repair-zh", WIDE).await;
    let field = driver.find(By::Name("row-0")).await.unwrap();
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("六百"));
    field.clear().await.unwrap();
    field.send_keys("600.00").await.unwrap();
    browser.onward(field.send_keys(Key::Enter)).await;
    wrong.extend(browser.mistakes().await);
    browser.click(By::Css("#submit button")).await;
    let answer = driver.find(By::Css(".answer")).await.unwrap().text().await.unwrap();
    assert!(answer.starts_with("已提交。回执号 "), "{answer}");
    browser.click(By::Css(".lang a")).await;
    let title = driver.find(By::Css("h1")).await.unwrap().text().await.unwrap();
    assert!(title.ends_with("files for 2026-11"), "{title}");
    wrong.extend(browser.mistakes().await);
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_dry_run_says_what_a_load_would_and_publishes_nothing() {
    let desk = Desk::new(new_home("national").path());
    let home = desk.home();
    let load =
        ["load", path(&desk.delivered), "--month", "2026-10", "--dry-run", "--home", path(&home)];
    let snapshots = || succeed(&["snapshots", "--format", "csv", "--home", path(&home)]);
    let sound = succeed(&load);
    assert!(
        sound.lines().any(|line| line.starts_with("households") && line.contains("60")),
        "{sound}"
    );
    assert_eq!(snapshots().lines().count(), 1);
    desk.put("households.csv", roster(true));
    let said = fail(4, &load);
    assert!(said.contains("households.csv:4 户月保障金额(元) [六百]"), "{said}");
    desk.remove("payments.csv");
    desk.put("households.csv", roster(false));
    let said = fail(4, &load);
    assert!(said.contains("发放"), "{said}");
    assert_eq!(snapshots().lines().count(), 1);
    assert_eq!(fs::read_dir(home.join("checking")).unwrap().count(), 0, "what a check leaves");
}
