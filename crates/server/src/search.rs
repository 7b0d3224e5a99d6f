//! What a reader looks for in a table or list: a piece of text, or the first letters of how it is
//! pronounced (`yqz` for 云桥镇).
//!
//! # Invariants
//!
//! - Case and spaces do not count; a character that is read in several ways has a letter for each.

use askama::Template;
use pinyin::ToPinyinMulti;

use crate::reader::{Reader, SEARCH};
use crate::words as w;

/// Something that is looked for.
pub(crate) struct Search(Vec<char>);

impl Search {
    /// What the reader looks for, if anything.
    pub(crate) fn of(reader: &Reader) -> Option<Self> {
        let sought: Vec<char> = signs(reader.search.as_deref()?).collect();
        (!sought.is_empty()).then_some(Self(sought))
    }

    /// Whether a text has it.
    pub(crate) fn finds(&self, text: &str) -> bool {
        let signs: Vec<char> = signs(text).collect();
        let mut places = signs.windows(self.0.len());
        places.any(|part| part.iter().zip(&self.0).all(|(sign, sought)| is(*sign, *sought)))
    }
}

fn signs(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase)
}

fn is(sign: char, sought: char) -> bool {
    let begins = |letter: &str| letter.starts_with(sought);
    let read_so = || {
        let readings = sign.to_pinyin_multi().into_iter().flatten();
        readings.into_iter().any(|reading| begins(reading.plain()))
    };
    sign == sought || (sought.is_ascii_lowercase() && read_so())
}

/// The form in which a reader says what they look for; everything else of the address stays.
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchForm {
    id: String,
    action: String,
    kept: Vec<(String, String)>,
    name: &'static str,
    label: &'static str,
    value: String,
    button: &'static str,
}

impl SearchForm {
    /// The form of this page, for what has this id.
    pub(crate) fn new(reader: &Reader, id: &str) -> Self {
        let kept = reader.all_without(&[SEARCH]).into_iter();
        Self {
            id: id.to_owned(),
            action: reader.path.clone(),
            kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            name: SEARCH,
            label: w::SEARCH_LABEL.get(reader.lang),
            value: reader.search.clone().unwrap_or_default(),
            button: w::SEARCH.get(reader.lang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Search;
    use crate::reader::Reader;

    #[test]
    fn text_and_first_letters_are_found_wherever_they_stand() {
        let finds = |sought: &str, text: &str| {
            let reader = Reader { search: Some(sought.to_owned()), ..Reader::default() };
            Search::of(&reader).is_some_and(|search| search.finds(text))
        };
        for sought in ["云桥", "yqz", "YQ", "y桥z", " 桥 镇 ", "qz"] {
            assert!(finds(sought, "海南省云桥镇"), "{sought}");
        }
        // 重 is read zhong and chong, 长 chang and zhang.
        assert!(finds("cq", "重庆") && finds("zq", "重庆") && finds("zz", "镇长"));
        assert!(finds("case", "Caseload by town") && finds("680.5", "1,680.50"));
        for sought in ["yz", "云镇", "qy", "x", "", "  "] {
            assert!(!finds(sought, "云桥镇"), "{sought}");
        }
    }
}
