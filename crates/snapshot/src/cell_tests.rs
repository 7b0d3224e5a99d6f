//! Cells as tables: what is typed, what it means.

use super::{Cell, CellRef, day, day_or_month, decimal, month, year, yes_or_no};

#[test]
fn days_are_read_in_every_accepted_form() {
    let rows = [
        (Cell::text("2026-10-05"), Some("2026-10-05")),
        (Cell::text("2026/10/5"), Some("2026-10-05")),
        (Cell::text("2026.10.05"), Some("2026-10-05")),
        (Cell::text("20261005"), Some("2026-10-05")),
        (Cell::text("2026年10月5日"), Some("2026-10-05")),
        (Cell::text("２０２６-１０-０５"), Some("2026-10-05")),
        (Cell::text("2026-10-05 00:00:00"), Some("2026-10-05")),
        (Cell::text("2026-10-05T08:30:00"), Some("2026-10-05")),
        (Cell::text("20261005 08:30"), Some("2026-10-05")),
        (Cell::text("2026 年 10 月 5 日"), Some("2026-10-05")),
        (Cell::text("2026 - 10 - 05"), Some("2026-10-05")),
        (Cell::number(46_300.0), Some("2026-10-05")),
        (Cell::number(46_300.5), Some("2026-10-05")),
        (Cell::number(20_261_005.0), Some("2026-10-05")),
        (Cell::text("46300"), None),
        (Cell::text("2026-02-30"), None),
        (Cell::text("2026-13-01"), None),
        (Cell::text("2026-10"), None),
        (Cell::text("26-10-05"), None),
        (Cell::text("05/10/2026"), None),
        (Cell::text("2026/10-05"), None),
        (Cell::text("2026-10-05-"), None),
        (Cell::text("2026年10月5"), None),
        (Cell::text("2026105"), None),
        (Cell::text("2026 1005"), None),
        (Cell::text("明天"), None),
    ];
    for (cell, expected) in rows {
        let got = day(cell.view()).ok().map(|day| day.to_string());
        assert_eq!(got.as_deref(), expected, "{cell:?}");
    }
}

#[test]
fn months_are_read_in_every_accepted_form() {
    let rows = [
        (Cell::text("2026-10"), Some("2026-10")),
        (Cell::text("2026/1"), Some("2026-01")),
        (Cell::text("202610"), Some("2026-10")),
        (Cell::number(202_610.0), Some("2026-10")),
        (Cell::text("2026年10月"), Some("2026-10")),
        (Cell::text("2026-10-01"), Some("2026-10")),
        (Cell::number(46_300.0), Some("2026-10")),
        (Cell::text("46300"), None),
        (Cell::text("2026-13"), None),
        // Found by the fuzzer: a day may be so old, a month not.
        (Cell::text("18620212"), None),
        (Cell::text("10"), None),
    ];
    for (cell, expected) in rows {
        let got = month(cell.view()).ok().map(|month| month.to_string());
        assert_eq!(got.as_deref(), expected, "{cell:?}");
    }
    assert_eq!(day_or_month(CellRef::text("2026-10")).unwrap().to_string(), "2026-10-01");
    assert_eq!(day_or_month(CellRef::text("2026-10-09")).unwrap().to_string(), "2026-10-09");
    assert!(day_or_month(CellRef::text("十月")).is_err());
}

#[test]
fn money_is_exact_to_the_fen() {
    let rows = [
        ("637", Some(63_700)),
        ("1,234.5", Some(123_450)),
        ("１２３４．５０", Some(123_450)),
        ("637元", Some(63_700)),
        ("¥ 637.00", Some(63_700)),
        ("1.2345万元", Some(1_234_500)),
        ("0.123456万元", Some(123_456)),
        ("637.500", Some(63_750)),
        ("637.505", None),
        ("1.2345678万元", None),
        ("-1", None),
        ("1,23", None),
        ("12345,678", None),
        ("1e3", None),
        ("六百", None),
        (".5", None),
        ("5.", None),
        ("1,234,567.80", Some(123_456_780)),
        (",234", None),
        ("0000637.5000", Some(63_750)),
        ("9999999999999999999", None),
    ];
    for (text, expected) in rows {
        let got = decimal(text, false).and_then(super::Decimal::money).ok();
        assert_eq!(got, expected, "{text}");
    }
    assert_eq!(decimal("1.5", true).unwrap().money(), Ok(1_500_000));
}

#[test]
fn other_numbers_have_four_decimals_and_counts_none() {
    assert_eq!(decimal("110.46685", false).unwrap().number(true), Ok(1_104_669));
    assert_eq!(decimal("-0.00005", false).unwrap().number(true), Ok(-1));
    assert!(decimal("-3.5", false).unwrap().number(false).is_err());
    assert_eq!(decimal("3.0", false).unwrap().count(), Ok(3));
    assert!(decimal("3.5", false).unwrap().count().is_err());
    assert!(decimal("-3", false).unwrap().count().is_err());
}

#[test]
fn yes_and_no_have_many_forms() {
    for text in ["是", "有", "1", "Y", "y", "01", "TRUE"] {
        assert_eq!(yes_or_no(CellRef::text(text)), Ok(true), "{text}");
    }
    for text in ["否", "无", "0", "N", "02"] {
        assert_eq!(yes_or_no(CellRef::text(text)), Ok(false), "{text}");
    }
    assert!(yes_or_no(CellRef::text("也许")).is_err());
    assert_eq!(year(CellRef::text("2026年")), Ok(2026));
    assert!(year(CellRef::text("26")).is_err());
}

#[test]
fn spreadsheet_numbers_show_fifteen_digits() {
    let rows = [
        (637.5, "637.5"),
        (0.1 + 0.2, "0.3"),
        (1_234.560_000_000_1, "1234.5600000001"),
        (110_105_491_231_002.0, "110105491231002"),
        (469_002_199_001_011_234.0, "4.69E+17"),
        (-0.0, "0"),
    ];
    for (number, expected) in rows {
        assert_eq!(Cell::number(number).text, expected);
    }
    for (cell, lost) in [
        (Cell::text("4.69E+17"), true),
        (Cell::number(4.69e17), true),
        (Cell::text("11010519491231002X"), false),
        (Cell::text("E"), false),
    ] {
        assert_eq!(cell.view().lost_digits(), lost, "{cell:?}");
    }
}
