//! Bytes that nobody exported: sound files with a few bytes changed, cut or doubled at drawn places.
//! Each is read or refused; none ends the program. `HOSTILE` says how many of each kind, 200 if
//! nothing does. The targets in `fuzz/` look deeper, with a compiler that guides them.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use encoding_rs::GB18030;
use model::Blame;
use snapshot::peek::{files_of, meaning_of, rows_of};
use snapshot::schema::ColumnType;
use snapshot::{Limits, Silent};
use zip::read::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::delivery::{Desk, HOUSEHOLD_HEADINGS, csv, options};
use crate::formats::{households_in_types, parquet, workbook};

/// A small generator, so that a failure can be repeated.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let to = (at + 1 + self.below(32)).min(bytes.len());
        match self.below(6) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = [0, 0xff, 0x7f, 0x80, b'"', b'\n'][self.below(6)],
            2 => bytes.truncate(at.max(1)),
            3 => drop(bytes.drain(at..to)),
            4 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes[at..to].fill(u8::try_from(self.below(256)).unwrap()),
        }
        if bytes.is_empty() {
            bytes.push(b'x');
        }
    }
}

fn zipped() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["十月/人员.csv", "十月/家庭.csv"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(HOUSEHOLD_HEADINGS.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let xls = Path::new("../../tests/fixtures/formats/农村低保家庭查询.xls");
    let text = csv(HOUSEHOLD_HEADINGS, &Desk::households()).replace("一号", "\"一\n号\"");
    let codec = parquet::basic::Compression::SNAPPY;
    vec![
        ("家庭.csv", GB18030.encode(&text).0.into_owned()),
        ("家庭.txt", text.into_bytes()),
        ("家庭.xlsx", workbook(1200.2)),
        ("家庭.xls", fs::read(xls).unwrap()),
        ("家庭.parquet", parquet(&households_in_types(), codec)),
        ("报送.zip", zipped()),
    ]
}

#[test]
fn changed_bytes_are_read_or_refused() {
    let rounds: u64 =
        std::env::var("HOSTILE").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(200);
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    fs::create_dir(&scratch).unwrap();
    for (name, seed) in seeds() {
        let path = folder.path().join(name);
        for round in 1..=rounds {
            let (mut draws, mut bytes) =
                (Draws(round.wrapping_mul(0x9e37_79b9_7f4a_7c15)), seed.clone());
            (0..=draws.below(4)).for_each(|_| draws.change(&mut bytes));
            fs::write(&path, &bytes).unwrap();
            is_read_or_refused(&path, &scratch, &format!("{name} {round}"));
        }
    }
}

fn is_read_or_refused(path: &Path, scratch: &Path, what: &str) {
    let read = match path.extension().is_some_and(|extension| extension == "zip") {
        true => files_of(path, scratch, &Limits::default()).map(|_| ()),
        false => rows_of(path, &Limits::default()).map(|_| ()),
    };
    if let Err(fault) = read {
        assert!(matches!(fault.blame, Blame::Data | Blame::Caller), "{what}: {fault}");
    }
}

#[test]
fn what_fuzzing_kept_is_read_or_refused() {
    let packed = fs::File::open("../../fuzz/corpus/kept.zip").unwrap();
    let mut inputs = Vec::new();
    let mut packed = ZipArchive::new(packed).unwrap();
    packed.by_name("inputs.zip").unwrap().read_to_end(&mut inputs).unwrap();
    let mut kept = ZipArchive::new(Cursor::new(inputs)).unwrap();
    assert!(kept.len() > 6_000);
    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("scratch");
    fs::create_dir(&scratch).unwrap();
    for at in 0..kept.len() {
        let mut input = kept.by_index(at).unwrap();
        let name = input.name().unwrap().into_owned();
        let kind = name.split_once('/').unwrap().0;
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).unwrap();
        if kind == "cells" {
            let text = String::from_utf8_lossy(&bytes);
            KINDS.iter().for_each(|kind| means_itself(*kind, &text));
        } else {
            let path = folder.path().join(format!("x.{kind}"));
            fs::write(&path, bytes).unwrap();
            is_read_or_refused(&path, &scratch, &name);
        }
    }
}

#[test]
fn a_changed_file_among_sound_ones_is_loaded_or_refused() {
    for (name, seed) in seeds().into_iter().filter(|(name, _)| !name.ends_with(".zip")) {
        for round in 1..=4_u64 {
            let desk = Desk::new();
            let (mut draws, mut bytes) =
                (Draws(round.wrapping_mul(0x9e37_79b9_7f4a_7c15)), seed.clone());
            draws.change(&mut bytes);
            desk.put(name, &bytes);
            if let Err(fault) = desk.store.load(&desk.delivery(), &options("2026-10"), &Silent) {
                assert_eq!(fault.blame, Blame::Data, "{name} {round}: {fault}");
                assert!(desk.store.manifests().unwrap().is_empty());
            }
        }
    }
}

#[test]
fn texts_of_any_kind_are_understood_or_refused() {
    let pieces = [
        "2026",
        "-",
        "10",
        "05",
        "年",
        "月",
        "日",
        "/",
        ".",
        "万元",
        "元",
        ",",
        "１",
        "0",
        "9999999999",
        "E+17",
        " ",
        "是",
        "\u{200b}",
        "𠮷",
        "-",
        "+",
        "¥",
        "T12:00",
        "\0",
        "%",
        "1e308",
        "٣",
    ];
    let mut draws = Draws(2026);
    for _ in 0..20_000 {
        let text: String = (0..draws.below(7)).map(|_| pieces[draws.below(pieces.len())]).collect();
        KINDS.iter().for_each(|kind| means_itself(*kind, &text));
    }
}

const KINDS: [ColumnType; 9] = [
    ColumnType::Date,
    ColumnType::Month,
    ColumnType::DayOrMonth,
    ColumnType::Year,
    ColumnType::Yesno,
    ColumnType::Money,
    ColumnType::Number,
    ColumnType::Signed,
    ColumnType::Count,
];

/// What was understood is understood again in its canonical form.
fn means_itself(kind: ColumnType, text: &str) {
    let Ok(said) = meaning_of(kind, text) else { return };
    if matches!(kind, ColumnType::Date | ColumnType::Month | ColumnType::Year) {
        assert_eq!(meaning_of(kind, &said), Ok(said.clone()), "{kind:?} {text}");
    }
}
