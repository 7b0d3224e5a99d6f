//! The analysis bench from outside: what is chosen is counted, shown, taken away, proved anew and saved
//! as a draft that is a dashboard once it is put among the definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tests::browser::Browser;
use tests::site::{Reply, Site};
use tests::{demo_copy, demo_home, fail, path, run, sheet, succeed, without_second_factor};
use thirtyfour::prelude::*;

type Row = BTreeMap<String, String>;

const HIDDEN: &str = "＊";

/// An analysis at the command line.
fn query(home: &Path, by: &str, measures: &str, more: &[&str]) -> Vec<Row> {
    let (by, measures) = (format!("by={by}"), format!("measures={measures}"));
    let asked = ["query", "caseload_analysis", "--param", &by, "--param", &measures];
    let rest = ["--format", "csv", "--home", path(home)];
    sheet::rows(&succeed(&[&asked[..], more, &rest].concat()))
}

/// The households on the roll of a month, as delivered.
fn delivered(home: &Path, month: &str) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let revision = format!("{month}.r1");
    let asked =
        ["export", &revision, "--table", "households", "--format", "csv", "--out", path(&out)];
    succeed(&[&asked[..], &["--home", path(home)]].concat());
    let rows = sheet::rows(&std::fs::read_to_string(out.join("households.csv")).unwrap());
    let is_on = |row: &Row| row["first_benefit_month"].as_str() <= month;
    let of_month = |mut row: Row| {
        row.insert("month".to_owned(), month.to_owned());
        row
    };
    rows.into_iter().filter(is_on).map(of_month).collect()
}

fn fen(yuan: &str) -> i64 {
    if yuan.is_empty() { 0 } else { yuan.replace('.', "").parse().unwrap() }
}

/// What the analysis should say of these rows, group by group.
fn counted(rows: &[Row], by: &[&str]) -> Vec<Row> {
    let mut groups: BTreeMap<Vec<String>, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(by.iter().map(|name| row[*name].clone()).collect()).or_default().push(row);
    }
    let count = |(key, rows): (Vec<String>, Vec<&Row>)| {
        let households: BTreeSet<&String> = rows.iter().map(|row| &row["household_key"]).collect();
        let paid: Vec<&&Row> = rows.iter().filter(|row| fen(&row["total_amount"]) > 0).collect();
        let paid_households: BTreeSet<&String> =
            paid.iter().map(|row| &row["household_key"]).collect();
        let paid = paid.len();
        let sum: i64 = rows.iter().map(|row| fen(&row["total_amount"])).sum();
        let mean = (paid > 0).then(|| (2 * sum + paid as i64) / (2 * paid as i64));
        let measures = [
            ("households_count", households.len().to_string()),
            ("paid_households_count", paid_households.len().to_string()),
            ("paid_months_count", paid.to_string()),
            ("amount_yuan", sheet::yuan(sum)),
            ("amount_mean_yuan", mean.map(sheet::yuan).unwrap_or_default()),
        ];
        let keys = by.iter().copied().zip(key);
        keys.chain(measures).map(|(name, cell)| (name.to_owned(), cell)).collect()
    };
    groups.into_iter().map(count).collect()
}

#[test]
fn what_is_chosen_is_what_the_delivered_tables_count() {
    let home = demo_home();
    let months = ["2026-08", "2026-09", "2026-10"];
    let rows: Vec<Row> = months.iter().flat_map(|month| delivered(&home, month)).collect();
    assert!(rows.len() > 3_000, "{}", rows.len());
    let period = ["--param", "from=2026-08", "--param", "to=2026-10"];
    for by in ["town_code", "month,programme", "programme,town_code,month", ""] {
        let answer = query(&home, by, "households_count,amount_mean_yuan", &period);
        let names: Vec<&str> = by.split(',').filter(|name| !name.is_empty()).collect();
        assert_eq!(answer, counted(&rows, &names), "by {by}");
    }
    let town = rows[0]["town_code"].clone();
    let own: Vec<Row> = rows.into_iter().filter(|row| row["town_code"] == town).collect();
    let town = format!("town={town}");
    let more = [&period[..], &["--param", &town]].concat();
    let answer = query(&home, "programme", "households_count,amount_mean_yuan", &more);
    assert_eq!(answer, counted(&own, &["programme"]));
}

