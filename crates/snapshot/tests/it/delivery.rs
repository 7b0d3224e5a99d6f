//! A small delivery made by hand: two towns, four households, and a file for every change to them.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use model::identity::check_digit;
use model::{Fault, Month};
use snapshot::{Limits, LoadOptions, LoadReport, Quarantined, Silent, Store};
use tempfile::TempDir;

/// A folder to deliver from and a home to load into.
pub(crate) struct Desk {
    folder: TempDir,
    /// The store of the home.
    pub(crate) store: Store,
}

pub(crate) const UNITS: &str = "\
编码,名称,上级编码,类别,城乡,户籍人口,经度,纬度
469002,琼海市,,市,,500000,,
469002100,嘉积镇,469002,镇,城,100000,110.466851,19.258402
469002101,万泉镇,469002,镇,乡,30000,,
469002100201,新民村,469002100,村,城,2000,,
469002101201,新民村,469002101,村,乡,1500,,
";

pub(crate) const HOUSEHOLD_HEADINGS: &str = "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,户月保障金额(元),人员分类施保总额(元),合计(元),所属街道,所属社区,银行账户名称,银行账号,家庭住址";
pub(crate) const PERSON_HEADINGS: &str = "姓名,身份证号,户主身份证号,与户主关系,性别";
pub(crate) const PAYMENT_HEADINGS: &str =
    "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态,发放日期";

/// The identity number of person `number`: born on 1960-01-01, with a right check digit.
pub(crate) fn id(number: u32) -> String {
    let body = format!("46900219600101{number:03}");
    format!("{body}{}", check_digit(&body).unwrap())
}

/// A household row.
pub(crate) fn household(number: u32, programme: &str, town: &str) -> String {
    let id = id(number);
    format!(
        "户主{number},{id},{programme},1,1,600.00,37.50,637.50,{town},新民村,户主{number},62170000{number:04},一号"
    )
}

/// A person row: the head of household `number`.
pub(crate) fn person(number: u32) -> String {
    format!("户主{number},{0},{0},本人,男", id(number))
}

/// A payment row of household `number`.
pub(crate) fn payment(number: u32) -> String {
    format!("户主{number},{},农村低保,600,637.5,成功,2026-10-10", id(number))
}

/// Headings and rows as a file's text.
pub(crate) fn csv(headings: &str, rows: &[String]) -> String {
    let mut text = format!("{headings}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub(crate) fn options(of: &str) -> LoadOptions {
    let loaded_at: DateTime<Utc> = "2026-11-03T08:00:00Z".parse().unwrap();
    let month = month(of);
    LoadOptions {
        month,
        quarantine_limit: 200,
        limits: Limits::default(),
        loaded_at,
        town_aliases: Default::default(),
        definitions: Default::default(),
    }
}

impl Desk {
    /// A desk with a good delivery on it: households 1 to 4 with their persons and payments.
    pub(crate) fn new() -> Self {
        let desk = Self::bare();
        desk.put("units.csv", UNITS);
        desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &Self::households()));
        desk.put("persons.csv", csv(PERSON_HEADINGS, &(1..=4).map(person).collect::<Vec<_>>()));
        desk.put("payments.csv", csv(PAYMENT_HEADINGS, &(1..=4).map(payment).collect::<Vec<_>>()));
        desk
    }

    /// A desk with an empty folder.
    pub(crate) fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("delivery")).unwrap();
        let store = Store::open(&folder.path().join("home")).unwrap();
        Self { folder, store }
    }

    /// The four household rows.
    pub(crate) fn households() -> Vec<String> {
        vec![
            household(1, "城市低保", "嘉积镇"),
            household(2, "农村低保", "万泉镇"),
            household(3, "特困集中", "万泉镇"),
            household(4, "特困分散", "嘉积镇"),
        ]
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn delivery(&self) -> PathBuf {
        self.folder.path().join("delivery")
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.delivery().join(file)
    }

    /// Puts a file into the delivery.
    pub(crate) fn put(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(file), bytes).unwrap();
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).unwrap();
    }

    /// Fills the delivery with `count` further good households of 农村低保, so that one bad row
    /// stays under the limit.
    pub(crate) fn fill(&self, count: u32) {
        let numbers = || 100..100 + count;
        let households: Vec<_> = numbers().map(|n| household(n, "农村低保", "万泉镇")).collect();
        let persons: Vec<_> = numbers().map(person).collect();
        self.put("more_households.csv", csv(HOUSEHOLD_HEADINGS, &households));
        self.put("more_persons.csv", csv(PERSON_HEADINGS, &persons));
    }

    pub(crate) fn load(&self, of: &str) -> Result<LoadReport, Fault> {
        self.store.load(&self.delivery(), &options(of), &Silent)
    }

    /// Loads what must be refused, and returns the sentence; nothing may be published.
    pub(crate) fn refused(&self) -> String {
        let fault = self.load("2026-10").unwrap_err();
        assert_eq!(fault.blame, model::Blame::Data, "{fault}");
        assert!(self.store.manifests().unwrap().is_empty(), "something was published");
        fault.text.en
    }

    /// The quarantine as `file:row column text | reason`.
    pub(crate) fn quarantine(&self) -> Vec<String> {
        let line = |q: Quarantined| {
            format!("{}:{} {} {} | {}", q.file, q.row, q.column, q.text, q.reason.en)
        };
        self.store.quarantine(month("2026-10")).unwrap().into_iter().map(line).collect()
    }

    /// All rows of a table at the end of a month, as texts by column.
    pub(crate) fn rows(&self, table: &str, as_of: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let view = self.store.view(as_of.parse().unwrap()).unwrap();
        let files = view.files(table).into_iter().filter(|file| file.month == view.month);
        files.flat_map(|file| read(Path::new(&file.shown()), columns)).collect()
    }
}

/// Rows of a Parquet file as texts; a missing value is `-`.
pub(crate) fn read(path: &Path, columns: &[&str]) -> Vec<Vec<String>> {
    let file = fs::File::open(path).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 1 << 20);
    let mut rows = Vec::new();
    for batch in reader.unwrap() {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            let cell = |name: &&str| {
                let column = batch.column_by_name(name).unwrap();
                model::table::cell_text(column, row).unwrap_or_else(|| "-".to_owned())
            };
            rows.push(columns.iter().map(cell).collect());
        }
    }
    rows
}
