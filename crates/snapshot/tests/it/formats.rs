//! The same rows in every accepted format give the same table.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::delivery::{Desk, HOUSEHOLD_HEADINGS, PERSON_HEADINGS, csv, id, person};

const TITLE: &str = "琼海市2026年10月农村低保家庭查询";

#[test]
fn text_files_may_be_gb18030_or_marked_and_separated_by_tabs() {
    let plain = Desk::new();
    plain.load("2026-10").unwrap();
    let text = csv(HOUSEHOLD_HEADINGS, &Desk::households());
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    let wide = text.replace("合计(元)", " 合计（元） ").replace(',', "\t");
    for bytes in [marked, gb, wide.into_bytes()] {
        let desk = Desk::new();
        // The same key, so that pseudonyms can be compared.
        std::fs::copy(
            plain.home().join("keys/pseudonym.key"),
            desk.home().join("keys/pseudonym.key"),
        )
        .unwrap();
        desk.put("households.csv", bytes);
        desk.load("2026-10").unwrap();
        let columns = ["household_key", "account_name_key", "total_amount", "town_code"];
        let rows = |desk: &Desk| desk.rows("households", "2026-10-31", &columns);
        assert_eq!(rows(&desk), rows(&plain));
    }
}

/// A sheet with a title, a note, headings, two households in merged town cells, and totals.
fn household_sheet(sheet: &mut Worksheet, total: f64) {
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(0, 0, 0, 7, TITLE, &plain).unwrap();
    sheet.write(1, 0, "数据时间：2026-10-28").unwrap();
    let headings = [
        "所属街道",
        "户主身份证号",
        "家庭人口数",
        "保障人口数",
        "户月保障金额（元）",
        "合计（元）",
        "所属社区",
        "上次核查日期",
    ];
    for (column, heading) in headings.iter().enumerate() {
        sheet.write(2, column as u16, *heading).unwrap();
    }
    sheet.merge_range(3, 0, 4, 0, "万泉镇", &plain).unwrap();
    for (row, number) in [(3, 1), (4, 2)] {
        sheet.write(row, 1, id(number)).unwrap();
        sheet.write(row, 2, 1).unwrap();
        sheet.write(row, 3, 1).unwrap();
        sheet.write(row, 4, 600.1).unwrap();
        sheet.write(row, 5, 600.1).unwrap();
        sheet.write(row, 6, "新民村").unwrap();
        sheet.write_with_format(row, 7, 46_300, &day).unwrap();
    }
    sheet.write(5, 0, "合计").unwrap();
    sheet.write(5, 5, total).unwrap();
}

fn workbook(total: f64) -> Vec<u8> {
    let mut book = Workbook::new();
    household_sheet(book.add_worksheet().set_name("家庭").unwrap(), total);
    let persons = book.add_worksheet().set_name("人员").unwrap();
    for (column, heading) in PERSON_HEADINGS.split(',').enumerate() {
        persons.write(0, column as u16, heading).unwrap();
    }
    for (row, number) in [(1, 1), (2, 2)] {
        for (column, cell) in person(number).split(',').enumerate() {
            persons.write(row, column as u16, cell).unwrap();
        }
    }
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "填报说明").unwrap();
    book.save_to_buffer().unwrap()
}

fn desk_with(book: Vec<u8>) -> Desk {
    let desk = Desk::new();
    for file in ["households.csv", "persons.csv"] {
        desk.remove(file);
    }
    desk.put("book.xlsx", book);
    desk
}

#[test]
fn a_workbook_may_carry_title_notes_merged_cells_and_totals() {
    let desk = desk_with(workbook(1200.2));
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.tables["households"].rows, report.tables["persons"].rows), (2, 2));
    let columns = ["programme", "town_code", "monthly_benefit", "last_recheck_on"];
    for row in desk.rows("households", "2026-10-31", &columns) {
        assert_eq!(row, ["dibao_rural", "469002101", "600.10", "2026-10-05"]);
    }
    assert!(report.warnings[0].en.contains("`book.xlsx:说明` was not recognised"));
}

#[test]
fn the_totals_of_a_workbook_are_checked() {
    let said = desk_with(workbook(1200.0)).refused();
    assert!(said.contains("it says 1200, the rows above make 1200.20"), "{said}");
    assert!(said.contains("book.xlsx:家庭:6:合计(元)"), "{said}");
}

#[test]
fn numbers_that_lost_digits_and_errors_stop_their_row() {
    let desk = Desk::new();
    desk.fill(80);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["身份证号", "死亡日期"].iter().enumerate() {
        sheet.write(0, column as u16, *heading).unwrap();
    }
    sheet.write(1, 0, 469_002_196_001_010_011.0).unwrap();
    sheet.write(1, 1, "2026-10-01").unwrap();
    sheet.write(2, 0, id(1)).unwrap();
    sheet.write(2, 1, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write(3, 0, id(2)).unwrap();
    sheet.write(3, 1, 46_300).unwrap();
    desk.put("deaths.xlsx", book.save_to_buffer().unwrap());
    desk.load("2026-10").unwrap();
    assert_eq!(desk.rows("deaths", "2026-10-31", &["died_on"]), [["2026-10-05"]]);
    let lines = desk.quarantine();
    assert!(
        lines[0].starts_with("deaths.xlsx:2 身份证号 4.69E+17 | a spreadsheet stored"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("deaths.xlsx:3 死亡日期 #N/A | an error value"), "{lines:?}");
}
