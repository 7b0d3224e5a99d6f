//! Files read back: what a spreadsheet sees.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use calamine::{Data, Reader, Xlsx};
use chart::Words;
use model::{Lang, Provenance, ResultTable};
use registry::{DefinitionFile, Registry};

use crate::{Glossary, Sheet, csv, csv_gb18030, json, parquet, visit_list, workbook, workbook_for};

fn registry() -> Registry {
    let files = [
        ("queries/clauses.toml", "QH-15 = { place = \"五(四)\", zh = \"统计表\", en = \"table\" }"),
        (
            "queries/columns.toml",
            "town_name = { zh = \"乡镇\", en = \"Town\" }\n\
             visitor_2 = { zh = \"核查人（二）\", en = \"Visitor 2\" }\n\
             \"change=new\" = { zh = \"新增\", en = \"new\" }",
        ),
        (
            "queries/payments/funds_statistics.sql",
            "--- title = { zh = \"资金发放统计表\", en = \"Funds table\" }\n\
             --- about = { zh = \"当月\", en = \"of the month\" }\n\
             --- clauses = [\"QH-15\"]\n\
             --- grain = \"town\"\n\
             SELECT 1 AS n FROM payments ORDER BY n",
        ),
        ("jurisdictions/norms.toml", "[labels]"),
        ("jurisdictions/place.toml", "[name]\nzh = \"某市\"\nen = \"Some City\"\n[norms]"),
    ];
    let files: Vec<_> =
        files.iter().map(|(path, text)| DefinitionFile::new(*path, *text)).collect();
    Registry::read(&files, "place").unwrap()
}

