//! Texts as people type them, brought to one form: width, spaces, headings.

use std::borrow::Cow;

/// The trimmed text with full-width letters, digits, brackets and spaces made half-width.
pub(crate) fn narrow(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let text = text.trim_matches(is_space);
    if text.is_ascii() || !text.chars().any(|c| narrow_char(c) != c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(narrow_char).collect::<String>().trim_matches(is_space).to_owned())
}

/// [`narrow`] without any spaces.
pub(crate) fn squeeze(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let narrow = narrow(text);
    if narrow.contains(is_space) {
        return Cow::Owned(narrow.chars().filter(|c| !is_space(*c)).collect());
    }
    narrow
}

/// Whether a cell says nothing: empty, or a dash alone.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| is_space(c) || matches!(c, '-' | '—' | '–' | '－'))
}

/// Whether no byte could begin a space or a character to be narrowed: true of nearly every cell, and
/// far cheaper to see than characters.
fn is_plain(text: &str) -> bool {
    const BEGINS: [bool; 256] = {
        let mut begins = [false; 256];
        // ASCII spaces; then the first bytes of U+0080 to U+00BF and of U+1000 to U+3FFF; then of U+F000 on.
        let bytes = [9, 10, 11, 12, 13, 32, 0xc2, 0xe1, 0xe2, 0xe3, 0xef];
        let mut at = 0;
        while at < bytes.len() {
            begins[bytes[at]] = true;
            at += 1;
        }
        begins
    };
    !text.bytes().any(|byte| BEGINS[usize::from(byte)])
}

/// White space, with the invisible characters that spreadsheets and web pages leave behind.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

fn narrow_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{2212}' => '-',
        '￥' => '¥',
        _ => c,
    }
}

/// A heading brought to one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Without spaces, case, width and unit.
    pub name: String,
    /// Whether its numbers are in 万元.
    pub in_ten_thousands: bool,
}

impl Heading {
    /// Reads a heading cell.
    pub(crate) fn read(text: &str) -> Self {
        const UNITS: [&str; 7] = ["(元)", "(平方米)", "(㎡)", "(m2)", "(亩)", "(人)", "(户)"];
        let name = squeeze(text).trim_start_matches('*').to_lowercase();
        if let Some(bare) = name.strip_suffix("(万元)") {
            return Self { name: bare.to_owned(), in_ten_thousands: true };
        }
        let bare = UNITS.iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(&name);
        Self { name: bare.to_owned(), in_ten_thousands: false }
    }
}

#[cfg(test)]
mod tests {
    use super::{Heading, is_blank, narrow, squeeze};

    #[test]
    fn width_and_spaces_do_not_matter() {
        assert_eq!(narrow("　１２３（元）　"), "123(元)");
        assert_eq!(squeeze(" 张　 三 "), "张三");
        for (text, blank) in [("", true), (" － ", true), ("—", true), ("0", false)] {
            assert_eq!(is_blank(text), blank, "{text}");
        }
    }

    #[test]
    fn plain_texts_are_those_that_nothing_changes() {
        for c in (0..=0x3_ffff).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            let changed = super::is_space(c) || super::narrow_char(c) != c;
            assert!(!(changed && super::is_plain(&text)), "{c:?}");
        }
        assert!(super::is_plain("嘉积镇12.50-X"));
    }

    #[test]
    fn headings_lose_their_unit_and_keep_its_factor() {
        let rows = [
            ("合计（元）", "合计", false),
            ("合 计", "合计", false),
            ("金融资产总额(万元)", "金融资产总额", true),
            ("住房总面积（平方米）", "住房总面积", false),
            ("低保(特困)证号", "低保(特困)证号", false),
            ("*姓名", "姓名", false),
            ("Head_ID_No", "head_id_no", false),
        ];
        for (text, name, in_ten_thousands) in rows {
            let expected = Heading { name: name.to_owned(), in_ten_thousands };
            assert_eq!(Heading::read(text), expected, "{text}");
        }
    }
}
