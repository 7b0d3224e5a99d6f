//! A sound delivery of a made-up town, written by code, to be damaged in one place.

use std::fs;
use std::path::Path;

use crate::sheet::identity;

/// Households in it, each with one person and one payment.
pub const HOUSEHOLDS: u32 = 60;

/// Headings of `households.csv`.
pub const HOUSEHOLD: &str = "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,户月保障金额(元),合计(元),所属街道,所属社区,最初享受月份,近亲属备案,申请原因";
/// Headings of `persons.csv`.
pub const PERSON: &str = "姓名,身份证号,户主身份证号,与户主关系,性别";
/// Headings of `payments.csv`.
pub const PAYMENT: &str = "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态,发放日期";

const UNITS: &str = "\
编码,名称,上级编码,类别,城乡
469002,琼海市,,市,
469002100,嘉积镇,469002,镇,城
469002101,万泉镇,469002,镇,乡
469002100201,先锋村,469002100,村,城
469002101201,新民村,469002101,村,乡
";

/// The identity number of a made-up person, born on 1960-01-01.
pub fn id(person: u32) -> String {
    identity("469002", "19600101", person as usize)
}

/// A row of `households.csv`.
pub fn household(number: u32) -> String {
    let id = id(number);
    format!("示例{number},{id},农村低保,1,1,600.00,600.00,万泉镇,新民村,2024-05,否,因病")
}

/// A row of `persons.csv`: the head of that household.
pub fn person(number: u32) -> String {
    format!("示例{number},{0},{0},本人,男", id(number))
}

/// A row of `payments.csv`.
pub fn payment(number: u32) -> String {
    format!("示例{number},{},农村低保,600,600,成功,2026-10-10", id(number))
}

/// Headings and the rows of all households.
pub fn table(headings: &str, row: fn(u32) -> String) -> String {
    let rows = (1..=HOUSEHOLDS).map(|number| format!("{}\n", row(number)));
    format!("{headings}\n{}", rows.collect::<String>())
}

/// Writes the delivery into a folder.
pub fn write(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for (file, text) in [
        ("units.csv", UNITS.to_owned()),
        ("households.csv", table(HOUSEHOLD, household)),
        ("persons.csv", table(PERSON, person)),
        ("payments.csv", table(PAYMENT, payment)),
    ] {
        fs::write(folder.join(file), text).expect("a file");
    }
}
