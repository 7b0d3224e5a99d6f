//! Asking: from a question's name to a result table.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chrono::NaiveDate;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::DataFrame;
use futures::StreamExt;
use model::hash::sha256_hex;
use model::{Fault, Month, Provenance, Result, ResultTable};
use registry::{Kind, Question, Registry};
use snapshot::{Store, TableFile, View};

use crate::facts::Facts;
use crate::functions::Setting;
use crate::session::{self, Session};
use crate::tables::Tables;
use crate::workers::{THREADS, Workers};
use crate::{cells, error, params};

/// What one question may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Wall-clock seconds.
    pub seconds: u64,
    /// Rows of a result.
    pub rows: usize,
    /// Memory of all questions together; what is more goes to `spill_dir`.
    pub memory_bytes: usize,
    /// Where sorts and groupings spill.
    pub spill_dir: PathBuf,
}

/// Whose rows a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole municipality.
    City,
    /// One town, by its code.
    Town(String),
}

impl Scope {
    fn word(&self) -> &str {
        match self {
            Self::City => "city",
            Self::Town(code) => code,
        }
    }
}

/// A question as asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its name.
    pub question: String,
    /// The day asked about; the last day of the latest snapshot if none is given.
    pub as_of: Option<NaiveDate>,
    /// Parameters that differ from their defaults.
    pub params: BTreeMap<String, String>,
    /// Whose rows.
    pub scope: Scope,
}

/// The program in a receipt.
const PROGRAM: &str = concat!("doudi ", env!("CARGO_PKG_VERSION"));

/// Answers registered questions on the snapshots of one store.
#[derive(Debug)]
pub struct Engine {
    registry: Arc<Registry>,
    store: Store,
    limits: Limits,
    /// Why there is no machine is told to whoever asks.
    machine: Result<Machine>,
}

/// What all questions share.
#[derive(Debug)]
struct Machine {
    workers: Workers,
    runtime: Arc<RuntimeEnv>,
}

impl Machine {
    fn start(limits: &Limits) -> Result<Self> {
        let runtime = session::runtime(limits.memory_bytes, &limits.spill_dir)
            .map_err(|why| error::no_start(&why))?;
        Ok(Self { workers: Workers::start()?, runtime })
    }
}

