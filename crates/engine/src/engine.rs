//! Asking: from a question's name to a result table.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use datafusion::execution::runtime_env::RuntimeEnv;
use model::norm::SCALE;
use model::{Fault, Provenance, Result, ResultTable, Value};
use registry::{Disclose, Kind, Question, Registry};
use snapshot::{AsOf, Store};

use tokio::sync::Semaphore;

use crate::facts::Facts;
use crate::reader::Reader;
use crate::run::{Job, Rows, Stop};
use crate::session::{self, CALENDAR};
use crate::suppress::{self, Control};
use crate::tables::Tables;
use crate::workers::{THREADS, Workers};
use crate::{error, params};

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

/// A question as asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its name.
    pub question: String,
    /// The day asked about, the last one of the snapshot if none is given, and which loads count.
    pub as_of: AsOf,
    /// Parameters that differ from their defaults.
    pub params: BTreeMap<String, String>,
    /// Who reads.
    pub reader: Reader,
}

/// A question with everything that its answer follows from.
pub struct Prepared {
    receipt: Provenance,
    pub(crate) job: Job,
}

impl Prepared {
    /// Where the answer will come from.
    pub const fn receipt(&self) -> &Provenance {
        &self.receipt
    }
}

/// The program in a receipt, with a mark of the sources that answers depend on: one that computes
/// otherwise must not be taken for it.
const PROGRAM: &str = concat!("doudi ", env!("CARGO_PKG_VERSION"), "+", env!("DOUDI_SOURCES"));

/// Answers registered questions on the snapshots of one store.
#[derive(Debug)]
pub struct Engine {
    pub(crate) registry: Arc<Registry>,
    store: Store,
    limits: Limits,
    /// Why there is no machine is told to whoever asks.
    machine: Result<Machine>,
}

/// What all questions share.
#[derive(Debug)]
pub(crate) struct Machine {
    pub workers: Workers,
    pub runtime: Arc<RuntimeEnv>,
    /// As many questions run at a time as there are threads: more would be no faster, and each would
    /// have less memory.
    turns: Semaphore,
}

impl Machine {
    fn start(limits: &Limits, store: &Store) -> Result<Self> {
        let runtime = session::runtime(limits.memory_bytes, &limits.spill_dir)
            .map_err(|why| error::no_start(&why))?;
        if let Some((place, objects)) = store.bucket() {
            runtime.register_object_store(&place, objects);
        }
        Ok(Self { workers: Workers::start()?, runtime, turns: Semaphore::new(THREADS) })
    }
}

impl Engine {
    /// An engine over a registry and a store. What keeps it from starting is told by [`Self::ask`].
    pub fn new(registry: Arc<Registry>, store: Store, limits: Limits) -> Self {
        let machine = Machine::start(&limits, &store);
        Self { registry, store, limits, machine }
    }

    /// What all questions share.
    pub(crate) fn machine(&self) -> Result<&Machine> {
        self.machine.as_ref().map_err(Clone::clone)
    }

    /// What one question may take, in wall-clock seconds.
    pub(crate) const fn seconds(&self) -> u64 {
        self.limits.seconds
    }

