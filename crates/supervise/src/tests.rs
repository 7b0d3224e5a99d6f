//! A home from its making to its examination, on deliveries small enough to check by hand.

mod accounts;
mod answers;
mod draws;
mod homes;
mod inspections;
mod leads;
mod steps;

use std::fs;
use std::path::{Path, PathBuf};

use model::identity::check_digit;
use model::{Result, ResultTable};
use snapshot::{AsOf, BucketSettings, LoadOptions, Silent};
use tempfile::TempDir;

use crate::{Home, Operator, Place};

const UNITS: &str = "\
编码,名称,上级编码,类别,城乡
469002,琼海市,,市,
469002100,嘉积镇,469002,镇,城
469002101,万泉镇,469002,镇,乡
469002100201,新民村,469002100,村,城
469002101201,大雅村,469002101,村,乡
";

/// An own place: the national norms with round standards.
const NORMS: &str = r#"
parent = "national"
name = { zh = "试验市", en = "Test city" }

[norms]
standard_dibao_urban = [{ value = "600", unit = "yuan", from = 2012-12-12, source = "test" }]
standard_dibao_rural_year = [{ value = "4800", unit = "yuan", from = 2012-12-12, source = "test" }]
"#;

/// A folder to deliver from and a home to work in.
struct Desk {
    folder: TempDir,
    home: Home,
}

/// A household of one person.
#[derive(Clone, Copy)]
struct Case {
    number: u32,
    programme: &'static str,
    /// Yuan a year.
    income: i64,
    /// Yuan a month.
    benefit: &'static str,
}

const fn case(number: u32, programme: &'static str, income: i64, benefit: &'static str) -> Case {
    Case { number, programme, income, benefit }
}

impl Case {
    fn town(self) -> (&'static str, &'static str) {
        if self.number.is_multiple_of(2) {
            ("嘉积镇", "新民村")
        } else {
            ("万泉镇", "大雅村")
        }
    }

    fn household(self) -> String {
        let (town, village) = self.town();
        let Self { number, programme, income, benefit } = self;
        let id = id(number);
        format!(
            "户主{number},{id},{programme},1,1,{income},{benefit},0,{benefit},补差,2025-01,{town},{village}"
        )
    }

    fn payment(self) -> String {
        let Self { number, programme, benefit, .. } = self;
        format!("户主{number},{},{programme},{benefit},{benefit},成功", id(number))
    }
}

/// The identity number of person `number`: a man born on 1960-01-01.
fn id(number: u32) -> String {
    let body = format!("46900219600101{:03}", number * 2 + 1);
    format!("{body}{}", check_digit(&body).unwrap())
}

fn operator() -> Operator {
    Operator {
        name: "tester".into(),
        now: || "2026-11-05T08:00:00Z".parse().unwrap(),
        bucket: BucketSettings::default(),
    }
}

/// A fresh folder with the own norms in it, and the place they describe.
fn folder() -> (TempDir, Place) {
    let folder = tempfile::tempdir().unwrap();
    let norms = folder.path().join("norms.toml");
    fs::write(&norms, NORMS).unwrap();
    (folder, Place::File(norms))
}

impl Desk {
    /// A home without data.
    fn empty() -> Self {
        let (folder, place) = folder();
        let home = Home::init(&folder.path().join("home"), &place, operator()).unwrap();
        Self { folder, home }
    }

    /// A home with one month of these households.
    fn with(cases: &[Case]) -> Self {
        let desk = Self::empty();
        desk.load("2026-10", cases);
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn load(&self, month: &str, cases: &[Case]) {
        let delivery = self.folder.path().join(format!("delivery-{month}-{}", cases.len()));
        fs::create_dir_all(&delivery).unwrap();
        write(&delivery, "units.csv", UNITS.to_owned());
        let rows = |of: fn(Case) -> String| cases.iter().map(|case| of(*case) + "\n").collect();
        let table = |headings: &str, rows: String| format!("{headings}\n{rows}");
        let households = "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,家庭年总收入(元),户月保障金额(元),人员分类施保总额(元),合计(元),救助金计算方式,最初享受月份,所属街道,所属社区";
        write(&delivery, "households.csv", table(households, rows(Case::household)));
        let person = |case: Case| format!("户主{0},{1},{1},本人,男", case.number, id(case.number));
        write(
            &delivery,
            "persons.csv",
            table("姓名,身份证号,户主身份证号,与户主关系,性别", rows(person)),
        );
        let payments = "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态";
        let paid: Vec<_> = cases.iter().filter(|case| case.benefit != "0").collect();
        let paid = paid.iter().map(|case| case.payment() + "\n").collect();
        write(&delivery, "payments.csv", table(payments, paid));
        let loaded_at = "2026-11-03T08:00:00Z".parse().unwrap();
        let month = month.parse().unwrap();
        let quarantine_limit = self.home.quarantine_limit("2026-10-31".parse().unwrap()).unwrap();
        let limits = self.home.load_limits("2026-10-31".parse().unwrap()).unwrap();
        assert_eq!(limits, snapshot::Limits::default(), "the defaults and the national norms");
        let options = LoadOptions {
            month,
            quarantine_limit,
            limits,
            loaded_at,
            town_aliases: Default::default(),
            definitions: Default::default(),
        };
        self.home.store().load(&delivery, &options, &Silent).unwrap();
    }

    /// The actions of the audit log with their subjects.
    fn logged(&self) -> Vec<String> {
        let entries = self.home.ledger().log_entries().unwrap();
        entries.into_iter().map(|entry| format!("{} {}", entry.action, entry.subject)).collect()
    }
}

fn write(folder: &Path, file: &str, text: String) {
    fs::write(folder.join(file), text).unwrap();
}

/// Waits for an answer.
fn wait<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(answer)
}

/// The rows of a table, cells apart by spaces, missing ones as `-`.
fn lines(table: &ResultTable) -> Vec<String> {
    let row = |cells: Vec<Option<String>>| {
        let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".into()));
        cells.collect::<Vec<_>>().join(" ")
    };
    table.text_rows().map(row).collect()
}

/// A completed visit to a household that found nothing.
fn report(household_key: &str) -> crate::VisitReport {
    crate::VisitReport {
        household_key: household_key.to_owned(),
        visited_on: "2026-11-04".parse().unwrap(),
        kind: "city_check".to_owned(),
        mode: "on_site".to_owned(),
        outcome: "completed".to_owned(),
        visitors: ["甲", "乙"].map(str::to_owned).into(),
        ..crate::VisitReport::default()
    }
}
