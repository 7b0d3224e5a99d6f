//! Charts whose categories are rows: bars side by side, stacked bars, and points in intervals.
//! Names of places are long, so they stand on the left, where they can be read.

use model::{Lang, Result};

use crate::Caption;
use crate::canvas::{Anchor, Canvas, SIZE, sheet};
use crate::exact::Exact;
use crate::figure::{Figure, Series};
use crate::legend;
use crate::measure::{fit, width};
use crate::palette::{self, GRID, INK, REST, SOFT_INK};
use crate::scale::Scale;

/// What stands in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A bar for each series.
    Bar,
    /// One bar, divided by series.
    Stack,
    /// A point inside its interval.
    Interval,
}

/// Rows beyond this stand in the table only.
pub(crate) const ROWS_MAX: usize = 40;
const WIDTH: f64 = 720.0;
const BAR: f64 = 14.0;
const GAP: f64 = 10.0;
const LABEL_MAX: f64 = 190.0;
const AXIS: f64 = 24.0;

struct Layout {
    top: f64,
    left: f64,
    row: f64,
    rows: usize,
    scale: Scale,
}

impl Layout {
    fn new(figure: &Figure, mark: Mark, top: f64) -> Self {
        let rows = figure.categories.len().min(ROWS_MAX);
        let shown = figure.categories.iter().take(rows);
        let labels = shown.map(|label| width(label, SIZE)).fold(0.0, f64::max);
        let left = labels.min(LABEL_MAX) + 12.0;
        let bars = if mark == Mark::Bar { figure.series.len().max(1) as f64 } else { 1.0 };
        let right = WIDTH - value_room(figure, mark);
        let numbers: Vec<f64> = match mark {
            Mark::Stack => totals(figure).into_iter().map(Exact::position).collect(),
            Mark::Bar | Mark::Interval => figure.numbers().collect(),
        };
        let scale = Scale::from_zero(numbers.into_iter(), figure.is_whole(), (left, right));
        Self { top, left, row: bars.mul_add(BAR, GAP), rows, scale }
    }

    fn middle(&self, row: usize) -> f64 {
        (row as f64 + 0.5).mul_add(self.row, self.top)
    }

    fn bottom(&self) -> f64 {
        (self.rows as f64).mul_add(self.row, self.top)
    }
}

/// Draws `figure` with one row per category.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(figure: &Figure, mark: Mark, caption: &Caption<'_>) -> Result<String> {
    let labels: Vec<&str> = figure.series.iter().map(|series| series.label.as_str()).collect();
    let top = legend::height(&labels, WIDTH);
    let layout = Layout::new(figure, mark, top);
    let hidden = figure.categories.len() - layout.rows;
    let note = if hidden > 0 { AXIS } else { 0.0 };
    sheet((WIDTH, layout.bottom() + AXIS + note), caption, |canvas| {
        legend::draw(canvas, &labels, WIDTH)?;
        axis(canvas, figure, &layout)?;
        for (row, category) in figure.categories.iter().take(layout.rows).enumerate() {
            let at = (layout.left - 8.0, layout.middle(row));
            canvas.text(at, &fit(category, SIZE, LABEL_MAX), Anchor::End, INK)?;
            match mark {
                Mark::Bar => bars(canvas, figure, &layout, row)?,
                Mark::Stack => stack(canvas, figure, &layout, row)?,
                Mark::Interval => intervals(canvas, figure, &layout, row)?,
            }
        }
        if hidden > 0 {
            let at = (layout.left, layout.bottom() + AXIS + note / 2.0);
            canvas.text(at, &hidden_note(hidden, figure.lang), Anchor::Start, SOFT_INK)?;
        }
        Ok(())
    })
}

fn axis(canvas: &Canvas<'_>, figure: &Figure, layout: &Layout) -> Result<()> {
    for (value, x) in layout.scale.ticks() {
        let color = if value.is_zero() { SOFT_INK } else { GRID };
        canvas.line(&[(x, layout.top), (x, layout.bottom())], color, 1)?;
        let text = figure.unit.write_short(value, figure.lang);
        canvas.text((x, layout.bottom() + AXIS / 2.0), &text, Anchor::Middle, SOFT_INK)?;
    }
    Ok(())
}

