//! Circulars from outside: drafted from the month, signed by leadership, read by the towns, taken
//! away as DOCX and PDF, corrected and taken back.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::site::{Reply, Site};
use tests::{demo_copy, fail, path, python_packages, root, sheet, succeed, without_second_factor};

const PAGE: &str = "/circulars/monthly_circular";

struct Member<'a> {
    site: &'a Site,
    cookie: String,
}

impl Member<'_> {
    fn look(&self, page: &str) -> Reply {
        self.site.get_with(page, &self.cookie)
    }

    /// Sends the form of the page with this id, its hidden fields as they stand there.
    fn send(&self, text: &str, id: &str, typed: &[(&str, &str)]) -> Reply {
        let form = text.split("<form").find(|form| form.contains(&format!("id=\"{id}\"")));
        let form = form.unwrap_or_else(|| panic!("no form {id}: {text}"));
        let value = |tag: &str, name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            Some(rest.split_once('"')?.0.replace("&amp;", "&").replace("&#38;", "&"))
        };
        let hidden: Vec<(String, String)> = form
            .split("<input type=\"hidden\"")
            .skip(1)
            .filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?)))
            .collect();
        let fields = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = fields.chain(typed.iter().copied()).collect();
        self.site.post(&value(form, "action").unwrap(), &self.cookie, &fields)
    }
}