#[test]
fn what_cannot_be_chosen_is_refused_before_it_is_sql() {
    let home = demo_home();
    for (param, said) in [
        ("by=household_key", "household_key"),
        ("by=month,month", "month,month"),
        ("by=month,town_code,programme,area", "0 to 3"),
        ("by=1) UNION SELECT name FROM persons --", "UNION"),
        ("measures=", "1 to"),
        ("measures=SUM(annual_income)", "SUM(annual_income)"),
    ] {
        let asked = ["query", "caseload_analysis", "--param", param, "--lang", "en"];
        let asked = [&asked[..], &["--home", path(&home)]].concat();
        fail(2, &asked);
        let told = String::from_utf8(run(&asked).stderr).unwrap();
        assert!(told.contains(said) && told.contains("choose"), "{param}: {told}");
    }
}

/// Somebody at the pages.
struct Member<'a> {
    site: &'a Site,
    cookie: String,
}

impl<'a> Member<'a> {
    fn new(site: &'a Site, home: &Path, name: &str, role: &str) -> Self {
        Self { site, cookie: site.member(home, name, role, None) }
    }

    fn look(&self, page: &str) -> Reply {
        self.site.get_with(page, &self.cookie)
    }

    fn rows(&self, page: &str) -> Vec<Row> {
        let reply = self.look(page);
        assert_eq!(reply.status, 200, "{page}: {}", reply.text());
        sheet::rows(&reply.text())
    }

    /// Saves a choice; gives the reply.
    fn save(&self, name: &str, titles: [&str; 2], params: &[&str]) -> Reply {
        let token = self.look("/account").form_token().unwrap();
        let fields = [
            ("form_token", token.as_str()),
            ("lang", "en"),
            ("question", "caseload_analysis"),
            ("name", name),
            ("title_zh", titles[0]),
            ("title_en", titles[1]),
        ];
        let params = params.iter().map(|param| ("param", *param));
        let fields: Vec<_> = fields.into_iter().chain(params).collect();
        self.site.post("/analysis/drafts", &self.cookie, &fields)
    }
}

#[test]
fn a_choice_is_an_address_with_table_drawing_files_and_receipt() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let planner = Member::new(&site, home.path(), "zhao", "planner");
    assert!(planner.look("/analysis").text().contains("/questions/caseload_analysis"));

    // What a form of lists and boxes sends.
    let chosen = "by=town_code&by=programme&by=&measures=households_count&measures=amount_yuan";
    let page = planner.look(&format!("/questions/caseload_analysis?{chosen}&from=2026-10"));
    let text = page.text();
    assert_eq!(page.status, 200, "{text}");
    let (table, figure) = (text.find("<table>").unwrap(), text.find("<figure").unwrap());
    assert!(table < figure, "the table first");
    for said in ["GROUP BY town_code, programme", "按镇（区）、救助项目", "id=\"draft\"", "DC-7"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let file = "by=town_code,programme&measures=households_count,amount_yuan&from=2026-10";
    let rows = planner.rows(&format!("/questions/caseload_analysis.csv?{file}"));
    let more = ["--param", "from=2026-10"];
    let measures = "households_count,amount_yuan";
    assert_eq!(rows, query(home.path(), "town_code,programme", measures, &more));
    for form in ["xlsx", "json", "parquet", "svg", "png"] {
        let reply = planner.look(&format!("/questions/caseload_analysis.{form}?{file}"));
        assert_eq!(reply.status, 200, "{form}");
    }
    let (_, rest) = text.split_once("/receipts?code=").expect("a receipt");
    let asked = ["receipt", "verify", &rest[..16], "--format", "csv", "--home", path(home.path())];
    let verified = sheet::rows(&succeed(&asked));
    assert!(verified.iter().all(|row| row.values().all(|cell| cell != "false")), "{verified:?}");
    for lang in ["zh", "en"] {
        let address = format!("/questions/caseload_analysis?by=household_key&lang={lang}");
        assert_eq!(planner.look(&address).status, 400, "{lang}");
    }
}

