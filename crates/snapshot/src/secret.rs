//! Names, accounts, addresses, phone and certificate numbers brought to the one form that their
//! pseudonyms are made from, so that equal ones have equal keys however they were typed.

use std::borrow::Cow;

use crate::words::squeeze;

/// The one form of a name, account, address, phone or certificate number that its pseudonym is made
/// from, however it was typed; empty for an account, phone or certificate without any digit, which
/// stands for none (`无`).
pub(crate) fn canonical<'a>(what: &str, text: &'a str) -> Cow<'a, str> {
    let text = squeeze(text.trim_start_matches('\''));
    let (is_number, kept): (bool, fn(char) -> Option<char>) = match what {
        "account" | "cert" => (true, |c| c.is_alphanumeric().then(|| c.to_ascii_uppercase())),
        "phone" => (true, |c| (!is_dash(c) && !matches!(c, '(' | ')' | '.')).then_some(c)),
        "address" => (false, |c| Some(if is_dash(c) { '-' } else { c.to_ascii_uppercase() })),
        _ => (false, |c| Some(if is_dot(c) { '·' } else { c.to_ascii_uppercase() })),
    };
    if is_number && !text.contains(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed("");
    }
    let text = if text.chars().all(|c| kept(c) == Some(c)) {
        text
    } else {
        Cow::Owned(text.chars().filter_map(kept).collect())
    };
    let domestic = ["+86", "0086"].into_iter().find_map(|code| text.strip_prefix(code));
    match domestic.filter(|_| what == "phone") {
        Some(number) => Cow::Owned(number.to_owned()),
        None => text,
    }
}

/// The hyphens and dashes that stand for each other.
const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}')
}

/// The dots inside names that stand for each other.
const fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '●' | '∙' | '⋅' | '．' | '.')
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn every_way_of_typing_has_one_form() {
        let rows = [
            ("account", " 6217 0000-1234　5678 ", "6217000012345678"),
            ("account", "'６２１７００００１２３４５６７８", "6217000012345678"),
            ("account", "6217—0000", "62170000"),
            ("account", "ab12", "AB12"),
            ("account", "无", ""),
            ("cert", "琼-2026-0001", "琼20260001"),
            ("phone", "(0898) 6512-3456", "089865123456"),
            ("phone", "+86 138-0000-0000", "13800000000"),
            ("phone", "0086 138 0000 0000", "13800000000"),
            ("phone", "不详", ""),
            ("address", "嘉积镇　一号－2单元ａ座", "嘉积镇一号-2单元A座"),
            ("address", "新民村3—5号", "新民村3-5号"),
            ("address", "无", "无"),
            ("name", "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
            ("name", "张　三", "张三"),
        ];
        for (what, typed, form) in rows {
            assert_eq!(canonical(what, typed), form, "{what} {typed}");
        }
        // What differs stays different.
        let apart =
            [("address", "3-5号", "35号"), ("account", "6217", "6218"), ("name", "张三", "张珊")];
        for (what, one, other) in apart {
            assert_ne!(canonical(what, one), canonical(what, other), "{what}");
        }
    }
}
