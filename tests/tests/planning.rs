//! The planner's bench from outside: a scenario is entered, looked at, saved, changed, compared and
//! removed; what is saved is the file of the command line.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use tests::site::{Reply, Site};
use tests::{demo_copy, fail, path, sheet, succeed, without_second_factor};

/// The fields of a whole form.
const FORM: [(&str, &str); 9] = [
    ("title", "城乡标准提高"),
    ("effective_from", "2027-01-01"),
    ("urban", "820"),
    ("urban_per", "month"),
    ("rural", "7200.50"),
    ("rural_per", "year"),
    ("take_up_urban", "0.8"),
    ("take_up_rural", "0.6"),
    ("newly_eligible", "1"),
];

/// A planner, or somebody else, at the pages.
struct Planner<'a> {
    site: &'a Site,
    cookie: String,
}

impl Planner<'_> {
    fn look(&self, page: &str) -> Reply {
        self.site.get_with(page, &self.cookie)
    }

    /// Sends a form with these fields in place of the usual ones, and more.
    fn save(&self, other: &[(&str, &str)]) -> Reply {
        let usual = FORM.into_iter().filter(|(name, _)| !other.iter().any(|(own, _)| own == name));
        let fields: Vec<_> = usual.chain(other.iter().copied()).collect();
        self.post("/scenarios", &fields)
    }

    fn post(&self, page: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.look("/account").form_token().unwrap();
        let form = [&[("form_token", &*token), ("lang", "zh")], fields].concat();
        self.site.post(page, &self.cookie, &form)
    }
}

/// The page that a reply sends to.
fn sent_to(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.header("location").unwrap().to_owned()
}

fn scenario(home: &Path, arguments: &[&str]) -> String {
    succeed(&[&["scenario"], arguments, &["--home", path(home)]].concat())
}

/// The text between two others.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from} is not in {text}"));
    rest.split_once(to).unwrap().0
}

#[test]
fn a_planner_looks_saves_changes_compares_and_removes() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let site = Site::start(home, &[]);
    let member = |name: &str, role: &str| Planner {
        site: &site,
        cookie: site.member(home, name, role, None),
    };
    let (zhao, qian) = (member("zhao", "planner"), member("qian", "planner"));

    // To try is an address; nothing is saved by it.
    let tried = zhao.look("/planning?urban=820&rural=7200.50&rural_per=year&take_up_urban=0.8");
    let text = tried.text();
    assert_eq!(tried.status, 200, "{text}");
    for said in
        ["新增符合条件", "id=\"by-town\"", "id=\"by-group\"", "id=\"save\"", "value=\"0.8\""]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(scenario(home, &["list", "--format", "csv"]).lines().count() == 1);

    let page = sent_to(&zhao.save(&[]));
    assert_eq!(page, "/scenarios/1");
    let shown = zhao.look(&page).text();
    for said in ["城乡标准提高", "zhao", "第 1 版，共 1 版", "7200.50/12", "id=\"remove\""]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }

    // What is saved is the file, and the command line computes the same of it.
    let file = home.join("saved.toml");
    std::fs::write(&file, scenario(home, &["show", "1"])).unwrap();
    let rows = succeed(&["plan", path(&file), "--format", "csv", "--home", path(home)]);
    let exported = zhao.look("/scenarios/1?export=csv&of=plan").text();
    assert_eq!(sheet::rows(&exported), sheet::rows(&rows));

    // A change is a new revision, and only of the latest.
    let change = between(&shown, "class=\"actions\"><a href=\"", "\"").replace("&#38;", "&");
    let form = zhao.look(&change.replace("&amp;", "&")).text();
    assert!(form.contains("id=\"save-next\"") && form.contains("第 2 版"), "{form}");
    let next = [("urban", "850"), ("scenario", "1"), ("revision", "1")];
    assert_eq!(sent_to(&qian.save(&next)), "/scenarios/1");
    let late = zhao.save(&next);
    assert_eq!(late.status, 422);
    assert!(late.text().contains("qian 已保存第 2 版"), "{}", late.text());
    assert!(scenario(home, &["show", "1"]).contains("\"850.00\""));
    assert!(scenario(home, &["show", "1", "--revision", "1"]).contains("\"820.00\""));
    let first = zhao.look("/scenarios/1?revision=1").text();
    assert!(first.contains("第 1 版，共 2 版") && first.contains("820.00"), "{first}");
    assert_eq!(zhao.look("/scenarios/1?revision=3").status, 404);

    // A file of the command line is a scenario of the pages.
    let own = home.join("own.toml");
    let text = "title = \"只提农村\"\neffective_from = 2027-07-01\n# why\n\
                [standards]\nurban = 600\nrural = 560\n";
    std::fs::write(&own, text).unwrap();
    assert_eq!(scenario(home, &["save", path(&own)]), "2\n");
    assert_eq!(scenario(home, &["show", "2"]), text);
    assert!(zhao.look("/planning").text().contains("只提农村"));
    fail(2, &["scenario", "save", path(&own), "--home", path(home)]);

    // Only who saved a scenario first removes it, and it is in the log with all the rest.
    assert!(!qian.look("/scenarios/1").text().contains("id=\"remove\""));
    assert_eq!(qian.post("/scenarios/1/remove", &[]).status, 422);
    assert_eq!(sent_to(&zhao.post("/scenarios/1/remove", &[])), "/planning");
    assert_eq!(zhao.look("/scenarios/1").status, 404);
    let log = ["audit", "list", "--search", "scenario", "--format", "csv", "--home", path(home)];
    let log = sheet::rows(&succeed(&log));
    let steps = log.iter().map(|row| (row["actor"].as_str(), row["action"].as_str()));
    let mut steps: Vec<_> = steps.filter(|(_, action)| action.starts_with("scenario.")).collect();
    steps.reverse();
    assert_eq!(
        steps,
        [
            ("zhao", "scenario.save"),
            ("qian", "scenario.save"),
            ("command line", "scenario.save"),
            ("zhao", "scenario.remove"),
        ]
    );
    succeed(&["doctor", "--records", "--home", path(home)]);
}

