//! Days and months: `as_of`, what was delivered by then, working days, months.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type};
use chrono::{Datelike, Months, NaiveDate};
use datafusion::common::Result;
use model::Month;

use super::{Setting, Shape, argument};

const DAY: DataType = DataType::Date32;
const TEXT: DataType = DataType::Utf8;
const COUNT: DataType = DataType::Int64;

pub(super) const SHAPES: &[Shape] = &[
    Shape { name: "as_of", takes: &[], optional: 0, gives: DAY, kernel: as_of },
    Shape { name: "snapshot_month", takes: &[], optional: 0, gives: TEXT, kernel: snapshot_month },
    Shape { name: "prior_month", takes: &[], optional: 0, gives: TEXT, kernel: prior_month },
    Shape {
        name: "was_delivered",
        takes: &[TEXT],
        optional: 0,
        gives: DataType::Boolean,
        kernel: was_delivered,
    },
    Shape {
        name: "workdays_between",
        takes: &[DAY, DAY],
        optional: 0,
        gives: COUNT,
        kernel: workdays_between,
    },
    Shape {
        name: "add_workdays",
        takes: &[DAY, COUNT],
        optional: 0,
        gives: DAY,
        kernel: add_workdays,
    },
    Shape { name: "add_months", takes: &[DAY, COUNT], optional: 0, gives: DAY, kernel: add_months },
    Shape { name: "month_start", takes: &[TEXT], optional: 0, gives: DAY, kernel: month_start },
    Shape { name: "month_end", takes: &[TEXT], optional: 0, gives: DAY, kernel: month_end },
    Shape { name: "month_of", takes: &[DAY], optional: 0, gives: TEXT, kernel: month_of },
    Shape {
        name: "months_between",
        takes: &[TEXT, TEXT],
        optional: 0,
        gives: COUNT,
        kernel: months_between,
    },
];

fn as_of(setting: &Setting, _arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let day = Date32Type::from_naive_date(setting.as_of);
    Ok(Arc::new(Date32Array::from_value(day, rows)))
}

fn snapshot_month(setting: &Setting, _arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let month = setting.month.to_string();
    Ok(Arc::new(StringArray::from_iter_values(std::iter::repeat_n(month, rows))))
}

fn prior_month(setting: &Setting, _arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let month = setting.prior.map(|month| month.to_string());
    Ok(Arc::new(std::iter::repeat_n(month, rows).collect::<StringArray>()))
}

fn was_delivered(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let tables = argument::<StringArray>(arrays, 0)?.iter();
    let delivered = tables.map(|table| table.map(|table| setting.delivered.contains(table)));
    Ok(Arc::new(delivered.collect::<BooleanArray>()))
}

/// The days of an argument.
pub(super) fn days(arrays: &[ArrayRef], at: usize) -> Result<Vec<Option<NaiveDate>>> {
    let days = argument::<Date32Array>(arrays, at)?;
    Ok(days.iter().map(|day| day.and_then(Date32Type::to_naive_date_opt)).collect())
}

fn counts(arrays: &[ArrayRef], at: usize) -> Result<&Int64Array> {
    argument(arrays, at)
}

fn months(arrays: &[ArrayRef], at: usize) -> Result<Vec<Option<Month>>> {
    let texts = argument::<StringArray>(arrays, at)?;
    Ok(texts.iter().map(|text| text.and_then(|text| text.parse().ok())).collect())
}

fn as_days(days: impl Iterator<Item = Option<NaiveDate>>) -> ArrayRef {
    Arc::new(days.map(|day| day.map(Date32Type::from_naive_date)).collect::<Date32Array>())
}

/// The working days after the first day, up to and with the second.
fn workdays_between(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let pairs = days(arrays, 0)?.into_iter().zip(days(arrays, 1)?);
    let counted = pairs.map(|(from, to)| Some(setting.calendar.workdays_between(from?, to?)));
    Ok(Arc::new(counted.collect::<Int64Array>()))
}

/// The last day of a limit of n working days; null for n below zero.
fn add_workdays(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let pairs = days(arrays, 0)?.into_iter().zip(counts(arrays, 1)?);
    Ok(as_days(pairs.map(|(from, count)| {
        let count = u32::try_from(count?).ok()?;
        Some(setting.calendar.add_workdays(from?, count))
    })))
}

/// The same day n months later, or the month's last day.
fn add_months(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let pairs = days(arrays, 0)?.into_iter().zip(counts(arrays, 1)?);
    Ok(as_days(pairs.map(|(from, count)| {
        let count = count?;
        let step = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
        if count < 0 { from?.checked_sub_months(step) } else { from?.checked_add_months(step) }
    })))
}

fn month_start(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    Ok(as_days(months(arrays, 0)?.into_iter().map(|month| month.map(Month::first_day))))
}

fn month_end(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    Ok(as_days(months(arrays, 0)?.into_iter().map(|month| month.map(Month::last_day))))
}

fn month_of(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let months = days(arrays, 0)?.into_iter().map(|day| day.map(|day| Month::of(day).to_string()));
    Ok(Arc::new(months.collect::<StringArray>()))
}

/// Months from the first to the second; negative when the second is earlier.
fn months_between(_setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let number = |month: Month| {
        let day = month.first_day();
        i64::from(day.year()) * 12 + i64::from(day.month())
    };
    let pairs = months(arrays, 0)?.into_iter().zip(months(arrays, 1)?);
    let counted = pairs.map(|(from, to)| Some(number(to?) - number(from?)));
    Ok(Arc::new(counted.collect::<Int64Array>()))
}
