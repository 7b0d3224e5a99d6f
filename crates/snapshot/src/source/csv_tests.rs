//! Text files as tables: separators, quotes, line numbers, and blocks of every size.

use std::io::Cursor;

use encoding_rs::GB18030;

use super::{Body, Bytes, CsvSheet, Encoding, Limits, open, separator};
use crate::source::Row;

/// The rows of a file read in blocks of so many bytes, as line and cells.
fn rows(bytes: &[u8], encoding: Encoding, block_bytes: usize) -> Vec<(u64, Vec<String>)> {
    let sheet = CsvSheet {
        file: "a.csv".to_owned(),
        path: "a.csv".into(),
        sha256: model::hash::sha256_hex(bytes),
        encoding,
        separator: separator(bytes),
        limits: Limits::default(),
    };
    let mut blocks =
        sheet.blocks_of(Bytes::of("a.csv", Box::new(Cursor::new(bytes.to_vec())), block_bytes));
    let (mut all, mut found, mut again) = (Vec::new(), Row::default(), Row::default());
    while let Some(block) = blocks.next().unwrap() {
        let mut rows = block.rows();
        while let Some(row) = rows.next_row().unwrap() {
            let place = row.place;
            row.copy_into(&mut found);
            let mut from_there = block.rows_from(place, found.number);
            from_there.next_row().unwrap().unwrap().copy_into(&mut again);
            assert_eq!(again.cells, found.cells, "found again");
            all.push((found.number, found.cells.iter().map(|cell| cell.text.clone()).collect()));
        }
    }
    all
}

/// The same, read at once by the `csv` crate, numbered by counting line ends before the record.
fn expected(text: &str, separator: u8) -> Vec<(u64, Vec<String>)> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let number = |at: usize| {
        let ends = text[at..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        1 + text[..at + ends].matches('\n').count() as u64
    };
    let records = reader.into_records().map(Result::unwrap);
    let row = |record: csv::StringRecord| {
        let at = record.position().unwrap().byte() as usize;
        (number(at), record.iter().map(str::to_owned).collect())
    };
    records.map(row).collect()
}

#[test]
fn every_short_text_reads_as_the_csv_crate_reads_it_in_blocks_of_every_size() {
    const LETTERS: [char; 6] = ['a', '中', '"', ',', '\r', '\n'];
    for length in 0..=5_u32 {
        for number in 0..6_usize.pow(length) {
            let text: String =
                (0..length).map(|at| LETTERS[number / 6_usize.pow(at) % 6]).collect();
            let expected = expected(&text, b',');
            for block_bytes in [3, 4, 7, 64] {
                let found = rows(text.as_bytes(), Encoding::Utf8, block_bytes);
                assert_eq!(found, expected, "{text:?} by {block_bytes}");
            }
        }
    }
}

#[test]
fn a_file_may_be_cut_anywhere() {
    let text = "姓名,地址,备注\r\n张三,\"一号,\n二楼\",\"他说\"\"好\"\"\"\r\n\r\n李四,𠮷野村,a\"b\n王五,,\n";
    let (gb18030, _, replaced) = GB18030.encode(text);
    assert!(!replaced);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let whole = expected(text, b',');
    assert_eq!(whole.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 5, 6]);
    for block_bytes in 1..=text.len() + 4 {
        for (bytes, encoding) in [
            (text.as_bytes(), Encoding::Utf8),
            (&marked, Encoding::Utf8),
            (&gb18030, Encoding::Gb18030),
        ] {
            assert_eq!(rows(bytes, encoding, block_bytes), whole, "blocks of {block_bytes}");
        }
    }
}

#[test]
fn separators_are_found_and_quotes_respected() {
    for (text, expected) in [
        ("a,b,c\n1,\"x,y\",3\n", vec!["1", "x,y", "3"]),
        ("a\tb\tc\n1\tx,y\t3\n", vec!["1", "x,y", "3"]),
        ("标题，很长,的\na;b;c\n1;2;3\n", vec!["1", "2", "3"]),
        ("a\n1\n", vec!["1"]),
    ] {
        let last = rows(text.as_bytes(), Encoding::Utf8, 64).pop().unwrap();
        assert_eq!(last.1, expected, "{text}");
    }
}

#[test]
fn a_file_that_changes_between_the_two_readings_is_told() {
    let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let (sheet, sha256) = open("a.csv", &path, &Limits::default()).unwrap();
    assert_eq!(sha256, model::hash::sha256_hex(b"a,b\n1,2\n"));
    std::fs::write(&path, "a,b\n1,3\n").unwrap();
    let Body::Text(sheet) = &sheet.body else { panic!("a text") };
    let mut blocks = sheet.blocks().unwrap();
    blocks.next().unwrap();
    let fault = blocks.next().unwrap_err();
    assert!(fault.text.en.contains("changed"), "{fault}");
}
