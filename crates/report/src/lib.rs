//! Turns results into the files that offices use: CSV, workbooks, the monthly statistics form,
//! visit lists and the public list, circulars, JSON and Parquet; and tables of a snapshot into files for other programs.
//!
//! # Invariants
//!
//! - The same result gives the same bytes: no clock, no user name, no machine in a file.
//! - Every file says which snapshot it comes from and carries its receipt; of the files of an export
//!   the manifest beside them does.
//!
//! # Not here
//!
//! How a number was computed (`engine`), and who may have the file (`server`, `app`).

mod book;
mod circular;
mod csv;
mod error;
mod glossary;
mod json;
mod markup;
mod parquet;
mod public_list;
mod quarantine;
mod statistics;
mod table_file;
mod visits;
mod workbook;

pub use circular::{Block, FONTS, Paper, Rows, Stamp, circular_docx, circular_pdf};
pub use csv::{csv, csv_gb18030, csv_plain};
pub use glossary::{Glossary, Towns};
pub use json::json;
pub use parquet::parquet;
pub use public_list::public_list;
pub use quarantine::quarantine;
pub use statistics::{STATISTICS_QUESTION, statistics_table};
pub use table_file::{FileForm, TableFile, Written};
pub use visits::visit_list;
pub use workbook::{Sheet, workbook};

use model::{Lang, Result, ResultTable};
use registry::Registry;

/// The workbook of one result: its office form where it has one, a plain sheet with notes
/// otherwise.
///
/// # Errors
/// `Limit` when the result has more rows than a sheet can hold.
pub fn workbook_for(registry: &Registry, table: &ResultTable, lang: Lang) -> Result<Vec<u8>> {
    let words = Glossary { registry, lang };
    match table.provenance.query == STATISTICS_QUESTION {
        true => statistics_table(&words, table),
        false => workbook(&words, &[Sheet::from(table)]),
    }
}

#[cfg(test)]
mod tests;