fn bars(canvas: &Canvas<'_>, figure: &Figure, layout: &Layout, row: usize) -> Result<()> {
    let group = BAR * figure.series.len() as f64;
    for (at, series) in figure.series.iter().enumerate() {
        let y = layout.middle(row) - group / 2.0 + BAR * at as f64;
        let Some(value) = value(series, row) else { continue };
        let (zero, end) = (layout.scale.at(0.0), layout.scale.at(value.position()));
        let color = palette::series(at);
        canvas.bar((zero.min(end), y + 1.0), (zero.max(end), y + BAR - 1.0), color)?;
        let text = figure.unit.write_short(value, figure.lang);
        canvas.text((zero.max(end) + 6.0, y + BAR / 2.0), &text, Anchor::Start, INK)?;
    }
    Ok(())
}

fn stack(canvas: &Canvas<'_>, figure: &Figure, layout: &Layout, row: usize) -> Result<()> {
    let y = layout.middle(row) - BAR / 2.0;
    let mut sum = Exact::default();
    for (at, series) in figure.series.iter().enumerate() {
        let Some(value) = value(series, row).filter(|value| !value.is_zero()) else { continue };
        let from = layout.scale.at(sum.position());
        sum = sum.plus(value);
        let to = layout.scale.at(sum.position());
        canvas.bar((from, y), (to, y + BAR), palette::series(at))?;
        canvas.line(&[(to, y), (to, y + BAR)], plotters::style::WHITE, 1)?;
    }
    let text = figure.unit.write_short(sum, figure.lang);
    canvas.text((layout.scale.at(sum.position()) + 6.0, y + BAR / 2.0), &text, Anchor::Start, INK)
}

fn intervals(canvas: &Canvas<'_>, figure: &Figure, layout: &Layout, row: usize) -> Result<()> {
    let y = layout.middle(row);
    for (at, series) in figure.series.iter().enumerate() {
        if let Some((low, high)) = series.bounds.get(row).copied().flatten() {
            let (from, to) = (layout.scale.at(low.position()), layout.scale.at(high.position()));
            canvas.line(&[(from, y), (to, y)], REST, 3)?;
            for end in [from, to] {
                canvas.line(&[(end, y - 5.0), (end, y + 5.0)], REST, 2)?;
            }
        }
        if let Some(value) = value(series, row) {
            let x = layout.scale.at(value.position());
            canvas.marker((x, y), at, palette::series(at))?;
        }
    }
    let text = interval_text(figure, row);
    canvas.text((WIDTH - 4.0, y), &text, Anchor::End, INK)
}

fn value(series: &Series, row: usize) -> Option<Exact> {
    series.values.get(row).copied().flatten()
}

/// The value and its interval in words: `3 (1–5)`.
fn interval_text(figure: &Figure, row: usize) -> String {
    let Some(series) = figure.series.first() else { return String::new() };
    let write = |value| figure.unit.write_short(value, figure.lang);
    match (value(series, row), series.bounds.get(row).copied().flatten()) {
        (Some(value), Some((low, high))) => {
            format!("{} ({}–{})", write(value), write(low), write(high))
        }
        (Some(value), None) => write(value),
        (None, _) => crate::exact::MISSING.to_owned(),
    }
}

/// The room that texts to the right of the marks need.
fn value_room(figure: &Figure, mark: Mark) -> f64 {
    let rows = 0..figure.categories.len().min(ROWS_MAX);
    let write = |value: Exact| figure.unit.write_short(value, figure.lang);
    let widest =
        |texts: Vec<String>| texts.iter().map(|text| width(text, SIZE)).fold(0.0, f64::max) + 14.0;
    match mark {
        Mark::Interval => widest(rows.map(|row| interval_text(figure, row)).collect()),
        Mark::Stack => widest(totals(figure).into_iter().map(write).collect()),
        Mark::Bar => {
            let values = figure.series.iter().flat_map(|series| series.values.iter().flatten());
            widest(values.copied().map(write).collect())
        }
    }
}

/// The sum of all series, row by row.
pub(crate) fn totals(figure: &Figure) -> Vec<Exact> {
    let rows = 0..figure.categories.len();
    let sum = |row| figure.series.iter().filter_map(move |series| value(series, row));
    rows.map(|row| sum(row).fold(Exact::default(), Exact::plus)).collect()
}

/// What a drawing leaves to its table.
pub(crate) fn hidden_note(hidden: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {hidden} 项见表格"),
        Lang::En => format!("{hidden} more rows are in the table"),
    }
}