#[test]
fn every_mistake_is_named_at_its_field_and_what_was_typed_stays() {
    let home = demo_copy();
    without_second_factor(home.path());
    let site = Site::start(home.path(), &[]);
    let planner =
        Planner { site: &site, cookie: site.member(home.path(), "zhao", "planner", None) };
    let wrong = [
        ("title", ""),
        ("effective_from", "明年"),
        ("urban", "六百"),
        ("rural", "-5"),
        ("take_up_urban", "80%"),
        ("take_up_rural", "1.5"),
    ];
    let page = planner.save(&wrong);
    assert_eq!(page.status, 422);
    let text = page.text();
    for (field, typed) in &wrong[1..] {
        let place = between(&text, &format!("id=\"try-{field}\""), ">");
        assert!(place.contains("aria-invalid=\"true\""), "{field}: {place}");
        assert!(place.contains(&format!("value=\"{typed}\"")), "{field}: {place}");
        assert!(place.contains(&format!("try-{field}-wrong")), "{field}: {place}");
        assert!(text.contains(&format!("<a href=\"#try-{field}\">")), "{field}: {text}");
    }
    // The name is asked for where there is a result to save.
    assert!(page.text().contains("有 5 处需要改正"));

    // Without a name there is a result, and the name is asked for beside the button.
    let page = planner.save(&[("title", " ")]);
    let text = page.text();
    assert_eq!(page.status, 422);
    assert!(between(&text, "id=\"save-title\"", ">").contains("aria-invalid"), "{text}");
    assert!(text.contains("id=\"result\"") && text.contains("请给方案起一个名称"), "{text}");

    // To try what cannot be is a page with the form, in the language that was asked for.
    for (address, said) in [
        ("/planning?urban=abc&rural=1&lang=en", "`abc` is not an amount"),
        ("/planning?urban=500&rural=600&lang=en", "above the urban one"),
        ("/planning?urban=500&rural=&lang=en", "enter the standard"),
        ("/planning?urban=500&rural=400&take_up_rural=2", "不是 0 到 1 之间"),
    ] {
        let page = planner.look(address);
        assert_eq!(page.status, 400, "{address}");
        let text = page.text();
        assert!(text.contains(said) && !text.contains("id=\"result\""), "{address}: {text}");
    }
    let waived = planner.look("/planning?urban=500&rural=600&rural_above_urban=1");
    assert_eq!(waived.status, 200);
    let list = ["scenario", "list", "--format", "csv", "--home", path(home.path())];
    assert_eq!(succeed(&list).lines().count(), 1, "nothing wrong was saved");
}

