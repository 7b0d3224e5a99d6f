//! Axes: round steps and where a value stands between two pixels.

use crate::exact::Exact;

/// How many steps an axis is divided into, at most.
const STEPS: f64 = 4.0;

/// An axis from its first to its last tick, mapped to pixels.
pub(crate) struct Scale {
    first: f64,
    last: f64,
    step: f64,
    pixels: (f64, f64),
}

impl Scale {
    /// An axis that shows all `values` and zero.
    pub(crate) fn from_zero(
        values: impl Iterator<Item = f64>,
        whole: bool,
        pixels: (f64, f64),
    ) -> Self {
        let (low, high) = bounds(values);
        Self::between(low.min(0.0), high.max(0.0), whole, pixels)
    }

    /// An axis that shows all `values`, and zero unless they lie far from it.
    pub(crate) fn around(
        values: impl Iterator<Item = f64>,
        whole: bool,
        pixels: (f64, f64),
    ) -> Self {
        let (low, high) = bounds(values);
        match low > high * 0.6 {
            true => Self::between(low, high, whole, pixels),
            false => Self::between(low.min(0.0), high.max(0.0), whole, pixels),
        }
    }

    fn between(low: f64, high: f64, whole: bool, pixels: (f64, f64)) -> Self {
        let span = if high > low { high - low } else { high.abs().max(1.0) };
        let step = round_step(span / STEPS, whole);
        let first = (low / step).floor() * step;
        let last = ((high / step).ceil() * step).max(first + step);
        Self { first, last, step, pixels }
    }

    /// The pixel of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (from, to) = self.pixels;
        from + (value - self.first) / (self.last - self.first) * (to - from)
    }

    /// Whether the axis starts at zero.
    pub(crate) fn starts_at_zero(&self) -> bool {
        self.first.abs() < f64::EPSILON
    }

    /// The ticks: value and pixel.
    pub(crate) fn ticks(&self) -> Vec<(Exact, f64)> {
        let count = ((self.last - self.first) / self.step).round() as u32;
        (0..=count)
            .map(|tick| f64::from(tick).mul_add(self.step, self.first))
            .filter_map(|value| Some((Exact::parse(&format!("{value:.4}"))?, self.at(value))))
            .collect()
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    if low > high { (0.0, 1.0) } else { (low, high) }
}

/// The least of 1, 2, 5 times a power of ten that is not below `least`.
fn round_step(least: f64, whole: bool) -> f64 {
    let floor = if whole { 1.0 } else { 0.001 };
    let least = least.max(floor);
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        let rows: [(&[f64], bool, &[&str]); 5] = [
            (&[3.0, 97.0], true, &["0", "50", "100"]),
            (&[1.0, 2.0], true, &["0", "1", "2"]),
            (&[0.0, 0.31], false, &["0", "0.1", "0.2", "0.3", "0.4"]),
            (&[-5.0, 5.0], true, &["-5", "0", "5"]),
            (&[], true, &["0", "1"]),
        ];
        for (values, whole, expected) in rows {
            let scale = Scale::from_zero(values.iter().copied(), whole, (0.0, 100.0));
            let ticks: Vec<String> = scale.ticks().iter().map(|(v, _)| v.short(4)).collect();
            assert_eq!(ticks, expected, "{values:?}");
        }
    }

    #[test]
    fn an_axis_far_from_zero_starts_elsewhere_and_says_so() {
        let scale = Scale::around([637.0, 680.0].into_iter(), true, (100.0, 0.0));
        assert!(!scale.starts_at_zero());
        assert!(scale.at(637.0) > scale.at(680.0));
    }
}
