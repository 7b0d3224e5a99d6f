//! Data with planted problems that came from outside, made into deliveries: what the flags and the
//! ranking of outliers find in it.

use std::collections::{BTreeMap, BTreeSet};

use tempfile::TempDir;
use tests::sheet::{Sheets, identity, rows, yuan};
use tests::{identify, new_home, path, root, succeed, text};

type Row = BTreeMap<String, String>;

const HOUSEHOLD: &str = "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,家庭年总收入(元),户月保障金额(元),合计(元),救助金计算方式,所属街道,所属社区,最初享受月份,核查类别,上次核查日期,银行账号";
const PERSON: &str = "姓名,身份证号,户主身份证号,与户主关系,出生日期,工资性收入";
const PAYMENT: &str =
    "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态,发放日期,账户名称,账号";
const ELECTRICITY: &str = "身份证号,月份,用电量(度)";

fn read(file: &str) -> Vec<Row> {
    rows(&text(&format!("tests/fixtures/{file}")))
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or_else(|why| panic!("{column}: {why}"))
}

fn programme(is_urban: bool) -> &'static str {
    if is_urban { "城市低保" } else { "农村低保" }
}

/// `YYYY-MM`, so many months after the year 0.
fn month(count: i64) -> String {
    format!("{}-{:02}", count / 12, count % 12 + 1)
}

/// The sheets of every delivery here, with towns named `T01`, `T02`, … of one village each.
fn sheets(towns: usize) -> Sheets {
    let mut sheets = Sheets::default();
    sheets.begin("units", "编码,名称,上级编码,类别,城乡");
    sheets.add("units", &["469002", "示例市", "", "市", ""]);
    for town in 1..=towns {
        let code = format!("4690021{town:02}");
        sheets.add("units", &[&code, &format!("T{town:02}"), "469002", "镇", "乡"]);
        sheets.add("units", &[&format!("{code}201"), &format!("V{town:02}"), &code, "村", "乡"]);
    }
    sheets.begin("households", HOUSEHOLD);
    sheets.begin("persons", PERSON);
    sheets.begin("payments", PAYMENT);
    sheets.begin("electricity", ELECTRICITY);
    sheets
}

/// A home of the place beside the data, with the one delivery loaded.
fn load(fixture: &str, sheets: &Sheets, month: &str) -> TempDir {
    let place = root().join(format!("tests/fixtures/{fixture}/place.toml"));
    let home = new_home(path(&place));
    let delivery = home.path().join("delivery");
    sheets.write(&delivery);
    succeed(&["load", path(&delivery), "--month", month, "--home", path(home.path())]);
    home
}

/// What stands behind the household of each row, by the identity number of its head.
fn behind(home: &TempDir, found: &[Row], heads: &BTreeMap<String, String>) -> Vec<String> {
    let keys: BTreeSet<String> = found.iter().map(|row| row["household_key"].clone()).collect();
    let people = identify(home.path(), &keys);
    found.iter().map(|row| heads[&people[&row["household_key"]].id_no].clone()).collect()
}

fn outlier_sheets(heads: &mut BTreeMap<String, String>) -> Sheets {
    let mut sheets = sheets(1);
    for (at, row) in read("outliers/features.csv").iter().enumerate() {
        let programme = programme(row["standard"] == "78000");
        let born = format!(
            "{}{:02}{:02}",
            2026 - number(row, "age"),
            at / 1000 % 12 + 1,
            at / 12_000 % 28 + 1
        );
        let head = identity("469002", &born, at % 1000);
        let name = format!("户主{}", row["id"]);
        let checked = month(2026 * 12 + 9 - number(row, "months_since_review")) + "-15";
        let income = yuan(12 * number(row, "income"));
        let [paid, size, account] = [&yuan(number(row, "paid")), &row["size"], &format!("62{at}")];
        sheets.add(
            "households",
            &[
                &name, &head, programme, size, size, &income, paid, paid, "补差", "T01", "V01",
                "1970-01", "年", &checked, account,
            ],
        );
        sheets.add("persons", &[&name, &head, &head, "本人", "", ""]);
        let paid_on = "2026-10-10";
        sheets.add(
            "payments",
            &[&name, &head, programme, paid, paid, "成功", paid_on, &name, account],
        );
        sheets.add("electricity", &[&head, "2026-10", &row["kwh"]]);
        assert!(heads.insert(head, row["id"].clone()).is_none(), "one number twice");
    }
    sheets
}

