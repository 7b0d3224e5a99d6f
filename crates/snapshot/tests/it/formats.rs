//! The same rows in every accepted format give the same table.

use std::fs;
use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array,
    Int32Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow::datatypes::Int32Type;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use snapshot::{Silent, schema};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::delivery::{Desk, HOUSEHOLD_HEADINGS, PERSON_HEADINGS, csv, id, options, person};

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
        fs::copy(plain.home().join("keys/pseudonym.key"), desk.home().join("keys/pseudonym.key"))
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

pub(crate) fn workbook(total: f64) -> Vec<u8> {
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

#[test]
fn every_table_is_known_by_its_chinese_and_by_its_english_headings() {
    let headed = |table: &'static schema::TableSpec| {
        table.columns.iter().filter(|column| column.heading.is_some())
    };
    let chinese = |column: &schema::ColumnSpec| column.heading.clone().unwrap();
    let english = |column: &schema::ColumnSpec| column.name.clone();
    for heading in [chinese, english] {
        let desk = Desk::new();
        let tables = || schema::all().tables.iter().filter(|t| !t.required && t.name != "units");
        for (number, table) in tables().enumerate() {
            let headings: Vec<String> = headed(table).map(heading).collect();
            desk.put(&format!("{number}.csv"), headings.join(",") + "\n");
        }
        let report = desk.load("2026-10").unwrap();
        let missing: Vec<_> = tables()
            .filter(|table| !report.tables.contains_key(&table.name))
            .map(|t| &t.name)
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(report.warnings, []);
    }
}

#[test]
fn an_old_workbook_may_carry_all_that_a_new_one_may() {
    let desk = Desk::new();
    desk.fill(80);
    desk.remove("households.csv");
    let fixture = "../../tests/fixtures/formats/农村低保家庭查询.xls";
    let path = std::path::Path::new(fixture);
    desk.put("农村低保家庭查询.xls", fs::read(path).unwrap());
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.tables["households"].rows, report.tables["deaths"].rows), (85, 1));
    let columns =
        ["monthly_benefit", "last_recheck_on", "financial_assets", "programme", "town_code"];
    let mut rows = desk.rows("households", "2026-10-31", &columns);
    rows.retain(|row| row[0] == "600.10");
    rows.sort();
    let row = |town| ["600.10", "2026-10-05", "15000.00", "dibao_rural", town].map(str::to_owned);
    let (first, second) = (row("469002100"), row("469002101"));
    assert_eq!(rows, [&first, &first, &second, &second, &second].map(|row| row.to_vec()));
    assert!(desk.quarantine()[0].contains("身份证号 4.69E+17 | a spreadsheet stored the number"));
}

/// Two households with a column of every type that a Parquet file may hold.
pub(crate) fn households_in_types() -> RecordBatch {
    let texts = |one: &str, two: &str| Arc::new(StringArray::from(vec![one, two])) as ArrayRef;
    let words: DictionaryArray<Int32Type> = ["万泉镇", "嘉积镇"].into_iter().collect();
    let yuan = Decimal128Array::from(vec![60_010, 60_000]).with_precision_and_scale(12, 2).unwrap();
    let may = 1_714_492_800_000; // the first of May 2024 in China, still April in UTC
    let months = TimestampMillisecondArray::from(vec![Some(may), None]).with_timezone("UTC");
    RecordBatch::try_from_iter([
        ("户主身份证号", texts(&id(1), &id(2))),
        ("救助类型", texts("农村低保", "城市低保")),
        ("家庭人口数", Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef),
        ("保障人口数", Arc::new(Float64Array::from(vec![1.0, 2.0])) as ArrayRef),
        ("户月保障金额(元)", Arc::new(yuan) as ArrayRef),
        ("合计(元)", Arc::new(Float64Array::from(vec![600.1, 600.0])) as ArrayRef),
        ("所属街道", Arc::new(words) as ArrayRef),
        ("所属社区", texts("新民村", "新民村")),
        ("上次核查日期", Arc::new(Date32Array::from(vec![Some(20_731), None])) as ArrayRef),
        ("最初享受月份", Arc::new(months) as ArrayRef),
        ("近亲属备案", Arc::new(BooleanArray::from(vec![true, false])) as ArrayRef),
    ])
    .unwrap()
}

pub(crate) fn parquet(batch: &RecordBatch, codec: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(codec).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_is_read_in_every_type_and_codec() {
    let batch = households_in_types();
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ] {
        let desk = Desk::new();
        let bytes = parquet(&batch, codec);
        desk.remove("households.csv");
        desk.put("persons.csv", csv(PERSON_HEADINGS, &[person(1), person(2)]));
        desk.put("households.parquet", &bytes);
        let report = desk.load("2026-10").unwrap();
        assert_eq!(report.warnings, [], "{codec}");
        let columns = [
            "programme",
            "town_code",
            "household_size",
            "monthly_benefit",
            "total_amount",
            "last_recheck_on",
            "first_benefit_month",
            "near_relative_registered",
        ];
        let mut rows = desk.rows("households", "2026-10-31", &columns);
        rows.sort();
        let rural =
            ["dibao_rural", "469002101", "1", "600.10", "600.10", "2026-10-05", "2024-05", "true"];
        let urban = ["dibao_urban", "469002100", "2", "600.00", "600.00", "-", "-", "false"];
        assert_eq!(rows, [rural, urban], "{codec}");

        // Cut anywhere, it is refused by name.
        let desk = Desk::new();
        desk.put("households.parquet", &bytes[..bytes.len() - 9]);
        assert!(desk.refused().contains("(households.parquet)"));
    }
}

#[test]
fn rows_of_a_parquet_file_are_counted_behind_its_headings() {
    let desk = Desk::new();
    desk.fill(80);
    let days = Arc::new(StringArray::from(vec!["2026-10-01", "2026-02-30"])) as ArrayRef;
    let ids = Arc::new(StringArray::from(vec![id(1), id(2)])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("身份证号", ids), ("死亡日期", days)]).unwrap();
    desk.put("deaths.parquet", parquet(&batch, Compression::SNAPPY));
    desk.load("2026-10").unwrap();
    assert!(desk.quarantine()[0].starts_with("deaths.parquet:3 死亡日期 2026-02-30 |"));
}

#[test]
fn a_zip_is_the_folder_that_it_holds() {
    let desk = Desk::new();
    let published = desk.load("2026-10").unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in fs::read_dir(desk.delivery()).unwrap() {
        let entry = entry.unwrap();
        let name = format!("十月报送/{}", entry.file_name().to_str().unwrap());
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
    }
    let path = desk.path("十月.zip");
    fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
    let report = desk.store.load(&path, &options("2026-10"), &Silent).unwrap();
    assert_eq!((report.unchanged, report.snapshot_id), (true, published.snapshot_id));
    assert!(!desk.home().join("unpacked").exists(), "what was unpacked stays behind");
}
