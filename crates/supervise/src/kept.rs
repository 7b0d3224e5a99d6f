//! Kept results: every answer as one Arrow file, named by everything that it follows from.
//!
//! # Invariants
//!
//! - The name is the hash of the whole provenance, the reader's scope included: what is found under
//!   it is what asking again would give, and no reader finds the rows of another.
//! - A file is written whole or not at all, and never changed.
//! - Nothing depends on a file being there: what is missing or unreadable is computed again.
//!
//! # Not here
//!
//! Who may look, and the audit log of looks: asking a kept answer is a look like any other (`ask`).

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use arrow::error::ArrowError;
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;
use model::{Provenance, Result, ResultTable};

use crate::files;

/// The folder of kept results in a home.
pub(crate) const FOLDER: &str = "results";

/// The answer that was kept for this provenance.
pub(crate) fn find(home: &Path, provenance: &Provenance) -> Option<ResultTable> {
    let file = BufReader::new(File::open(path(home, provenance)).ok()?);
    let reader = FileReader::try_new(file, None).ok()?;
    let schema = reader.schema();
    let batches = reader.collect::<std::result::Result<_, _>>().ok()?;
    Some(ResultTable::new(schema, batches, provenance.clone()))
}

/// Keeps an answer.
///
/// # Errors
/// The disk refuses.
pub(crate) fn keep(home: &Path, table: &ResultTable) -> Result<()> {
    let path = path(home, &table.provenance);
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    let bytes = bytes(table).map_err(|why| crate::error::no_table(&why))?;
    files::write(&path, &bytes)
}

fn bytes(table: &ResultTable) -> Result<Vec<u8>, ArrowError> {
    let mut writer = FileWriter::try_new(Vec::new(), &table.schema)?;
    for batch in &table.batches {
        writer.write(batch)?;
    }
    writer.into_inner()
}

/// Results of one snapshot stand together, so that they can go with it.
fn path(home: &Path, provenance: &Provenance) -> PathBuf {
    let file = format!("{}-{}.arrow", provenance.query, provenance.fingerprint());
    home.join(FOLDER).join(&provenance.snapshot).join(file)
}
