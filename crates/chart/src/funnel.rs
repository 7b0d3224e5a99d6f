//! A funnel: the rate of each unit over its number of cases, between the limits of ordinary units.
//!
//! # Invariants
//!
//! - A unit is named, and said to differ, beyond the outer limits alone; there is no order of ranks.
//! - Without limits nobody is said to differ.
//!
//! # Not here
//!
//! What is ordinary (`stats::funnel`).

use model::norm::SCALE;
use model::{Lang, Result};
use stats::Rate;
use stats::funnel::{ALARM, ALERT, Funnel, Side, UNITS_MIN, funnel};

use crate::Caption;
use crate::canvas::{Anchor, Canvas, Point, SIZE, sheet};
use crate::error;
use crate::exact::Exact;
use crate::figure::{Figure, Series};
use crate::line::not_from_zero;
use crate::measure::{fit, width};
use crate::palette::{self, GRID, INK, REST, SOFT_INK};
use crate::scale::Scale;
use crate::unit::Unit;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 340.0;
const HEAD: f64 = 26.0;
const AXIS: f64 = 44.0;
/// Room for what the limits are called.
const RIGHT: f64 = 56.0;
/// Places at which limits are computed.
const STEPS: u64 = 48;
/// More names than this stand in the table only.
const NAMES_MAX: usize = 12;

/// The rates of units and what is ordinary among them.
pub(crate) struct Rates<'a> {
    lang: Lang,
    counted: [&'a str; 2],
    units: Vec<(&'a str, Rate)>,
    found: Funnel,
}

impl<'a> Rates<'a> {
    /// Takes the first series of a figure for cases counted, the second for cases there are; units
    /// without cases are left out.
    ///
    /// # Errors
    /// `Author` when there are not two, or more are counted than there are.
    pub(crate) fn read(figure: &'a Figure) -> Result<Self> {
        let [counted, of] = figure.series.as_slice() else { return Err(error::no_rates()) };
        let count = |series: &Series, at: usize| {
            let value = series.values.get(at).copied().flatten()?;
            u64::try_from(value.ten_thousandths() / SCALE).ok()
        };
        let mut units = Vec::new();
        for (at, category) in figure.categories.iter().enumerate() {
            let Some((counted, of)) = count(counted, at).zip(count(of, at)) else { continue };
            let rate = Rate::new(counted, of).map_err(|_| error::not_a_rate(category))?;
            if of > 0 {
                units.push((category.as_str(), rate));
            }
        }
        let rates: Vec<Rate> = units.iter().map(|(_, rate)| *rate).collect();
        let counted = [counted.label.as_str(), of.label.as_str()];
        Ok(Self { lang: figure.lang, counted, units, found: funnel(&rates) })
    }

    fn has_limits(&self) -> bool {
        self.units.len() >= UNITS_MIN
    }

    /// Units on one side with their rates, the most cases first.
    fn on(&self, side: Side) -> Vec<(&'a str, Rate)> {
        let units = self.units.iter().zip(&self.found.points);
        let mut found: Vec<_> =
            units.filter(|(_, point)| point.side() == side).map(|(unit, _)| *unit).collect();
        found.sort_by_key(|(_, rate)| std::cmp::Reverse(rate.denominator()));
        found
    }

    fn mean(&self) -> String {
        percent(self.found.ordinary.mean)
    }

    /// The finding in words: who is above the others, who below, and how many do not clearly differ.
    pub(crate) fn sentence(&self) -> String {
        let count = self.units.len();
        if !self.has_limits() {
            return match self.lang {
                Lang::Zh => format!("只有 {count} 个，不足 {UNITS_MIN} 个，不作比较。"),
                Lang::En => {
                    format!("Only {count} of the {UNITS_MIN} that it takes: nothing is compared.")
                }
            };
        }
        let (above, below) = (self.on(Side::Above), self.on(Side::Below));
        let rest = count - above.len() - below.len();
        let mut parts = vec![match self.lang {
            Lang::Zh => format!("一般水平 {}", self.mean()),
            Lang::En => format!("the usual rate is {}", self.mean()),
        }];
        let words = match self.lang {
            Lang::Zh => ["高于：", "低于："],
            Lang::En => ["above: ", "below: "],
        };
        for (word, units) in words.iter().zip([above, below]) {
            if !units.is_empty() {
                parts.push(format!("{word}{}", self.names(&units)));
            }
        }
        match self.lang {
            Lang::Zh => format!("{}；{rest} 个无明显差异。", parts.join("；")),
            Lang::En => format!("{}; {rest} do not clearly differ.", parts.join("; ")),
        }
    }

    fn names(&self, units: &[(&str, Rate)]) -> String {
        let shown = units.iter().take(NAMES_MAX);
        let named: Vec<String> =
            shown.map(|(name, rate)| format!("{name} {}", percent(share(*rate)))).collect();
        let (comma, more) = match self.lang {
            Lang::Zh => ("、", "等"),
            Lang::En => (", ", " and others"),
        };
        let more = if units.len() > NAMES_MAX { more } else { "" };
        format!("{}{more}", named.join(comma))
    }
}

/// Draws the units as points, with limits where there are enough of them.
///
/// # Errors
/// A bug if the backend refuses a stroke.
pub(crate) fn draw(rates: &Rates<'_>, caption: &Caption<'_>) -> Result<String> {
    sheet((WIDTH, HEIGHT), caption, |canvas| {
        let plot = Plot::new(rates);
        plot.grid(canvas)?;
        if rates.has_limits() {
            plot.limits(canvas)?;
        }
        plot.points(canvas)
    })
}

struct Plot<'a> {
    rates: &'a Rates<'a>,
    left: f64,
    right: f64,
    bottom: f64,
    cases: Scale,
    share: Scale,
}

