//! Inspections of a caseload whose truth is known: how far each estimate is off on average, and how
//! often its interval holds the truth.
//!
//! The tables stand in docs/estimates.md. The small one is made again by every run of the tests;
//! both are written by `UPDATE=1 cargo nextest run -p stats --run-ignored all -E 'binary(simulation)'`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use stats::inspection::{Outcome, rates};
use stats::interval::ShareInterval;
use stats::period::two_phase;
use stats::stratified::{Pairs, ratio};

const CONFIDENCE: f64 = 0.95;
/// Towns: random units, a stratum of the sample, and certainty units.
const TOWNS: [(usize, usize); 4] = [(400, 20), (250, 10), (150, 8), (90, 6)];
const ERROR: f64 = 0.02;
const CERTAIN_ERROR: f64 = 0.06;
/// Chances of not being found, without and with an error.
const UNREACHABLE: (f64, f64) = (0.195, 0.45);
/// The first look misses so many of the errors; so many visits are looked at again.
const MISSED: f64 = 0.3;
const SECOND_LOOKS: usize = 120;

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        (self.0.next_u64() % limit as u64) as usize
    }

    fn happens(&mut self, chance: f64) -> bool {
        ((self.0.next_u64() >> 11) as f64) < chance * 2_f64.powi(53)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[derive(Clone, Copy)]
struct Unit {
    wrong: bool,
    found: bool,
    paid: f64,
    over: f64,
}

impl Unit {
    fn new(chance: &mut Chance, error: f64) -> Self {
        let wrong = chance.happens(error);
        let found = !chance.happens(if wrong { UNREACHABLE.1 } else { UNREACHABLE.0 });
        let paid = 30_000.0 + 1_000.0 * chance.below(40) as f64;
        let over = if wrong { paid * (1 + chance.below(10)) as f64 / 10.0 } else { 0.0 };
        Self { wrong, found, paid, over }
    }
}

/// The units of one town: random ones in the order of their tickets, and certainty units.
struct Town {
    random: Vec<Unit>,
    certain: Vec<Unit>,
}

impl Town {
    fn new((random, certain): (usize, usize), chance: &mut Chance) -> Self {
        let mut random: Vec<_> = (0..random).map(|_| Unit::new(chance, ERROR)).collect();
        chance.shuffle(&mut random);
        // Certainty units are visited until they are found.
        let certain =
            (0..certain).map(|_| Unit { found: true, ..Unit::new(chance, CERTAIN_ERROR) });
        Self { random, certain: certain.collect() }
    }

    fn all_found(&self) -> Self {
        let found = |units: &[Unit]| units.iter().map(|u| Unit { found: true, ..*u }).collect();
        Self { random: found(&self.random), certain: found(&self.certain) }
    }

    /// 30% are drawn; substitutes stand for those not found, in the order of the reserves.
    fn outcomes(&self) -> [Outcome; 2] {
        let (drawn, reserves) = split(&self.random);
        let completed = count(drawn, |unit| unit.found);
        let found = reserves.iter().copied().filter(|unit| unit.found);
        let substitutes: Vec<_> = found.take(drawn.len() - completed as usize).collect();
        let certain = self.certain.len() as u64;
        [
            Outcome {
                population: self.random.len() as u64,
                drawn: drawn.len() as u64,
                completed,
                errors: count(drawn, |unit| unit.found && unit.wrong),
                substitutes: substitutes.len() as u64,
                substitute_errors: count(&substitutes, |unit| unit.wrong),
            },
            Outcome {
                population: certain,
                drawn: certain,
                completed: certain,
                errors: count(&self.certain, |unit| unit.wrong),
                ..Outcome::default()
            },
        ]
    }
}

fn split(units: &[Unit]) -> (&[Unit], &[Unit]) {
    units.split_at((3 * units.len()).div_ceil(10))
}

fn count(units: &[Unit], test: impl Fn(&Unit) -> bool) -> u64 {
    units.iter().filter(|unit| test(unit)).count() as u64
}

/// Bias, coverage and width of one estimator.
#[derive(Default)]
struct Record {
    runs: u64,
    bias: f64,
    covered: u64,
    width: f64,
}

impl Record {
    fn add(&mut self, estimate: f64, ShareInterval { lower, upper }: ShareInterval, truth: f64) {
        self.runs += 1;
        self.bias += estimate - truth;
        self.covered += u64::from((lower..=upper).contains(&truth));
        self.width += upper - lower;
    }

    fn row(&self, name: &str) -> String {
        let mean = |sum: f64| 100.0 * sum / self.runs as f64;
        let (bias, width) = (mean(self.bias), mean(self.width));
        format!("| {name} | {bias:+.2} | {:.1} | {width:.2} |\n", mean(self.covered as f64))
    }
}

const NAMES: [&str; 7] = [
    "答复者 / respondents",
    "含替补 / with substitutes",
    "最坏 / worst case, from best to worst",
    "最好 / best case, from best to worst",
    "全部找到时 / if all were found",
    "多发占发放 / overpaid share, all found",
    "复查 / two looks, all found",
];

fn simulate(runs: u64) -> String {
    let mut records: [Record; 7] = std::array::from_fn(|_| Record::default());
    for run in 0..runs {
        let mut chance = Chance(ChaCha8Rng::seed_from_u64(2022 + run));
        let towns = TOWNS.map(|sizes| Town::new(sizes, &mut chance));
        record_rates(&towns, &mut records);
        record_payments(&towns, &mut records[5]);
        record_second_look(&towns, &mut chance, &mut records[6]);
    }
    let head = concat!(
        "| 估计量 / estimator | 偏差，百分点 / bias, points | 覆盖 / coverage, % ",
        "| 宽度，百分点 / width, points |\n|---|---:|---:|---:|\n"
    );
    let rows = records.iter().zip(NAMES).map(|(record, name)| record.row(name));
    head.to_owned() + &rows.collect::<String>()
}

fn record_rates(towns: &[Town], records: &mut [Record; 7]) {
    let outcomes = |towns: &[Town]| towns.iter().flat_map(Town::outcomes).collect::<Vec<_>>();
    let reached: Vec<_> = towns.iter().map(Town::all_found).collect();
    let wrong: u64 = towns
        .iter()
        .map(|town| count(&town.random, |u| u.wrong) + count(&town.certain, |u| u.wrong))
        .sum();
    let units: usize = TOWNS.iter().map(|(random, certain)| random + certain).sum();
    let truth = wrong as f64 / units as f64;
    let found = rates(&outcomes(towns), CONFIDENCE).unwrap();
    let complete = rates(&outcomes(&reached), CONFIDENCE).unwrap().respondents;
    // What nobody can know of those not found is between both ends.
    let ends =
        ShareInterval { lower: found.best.interval.lower, upper: found.worst.interval.upper };
    let shown = [
        (found.respondents.estimate.mean, found.respondents.interval),
        (found.with_substitutes.estimate.mean, found.with_substitutes.interval),
        (found.worst.estimate.mean, ends),
        (found.best.estimate.mean, ends),
        (complete.estimate.mean, complete.interval),
    ];
    for (record, (mean, interval)) in records.iter_mut().zip(shown) {
        record.add(mean, interval, truth);
    }
}

fn record_payments(towns: &[Town], record: &mut Record) {
    let values =
        |units: &[Unit]| -> Vec<_> { units.iter().map(|unit| (unit.over, unit.paid)).collect() };
    let (mut pairs, mut all) = (Vec::new(), Vec::new());
    for Town { random, certain } in towns {
        pairs.push(Pairs { population: random.len() as u64, values: values(split(random).0) });
        pairs.push(Pairs { population: certain.len() as u64, values: values(certain) });
        all.extend([values(random), values(certain)].concat());
    }
    let found = ratio(&pairs).unwrap();
    let sum = |part: fn(&(f64, f64)) -> f64| all.iter().map(part).sum::<f64>();
    let truth = sum(|pair| pair.0) / sum(|pair| pair.1);
    // Without any error there is no interval, and nothing is promised.
    let Ok(interval) = found.interval(CONFIDENCE) else { return };
    record.add(found.ratio, interval, truth);
}

/// One stratum of all random units: the first look misses errors, the second sees them.
fn record_second_look(towns: &[Town], chance: &mut Chance, record: &mut Record) {
    let mut units: Vec<_> = towns.iter().flat_map(|town| town.random.clone()).collect();
    chance.shuffle(&mut units);
    let truth = count(&units, |unit| unit.wrong) as f64 / units.len() as f64;
    let mut look = |unit: &Unit| {
        let seen = unit.wrong && !chance.happens(MISSED);
        (f64::from(u8::from(seen)), f64::from(u8::from(unit.wrong)))
    };
    let looks: Vec<_> = split(&units).0.iter().map(&mut look).collect();
    let first: Vec<_> = looks.iter().map(|look| look.0).collect();
    let found = two_phase(units.len() as u64, &first, &looks[..SECOND_LOOKS]).unwrap();
    record.add(found.mean, found.interval(CONFIDENCE).unwrap(), truth);
}

/// Compares, or with `UPDATE` writes, the table between two marks of the page.
fn check_table(mark: &str, table: &str) {
    let page = Path::new("../../docs/estimates.md");
    let text = std::fs::read_to_string(page).unwrap();
    let (start, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let from = text.find(&start).unwrap() + start.len();
    let to = text.find(&end).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(page, [&text[..from], table, &text[to..]].concat()).unwrap();
    } else {
        assert_eq!(&text[from..to], table, "docs/estimates.md is stale; run with UPDATE=1");
    }
}

#[test]
fn the_small_table_is_that_of_the_page() {
    check_table("100", &simulate(100));
}

#[test]
fn the_large_table_is_that_of_the_page() {
    let table = simulate(2_000);
    let cell = |name: &str, column: usize| -> f64 {
        let row = table.lines().find(|line| line.contains(name)).unwrap();
        row.split('|').nth(column).unwrap().trim().parse().unwrap()
    };
    assert!(cell("if all were found", 2).abs() < 0.05, "biased: {table}");
    assert!(cell("if all were found", 3) >= 94.0, "covers too rarely: {table}");
    assert!(cell("worst case", 3) >= 95.0 && cell("respondents", 2) < 0.0, "{table}");
    check_table("2000", &table);
}
