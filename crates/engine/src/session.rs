//! A planner that knows nothing but what one question reads.
//!
//! # Invariants
//!
//! - What compares across towns is planned over the whole city in a session of its own, and only
//!   its rows of the reader's town come out of that: its tables stay there.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{AsArray, StringArray};
use arrow::compute::kernels::cmp::eq;
use arrow::datatypes::{DataType, Date32Type};
use chrono::NaiveDate;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, plan_err};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, LogicalPlanBuilder, SortExpr, Volatility, create_udf, ident,
};
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use registry::{Question, Registry};

use crate::functions::{self, Setting};
use crate::tables::{TOWN, Tables};

/// The table of the municipality's own working days.
pub(crate) const CALENDAR: &str = "calendar";

/// The memory and the spill folder that all sessions share.
pub(crate) fn runtime(memory_bytes: usize, spill_dir: &Path) -> Result<Arc<RuntimeEnv>> {
    let with = |spill| {
        RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory_bytes)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(spill))
            .build_arc()
    };
    // Where nothing can be written questions are answered in memory.
    with(DiskManagerMode::Directories(vec![spill_dir.to_owned()]))
        .or_else(|_| with(DiskManagerMode::Disabled))
}

/// A session for one question.
pub(crate) struct Session {
    context: SessionContext,
    tables: Tables,
    runtime: Arc<RuntimeEnv>,
    partitions: usize,
}

impl Session {
    pub(crate) fn new(runtime: Arc<RuntimeEnv>, tables: Tables, partitions: usize) -> Self {
        let mut config =
            SessionConfig::new().with_target_partitions(partitions).with_information_schema(false);
        // `0.3` is a decimal: money and shares never pass through a float.
        config.options_mut().sql_parser.parse_float_as_decimal = true;
        // Views are nested deeply; a second pass over the plan doubles the time to plan and gains
        // nothing measurable in the run.
        config.options_mut().optimizer.max_passes = 1;
        // A join whose build side is empty in some partition may wait for its filter for ever
        // (apache/datafusion#21625 and what followed): a town without draws never got an answer.
        config.options_mut().optimizer.enable_join_dynamic_filter_pushdown = false;
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(Arc::clone(&runtime))
            .with_default_features()
            .build();
        Self { context: SessionContext::new_with_state(state), tables, runtime, partitions }
    }

    /// Adds the functions, and every table and view that the question reads. A name that is
    /// neither is left to the planner, which says that there is no such table.
    pub(crate) async fn prepare(&self, question: &Question, setting: &Arc<Setting>) -> Result<()> {
        for function in functions::all(setting) {
            self.context.register_udf(function);
        }
        for function in functions::aggregates() {
            self.context.register_udaf(function);
        }
        for name in views_first(question, &setting.registry) {
            self.add(name, setting).await?;
        }
        Ok(())
    }

    async fn add(&self, name: &str, setting: &Arc<Setting>) -> Result<()> {
        if self.context.table_exist(name)? {
            return Ok(());
        }
        if let Some(table) = self.tables.provider(name) {
            self.context.register_table(name, table?)?;
        } else if let Some(view) = view(name, &setting.registry) {
            let plan = self.relation(view, setting).await?.into_view();
            self.context.register_table(name, plan)?;
        }
        Ok(())
    }

    /// What a question or view is to this reader.
    async fn relation(&self, question: &Question, setting: &Arc<Setting>) -> Result<DataFrame> {
        let Some(town) = self.tables.town().filter(|_| question.across) else {
            return self.select(&question.sql).await;
        };
        let whole = Self::new(Arc::clone(&self.runtime), self.tables.whole(), self.partitions);
        Box::pin(whole.prepare(question, setting)).await?;
        let (state, plan) = whole.select(&question.sql).await?.into_parts();
        Ok(DataFrame::new(state, of_town(plan, town)?))
    }

    /// Plans one SELECT; anything else is refused.
    async fn select(&self, sql: &str) -> Result<DataFrame> {
        let state = self.context.state();
        let dialect = state.config_options().sql_parser.dialect;
        let statement = state.sql_to_statement(sql, &dialect)?;
        let Statement::Statement(inner) = &statement else {
            return plan_err!("only one SELECT or WITH is taken");
        };
        if !matches!(**inner, ast::Statement::Query(_)) {
            return plan_err!("only one SELECT or WITH is taken");
        }
        let plan = state.statement_to_plan(statement).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        Ok(DataFrame::new(state, plan))
    }

