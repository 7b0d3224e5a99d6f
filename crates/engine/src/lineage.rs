//! What a reader may not see is followed from the tables through a plan to the columns of its
//! answer, and hidden there.
//!
//! # Invariants
//!
//! - A column carries the classes of every column that its value is computed from, through
//!   renaming, expressions, joins, unions, common table expressions, views and subqueries.
//! - A class ends in three places only: at a test whether a value is there, at a comparison of two
//!   values that are both hidden, and at a statistic over rows that are not grouped by a person or
//!   household. Every node and expression that is not known here passes on all that reaches it.
//! - Only the columns of the answer are hidden, so that joins on keys are what they were.
//!
//! # Not here
//!
//! Groups so small that a statistic tells of one household: that is suppression, not masking.

use std::collections::BTreeSet;

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, JoinType, Result};
use datafusion::logical_expr::expr::{AggregateFunction, WindowFunction};
use datafusion::logical_expr::{
    Aggregate, Distinct, Expr, LogicalPlan, LogicalPlanBuilder, Operator, TableScan, Window,
    WindowFunctionDefinition,
};
use datafusion::prelude::DataFrame;
use datafusion::scalar::ScalarValue;
use snapshot::schema::{self, Class};

use crate::facts;
use crate::reader::Sight;

/// The classes that a column carries; none if it is open.
pub(crate) type Classes = BTreeSet<Class>;

/// The column in which flags and rules tell what they found, whatever it is made of.
const EVIDENCE: &str = "evidence";

/// Functions whose value over many rows is none of theirs.
const STATISTICS: [&str; 19] = [
    "count",
    "sum",
    "avg",
    "mean",
    "median",
    "approx_median",
    "approx_distinct",
    "approx_percentile_cont",
    "percentile_cont",
    "quantile_cont",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "var",
    "var_pop",
    "var_samp",
    "bool_or",
    "spread_above",
    "spread_below",
];

/// Functions that place a row among others and tell nothing of it.
const PLACES: [&str; 6] =
    ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"];

