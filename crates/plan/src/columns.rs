//! Households as they arrive: Arrow columns by name.

use arrow::array::{Array, AsArray, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use model::{Area, Fen, Programme, Result};

use crate::error;
use crate::household::Household;

/// The columns that the households must have: four of text, a whole number and three of
/// `DECIMAL(18,2)` yuan. In a row `area`, `calc_method` (top-up then), income and amounts may be
/// missing.
pub const COLUMNS: [&str; 8] = [
    "town_code",
    "programme",
    "area",
    "calc_method",
    "covered_persons",
    "annual_income_yuan",
    "total_amount_yuan",
    "supplement_yuan",
];

/// No household has more members than this, nor more money: beyond it a cell is a slip.
const PERSONS_MAX: i64 = 10_000;
const FEN_MAX: i64 = 1_000_000_000_000;

/// The typed columns of a batch.
pub(crate) struct Columns<'a> {
    town: &'a StringArray,
    programme: &'a StringArray,
    area: &'a StringArray,
    method: &'a StringArray,
    persons: &'a Int64Array,
    income: &'a Decimal128Array,
    total: &'a Decimal128Array,
    supplement: &'a Decimal128Array,
}

impl<'a> Columns<'a> {
    /// Finds the columns.
    ///
    /// # Errors
    /// The author's: a column is absent or of another type.
    pub(crate) fn of(batch: &'a RecordBatch) -> Result<Self> {
        let [town, programme, area, method, persons, income, total, supplement] = COLUMNS;
        Ok(Self {
            town: text(batch, town)?,
            programme: text(batch, programme)?,
            area: text(batch, area)?,
            method: text(batch, method)?,
            persons: batch
                .column_by_name(persons)
                .and_then(|column| column.as_primitive_opt::<Int64Type>())
                .ok_or_else(|| error::column(persons, "Int64"))?,
            income: money(batch, income)?,
            total: money(batch, total)?,
            supplement: money(batch, supplement)?,
        })
    }

    /// The household of a row and its town.
    ///
    /// # Errors
    /// The data's: a cell that no household can have.
    pub(crate) fn household(&self, row: usize) -> Result<(&'a str, Household)> {
        let wrong = |name: &str| error::cell(name, row + 1);
        let word = |column: &'a StringArray| column.is_valid(row).then(|| column.value(row));
        let town = word(self.town).ok_or_else(|| wrong("town_code"))?;
        let programme = word(self.programme).and_then(Programme::from_code);
        let programme = programme.ok_or_else(|| wrong("programme"))?;
        let area = area(programme, word(self.area)).ok_or_else(|| wrong("area"))?;
        let persons = self.persons.is_valid(row).then(|| self.persons.value(row));
        let total = fen(self.total, row).map_err(|()| wrong("total_amount_yuan"))?;
        let supplement = fen(self.supplement, row).map_err(|()| wrong("supplement_yuan"))?;
        let (total, supplement) = (total.unwrap_or_default(), supplement.unwrap_or_default());
        let household = Household {
            programme,
            area,
            tiered: word(self.method) == Some("tiered"),
            persons: persons
                .filter(|persons| (0..=PERSONS_MAX).contains(persons))
                .ok_or_else(|| wrong("covered_persons"))?,
            income_year: fen(self.income, row).map_err(|()| wrong("annual_income_yuan"))?,
            benefit: total - supplement,
            supplement,
        };
        Ok((town, household))
    }
}

/// The area that a programme says itself, else the one of the row; a household whose area nobody
/// tells counts as rural, as in every question. `None` if the word is none.
fn area(programme: Programme, word: Option<&str>) -> Option<Area> {
    let areas = [Area::Urban, Area::Rural];
    programme.area().or_else(|| match word {
        None => Some(Area::Rural),
        Some(code) => areas.into_iter().find(|area| area.code() == code),
    })
}

fn text<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray> {
    batch
        .column_by_name(name)
        .and_then(|column| column.as_string_opt::<i32>())
        .ok_or_else(|| error::column(name, "Utf8"))
}

fn money<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a Decimal128Array> {
    batch
        .column_by_name(name)
        .filter(|column| matches!(column.data_type(), DataType::Decimal128(_, 2)))
        .and_then(|column| column.as_primitive_opt::<Decimal128Type>())
        .ok_or_else(|| error::column(name, "DECIMAL(18,2)"))
}

/// The fen of a cell, `None` if it is empty; two decimals make the stored number fen.
///
/// # Errors
/// The amount is beyond reason.
fn fen(column: &Decimal128Array, row: usize) -> std::result::Result<Option<Fen>, ()> {
    if column.is_null(row) {
        return Ok(None);
    }
    match i64::try_from(column.value(row)) {
        Ok(fen) if (-FEN_MAX..=FEN_MAX).contains(&fen) => Ok(Some(Fen(fen))),
        _ => Err(()),
    }
}
