//! How wide a text is, without asking for a font: drawings must not differ between machines.

/// The width of `text` in pixels at font size `size`: Han and full-width signs take one em,
/// everything else 0.56 em.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| ems(letter) * size).sum()
}

/// `text`, cut with `…` where it would be wider than `most` pixels.
pub fn fit(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut room = most - size;
    let mut kept = String::new();
    for letter in text.chars() {
        room -= ems(letter) * size;
        if room < 0.0 {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

const fn ems(letter: char) -> f64 {
    match letter {
        '\u{2e80}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}'
        | '…'
        | '—' => 1.0,
        _ => 0.56,
    }
}

#[cfg(test)]
mod tests {
    use super::{fit, width};

    #[test]
    fn han_is_one_em_and_ascii_about_half() {
        assert!((width("城市低保", 10.0) - 40.0).abs() < 1e-9);
        assert!((width("abc", 10.0) - 16.8).abs() < 1e-9);
    }

    #[test]
    fn a_long_text_is_cut_to_its_room() {
        assert_eq!(fit("海棠镇", 10.0, 30.0), "海棠镇");
        assert_eq!(fit("海棠镇政府", 10.0, 30.0), "海棠…");
        assert_eq!(fit("abcdef", 10.0, 0.0), "…");
    }
}
