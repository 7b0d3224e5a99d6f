//! The encoding of a text file: UTF-8, with or without mark, or GB18030.
//!
//! # Invariants
//!
//! - In both encodings the bytes of line ends, quotes and separators are never part of another
//!   character, so a text may be cut at them before it is decoded.

use encoding_rs::GB18030;
use model::{Place, Result};

use crate::error;

/// The byte order mark of UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file writes characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Gb18030,
}

impl Encoding {
    /// Decodes whole lines; `None` if they are not in this encoding.
    pub(super) fn decode(self, lines: Vec<u8>) -> Option<String> {
        match self {
            Self::Utf8 => String::from_utf8(lines).ok(),
            Self::Gb18030 => GB18030
                .decode_without_bom_handling_and_without_replacement(&lines)
                .map(std::borrow::Cow::into_owned),
        }
    }
}

/// Finds the encoding of a file that passes by, some lines at a time.
///
/// Chinese text in GB18030 passes for UTF-8 by chance only in the shortest lines, so a line counts
/// as UTF-8 when at least two of its characters are Han and none is of another script.
#[derive(Debug)]
pub(super) struct Scan {
    line: u64,
    /// The first line that is surely UTF-8.
    utf8: Option<u64>,
    /// The first line that is surely not.
    other: Option<u64>,
    gb18030: bool,
    /// The line of the first NUL byte.
    nul: Option<u64>,
    is_utf16: bool,
}

impl Scan {
    /// Nothing has passed.
    pub(super) const fn new() -> Self {
        Self { line: 1, utf8: None, other: None, gb18030: true, nul: None, is_utf16: false }
    }

    /// Whole lines pass by; only the last of a file may lack its end.
    pub(super) fn pass(&mut self, lines: &[u8]) {
        if self.line == 1 {
            self.is_utf16 = lines.starts_with(b"\xff\xfe") || lines.starts_with(b"\xfe\xff");
        }
        let number = |test: &dyn Fn(&[u8]) -> bool| {
            (self.line..).zip(lines.split(|b| *b == b'\n')).find(|(_, line)| test(line))
        };
        if self.nul.is_none() && memchr::memchr(0, lines).is_some() {
            self.nul = number(&|line| line.contains(&0)).map(|(at, _)| at);
        }
        if self.other.is_none() && std::str::from_utf8(lines).is_err() {
            self.other = number(&|line| std::str::from_utf8(line).is_err()).map(|(at, _)| at);
        }
        if self.utf8.is_none() && !lines.is_ascii() {
            self.utf8 =
                number(&|line| std::str::from_utf8(line).is_ok_and(is_chinese)).map(|(at, _)| at);
            self.gb18030 = self.gb18030 && Encoding::Gb18030.decode(lines.to_vec()).is_some();
        }
        self.line += memchr::memchr_iter(b'\n', lines).count() as u64;
    }

    /// What has passed.
    ///
    /// # Errors
    /// Neither encoding fits, both are in it, or there is a NUL byte.
    pub(super) fn encoding(&self, file: &str) -> Result<Encoding> {
        if let (Some(line), false) = (self.nul, self.is_utf16) {
            return Err(error::nul_byte(Place::line(file, line)));
        }
        match (self.utf8, self.other) {
            (_, None) => Ok(Encoding::Utf8),
            (Some(utf8), Some(other)) => Err(error::mixed_encodings(file, utf8, other)),
            (None, Some(_)) if self.gb18030 => Ok(Encoding::Gb18030),
            (None, Some(_)) => Err(error::unknown_encoding(file)),
        }
    }
}

fn is_chinese(line: &str) -> bool {
    let mut wide = line.chars().filter(|c| !c.is_ascii()).peekable();
    let known = |c: &char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    wide.clone().count() >= 2 && wide.all(|c| known(&c))
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use model::Result;

    use super::{Encoding, Scan};

    /// The encoding of lines that pass by one at a time; the same as when they pass at once.
    fn encoding(bytes: &[u8]) -> Result<Encoding> {
        let (mut at_once, mut by_line) = (Scan::new(), Scan::new());
        at_once.pass(bytes);
        bytes.split_inclusive(|b| *b == b'\n').for_each(|line| by_line.pass(line));
        let found = by_line.encoding("名单.csv");
        assert_eq!(at_once.encoding("名单.csv").ok(), found.as_ref().ok().copied());
        found
    }

    #[test]
    fn utf8_and_gb18030_are_told_apart() {
        let text = "户主姓名,所属街道\n张三,嘉积镇\n";
        let (gb, _, _) = GB18030.encode(text);
        assert_eq!(encoding(text.as_bytes()).unwrap(), Encoding::Utf8);
        assert_eq!(encoding(&gb).unwrap(), Encoding::Gb18030);
        assert_eq!(Encoding::Gb18030.decode(gb.to_vec()).unwrap(), text);
        assert_eq!(encoding(b"a,b\n1,2\n").unwrap(), Encoding::Utf8);
    }

    #[test]
    fn mixtures_and_strangers_are_refused() {
        let (gb, _, _) = GB18030.encode("李四,万泉镇\n");
        let utf8 = "张三,嘉积镇\n".as_bytes();
        for (mixed, expected) in [
            ([utf8, &gb].concat(), "line 1 is UTF-8, line 2 is not"),
            ([b"a,b\n", &*gb, &gb, utf8].concat(), "line 4 is UTF-8, line 2 is not"),
        ] {
            let fault = encoding(&mixed).unwrap_err();
            assert!(fault.text.en.contains(expected), "{fault}");
        }
        assert!(encoding(b"\xff\xfe\x31\x00\x32\x00").is_err());
        assert!(encoding(b"abc\x80\x00\xff").is_err());
    }
}
