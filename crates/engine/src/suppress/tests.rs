//! What is hidden and what is not, and attacks on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use model::ResultTable;
use model::table::SUPPRESSED;
use registry::Disclose;

use super::{Control, lines, protect, rounded, step_below};

const CONTROL: Control = Control { small: 5, round_to: 5 };
const EXACT: Control = Control { small: 5, round_to: 1 };

fn texts(cells: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(cells.to_vec()))
}

fn counts(cells: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(cells.to_vec()))
}

fn decimals(cells: &[i128], scale: i8) -> ArrayRef {
    let cells = Decimal128Array::from(cells.to_vec());
    Arc::new(cells.with_precision_and_scale(18, scale).unwrap())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let columns = columns.into_iter().map(|(name, cells)| (name, cells, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// The cells of an answer as they are shown, rows joined.
fn shown(batch: &RecordBatch, base: Option<&RecordBatch>, control: Control) -> Vec<String> {
    let disclose = Disclose {
        open: vec!["open_count".to_owned()],
        of: [("paid_yuan".to_owned(), vec!["n_count".to_owned()])].into(),
        ..Disclose::default()
    };
    let schema = batch.schema();
    let base_schema = base.map(RecordBatch::schema);
    let base = base_schema.as_ref().zip(base).map(|(s, b)| (s, std::slice::from_ref(b)));
    let made = protect((&schema, std::slice::from_ref(batch)), base, &disclose, control).unwrap();
    let table = ResultTable::new(made.schema(), vec![made], Default::default());
    let row = |row: Vec<Option<String>>| {
        row.into_iter().map(|cell| cell.unwrap_or_else(|| "-".into())).collect::<Vec<_>>().join(" ")
    };
    table.text_rows().map(row).collect()
}

#[test]
fn small_counts_and_what_is_made_of_them_are_hidden_and_the_rest_is_rounded() {
    let rows = batch(vec![
        ("town_code", texts(&["a", "b", "c", "d"])),
        ("n_count", counts(&[4, 33, 7, 0])),
        ("paid_yuan", decimals(&[400_00, 3300_00, 700_00, 0], 2)),
        ("late_share", decimals(&[2500, 1234, 1111, 0], 4)),
        ("open_count", counts(&[1, 2, 3, 4])),
    ]);
    // The second hidden cell is the least beside the first.
    assert_eq!(
        shown(&rows, None, CONTROL),
        ["a ＊ ＊ ＊ 1", "b 35 3300.00 0.1200 2", "c ＊ ＊ ＊ 3", "d 0 0.00 0.0000 4"]
    );
    assert_eq!(shown(&rows, None, EXACT)[1], "b 33 3300.00 0.1234 2");
    assert_eq!([rounded(7, 5), rounded(8, 5), rounded(-8, 5), rounded(8, 1)], [5, 10, -10, 8]);
}

#[test]
fn one_hidden_number_among_three_takes_a_second_with_it() {
    let rows = batch(vec![
        ("town_code", texts(&["a", "b"])),
        ("n_count", counts(&[120, 130])),
        ("new_count", counts(&[3, 2])),
        ("gone_count", counts(&[0, 9])),
    ]);
    assert_eq!(shown(&rows, None, EXACT), ["a 120 ＊ ＊", "b 130 ＊ ＊"]);
}

#[test]
fn a_filter_shows_nothing_that_the_whole_hides() {
    let whole = batch(vec![
        ("town_code", texts(&["a", "a", "b", "b"])),
        ("programme", texts(&["x", "y", "x", "y"])),
        ("n_count", counts(&[3, 40, 50, 60])),
    ]);
    let part = batch(vec![
        ("town_code", texts(&["b", "b"])),
        ("programme", texts(&["x", "y"])),
        ("n_count", counts(&[50, 60])),
    ]);
    assert_eq!(shown(&whole, None, EXACT), ["a x ＊", "a y ＊", "b x ＊", "b y ＊"]);
    assert_eq!(shown(&part, None, EXACT), ["b x 50", "b y 60"]);
    assert_eq!(shown(&part, Some(&whole), EXACT), ["b x ＊", "b y ＊"]);
}

/// A stream of numbers that is the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Whether somebody who knows every subtotal and every cell that is not hidden can compute a hidden
/// one: floating-point elimination of all equations, written apart from what it attacks.
fn attack(keys: &[Vec<Option<String>>], hidden: &BTreeSet<usize>) -> Vec<usize> {
    let unknowns: Vec<usize> = hidden.iter().copied().collect();
    let width = keys[0].len();
    let mut equations: Vec<Vec<f64>> = Vec::new();
    for chosen in 0..(1 << width) - 1 {
        let part = |key: &Vec<Option<String>>| -> Vec<Option<String>> {
            (0..width).filter(|at| chosen >> at & 1 == 1).map(|at| key[at].clone()).collect()
        };
        let groups: BTreeSet<_> = keys.iter().map(part).collect();
        for group in groups {
            let is_in = |row: &usize| part(&keys[*row]) == group;
            if (0..keys.len()).filter(is_in).count() > 1 {
                let line = unknowns.iter().map(|row| f64::from(u8::from(is_in(row))));
                equations.push(line.collect());
            }
        }
    }
    let mut row = 0;
    for unknown in 0..unknowns.len() {
        let best = (row..equations.len())
            .max_by(|a, b| equations[*a][unknown].abs().total_cmp(&equations[*b][unknown].abs()));
        let Some(best) = best.filter(|at| equations[*at][unknown].abs() > 1e-9) else { continue };
        equations.swap(row, best);
        let pivot = equations[row].clone();
        for (at, equation) in equations.iter_mut().enumerate() {
            let by = equation[unknown] / pivot[unknown];
            if at != row && by.abs() > 1e-12 {
                equation.iter_mut().zip(&pivot).for_each(|(cell, own)| *cell -= by * own);
            }
        }
        row += 1;
    }
    let alone = equations.iter().filter_map(|equation| {
        let mut parts = (0..unknowns.len()).filter(|at| equation[*at].abs() > 1e-6);
        let first = parts.next()?;
        parts.next().is_none().then(|| unknowns[first])
    });
    alone.collect()
}

#[test]
fn no_subtotals_give_a_hidden_cell_away() {
    let mut dice = Dice(20_221_020);
    let mut recoverable = 0;
    for _ in 0..400 {
        let sides = [2 + dice.throw(4), 1 + dice.throw(4), 1 + dice.throw(3)];
        let (mut keys, mut cells) = (Vec::new(), Vec::new());
        for a in 0..sides[0] {
            for b in 0..sides[1] {
                for c in 0..sides[2] {
                    // Some groups are not there at all.
                    if dice.throw(6) > 0 {
                        keys.push([a, b, c].map(|k| Some(k.to_string())).to_vec());
                        cells.push(Some(i128::from(dice.throw(40))));
                    }
                }
            }
        }
        if keys.len() < 2 {
            continue;
        }
        let is_small = |row: &usize| cells[*row].is_some_and(|n| (1..5).contains(&n));
        let small: BTreeSet<usize> = (0..cells.len()).filter(is_small).collect();
        recoverable += usize::from(!small.is_empty() && !attack(&keys, &small).is_empty());
        let hidden = lines::closed(&keys, &cells, small.clone());
        assert!(hidden.is_superset(&small));
        if hidden.len() < cells.len() {
            assert_eq!(
                attack(&keys, &hidden),
                Vec::<usize>::new(),
                "{keys:?} {cells:?} {hidden:?}"
            );
        }
    }
    assert!(recoverable > 100, "the attack finds what is badly hidden: {recoverable}");
}

#[test]
fn a_name_beside_a_code_is_no_further_dimension() {
    let key = |cells: [&str; 3]| cells.map(|cell| Some(cell.to_owned())).to_vec();
    let keys = [["1", "A", "x"], ["1", "A", "y"], ["2", "B", "x"], ["2", "B", "z"]].map(key);
    let told: Vec<String> = lines::dimensions(&keys)
        .into_iter()
        .map(|key| key.into_iter().flatten().collect())
        .collect();
    assert_eq!(told, ["1x", "1y", "2x", "2z"]);
    // What tells nothing apart is kept whole.
    let twice = [["1", "A", "x"], ["1", "A", "x"]].map(key);
    assert_eq!(lines::dimensions(&twice), twice);
    let alone = [["1", "A", "x"]].map(key);
    assert_eq!(lines::dimensions(&alone), [Vec::<Option<String>>::new()]);
}

#[test]
fn where_much_can_be_chosen_sums_are_rounded_and_means_follow_from_what_is_shown() {
    let rows = batch(vec![
        ("town_code", texts(&["a", "b", "c", "d"])),
        ("n_count", counts(&[1, 33, 6, 120])),
        ("payments_count", counts(&[6, 66, 12, 240])),
        ("paid_yuan", decimals(&[412_00, 13_313_40, 2_500_00, 49_000_00], 2)),
        ("mean_yuan", decimals(&[412_00, 403_44, 416_67, 408_33], 2)),
    ]);
    let names = |names: [&str; 2]| names.map(str::to_owned);
    let disclose = Disclose {
        of: ["payments_count", "paid_yuan"]
            .map(|made| (made.into(), vec!["n_count".into()]))
            .into(),
        means: [("mean_yuan".to_owned(), names(["paid_yuan", "n_count"]))].into(),
        rounds_sums: true,
        ..Disclose::default()
    };
    let shown = |control| {
        let schema = rows.schema();
        let rows = (&schema, std::slice::from_ref(&rows));
        let made = protect(rows, None, &disclose, control).unwrap();
        let table = ResultTable::new(made.schema(), vec![made], Default::default());
        let cells =
            |row: Vec<Option<String>>| row.into_iter().flatten().collect::<Vec<_>>().join(" ");
        table.text_rows().map(cells).collect::<Vec<_>>()
    };
    // Six payments of one household are as few as the household. Five households have about 2,000.
    assert_eq!(
        shown(CONTROL),
        ["a ＊ ＊ ＊ ＊", "b 35 65 14000.00 400.00", "c ＊ ＊ ＊ ＊", "d 120 240 50000.00 416.67"]
    );
    assert_eq!(shown(EXACT)[1], "b 33 66 13313.40 403.44");
}

#[test]
fn steps_are_one_two_or_five_and_zeros() {
    let rows = [(0, 1), (1, 1), (4, 2), (7, 5), (19, 10), (2_061, 2_000), (99_999, 50_000)];
    for (number, step) in rows {
        assert_eq!(step_below(number), step, "{number}");
    }
}

#[test]
fn hidden_is_not_missing() {
    let rows = batch(vec![
        ("town_code", texts(&["a", "b"])),
        ("n_count", Arc::new(Int64Array::from(vec![Some(1), None])) as ArrayRef),
    ]);
    assert_eq!(shown(&rows, None, CONTROL), [format!("a {SUPPRESSED}"), "b -".to_owned()]);
}
