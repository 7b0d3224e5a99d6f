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

/// `text` in lines no wider than `most` pixels, broken between words or after any Han letter; the last
/// of `lines_max` lines is cut.
pub fn wrap(text: &str, size: f64, most: f64, lines_max: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        let longer = format!("{line}{piece}");
        if line.is_empty() || width(longer.trim_end(), size) <= most || count == lines_max {
            *line = longer;
        } else {
            lines.push(piece);
        }
    }
    lines.iter().map(|line| fit(line.trim(), size, most)).collect()
}

/// What may stand on a line of its own: a Han letter, or a word with the space behind it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for letter in text.chars() {
        let is_han = ems(letter) >= 1.0;
        match pieces.last_mut().filter(|_| is_open && !is_han) {
            Some(word) => word.push(letter),
            None => pieces.push(letter.to_string()),
        }
        is_open = !is_han && letter != ' ';
    }
    pieces
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
    use super::{fit, width, wrap};

    #[test]
    fn lines_break_between_words_and_after_han() {
        assert_eq!(wrap("年度入户覆盖率", 10.0, 40.0, 3), ["年度入户", "覆盖率"]);
        assert_eq!(
            wrap("Visited before approval", 10.0, 60.0, 3),
            ["Visited", "before", "approval"]
        );
        assert_eq!(wrap("a b c d e", 10.0, 20.0, 2), ["a b", "c…"]);
        assert_eq!(wrap("", 10.0, 20.0, 2), [""]);
    }

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
