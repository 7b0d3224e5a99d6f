//! Turns a result table into a drawing: SVG through plotters, with its sentence in words, and PNG of
//! it through resvg.
//!
//! # Invariants
//!
//! - The same result, definition and words give the same SVG, byte for byte, on every machine.
//! - A drawing never stands alone: it names itself and says its finding in a sentence.
//! - Red is not used; it means "needs action" and belongs to the pages.
//!
//! # Not here
//!
//! How a number was computed (`engine`) and the page around the drawing (`server`).

mod canvas;
pub mod error;
pub mod exact;
mod figure;
mod funnel;
mod heat;
mod legend;
mod line;
pub mod measure;
mod palette;
mod png;
mod rows;
mod scale;
mod sentence;
mod spark;
mod tiles;
pub mod unit;
pub mod words;

use model::{Lang, Result, ResultTable};
use registry::{ChartKind, ChartSpec};

pub use exact::{Exact, MISSING};
pub use png::png;
pub use spark::sparkline;
pub use unit::Unit;
pub use words::Words;

use figure::Figure;
use rows::Mark;

/// What a drawing says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// Prefix of the ids inside the drawing; unique on its page.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its finding in words.
    pub sentence: &'a str,
    /// The language of both.
    pub lang: Lang,
}

/// A drawing with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The SVG document.
    pub svg: String,
    /// The finding in words: highest and lowest, or the last change.
    pub sentence: String,
}

/// Draws `table` as `spec` says; `id` prefixes the ids inside the drawing.
///
/// # Errors
/// `Author` when the definition does not fit the result; a bug when a column is missing.
pub fn draw(
    table: &ResultTable,
    spec: &ChartSpec,
    words: &dyn Words,
    id: &str,
    title: &str,
) -> Result<Drawing> {
    let figure = Figure::read(table, spec, words)?;
    let drawing = |sentence: String, draw: &dyn Fn(&Caption<'_>) -> Result<String>| {
        let svg = draw(&Caption { id, title, sentence: &sentence, lang: words.lang() })?;
        Ok(Drawing { svg, sentence })
    };
    let of_rows = |sentence, mark| drawing(sentence, &|caption| rows::draw(&figure, mark, caption));
    match spec.kind {
        ChartKind::Line => drawing(sentence::of_time(&figure), &|it| line::draw(&figure, it)),
        ChartKind::Bar => of_rows(sentence::of_rows(&figure), Mark::Bar),
        ChartKind::Stack => {
            of_rows(sentence::of_stack(&figure, &rows::totals(&figure)), Mark::Stack)
        }
        ChartKind::Interval => of_rows(sentence::of_intervals(&figure), Mark::Interval),
        ChartKind::Heat => drawing(sentence::of_rows(&figure), &|it| heat::draw(&figure, it)),
        ChartKind::Tiles => {
            let tiles = tiles::Tiles::read(figure)?;
            drawing(sentence::of_rows(tiles.figure()), &|it| tiles::draw(&tiles, it))
        }
        ChartKind::Funnel => {
            let rates = funnel::Rates::read(&figure)?;
            drawing(rates.sentence(), &|it| funnel::draw(&rates, it))
        }
    }
}

#[cfg(test)]
mod tests;
