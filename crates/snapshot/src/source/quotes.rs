//! Quotation marks that do not pair: what a lenient CSV reader would swallow rows over.
//!
//! # Invariants
//!
//! - A mark at the start of a cell opens it; the cell ends at the next single mark, and behind that
//!   stands a separator or the end of the line. Marks inside other cells are plain characters.

use memchr::memchr;

/// The line of the first cell that is opened by a mark and not closed by one.
pub(super) fn unpaired(text: &[u8], separator: u8) -> Option<u64> {
    let find = |from: usize| Some(from + memchr(b'"', text.get(from..)?)?);
    let ends_cell = |byte: &u8| *byte == separator || matches!(byte, b'\r' | b'\n');
    let mut from = 0;
    while let Some(open) = find(from) {
        from = open + 1;
        let before = open.checked_sub(1).and_then(|at| text.get(at));
        if !before.is_none_or(ends_cell) {
            continue;
        }
        loop {
            let close = find(from);
            let behind = close.and_then(|at| text.get(at + 1));
            match (close, behind) {
                (Some(at), Some(b'"')) => from = at + 2,
                (Some(at), behind) if behind.is_none_or(ends_cell) => {
                    from = at + 1;
                    break;
                }
                _ => return Some(line(text, open)),
            }
        }
    }
    None
}

fn line(text: &[u8], at: usize) -> u64 {
    let before = text.get(..at).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::unpaired;

    #[test]
    fn the_line_of_an_open_cell_is_found() {
        let rows = [
            ("a,b\n1,2\n", None),
            ("a,b\n\"1\",\"2\"\n", None),
            ("a,b\n\"1\"\"\",\"2\r\n3\"\r\n", None),
            ("a,b\n5\"6,7\n", None),
            ("\"\",\"\"", None),
            ("a,b\n1,\"2\n3,4\n", Some(2)),
            ("a,b\n\"1,2\n3,\"4\"\n", Some(2)),
            ("a,b\n1,2\n\"3\"x,4\n", Some(3)),
            ("a,b\n\"1\"\",2\n", Some(2)),
        ];
        for (text, expected) in rows {
            assert_eq!(unpaired(text.as_bytes(), b','), expected, "{text:?}");
        }
    }
}
