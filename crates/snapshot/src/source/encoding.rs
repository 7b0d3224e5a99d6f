//! The encoding of a text file: UTF-8, with or without mark, or GB18030.

use encoding_rs::GB18030;
use model::{Place, Result};

use crate::error;

/// The text of a file.
///
/// # Errors
/// Neither encoding fits, both are in it, or there is a NUL byte.
pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<String> {
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let (Some(at), false) = (memchr::memchr(0, bare), is_utf16(bytes)) {
        let before = bare.get(..at).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        return Err(error::nul_byte(Place::line(file, line as u64)));
    }
    if let Ok(text) = std::str::from_utf8(bare) {
        return Ok(text.to_owned());
    }
    if let Some((utf8_line, other_line)) = mixture(bare) {
        return Err(error::mixed_encodings(file, utf8_line, other_line));
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bare);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| error::unknown_encoding(file))
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The first line that is surely UTF-8 and the first that is surely not.
///
/// Chinese text in GB18030 passes for UTF-8 by chance only in the shortest lines, so a line counts
/// as UTF-8 when at least two of its characters are Han and none is of another script.
fn mixture(bytes: &[u8]) -> Option<(usize, usize)> {
    let lines = || bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_ascii());
    let other = lines().find(|(_, line)| std::str::from_utf8(line).is_err())?;
    let utf8 = lines().find(|(_, line)| std::str::from_utf8(line).is_ok_and(is_chinese))?;
    Some((utf8.0 + 1, other.0 + 1))
}

fn is_chinese(line: &str) -> bool {
    let mut wide = line.chars().filter(|c| !c.is_ascii()).peekable();
    let known = |c: &char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    wide.clone().count() >= 2 && wide.all(|c| known(&c))
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::decode;

    #[test]
    fn utf8_and_gb18030_are_told_apart() {
        let text = "户主姓名,所属街道\n张三,嘉积镇\n";
        let (gb, _, _) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(decode("a", text.as_bytes()).unwrap(), text);
        assert_eq!(decode("a", &marked).unwrap(), text);
        assert_eq!(decode("a", &gb).unwrap(), text);
    }

    #[test]
    fn mixtures_and_strangers_are_refused() {
        let (gb, _, _) = GB18030.encode("李四,万泉镇\n");
        let mixed = ["张三,嘉积镇\n".as_bytes(), &gb].concat();
        let fault = decode("名单.csv", &mixed).unwrap_err();
        assert!(fault.text.en.contains("line 1 is UTF-8, line 2 is not"), "{fault}");
        assert!(decode("a", b"\xff\xfe\x31\x00\x32\x00").is_err());
        assert!(decode("a", b"abc\x80\x00\xff").is_err());
    }
}
