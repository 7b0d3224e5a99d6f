//! The colours of drawings. Checked for contrast on white (3:1 and more) and for telling apart
//! under the three kinds of colour blindness; red is kept for what needs action and is not here.

use plotters::style::{RGBColor, WHITE};

/// Series in their order: blue, orange, brown, tan, violet.
pub(crate) const SERIES: [RGBColor; 5] = [
    RGBColor(0x1f, 0x5f, 0xa8),
    RGBColor(0xd6, 0x6b, 0x1f),
    RGBColor(0x56, 0x38, 0x29),
    RGBColor(0xb4, 0x7f, 0x64),
    RGBColor(0x6b, 0x1f, 0xd6),
];
/// Everything beyond the fifth series, and intervals.
pub(crate) const REST: RGBColor = RGBColor(0x8a, 0x94, 0xa0);
/// Texts.
pub(crate) const INK: RGBColor = RGBColor(0x1b, 0x1f, 0x24);
/// Texts of axes.
pub(crate) const SOFT_INK: RGBColor = RGBColor(0x57, 0x60, 0x6a);
/// Grid lines.
pub(crate) const GRID: RGBColor = RGBColor(0xd9, 0xde, 0xe3);

/// Fields of a heat table, the lowest first.
const HEAT: [RGBColor; 6] = [
    RGBColor(0xea, 0xf2, 0xfb),
    RGBColor(0xc3, 0xda, 0xf1),
    RGBColor(0x8d, 0xb8, 0xe0),
    RGBColor(0x4f, 0x8c, 0xc4),
    RGBColor(0x1f, 0x5f, 0xa8),
    RGBColor(0x0b, 0x3a, 0x73),
];
/// From this class on a text is white, for contrast of 4.5:1.
const HEAT_DARK: usize = 4;

/// The colour of a field at `position` from 0 to 1, and that of the text on it.
pub(crate) fn heat(position: f64) -> (RGBColor, RGBColor) {
    let class = ((position * HEAT.len() as f64) as usize).min(HEAT.len() - 1);
    let ink = if class < HEAT_DARK { INK } else { WHITE };
    (HEAT.get(class).copied().unwrap_or(REST), ink)
}

/// The colour of the series at `at`.
pub(crate) fn series(at: usize) -> RGBColor {
    SERIES.get(at).copied().unwrap_or(REST)
}