    /// Plans the question with its parameters bound.
    pub(crate) async fn plan(
        &self,
        question: &Question,
        setting: &Arc<Setting>,
        params: Vec<(String, ScalarValue)>,
    ) -> Result<DataFrame> {
        self.relation(question, setting).await?.with_param_values(params)
    }

    /// All rows of a table in this order.
    pub(crate) fn rows(
        &self,
        table: Arc<dyn TableProvider>,
        order: Vec<SortExpr>,
    ) -> Result<DataFrame> {
        self.context.read_table(table)?.sort(order)
    }

    /// The days of the municipality's own calendar.
    pub(crate) async fn calendar(&self) -> Result<Vec<(NaiveDate, bool)>> {
        let Some(table) = self.tables.provider(CALENDAR) else { return Ok(Vec::new()) };
        let rows = self.context.read_table(table?)?;
        let mut days = Vec::new();
        for batch in rows.select_columns(&["date", "is_workday"])?.collect().await? {
            let [date, worked] = batch.columns() else { continue };
            if *date.data_type() == DataType::Date32 && *worked.data_type() == DataType::Boolean {
                let dates = date.as_primitive::<Date32Type>().iter();
                let cells = dates.zip(worked.as_boolean());
                days.extend(cells.filter_map(|(day, worked)| {
                    day.and_then(Date32Type::to_naive_date_opt).zip(worked)
                }));
            }
        }
        days.sort_unstable();
        Ok(days)
    }
}

/// Whether a row is of a town. A plain equality would be a constant to the planner, and DataFusion 55
/// then breaks the order of a union of such rows with others.
fn is_of(town: &str) -> Expr {
    let town = StringArray::new_scalar(town);
    let compare = move |given: &[ColumnarValue]| {
        let given = ColumnarValue::values_to_arrays(given)?;
        let [own] = given.as_slice() else { return plan_err!("a town is one text") };
        Ok(ColumnarValue::Array(Arc::new(eq(own, &town)?)))
    };
    let (text, truth) = (DataType::Utf8, DataType::Boolean);
    create_udf("is_of_town", vec![text], truth, Volatility::Immutable, Arc::new(compare))
        .call(vec![ident(TOWN)])
}

/// The rows of one town, in the order that they had.
fn of_town(plan: LogicalPlan, town: &str) -> Result<LogicalPlan> {
    let cut = |plan| LogicalPlanBuilder::from(plan).filter(is_of(town))?.build();
    match plan {
        // Nothing above an order has to keep it.
        LogicalPlan::Sort(mut sort) if sort.fetch.is_none() => {
            sort.input = Arc::new(cut(Arc::unwrap_or_clone(sort.input))?);
            Ok(LogicalPlan::Sort(sort))
        }
        plan => cut(plan),
    }
}

fn view<'a>(name: &str, registry: &'a Registry) -> Option<&'a Question> {
    registry.question(name).ok().filter(|found| found.kind.is_relation())
}

/// What a question uses, each view after what it uses itself.
fn views_first<'a>(question: &'a Question, registry: &'a Registry) -> Vec<&'a str> {
    let mut names: Vec<&str> = question.uses.iter().map(String::as_str).collect();
    // `uses` of a view holds everything below it, so fewer names come first.
    names.sort_by_key(|name| view(name, registry).map_or(0, |view| 1 + view.uses.len()));
    names
}

#[cfg(test)]
mod tests {
    use super::{Session, runtime};
    use crate::tables::Tables;

    #[tokio::test]
    async fn nothing_but_one_select_is_planned() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::new(runtime(1 << 20, folder.path()).unwrap(), Tables::empty(), 1);
        let out = folder.path().join("out.csv").display().to_string();
        let refused = [
            "DROP TABLE households".to_owned(),
            "CREATE TABLE t AS SELECT 1".to_owned(),
            "INSERT INTO t VALUES (1)".to_owned(),
            "SET datafusion.execution.batch_size = 1".to_owned(),
            "EXPLAIN SELECT 1".to_owned(),
            "SELECT 1; SELECT 2".to_owned(),
            "SHOW TABLES".to_owned(),
            format!("COPY (SELECT 1) TO '{out}'"),
            "PREPARE p AS SELECT 1".to_owned(),
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'".to_owned(),
        ];
        for sql in refused {
            assert!(session.select(&sql).await.is_err(), "{sql}");
        }
        assert!(session.select("WITH a AS (SELECT 1 AS x) SELECT x FROM a").await.is_ok());
        assert!(!folder.path().join("out.csv").exists());
    }
}
