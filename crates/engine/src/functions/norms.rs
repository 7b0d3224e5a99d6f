//! Norms in SQL: numbers, words, lists, and the last day that a norm leaves.
//!
//! A name written out in a question is known, or the registry would not have read it. A name that is
//! put together from columns may be unknown and then gives null.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type};
use datafusion::common::Result;

use super::dates::days;
use super::{NUMBER, Setting, Shape, argument};

const TEXT: DataType = DataType::Utf8;
const DAY: DataType = DataType::Date32;

pub(super) const SHAPES: &[Shape] = &[
    Shape { name: "norm", takes: &[TEXT], optional: 0, gives: NUMBER, kernel: norm },
    Shape { name: "norm_on", takes: &[TEXT, DAY], optional: 0, gives: NUMBER, kernel: norm_on },
    Shape { name: "norm_word", takes: &[TEXT], optional: 0, gives: TEXT, kernel: norm_word },
    Shape {
        name: "norm_has",
        takes: &[TEXT, TEXT],
        optional: 0,
        gives: DataType::Boolean,
        kernel: norm_has,
    },
    Shape { name: "due_on", takes: &[TEXT, DAY], optional: 0, gives: DAY, kernel: due_on },
    Shape {
        name: "recheck_months",
        takes: &[TEXT, DataType::Boolean],
        optional: 0,
        gives: DataType::Int64,
        kernel: recheck_months,
    },
];

fn numbers(cells: impl Iterator<Item = Option<i128>>) -> Result<ArrayRef> {
    Ok(Arc::new(cells.collect::<Decimal128Array>().with_precision_and_scale(18, 4)?))
}

/// The number in force on the day asked about; null if there is none.
fn norm(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let names = argument::<StringArray>(arrays, 0)?;
    numbers(names.iter().map(|name| setting.norms().number_on(name?, setting.as_of)))
}

/// The number in force on a day; null if there is none.
fn norm_on(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let names = argument::<StringArray>(arrays, 0)?;
    let mut known: BTreeMap<(&str, i32), Option<i128>> = BTreeMap::new();
    let pairs = names.iter().zip(argument::<Date32Array>(arrays, 1)?);
    numbers(pairs.map(|(name, day)| {
        let (name, day) = name.zip(day)?;
        *known
            .entry((name, day))
            .or_insert_with(|| setting.norms().number_on(name, Date32Type::to_naive_date_opt(day)?))
    }))
}

/// The word in force on the day asked about; null if there is none.
fn norm_word(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let names = argument::<StringArray>(arrays, 0)?;
    let words = names.iter().map(|name| setting.norms().word_on(name?, setting.as_of));
    Ok(Arc::new(words.collect::<StringArray>()))
}

/// Whether the list in force on the day asked about holds a text; never null.
fn norm_has(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let names = argument::<StringArray>(arrays, 0)?;
    let pairs = names.iter().zip(argument::<StringArray>(arrays, 1)?);
    let mut known: BTreeMap<&str, &[String]> = BTreeMap::new();
    let held = pairs.map(|pair| match pair {
        (Some(name), Some(text)) => {
            let list = || setting.norms().list_on(name, setting.as_of);
            known.entry(name).or_insert_with(list).iter().any(|item| item == text)
        }
        _ => false,
    });
    Ok(Arc::new(held.map(Some).collect::<BooleanArray>()))
}

/// The last day that a norm leaves to a clock that starts on a day; the norm's unit says how it
/// counts.
fn due_on(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let names = argument::<StringArray>(arrays, 0)?;
    let due = names.iter().zip(days(arrays, 1)?).map(|(name, from)| {
        let day = policy::due_on(setting.norms(), &setting.calendar, name?, from?)?;
        Some(Date32Type::from_naive_date(day))
    });
    Ok(Arc::new(due.collect::<Date32Array>()))
}

/// The months between two re-checks of a class, by the norms of the day asked about.
fn recheck_months(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let classes = argument::<StringArray>(arrays, 0)?;
    let registered = argument::<BooleanArray>(arrays, 1)?;
    let months = classes.iter().zip(registered).map(|(class, registered)| {
        let (norms, on) = (setting.norms(), setting.as_of);
        policy::recheck_months(norms, on, class?, registered.unwrap_or(false)).map(i64::from)
    });
    Ok(Arc::new(months.collect::<Int64Array>()))
}
