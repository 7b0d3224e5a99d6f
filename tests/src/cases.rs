//! Cases of flags, written by hand in `tests/fixtures/flags/FLAG.toml`: households that a flag must
//! find and look-alikes that it must leave alone, made into one delivery.
//!
//! # Invariants
//!
//! - A case writes only what makes it one: everything else is that of an ordinary household, which
//!   no flag finds.
//! - Each case is a town of its own, so that its rows in an answer are known by their town.
//! - In a text `#A` is the identity number of the person A of this case, `!A` one with a wrong check
//!   digit, `~A` the name, `%` the number of the
//!   case and of the copy, `&` of the copy alone, `@` of the case alone.
//! - `before` is what a household was the month before, `earlier` the month before that; `gone = true` says that it has left since;
//!   `every` is a group of rows made so many `copies` of, each about another A.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::{Table, Value};

use crate::sheet::{Sheets, identity};
use crate::{files, new_home, path, root, succeed, text};

/// The month that is asked about.
pub const MONTH: &str = "2026-10";
const BEFORE: &str = "2026-09";
const EARLIER: &str = "2026-08";
const FOLDER: &str = "tests/fixtures/flags/";

/// The monthly standard of the ordinary household, national and rural.
const STANDARD: i64 = 582;

/// One case.
pub struct Case {
    /// The flag whose case it is.
    pub flag: String,
    /// What it shows.
    pub why: String,
    /// How many rows the flag has about it; a look-alike has none.
    pub rows: usize,
    /// The money of these rows together, where it matters.
    pub due: Option<String>,
    /// What the evidence of one of them says, where it matters.
    pub says: Option<String>,
    /// The code of its town.
    pub town_code: String,
    number: usize,
    body: Table,
}

/// Every flag that has a file of cases.
pub fn flags() -> Vec<String> {
    let name = |file: String| Some(file.strip_prefix(FOLDER)?.strip_suffix(".toml")?.to_owned());
    files().into_iter().filter_map(name).collect()
}

/// The whole file of a flag.
pub fn file(flag: &str) -> Table {
    text(&format!("{FOLDER}{flag}.toml")).parse().unwrap_or_else(|why| panic!("{flag}: {why}"))
}

/// All cases of all flags.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for flag in flags() {
        for case in list(&file(&flag), "case") {
            let number = cases.len() + 1;
            let said = |key| case.get(key).map(|text| text.as_str().expect(key).to_owned());
            cases.push(Case {
                flag: flag.clone(),
                why: said("why").expect("why"),
                due: said("due"),
                says: said("says"),
                rows: case.get("rows").map_or(0, |rows| rows.as_integer().expect("rows") as usize),
                town_code: format!("469002{number:03}"),
                number,
                body: case,
            });
        }
    }
    cases
}

/// A home with all cases loaded, in two months.
pub fn home(cases: &[Case]) -> tempfile::TempDir {
    let home = new_home(path(&root().join("tests/fixtures/flag_place.toml")));
    for month in [EARLIER, BEFORE, MONTH] {
        let delivery = home.path().join(month);
        write(cases, month, &delivery);
        succeed(&["load", path(&delivery), "--month", month, "--home", path(home.path())]);
    }
    home
}

fn list(table: &Table, key: &str) -> Vec<Table> {
    let rows = table.get(key).and_then(Value::as_array).into_iter().flatten();
    rows.map(|row| row.as_table().expect("a table").clone()).collect()
}

/// Rows by table, each by English heading.
type Rows = BTreeMap<String, Vec<BTreeMap<String, String>>>;