#[test]
fn a_draft_is_the_file_of_a_dashboard() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let site = Site::start(home, &[]);
    let planner = Member::new(&site, home, "zhao", "planner");
    let leader = Member::new(&site, home, "chen", "leadership");
    let titles = ["各镇 \"户均\"", "Means by town"];
    let first = ["by=town_code", "measures=amount_mean_yuan", "from=2026-10"];
    for (name, titles, params, said) in [
        ("No Name", titles, &first[..], "No Name"),
        ("planner", titles, &first, "planner"),
        ("means", ["", "Means"], &first, "zh"),
        ("means", titles, &["by=household_key"], "household_key"),
        ("means", titles, &["month=2026-10"], "month"),
    ] {
        let reply = planner.save(name, titles, params);
        let text = reply.text();
        assert_eq!(reply.status, 422, "{name} {params:?}: {text}");
        assert!(
            text.contains(said) && text.contains(&format!("value=\"{name}\"")),
            "{said} {text}"
        );
    }
    let reply = planner.save("means", titles, &first);
    assert_eq!(
        reply.header("location"),
        Some("/analysis/drafts/means?lang=en"),
        "{}",
        reply.text()
    );
    // Again under the name: one panel more, the titles stay.
    let second = ["by=month,programme", "measures=households_count"];
    assert_eq!(planner.save("means", ["", ""], &second).status, 303);
    assert_eq!(leader.save("means", titles, &first).status, 403);
    let shown = planner.look("/analysis/drafts/means").text();
    assert_eq!(shown.matches("<figure").count(), 2, "{shown}");
    assert!(shown.contains("各镇 &#34;户均&#34;"), "{shown}");
    assert!(planner.look("/analysis?lang=en").text().contains("Means by town"));
    // Whoever sees no persons sees the draft as any dashboard.
    assert!(leader.look("/analysis/drafts/means").text().contains("＊"));

    let text = planner.look("/analysis/drafts/means.toml").text();
    assert_eq!(succeed(&["draft", "show", "means", "--home", path(home)]), text);
    drop(site);
    std::fs::create_dir_all(home.join("dashboards")).unwrap();
    std::fs::write(home.join("dashboards/means_by_town.toml"), &text).unwrap();
    succeed(&["doctor", "--home", path(home)]);
    let site = Site::serve_beside_accounts(home);
    let served = site.get("/dashboards/means_by_town").text();
    assert_eq!(served.matches("<figure").count(), 2, "{served}");

    // What the command line saves is a draft too; who saved it removes it.
    let file = home.join("towns_again.toml");
    std::fs::write(&file, &text).unwrap();
    succeed(&["draft", "save", path(&file), "--home", path(home)]);
    fail(2, &["draft", "remove", "means", "--home", path(home)]);
    succeed(&["draft", "remove", "towns_again", "--home", path(home)]);
    fail(2, &["draft", "show", "towns_again", "--home", path(home)]);
    succeed(&["doctor", "--records", "--home", path(home)]);
}

