//! Reads the definitions (questions, dashboards, circulars, norms, words) and cross-checks them into one
//! immutable [`Registry`].
//!
//! # Invariants
//!
//! - A registry that was read names only clauses, parameters, norms and questions that exist.
//! - All mistakes are told at once, each with its file and line, and nothing is half loaded.
//!
//! # Not here
//!
//! Running a question and whether its tables and columns exist (`engine`), the schedule's clock
//! (`schedule`), case data.

mod analysis;
mod check;
mod circular;
mod dashboard;
mod error;
mod files;
mod header;
mod jurisdiction;
mod norms;
mod question;
mod registry;
mod rule;
mod scan;
mod words;

pub use analysis::{Analysis, BY, Choices, MEASURES, Measure, listed};
pub use circular::{Circular, CircularAnswers, Part, SCORE};
pub use dashboard::{Dashboard, Panel, PanelView};
pub use files::{DefinitionFile, overlay, shipped};
pub use jurisdiction::Jurisdiction;
pub use norms::ten_thousandths;
pub use question::{
    Better, ChartKind, ChartSpec, Disclose, FlagSpec, IndicatorSpec, Kind, Param, ParamType,
    Question, Reason,
};
pub use registry::Registry;
pub use words::{Cause, Clause};
