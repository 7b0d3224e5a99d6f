//! One run of one question: from tables and parameters to rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chrono::NaiveDate;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::DataFrame;
use futures::StreamExt;
use model::{Blame, Fault, Month, Provenance, Result, ResultTable};
use registry::{Question, Registry};

use crate::functions::Setting;
use crate::reader::Sight;
use crate::session::Session;
use crate::suppress::{self, Control};
use crate::tables::Tables;
use crate::{cells, error, lineage, params};

/// Why a run ended without rows.
pub(crate) enum Stop {
    /// What we say ourselves.
    Told(Fault),
    /// What the planner or the run says.
    Engine(DataFusionError),
}

impl Stop {
    /// Whether it may have been for lack of memory. Operators that find none do not always say so:
    /// some break down, or find their own state impossible.
    pub(crate) fn may_lack_memory(&self) -> bool {
        match self {
            Self::Told(fault) => fault.blame == Blame::Bug,
            Self::Engine(why) => matches!(error::blame(why), Blame::Limit | Blame::Bug),
        }
    }

    /// The fault of a question.
    pub(crate) fn fault(self, question: &Question) -> Fault {
        match self {
            Self::Told(fault) => fault,
            Self::Engine(why) => error::engine(question, &why),
        }
    }
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
#[derive(Clone)]
pub(crate) struct Job {
    pub question: Question,
    /// All parameters as checked texts.
    pub params: BTreeMap<String, String>,
    pub tables: Tables,
    /// Which columns the reader sees.
    pub sight: Sight,
    pub as_of: NaiveDate,
    /// The month of the snapshot.
    pub month: Month,
    pub registry: Arc<Registry>,
}

/// The rows of a run, cast to the five kinds of cells.
pub(crate) struct Rows {
    pub schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Rows {
    /// The rows as somebody may see them who sees no persons.
    pub(crate) fn protected(
        self,
        base: Option<&Self>,
        question: &Question,
        control: Control,
    ) -> Result<Self> {
        let base = base.map(|base| (&base.schema, base.batches.as_slice()));
        let own = (&self.schema, self.batches.as_slice());
        let batch = suppress::protect(own, base, &question.disclose, control)
            .map_err(|why| error::no_cast(question, "*", &why))?;
        Ok(Self { schema: batch.schema(), batches: vec![batch] })
    }

    /// The rows with the receipt of where they come from.
    pub(crate) fn table(self, provenance: Provenance) -> ResultTable {
        ResultTable::new(self.schema, self.batches, provenance)
    }
}

impl Job {
    /// The same without any filter, if it has some that a reader who sees no persons could compare;
    /// what is chosen stays.
    pub(crate) fn unfiltered(&self) -> Option<Self> {
        let defaults = self.question.params.iter().map(|(name, param)| {
            let own = || self.params.get(name).cloned().unwrap_or_default();
            let default = param.default.clone().filter(|_| param.choices.is_none());
            (name.clone(), default.unwrap_or_else(own))
        });
        let defaults: BTreeMap<String, String> = defaults.collect();
        (defaults != self.params).then(|| Self { params: defaults, ..self.clone() })
    }

    /// Plans and collects; more than `rows_max` rows are an error.
    pub(crate) async fn run(
        self: Arc<Self>,
        runtime: Arc<RuntimeEnv>,
        partitions: usize,
        rows_max: usize,
    ) -> Result<Rows, Stop> {
        let plan = self.plan(Arc::clone(&runtime), partitions).await?;
        let hidden = match self.sight == Sight::ALL || self.tables.shared.is_empty() {
            true => lineage::hidden(&plan, self.sight),
            false => self.unshared().hidden(runtime).await?,
        };
        let hidden = hidden.ok_or_else(|| error::names_persons(&self.question))?;
        self.collect(lineage::masked(plan, &hidden)?, rows_max).await
    }

    /// The same with every view computed by itself: a shared one is a table, which does not tell what
    /// its columns were computed from.
    fn unshared(&self) -> Arc<Self> {
        Arc::new(Self { tables: self.tables.unshared(), ..self.clone() })
    }

    /// Which columns are hidden; `None` if the whole answer is refused.
    pub(crate) async fn hidden(
        self: Arc<Self>,
        runtime: Arc<RuntimeEnv>,
    ) -> Result<Option<Vec<String>>, Stop> {
        let plan = self.plan(runtime, 1).await?;
        Ok(lineage::hidden(&plan, self.sight))
    }

    /// The question, planned in a session that knows what it reads.
    pub(crate) async fn plan(
        &self,
        runtime: Arc<RuntimeEnv>,
        partitions: usize,
    ) -> Result<DataFrame, Stop> {
        let session = Session::new(runtime, self.tables.clone(), partitions);
        let own_days = session.calendar().await?;
        let setting = Arc::new(Setting {
            as_of: self.as_of,
            month: self.month,
            prior: self.tables.prior_month(self.month),
            delivered: self.tables.delivered_ever(),
            registry: Arc::clone(&self.registry),
            calendar: self.registry.holidays().clone().with(own_days),
        });
        session.prepare(&self.question, &setting).await?;
        let bound = params::bind(&self.question, &self.params);
        Ok(session.plan(&self.question, &setting, bound).await?)
    }

    async fn collect(&self, plan: DataFrame, rows_max: usize) -> Result<Rows, Stop> {
        let mut stream = plan.execute_stream().await?;
        let schema = cells::schema(&self.question, &stream.schema())?;
        let (mut batches, mut rows) = (Vec::new(), 0);
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            rows += batch.num_rows();
            if rows > rows_max {
                return Err(error::too_many_rows(&self.question, rows_max).into());
            }
            batches.push(cells::cast(&self.question, &batch, &schema)?);
        }
        Ok(Rows { schema, batches })
    }
}
