//! Which table a sheet is, and which of its columns is which.
//!
//! A sheet is recognised by its headings: the first rows are searched for one that holds every
//! needed heading of a table; of several tables the one with most headings found wins.
//!
//! # Invariants
//!
//! - No column of a layout is meant by two headings.
//! - A programme that no cell tells is told by the title, the sheet's name or the file's name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use model::{Fault, Text};

use crate::cell::{self, Cell, CellRef};
use crate::correction;
use crate::error::{self, warning};
use crate::schema::{self, ColumnType, Need, TableSpec};
use crate::source::{Row, Sheet};
use crate::words::{Heading, is_blank, squeeze};

/// Rows searched for the headings.
const TOP_ROWS: usize = 30;

/// Where the columns of a table stand in a sheet.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The table.
    pub table: &'static TableSpec,
    /// Row of the headings; data follow.
    pub heading_row: u64,
    /// For every column of the table, where it stands.
    pub columns: Vec<Option<Slot>>,
    /// Number of columns up to the last heading.
    pub width: usize,
    /// The programme that title, sheet or file name tell.
    pub programme: Option<&'static str>,
    /// The day of extraction that a note above the headings tells.
    pub extracted_on: Option<NaiveDate>,
    /// Headings that mean nothing here.
    pub unknown: Vec<String>,
    /// Where a workbook of the quarantine says what its rows came from.
    pub correction: Option<correction::Slots>,
}

/// A column of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Its position.
    pub at: usize,
    /// Whether its numbers are in 万元.
    pub in_ten_thousands: bool,
}

/// What a sheet turned out to be.
#[derive(Debug)]
pub(crate) enum Recognised {
    /// A table.
    Table(Box<Layout>),
    /// No table of ours; its headings are told.
    Stranger(Text),
    /// A table of ours that cannot be read.
    Refused(Fault),
}

/// Recognises a sheet of the file `file`.
pub(crate) fn recognise(file: &str, sheet: &Sheet) -> Recognised {
    let rows = match top_rows(sheet) {
        Ok(rows) => rows,
        Err(fault) => return Recognised::Refused(fault),
    };
    let single = rows.iter().cloned().enumerate();
    let double = rows.windows(2).enumerate().filter_map(|(at, pair)| Some((at + 1, over(pair)?)));
    let tops: Vec<(usize, Row)> = single.chain(double).collect();
    let best = tops
        .iter()
        .flat_map(|(at, row)| candidates(row).map(move |found| (*at, row, found)))
        .filter(|(_, _, found)| found.missing.is_empty())
        // Of equals one row before two, then the earliest row, then the earliest table.
        .rev_max_by_key(|(_, _, found)| found.matched);
    let Some((at, row, found)) = best else { return unrecognised(file, &rows) };
    match layout(file, sheet, &rows, (at, row), found.table) {
        Ok(layout) => Recognised::Table(Box::new(layout)),
        Err(fault) => Recognised::Refused(fault),
    }
}

/// Headings of two rows, the upper one grouping the lower: what stands below counts, and what
/// stands above where nothing is below.
fn over(pair: &[Row]) -> Option<Row> {
    let [upper, lower] = pair else { return None };
    let mut row = lower.clone();
    row.cells.resize_with(row.cells.len().max(upper.cells.len()), Cell::default);
    for (cell, above) in row.cells.iter_mut().zip(&upper.cells) {
        if cell.is_blank() {
            cell.clone_from(above);
        }
    }
    Some(row)
}

/// `max_by_key` that keeps the first of equals.
trait FirstMax: Iterator + Sized {
    fn rev_max_by_key<K: Ord>(self, key: impl Fn(&Self::Item) -> K) -> Option<Self::Item> {
        self.fold(None, |best, item| match best {
            Some(best) if key(&best) >= key(&item) => Some(best),
            _ => Some(item),
        })
    }
}
impl<I: Iterator> FirstMax for I {}

fn top_rows(sheet: &Sheet) -> Result<Vec<Row>, Fault> {
    let (mut rows, mut row, mut top) = (sheet.rows()?, Row::default(), Vec::new());
    while top.len() < TOP_ROWS && rows.next_into(&mut row)? {
        top.push(row.clone());
    }
    Ok(top)
}

/// How well a row serves as the heading row of a table.
struct Candidate {
    table: &'static TableSpec,
    matched: usize,
    missing: Vec<&'static str>,
}

