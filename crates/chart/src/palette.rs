//! The colours of drawings. Checked for contrast on white (3:1 and more) and for telling apart
//! under the three kinds of colour blindness; red is kept for what needs action and is not here.

use plotters::style::RGBColor;

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

/// The colour of the series at `at`.
pub(crate) fn series(at: usize) -> RGBColor {
    SERIES.get(at).copied().unwrap_or(REST)
}
