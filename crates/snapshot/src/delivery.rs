//! A delivery opened: its files, the tables they hold, and what is wrong with them as files.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Fault, Result, Text};

use crate::error::{self, warning};
use crate::layout::{self, Layout, Recognised};
use crate::limits::Limits;
use crate::manifest::ManifestInput;
use crate::parallel;
use crate::rows::Input;
use crate::schema::{self, TableSpec};
use crate::source::{self, Opened, Source};

/// The files of a delivery.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    sources: Vec<Source>,
    parts: Vec<Part>,
    /// What makes it unusable.
    pub problems: Vec<Fault>,
    /// What a person should know.
    pub warnings: Vec<Text>,
}

/// One sheet that is a table.
#[derive(Debug)]
struct Part {
    source: usize,
    sheet: usize,
    layout: Layout,
}

impl Delivery {
    /// Opens and recognises every file of a folder, or of a ZIP of one, which is unpacked into
    /// `scratch`.
    ///
    /// # Errors
    /// The delivery is missing, empty or unreadable as a whole, or the disk fails.
    pub(crate) fn open(path: &Path, scratch: &Path, limits: &Limits) -> Result<Self> {
        let (entries, problems) = source::list(path, scratch, limits)?;
        let mut delivery = Self { problems, ..Self::default() };
        for opened in parallel::map(&entries, |entry| source::open(entry, limits)) {
            match opened? {
                Opened::Source(source) => delivery.sources.push(source),
                Opened::Passed(warning) => delivery.warnings.push(warning),
                Opened::Refused(fault) => delivery.problems.push(fault),
            }
        }
        delivery.recognise();
        delivery.find_copies();
        Ok(delivery)
    }

    fn recognise(&mut self) {
        for (at, source) in self.sources.iter().enumerate() {
            for (number, sheet) in source.sheets.iter().enumerate() {
                let label = match &sheet.name {
                    Some(name) if source.sheets.len() > 1 => format!("{}:{name}", source.file),
                    _ => source.file.clone(),
                };
                match layout::recognise(&label, sheet) {
                    Recognised::Table(layout) => {
                        if !layout.unknown.is_empty() {
                            self.warnings.push(warning::unknown_headings(&label, &layout.unknown));
                        }
                        self.parts.push(Part { source: at, sheet: number, layout: *layout });
                    }
                    Recognised::Stranger(warning) => self.warnings.push(warning),
                    Recognised::Refused(fault) => self.problems.push(fault),
                }
            }
            if source.sheets.is_empty() {
                self.warnings.push(warning::unrecognised(&source.file, &[]));
            }
        }
    }

    /// The same file under two names would count every row twice.
    fn find_copies(&mut self) {
        let mut first: BTreeMap<&str, &Source> = BTreeMap::new();
        for (at, source) in self.sources.iter().enumerate() {
            if !self.parts.iter().any(|part| part.source == at) {
                continue;
            }
            match first.get(source.sha256.as_str()) {
                Some(other) => self.problems.push(error::same_file(&source.file, &other.file)),
                None => {
                    first.insert(&source.sha256, source);
                }
            }
        }
    }

    /// The tables that it holds, in the order of the schema.
    pub(crate) fn tables(&self) -> Vec<&'static TableSpec> {
        let held =
            |table: &&TableSpec| self.parts.iter().any(|p| p.layout.table.name == table.name);
        schema::all().tables.iter().filter(held).collect()
    }

    /// The sheets of a table, in the order of their files.
    pub(crate) fn of_table(&self, table: &str) -> Vec<Input<'_>> {
        let parts = self.parts.iter().filter(|part| part.layout.table.name == table);
        let input = parts.filter_map(|part| {
            let source = self.sources.get(part.source)?;
            let sheet = source.sheets.get(part.sheet)?;
            Some(Input { file: &source.file, sheet, layout: &part.layout })
        });
        input.collect()
    }

    /// Its files as a manifest names them, rows not yet counted: one entry a sheet.
    pub(crate) fn inputs(&self) -> Vec<ManifestInput> {
        let input = self.parts.iter().filter_map(|part| {
            let source = self.sources.get(part.source)?;
            Some(ManifestInput {
                file: source.file.clone(),
                table: part.layout.table.name.clone(),
                sha256: source.sha256.clone(),
                bytes: source.bytes,
                rows: 0,
            })
        });
        input.collect()
    }
}
