//! Sheets of a delivery, written row by row, and the made-up people in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The sheets of one delivery: headings and rows, by the name of the file.
#[derive(Default)]
pub struct Sheets(BTreeMap<String, String>);

impl Sheets {
    /// Begins a sheet with its headings.
    pub fn begin(&mut self, name: &str, headings: &str) {
        self.0.insert(name.to_owned(), format!("{headings}\n"));
    }

    /// Adds a row to a sheet that was begun.
    pub fn add(&mut self, name: &str, cells: &[&str]) {
        let sheet = self.0.get_mut(name).unwrap_or_else(|| panic!("{name} was not begun"));
        sheet.push_str(&cells.join(","));
        sheet.push('\n');
    }

    /// Writes them all into a folder.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder");
        for (name, text) in &self.0 {
            fs::write(folder.join(format!("{name}.csv")), text).expect("a sheet");
        }
    }
}

/// A valid identity number: issued in `region`, born on `born` (`YYYYMMDD`), the `order`th of that day.
pub fn identity(region: &str, born: &str, order: usize) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("{region}{born}{order:03}");
    let digits = body.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum as usize % 11]))
}

/// The rows of a CSV file, with or without a mark, each by its headings.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> =
        reader.headers().expect("headings").iter().map(str::to_owned).collect();
    let row =
        |row: csv::StringRecord| heads.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|found| row(found.expect("a row"))).collect()
}

/// Fen as yuan.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}
