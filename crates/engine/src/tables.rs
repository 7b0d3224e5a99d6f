//! The tables of a snapshot: which files each one is, and how its months become one relation.
//!
//! # Invariants
//!
//! - A `caseload` table is the rows of the snapshot's month; a `state` table those of the latest
//!   month that delivered it; a `record` table has every row once, the latest delivery of a key.
//! - A town's reader sees rows of that town alone, of every table that knows towns, and of the
//!   administrative units no other town. The rows are
//!   left out after the latest delivery was found: a case that moved away does not come back.
//! - What is scanned has the name of its table, by which `lineage` knows who may see its columns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::common::Result;
use datafusion::functions_aggregate::expr_fn::max;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::{
    Expr, ExprFunctionExt, LogicalPlan, LogicalPlanBuilder, col, ident, lit,
};
use model::Month;
use snapshot::schema::{self, Nature, TableSpec};
use snapshot::{Manifest, TableFile, View};

use crate::facts::Facts;
use crate::parquet::{DELIVERED, MONTH, ParquetTable};
use crate::reader::Scope;
use crate::shared::Shared;
use crate::status;

pub(crate) const TOWN: &str = "town_code";
/// The column by which administrative units know the one above.
const PARENT: &str = "parent";

/// The kinds of units that are towns, and those that lie in one.
const TOWN_KINDS: [&str; 4] = ["township", "town", "subdistrict", "farm"];
const VILLAGE_KINDS: [&str; 2] = ["village", "community"];

const EXTRACTED: &str = "extracted_on";

/// The tables that also exist over all months, with the month as a column.
const ALL_MONTHS: [(&str, &str); 3] =
    [("households_all", "households"), ("persons_all", "persons"), ("payments_all", "payments")];

/// What one question may read: the files of a view, the ledger's facts, and whose rows.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    manifests: Vec<Arc<Manifest>>,
    files: BTreeMap<&'static str, Vec<TableFile>>,
    facts: Facts,
    scope: Scope,
    /// Views that are there already.
    pub(crate) shared: Shared,
}

impl Tables {
    /// The tables of a view.
    pub(crate) fn of(view: &View, facts: &Facts, scope: &Scope) -> Self {
        let files =
            schema::all().tables.iter().map(|table| (table.name.as_str(), files_of(table, view)));
        Self {
            manifests: view.manifests.clone(),
            files: files.collect(),
            facts: facts.clone(),
            scope: scope.clone(),
            shared: Shared::default(),
        }
    }

    /// All tables, none with a row.
    pub(crate) fn empty() -> Self {
        Self {
            manifests: Vec::new(),
            files: BTreeMap::new(),
            facts: Facts::empty(),
            scope: Scope::City,
            shared: Shared::default(),
        }
    }

    /// The town whose rows alone are there, if it is one.
    pub(crate) fn town(&self) -> Option<&str> {
        match &self.scope {
            Scope::City => None,
            Scope::Town(code) => Some(code),
        }
    }

    /// The same tables with the rows of every town.
    pub(crate) fn whole(&self) -> Self {
        Self { scope: Scope::City, ..self.clone() }
    }

    /// The same tables without any view.
    pub(crate) fn unshared(&self) -> Self {
        Self { shared: Shared::default(), ..self.clone() }
    }

    /// The table of this name, or the view if it is there already; `None` if there is none.
    pub(crate) fn provider(&self, name: &str) -> Option<Result<Arc<dyn TableProvider>>> {
        if let Some(view) = self.shared.provider(name) {
            return Some(Ok(view));
        }
        if let Some(rows) = self.facts.rows(name) {
            return Some(self.in_memory(name, rows));
        }
        if let Some(rows) = status::table(name, &self.manifests) {
            return Some(rows.map_err(Into::into).and_then(|rows| self.in_memory(name, rows)));
        }
        let every = base(name);
        let table = schema::all().table(every.unwrap_or(name))?;
        Some(self.delivered(table, every.is_some()))
    }

    /// The last month before this one of which there are households.
    pub(crate) fn prior_month(&self, month: Month) -> Option<Month> {
        let months = self.files.get("households")?.iter().map(|file| file.month);
        months.filter(|before| *before < month).max()
    }

    /// The names of the tables that any month delivered, if only without rows.
    pub(crate) fn delivered_ever(&self) -> BTreeSet<String> {
        self.manifests.iter().flat_map(|manifest| manifest.tables.keys().cloned()).collect()
    }

    /// The files that the tables of these names are made of.
    pub(crate) fn files<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a TableFile> {
        names.iter().filter_map(|name| self.files.get(base(name).unwrap_or(name))).flatten()
    }

    fn in_memory(&self, name: &str, rows: RecordBatch) -> Result<Arc<dyn TableProvider>> {
        let table = Arc::new(MemTable::try_new(rows.schema(), vec![vec![rows]])?);
        self.scoped(LogicalPlanBuilder::scan(name, provider_as_source(table), None)?)
    }