fn candidates(row: &Row) -> impl Iterator<Item = Candidate> {
    let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (_, _, heading) in headings(row) {
        for (table, column) in meanings().get(&heading.name).into_iter().flatten() {
            found.entry(*table).or_default().insert(*column);
        }
    }
    found.into_iter().filter_map(|(at, there)| {
        let table = schema::all().tables.get(at)?;
        let gone = table.columns.iter().enumerate().filter(|(at, _)| !there.contains(at));
        let needed = gone.filter(|(_, column)| column.need != Need::Nothing);
        let missing = needed.map(|(_, column)| column.shown()).collect();
        Some(Candidate { table, matched: there.len(), missing })
    })
}

/// What every heading means: positions of tables and of columns in them.
fn meanings() -> &'static BTreeMap<String, Vec<(usize, usize)>> {
    static MEANINGS: LazyLock<BTreeMap<String, Vec<(usize, usize)>>> = LazyLock::new(|| {
        let mut meanings: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (t, table) in schema::all().tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                for heading in column.headings() {
                    meanings.entry(Heading::read(heading).name).or_default().push((t, c));
                }
            }
        }
        meanings
    });
    &MEANINGS
}

/// The filled cells of a heading row: position, text, heading.
fn headings(row: &Row) -> impl Iterator<Item = (usize, &str, Heading)> {
    let filled = row.cells.iter().enumerate().filter(|(_, cell)| !is_blank(&cell.text));
    filled.map(|(at, cell)| (at, cell.text.trim(), Heading::read(&cell.text)))
}

/// A sheet that is nearly a table of ours is refused; any other is told of.
fn unrecognised(file: &str, rows: &[Row]) -> Recognised {
    let texts = |row: &Row| headings(row).map(|(_, text, _)| text.to_owned()).collect::<Vec<_>>();
    let near = |row: &Row| {
        let given = headings(row).count();
        let named = |table: &TableSpec| file.contains(&table.name) || file.contains(&table.zh);
        candidates(row)
            .filter(|found| found.matched * 10 >= given * 6 && found.matched >= 2)
            .map(|found| (named(found.table), found))
            .rev_max_by_key(|(named, found)| {
                (*named, found.matched, usize::MAX - found.missing.len())
            })
    };
    let nearest = rows
        .iter()
        .filter_map(|row| near(row).map(|(named, found)| (row, named, found)))
        .rev_max_by_key(|(_, named, found)| (*named, found.matched));
    match nearest {
        // Two columns out of a pair are in every feed: more must fit before a table is meant.
        Some((row, named, found)) if named || found.matched > 2 => Recognised::Refused(
            error::missing_headings(file, &found.table.label(), &found.missing, &texts(row)),
        ),
        _ => {
            // Without a heading row any cell may be somebody's name: only known headings are told.
            let known = |row: &Row| -> Vec<String> {
                let known = headings(row).filter(|(_, _, h)| meanings().contains_key(&h.name));
                known.map(|(_, text, _)| text.to_owned()).collect()
            };
            let most = rows.iter().map(known).rev_max_by_key(Vec::len);
            Recognised::Stranger(warning::unrecognised(file, &most.unwrap_or_default()))
        }
    }
}

fn layout(
    file: &str,
    sheet: &Sheet,
    rows: &[Row],
    (at, row): (usize, &Row),
    table: &'static TableSpec,
) -> Result<Layout, Fault> {
    let notes: Vec<&str> =
        rows.iter().take(at).flat_map(|row| &row.cells).map(|cell| cell.text.as_str()).collect();
    let (columns, mut unknown) = slots(file, row, table, in_ten_thousands(&notes))?;
    unknown.extend(unnamed(row, rows.get(at + 1..).unwrap_or_default()));
    let hints = notes.iter().copied().chain(sheet.name.as_deref()).chain([file]);
    let layout = Layout {
        table,
        heading_row: row.number,
        width: headings(row).map(|(at, _, _)| at + 1).max().unwrap_or(0),
        programme: hints.into_iter().find_map(programme_in),
        extracted_on: extracted_on(&notes),
        correction: correction::slots(row),
        columns,
        unknown,
    };
    let untold = table.required && !layout.tells_programme() && table.name == "households";
    if untold { Err(error::no_programme(file)) } else { Ok(layout) }
}

impl Layout {
    /// The slot of a column by its English heading.
    pub(crate) fn slot(&self, name: &str) -> Option<Slot> {
        let at = self.table.columns.iter().position(|c| c.name == name)?;
        self.columns.get(at).copied().flatten()
    }

    fn tells_programme(&self) -> bool {
        let columns = ["programme", "support_mode"];
        columns.iter().any(|c| self.slot(c).is_some())
            || self.programme.is_some_and(|programme| programme != "tekun")
    }
}