impl<'a> Plot<'a> {
    fn new(rates: &'a Rates<'a>) -> Self {
        let bottom = HEIGHT - AXIS;
        let all = || rates.units.iter().map(|(_, rate)| *rate);
        let shares =
            all().map(share).chain(rates.has_limits().then_some(rates.found.ordinary.mean));
        let share = Scale::around(shares, false, (bottom, HEAD));
        let texts = share.ticks().into_iter().map(|(value, _)| width(&value.percent(), SIZE));
        let (left, right) = (texts.fold(0.0, f64::max) + 12.0, WIDTH - RIGHT);
        let cases = all().map(|rate| rate.denominator() as f64);
        let cases = Scale::from_zero(cases, true, (left, right));
        Self { rates, left, right, bottom, cases, share }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> Result<()> {
        let [counted, of] = self.rates.counted;
        for (value, y) in self.share.ticks() {
            canvas.line(&[(self.left, y), (self.right, y)], GRID, 1)?;
            canvas.text((self.left - 6.0, y), &value.percent(), Anchor::End, SOFT_INK)?;
        }
        for (value, x) in self.cases.ticks() {
            let text = Unit::Count.write_short(value, self.rates.lang);
            canvas.text((x, self.bottom + 14.0), &text, Anchor::Middle, SOFT_INK)?;
        }
        canvas.text((self.left, 9.0), &format!("{counted} ÷ {of}"), Anchor::Start, SOFT_INK)?;
        if !self.share.starts_at_zero() {
            let note = not_from_zero(self.rates.lang);
            canvas.text((self.right, 9.0), note, Anchor::End, SOFT_INK)?;
        }
        canvas.text((self.right, self.bottom + 34.0), of, Anchor::End, SOFT_INK)
    }

    /// The band of the inner limits, the lines of the outer ones and of the usual rate, named at
    /// their ends.
    fn limits(&self, canvas: &Canvas<'_>) -> Result<()> {
        let most = self.rates.units.iter().map(|(_, rate)| rate.denominator()).max().unwrap_or(1);
        let mut sizes: Vec<u64> = (1..=STEPS).map(|step| (most * step).div_ceil(STEPS)).collect();
        sizes.dedup();
        let ends = |two_sided: f64| -> [Vec<Point>; 2] {
            let limits: Vec<_> =
                sizes.iter().map(|n| (*n, self.rates.found.limits(*n, two_sided))).collect();
            let at = |n: u64, share: f64| (self.cases.at(n as f64), self.share.at(share));
            [
                limits.iter().map(|(n, (low, _))| at(*n, *low)).collect(),
                limits.iter().map(|(n, (_, high))| at(*n, *high)).collect(),
            ]
        };
        let inside = |(x, y): Point| (x, y.clamp(HEAD, self.bottom));
        let [low, high] = ends(ALERT);
        let band: Vec<Point> = low.into_iter().chain(high.into_iter().rev()).map(inside).collect();
        canvas.area(&band, REST)?;
        for line in ends(ALARM) {
            let seen = |(_, y): &Point| (HEAD..=self.bottom).contains(y);
            for run in line.split(|point| !seen(point)).filter(|run| run.len() > 1) {
                canvas.line(run, REST, 1)?;
            }
            if let Some((x, y)) = line.last().copied().filter(seen) {
                canvas.text((x + 8.0, y), "99.8%", Anchor::Start, SOFT_INK)?;
            }
        }
        let usual = self.share.at(self.rates.found.ordinary.mean);
        canvas.line(&[(self.left, usual), (self.right, usual)], INK, 1)?;
        canvas.text((self.right + 4.0, usual), &self.rates.mean(), Anchor::Start, INK)
    }

    fn points(&self, canvas: &Canvas<'_>) -> Result<()> {
        let at =
            |rate: Rate| (self.cases.at(rate.denominator() as f64), self.share.at(share(rate)));
        for (_, rate) in self.rates.on(Side::Ordinary) {
            canvas.marker(at(rate), 0, REST)?;
        }
        for (side, marker) in [(Side::Above, 2), (Side::Below, 3)] {
            let units = self.rates.on(side);
            for (_, rate) in &units {
                canvas.marker(at(*rate), marker, palette::series(0))?;
            }
            for (name, rate) in units.iter().take(NAMES_MAX) {
                self.name(canvas, name, at(*rate))?;
            }
        }
        Ok(())
    }

    /// The name of a unit beside its point, on the side with more room.
    fn name(&self, canvas: &Canvas<'_>, name: &str, (x, y): Point) -> Result<()> {
        if x > f64::midpoint(self.left, self.right) {
            let name = fit(name, SIZE, x - self.left);
            canvas.text((x - 8.0, y), &name, Anchor::End, palette::series(0))
        } else {
            let name = fit(name, SIZE, WIDTH - x - 8.0);
            canvas.text((x + 8.0, y), &name, Anchor::Start, palette::series(0))
        }
    }
}

fn share(rate: Rate) -> f64 {
    rate.share().unwrap_or_default()
}

fn percent(share: f64) -> String {
    Exact::parse(&format!("{share:.4}")).unwrap_or_default().percent()
}