fn table(query: &str, columns: Vec<(&str, ArrayRef)>) -> ResultTable {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .unwrap();
    let provenance = Provenance {
        query: query.to_owned(),
        query_hash: "c0ffee".to_owned(),
        as_of: "2026-10-31".to_owned(),
        snapshot: "2026-10.r1@1".to_owned(),
        ..Provenance::default()
    };
    ResultTable::new(batch.schema(), vec![batch], provenance)
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn counts(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn yuan(fen: &[i128]) -> ArrayRef {
    Arc::new(Decimal128Array::from(fen.to_vec()).with_precision_and_scale(18, 2).unwrap())
}

fn statistics() -> ResultTable {
    let numbers = [
        "urban_dibao_households_count",
        "urban_dibao_persons_count",
        "urban_dibao_yuan",
        "rural_dibao_households_count",
        "rural_dibao_persons_count",
        "rural_dibao_yuan",
        "tekun_institutional_persons_count",
        "tekun_institutional_yuan",
        "tekun_dispersed_persons_count",
        "tekun_dispersed_yuan",
        "care_allowance_yuan",
        "temporary_relief_times_count",
        "temporary_relief_yuan",
        "price_subsidy_persons_count",
        "price_subsidy_yuan",
        "month_total_yuan",
        "cumulative_yuan",
        "new_households_count",
        "new_persons_count",
        "exited_households_count",
        "exited_persons_count",
    ];
    let mut columns =
        vec![("town_code", texts(&["01", "total"])), ("town_name", texts(&["海棠镇", "合计"]))];
    for (at, name) in numbers.into_iter().enumerate() {
        let at = at as i64;
        let column = match name.ends_with("_yuan") {
            true => yuan(&[i128::from(at) * 100 + 7, i128::from(at) * 100 + 7]),
            false => counts(&[at, at]),
        };
        columns.push((name, column));
    }
    table("funds_statistics", columns)
}

fn sheets(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

#[test]
fn the_statistics_form_has_its_headings_its_total_and_exact_amounts() {
    let bytes = workbook_for(&registry(), &statistics(), Lang::Zh).unwrap();
    let [(_, rows)] = sheets(bytes).try_into().unwrap();
    let text = |row: usize, column: usize| rows[row][column].to_string();
    assert_eq!(text(0, 0), "资金发放统计表");
    assert_eq!(text(1, 0), "填报单位（盖章）：某市");
    assert_eq!(text(1, 7), "2026年10月");
    assert_eq!(
        (text(2, 1), text(2, 7), text(3, 9)),
        ("城市低保".into(), "特困人员救助供养".into(), "分散供养".into())
    );
    assert_eq!(
        (text(4, 3), text(5, 0), text(6, 0)),
        ("金额".into(), "海棠镇".into(), "合计".into())
    );
    assert_eq!(rows[5][3], Data::Float(2.07));
    assert_eq!(rows[6][21], Data::Float(20.0));
    assert!(text(7, 8).starts_with("填报人"), "{}", text(7, 8));
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    let words = Glossary { registry: &registry(), lang: Lang::En };
    let plain = table("unknown", vec![("town_name", texts(&["海棠镇"]))]);
    assert_eq!(workbook(&words, &[(&plain).into()]), workbook(&words, &[(&plain).into()]));
    let form = || workbook_for(&registry(), &statistics(), Lang::En).unwrap();
    assert_eq!(form(), form());
}

#[test]
fn a_workbook_keeps_numbers_and_says_where_they_come_from() {
    let registry = registry();
    let words = Glossary { registry: &registry, lang: Lang::Zh };
    let result = table(
        "funds_statistics",
        vec![
            ("town_name", texts(&["海棠镇"])),
            ("change", texts(&["new"])),
            ("paid_yuan", yuan(&[123_456_789])),
        ],
    );
    let read = sheets(workbook(&words, &[(&result).into()]).unwrap());
    let (_, rows) = &read[0];
    assert_eq!(rows[0][0], Data::String("乡镇".into()));
    assert_eq!(rows[1][1], Data::String("新增".into()));
    assert_eq!(rows[1][2], Data::Float(1_234_567.89));
    let (name, notes) = &read[1];
    assert_eq!(name, "说明");
    let notes: Vec<String> = notes.iter().map(|row| row[1].to_string()).collect();
    for expected in ["QH-15 五(四)：统计表", "2026-10.r1@1", &result.provenance.receipt()] {
        assert!(notes.iter().any(|note| note == expected), "{expected}: {notes:?}");
    }
}

#[test]
fn a_visit_list_has_one_sheet_per_town_and_room_for_signatures() {
    let registry = registry();
    let words = Glossary { registry: &registry, lang: Lang::Zh };
    let towns = [("01", "海棠镇"), ("02", "柳河镇")];
    let towns = towns.map(|(code, name)| (code.to_owned(), name.to_owned())).into();
    let list = table(
        "work_list",
        vec![
            ("town_code", texts(&["01", "02", "01"])),
            ("position", counts(&[1, 1, 2])),
            ("household_key", texts(&["aa", "bb", "cc"])),
        ],
    );
    let read = sheets(visit_list(&words, "D-1", &towns, &list).unwrap());
    let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["海棠镇", "柳河镇"]);
    let (_, rows) = &read[0];
    assert_eq!(rows[0][0].to_string(), "海棠镇入户核查清单");
    assert_eq!(rows[2].last().unwrap().to_string(), "核查人（二）");
    assert_eq!((rows[3][1].to_string(), rows[4][1].to_string()), ("aa".into(), "cc".into()));
}

#[test]
fn sheets_of_one_title_get_numbers_and_a_page_has_no_receipt() {
    let registry = registry();
    let words = Glossary { registry: &registry, lang: Lang::Zh };
    let mut result = table("unknown", vec![("town_name", texts(&["海棠镇"]))]);
    result.provenance.query_hash.clear();
    let sheet = |filter: Option<&str>| Sheet {
        title: Some("各镇".into()),
        filter: filter.map(str::to_owned),
        ..Sheet::from(&result)
    };
    let read = sheets(workbook(&words, &[sheet(None), sheet(Some("town=01"))]).unwrap());
    let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["各镇", "各镇 2", "说明"]);
    let notes: Vec<String> = read[2].1.iter().map(|row| row[0].to_string()).collect();
    assert!(notes.contains(&"筛选".to_owned()) && !notes.contains(&"核验码".to_owned()));
}

#[test]
fn one_result_has_the_same_rows_in_every_format() {
    let registry = registry();
    let words = Glossary { registry: &registry, lang: Lang::En };
    let result = table(
        "q",
        vec![("town_name", texts(&["海棠镇", "㐂镇"])), ("paid_yuan", yuan(&[1, -250]))],
    );
    let bytes = csv_gb18030(&result);
    let (text, _, wrong) = encoding_rs::GB18030.decode(&bytes);
    assert_eq!(text, String::from_utf8(csv(&result)).unwrap().trim_start_matches('\u{feff}'));
    assert!(!wrong && bytes.starts_with(b"town_name,"));
    let told: serde_json::Value = serde_json::from_str(&json(&words, &result)).unwrap();
    assert_eq!(told["rows"][1], serde_json::json!(["㐂镇", "-2.50"]));
    assert_eq!(told["receipt"], result.provenance.receipt());
    let bytes = parquet(&result).unwrap();
    assert_eq!(bytes, parquet(&result).unwrap());
    let tail = String::from_utf8_lossy(&bytes).into_owned();
    assert!(bytes.starts_with(b"PAR1") && tail.contains("paid_yuan"));
}

#[test]
fn a_download_opens_in_a_spreadsheet() {
    let bytes = csv(&table("q", vec![("town_name", texts(&["=cmd", "海棠镇"]))]));
    assert_eq!(String::from_utf8(bytes).unwrap(), "\u{feff}town_name\r\n'=cmd\r\n海棠镇\r\n");
}

#[test]
fn codes_have_words_in_both_languages() {
    let registry = registry();
    let rows = [
        ("change", "new", "新增", "new"),
        ("programme", "dibao_urban", "城市低保", "urban dibao"),
        ("recheck_class", "half_year", "半年", "half year"),
        ("village_code", "4690", "4690", "4690"),
    ];
    for (column, value, zh, en) in rows {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let words = Glossary { registry: &registry, lang };
            assert_eq!(words.value(column, value), expected, "{column}={value}");
        }
    }
}

#[test]
fn a_public_list_has_a_page_per_town_and_no_markup_of_others() {
    let registry = registry();
    let words = Glossary { registry: &registry, lang: Lang::Zh };
    let list = table(
        "public_list",
        vec![
            ("town_code", texts(&["01", "01", "02"])),
            ("town_name", texts(&["海棠镇", "海棠镇", "柳河镇"])),
            ("village_name", Arc::new(StringArray::from(vec![Some("<b>新村"), None, None]))),
            ("name", texts(&["张*", "<script>", "王*二"])),
            ("programme", texts(&["dibao_rural", "dibao_rural", "dibao_urban"])),
            ("covered_persons", counts(&[1, 2, 3])),
            ("amount_yuan", yuan(&[40_000, 80_050, 60_000])),
        ],
    );
    let (files, manifest) = crate::public_list(&words, &list).unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["public-list.csv", "01.html", "02.html"]);
    let page = String::from_utf8(files[1].1.clone()).unwrap();
    for text in ["海棠镇", "张*", "800.50", "其他村（居）", "&lt;script&gt;", "&lt;b&gt;新村"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<script>") && !page.contains("王*二"));
    for (name, bytes) in &files {
        assert!(manifest.contains(&model::hash::sha256_hex(bytes)), "{name}");
    }
}
