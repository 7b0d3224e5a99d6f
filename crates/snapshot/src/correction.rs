//! Rows that a clerk corrected in the workbook of the quarantine and sent back with the delivery.
//!
//! A corrected row says which row it came from and which cell stopped that row. It takes that row's
//! place, wherever the row stands in the delivery, as long as the cell there still says the same;
//! otherwise the file has changed meanwhile, and both are read as they are. A file is first looked for
//! in the folder of the workbook, so that a township's files can be put below others with it.
//!
//! # Not here
//!
//! Writing the workbook (`report`).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use model::Result;

use crate::layout::Layout;
use crate::quarantine::stopping_cell;
use crate::rows::Input;
use crate::source::{Row, RowRef};
use crate::words::squeeze;

/// The headings by which the workbook of the quarantine leads back to the rows it came from.
pub const CORRECTION_HEADINGS: [&str; 7] = [
    "隔离原因",
    "隔离原因（英文）",
    "隔离列",
    "隔离原文",
    "隔离来源文件",
    "隔离来源工作表",
    "隔离来源行",
];

/// Where a corrected row says what it came from: column, text, file, sheet, row.
pub(crate) type Slots = [usize; 5];

/// The columns of a sheet that are ours, if it is a workbook of the quarantine.
pub(crate) fn slots(row: &Row) -> Option<Slots> {
    let at = |heading: &str| row.cells.iter().position(|cell| is_same(&cell.text, heading));
    let [_, _, ours @ ..] = CORRECTION_HEADINGS;
    let found: Vec<usize> = ours.iter().filter_map(|heading| at(heading)).collect();
    Slots::try_from(found).ok()
}

/// Whether a heading is one of ours.
pub(crate) fn is_ours(heading: &str) -> bool {
    CORRECTION_HEADINGS.iter().any(|ours| is_same(ours, heading))
}

fn is_same(one: &str, other: &str) -> bool {
    squeeze(one) == squeeze(other)
}

/// File, sheet and row.
type Key = (String, String, u64);

/// The rows of a table whose place corrected rows take, each with the column and the text of the
/// cell that stopped it.
#[derive(Debug, Default)]
pub(crate) struct Replaced {
    stopped: BTreeMap<Key, (String, String)>,
    /// Rows whose place was taken so far.
    taken: AtomicU64,
}

impl Replaced {
    /// Reads what the corrected rows of these sheets came from.
    ///
    /// # Errors
    /// A sheet cannot be read.
    pub(crate) fn of(inputs: &[Input<'_>]) -> Result<Self> {
        let mut replaced = BTreeMap::new();
        for input in inputs {
            let Some(slots) = input.layout.correction else { continue };
            let (mut rows, mut row) = (input.sheet.rows()?, Row::default());
            while rows.next_into(&mut row)? {
                let text = |at: usize| row.cells.get(at).map_or("", |cell| cell.text.trim());
                let [column, said, file, sheet, number] = slots.map(text);
                if let Ok(number) = number.parse() {
                    let key = (named(input.file, file, inputs), sheet.to_owned(), number);
                    replaced.insert(key, (column.to_owned(), said.to_owned()));
                }
            }
        }
        Ok(Self { stopped: replaced, taken: AtomicU64::new(0) })
    }

    /// Whether a corrected row takes the place of this one; each that one takes is counted.
    pub(crate) fn holds(&self, input: &Input<'_>, row: RowRef<'_>) -> bool {
        if self.stopped.is_empty() {
            return false;
        }
        let sheet = input.sheet.name.clone().unwrap_or_default();
        let found = self.stopped.get(&(input.file.to_owned(), sheet, row.number));
        let is_taken = found.is_some_and(|(column, said)| {
            is_same(stopping_cell(input.layout, row, position(input.layout, column)), said)
        });
        self.taken.fetch_add(u64::from(is_taken), Ordering::Relaxed);
        is_taken
    }

    /// Rows whose place was taken.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

/// The file that a workbook names: the one beside it, else the one of the whole delivery.
fn named(workbook: &str, file: &str, inputs: &[Input<'_>]) -> String {
    let folder = workbook.rfind('/').and_then(|at| workbook.get(..=at)).unwrap_or_default();
    let beside = format!("{folder}{file}");
    if inputs.iter().any(|input| input.file == beside) { beside } else { file.to_owned() }
}

/// The column of this heading; behind the last one where none is told.
fn position(layout: &Layout, heading: &str) -> usize {
    let columns = &layout.table.columns;
    columns.iter().position(|column| column.shown() == heading).unwrap_or(columns.len())
}