fn write(cases: &[Case], month: &str, folder: &Path) {
    let schema: Table = text("crates/snapshot/schema.toml").parse().expect("the schema");
    let mut rows = Rows::new();
    for case in cases {
        case.add(month, &mut rows);
    }
    let mut sheets = Sheets::default();
    for table in list(&schema, "table") {
        let name = table["name"].as_str().expect("name");
        let Some(rows) = rows.remove(name) else { continue };
        let columns = list(&table, "columns");
        let delivered = |column: &Table| {
            Some((column["name"].as_str()?.to_owned(), column.get("heading")?.as_str()?.to_owned()))
        };
        let columns: Vec<(String, String)> = columns.iter().filter_map(delivered).collect();
        let headings: Vec<&str> = columns.iter().map(|(_, heading)| heading.as_str()).collect();
        sheets.begin(name, &headings.join(","));
        for row in rows {
            let unknown = row.keys().find(|key| columns.iter().all(|(name, _)| name != *key));
            assert!(unknown.is_none(), "{name} has no column {unknown:?}");
            let cell = |(name, _): &(String, String)| row.get(name).map_or("", String::as_str);
            sheets.add(name, &columns.iter().map(cell).collect::<Vec<_>>());
        }
    }
    assert!(rows.is_empty(), "no such tables: {:?}", rows.keys());
    sheets.write(folder);
}

/// What a row of a table is where the case does not say otherwise.
const USUAL: &[(&str, &[(&str, &str)])] = &[
    (
        "households",
        &[
            ("head_id_no", "#A"),
            ("programme", "农村低保"),
            ("annual_income", "0"),
            ("calc_method", "补差"),
            ("first_benefit_month", "2024-05"),
            ("recheck_class", "年"),
            ("last_recheck_on", "2026-06-01"),
        ],
    ),
    ("persons", &[("head_id_no", "#A"), ("relation", "其他")]),
    (
        "payments",
        &[
            ("head_id_no", "#A"),
            ("programme", "农村低保"),
            ("pay_status", "成功"),
            ("paid_on", "2026-10-10"),
        ],
    ),
    (
        "applications",
        &[
            ("application_id", "a%"),
            ("head_id_no", "#A"),
            ("programme", "农村低保"),
            ("channel", "个人申请"),
            ("accepted_by", "镇"),
            ("applied_on", "2026-09-01"),
            ("accepted_on", "2026-09-01"),
            ("check_requested_on", "2026-09-02"),
            ("check_report_on", "2026-09-07"),
            ("visit_on", "2026-09-08"),
            ("notice_from", "2026-09-10"),
            ("notice_to", "2026-09-17"),
            ("decided_on", "2026-09-18"),
            ("decision", "确认"),
        ],
    ),
    ("archives", &[("head_id_no", "#A"), ("status", "齐全")]),
    ("handlers", &[("id_no", "#S"), ("level", "镇"), ("post", "民政")]),
];

impl Case {
    fn add(&self, month: &str, rows: &mut Rows) {
        if month == EARLIER && !self.body.contains_key("earlier") {
            return;
        }
        let mut own = self.own();
        if month != MONTH {
            own.retain(|table, _| ["households", "persons", "payments"].contains(&table.as_str()));
            self.past(if month == BEFORE { "before" } else { "earlier" }, &mut own);
        } else if self.body.contains_key("gone") {
            own.retain(|table, _| !["households", "persons"].contains(&table.as_str()));
        }
        for (table, found) in own {
            rows.entry(table).or_default().extend(found);
        }
        let units = rows.entry("units".to_owned()).or_default();
        if units.is_empty() {
            units.push(row(&[("code", "469002"), ("name", "示例市"), ("kind", "市")]));
        }
        let code = &self.town_code;
        let area = [("kind", "镇"), ("area", "乡"), ("parent", "469002")];
        units.push(row(&[&[("code", code.as_str()), ("name", &self.town())][..], &area].concat()));
        let village = [("kind", "村"), ("area", "乡"), ("parent", code.as_str())];
        for (end, name) in [("201", self.village()), ("202", format!("{}二", self.village()))] {
            let named = [("code", &*format!("{code}{end}")), ("name", &*name)];
            units.push(row(&[&named[..], &village].concat()));
        }
    }

