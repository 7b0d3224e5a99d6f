//! A drawing as pixels, for papers and messages that take no SVG.
//!
//! # Invariants
//!
//! - Letters come from the fonts of the machine, so two machines may differ in their pixels; one
//!   machine gives the same bytes for the same drawing.
//! - No letter is left out or drawn as an empty box: where no font has it, there is no picture.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use model::Result;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Style, Weight};
use resvg::usvg::{FontResolver, Options, Tree};

use crate::error::{drawing, no_font};

/// Pixels per unit of the drawing: sharp on paper at the width of a page.
const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// The PNG of an SVG document of ours, on white, twice its size.
///
/// # Errors
/// `Limit` when the machine has no font for a letter; a bug when the document cannot be read.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    png_with(svg, &FONTS)
}

fn png_with(svg: &str, fonts: &Arc<Database>) -> Result<Vec<u8>> {
    let has_gap = Arc::new(AtomicBool::new(false));
    let options = Options {
        fontdb: Arc::clone(fonts),
        font_resolver: noticing(&has_gap),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(drawing)?;
    if has_gap.load(Ordering::Relaxed) {
        return Err(no_font());
    }
    let size = tree.size().to_int_size().scale_by(SCALE);
    let size = size.ok_or_else(|| drawing("size"))?;
    let mut sheet = Pixmap::new(size.width(), size.height()).ok_or_else(|| drawing("size"))?;
    sheet.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut sheet.as_mut());
    sheet.encode_png().map_err(drawing)
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

    use super::{png, png_with};

    fn document(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\" viewBox=\"0 0 60 \
             20\"><text x=\"2\" y=\"15\" font-family=\"sans-serif\" font-size=\"13\">{text}</text>\
             </svg>"
        )
    }

    /// How many pixels are not white.
    fn ink(png: &[u8]) -> usize {
        let sheet = Pixmap::decode_png(png).unwrap();
        assert_eq!((sheet.width(), sheet.height()), (120, 40));
        sheet.pixels().iter().filter(|pixel| pixel.red() < 128).count()
    }

    #[test]
    fn han_letters_are_drawn_and_differ() {
        let (one, many) = (png(&document("一")).unwrap(), png(&document("鑫鑫")).unwrap());
        assert!(ink(&one) > 10 && ink(&many) > 5 * ink(&one));
        assert_eq!(png(&document("鑫鑫")).unwrap(), many);
    }

    #[test]
    fn a_letter_without_a_font_gives_no_picture() {
        let fault = png_with(&document("低保"), &Arc::new(Database::new())).unwrap_err();
        assert_eq!(fault.blame, Blame::Limit);
        assert!(png(&document("\u{f8ff0}")).is_err());
        assert!(png_with(&document(""), &Arc::new(Database::new())).is_ok());
    }
}
