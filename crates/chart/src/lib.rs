//! Turns a result table into a drawing: SVG through plotters, with its sentence in words.
//!
//! # Invariants
//!
//! - The same result, definition and words give the same bytes on every machine.
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
mod heat;
mod legend;
mod line;
pub mod measure;
mod palette;
mod rows;
mod scale;
mod sentence;
mod spark;
pub mod unit;
pub mod words;

use model::{Lang, Result, ResultTable};
use registry::{ChartKind, ChartSpec};

pub use exact::{Exact, MISSING};
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
    let sentence = match spec.kind {
        ChartKind::Line => sentence::of_time(&figure),
        ChartKind::Bar | ChartKind::Heat => sentence::of_rows(&figure),
        ChartKind::Stack => sentence::of_stack(&figure, &rows::totals(&figure)),
        ChartKind::Interval => sentence::of_intervals(&figure),
    };
    let caption = Caption { id, title, sentence: &sentence, lang: words.lang() };
    let svg = match spec.kind {
        ChartKind::Line => line::draw(&figure, &caption)?,
        ChartKind::Heat => heat::draw(&figure, &caption)?,
        ChartKind::Bar => rows::draw(&figure, Mark::Bar, &caption)?,
        ChartKind::Stack => rows::draw(&figure, Mark::Stack, &caption)?,
        ChartKind::Interval => rows::draw(&figure, Mark::Interval, &caption)?,
    };
    Ok(Drawing { svg, sentence })
}

#[cfg(test)]
mod tests;
