//! Lines over time, named at their ends; more than five become small panels on one scale.

use model::{Lang, Result};

use crate::Caption;
use crate::canvas::{Anchor, Canvas, Point, SIZE, sheet};
use crate::figure::{Figure, Series};
use crate::measure::{fit, width};
use crate::palette::{self, GRID, INK, REST, SERIES, SOFT_INK};
use crate::scale::Scale;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const AXIS: f64 = 26.0;
const HEAD: f64 = 22.0;
const NAME_MAX: f64 = 150.0;
const PANELS_ACROSS: usize = 3;
const PANEL_HEIGHT: f64 = 120.0;

/// Draws `figure` with its categories from left to right.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(figure: &Figure, caption: &Caption<'_>) -> Result<String> {
    if figure.series.len() > SERIES.len() {
        return panels(figure, caption);
    }
    let names = figure.series.iter().map(|series| width(&series.label, SIZE));
    let right =
        if figure.series.len() > 1 { names.fold(0.0, f64::max).min(NAME_MAX) } else { 30.0 };
    sheet((WIDTH, HEIGHT), caption, |canvas| {
        let frame = Frame::new(figure, (0.0, 0.0), (WIDTH, HEIGHT), right + 12.0);
        frame.grid(canvas, figure)?;
        for (at, series) in figure.series.iter().enumerate() {
            frame.band(canvas, series)?;
            frame.line(canvas, series, at)?;
        }
        if figure.series.len() > 1 { frame.names(canvas, figure) } else { Ok(()) }
    })
}

fn panels(figure: &Figure, caption: &Caption<'_>) -> Result<String> {
    let lines = figure.series.len().div_ceil(PANELS_ACROSS);
    let size = (WIDTH / PANELS_ACROSS as f64, PANEL_HEIGHT);
    sheet((WIDTH, PANEL_HEIGHT * lines as f64), caption, |canvas| {
        for (at, series) in figure.series.iter().enumerate() {
            let (column, line) = (at % PANELS_ACROSS, at / PANELS_ACROSS);
            let corner = (size.0 * column as f64, size.1 * line as f64);
            let frame = Frame::new(figure, corner, size, 16.0);
            frame.grid(canvas, figure)?;
            let name = fit(&series.label, SIZE, size.0 - frame.left + corner.0);
            canvas.text((frame.left, corner.1 + 9.0), &name, Anchor::Start, INK)?;
            frame.line(canvas, series, 0)?;
        }
        Ok(())
    })
}

/// The plot of one panel.
struct Frame {
    left: f64,
    right: f64,
    bottom: f64,
    count: usize,
    scale: Scale,
}

impl Frame {
    fn new(figure: &Figure, corner: Point, size: Point, name_room: f64) -> Self {
        let (top, bottom) = (corner.1 + HEAD, corner.1 + size.1 - AXIS);
        let scale = Scale::around(figure.numbers(), figure.is_whole(), (bottom, top));
        let ticks = scale.ticks();
        let texts = ticks.iter().map(|(value, _)| figure.unit.write_short(*value, figure.lang));
        let left = corner.0 + texts.map(|text| width(&text, SIZE)).fold(0.0, f64::max) + 10.0;
        let right = corner.0 + size.0 - name_room;
        Self { left, right, bottom, count: figure.categories.len(), scale }
    }

    fn x(&self, at: usize) -> f64 {
        let steps = self.count.saturating_sub(1).max(1) as f64;
        if self.count < 2 {
            return f64::midpoint(self.left, self.right);
        }
        (self.right - self.left - 12.0).mul_add(at as f64 / steps, self.left + 6.0)
    }

    fn grid(&self, canvas: &Canvas<'_>, figure: &Figure) -> Result<()> {
        for (value, y) in self.scale.ticks() {
            canvas.line(&[(self.left, y), (self.right, y)], GRID, 1)?;
            let text = figure.unit.write_short(value, figure.lang);
            canvas.text((self.left - 6.0, y), &text, Anchor::End, SOFT_INK)?;
        }
        if !self.scale.starts_at_zero() && self.count > 0 {
            let at = (self.right, self.scale.ticks().last().map_or(0.0, |(_, y)| y - 12.0));
            canvas.text(at, not_from_zero(figure.lang), Anchor::End, SOFT_INK)?;
        }
        for at in self.labelled(figure) {
            let label = figure.categories.get(at).map_or("", String::as_str);
            let place = (self.x(at), self.bottom + AXIS / 2.0);
            canvas.text(place, label, Anchor::Middle, SOFT_INK)?;
        }
        Ok(())
    }

    /// The categories with room for a label, counted back from the last.
    fn labelled(&self, figure: &Figure) -> Vec<usize> {
        let widest = figure.categories.iter().map(|c| width(c, SIZE)).fold(1.0, f64::max) + 12.0;
        let room = ((self.right - self.left) / widest).floor().max(1.0) as usize;
        let step = self.count.div_ceil(room).max(1);
        let inside = |at: &usize| {
            let half = widest / 2.0;
            self.x(*at) - half > self.left - 40.0 && self.x(*at) + half < self.right + 40.0
        };
        (0..self.count).rev().step_by(step).filter(inside).collect()
    }

    fn points(&self, series: &Series) -> Vec<Option<Point>> {
        let at = |(at, value): (usize, &Option<crate::Exact>)| {
            value.map(|value| (self.x(at), self.scale.at(value.position())))
        };
        series.values.iter().enumerate().map(at).collect()
    }

    /// The line, broken where a value is missing, with a marker on every value.
    fn line(&self, canvas: &Canvas<'_>, series: &Series, at: usize) -> Result<()> {
        let points = self.points(series);
        for run in points.split(Option::is_none) {
            let run: Vec<Point> = run.iter().copied().flatten().collect();
            if run.len() > 1 {
                canvas.line(&run, palette::series(at), 2)?;
            }
        }
        let markers = points.into_iter().flatten();
        markers.into_iter().try_for_each(|point| canvas.marker(point, at, palette::series(at)))
    }

    /// The band between the ends of the intervals.
    fn band(&self, canvas: &Canvas<'_>, series: &Series) -> Result<()> {
        let ends: Vec<_> = series
            .bounds
            .iter()
            .enumerate()
            .filter_map(|(at, ends)| ends.map(|(low, high)| (self.x(at), low, high)))
            .collect();
        if ends.len() < 2 {
            return Ok(());
        }
        let upper = ends.iter().map(|(x, _, high)| (*x, self.scale.at(high.position())));
        let lower = ends.iter().rev().map(|(x, low, _)| (*x, self.scale.at(low.position())));
        canvas.area(&upper.chain(lower).collect::<Vec<_>>(), REST)
    }

    /// Each series' name at the end of its line, moved apart where they would touch.
    fn names(&self, canvas: &Canvas<'_>, figure: &Figure) -> Result<()> {
        let mut places: Vec<(f64, usize)> = figure
            .series
            .iter()
            .enumerate()
            .filter_map(|(at, series)| {
                let last = self.points(series).into_iter().flatten().last()?;
                Some((last.1, at))
            })
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut above = f64::NEG_INFINITY;
        for (y, at) in places {
            let y = y.max(above + SIZE + 3.0);
            above = y;
            let label = figure.series.get(at).map_or("", |series| series.label.as_str());
            let name = fit(label, SIZE, NAME_MAX);
            canvas.text((self.right + 4.0, y), &name, Anchor::Start, palette::series(at))?;
        }
        Ok(())
    }
}

/// What an axis says that starts elsewhere.
pub(crate) const fn not_from_zero(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "纵轴不从 0 开始",
        Lang::En => "the axis does not start at 0",
    }
}