#[test]
fn outliers_are_ranked_first_and_for_the_right_reason() {
    let mut heads = BTreeMap::new();
    let home = load("outliers", &outlier_sheets(&mut heads), "2026-10");
    let most = format!("most={}", heads.len());
    let asked = ["query", "outliers", "--param", &most, "--format", "csv"];
    let ranked = rows(&succeed(&[&asked[..], &["--home", path(home.path())]].concat()));
    let households = behind(&home, &ranked, &heads);

    let features = ["", "benefit", "consumption", "size", "recheck"];
    let labels = read("outliers/labels.csv");
    let planted: BTreeMap<String, &str> = labels
        .iter()
        .filter(|row| row["anomaly"] == "1")
        .map(|row| (row["id"].clone(), features[usize::try_from(number(row, "kind")).unwrap()]))
        .collect();
    let (mut right, mut precision, mut first_hundred) = (0.0, 0.0, 0);
    let (mut hinted, mut named, mut explained) = (0, 0, 0);
    for (at, (row, household)) in ranked.iter().zip(&households).enumerate() {
        let is_hinted = row["distance"].parse::<f64>().unwrap() > 6.0;
        hinted += usize::from(is_hinted);
        let Some(feature) = planted.get(household) else { continue };
        right += 1.0;
        precision += right / (at + 1) as f64;
        first_hundred += usize::from(at < 100);
        named += usize::from(is_hinted);
        explained += usize::from(is_hinted && row["feature"] == *feature);
    }
    let average = precision / planted.len() as f64;
    println!(
        "average precision {average:.4}; first hundred {first_hundred}; hinted {hinted}, of them \
         planted {named}, for the right reason {explained}"
    );
    assert_eq!(planted.len(), 200);
    assert!(average >= 0.70, "average precision {average:.4}");
    assert_eq!(first_hundred, 100);
    assert!(named >= 100 && explained * 100 >= named * 95, "{explained} of {named}");
}

/// The flag that each kind of anomaly is.
const KINDS: [(&str, &str); 10] = [
    ("dead_member_paid", "deceased_paid"),
    ("amount_not_rule", "benefit_miscalculated"),
    ("undeclared_wage", "employee_insurance"),
    ("vehicle", "vehicle_owned"),
    ("review_overdue", "recheck_overdue"),
    ("shared_account", "account_shared"),
    ("same_person_two_households", "duplicate_person"),
    ("near_duplicate_person", "near_duplicate_person"),
    ("consumption_outlier", "consumption_outlier"),
    ("paid_after_exit", "payment_mismatch"),
];

const MONTH: &str = "2026-06";

fn anomaly_sheets(heads: &mut BTreeMap<String, String>) -> Sheets {
    let mut sheets = sheets(20);
    sheets.begin("exits", "户主身份证号,停发月份,原因");
    registers(&mut sheets);
    let mut members: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for person in read("anomalies/persons.csv") {
        members.entry(person["hh"].clone()).or_default().push(person);
    }
    let paid: BTreeMap<String, i64> = read("anomalies/payments.csv")
        .iter()
        .map(|row| (row["hh"].clone(), number(row, "amount")))
        .collect();
    for household in read("anomalies/households.csv") {
        let members = &members[&household["hh"]];
        heads.insert(members[0]["id_no"].clone(), household["hh"].clone());
        add_household(&mut sheets, &household, members, &yuan(paid[&household["hh"]]));
    }
    sheets
}