/// The rows of a sheet of a workbook as texts.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: usize) -> Vec<Vec<Data>> {
    let range = book.worksheet_range_at(sheet).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn scenarios_stand_side_by_side_and_the_comparison_is_a_file() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let site = Site::start(home, &[]);
    let planner = Planner { site: &site, cookie: site.member(home, "zhao", "planner", None) };
    let leader = Planner { site: &site, cookie: site.member(home, "chen", "leadership", None) };
    for (title, urban) in [("甲", "700"), ("乙", "760"), ("丙", "820"), ("丁", "640")] {
        let more = [("title", title), ("urban", urban), ("rural", "500"), ("rural_per", "month")];
        sent_to(&planner.save(&[&more[..], &[("continuing", "1")]].concat()));
    }
    let picked = "/planning/compare?with_1=1&with_3=1&with_2=1";
    let page = planner.look(picked).text();
    for said in ["方案1：甲", "方案2：乙", "方案3：丙", "“丙”每月支出最多", "“甲”最少", "checked"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    for wrong in ["", "?with_1=1", "?with_1=1&with_2=1&with_3=1&with_4=1", "?with_9=1&with_x=1"] {
        let reply = planner.look(&format!("/planning/compare{wrong}"));
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(reply.text().contains("请选两个或三个方案"), "{wrong}");
    }

    // The rows are those of each scenario alone, to the fen.
    let rows = sheet::rows(&planner.look(&format!("{picked}&export=csv&of=comparison")).text());
    for (number, id) in [("1", "1"), ("2", "2"), ("3", "3")] {
        let alone = planner.look(&format!("/scenarios/{id}?export=csv&of=plan")).text();
        let alone = sheet::rows(&alone);
        assert_eq!(alone.len(), rows.len());
        for (one, row) in alone.iter().zip(&rows) {
            assert_eq!(one["town_code"], row["town_code"]);
            assert_eq!(one["yuan_after"], row[&format!("yuan_after_{number}")]);
            assert_eq!(one["households_after"], row[&format!("households_after_{number}")]);
        }
    }
    let printed =
        succeed(&["scenario", "compare", "1", "2", "3", "--format", "csv", "--home", path(home)]);
    assert_eq!(sheet::rows(&printed), rows);

    let book = planner.look(&format!("{picked}&export=xlsx")).body;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let names = book.sheet_names().to_vec();
    assert_eq!(names.len(), 3, "{names:?}");
    let towns = cells(&mut book, 1);
    assert!(matches!(towns[1][3], Data::Float(_)), "money is a number: {:?}", towns[1]);
    let notes = format!("{:?}", cells(&mut book, 2));
    for said in ["1.title = 甲", "2.standards.urban = 760.00", "核验码"] {
        assert!(notes.contains(said), "{said}: {notes}");
    }

    // The receipt of the comparison is verified like any other.
    let (_, rest) = page.split_once("/receipts?code=").expect("a receipt");
    let asked = ["receipt", "verify", &rest[..16], "--format", "csv", "--home", path(home)];
    let verified = sheet::rows(&succeed(&asked));
    assert!(verified.iter().all(|row| row.values().all(|cell| cell != "false")), "{verified:?}");

    // Leadership reads and compares, and changes nothing.
    let read = leader.look("/scenarios/1");
    assert!(read.status == 200 && !read.text().contains("id=\"remove\""));
    assert!(!leader.look("/planning?urban=700&rural=500").text().contains("id=\"save\""));
    assert_eq!(leader.look(picked).status, 200);
    assert_eq!(leader.save(&[]).status, 403);
    assert_eq!(leader.post("/scenarios/1/remove", &[]).status, 403);
    for role in ["inspection", "audit_admin"] {
        let other = Planner { site: &site, cookie: site.member(home, role, role, None) };
        assert_eq!(other.look("/scenarios/1").status, 403, "{role}");
    }
}
