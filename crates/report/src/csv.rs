//! Results as CSV: plain for programs, dressed for spreadsheets.
//!
//! # Invariants
//!
//! - The header carries the stable column names, never their translations.
//! - A text that a spreadsheet would run as a formula is disarmed by a leading apostrophe;
//!   numbers are left as they are.

use csv::{Terminator, WriterBuilder};
use model::ResultTable;

/// UTF-8 without a mark, lines ended by LF.
pub fn csv_plain(columns: &[String], rows: &[Vec<Option<String>>]) -> Vec<u8> {
    let rows = rows.iter().map(|row| row.iter().map(|cell| cell.as_deref().unwrap_or_default()));
    write(Vec::new(), Terminator::Any(b'\n'), columns.iter().map(String::as_str), rows)
}

/// A result for download: UTF-8 with a byte order mark, lines ended by CRLF.
pub fn csv(table: &ResultTable) -> Vec<u8> {
    marked("\u{feff}", table)
}

/// The same in GB18030, which needs no mark, for programs that know nothing else.
pub fn csv_gb18030(table: &ResultTable) -> Vec<u8> {
    let text = marked("", table);
    encoding_rs::GB18030.encode(&String::from_utf8_lossy(&text)).0.into_owned()
}

fn marked(mark: &str, table: &ResultTable) -> Vec<u8> {
    let rows: Vec<Vec<Option<String>>> = table.text_rows().collect();
    let rows = rows.iter().map(|row| row.iter().map(|cell| cell.as_deref().unwrap_or_default()));
    write(mark.as_bytes().to_vec(), Terminator::CRLF, table.columns().into_iter(), rows)
}

fn write<'a, R: Iterator<Item = &'a str>>(
    start: Vec<u8>,
    terminator: Terminator,
    columns: impl Iterator<Item = &'a str>,
    rows: impl Iterator<Item = R>,
) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(terminator).flexible(true).from_writer(start);
    // Writing to memory does not fail.
    let _ = writer.write_record(columns.map(disarm));
    for row in rows {
        let _ = writer.write_record(row.map(disarm));
    }
    writer.into_inner().unwrap_or_default()
}

/// The text of a cell, disarmed if a spreadsheet would run it.
pub(crate) fn disarm(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    match formula && chart::Exact::parse(cell).is_none() {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::csv_plain;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let rows = [
            ("=1+1", "'=1+1"),
            ("+8613", "'+8613"),
            ("-12.30", "-12.30"),
            ("-cmd", "'-cmd"),
            ("@x", "'@x"),
            ("海棠镇", "海棠镇"),
            ("a,b", "\"a,b\""),
        ];
        for (cell, expected) in rows {
            let csv = csv_plain(&["x".to_owned()], &[vec![Some(cell.to_owned())]]);
            assert_eq!(String::from_utf8(csv).unwrap(), format!("x\n{expected}\n"), "{cell}");
        }
    }

    #[test]
    fn a_missing_cell_is_empty() {
        let csv = csv_plain(&["a".to_owned(), "b".to_owned()], &[vec![None, Some("1".to_owned())]]);
        assert_eq!(csv, b"a,b\n,1\n");
    }
}