impl Engine {
    /// An engine over a registry and a store. What keeps it from starting is told by [`Self::ask`].
    pub fn new(registry: Arc<Registry>, store: Store, limits: Limits) -> Self {
        let machine = Machine::start(&limits);
        Self { registry, store, limits, machine }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// The caller's: an unknown question or parameter. Data: nothing is loaded for the day, a file
    /// is gone or changed. Limit: time, rows or memory. The author's: what the planner refuses.
    pub async fn ask(&self, ask: &Ask, facts: &Facts) -> Result<ResultTable> {
        let question = self.registry.question(&ask.question)?;
        if question.kind == Kind::View {
            return Err(error::is_view(&question.name));
        }
        let texts = params::complete(question, &ask.params)?;
        let as_of = self.day(ask.as_of)?;
        let view = self.store.view(as_of)?;
        let tables = Tables::of(&view, facts, &ask.scope);
        for file in tables.files(&question.uses) {
            if std::fs::metadata(&file.path).map(|found| found.len()).ok() != Some(file.bytes) {
                return Err(error::missing_file(&file.path));
            }
        }
        let provenance = Provenance {
            query: question.name.clone(),
            query_hash: question.hash.clone(),
            clauses: question.clauses.clone(),
            snapshot: view.id.clone(),
            as_of: as_of.to_string(),
            norms: self.registry.norms().version().to_owned(),
            parameters: texts.clone(),
            scope: ask.scope.word().to_owned(),
            program: PROGRAM.to_owned(),
        };
        let run = self.run(question, texts, tables.clone(), as_of, view.month).await?;
        run.map(|rows| rows.table(provenance)).map_err(|why| match why {
            Stop::Told(fault) => fault,
            Stop::Engine(why) if error::is_data(&why) => {
                broken(&view, &tables, question).unwrap_or_else(|| error::engine(question, &why))
            }
            Stop::Engine(why) => error::engine(question, &why),
        })
    }

    /// Plans and runs every question and view on empty tables, and compares the result with what
    /// the question says of it. A registry that passes has no mistake that data cannot cause.
    ///
    /// # Errors
    /// Every mistake at once, with its file.
    pub async fn check(&self) -> Result<(), Vec<Fault>> {
        let registry = &self.registry;
        let questions = registry
            .views()
            .chain(registry.questions())
            .chain(registry.flags())
            .chain(registry.indicators());
        let mut faults = Vec::new();
        for question in questions {
            faults.extend(self.check_one(question).await.err().into_iter().flatten());
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    async fn check_one(&self, question: &Question) -> Result<(), Vec<Fault>> {
        let defaults = question
            .params
            .iter()
            .map(|(name, param)| (name.clone(), param.default.clone().unwrap_or_default()));
        let (day, month) = (NaiveDate::default(), Month::of(NaiveDate::default()));
        let rows = self
            .run(question, defaults.collect(), Tables::empty(), day, month)
            .await
            .map_err(|fault| vec![fault])?
            .map_err(|why| match why {
                Stop::Told(fault) => vec![fault],
                Stop::Engine(why) => vec![error::engine(question, &why)],
            })?;
        let missing = promised(question)
            .into_iter()
            .filter(|(column, _)| rows.schema.column_with_name(column).is_none());
        let faults: Vec<Fault> =
            missing.map(|(column, why)| error::missing_column(question, column, why)).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Runs a question on the engine's threads; the outer error is that there was no end to it.
    ///
    /// When memory runs short, DataFusion 55 computes the left side of a nested-loop join again, and
    /// breaks down if that side was spread over partitions. Such a run is repeated on one.
    async fn run(
        &self,
        question: &Question,
        params: BTreeMap<String, String>,
        tables: Tables,
        as_of: NaiveDate,
        month: Month,
    ) -> Result<Result<Rows, Stop>> {
        let machine = self.machine.as_ref().map_err(Clone::clone)?;
        let job = Arc::new(Job {
            question: question.clone(),
            params,
            tables,
            as_of,
            month,
            registry: Arc::clone(&self.registry),
            limits: self.limits.clone(),
        });
        let attempts = async {
            for partitions in [THREADS, 1] {
                let work = Arc::clone(&job).run(Arc::clone(&machine.runtime), partitions);
                if let Some(result) = machine.workers.run(work).await {
                    return Ok(result);
                }
            }
            Err(error::interrupted(question))
        };
        let seconds = self.limits.seconds;
        let result = machine.workers.within(Duration::from_secs(seconds), attempts).await;
        result.unwrap_or_else(|| Err(error::too_slow(question, seconds)))
    }

    /// The day asked about, or the last one of the latest snapshot.
    fn day(&self, asked: Option<NaiveDate>) -> Result<NaiveDate> {
        if let Some(day) = asked {
            return Ok(day);
        }
        let manifests = self.store.manifests()?;
        let latest = manifests.last().ok_or_else(error::nothing_loaded)?;
        Ok(latest.month.last_day())
    }
}

/// The columns that a question promises, each with the reason in both languages.
fn promised(question: &Question) -> Vec<(&str, (&'static str, &'static str))> {
    let chart = question.chart.iter().flat_map(|chart| chart.columns());
    let mut columns: Vec<_> = chart.map(|name| (name, ("图表需要它", "the chart"))).collect();
    let by_kind: &[&str] = match question.kind {
        Kind::Flag => {
            &["town_code", "household_key", "person_key", "strength", "due_yuan", "evidence"]
        }
        Kind::Indicator => &["town_code", "numerator_count", "denominator_count"],
        Kind::Question | Kind::View => &[],
    };
    let why = ("这类问题都要有它", "a question of this kind");
    columns.extend(by_kind.iter().map(|name| (*name, why)));
    columns
}

/// Of the files a question reads, one that is not what the manifest says.
fn broken(view: &View, tables: &Tables, question: &Question) -> Option<Fault> {
    let told = |file: &TableFile| {
        let manifests = view.manifests.iter().filter(|manifest| manifest.month == file.month);
        let files = manifests.flat_map(|m| m.tables.values()).flat_map(|table| &table.files);
        files.into_iter().find(|told| file.path.ends_with(&told.path))
    };
    let changed = tables.files(&question.uses).find(|file| {
        let bytes = std::fs::read(&file.path).unwrap_or_default();
        told(file).is_none_or(|told| told.sha256 != sha256_hex(&bytes))
    });
    changed.map(|file| error::broken_file(&file.path))
}

/// Why a run ended without rows.
enum Stop {
    Told(Fault),
    Engine(DataFusionError),
}

impl From<DataFusionError> for Stop {
    fn from(why: DataFusionError) -> Self {
        Self::Engine(why)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Told(fault)
    }
}

/// One run of one question.
struct Job {
    question: Question,
    params: BTreeMap<String, String>,
    tables: Tables,
    as_of: NaiveDate,
    month: Month,
    registry: Arc<Registry>,
    limits: Limits,
}

/// The rows of a run, cast to the five kinds of cells.
struct Rows {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Rows {
    fn table(self, provenance: Provenance) -> ResultTable {
        ResultTable { schema: self.schema, batches: self.batches, provenance }
    }
}

impl Job {
    async fn run(
        self: Arc<Self>,
        runtime: Arc<RuntimeEnv>,
        partitions: usize,
    ) -> Result<Rows, Stop> {
        let session = Session::new(runtime, self.tables.clone(), partitions);
        let own_days = session.calendar().await?;
        let setting = Arc::new(Setting {
            as_of: self.as_of,
            month: self.month,
            registry: Arc::clone(&self.registry),
            calendar: self.registry.holidays().clone().with(own_days),
        });
        session.prepare(&self.question, &setting).await?;
        let bound = params::bind(&self.question, &self.params);
        let plan = session.plan(&self.question, bound).await?;
        self.collect(plan).await
    }

    async fn collect(&self, plan: DataFrame) -> Result<Rows, Stop> {
        let mut stream = plan.execute_stream().await?;
        let schema = cells::schema(&self.question, &stream.schema())?;
        let (mut batches, mut rows) = (Vec::new(), 0);
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            rows += batch.num_rows();
            if rows > self.limits.rows {
                return Err(error::too_many_rows(&self.question, self.limits.rows).into());
            }
            batches.push(cells::cast(&self.question, &batch, &schema)?);
        }
        Ok(Rows { schema, batches })
    }
}
