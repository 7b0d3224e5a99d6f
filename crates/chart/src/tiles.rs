//! A tile map: one tile of equal size for each place, about where the place lies, the darker the
//! higher. Equal sizes keep a large empty township from looking more important than a small crowded
//! one.
//!
//! # Invariants
//!
//! - Rows of tiles go from north to south, and in a row from west to east; a place without
//!   coordinates stands after all others.
//! - Every tile carries its name and its number: what colour says can be read as well.

use std::cmp::Ordering;

use model::Result;

use crate::Caption;
use crate::canvas::{Anchor, Canvas, SIZE, sheet};
use crate::error::not_a_place;
use crate::exact::{Exact, MISSING};
use crate::figure::{Figure, Series};
use crate::measure::fit;
use crate::palette::{self, INK, SOFT_INK};
use crate::rows::{ROWS_MAX, hidden_note};

const WIDTH: f64 = 720.0;
const TILE: (f64, f64) = (112.0, 52.0);
const GAP: f64 = 4.0;
const NOTE: f64 = 24.0;
/// Tiles side by side.
const COLUMNS_MAX: usize = 6;

/// The number of each place, and where it lies.
pub(crate) struct Tiles {
    /// Its one series is the number shown.
    figure: Figure,
    /// Places in rows, by their position in the figure.
    rows: Vec<Vec<usize>>,
}

impl Tiles {
    /// Takes the number, the longitude and the latitude of a figure, in this order.
    ///
    /// # Errors
    /// `Author` when they are not three series.
    pub(crate) fn read(mut figure: Figure) -> Result<Self> {
        let Ok([shown, east, north]) = <[Series; 3]>::try_from(std::mem::take(&mut figure.series))
        else {
            return Err(not_a_place());
        };
        let at = |series: &Series, place: usize| series.values.get(place).copied().flatten();
        let shown_places = figure.categories.len().min(ROWS_MAX);
        let rows = arrange(shown_places, |place| Some((at(&east, place)?, at(&north, place)?)));
        figure.series = vec![shown];
        Ok(Self { figure, rows })
    }

    /// The numbers by place.
    pub(crate) const fn figure(&self) -> &Figure {
        &self.figure
    }

    fn value(&self, place: usize) -> Option<Exact> {
        self.figure.series.first()?.values.get(place).copied().flatten()
    }
}

/// Places in rows of almost equal length, as square as the width allows.
fn arrange(count: usize, at: impl Fn(usize) -> Option<(Exact, Exact)>) -> Vec<Vec<usize>> {
    let columns = (1..COLUMNS_MAX).find(|side| side * side >= count).unwrap_or(COLUMNS_MAX);
    let rows = count.div_ceil(columns);
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| match (at(*a), at(*b)) {
        (Some((_, north)), Some((_, other))) => other.cmp(&north),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    let row = |number: usize| {
        let (from, to) = (number * count / rows, (number + 1) * count / rows);
        let mut row = places.get(from..to).unwrap_or_default().to_vec();
        row.sort_by_key(|place| at(*place).map_or((true, None), |(east, _)| (false, Some(east))));
        row
    };
    (0..rows).map(row).collect()
}

/// Draws the map.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(tiles: &Tiles, caption: &Caption<'_>) -> Result<String> {
    let shown: usize = tiles.rows.iter().map(Vec::len).sum();
    let hidden = tiles.figure.categories.len() - shown;
    let bottom = (TILE.1 + GAP).mul_add(tiles.rows.len() as f64, GAP);
    let note = if hidden > 0 { NOTE } else { 0.0 };
    sheet((WIDTH, bottom + note), caption, |canvas| {
        for (number, row) in tiles.rows.iter().enumerate() {
            let width = (TILE.0 + GAP).mul_add(row.len() as f64, -GAP);
            let top = (TILE.1 + GAP).mul_add(number as f64, GAP);
            for (column, place) in row.iter().enumerate() {
                let left = (TILE.0 + GAP).mul_add(column as f64, (WIDTH - width) / 2.0);
                tile(canvas, tiles, *place, (left, top))?;
            }
        }
        if hidden > 0 {
            let text = hidden_note(hidden, tiles.figure.lang);
            canvas.text((GAP, bottom + NOTE / 2.0), &text, Anchor::Start, SOFT_INK)?;
        }
        Ok(())
    })
}

fn tile(canvas: &Canvas<'_>, tiles: &Tiles, place: usize, (left, top): (f64, f64)) -> Result<()> {
    let Figure { categories, unit, lang, .. } = &tiles.figure;
    let value = tiles.value(place);
    let (color, ink) =
        value.map_or((palette::GRID, INK), |it| palette::heat(tiles.figure.height(it)));
    canvas.bar((left, top), (left + TILE.0, top + TILE.1), color)?;
    let name = categories.get(place).map_or(MISSING, String::as_str);
    let number = value.map_or_else(|| MISSING.to_owned(), |value| unit.write_short(value, *lang));
    for (line, text) in [name, &number].into_iter().enumerate() {
        let middle = (left + TILE.0 / 2.0, TILE.1.mul_add((line as f64).mul_add(0.4, 0.3), top));
        canvas.text(middle, &fit(text, SIZE, TILE.0 - 8.0), Anchor::Middle, ink)?;
    }
    Ok(())
}
