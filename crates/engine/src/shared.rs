//! Views that several questions of one asking read, computed once for all of them.
//!
//! # Invariants
//!
//! - A shared view holds what its SQL gives for the same snapshot, day, facts and reader, so that
//!   answers are the same with it and without.
//! - It counts against the memory of all questions, and is let go when the last question that was
//!   prepared with it has ended. What does not fit, or fails, is not shared: the question that
//!   needs it says why it cannot be answered.
//! - It is for readers who see the rows of all towns. Which columns an answer may show is told by a
//!   plan without it, for here a column no longer tells what it was computed from (`lineage`).
//!
//! # Not here
//!
//! Which views are worth it: their header says `shared = true`. Answers that are kept (`supervise`).

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::catalog::{MemTable, TableProvider};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::runtime_env::RuntimeEnv;
use futures::StreamExt;
use registry::{Question, Registry};

use crate::engine::{Engine, Prepared};
use crate::run::{Job, Stop};
use crate::workers::THREADS;

/// The views, with the memory that they hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    views: BTreeMap<String, Arc<Rows>>,
}

#[derive(Debug)]
struct Rows {
    table: Arc<MemTable>,
    _held: MemoryReservation,
}

impl Shared {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    /// The view of this name, if it is among them.
    pub(crate) fn provider(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        Some(Arc::clone(&self.views.get(name)?.table) as Arc<dyn TableProvider>)
    }
}

impl Engine {
    /// Computes what several of these questions read, so that each finds it there, and tells which
    /// views these are. The questions are of one asking: one snapshot, one day, one reader, the same
    /// facts.
    pub async fn share(&self, prepared: &mut [&mut Prepared]) -> Vec<String> {
        let Some(first) = prepared.first().map(|one| one.job.clone()) else { return Vec::new() };
        let Ok(machine) = self.machine() else { return Vec::new() };
        if first.tables.town().is_some() {
            return Vec::new();
        }
        let mut tables = first.tables.clone();
        for view in wanted(&self.registry, prepared) {
            let job = Job {
                question: view.clone(),
                params: BTreeMap::new(),
                tables: tables.clone(),
                ..first.clone()
            };
            let work = rows(job, Arc::clone(&machine.runtime));
            let rows = machine.workers.within(self.time(), machine.workers.run(work)).await;
            if let Some(Some(Ok(rows))) = rows {
                tables.shared.views.insert(view.name.clone(), Arc::new(rows));
            }
        }
        for one in prepared {
            one.job.tables.shared = tables.shared.clone();
        }
        tables.shared.views.into_keys().collect()
    }
}

/// The shared views that more than one question reads, each after what it reads itself.
fn wanted<'a>(registry: &'a Registry, prepared: &[&mut Prepared]) -> Vec<&'a Question> {
    let readers = |view: &Question| {
        prepared.iter().filter(|one| one.job.question.uses.contains(&view.name)).count()
    };
    let mut views: Vec<&Question> =
        registry.views().filter(|view| view.shared && readers(view) > 1).collect();
    views.sort_by_key(|view| (view.uses.len(), &view.name));
    views
}

/// All rows of a view, while memory lasts.
async fn rows(job: Job, runtime: Arc<RuntimeEnv>) -> Result<Rows, Stop> {
    let held = MemoryConsumer::new(job.question.name.clone()).register(&runtime.memory_pool);
    let mut stream = job.plan(runtime, THREADS).await?.execute_stream().await?;
    let mut parts = vec![Vec::new(); THREADS];
    let mut places = (0..THREADS).cycle();
    while let (Some(batch), Some(place)) = (stream.next().await, places.next()) {
        let batch = batch?;
        held.try_grow(batch.get_array_memory_size())?;
        parts.get_mut(place).into_iter().for_each(|part| part.push(batch.clone()));
    }
    let table = Arc::new(MemTable::try_new(stream.schema(), parts)?);
    Ok(Rows { table, _held: held })
}
