//! What SQL may call beside the engine's own functions: the day, what was delivered, norms, working
//! days, amounts, estimates, spreads.
//!
//! # Invariants
//!
//! - Every function is a pure function of its arguments and of [`Setting`]; a call on constants is
//!   computed once, while planning.
//! - A null argument gives null, except where a function says otherwise.

mod amounts;
mod dates;
mod estimates;
mod norms;
mod spreads;

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    AggregateUDF, ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use model::{Month, Norms, WorkCalendar};
use registry::Registry;

/// Norms and standards in SQL: ten-thousandths.
pub(crate) const NUMBER: DataType = DataType::Decimal128(18, 4);
/// Money in SQL: fen.
pub(crate) const MONEY: DataType = DataType::Decimal128(18, 2);

/// What the functions of one question know.
#[derive(Debug)]
pub(crate) struct Setting {
    pub as_of: NaiveDate,
    /// The month of the snapshot.
    pub month: Month,
    /// The last month before it of which there are households.
    pub prior: Option<Month>,
    /// The tables that were delivered in any month, if only without rows.
    pub delivered: BTreeSet<String>,
    pub registry: Arc<Registry>,
    /// The municipality's working days over the national holidays.
    pub calendar: WorkCalendar,
}

impl Setting {
    fn norms(&self) -> &Norms {
        self.registry.norms()
    }
}

/// Computes a function on arrays of equal length; the number is that length.
type Kernel = fn(&Setting, &[ArrayRef], usize) -> Result<ArrayRef>;

/// The shape of a function.
struct Shape {
    name: &'static str,
    takes: &'static [DataType],
    /// How many of the last arguments may be left out.
    optional: usize,
    gives: DataType,
    kernel: Kernel,
}

/// All functions for one question.
pub(crate) fn all(setting: &Arc<Setting>) -> Vec<ScalarUDF> {
    let shapes = dates::SHAPES.iter().chain(norms::SHAPES).chain(amounts::SHAPES);
    let shapes = shapes.chain(estimates::SHAPES);
    shapes.map(|shape| ScalarUDF::from(Function::new(shape, Arc::clone(setting)))).collect()
}

/// All functions over the rows of a group; they need no setting.
pub(crate) fn aggregates() -> [AggregateUDF; 2] {
    spreads::all()
}

/// A shape with its setting, as the planner wants it.
struct Function {
    shape: &'static Shape,
    setting: Arc<Setting>,
    signature: Signature,
}

impl Function {
    fn new(shape: &'static Shape, setting: Arc<Setting>) -> Self {
        Self { shape, setting, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.shape.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.shape.name == other.shape.name && Arc::ptr_eq(&self.setting, &other.setting)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shape.name.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.shape.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.shape.gives.clone())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let takes = self.shape.takes;
        if given.len() > takes.len() || given.len() + self.shape.optional < takes.len() {
            let most = takes.len();
            return plan_err!("{} takes {most} arguments, not {}", self.shape.name, given.len());
        }
        Ok(takes.iter().take(given.len()).cloned().collect())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let arrays =
            args.args.iter().map(|arg| arg.to_array(rows)).collect::<Result<Vec<ArrayRef>>>()?;
        let result = (self.shape.kernel)(&self.setting, &arrays, rows)?;
        if constant {
            ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar)
        } else {
            Ok(ColumnarValue::Array(result))
        }
    }
}

/// The argument at `at` as an array of type `A`.
fn argument<A: Array + 'static>(arrays: &[ArrayRef], at: usize) -> Result<&A> {
    let found = arrays.get(at).and_then(|array| array.as_any().downcast_ref::<A>());
    match found {
        Some(array) => Ok(array),
        None => plan_err!("argument {} is missing or of another type", at + 1),
    }
}
