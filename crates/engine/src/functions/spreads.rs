//! How far a group commonly lies from its median, as aggregates in SQL. Every one is a function of
//! `stats` over columns; nothing is computed here.

use std::mem::size_of_val;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Decimal128Array};
use arrow::datatypes::{DataType, Decimal128Type, Field, FieldRef};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};
use stats::spread::{Side, spread};

use super::NUMBER;

/// Both aggregates.
pub(super) fn all() -> [AggregateUDF; 2] {
    let aggregate = |name, side| {
        let signature = Signature::user_defined(Volatility::Immutable);
        AggregateUDF::from(Spread { name, side, signature })
    };
    [aggregate("spread_above", Side::Above), aggregate("spread_below", Side::Below)]
}

/// The spread of one side of the median, as the planner wants it; nulls do not count.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Spread {
    name: &'static str,
    side: Side,
    signature: Signature,
}

impl AggregateUDFImpl for Spread {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(NUMBER)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [_] => Ok(vec![NUMBER]),
            _ => plan_err!("{} takes one argument, not {}", self.name, given.len()),
        }
    }

    fn accumulator(&self, _args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Gathered { side: self.side, values: Vec::new() }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let values = Field::new_list_field(NUMBER, true);
        Ok(vec![Arc::new(Field::new_list(args.name, values, true))])
    }
}

/// The values of a group.
#[derive(Debug)]
struct Gathered {
    side: Side,
    values: Vec<i128>,
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, given: &[ArrayRef]) -> Result<()> {
        for column in given {
            self.values.extend(column.as_primitive::<Decimal128Type>().iter().flatten());
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for lists in states {
            for list in lists.as_list::<i32>().iter().flatten() {
                self.update_batch(&[list])?;
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values = Decimal128Array::from(std::mem::take(&mut self.values));
        let values = Arc::new(values.with_data_type(NUMBER));
        Ok(vec![SingleRowListArrayBuilder::new(values).build_list_scalar()])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let DataType::Decimal128(precision, scale) = NUMBER else { return Ok(ScalarValue::Null) };
        Ok(ScalarValue::Decimal128(spread(&mut self.values, self.side), precision, scale))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.values.capacity() * size_of::<i128>()
    }
}
