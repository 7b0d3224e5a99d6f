//! A heat table: a row for each category, a column for each series, the darker the higher.
//!
//! # Invariants
//!
//! - Every field carries its number: what colour says can be read as well.

use model::Result;

use crate::Caption;
use crate::canvas::{Anchor, Canvas, SIZE, sheet};
use crate::exact::MISSING;
use crate::figure::Figure;
use crate::measure::{fit, width, wrap};
use crate::palette::{self, INK, SOFT_INK};
use crate::rows::{ROWS_MAX, hidden_note};

/// Columns beyond this stand in the table only.
const COLUMNS_MAX: usize = 13;
const WIDTH: f64 = 720.0;
const ROW: f64 = 24.0;
const LINE: f64 = 16.0;
const LABEL_MAX: f64 = 190.0;
/// Lines of a heading.
const LINES_MAX: usize = 3;

struct Layout {
    heads: Vec<Vec<String>>,
    top: f64,
    left: f64,
    field: f64,
    rows: usize,
}

impl Layout {
    fn new(figure: &Figure) -> Self {
        let rows = figure.categories.len().min(ROWS_MAX);
        let shown = figure.categories.iter().take(rows);
        let labels = shown.map(|label| width(label, SIZE)).fold(0.0, f64::max);
        let left = labels.min(LABEL_MAX) + 12.0;
        let columns = figure.series.iter().take(COLUMNS_MAX);
        let field = (WIDTH - left) / columns.len().max(1) as f64;
        let heads: Vec<Vec<String>> =
            columns.map(|series| wrap(&series.label, SIZE, field - 6.0, LINES_MAX)).collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or_default();
        Self { heads, top: LINE.mul_add(lines as f64, 8.0), left, field, rows }
    }

    fn x(&self, column: usize) -> f64 {
        self.field.mul_add(column as f64, self.left)
    }

    fn y(&self, row: usize) -> f64 {
        ROW.mul_add(row as f64, self.top)
    }
}

/// Draws `figure` as a table of coloured fields.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(figure: &Figure, caption: &Caption<'_>) -> Result<String> {
    let layout = Layout::new(figure);
    let hidden_rows = figure.categories.len() - layout.rows;
    let hidden = hidden_rows + figure.series.len().saturating_sub(COLUMNS_MAX);
    let note = if hidden > 0 { ROW } else { 0.0 };
    sheet((WIDTH, layout.y(layout.rows) + 4.0 + note), caption, |canvas| {
        heads(canvas, &layout)?;
        for (row, category) in figure.categories.iter().take(layout.rows).enumerate() {
            let at = (layout.left - 8.0, layout.y(row) + ROW / 2.0);
            canvas.text(at, &fit(category, SIZE, LABEL_MAX), Anchor::End, INK)?;
            fields(canvas, figure, &layout, row)?;
        }
        if hidden > 0 {
            let at = (layout.left, layout.y(layout.rows) + ROW / 2.0);
            canvas.text(at, &hidden_note(hidden, figure.lang), Anchor::Start, SOFT_INK)?;
        }
        Ok(())
    })
}

fn heads(canvas: &Canvas<'_>, layout: &Layout) -> Result<()> {
    for (column, lines) in layout.heads.iter().enumerate() {
        let middle = layout.x(column) + layout.field / 2.0;
        for (back, line) in lines.iter().rev().enumerate() {
            let y = layout.top - 4.0 - LINE * (back as f64 + 0.5);
            canvas.text((middle, y), line, Anchor::Middle, SOFT_INK)?;
        }
    }
    Ok(())
}

fn fields(canvas: &Canvas<'_>, figure: &Figure, layout: &Layout, row: usize) -> Result<()> {
    for (column, series) in figure.series.iter().take(COLUMNS_MAX).enumerate() {
        let (x, y) = (layout.x(column), layout.y(row));
        let middle = (x + layout.field / 2.0, y + ROW / 2.0);
        let Some(value) = series.values.get(row).copied().flatten() else {
            canvas.text(middle, MISSING, Anchor::Middle, SOFT_INK)?;
            continue;
        };
        let (color, ink) = palette::heat(figure.height(value));
        canvas.bar((x + 1.0, y + 1.0), (x + layout.field - 1.0, y + ROW - 1.0), color)?;
        let text = figure.unit.write_short(value, figure.lang);
        canvas.text(middle, &fit(&text, SIZE, layout.field - 2.0), Anchor::Middle, ink)?;
    }
    Ok(())
}
