//! Runs one registered question on one snapshot for one reader, under limits.
//!
//! A run is deterministic: the same question, snapshot, parameters, norms and scope give the same
//! rows. The clock is never read here; the day asked about arrives with the question.
//!
//! # Flow
//!
//! [`Engine::prepare`] finds the snapshot of the day and the receipt that the answer will have;
//! [`Engine::answer`] runs the question (`run`) on threads of its own
//! (`workers`): a session knows nothing but the tables and views that this question reads
//! (`session`, `tables`), parameters are bound (`params`), the rows collected within [`Limits`] and
//! cast to the five kinds of cells (`cells`).
//!
//! # Invariants
//!
//! - Only one SELECT reaches the planner, and it cannot name a file.
//! - The rows of another town are left out below the view that a question reads, so that no join,
//!   subquery or common table expression can reach them.
//! - Columns that a reader may not see are hidden in the plan, wherever their values came from
//!   (`lineage`); whoever sees no persons gets no rows about one.
//! - Whoever sees no persons learns nothing of small groups (`suppress`).
//! - A result never has more than [`Limits::rows`] rows; it errs, it does not truncate.
//!
//! # Not here
//!
//! Reading definitions (`registry`), publishing snapshots (`snapshot`), drawing (`chart`), who may
//! ask what (`supervise`, `server`).

mod cells;
mod check;
mod engine;
mod error;
mod facts;
mod functions;
mod lineage;
mod params;
mod parquet;
mod reader;
mod run;
mod scan;
mod session;
mod shared;
mod status;
mod suppress;
mod tables;
mod workers;

pub use engine::{Ask, Engine, Limits, Prepared};
pub use facts::Facts;
pub use reader::{Reader, Scope, Sight};
pub use scan::{Push, delivered};
pub use workers::THREADS;