/// Columns that the first rows fill and no heading names.
fn unnamed(headings: &Row, below: &[Row]) -> Vec<String> {
    let blank = headings.cells.iter().enumerate().filter(|(_, cell)| is_blank(&cell.text));
    let is_filled =
        |at: usize| below.iter().any(|r| r.cells.get(at).is_some_and(|c| !c.is_blank()));
    let filled = blank.map(|(at, _)| at).filter(|at| is_filled(*at));
    filled.map(|at| format!("第{}列(无列名 no heading)", at + 1)).collect()
}

type Slots = (Vec<Option<Slot>>, Vec<String>);

fn slots(file: &str, row: &Row, table: &TableSpec, ten_thousands: bool) -> Result<Slots, Fault> {
    let mut meaning = BTreeMap::new();
    for (at, column) in table.columns.iter().enumerate() {
        meaning.extend(column.headings().map(|h| (Heading::read(h).name, at)));
    }
    let mut columns: Vec<Option<(Slot, &str)>> = vec![None; table.columns.len()];
    let mut unknown: Vec<(String, String)> = Vec::new();
    for (at, text, heading) in headings(row).filter(|(_, text, _)| !correction::is_ours(text)) {
        let Some(slot) = meaning.get(&heading.name).and_then(|at| columns.get_mut(*at)) else {
            if let Some((_, first)) = unknown.iter().find(|(name, _)| *name == heading.name) {
                return Err(error::repeated_heading(file, first, text, text));
            }
            unknown.push((heading.name, text.to_owned()));
            continue;
        };
        if let Some((_, first)) = slot {
            let column = meaning.get(&heading.name).and_then(|at| table.columns.get(*at));
            let name = column.map_or("", |c| c.shown());
            return Err(error::repeated_heading(file, first, text, name));
        }
        let in_ten_thousands = heading.in_ten_thousands || (ten_thousands && !text.contains("元"));
        *slot = Some((Slot { at, in_ten_thousands }, text));
    }
    // A unit in a note is about money alone.
    let money = |column: usize, mut slot: Slot| {
        let kind = table.columns.get(column).map(|c| c.kind);
        slot.in_ten_thousands &= kind == Some(ColumnType::Money);
        slot
    };
    let columns = columns.into_iter().enumerate().map(|(c, s)| s.map(|(slot, _)| money(c, slot)));
    Ok((columns.collect(), unknown.into_iter().map(|(_, text)| text).collect()))
}

fn in_ten_thousands(notes: &[&str]) -> bool {
    notes.iter().any(|note| {
        let note = squeeze(note);
        note.contains("单位:万元") || note.contains("单位:人民币万元")
    })
}

/// The day behind 数据时间 in a note, in the same cell or the next.
fn extracted_on(notes: &[&str]) -> Option<NaiveDate> {
    let at = notes.iter().position(|note| note.contains("数据时间"))?;
    let same = notes.get(at)?.split_once("数据时间")?.1.trim_matches([':', '：', ' ']);
    let text = if same.is_empty() { notes.get(at + 1)? } else { same };
    cell::day(CellRef::text(text)).ok()
}

/// The programme that a title or name tells; none if it tells two.
fn programme_in(text: &str) -> Option<&'static str> {
    let text = squeeze(text).to_lowercase();
    let codes = schema::Codes::all().list("programme")?;
    let mut found: Vec<(usize, usize, &'static str)> = codes
        .labels()
        .filter(|(label, word)| label.chars().count() > 1 && *word != "temporary_relief")
        .filter_map(|(label, word)| {
            let from = text.find(label)?;
            Some((from + label.len(), from, word))
        })
        .collect();
    // 城市低保边缘家庭 holds 城市低保 and 低保边缘: the label that ends last is meant.
    found.sort_by_key(|(end, from, _)| (std::cmp::Reverse(*end), *from));
    let (_, from, word) = *found.first()?;
    let other = found.iter().any(|(end, _, w)| *end <= from && *w != word);
    (!other).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::programme_in;

    #[test]
    fn titles_tell_the_programme() {
        let rows = [
            ("琼海市2026年10月农村低保家庭查询", Some("dibao_rural")),
            ("城市低保家庭查询.csv", Some("dibao_urban")),
            ("低保边缘家庭查询", Some("edge")),
            ("城市低保边缘家庭查询", Some("edge")),
            ("刚性支出困难家庭查询", Some("rigid_expenditure")),
            ("特困人员家庭查询", Some("tekun")),
            ("特困人员集中供养名单", Some("tekun_institutional")),
            ("城市低保、农村低保家庭", None),
            ("households.csv", None),
        ];
        for (text, expected) in rows {
            assert_eq!(programme_in(text), expected, "{text}");
        }
    }
}
