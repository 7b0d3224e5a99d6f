//! Rows that cannot be used, and rows that look as if they could not.

use crate::delivery::{
    Desk, HOUSEHOLD_HEADINGS, PAYMENT_HEADINGS, PERSON_HEADINGS, csv, household, id, payment,
    person,
};

/// A big enough delivery, with one more row for a table; returns the quarantine.
fn with_row(headings: &str, row: String) -> Vec<String> {
    let desk = Desk::new();
    desk.fill(60);
    desk.put("x.csv", csv(headings, &[row]));
    desk.load("2026-10").unwrap();
    desk.quarantine()
}

#[test]
fn each_bad_cell_sends_its_row_to_the_quarantine() {
    let good = || household(50, "农村低保", "万泉镇");
    let rows = [
        (good().replace(&id(50), ""), "户主身份证号  | a required cell is empty"),
        (good().replace(&id(50), "4.69E+17"), "4.69E+17 | a spreadsheet stored the number"),
        (good().replace(&id(50), "46900219"), "46900219 | not an identity number"),
        (good().replace("农村低保", "五保户"), "救助类型 五保户 | not a known programme"),
        (good().replace("农村低保", "特困人员"), "特困人员 | for tekun say"),
        (good().replace("637.50", "-637.50"), "合计(元) -637.50 | must not be negative"),
        (good().replace("637.50", ""), "合计(元)  | a required cell is empty"),
        (good().replace("637.50", "637.505"), "637.505 | money has at most two decimals"),
        (good().replace("37.50,", "三十,"), "三十 | not a number"),
        (good().replace("万泉镇", "博鳌镇"), "所属街道 博鳌镇 | no such town among the units"),
        (good().replace(",1,1,", ",1,1.5,"), "保障人口数 1.5 | must be a whole number"),
        (format!("{},多余", good()), " 多余 | more cells than headings"),
        (household(1, "农村低保", "万泉镇"), "| the same key stands in row 2 of `households.csv`"),
    ];
    for (row, expected) in rows {
        let got = with_row(HOUSEHOLD_HEADINGS, row);
        assert_eq!(got.len(), 1, "{expected}: {got:?}");
        assert!(got[0].starts_with("x.csv:2 ") && got[0].contains(expected), "{expected}\n{got:?}");
    }
}

#[test]
fn a_person_without_household_is_quarantined_outside_the_limit() {
    let desk = Desk::new();
    let rows: Vec<_> = (1..=9).map(person).collect();
    desk.put("persons.csv", csv(PERSON_HEADINGS, &rows));
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.tables["persons"].rows, report.tables["persons"].quarantined), (4, 5));
    assert!(desk.quarantine()[0].ends_with("| no household of this head"));
    assert!(report.warnings[0].en.starts_with("5 persons have no household"));
}

#[test]
fn identity_numbers_are_repaired_and_marked() {
    let desk = Desk::new();
    let head = "11010519491231002X";
    let wrong = "110105194912310039";
    let household =
        |id: &str| household(1, "农村低保", "万泉镇").replace(&crate::delivery::id(1), id);
    desk.put(
        "households.csv",
        csv(HOUSEHOLD_HEADINGS, &[household("110105491231002"), household(wrong)]),
    );
    let persons = [
        "甲,11010519491231002x,110105 19491231002X,本人,女".to_string(),
        format!("乙,{wrong},{wrong},本人,男"),
    ];
    desk.put("persons.csv", csv(PERSON_HEADINGS, &persons));
    desk.put("payments.csv", csv(PAYMENT_HEADINGS, &[payment(1).replace(&id(1), head)]));
    let report = desk.load("2026-10").unwrap();
    let mut rows = desk.rows("households", "2026-10-31", &["id_problem"]);
    rows.sort();
    assert_eq!(rows, [["check_digit"], ["fifteen_digits"]]);
    let mut rows = desk.rows("persons", "2026-10-31", &["id_problem", "id_birth_on", "id_sex"]);
    rows.sort();
    assert_eq!(rows, [["-", "1949-12-31", "female"], ["check_digit", "1949-12-31", "male"]]);
    let said: Vec<_> = report.warnings.iter().map(|w| w.en.as_str()).collect();
    assert!(
        said.iter().any(|w| w.starts_with("`persons`: 2 identity numbers had spaces")),
        "{said:?}"
    );
}

#[test]
fn unknown_codes_and_headings_are_kept_apart_and_told() {
    let desk = Desk::new();
    let headings = format!("{PERSON_HEADINGS},就业状况,政治面貌");
    let rows: Vec<_> =
        (1..=4).map(|n| format!("{},务农,群众", person(n)).replace("男", "不详")).collect();
    desk.put("persons.csv", csv(&headings, &rows));
    let report = desk.load("2026-10").unwrap();
    let said: Vec<_> = report.warnings.iter().map(|w| w.en.as_str()).collect();
    assert_eq!(
        said,
        [
            "`persons.csv`: 1 unknown columns were kept out: 政治面貌",
            "`persons`, `性别`: 4 unknown codes were kept as given: 不详 (4)",
        ]
    );
    assert_eq!(desk.rows("persons", "2026-10-31", &["sex", "employment"])[0], ["不详", "务农"]);
}

#[test]
fn unpaid_programmes_need_no_amounts() {
    let desk = Desk::new();
    let row = household(9, "低保边缘", "万泉镇").replace("600.00,37.50,637.50", ",-,");
    desk.put("edge.csv", csv(HOUSEHOLD_HEADINGS, &[row]));
    assert_eq!(desk.load("2026-10").unwrap().tables["households"].quarantined, 0);
}
