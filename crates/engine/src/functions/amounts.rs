//! Amounts in SQL: standards, benefits, support, the price subsidy. Every one is a function of
//! `policy` over columns; nothing is computed here.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type};
use chrono::NaiveDate;
use datafusion::common::Result;
use model::{Area, Fen, Programme};
use policy::{Benefit, Method, SupportFormula, Supporter, Terms};

use super::{MONEY, NUMBER, Setting, Shape, argument};

const TEXT: DataType = DataType::Utf8;
const DAY: DataType = DataType::Date32;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "standard_yuan",
        takes: &[TEXT, DAY, TEXT],
        optional: 1,
        gives: NUMBER,
        kernel: standard_yuan,
    },
    Shape {
        name: "benefit_yuan",
        takes: &[TEXT, TEXT, DAY, TEXT, TEXT, DataType::Boolean, DataType::Int64, MONEY],
        optional: 0,
        gives: MONEY,
        kernel: benefit_yuan,
    },
    Shape {
        name: "support_yuan",
        takes: &[TEXT, DAY, MONEY],
        optional: 0,
        gives: MONEY,
        kernel: support_yuan,
    },
    Shape {
        name: "price_trigger",
        takes: &[DAY, NUMBER, NUMBER],
        optional: 0,
        gives: TEXT,
        kernel: price_trigger,
    },
    Shape {
        name: "price_subsidy_yuan",
        takes: &[TEXT, DAY, NUMBER],
        optional: 0,
        gives: MONEY,
        kernel: price_subsidy_yuan,
    },
];

/// Answers by key, each computed once.
struct Known<K, V>(BTreeMap<K, V>);

impl<K: Ord, V> Known<K, V> {
    const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn get(&mut self, key: K, compute: impl FnOnce() -> V) -> &V {
        self.0.entry(key).or_insert_with(compute)
    }
}

fn money(cells: impl Iterator<Item = Option<Fen>>) -> Result<ArrayRef> {
    let cells = cells.map(|cell| cell.map(|fen| i128::from(fen.0)));
    Ok(Arc::new(cells.collect::<Decimal128Array>().with_precision_and_scale(18, 2)?))
}

fn fen(cell: Option<i128>) -> Option<Fen> {
    i64::try_from(cell?).ok().map(Fen)
}

fn area_of(code: &str) -> Option<Area> {
    [Area::Urban, Area::Rural].into_iter().find(|area| area.code() == code)
}

fn day_of(day: i32) -> Option<NaiveDate> {
    Date32Type::to_naive_date_opt(day)
}

/// What a programme measures a person by in a month. Tekun and edge need the area as the third
/// argument; without it they have no standard.
fn standard_yuan(setting: &Setting, arrays: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let programmes = argument::<StringArray>(arrays, 0)?;
    let days = argument::<Date32Array>(arrays, 1)?;
    let no_areas = StringArray::new_null(rows);
    let areas = if arrays.len() > 2 { argument::<StringArray>(arrays, 2)? } else { &no_areas };
    let mut known = Known::new();
    let cells = programmes.iter().zip(days).zip(areas).map(|((programme, day), area)| {
        let (programme, day) = programme.zip(day)?;
        *known.get((programme, area, day), || {
            let programme = Programme::from_code(programme)?;
            let area = area.and_then(area_of);
            policy::programme_standard(setting.norms(), programme, area, day_of(day)?)?
                .to_ten_thousandths_of_yuan()
        })
    });
    Ok(Arc::new(cells.collect::<Decimal128Array>().with_precision_and_scale(18, 4)?))
}

/// The household's benefit by programme, area, day, method, tier and whether it is a single-person
/// case, for so many covered persons and a yearly income; null where no rule gives one. Method and
/// tier may be null.
fn benefit_yuan(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let programmes = argument::<StringArray>(arrays, 0)?;
    let areas = argument::<StringArray>(arrays, 1)?;
    let days = argument::<Date32Array>(arrays, 2)?;
    let methods = argument::<StringArray>(arrays, 3)?;
    let tiers = argument::<StringArray>(arrays, 4)?;
    let singles = argument::<BooleanArray>(arrays, 5)?;
    let persons = argument::<Int64Array>(arrays, 6)?;
    let incomes = argument::<Decimal128Array>(arrays, 7)?;
    let mut known = Known::new();
    let terms = programmes.iter().zip(areas).zip(days).zip(methods).zip(tiers).zip(singles);
    money(terms.zip(persons).zip(incomes).map(|((terms, covered), income)| {
        let (((((programme, area), day), method), tier), single) = terms;
        let key = (programme?, area?, day?, method, tier, single.unwrap_or(false));
        let rule = known.get(key, || {
            let (programme, area, day, method, tier, single_person) = key;
            let terms = Terms {
                programme: Programme::from_code(programme)?,
                area: area_of(area)?,
                method: method.and_then(|method| Method::from_code(method, tier)),
                single_person,
            };
            Benefit::of(setting.norms(), day_of(day)?, &terms)
        });
        rule.as_ref()?.amount(covered?, fen(income))
    }))
}

/// What one earner outside the household owes it in a year, by area, day and the earner's yearly
/// income, the own family not being known: nothing rather than null below the line.
fn support_yuan(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let areas = argument::<StringArray>(arrays, 0)?;
    let days = argument::<Date32Array>(arrays, 1)?;
    let incomes = argument::<Decimal128Array>(arrays, 2)?;
    let mut known = Known::new();
    money(areas.iter().zip(days).zip(incomes).map(|((area, day), income)| {
        let (area, day) = area.zip(day)?;
        let formula = known
            .get((area, day), || SupportFormula::of(setting.norms(), day_of(day)?, area_of(area)?));
        let supporter = Supporter { annual_income: fen(income)?, ..Supporter::default() };
        formula.as_ref()?.owed(&supporter)?.round(policy::Rounding::FEN_HALF_UP)
    }))
}

/// `cpi`, `food` or `both` where the indexes of the day's month set the subsidy off, else null;
/// either index may be null.
fn price_trigger(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let days = argument::<Date32Array>(arrays, 0)?;
    let indexes = argument::<Decimal128Array>(arrays, 1)?;
    let foods = argument::<Decimal128Array>(arrays, 2)?;
    let cells = days.iter().zip(indexes).zip(foods).map(|((day, cpi), food)| {
        let on = day_of(day?)?;
        policy::price_trigger(setting.norms(), on, cpi, food).map(|trigger| trigger.code())
    });
    Ok(Arc::new(cells.collect::<StringArray>()))
}

/// The subsidy per person and month by area, day and the index's rise in percent.
fn price_subsidy_yuan(setting: &Setting, arrays: &[ArrayRef], _rows: usize) -> Result<ArrayRef> {
    let areas = argument::<StringArray>(arrays, 0)?;
    let days = argument::<Date32Array>(arrays, 1)?;
    let rises = argument::<Decimal128Array>(arrays, 2)?;
    money(areas.iter().zip(days).zip(rises).map(|((area, day), rise)| {
        let on = day_of(day?)?;
        let standard = policy::dibao_standard(setting.norms(), area_of(area?)?, on)?;
        policy::price_subsidy(setting.norms(), on, standard, rise?)
    }))
}
