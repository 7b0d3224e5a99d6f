//! Circulars filled, and their files read back.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use model::table::with_suppressed;
use model::{Blame, Lang, Provenance, ResultTable};
use registry::{CircularAnswers, DefinitionFile, Registry};
use zip::ZipArchive;

use super::{Block, Paper, Stamp, circular_docx, circular_pdf, han_number};

const CIRCULAR: &str = r#"
title   = { zh = "关于{month}救助的通报", en = "Circular on relief in {month}" }
about   = { zh = "每月", en = "each month" }
clauses = ["JM-12"]
issuer  = { zh = "{place}民政局", en = "Bureau of {place}" }
to      = { zh = "各镇：", en = "To all towns:" }
[[parts]]
text = { zh = "数据截至{as_of}。", en = "As of {as_of}." }
[[parts]]
title    = { zh = "总体", en = "All" }
question = "towns_of"
text     = { zh = "发放{paid_yuan}元", en = "{paid_yuan} yuan" }
each     = { zh = "{town_code}有{cases_count}户", en = "{town_code} has {cases_count}" }
[[parts]]
title    = { zh = "各镇", en = "Towns" }
question = "towns_of"
columns  = ["town_code", "cases_count", "paid_yuan"]
none     = { zh = "没有。", en = "None." }
"#;

fn registry(circular: &str) -> Registry {
    let files = [
        ("queries/clauses.toml", "JM-12 = { place = \"二\", zh = \"通报\", en = \"circular\" }"),
        ("queries/columns.toml", "town_name = { zh = \"镇\", en = \"Town\" }"),
        (
            "queries/caseload/towns_of.sql",
            "--- title = { zh = \"各镇\", en = \"Towns\" }\n--- about = { zh = \"镇\", en = \"t\" }\n\
             --- clauses = [\"JM-12\"]\n--- grain = \"town\"\nSELECT 1 AS n FROM payments ORDER BY n",
        ),
        ("dashboards/circulars/monthly.toml", circular),
        ("jurisdictions/norms.toml", "[labels]"),
        ("jurisdictions/place.toml", "[name]\nzh = \"某市\"\nen = \"Some City\"\n[norms]"),
    ];
    let files: Vec<_> =
        files.iter().map(|(path, text)| DefinitionFile::new(*path, *text)).collect();
    Registry::read(&files, "place").unwrap()
}

fn table(rows: usize) -> ResultTable {
    let codes: ArrayRef = Arc::new(StringArray::from(["t1", "t2", "t3"][..rows].to_vec()));
    let counts: ArrayRef = Arc::new(Int64Array::from([1200, 34, 2][..rows].to_vec()));
    let yuan = Decimal128Array::from([12_345_678, 900, 50][..rows].to_vec());
    let yuan: ArrayRef = Arc::new(yuan.with_precision_and_scale(18, 2).unwrap());
    let columns = [("town_code", codes), ("cases_count", counts), ("paid_yuan", yuan)];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let provenance = Provenance { query: "towns_of".to_owned(), ..Provenance::default() };
    ResultTable::new(batch.schema(), vec![batch], provenance)
}

fn answers(table: &ResultTable) -> CircularAnswers {
    CircularAnswers {
        month: "2026-10".parse().unwrap(),
        as_of: "2026-10-31".parse().unwrap(),
        snapshot: "2026-10.r1@12".to_owned(),
        answers: vec![None, Some(table.clone()), Some(table.clone())],
        towns: BTreeMap::from([("t1".to_owned(), "东<镇>".to_owned())]),
    }
}

fn paper(table: &ResultTable) -> Paper {
    let registry = registry(CIRCULAR);
    Paper::fill(&registry, registry.circular("monthly").unwrap(), &answers(table)).unwrap()
}

fn stamp() -> Stamp {
    Stamp { number: "民通报〔2026〕11号".to_owned(), day: "2026-11-02".parse().unwrap() }
}

fn zh(paper: &Paper) -> Vec<String> {
    let told = |block: &Block| match block {
        Block::Heading(text) | Block::Paragraph(text) => text.zh.clone(),
        Block::Table(table) => {
            let rows = std::iter::once(&table.head).chain(&table.rows);
            let row = |row: &Vec<model::Text>| {
                row.iter().map(|cell| cell.zh.as_str()).collect::<Vec<_>>().join("|")
            };
            rows.map(row).collect::<Vec<_>>().join("/")
        }
    };
    paper.blocks.iter().map(told).collect()
}