    /// The same as a time.
    pub(crate) const fn time(&self) -> Duration {
        Duration::from_secs(self.limits.seconds)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// As [`Self::prepare`] and [`Self::answer`].
    pub async fn ask(&self, ask: &Ask, facts: &Facts) -> Result<ResultTable> {
        self.answer(self.prepare(ask, facts)?).await
    }

    /// Finds what a question would be answered from, without running it.
    ///
    /// # Errors
    /// The caller's: an unknown question or parameter; rows of persons for a reader who sees none.
    /// Data: nothing is loaded for the day.
    pub fn prepare(&self, ask: &Ask, facts: &Facts) -> Result<Prepared> {
        let question = self.registry.question(&ask.question)?;
        if question.kind == Kind::View {
            return Err(error::is_view(&question.name));
        }
        if question.names_persons() && !ask.reader.sight.persons {
            return Err(error::names_persons(question));
        }
        let params = params::complete(question, &ask.params)?;
        let view = self.store.view_at(&ask.as_of)?;
        let as_of = ask.as_of.day.unwrap_or_else(|| view.month.last_day());
        let receipt = Provenance {
            query: question.name.clone(),
            query_hash: question.hash.clone(),
            clauses: question.clauses.clone(),
            snapshot: view.id.clone(),
            facts: facts.hash(&reads(question))?,
            as_of: as_of.to_string(),
            norms: self.registry.norms().version().to_owned(),
            parameters: params.clone(),
            scope: ask.reader.word(),
            program: PROGRAM.to_owned(),
            rows: String::new(),
        };
        let job = Job {
            question: asked(question, &params),
            params,
            tables: Tables::of(&view, facts, &ask.reader.rows),
            sight: ask.reader.sight,
            as_of,
            month: view.month,
            registry: Arc::clone(&self.registry),
        };
        Ok(Prepared { receipt, job })
    }

    /// Answers a prepared question.
    ///
    /// # Errors
    /// Data: a file is gone or changed. Limit: time, rows or memory. The author's: what the
    /// planner refuses.
    pub async fn answer(&self, prepared: Prepared) -> Result<ResultTable> {
        let Prepared { receipt, job } = prepared;
        let (question, tables) = (job.question.clone(), job.tables.clone());
        if let Some(file) = tables.files(&reads(&question)).find(|file| file.is_lost()) {
            return Err(error::missing_file(&file.shown()));
        }
        // Boxed: whoever asks would carry the state of a whole run with them.
        let rows = Box::pin(self.seen(job)).await.map_err(|why| match why {
            Stop::Engine(why) if error::is_data(&why) => {
                broken(&tables, &question).unwrap_or_else(|| error::engine(&question, &why))
            }
            why => why.fault(&question),
        })?;
        Ok(rows.table(receipt))
    }

    /// The rows as the reader may see them.
    async fn seen(&self, job: Job) -> Result<Rows, Stop> {
        if job.sight.persons {
            return self.run(job).await;
        }
        let (control, question) = (self.control(job.as_of)?, job.question.clone());
        let base = match job.unfiltered() {
            Some(base) => Some(self.run(base).await?),
            None => None,
        };
        Ok(self.run(job).await?.protected(base.as_ref(), &question, control)?)
    }

    /// A table that was put together from answers, as the reader may see it.
    ///
    /// # Errors
    /// A norm is missing.
    pub fn protected(
        &self,
        table: ResultTable,
        disclose: &Disclose,
        reader: &Reader,
        day: NaiveDate,
    ) -> Result<ResultTable> {
        if reader.sight.persons {
            return Ok(table);
        }
        let rows = (&table.schema, table.batches.as_slice());
        let batch = suppress::protect(rows, None, disclose, self.control(day)?)
            .map_err(|why| error::no_rows(&table.provenance.query, &why))?;
        Ok(ResultTable::new(batch.schema(), vec![batch], table.provenance))
    }

    /// A count as the reader may see it; `None` if it is too small.
    ///
    /// # Errors
    /// A norm is missing.
    pub fn shown_count(&self, count: i64, reader: &Reader, day: NaiveDate) -> Result<Option<i64>> {
        match reader.sight.persons {
            true => Ok(Some(count)),
            false => Ok(self.control(day)?.shown(count)),
        }
    }

    /// What protects small groups on a day.
    fn control(&self, day: NaiveDate) -> Result<Control> {
        let number = |name: &str| match self.registry.norms().on(name, day).map(|norm| &norm.value)
        {
            Some(Value::Number(number)) => Ok(number / SCALE),
            _ => Err(error::no_norm(name, day)),
        };
        Ok(Control { small: number("small_cell")?, round_to: number("count_rounding")? })
    }

    /// Runs a job on the engine's threads; what may have lacked memory beside another is run once
    /// more alone.
    pub(crate) async fn run(&self, job: Job) -> Result<Rows, Stop> {
        let machine = self.machine()?;
        let job = Arc::new(job);
        // Nobody closes the turns; time is counted from the turn on.
        let turn = machine.turns.acquire().await;
        let result = self.attempt(machine, &job).await;
        drop(turn);
        match result {
            Err(why) if why.may_lack_memory() => {
                let _all_turns = machine.turns.acquire_many(THREADS as u32).await;
                self.attempt(machine, &job).await
            }
            result => result,
        }
    }

    /// When memory runs short, DataFusion 55 computes the left side of a nested-loop join again, and
    /// breaks down if that side was spread over partitions. Such a run is repeated on one.
    async fn attempt(&self, machine: &Machine, job: &Arc<Job>) -> Result<Rows, Stop> {
        let attempts = async {
            for partitions in [THREADS, 1] {
                let runtime = Arc::clone(&machine.runtime);
                let work = Arc::clone(job).run(runtime, partitions, self.limits.rows);
                match machine.workers.run(work).await {
                    Some(Err(Stop::Engine(why))) if error::broke_down(&why) => {}
                    Some(result) => return result,
                    None => {}
                }
            }
            Err(error::interrupted(&job.question).into())
        };
        let result = machine.workers.within(self.time(), attempts).await;
        result.unwrap_or_else(|| Err(error::too_slow(&job.question, self.limits.seconds).into()))
    }
}

/// The question with the SQL that these parameters choose.
pub(crate) fn asked(question: &Question, params: &BTreeMap<String, String>) -> Question {
    Question { sql: question.asked(params).into_owned(), ..question.clone() }
}

/// What a run reads: what the question uses, and the calendar for the working days.
fn reads(question: &Question) -> Vec<&str> {
    question.uses.iter().map(String::as_str).chain([CALENDAR]).collect()
}

/// Of the files a question reads, one that is not what the manifest says, or cannot be read.
fn broken(tables: &Tables, question: &Question) -> Option<Fault> {
    tables.files(&reads(question)).find_map(|file| match file.is_as_published() {
        Ok(true) => None,
        Ok(false) => Some(error::broken_file(&file.shown())),
        Err(fault) => Some(fault),
    })
}