#[tokio::test]
async fn a_planner_chooses_and_saves_without_scripts() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let planner = site.member(home.path(), "zhao", "planner", None);
    let browser = Browser::without_scripts().await;
    browser.hold(&site, &planner).await;
    for (lang, title, name) in [("zh", "在保家庭分析", "bench_zh"), ("en", "Caseload", "bench_en")]
    {
        browser.go(site.url(&format!("/analysis?lang={lang}"))).await;
        browser.click(By::PartialLinkText(title)).await;
        let driver = &browser.driver;
        for (id, value) in [("by-1", "size_band"), ("by-2", "area"), ("from", "2026-10")] {
            let option = format!("#{id} option[value='{value}']");
            driver.find(By::Css(option)).await.unwrap().click().await.unwrap();
        }
        let mean = By::Css("input[value='amount_mean_yuan']");
        driver.find(mean).await.unwrap().click().await.unwrap();
        browser.click(By::Css("main .form button")).await;
        let address = driver.current_url().await.unwrap();
        let query = address.query().unwrap().to_owned();
        assert!(query.contains("by=size_band&by=area"), "{query}");
        assert_eq!(driver.find_all(By::Css("main table")).await.unwrap().len(), 1);
        assert!(!driver.find_all(By::Css("main figure svg")).await.unwrap().is_empty());
        for (field, typed) in [("name", name), ("title_zh", "城乡户均"), ("title_en", "Means")]
        {
            let field = driver.find(By::Id(format!("draft-{field}"))).await.unwrap();
            field.send_keys(typed).await.unwrap();
        }
        browser.click(By::Css("#draft button")).await;
        let address = driver.current_url().await.unwrap();
        assert_eq!(address.path(), format!("/analysis/drafts/{name}"));
        let shown = driver.find(By::Css("main")).await.unwrap().text().await.unwrap();
        assert!(shown.contains("question = \"caseload_analysis\""), "{shown}");
        assert!(shown.contains("by = \"size_band,area\""), "{shown}");
    }
}

#[test]
fn no_two_choices_give_a_hidden_sum_away() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let leader = Member::new(&site, home.path(), "chen", "leadership");
    let inspector = Member::new(&site, home.path(), "wang", "inspection");
    let ask = |member: &Member<'_>, by: &str| {
        let measures = "measures=households_count,amount_mean_yuan&from=2026-10";
        member.rows(&format!("/questions/caseload_analysis.csv?by={by}&{measures}"))
    };
    let (mut hidden, mut tried) = (0, 0);
    for (coarse, fine) in [
        ("programme", "programme,size_band"),
        ("town_code", "town_code,programme"),
        ("size_band", "size_band,years_band"),
        ("poverty_cause", "poverty_cause,area"),
        ("town_code", "town_code,years_band"),
    ] {
        let (totals, seen) = (ask(&leader, coarse), ask(&leader, fine));
        let truth = ask(&inspector, fine);
        assert_eq!(seen.len(), truth.len());
        for (seen, truth) in seen.iter().zip(&truth) {
            let count: i64 = truth["paid_households_count"].parse().unwrap();
            match seen["paid_households_count"].as_str() {
                HIDDEN => {
                    for made in ["amount_yuan", "amount_mean_yuan", "paid_months_count"] {
                        let is_shown = seen[made] != HIDDEN && !truth[made].is_empty();
                        assert!(!is_shown, "{fine} {made} {truth:?}");
                    }
                }
                shown => {
                    assert!(count == 0 || count >= 5, "{fine} {truth:?}");
                    assert_eq!(shown.parse::<i64>().unwrap() % 5, 0, "{fine} {truth:?}");
                }
            }
        }
        // A group of which one part alone is hidden: the total less the other parts.
        for total in totals.iter().filter(|total| total["amount_yuan"] != HIDDEN) {
            let of_it = |row: &&(&Row, &Row)| row.0[coarse] == total[coarse];
            let pairs: Vec<(&Row, &Row)> = seen.iter().zip(&truth).collect();
            let parts: Vec<&(&Row, &Row)> = pairs.iter().filter(of_it).collect();
            let is_hidden = |pair: &&&(&Row, &Row)| pair.0["amount_yuan"] == HIDDEN;
            let closed: Vec<_> = parts.iter().filter(is_hidden).collect();
            hidden += closed.len();
            let sums = |hidden: bool| -> i64 {
                let parts = parts.iter().filter(|pair| (pair.0["amount_yuan"] == HIDDEN) == hidden);
                let cells = parts.map(|(seen, truth)| if hidden { truth } else { seen });
                cells.map(|row| fen(&row["amount_yuan"])).sum()
            };
            if !closed.is_empty() && sums(true) > 0 {
                tried += 1;
                let guess = fen(&total["amount_yuan"]) - sums(false);
                assert_ne!(guess, sums(true), "{fine} {total:?}");
            }
        }
    }
    assert!(hidden > 20 && tried > 5, "{hidden} hidden, {tried} tried");
}
