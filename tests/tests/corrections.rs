//! The quarantine as a workbook: whole rows that a clerk corrects and delivers again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use tests::delivery::{household, payment};
use tests::desk::{Desk, Loaded, sheet, xlsx};
use tests::{new_home, path, run, succeed};

/// A delivery with a household of an unknown town, for which its person suffers, and a payment of
/// no day, whose head is named like a formula.
fn broken() -> Desk {
    let home = new_home("national");
    let desk = Desk::new(home.path());
    desk.edit("households.csv", &household(7), &household(7).replace("万泉镇", "南海镇"));
    let wrong =
        payment(9).replace("2026-10-10", "2026-02-30").replace("示例9", "=cmd|' /C calc'!A0");
    desk.edit("payments.csv", &payment(9), &wrong);
    desk
}

/// Loads, and says how many rows are in quarantine now.
fn quarantined(desk: &Desk) -> usize {
    let Loaded { code, said, .. } = desk.load();
    assert_eq!(code, 0, "{said}");
    let home = desk.home();
    let asked = ["quarantine", "--month", "2026-10", "--format", "csv", "--home", path(&home)];
    csv::Reader::from_reader(succeed(&asked).as_bytes()).records().count()
}

/// Writes the workbook of the quarantine.
fn workbook(desk: &Desk, to: &Path) {
    let home = desk.home();
    let asked = ["quarantine", "--month", "2026-10", "--format", "xlsx", "--home", path(&home)];
    succeed(&[&asked[..], &["--out", path(to)]].concat());
}

/// Its sheets as texts; a cell that is not a text fails.
fn read(file: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    let names = book.sheet_names();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is not a text"),
    };
    let sheets = names.into_iter().map(|name| {
        assert_eq!(book.worksheet_formula(&name).expect("a sheet").used_cells().count(), 0);
        let rows = book.worksheet_range(&name).expect("a sheet");
        (name, rows.rows().map(|row| row.iter().map(text).collect()).collect())
    });
    sheets.collect()
}

#[test]
fn the_workbook_holds_whole_rows_as_texts_and_for_its_owner_alone() {
    let desk = broken();
    assert_eq!(quarantined(&desk), 3);
    let file = desk.home().join("隔离清单.xlsx");
    fs::write(&file, "an older file that anybody may read").expect("a file");
    workbook(&desk, &file);
    let sheets = read(&file);
    assert_eq!(sheets.keys().collect::<Vec<_>>(), ["人员", "发放花名册", "家庭"]);
    let payment = &sheets["发放花名册"];
    let cell = |heading: &str| {
        let at = payment[1].iter().position(|cell| cell == heading).expect(heading);
        payment[2][at].as_str()
    };
    assert_eq!(cell("隔离原因"), "不是日期，应为 2026-10-05 这样的形式");
    assert_eq!(cell("隔离原因（英文）"), "not a date; write it like 2026-10-05");
    assert_eq!((cell("隔离来源文件"), cell("隔离来源行")), ("payments.csv", "10"));
    assert_eq!((cell("隔离列"), cell("隔离原文")), ("发放日期", "2026-02-30"));
    assert_eq!((cell("户主姓名"), cell("发放合计(元)")), ("=cmd|' /C calc'!A0", "600"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let home = desk.home();
    let asked = ["quarantine", "--month", "2026-10", "--format", "xlsx", "--home", path(&home)];
    assert_eq!(run(&asked).status.code(), Some(2));
}

#[test]
fn an_uncorrected_workbook_takes_the_place_of_its_rows_and_nothing_else() {
    let desk = broken();
    assert_eq!(quarantined(&desk), 3);
    workbook(&desk, &desk.path("隔离清单.xlsx"));
    assert_eq!(quarantined(&desk), 3);
    // Its rows are in the workbook now, and the workbook of these leads back to it.
    workbook(&desk, &desk.path("隔离清单2.xlsx"));
    assert_eq!(quarantined(&desk), 3);
    let sheets = read(&desk.path("隔离清单2.xlsx"));
    assert!(sheets["家庭"][2].iter().any(|cell| cell == "隔离清单.xlsx"), "{sheets:?}");
}

#[test]
fn corrected_rows_load_and_rows_that_changed_meanwhile_are_not_replaced() {
    let desk = broken();
    assert_eq!(quarantined(&desk), 3);
    let file = desk.home().join("隔离清单.xlsx");
    workbook(&desk, &file);
    for (name, mut rows) in read(&file) {
        for row in rows.iter_mut().skip(2) {
            // The first seven columns say what was wrong; the clerk corrects behind them.
            for cell in row.iter_mut().skip(7) {
                *cell = cell.replace("南海镇", "万泉镇").replace("2026-02-30", "2026-10-30");
            }
        }
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        desk.put(&format!("改正-{name}.xlsx"), xlsx(&sheet(&rows), &[]));
    }
    assert_eq!(quarantined(&desk), 0);
    let said = desk.load().said;
    assert!(said.contains("`payments`: 1 rows gave way to their corrections"), "{said}");
    let home = desk.home();
    let asked = ["query", "caseload_by_town", "--as-of", "2026-10-31", "--format", "csv", "--home"];
    let towns = succeed(&[&asked[..], &[path(&home)]].concat());
    assert!(towns.contains("万泉镇") && towns.contains(",60,60,36000.00"), "{towns}");

    // The roster was exported again: its row 10 is another broken row, which the correction of the
    // old one must not hide.
    desk.edit("payments.csv", "2026-02-30", "2026-13-01");
    assert_eq!(quarantined(&desk), 1);
}