#[test]
fn texts_and_tables_are_filled_in_both_languages() {
    let paper = paper(&table(2));
    assert_eq!(paper.title.zh, "关于2026年10月救助的通报");
    assert_eq!(paper.title.en, "Circular on relief in 2026-10");
    assert_eq!(paper.issuer.en, "Bureau of Some City");
    let expected = [
        "数据截至2026年10月31日。",
        "一、总体",
        "发放123,456.78元",
        "东<镇>有1,200户",
        "t2有34户",
        "二、各镇",
        "镇|cases count|paid yuan/东<镇>|1,200|123,456.78/t2|34|9.00",
    ];
    assert_eq!(zh(&paper), expected);
    assert_eq!(paper.blocks[1], Block::Heading(model::Text::new("一、总体", "1. All")));
    let receipt = table(2).provenance.receipt();
    assert!(paper.source.zh.contains("2026-10.r1@12") && paper.source.zh.contains(&receipt));
    assert_eq!(Paper::read(&paper.text().unwrap()).unwrap(), paper);
}

#[test]
fn hidden_cells_stay_hidden_and_are_explained() {
    let open = table(3);
    let schema = with_suppressed(&open.schema, [(2, 1), (2, 2)]);
    let hidden = ResultTable::new(schema.clone(), open.batches, open.provenance);
    let told = zh(&paper(&hidden));
    assert!(told.contains(&"t3有＊户".to_owned()), "{told:?}");
    assert!(told.iter().any(|text| text.ends_with("t3|＊|＊")), "{told:?}");
    assert!(told.last().unwrap().starts_with("注："), "{told:?}");
}

#[test]
fn no_rows_are_said_and_no_figure_is_invented() {
    let told = zh(&paper(&table(0)));
    assert_eq!(told[2..], ["发放—元", "二、各镇", "没有。"]);
    let registry = registry(&CIRCULAR.replace("{paid_yuan}", "{nothing}"));
    let circular = registry.circular("monthly").unwrap();
    let fault = Paper::fill(&registry, circular, &answers(&table(2))).unwrap_err();
    assert!(fault.blame == Blame::Author && fault.text.en.contains("nothing"), "{fault}");
}

#[test]
fn a_docx_says_what_the_paper_says() {
    let paper = paper(&table(2));
    let part = |bytes: &[u8], name: &str| {
        let mut text = String::new();
        let mut package = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let bytes = circular_docx(&paper, Some(&stamp()), Lang::Zh).unwrap();
    let document = part(&bytes, "word/document.xml");
    for text in
        ["民通报〔2026〕11号", "2026年11月2日", "东&lt;镇&gt;", "123,456.78", "<w:tblHeader/>"]
    {
        assert!(document.contains(text), "{text}");
    }
    assert_eq!(bytes, circular_docx(&paper, Some(&stamp()), Lang::Zh).unwrap());
    assert!(!part(&bytes, "word/header.xml").contains("草稿"));
    let draft = circular_docx(&paper, None, Lang::Zh).unwrap();
    assert!(part(&draft, "word/header.xml").contains("草稿"));
}

#[test]
fn a_pdf_is_the_same_each_time_and_lacks_no_letter() {
    let none = tempfile::tempdir().unwrap();
    let mut paper = paper(&table(2));
    let bytes = circular_pdf(&paper, Some(&stamp()), Lang::Zh, none.path()).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 600_000, "{}", bytes.len());
    assert_eq!(bytes, circular_pdf(&paper, Some(&stamp()), Lang::Zh, none.path()).unwrap());
    assert_ne!(bytes, circular_pdf(&paper, None, Lang::Zh, none.path()).unwrap());
    paper.to.zh.push('\u{f8fff}');
    let fault = circular_pdf(&paper, None, Lang::Zh, none.path()).unwrap_err();
    assert!(fault.blame == Blame::Limit && fault.text.zh.contains("字体"), "{fault}");
}

#[test]
fn sections_are_numbered_in_han() {
    let told = [1, 10, 11, 20, 34].map(han_number);
    assert_eq!(told, ["一", "十", "十一", "二十", "三十四"]);
}
