//! Deliveries that are refused, and what is said of them.

use std::fs;

use crate::delivery::{
    Desk, HOUSEHOLD_HEADINGS, PERSON_HEADINGS, csv, household, options, payment, person,
};
use model::Blame;
use snapshot::Silent;

#[test]
fn a_folder_must_exist_and_hold_something() {
    let desk = Desk::bare();
    let missing = desk.path("nowhere");
    let fault = desk.store.load(&missing, &options("2026-10"), &Silent).unwrap_err();
    assert_eq!(fault.blame, Blame::Caller);
    assert!(desk.refused().contains("is empty"));
    desk.put("~$households.xlsx", "lock");
    desk.put(".hidden", "x");
    assert!(desk.refused().contains("is empty"));
}

#[test]
fn all_problems_are_told_at_once() {
    let desk = Desk::new();
    desk.remove("payments.csv");
    desk.put("persons.csv", csv("姓名,身份证号,户主身份证号,性别,民族", &[person(1)]));
    desk.put("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let said = desk.refused();
    for part in [
        "cannot read it as Persons: no column 与户主关系",
        "cannot read the workbook",
        "the required table Payment roster is missing",
        "(old.xls)",
        "(persons.csv)",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn each_mistake_of_a_file_refuses_the_delivery() {
    let twice = |headings: &str| csv(headings, &[]);
    let rows = [
        ("x.csv", twice("姓名,身份证号,户主身份证号,与户主关系,姓名"), "both mean `姓名`"),
        (
            "x.csv",
            twice("姓名,身份证号,身份证号码,户主身份证号,与户主关系"),
            "both mean `身份证号`",
        ),
        ("x.csv", twice("户主身份证号,走访日期,备注,备注"), "both mean `备注`"),
        ("死亡.parquet", "PAR1....PAR1".to_owned(), "cannot read the Parquet file"),
        ("附件.zip", "PK\u{3}\u{4}....".to_owned(), "cannot unpack it"),
    ];
    for (file, text, expected) in rows {
        let desk = Desk::new();
        desk.put(file, &text);
        let said = desk.refused();
        assert!(said.contains(expected) && said.contains(file), "{file}: {said}");
    }
}

#[test]
fn a_household_file_must_tell_its_programme() {
    let headings = HOUSEHOLD_HEADINGS.replace("救助类型,", "");
    let rows = [household(1, "", "嘉积镇").replacen(",,", ",", 1)];
    let desk = Desk::new();
    desk.put("households.csv", csv(&headings, &rows));
    assert!(desk.refused().contains("no column 救助类型"));
    desk.remove("households.csv");
    desk.put("农村低保家庭查询.csv", csv(&headings, &rows));
    desk.put("persons.csv", csv(PERSON_HEADINGS, &[person(1)]));
    desk.load("2026-10").unwrap();
    assert_eq!(desk.rows("households", "2026-10-31", &["programme"]), [["dibao_rural"]]);
}

#[test]
fn the_same_file_twice_is_refused() {
    let desk = Desk::new();
    fs::copy(desk.path("payments.csv"), desk.path("payments2.csv")).unwrap();
    assert!(desk.refused().contains("it is the same file as `payments.csv`"));
}

#[test]
fn an_empty_required_table_is_refused() {
    let desk = Desk::new();
    desk.put("payments.csv", csv(crate::delivery::PAYMENT_HEADINGS, &[]));
    assert!(desk.refused().contains("Payment roster has no rows"));
}

#[test]
fn totals_that_do_not_add_up_are_refused() {
    let desk = Desk::new();
    let mut rows: Vec<_> = (1..=4).map(payment).collect();
    rows.push("合计,,,2400,2550.00,,".to_owned());
    rows.push("制表人：某某,,,,,,".to_owned());
    desk.put("payments.csv", csv(crate::delivery::PAYMENT_HEADINGS, &rows));
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.tables["payments"].rows, report.tables["payments"].quarantined), (4, 0));
    assert!(report.warnings[0].en.contains("left out as a note"), "{:?}", report.warnings);

    let desk = Desk::new();
    rows[4] = "合计,,,2400,2550.01,,".to_owned();
    desk.put("payments.csv", csv(crate::delivery::PAYMENT_HEADINGS, &rows));
    let said = desk.refused();
    assert!(said.contains("it says 2550.01, the rows above make 2550.00"), "{said}");
    assert!(said.contains("payments.csv:6:发放合计(元)"), "{said}");
}

#[test]
fn encodings_must_be_one_and_known() {
    let gb = encoding_rs::GB18030.encode("户主9,x,农村低保,1,1,成功,\n").0.into_owned();
    let good = csv(crate::delivery::PAYMENT_HEADINGS, &[payment(1)]).into_bytes();
    for (bytes, expected) in [
        ([good, gb].concat(), "line 1 is UTF-8, line 3 is not"),
        (b"\xff\xfea\0b\0".to_vec(), "neither UTF-8 nor GB18030"),
    ] {
        let desk = Desk::new();
        desk.put("payments.csv", bytes);
        assert!(desk.refused().contains(expected));
    }
}

#[test]
fn too_many_bad_rows_refuse_the_delivery_and_their_quarantine_is_kept() {
    let desk = Desk::new();
    let mut rows: Vec<_> = (1..=4).map(payment).collect();
    rows[1] = rows[1].replace("2026-10-10", "2026-02-30");
    desk.put("payments.csv", csv(crate::delivery::PAYMENT_HEADINGS, &rows));
    let said = desk.refused();
    // 5 units + 4 + 4 + 4 rows.
    assert!(said.contains("1 of 17 rows cannot be used (5.88%)"), "{said}");
    assert!(said.contains("doudi quarantine --month 2026-10"), "{said}");
    let line = "payments.csv:3 发放日期 2026-02-30 | not a date; write it like 2026-10-05";
    assert_eq!(desk.quarantine(), [line]);

    // Exactly the limit is refused, one row more makes it pass.
    desk.fill(16);
    assert!(desk.refused().contains("1 of 49 rows"));
    desk.fill(17);
    assert_eq!(desk.load("2026-10").unwrap().tables["payments"].quarantined, 1);
    assert_eq!(desk.quarantine(), [line]);
}

#[test]
fn a_busy_home_says_so() {
    let desk = Desk::new();
    let lock = fs::File::create(desk.home().join("write.lock")).unwrap();
    fs::write(desk.home().join("write.lock"), "loading 2026-10 (pid 7, now)").unwrap();
    lock.lock().unwrap();
    let fault = desk.load("2026-10").unwrap_err();
    assert_eq!(fault.blame, Blame::Limit);
    assert!(fault.text.en.contains("loading 2026-10 (pid 7, now)"), "{fault}");
    drop(lock);
    desk.load("2026-10").unwrap();
}
