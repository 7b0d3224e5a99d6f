//! The sheet that charts are drawn on: plotters' SVG backend behind the few strokes they need.
//!
//! # Invariants
//!
//! - The same strokes give the same bytes; widths of texts come from [`crate::measure`].
//! - The document names itself (`role="img"`, `<title>`, `<desc>`) and carries presentation
//!   attributes only, so that it stands in a page whose policy forbids inline styles.

use model::Result;
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoTextStyle, RGBColor, ShapeStyle};

use crate::Caption;
use crate::error::drawing;

/// Font size of all texts.
pub(crate) const SIZE: f64 = 13.0;
/// The fonts that desktops in offices have, in the order in which they are tried.
pub(crate) const FAMILIES: &str = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif";
/// plotters divides font sizes by this before it writes them.
const BACKEND_FONT_SCALE: f64 = 1.24;

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    /// To the right of the point.
    Start,
    /// Around the point.
    Middle,
    /// To the left of the point.
    End,
}

/// A point on the sheet in pixels from the upper left corner.
pub(crate) type Point = (f64, f64);

/// The sheet.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws a sheet of `size` pixels and returns the finished document.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn sheet(
    size: (f64, f64),
    caption: &Caption<'_>,
    draw: impl FnOnce(&Canvas<'_>) -> Result<()>,
) -> Result<String> {
    let mut body = String::new();
    {
        let pixels = (size.0.ceil() as u32, size.1.ceil() as u32);
        let area = SVGBackend::with_string(&mut body, pixels).into_drawing_area();
        let canvas = Canvas { area };
        draw(&canvas)?;
        canvas.area.present().map_err(drawing)?;
    }
    Ok(named(&body, size, caption))
}

impl Canvas<'_> {
    /// A filled rectangle between two corners.
    pub(crate) fn bar(&self, from: Point, to: Point, color: RGBColor) -> Result<()> {
        self.area.draw(&Rectangle::new([pixel(from), pixel(to)], color.filled())).map_err(drawing)
    }

    /// A line of `width` pixels through `points`.
    pub(crate) fn line(&self, points: &[Point], color: RGBColor, width: u32) -> Result<()> {
        let points: Vec<_> = points.iter().copied().map(pixel).collect();
        let style = ShapeStyle::from(color).stroke_width(width);
        self.area.draw(&PathElement::new(points, style)).map_err(drawing)
    }

    /// The area inside `points`, a quarter as strong as a line.
    pub(crate) fn area(&self, points: &[Point], color: RGBColor) -> Result<()> {
        let points: Vec<_> = points.iter().copied().map(pixel).collect();
        self.area.draw(&Polygon::new(points, color.mix(0.25).filled())).map_err(drawing)
    }

    /// The marker of the series at `at`: circle, square, triangle, diamond, then circles again.
    pub(crate) fn marker(&self, (x, y): Point, at: usize, color: RGBColor) -> Result<()> {
        let half = 4.0;
        match at {
            1 => self.bar((x - half, y - half), (x + half, y + half), color),
            2 => self.shape(&[(x, y - half), (x + half, y + half), (x - half, y + half)], color),
            3 => self.shape(&[(x, y - 5.0), (x + 5.0, y), (x, y + 5.0), (x - 5.0, y)], color),
            _ => {
                let dot = Circle::new(pixel((x, y)), 4, color.filled());
                self.area.draw(&dot).map_err(drawing)
            }
        }
    }

    fn shape(&self, points: &[Point], color: RGBColor) -> Result<()> {
        let points: Vec<_> = points.iter().copied().map(pixel).collect();
        self.area.draw(&Polygon::new(points, color.filled())).map_err(drawing)
    }

    /// One line of text, vertically centred on the point.
    pub(crate) fn text(
        &self,
        at: Point,
        text: &str,
        anchor: Anchor,
        color: RGBColor,
    ) -> Result<()> {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = (FontFamily::Name(FAMILIES), SIZE * BACKEND_FONT_SCALE, FontStyle::Normal)
            .into_text_style(&self.area)
            .color(&color)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), pixel(at), style)).map_err(drawing)
    }
}

const fn pixel((x, y): Point) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Replaces the bare opening tag by one that names the drawing.
fn named(body: &str, (width, height): Point, caption: &Caption<'_>) -> String {
    let strokes = body.split_once('>').map_or("", |(_, rest)| rest);
    let id = escape(caption.id);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"{width:.0}\" \
         height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         lang=\"{}\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>{strokes}",
        caption.lang.tag(),
        escape(caption.title),
        escape(caption.sentence),
    )
}

/// Text as it may stand in the document.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
