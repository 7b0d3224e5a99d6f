//! A sparkline: the shape of a series in the space of a word, its last value marked.

use model::Result;

use crate::Caption;
use crate::canvas::{Point, sheet};
use crate::exact::Exact;
use crate::palette::SERIES;
use crate::scale::Scale;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;

/// Draws `values`, oldest first; gaps stay gaps.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub fn sparkline(values: &[Option<Exact>], caption: &Caption<'_>) -> Result<String> {
    let numbers = values.iter().flatten().map(|value| value.position());
    let scale = Scale::around(numbers, false, (HEIGHT - 6.0, 6.0));
    let step = (WIDTH - 12.0) / values.len().saturating_sub(1).max(1) as f64;
    let place = |(at, value): (usize, &Option<Exact>)| -> Option<Point> {
        value.map(|value| (step.mul_add(at as f64, 6.0), scale.at(value.position())))
    };
    let points: Vec<Option<Point>> = values.iter().enumerate().map(place).collect();
    let [color, ..] = SERIES;
    sheet((WIDTH, HEIGHT), caption, |canvas| {
        for run in points.split(Option::is_none) {
            let run: Vec<Point> = run.iter().copied().flatten().collect();
            if run.len() > 1 {
                canvas.line(&run, color, 2)?;
            }
        }
        let last = points.iter().rev().find_map(|point| *point);
        last.map_or(Ok(()), |point| canvas.marker(point, 0, color))
    })
}
