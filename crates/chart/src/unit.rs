//! What a column measures, told from its name and type, and how its cells are written.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Decimal128Type, Field};
use model::{Lang, ResultTable};

use crate::exact::{Exact, MISSING};
use crate::words::Words;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Yuan with two decimals.
    Yuan,
    /// A share between 0 and 1, written as a percentage.
    Share,
    /// A whole number.
    Count,
    /// Any other number, with two decimals.
    Number,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// Yes or no.
    Truth,
    /// Words and codes.
    Text,
}

impl Unit {
    /// The unit of a column.
    pub fn of(column: &str, data_type: &DataType) -> Self {
        match data_type {
            DataType::Date32 => Self::Day,
            DataType::Boolean => Self::Truth,
            DataType::Decimal128(_, _) if column.split('_').any(|part| part == "yuan") => {
                Self::Yuan
            }
            DataType::Decimal128(_, _) if column.ends_with("_share") => Self::Share,
            DataType::Int64 => Self::Count,
            DataType::Decimal128(_, _) => Self::Number,
            _ => Self::Text,
        }
    }

    /// The units in which the columns of a table are written; numbers that are whole throughout
    /// their column are written as counts are.
    pub fn all(table: &ResultTable) -> Vec<Self> {
        let unit =
            |(at, field): (usize, &Arc<Field>)| match Self::of(field.name(), field.data_type()) {
                Self::Number if is_whole(table, at) => Self::Count,
                unit => unit,
            };
        table.schema.fields().iter().enumerate().map(unit).collect()
    }

    /// Whether its values are numbers, which stand right-aligned.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Yuan | Self::Share | Self::Count | Self::Number)
    }

    /// Whether its values may be added up.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Yuan | Self::Count)
    }

    /// A number in this unit.
    pub fn write(self, value: Exact) -> String {
        match self {
            Self::Share => value.percent(),
            Self::Count => value.grouped(0),
            _ => value.grouped(2),
        }
    }

    /// A number in this unit where space is short: 10,000 and more in 万 or thousands.
    pub fn write_short(self, value: Exact, lang: Lang) -> String {
        let (limit, base, mark) = match lang {
            Lang::Zh => (100_000, 10_000, "万"),
            Lang::En => (10_000, 1_000, "k"),
        };
        if self == Self::Share || value.abs() < Exact::whole(limit) {
            return if self == Self::Yuan { value.short(2) } else { self.write(value) };
        }
        let part = value.share_of(Exact::whole(base)).unwrap_or(value);
        format!("{}{mark}", part.short(1))
    }

    /// A cell from its canonical text.
    pub fn cell(self, column: &str, text: Option<&str>, words: &dyn Words) -> String {
        let Some(text) = text else { return MISSING.to_owned() };
        match self {
            Self::Day => text.to_owned(),
            Self::Truth => truth(text, words.lang()).to_owned(),
            Self::Text => words.value(column, text),
            _ => Exact::parse(text).map_or_else(|| text.to_owned(), |value| self.write(value)),
        }
    }
}

/// Whether no number of a decimal column has a fraction.
fn is_whole(table: &ResultTable, column: usize) -> bool {
    table.batches.iter().all(|batch| {
        let numbers = batch.column(column).as_primitive_opt::<Decimal128Type>();
        numbers.is_some_and(|numbers| {
            let one = 10_i128.pow(numbers.scale().unsigned_abs().into());
            numbers.iter().flatten().all(|number| number % one == 0)
        })
    })
}

fn truth(text: &str, lang: Lang) -> &'static str {
    match (text == "true", lang) {
        (true, Lang::Zh) => "是",
        (true, Lang::En) => "yes",
        (false, Lang::Zh) => "否",
        (false, Lang::En) => "no",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Decimal128Array, RecordBatch};
    use model::{Lang, Provenance, ResultTable};

    use super::Unit;
    use crate::exact::Exact;
    use crate::words::tests::Plain;

    #[test]
    fn cells_are_written_in_their_unit() {
        let rows = [
            (Unit::Yuan, Some("1234.5"), "1,234.50"),
            (Unit::Share, Some("0.2"), "20.0%"),
            (Unit::Count, Some("12345"), "12,345"),
            (Unit::Number, Some("3.5000"), "3.50"),
            (Unit::Truth, Some("true"), "是"),
            (Unit::Day, Some("2026-10-31"), "2026-10-31"),
            (Unit::Yuan, None, "—"),
        ];
        for (unit, text, expected) in rows {
            assert_eq!(unit.cell("x", text, &Plain(Lang::Zh)), expected, "{unit:?}");
        }
    }

    #[test]
    fn a_column_has_decimals_throughout_or_nowhere() {
        let column = |parts: &[i128]| {
            let array = Decimal128Array::from(parts.to_vec()).with_precision_and_scale(18, 4);
            Arc::new(array.unwrap()) as ArrayRef
        };
        let batch = RecordBatch::try_from_iter([
            ("score", column(&[854_000, 900_000])),
            ("kwh", column(&[900_000, 1_200_000])),
        ]);
        let batch = batch.unwrap();
        let provenance = Provenance::default();
        let table = ResultTable { schema: batch.schema(), batches: vec![batch], provenance };
        assert_eq!(Unit::all(&table), [Unit::Number, Unit::Count]);
        let cell = |unit: Unit| unit.cell("x", Some("90.0000"), &Plain(Lang::Zh));
        assert_eq!([cell(Unit::Number), cell(Unit::Count)], ["90.00", "90"]);
    }

    #[test]
    fn short_numbers_keep_one_language_each() {
        let value = Exact::parse("1234567.89").unwrap();
        assert_eq!(Unit::Yuan.write_short(value, Lang::Zh), "123.5万");
        assert_eq!(Unit::Yuan.write_short(value, Lang::En), "1,234.6k");
        assert_eq!(Unit::Share.write_short(Exact::parse("0.5").unwrap(), Lang::Zh), "50.0%");
        assert_eq!(Unit::Yuan.write_short(Exact::parse("637").unwrap(), Lang::Zh), "637");
    }
}
