//! Amounts in SQL: the standard of a programme and the household's top-up.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type};
use datafusion::common::Result;
use model::{Area, Fen, Norms, Programme};
use policy::Exact;

use super::{MONEY, NUMBER, Setting, Shape, argument};

const TEXT: DataType = DataType::Utf8;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "standard_yuan",
        takes: &[TEXT, DataType::Date32, TEXT],
        optional: 1,
        gives: NUMBER,
        kernel: standard_yuan,
    },
    Shape {
        name: "topup_yuan",
        takes: &[NUMBER, DataType::Int64, MONEY],
        optional: 0,
        gives: MONEY,
        kernel: topup_yuan,
    },
];

/// What a programme measures a person by in a month. Tekun and edge need the area as the third
/// argument; without it they have no standard.
fn standard_yuan(setting: &Setting, arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let programmes = argument::<StringArray>(arrays, 0)?;
    let days = argument::<Date32Array>(arrays, 1)?;
    let no_areas = StringArray::new_null(rows);
    let areas = if arrays.len() > 2 { argument::<StringArray>(arrays, 2)? } else { &no_areas };
    let mut known: BTreeMap<_, Option<i128>> = BTreeMap::new();
    let cells = programmes.iter().zip(days).zip(areas).map(|((programme, day), area)| {
        let (programme, day) = programme.zip(day)?;
        *known.entry((programme, area, day)).or_insert_with(|| {
            let on = Date32Type::to_naive_date_opt(day)?;
            let programme = Programme::from_code(programme)?;
            policy::programme_standard(setting.norms(), programme, area.and_then(area_of), on)?
                .to_ten_thousandths_of_yuan()
        })
    });
    Ok(Arc::new(cells.collect::<Decimal128Array>().with_precision_and_scale(18, 4)?))
}

fn area_of(code: &str) -> Option<Area> {
    [Area::Urban, Area::Rural].into_iter().find(|area| area.code() == code)
}

/// The household's top-up, rounded once by the rule in force on the day asked about.
///
/// A twelfth of a yearly standard may have no end as a decimal; a standard that is such a twelfth
/// at four places is taken at its exact value, so that the last fen is right.
fn topup_yuan(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let standards = argument::<Decimal128Array>(arrays, 0)?;
    let persons = argument::<Int64Array>(arrays, 1)?;
    let incomes = argument::<Decimal128Array>(arrays, 2)?;
    let rule = policy::benefit_rounding(setting.norms(), setting.as_of);
    let twelfths = twelfths(setting.norms());
    let cells = standards.iter().zip(persons).zip(incomes).map(|((standard, covered), income)| {
        let standard = standard?;
        let exact = twelfths.get(&standard).copied();
        let exact = exact.unwrap_or_else(|| Exact::ten_thousandths_of_yuan(standard));
        let income = Fen(i64::try_from(income?).ok()?);
        policy::top_up(exact, covered?, income, rule).map(|fen| i128::from(fen.0))
    });
    Ok(Arc::new(cells.collect::<Decimal128Array>().with_precision_and_scale(18, 2)?))
}

/// The exact twelfths of all yearly standards, by their value at four places.
fn twelfths(norms: &Norms) -> BTreeMap<i128, Exact> {
    let yearly = norms
        .entries()
        .iter()
        .filter(|(name, _)| name.starts_with("standard_") && name.ends_with("_year"));
    let values = yearly.flat_map(|(name, values)| {
        values.iter().filter_map(|norm| norms.number_on(name, norm.from))
    });
    let exact = values.filter_map(|year| {
        let month = Exact::ten_thousandths_of_yuan(year).times_ratio(1, 12)?;
        Some((month.to_ten_thousandths_of_yuan()?, month))
    });
    exact.collect()
}
