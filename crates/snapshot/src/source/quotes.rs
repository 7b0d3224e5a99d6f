//! Quotation marks: where records end among them, and those that do not pair, over which a lenient
//! CSV reader would swallow rows.
//!
//! # Invariants
//!
//! - A mark at the start of a cell opens it; the cell ends at the next single mark, and behind that
//!   stands a separator or the end of the line. Marks inside other cells are plain characters.

use memchr::{memchr, memchr_iter, memrchr2};

/// Where in a record a byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a mark in a quoted cell: it ends the cell, or the next mark doubles it.
    Mark,
}

impl At {
    /// Where the next byte stands, behind this one.
    const fn behind(self, byte: u8, separator: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Mark,
            (Self::Start | Self::Mark, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::Start,
            (_, byte) if byte == separator => Self::Start,
            _ => Self::Plain,
        }
    }
}

/// The end of the last whole record in bytes that start with a record.
pub(super) fn last_record_end(bytes: &[u8], separator: u8) -> Option<usize> {
    if memchr(b'"', bytes).is_none() {
        return memrchr2(b'\n', b'\r', bytes).map(|at| at + 1);
    }
    let (mut place, mut last) = (At::Start, None);
    for (at, byte) in bytes.iter().enumerate() {
        place = place.behind(*byte, separator);
        if place == At::Start && matches!(byte, b'\n' | b'\r') {
            last = Some(at + 1);
        }
    }
    last
}

/// Finds the first cell that is opened by a mark and not closed by one in a text that passes by.
#[derive(Debug)]
pub(super) struct Pairs {
    separator: u8,
    place: At,
    line: u64,
    /// The line of the mark that opened the current cell.
    opened: u64,
    unpaired: Option<u64>,
}

impl Pairs {
    /// Nothing has passed.
    pub(super) const fn new(separator: u8) -> Self {
        Self { separator, place: At::Start, line: 1, opened: 1, unpaired: None }
    }

    /// Whole lines pass by; only the last of a text may lack its end.
    pub(super) fn pass(&mut self, lines: &[u8]) {
        let is_plain = self.place == At::Start && memchr(b'"', lines).is_none();
        if is_plain || self.unpaired.is_some() {
            self.line += memchr_iter(b'\n', lines).count() as u64;
            return;
        }
        for byte in lines {
            let behind = self.place.behind(*byte, self.separator);
            match (self.place, behind) {
                (At::Start, At::Quoted) => self.opened = self.line,
                (At::Mark, At::Plain) => self.unpaired = self.unpaired.or(Some(self.opened)),
                _ => {}
            }
            self.place = behind;
            self.line += u64::from(*byte == b'\n');
        }
    }

    /// The line of that cell, when all has passed.
    pub(super) fn unpaired(&self) -> Option<u64> {
        self.unpaired.or((self.place == At::Quoted).then_some(self.opened))
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

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
            ("a,b\n1,\"2\"\"\n3\"\n\"4\"x\n", Some(4)),
        ];
        for (text, expected) in rows {
            for by_line in [true, false] {
                let mut pairs = Pairs::new(b',');
                match by_line {
                    true => text.split_inclusive('\n').for_each(|line| pairs.pass(line.as_bytes())),
                    false => pairs.pass(text.as_bytes()),
                }
                assert_eq!(pairs.unpaired(), expected, "{text:?}");
            }
        }
    }
}