    fn delivered(&self, table: &TableSpec, all_months: bool) -> Result<Arc<dyn TableProvider>> {
        let files = self.files.get(table.name.as_str()).cloned().unwrap_or_default();
        let latest = files.last().map(|file| file.month);
        let files = match table.nature {
            Nature::Caseload if !all_months => self.of_month(files),
            Nature::State => files.into_iter().filter(|f| Some(f.month) == latest).collect(),
            Nature::Caseload | Nature::Record => files,
        };
        let schema = table.arrow();
        let month = if all_months { MONTH } else { DELIVERED };
        let months = files.iter().map(|file| file.month).collect::<BTreeSet<_>>();
        let parquet = Arc::new(ParquetTable::new(schema, month, files));
        let plan =
            LogicalPlanBuilder::scan(table.name.as_str(), provider_as_source(parquet), None)?;
        self.scoped(match table.nature {
            _ if all_months => plan,
            Nature::Record if table.key.is_empty() => distinct(plan, table)?,
            Nature::Record if months.len() > 1 => latest_of_key(plan, table)?,
            _ => plan.project(columns(table))?,
        })
    }

    /// The files of the snapshot's own month.
    fn of_month(&self, files: Vec<TableFile>) -> Vec<TableFile> {
        let month = self.manifests.last().map(|manifest| manifest.month);
        files.into_iter().filter(|file| Some(file.month) == month).collect()
    }

    /// The relation as this reader may see it.
    fn scoped(&self, plan: LogicalPlanBuilder) -> Result<Arc<dyn TableProvider>> {
        let plan = match &self.scope {
            Scope::Town(town) if has(&plan, TOWN) => plan.filter(ident(TOWN).eq(lit(town)))?,
            Scope::Town(town) if has(&plan, PARENT) => plan.filter(own_units(town))?,
            _ => plan,
        };
        Ok(Arc::new(ViewTable::new(unqualified(plan)?, None)))
    }
}

/// Of the administrative units those of a town: itself, its villages, and what stands above towns.
fn own_units(town: &str) -> Expr {
    let below = TOWN_KINDS.into_iter().chain(VILLAGE_KINDS).map(lit).collect();
    let own = ident("code").eq(lit(town)).or(ident(PARENT).eq(lit(town)));
    own.or(ident("kind").in_list(below, true))
}

/// The files of a table in a view; for a state table, none but those of its latest delivery.
fn files_of(table: &TableSpec, view: &View) -> Vec<TableFile> {
    let files = view.files(&table.name);
    if table.nature != Nature::State {
        return files;
    }
    // A later delivery without rows has no file and empties the table all the same.
    let delivered = view.manifests.iter().rev().find(|m| m.tables.contains_key(&table.name));
    files.into_iter().filter(|file| Some(file.month) == delivered.map(|m| m.month)).collect()
}

/// The table of which `name` shows all months.
fn base(name: &str) -> Option<&'static str> {
    ALL_MONTHS.iter().find(|(all, _)| *all == name).map(|(_, base)| *base)
}

fn has(plan: &LogicalPlanBuilder, column: &str) -> bool {
    plan.schema().has_column_with_unqualified_name(column)
}

fn columns(table: &TableSpec) -> Vec<Expr> {
    table.columns.iter().map(|column| ident(column.column())).collect()
}

/// The rows without the name of the hidden relation they come from.
fn unqualified(plan: LogicalPlanBuilder) -> Result<LogicalPlan> {
    let names: Vec<Expr> =
        plan.schema().columns().into_iter().map(|c| col(c.clone()).alias(c.name)).collect();
    plan.project(names)?.build()
}

/// Every row once; of equal rows the latest day of extraction.
fn distinct(plan: LogicalPlanBuilder, table: &TableSpec) -> Result<LogicalPlanBuilder> {
    let (extracted, known): (Vec<_>, Vec<_>) =
        table.columns.iter().map(|column| column.column()).partition(|name| *name == EXTRACTED);
    let latest = extracted.into_iter().map(|name| max(ident(name)).alias(name));
    plan.aggregate(known.into_iter().map(ident), latest)?.project(columns(table))
}

/// The latest delivery of every key.
fn latest_of_key(plan: LogicalPlanBuilder, table: &TableSpec) -> Result<LogicalPlanBuilder> {
    const PLACE: &str = "place";
    let key = table.key.iter().map(ident).collect();
    let newest = vec![ident(DELIVERED).sort(false, false)];
    let place = row_number().partition_by(key).order_by(newest).build()?.alias(PLACE);
    plan.window([place])?.filter(ident(PLACE).eq(lit(1_u64)))?.project(columns(table))
}