    /// What stood otherwise in a month before: `before = [{ head_id_no = "#A", … }]`.
    fn past(&self, key: &str, own: &mut Rows) {
        for old in list(&self.body, key) {
            let old = self.cells(&old, None);
            for row in own.get_mut("households").into_iter().flatten() {
                if old.get("head_id_no").is_none_or(|head| *head == row["head_id_no"]) {
                    row.extend(old.clone());
                }
            }
        }
    }

    /// The rows of the case with everything usual filled in.
    fn own(&self) -> Rows {
        let mut own = Rows::new();
        let mut add = |body: &Table, copy: Option<usize>| {
            for (table, found) in body {
                let Value::Array(found) = found else { continue };
                for found in found.iter().filter_map(Value::as_table) {
                    own.entry(table.clone()).or_default().push(self.filled(table, found, copy));
                }
            }
        };
        let mut body = self.body.clone();
        body.remove("before");
        body.remove("earlier");
        let every = body.remove("every");
        add(&body, None);
        if let Some(Value::Array(groups)) = every {
            for (group, every) in groups.iter().filter_map(Value::as_table).enumerate() {
                let copies = every["copies"].as_integer().expect("copies") as usize;
                for copy in 0..copies {
                    add(every, Some(group * 1000 + copy));
                }
            }
        }
        if !own.contains_key("households") && self.body.get("households").is_none() {
            own.insert("households".into(), vec![self.filled("households", &Table::new(), None)]);
        }
        self.people(&mut own);
        own
    }

    /// Heads, sizes, amounts and payments that follow from the rest.
    fn people(&self, own: &mut Rows) {
        let mut persons = own.remove("persons").unwrap_or_default();
        let mut payments = own.remove("payments").unwrap_or_default();
        for household in own.get_mut("households").into_iter().flatten() {
            let head = household["head_id_no"].clone();
            if !persons.iter().any(|person| person["id_no"] == head && person["head_id_no"] == head)
            {
                let name = household["head_name"].clone();
                persons.push(row(&[
                    ("id_no", &head),
                    ("head_id_no", &head),
                    ("relation", "本人"),
                    ("name", &name),
                ]));
            }
            let members = || persons.iter().filter(|person| person["head_id_no"] == head);
            let size = members().count();
            let covered =
                members().filter(|person| person.get("is_covered").is_none_or(|c| c != "否"));
            let covered = covered.count().to_string();
            household.entry("household_size".into()).or_insert(size.to_string());
            household.entry("covered_persons".into()).or_insert(covered);
            let covered: i64 = household["covered_persons"].parse().expect("covered");
            let usual = (STANDARD * covered).to_string();
            let benefit = household.entry("monthly_benefit".into()).or_insert(usual).clone();
            let total = household.entry("total_amount".into()).or_insert(benefit.clone()).clone();
            if household["programme"].contains("边缘") || household["programme"].contains("刚性")
            {
                household.extend(row(&[("monthly_benefit", ""), ("total_amount", "")]));
                continue;
            }
            if self.body.get("payments") == Some(&Value::Array(Vec::new())) {
                continue;
            }
            let paid = match payments.iter_mut().find(|paid| paid["head_id_no"] == head) {
                Some(paid) => paid,
                None => {
                    payments.push(self.filled("payments", &Table::new(), None));
                    payments.last_mut().expect("just added")
                }
            };
            paid.insert("head_id_no".into(), head.clone());
            paid.insert("programme".into(), household["programme"].clone());
            for (column, value) in [
                ("head_name", &household["head_name"]),
                ("account_name", &household["head_name"]),
                ("account_no", &format!("62{head}")),
                ("benefit_paid", &benefit),
                ("total_paid", &total),
            ] {
                paid.entry(column.into()).or_insert(value.clone());
            }
        }
        own.insert("persons".into(), persons);
        own.insert("payments".into(), payments);
    }

