//! The legend: a marker and a name per series, wrapped to the width of the sheet.

use model::Result;

use crate::canvas::{Anchor, Canvas, SIZE};
use crate::measure::{fit, width};
use crate::palette::{self, INK};

const LINE: f64 = 22.0;
const MARKER: f64 = 16.0;
const NAME_MAX: f64 = 200.0;

/// The height that the legend takes; a single series needs none.
pub(crate) fn height(labels: &[&str], sheet: f64) -> f64 {
    places(labels, sheet).last().map_or(6.0, |(_, y)| y + LINE)
}

/// Draws it at the top of the sheet.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(canvas: &Canvas<'_>, labels: &[&str], sheet: f64) -> Result<()> {
    for (at, ((x, y), label)) in places(labels, sheet).into_iter().zip(labels).enumerate() {
        canvas.marker((x + 5.0, y + LINE / 2.0), at, palette::series(at))?;
        let name = fit(label, SIZE, NAME_MAX);
        canvas.text((x + MARKER, y + LINE / 2.0), &name, Anchor::Start, INK)?;
    }
    Ok(())
}

/// The upper left corner of every entry.
fn places(labels: &[&str], sheet: f64) -> Vec<(f64, f64)> {
    if labels.len() < 2 {
        return Vec::new();
    }
    let (mut x, mut y) = (0.0, 0.0);
    let place = |label: &&str| {
        let entry = MARKER + width(label, SIZE).min(NAME_MAX) + 18.0;
        if x > 0.0 && x + entry > sheet {
            (x, y) = (0.0, y + LINE);
        }
        let at = (x, y);
        x += entry;
        at
    };
    labels.iter().map(place).collect()
}
