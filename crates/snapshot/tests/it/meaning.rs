//! What the words of a delivery mean across tables and months.

use crate::delivery::{
    Desk, HOUSEHOLD_HEADINGS, PAYMENT_HEADINGS, PERSON_HEADINGS, csv, id, payment, person,
};

#[test]
fn a_household_that_left_is_where_it_was_last() {
    let desk = Desk::new();
    desk.load("2026-09").unwrap();
    desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &Desk::households()[..3]));
    desk.put("persons.csv", csv(PERSON_HEADINGS, &[person(1), person(2), person(3)]));
    // Household 4 left; household 7 never was.
    let rows: Vec<_> = [1, 2, 3, 4, 7].map(|n| payment(n).replace("农村低保", "")).to_vec();
    desk.put("payments.csv", csv(PAYMENT_HEADINGS, &rows));
    desk.put("exits.csv", format!("户主身份证号,停发月份\n{},2026-10\n", id(4)));
    desk.load("2026-10").unwrap();
    let mut rows = desk.rows("payments", "2026-10-31", &["town_code", "village_code", "programme"]);
    rows.sort();
    assert_eq!(
        rows,
        [
            ["469002100", "469002100201", "dibao_urban"],
            ["469002100", "469002100201", "tekun_dispersed"],
            ["469002101", "469002101201", "dibao_rural"],
            ["469002101", "469002101201", "tekun_institutional"],
            ["unknown", "unknown", "-"],
        ]
    );
    let exits = desk.rows("exits", "2026-10-31", &["stop_month", "town_code"]);
    assert_eq!(exits, [["2026-10", "469002100"]]);
}

#[test]
fn the_units_of_an_earlier_month_still_count() {
    let desk = Desk::new();
    desk.load("2026-09").unwrap();
    desk.remove("units.csv");
    desk.load("2026-10").unwrap();
    let towns = desk.rows("households", "2026-10-31", &["town_code"]).concat();
    assert!(towns.iter().all(|town| town.starts_with("469002")), "{towns:?}");
}

#[test]
fn without_units_names_stay_as_given() {
    let desk = Desk::new();
    desk.remove("units.csv");
    desk.load("2026-10").unwrap();
    let mut rows = desk.rows("households", "2026-10-31", &["town_code", "village_code", "area"]);
    rows.sort();
    assert_eq!(rows[0], ["万泉镇", "新民村", "-"]);
}

#[test]
fn persons_take_programme_and_place_of_their_household() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let columns = ["programme", "town_code", "village_code", "is_covered", "relation", "sex"];
    let mut rows = desk.rows("persons", "2026-10-31", &columns);
    rows.sort();
    assert_eq!(rows[0], ["dibao_rural", "469002101", "469002101201", "true", "self", "male"]);
}

#[test]
fn ledgers_keep_their_own_town_and_read_their_codes() {
    let desk = Desk::new();
    desk.put(
        "complaints.csv",
        "编号,收到日期,渠道,户主身份证号,所属街道,结果\nC1,2026/10/3,电话,,嘉积,属实\n",
    );
    desk.put(
        "visits.csv",
        format!("户主身份证号;走访日期;走访人编号;类型\n{};20261002;V1;镇级入户\n", id(2)),
    );
    desk.put("prices.csv", "month\tcpi_yoy\tfood_yoy\n2026年9月\t3.6%\t-0.5\n");
    desk.load("2026-10").unwrap();
    assert_eq!(
        desk.rows(
            "complaints",
            "2026-10-31",
            &["received_on", "household_key", "town_code", "village_code", "outcome"]
        ),
        [["2026-10-03", "-", "469002100", "unknown", "true"]]
    );
    assert_eq!(
        desk.rows("visits", "2026-10-31", &["visited_on", "kind", "town_code"]),
        [["2026-10-02", "town", "469002101"]]
    );
    assert_eq!(
        desk.rows("prices", "2026-10-31", &["month", "cpi_yoy", "food_yoy"]),
        [["2026-09", "3.6000", "-0.5000"]]
    );
}

#[test]
fn strangers_in_the_folder_are_told_of() {
    let desk = Desk::new();
    desk.put("说明.txt", "请查收\n");
    desk.put("other.csv", "甲,乙\n1,2\n");
    desk.put("scan.pdf", "%PDF-1.7");
    let report = desk.load("2026-10").unwrap();
    let said: Vec<_> = report.warnings.iter().map(|w| w.en.as_str()).collect();
    assert_eq!(
        said,
        [
            "`scan.pdf` is not a table and was not read",
            "`other.csv` was not recognised and not read; the only headings known in it: –",
            "`说明.txt` was not recognised and not read; the only headings known in it: –",
        ]
    );
}