/// The answer without what stands in the columns of these names.
pub(crate) fn masked(answer: DataFrame, hidden: &[String]) -> Result<DataFrame> {
    if hidden.is_empty() {
        return Ok(answer);
    }
    let (state, plan) = answer.into_parts();
    let columns = plan.schema().iter().map(|(qualifier, field)| {
        Ok(match hidden.contains(field.name()) {
            true => Expr::Literal(ScalarValue::try_from(field.data_type())?, None)
                .alias_qualified(qualifier.cloned(), field.name()),
            false => Expr::Column(Column::from((qualifier, field))),
        })
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let plan = LogicalPlanBuilder::from(plan).project(columns)?.build()?;
    Ok(DataFrame::new(state, plan))
}

/// The names of the columns that carry a class which the reader does not see; `None` where rows
/// are about persons and the reader sees no persons.
pub(crate) fn hidden(answer: &DataFrame, sight: Sight) -> Option<Vec<String>> {
    if sight == Sight::ALL {
        return Some(Vec::new());
    }
    let plan = answer.logical_plan();
    let carried: Vec<(&String, Classes)> =
        plan.schema().fields().iter().map(|field| field.name()).zip(of(plan, None)).collect();
    if !sight.persons && carried.iter().any(|(_, classes)| classes.contains(&Class::Person)) {
        return None;
    }
    let is_hidden = |(name, classes): &(&String, Classes)| {
        classes.iter().any(|class| !sight.sees(*class)) || (*name == EVIDENCE && !sight.text)
    };
    Some(carried.into_iter().filter(is_hidden).map(|(name, _)| name.clone()).collect())
}

/// The columns that an expression can name, and those of the query around it.
struct Names<'a> {
    schema: &'a DFSchema,
    classes: &'a [Classes],
    outer: Option<&'a Names<'a>>,
    /// Whether rows are grouped by something of a person.
    by_person: bool,
}

/// The classes of the columns of a plan, in their order.
fn of(plan: &LogicalPlan, outer: Option<&Names<'_>>) -> Vec<Classes> {
    match plan {
        LogicalPlan::TableScan(scan) => of_table(scan, outer),
        LogicalPlan::Projection(node) => of_exprs(&node.expr, &node.input, outer),
        LogicalPlan::Aggregate(node) => of_aggregate(node, outer),
        LogicalPlan::Window(node) => of_window(node, outer),
        LogicalPlan::Distinct(Distinct::On(node)) => {
            of_exprs(&node.select_expr, &node.input, outer)
        }
        LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Repartition(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Limit(_)
        | LogicalPlan::Distinct(_)
        | LogicalPlan::Subquery(_)
        | LogicalPlan::Union(_) => by_position(plan, outer),
        LogicalPlan::Join(join) => {
            use JoinType::{LeftAnti, LeftMark, LeftSemi, RightAnti, RightMark, RightSemi};
            let mut columns = match join.join_type {
                RightSemi | RightAnti | RightMark => Vec::new(),
                _ => of(&join.left, outer),
            };
            if !matches!(join.join_type, LeftSemi | LeftAnti | LeftMark) {
                columns.extend(of(&join.right, outer));
            }
            // The mark of a mark join is open.
            columns.resize(plan.schema().fields().len(), Classes::new());
            columns
        }
        LogicalPlan::EmptyRelation(_) => vec![Classes::new(); plan.schema().fields().len()],
        other => everything(other, outer),
    }
}

/// Nodes whose columns are those of each input.
fn by_position(plan: &LogicalPlan, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let mut classes = vec![Classes::new(); plan.schema().fields().len()];
    for input in plan.inputs() {
        for (all, more) in classes.iter_mut().zip(of(input, outer)) {
            all.extend(more);
        }
    }
    classes
}

/// Of a node that is not known: every column carries all that is below.
fn everything(plan: &LogicalPlan, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let mut all: Classes =
        plan.inputs().into_iter().flat_map(|input| of(input, outer)).flatten().collect();
    let names = Names { schema: plan.schema(), classes: &[], outer, by_person: true };
    all.extend(plan.expressions().iter().flat_map(|expr| of_expr(expr, &names)));
    vec![all; plan.schema().fields().len()]
}

fn of_table(scan: &TableScan, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let all: Vec<Classes> = match scan.source.get_logical_plan() {
        Some(view) => of(&view, outer),
        None => {
            let table = scan.table_name.table();
            let fields = scan.source.schema();
            fields.fields().iter().map(|field| declared(table, field.name())).collect()
        }
    };
    match &scan.projection {
        None => all,
        Some(chosen) => chosen.iter().map(|at| all.get(*at).cloned().unwrap_or_default()).collect(),
    }
}

/// What a column of a table carries, as the schema of deliveries and of the ledger's facts say.
fn declared(table: &str, column: &str) -> Classes {
    let delivered = schema::all().table(table);
    let spec = delivered.and_then(|table| table.columns.iter().find(|c| c.column() == column));
    let class = spec.map_or_else(|| facts::class(table, column), |spec| spec.class());
    Some(class).into_iter().filter(|class| *class != Class::Open).collect()
}

fn of_exprs(exprs: &[Expr], input: &LogicalPlan, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let classes = of(input, outer);
    let names = Names { schema: input.schema(), classes: &classes, outer, by_person: false };
    exprs.iter().map(|expr| of_expr(expr, &names)).collect()
}

fn of_aggregate(node: &Aggregate, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let classes = of(&node.input, outer);
    let schema = node.input.schema();
    let names = Names { schema, classes: &classes, outer, by_person: false };
    let groups: Vec<Classes> = node.group_expr.iter().map(|expr| of_expr(expr, &names)).collect();
    let names = Names { by_person: groups.iter().any(|c| c.contains(&Class::Person)), ..names };
    let aggregates = node.aggr_expr.iter().map(|expr| of_expr(expr, &names));
    let aggregates: Vec<Classes> = aggregates.collect();
    // Grouping sets make other columns than they have expressions.
    let width = node.schema.fields().len();
    if groups.len() + aggregates.len() != width {
        let all: Classes = groups.into_iter().chain(aggregates).flatten().collect();
        return vec![all; width];
    }
    groups.into_iter().chain(aggregates).collect()
}

fn of_window(node: &Window, outer: Option<&Names<'_>>) -> Vec<Classes> {
    let mut classes = of(&node.input, outer);
    let names = Names { schema: node.input.schema(), classes: &classes, outer, by_person: false };
    let more: Vec<Classes> = node.window_expr.iter().map(|expr| of_expr(expr, &names)).collect();
    classes.extend(more);
    classes
}

fn of_expr(expr: &Expr, names: &Names<'_>) -> Classes {
    match expr {
        Expr::Column(column) | Expr::OuterReferenceColumn(_, column) => names.find(column),
        Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::Exists(_) => Classes::new(),
        Expr::BinaryExpr(pair) if compares(pair.op) => {
            let (left, right) = (of_expr(&pair.left, names), of_expr(&pair.right, names));
            // Against a known value it would tell what the other one is.
            match left.is_empty() || right.is_empty() {
                true => union([left, right]),
                false => Classes::new(),
            }
        }
        Expr::AggregateFunction(function) => of_statistic(function, names),
        Expr::WindowFunction(function) => of_place(function, names),
        Expr::ScalarSubquery(query) => union(of(&query.subquery, Some(names))),
        Expr::SetComparison(set) => {
            let mut all = of_expr(&set.expr, names);
            all.extend(union(of(&set.subquery.subquery, Some(names))));
            all
        }
        other => {
            let mut all = Classes::new();
            let told = other.apply_children(|part| {
                all.extend(of_expr(part, names));
                Ok(TreeNodeRecursion::Continue)
            });
            // Nothing in there fails; if it did, all classes are the safe answer.
            if told.is_err() { Classes::from(Class::HIDDEN) } else { all }
        }
    }
}

/// Whether the value is true or false and nothing of what is compared.
const fn compares(operator: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(operator, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

fn of_statistic(function: &AggregateFunction, names: &Names<'_>) -> Classes {
    let name = function.func.name();
    if name == "count" || (STATISTICS.contains(&name) && !names.by_person) {
        return Classes::new();
    }
    union(function.params.args.iter().map(|arg| of_expr(arg, names)))
}

/// A window function is a statistic only over a whole partition: a running sum gives each row
/// away by the difference to the one before.
fn of_place(function: &WindowFunction, names: &Names<'_>) -> Classes {
    let params = &function.params;
    let name = function.fun.name();
    if PLACES.contains(&name) {
        return Classes::new();
    }
    let by_person = || {
        let parts = params.partition_by.iter().map(|expr| of_expr(expr, names));
        union(parts).contains(&Class::Person)
    };
    let whole = params.order_by.is_empty()
        && matches!(function.fun, WindowFunctionDefinition::AggregateUDF(_))
        && STATISTICS.contains(&name);
    if name == "count" || (whole && !by_person()) {
        return Classes::new();
    }
    union(params.args.iter().map(|arg| of_expr(arg, names)))
}

fn union(parts: impl IntoIterator<Item = Classes>) -> Classes {
    parts.into_iter().flatten().collect()
}

impl Names<'_> {
    /// What a column carries; one that is not found carries everything.
    fn find(&self, column: &Column) -> Classes {
        let own = self.schema.maybe_index_of_column(column);
        match own.and_then(|at| self.classes.get(at)) {
            Some(classes) => classes.clone(),
            None => match self.outer {
                Some(outer) => outer.find(column),
                None => Classes::from(Class::HIDDEN),
            },
        }
    }
}