/// A household that has left before the month is on the roster alone.
fn add_household(sheets: &mut Sheets, row: &Row, members: &[Row], paid: &str) {
    let (name, head) = (&members[0]["name"], &members[0]["id_no"]);
    let (programme, account) = (programme(row["urban"] == "1"), &row["account"]);
    let paid_on = format!("{MONTH}-10");
    sheets.add("payments", &[name, head, programme, paid, paid, "成功", &paid_on, name, account]);
    if let Some((year, rest)) = row["exit_date"].split_once('-') {
        let left: i64 = year.parse::<i64>().unwrap() * 12 + rest[..2].parse::<i64>().unwrap() - 1;
        sheets.add("exits", &[head, &month(left + 1), "其他"]);
        if &*month(left) < MONTH {
            return;
        }
    }
    let declared: i64 = members.iter().map(|person| number(person, "declared_income")).sum();
    let class = match &*row["category"] {
        "A" => "年",
        "B" => "半年",
        _ => "季",
    };
    let village = row["town"].replace('T', "V");
    let [since, size] = [&row["approved"][..7], &*row["size"]];
    let income = yuan(12 * declared);
    sheets.add(
        "households",
        &[
            name,
            head,
            programme,
            size,
            size,
            &income,
            paid,
            paid,
            "补差",
            &row["town"],
            &village,
            since,
            class,
            &row["last_review"],
            account,
        ],
    );
    sheets.add("electricity", &[head, MONTH, &row["electricity_kwh"]]);
    for (at, person) in members.iter().enumerate() {
        let relation = if at == 0 { "本人" } else { "其他" };
        let wage = yuan(12 * number(person, "declared_income"));
        sheets.add(
            "persons",
            &[&person["name"], &person["id_no"], head, relation, &person["birth"], &wage],
        );
    }
}

fn registers(sheets: &mut Sheets) {
    sheets.begin("deaths", "身份证号,死亡日期");
    sheets.begin("vehicles", "身份证号,车辆类型,初次登记日期");
    sheets.begin("insurance", "身份证号,缴费基数(元),起始月份,截止月份");
    for row in read("anomalies/registries.csv") {
        let (id_no, value) = (&row["id_no"], &row["value"]);
        match &*row["source"] {
            "death" => sheets.add("deaths", &[id_no, value]),
            "vehicle" => {
                let kind = if value == "car" { "小型轿车" } else { "残疾人专用车" };
                sheets.add("vehicles", &[id_no, kind, "2019-01-01"]);
            }
            "social_insurance_wage" => {
                let base = yuan(number(&row, "value"));
                sheets.add("insurance", &[id_no, &base, "2025-12", ""]);
            }
            other => panic!("no register of {other}"),
        }
    }
}

/// Households by kind.
fn labelled(file: &str, kind: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in read(file) {
        found.entry(row[kind].clone()).or_default().insert(row["hh"].clone());
    }
    found
}

#[test]
fn every_kind_of_anomaly_is_found_and_no_look_alike() {
    let mut heads = BTreeMap::new();
    let home = load("anomalies", &anomaly_sheets(&mut heads), MONTH);
    let asked = ["flags", "--month", MONTH, "--format", "csv", "--home", path(home.path())];
    let mut found = rows(&succeed(&asked));
    found.retain(|row| !row["household_key"].is_empty());
    let mut flagged: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (row, household) in found.iter().zip(behind(&home, &found, &heads)) {
        flagged.entry(&row["flag"]).or_default().insert(household);
    }
    let planted = labelled("anomalies/labels.csv", "type");
    let innocent = labelled("anomalies/hard_negatives.csv", "looks_like");
    assert!(planted.keys().all(|kind| KINDS.iter().any(|(known, _)| known == kind)));
    let empty = BTreeSet::new();
    for (kind, flag) in KINDS {
        let have = flagged.get(flag).unwrap_or(&empty);
        assert_eq!(have, &planted[kind], "{kind}: {flag}");
        let caught = innocent.get(kind).unwrap_or(&empty).intersection(have).count();
        assert_eq!(caught, 0, "{kind}: look-alikes");
    }
}