fn read(file: &Path) -> Value {
    let said = Command::new("python3")
        .arg(root().join("tests/read_papers.py"))
        .arg(file)
        .env("PYTHONPATH", python_packages())
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

fn text(of: &Value) -> String {
    of.to_string()
}

#[test]
fn leadership_signs_and_the_towns_read_what_was_signed() {
    let home = demo_copy();
    let home = home.path();
    without_second_factor(home);
    let site = Site::start(home, &[]);
    let towns = succeed(&["query", "town_overview", "--format", "csv", "--home", path(home)]);
    let towns = sheet::rows(&towns);
    let member = |name: &str, role: &str, town: Option<&str>| Member {
        site: &site,
        cookie: site.member(home, name, role, town),
    };
    let leader = member("li", "leadership", None);
    let inspector = member("wang", "inspection", None);
    let clerk = member("chen", "clerk", Some(&towns[0]["town_code"]));

    // A draft is for those who see the city, and says that it is one.
    assert_eq!(clerk.look(PAGE).status, 404);
    assert!(clerk.look("/circulars").text().contains("还没有签发的通报"));
    let draft = inspector.look(PAGE).text();
    assert!(draft.contains("草稿，未签发") && !draft.contains("id=\"sign\""), "{draft}");
    // As leaders see it, so that no other reader learns more from it.
    let tiles = leader.look("/questions/overview_tiles.csv").text();
    let households = &sheet::rows(tiles.trim_start_matches('\u{feff}'))[0]["households_count"];
    for town in &towns {
        assert!(draft.contains(&town["town_name"]), "{}", town["town_name"]);
    }
    let plain: String = draft.chars().filter(|letter| *letter != ',').collect();
    assert!(plain.contains(&format!("在保家庭{households}户")), "{draft}");
    let id = draft.split("of=").nth(1).and_then(|rest| rest.split('"').next()).expect("a table");
    let rows = inspector.look(&format!("{PAGE}?export=csv&of={id}")).text();
    assert!(rows.contains(&towns[0]["town_name"]), "{id}: {rows}");
    assert_eq!(inspector.look(&format!("{PAGE}?revision=7")).status, 404);
    for file in [".docx", ".pdf"] {
        assert_eq!(inspector.look(&format!("{PAGE}{file}")).status, 200);
    }
    let token = inspector.look("/account").form_token().unwrap();
    let refused = site.post(PAGE, &inspector.cookie, &[("form_token", &*token), ("seen", "0")]);
    assert_eq!(refused.status, 403);

    // What is signed is what was seen.
    let seen = leader.look(PAGE).text();
    let number = "琼海民通〔2026〕11号";
    let stale = seen.replacen("name=\"digest\" value=\"", "name=\"digest\" value=\"0", 1);
    let refused = leader.send(&stale, "sign", &[("number", number)]);
    assert!(refused.status == 422 && refused.text().contains("数据已更新"), "{}", refused.text());
    let signed = leader.send(&seen, "sign", &[("number", number)]);
    assert_eq!(signed.status, 303, "{}", signed.text());
    let again = leader.send(&seen, "sign", &[("number", number), ("why", "再签")]);
    assert!(again.status == 422 && again.text().contains("li"), "{}", again.text());

    // Towns see it now, the whole of it and nothing to sign.
    assert!(clerk.look("/circulars").text().contains(number));
    let shown = clerk.look(PAGE).text();
    for town in &towns {
        assert!(shown.contains(&town["town_name"]));
    }
    assert!(shown.contains("已签发") && shown.contains(number) && !shown.contains("id=\"sign\""));

    // A correction needs a reason; what was signed before stays.
    let page = leader.look(PAGE).text();
    let without = leader.send(&page, "sign", &[("number", number), ("why", " ")]);
    assert!(without.status == 422 && without.text().contains("原因"), "{}", without.text());
    let corrected = leader.send(&page, "sign", &[("number", number), ("why", "更正标题")]);
    assert_eq!(corrected.status, 303, "{}", corrected.text());
    let page = leader.look(PAGE).text();
    assert!(page.contains("第2版") && page.contains("更正标题"), "{page}");
    assert!(leader.look(&format!("{PAGE}?revision=1")).text().contains("● 已签发"));
    assert_eq!(leader.send(&page, "withdraw", &[("why", "数据有误")]).status, 303);
    assert_eq!(clerk.look(PAGE).status, 404);
    assert!(leader.look("/circulars").text().contains("已撤回"));

    // Everything is in the audit log, and each finds there what they did themselves.
    let log = succeed(&["audit", "list", "--format", "csv", "--home", path(home)]);
    let actions: Vec<String> = sheet::rows(&log)
        .into_iter()
        .filter(|row| row["action"].starts_with("circular."))
        .map(|row| format!("{} {}", row["action"], row["purpose"]))
        .collect();
    let expected = ["circular.withdraw 数据有误", "circular.issue 更正标题", "circular.issue "];
    assert_eq!(actions, expected);
    let own = leader.look("/account/log").text();
    assert!(own.contains("circular.withdraw") && !own.contains("chen"), "{own}");
    assert!(!clerk.look("/account/log").text().contains("circular.withdraw"));
    succeed(&["audit", "verify", "--home", path(home)]);
}

#[test]
fn the_files_are_official_papers() {
    let home = demo_copy();
    let home = home.path();
    let folder = tempfile::tempdir().unwrap();
    let make = |form: &str, lang: &str, name: &str| {
        let file = folder.path().join(name);
        let report = ["report", "monthly_circular", "--format", form, "--lang", lang];
        succeed(&[&report[..], &["--out", path(&file), "--home", path(home)]].concat());
        file
    };
    let paper = read(&make("docx", "zh", "a.docx"));
    assert_eq!(paper["millimetres"], serde_json::json!([210, 297, 37, 28, 156]));
    assert_eq!(paper["repeats_heads"], true);
    assert!(text(&paper["header"]).contains("草稿"));
    assert_ne!(paper["odd"], paper["even"]);
    let paragraphs = text(&paper["paragraphs"]);
    for said in ["琼海市民政局", "一、总体情况", "社会救助兜底保障监督情况的通报", "核验码"]
    {
        assert!(paragraphs.contains(said), "{said}: {paragraphs}");
    }
    let ranks = &paper["tables"][0];
    assert_eq!(ranks[0][0], "名次");
    assert!(ranks.as_array().unwrap().len() > 10, "{ranks}");

    let pdf = make("pdf", "zh", "a.pdf");
    let sheets = read(&pdf);
    let sizes = sheets["millimetres"].as_array().unwrap();
    assert!(sizes.iter().all(|size| *size == serde_json::json!([210, 297])), "{sizes:?}");
    assert_eq!((&sheets["enclosed"], &sheets["tagged"]), (&Value::Bool(true), &Value::Bool(true)));
    let told: String = text(&sheets["text"]).split_whitespace().collect();
    for said in ["琼海市民政局", "一、总体情况", "—1—", "草稿"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // Every figure of the one stands in the other.
    for cell in
        paper["tables"].as_array().unwrap().iter().flat_map(|table| table.as_array().unwrap())
    {
        for cell in cell.as_array().unwrap() {
            let cell: String = cell.as_str().unwrap().split_whitespace().collect();
            assert!(told.contains(&cell), "{cell}: {told}");
        }
    }
    assert_eq!(std::fs::read(&pdf).unwrap(), std::fs::read(make("pdf", "zh", "b.pdf")).unwrap());
    let english = read(&make("pdf", "en", "c.pdf"));
    assert!(text(&english["text"]).contains("Circular on the supervision"), "{english}");

    let said = fail(
        2,
        &["report", "monthly_circular", "--format", "csv", "--out", "x", "--home", path(home)],
    );
    assert!(said.contains("docx"), "{said}");

    // Each printed figure can be computed anew.
    let source = paper["paragraphs"].as_array().unwrap().last().unwrap()[1].as_str().unwrap();
    let codes: Vec<&str> = source
        .split(|letter: char| !letter.is_ascii_hexdigit())
        .filter(|word| word.len() == 16)
        .collect();
    assert_eq!(codes.len(), 5, "{source}");
    for code in codes {
        succeed(&["receipt", "verify", code, "--home", path(home)]);
    }
}

#[test]
fn a_circular_is_added_as_a_file_and_its_mistakes_are_told() {
    let home = demo_copy();
    let home = home.path();
    let folder = home.join("dashboards/circulars");
    std::fs::create_dir_all(&folder).unwrap();
    let circular = "title = { zh = \"{month}简报\", en = \"Brief of {month}\" }\n\
                    about = { zh = \"简报\", en = \"a brief\" }\nclauses = [\"JM-12\"]\n\
                    issuer = { zh = \"{place}民政局\", en = \"Bureau of {place}\" }\n\
                    to = { zh = \"各镇：\", en = \"To all:\" }\n[[parts]]\n\
                    question = \"town_overview\"\ncolumns = [\"town_name\", \"households_count\"]\n\
                    each = { zh = \"{town_name}在保{households_count}户。\", en = \"{town_name}: {households_count}\" }\n";
    std::fs::write(folder.join("brief.toml"), circular).unwrap();
    let file = home.join("brief.docx");
    succeed(&["report", "brief", "--format", "docx", "--out", path(&file), "--home", path(home)]);
    let paper = read(&file);
    let towns = paper["tables"][0].as_array().unwrap().len() - 1;
    let items = paper["paragraphs"].as_array().unwrap().iter();
    assert_eq!(items.filter(|one| text(one).contains("在保")).count(), towns);

    std::fs::write(
        folder.join("brief.toml"),
        circular.replace("{households_count}户", "{hosueholds}户"),
    )
    .unwrap();
    let said = fail(3, &["doctor", "--home", path(home)]);
    assert!(said.contains("hosueholds") && said.contains("town_overview"), "{said}");
}
