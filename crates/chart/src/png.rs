//! A drawing as pixels, for papers and messages that take no SVG.
//!
//! # Invariants
//!
//! - The picture holds what the page has around the drawing: its title, its sentence and where its
//!   numbers come from, for it will stand where the page is not.
//! - Letters come from the fonts of the machine, so two machines may differ in their pixels; one
//!   machine gives the same bytes for the same drawing.
//! - No letter is left out or drawn as an empty box: where no font has it, there is no picture.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use model::Result;
use plotters::style::RGBColor;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Style, Weight};
use resvg::usvg::{FontResolver, Options, Tree};

use crate::Drawing;
use crate::canvas::{FAMILIES, SIZE, escape};
use crate::error::{drawing as no_drawing, no_font};
use crate::measure::wrap;
use crate::palette::{INK, SOFT_INK};

/// Pixels per unit of the drawing: sharp on paper at the width of a page.
const SCALE: f32 = 2.0;
/// Font size of the title.
const TITLE: f64 = 17.0;
/// Around and between the parts.
const MARGIN: f64 = 16.0;
/// From line to line, in font sizes.
const LEADING: f64 = 1.5;
/// The most lines of a title and of a sentence.
const LINES: usize = 4;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// The PNG of a drawing on white, under its title and above its sentence and `source`.
///
/// # Errors
/// `Limit` when the machine has no font for a letter; a bug when the document cannot be read.
pub fn png(drawing: &Drawing, title: &str, source: &str) -> Result<Vec<u8>> {
    pixels(&sheet(drawing, title, source)?, &FONTS)
}

/// The SVG document of all parts, one below the other.
fn sheet(drawing: &Drawing, title: &str, source: &str) -> Result<String> {
    let size = Tree::from_str(&drawing.svg, &Options::default()).map_err(no_drawing)?.size();
    let mut sheet = Sheet { width: f64::from(size.width()), y: MARGIN, parts: String::new() };
    sheet.text(title, TITLE, "bold", INK);
    sheet.y += MARGIN;
    let place = format!("<g transform=\"translate({MARGIN},{:.1})\">", sheet.y);
    sheet.parts.extend([place.as_str(), &drawing.svg, "</g>"]);
    sheet.y += f64::from(size.height());
    sheet.text(&drawing.sentence, SIZE, "normal", INK);
    sheet.text(source, SIZE, "normal", SOFT_INK);
    let (width, height) = (sheet.width + 2.0 * MARGIN, sheet.y + MARGIN);
    let open = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    let parts = sheet.parts;
    Ok(format!("{open} width=\"{width:.0}\" height=\"{height:.0}\">{parts}</svg>"))
}

/// The parts so far, and where the next one begins.
struct Sheet {
    width: f64,
    y: f64,
    parts: String,
}

impl Sheet {
    /// Lines of text; nothing if there is none.
    fn text(&mut self, text: &str, size: f64, weight: &str, RGBColor(r, g, b): RGBColor) {
        let lines = wrap(text, size, self.width, LINES);
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.y += size * LEADING;
            let (y, line) = (self.y, escape(line));
            self.parts.push_str(&format!(
                "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-family=\"{FAMILIES}\" font-size=\"{size}\" \
                 font-weight=\"{weight}\" fill=\"rgb({r},{g},{b})\">{line}</text>"
            ));
        }
    }
}

fn pixels(svg: &str, fonts: &Arc<Database>) -> Result<Vec<u8>> {
    let has_gap = Arc::new(AtomicBool::new(false));
    let options = Options {
        fontdb: Arc::clone(fonts),
        font_resolver: noticing(&has_gap),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(no_drawing)?;
    if has_gap.load(Ordering::Relaxed) {
        return Err(no_font());
    }
    let size = tree.size().to_int_size().scale_by(SCALE);
    let sheet = size.and_then(|size| Pixmap::new(size.width(), size.height()));
    let mut sheet = sheet.ok_or_else(|| no_drawing("size"))?;
    sheet.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut sheet.as_mut());
    sheet.encode_png().map_err(no_drawing)
}

/// The library's own choice of fonts, or else any, which tells when it found none for a letter.
fn noticing(has_gap: &Arc<AtomicBool>) -> FontResolver<'static> {
    let FontResolver { select_font, select_fallback } = FontResolver::default();
    let (no_font, no_letter) = (Arc::clone(has_gap), Arc::clone(has_gap));
    FontResolver {
        select_font: Box::new(move |font, fonts| {
            let chosen = select_font(font, fonts).or_else(|| any_font(fonts));
            no_font.fetch_or(chosen.is_none(), Ordering::Relaxed);
            chosen
        }),
        select_fallback: Box::new(move |letter, used, fonts| {
            let chosen = select_fallback(letter, used, fonts);
            no_letter.fetch_or(chosen.is_none(), Ordering::Relaxed);
            chosen
        }),
    }
}

/// A plain font, where none of those that a drawing names is there: which letters it lacks is looked
/// for in the others.
fn any_font(fonts: &Database) -> Option<ID> {
    let order = |face: &&FaceInfo| {
        (face.style != Style::Normal, face.weight != Weight::NORMAL, face.post_script_name.clone())
    };
    fonts.faces().min_by_key(order).map(|face| face.id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::Blame;
    use resvg::tiny_skia::Pixmap;
    use resvg::usvg::fontdb::Database;

    use super::{pixels, png, sheet};
    use crate::Drawing;

    fn document(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\" viewBox=\"0 0 60 \
             20\"><text x=\"2\" y=\"15\" font-family=\"sans-serif\" font-size=\"13\">{text}</text>\
             </svg>"
        )
    }

    fn drawing(text: &str, sentence: &str) -> Drawing {
        Drawing { svg: document(text), sentence: sentence.to_owned() }
    }

    /// Width, height, and how many pixels are dark.
    fn ink(png: &[u8]) -> (u32, u32, usize) {
        let sheet = Pixmap::decode_png(png).unwrap();
        let dark = sheet.pixels().iter().filter(|pixel| pixel.red() < 128).count();
        (sheet.width(), sheet.height(), dark)
    }

    #[test]
    fn han_letters_are_drawn_and_differ() {
        let (one, many) = (drawing("一", ""), drawing("鑫鑫", ""));
        let [(width, height, few), (_, _, more)] =
            [&one, &many].map(|drawing| ink(&png(drawing, "", "").unwrap()));
        assert_eq!((width, height), (184, 136));
        assert!(few > 10 && more > 5 * few);
        assert_eq!(png(&many, "", "").unwrap(), png(&many, "", "").unwrap());
    }

    #[test]
    fn title_sentence_and_source_stand_around_it() {
        let bare = ink(&png(&drawing("一", ""), "", "").unwrap());
        let told = ink(&png(&drawing("一", "最高 <5>"), "低保", "2026-10").unwrap());
        assert!(told.0 == bare.0 && told.1 > bare.1 + 120 && told.2 > bare.2 + 500);
        let svg = sheet(&drawing("一", "最高 <5>"), "低保", "2026-10").unwrap();
        let places =
            ["低保", "一", "最高 &lt;5&gt;", "2026-10"].map(|text| svg.find(text).unwrap());
        assert!(places.is_sorted());
    }

    #[test]
    fn a_letter_without_a_font_gives_no_picture() {
        let none = Arc::new(Database::new());
        assert_eq!(pixels(&document("低保"), &none).unwrap_err().blame, Blame::Limit);
        assert!(png(&drawing("\u{f8ff0}", ""), "", "").is_err());
        assert!(pixels(&document(""), &none).is_ok());
    }
}