    fn filled(&self, table: &str, found: &Table, copy: Option<usize>) -> BTreeMap<String, String> {
        let usual =
            USUAL.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, usual)| usual);
        let mut row: BTreeMap<String, String> = usual
            .iter()
            .map(|(column, value)| ((*column).to_owned(), self.said(value, copy)))
            .collect();
        row.extend(self.cells(found, copy));
        let a = self.said("#A", copy);
        if usual.is_empty() {
            let key = if HOUSEHOLD_TABLES.contains(&table) { "head_id_no" } else { "id_no" };
            if !KEYLESS.contains(&table) {
                row.entry(key.to_owned()).or_insert(a);
            }
        }
        if table == "persons" {
            let id = row.entry("id_no".into()).or_insert_with(|| self.said("#A", copy)).clone();
            row.entry("name".into()).or_insert(format!("甲{id}"));
        }
        if table == "households" {
            let head = row["head_id_no"].clone();
            row.entry("head_name".into()).or_insert(format!("甲{head}"));
            row.entry("address".into()).or_insert(format!("示例路{head}号"));
            row.entry("account_no".into()).or_insert(format!("62{head}"));
        }
        if ["households", "applications", "handlers", "complaints"].contains(&table) {
            row.entry("town".into()).or_insert(self.town());
            row.entry("village".into()).or_insert(self.village());
        }
        if table == "complaints" {
            row.remove("village");
        }
        row
    }

    fn cells(&self, found: &Table, copy: Option<usize>) -> BTreeMap<String, String> {
        let text = |value: &Value| match value {
            Value::String(text) => self.said(text, copy),
            other => other.to_string(),
        };
        found.iter().map(|(column, value)| (column.clone(), text(value))).collect()
    }

    fn town(&self) -> String {
        format!("第{}镇", self.number)
    }

    fn village(&self) -> String {
        format!("第{}村", self.number)
    }

    /// A text with its persons named; of a copy, A is another person each time.
    fn said(&self, text: &str, copy: Option<usize>) -> String {
        let nth = copy.unwrap_or_default();
        let text = text.replace('%', &format!("{}x{nth}", self.number));
        let text = text.replace('&', &nth.to_string()).replace('@', &self.number.to_string());
        let mut said = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['#', '!', '~']) {
            let (before, token) = rest.split_at(at);
            let letter = token[1..].chars().next().expect("a letter");
            let id = self.identity(letter, copy);
            said += before;
            match &token[..1] {
                "#" => said += &id,
                "!" => {
                    said += &format!("{}{}", &id[..17], if id.ends_with('1') { "2" } else { "1" })
                }
                _ => said += &format!("甲{id}"),
            }
            rest = &token[1 + letter.len_utf8()..];
        }
        said + rest
    }

    fn identity(&self, letter: char, copy: Option<usize>) -> String {
        let letter = letter as usize - 'A' as usize;
        let copy = if letter == 0 { copy.map_or(0, |copy| copy + 1) } else { 0 };
        let region = format!("{}", 110_000 + self.number);
        let (day, order) = (1 + letter, copy % 1000);
        identity(&region, &format!("1970{:02}{day:02}", 1 + copy / 1000), order)
    }
}

/// Tables whose rows are about a household.
const HOUSEHOLD_TABLES: [&str; 9] = [
    "archives",
    "rechecks",
    "visits",
    "near_relatives",
    "exits",
    "custodians",
    "complaints",
    "applications",
    "payments",
];
/// Tables whose rows are about nobody.
const KEYLESS: [&str; 7] =
    ["units", "budget", "calendar", "prices", "survey", "minimum_wage", "complaints"];

fn row(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
}

/// Flags of the repository without a file of cases.
pub fn without_cases() -> Vec<String> {
    let have: BTreeSet<String> = flags().into_iter().collect();
    let name =
        |file: String| Some(file.strip_prefix("queries/flags/")?.strip_suffix(".sql")?.to_owned());
    files().into_iter().filter_map(name).filter(|flag| !have.contains(flag)).collect()
}
