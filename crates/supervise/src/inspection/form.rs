//! A filled visit form, in whichever language it was printed, as reports of visits.
//!
//! # Invariants
//!
//! - A row says nothing until it has a day or an outcome; then every cell of it must be understood.
//! - All mistakes are told at once, each with sheet, row and column; nothing is recorded then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;

use chrono::NaiveDate;
use ledger::VisitReport;
use model::visit::{VISIT_ITEMS, VISIT_MODES, VISIT_OUTCOMES};
use model::{Fault, Fen, Place, Result, Text};
use snapshot::AsOf;
use snapshot::peek::{self, TextRow};
use snapshot::schema::ColumnType;

use crate::error;
use crate::home::Home;

/// The columns of the form that are read, by their names in the glossary.
const KEY: &str = "household_key";
const DAY: &str = "visited_on";
const OUTCOME: &str = "visit_outcome";
const COLUMNS: [&str; 13] = [
    KEY,
    DAY,
    OUTCOME,
    "visit_mode",
    "checked_items",
    "finding_codes",
    "over_yuan",
    "under_yuan",
    "note",
    "visitor_1",
    "visitor_2",
    "after_hours",
    "with_village",
];

/// People are met at home unless the form says otherwise.
const MODE: &str = "on_site";

/// Where the columns of a sheet are.
type Headings = BTreeMap<&'static str, usize>;

impl Home {
    /// The visits that a filled form tells of, for a draw, without those that are recorded already.
    ///
    /// # Errors
    /// The file is no such form; every cell that is not understood.
    pub fn read_visit_form(
        &self,
        path: &Path,
        draw_id: &str,
        kind: &str,
    ) -> Result<Vec<VisitReport>> {
        let (day, _) = self.pin(&AsOf::default())?;
        let rows = peek::texts_of(path, &self.load_limits(day)?)?.unwrap_or_default();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let (mut reports, mut faults) = (Vec::new(), Vec::new());
        let mut headings: Option<(Option<&String>, Headings)> = None;
        let mut is_form = false;
        for row in &rows {
            if let Some(found) = self.headings(row) {
                is_form = true;
                headings = Some((row.sheet.as_ref(), found));
                continue;
            }
            let Some((sheet, columns)) = &headings else { continue };
            if *sheet != row.sheet.as_ref() {
                continue;
            }
            let line = FormRow { home: self, file: &file, row, columns };
            match line.report() {
                Ok(Some(report)) => reports.push(VisitReport {
                    draw_id: Some(draw_id.to_owned()),
                    kind: kind.to_owned(),
                    ..report
                }),
                Ok(None) => {}
                Err(found) => faults.extend(found),
            }
        }
        if !is_form {
            return Err(error::no_form(&file));
        }
        if !faults.is_empty() {
            return Err(error::form(&faults));
        }
        let recorded = self.ledger().visits()?;
        reports.retain(|report| recorded.iter().all(|visit| visit.report != *report));
        Ok(reports)
    }

    /// Where the columns are, if the row is the heading of a form.
    fn headings(&self, row: &TextRow) -> Option<Headings> {
        let is = |cell: &str, name: &str| {
            self.registry()
                .column(name)
                .is_some_and(|text| [&text.zh, &text.en].into_iter().any(|word| word == cell))
        };
        let place = |name| row.cells.iter().position(|cell| is(cell.trim(), name));
        let found: Headings =
            COLUMNS.iter().filter_map(|name| Some((*name, place(name)?))).collect();
        [KEY, DAY, OUTCOME].iter().all(|name| found.contains_key(name)).then_some(found)
    }
}

/// One row of a form.
struct FormRow<'a> {
    home: &'a Home,
    file: &'a str,
    row: &'a TextRow,
    columns: &'a Headings,
}

impl FormRow<'_> {
    /// What it tells of, if anything.
    fn report(&self) -> std::result::Result<Option<VisitReport>, Vec<Fault>> {
        if self.cell(KEY).is_empty() || [DAY, OUTCOME].iter().all(|name| self.cell(name).is_empty())
        {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let mode = match self.cell("visit_mode") {
            "" => MODE.to_owned(),
            cell => self.kept(self.word("visit_mode", cell, &VISIT_MODES), &mut faults),
        };
        let report = VisitReport {
            household_key: self.cell(KEY).to_owned(),
            visited_on: self.kept(self.parsed::<NaiveDate>(DAY, ColumnType::Date), &mut faults),
            mode,
            outcome: self
                .kept(self.word(OUTCOME, self.cell(OUTCOME), &VISIT_OUTCOMES), &mut faults),
            after_hours: self.kept(self.yes("after_hours"), &mut faults),
            with_village: self.kept(self.yes("with_village"), &mut faults),
            checked: self.kept(self.items(), &mut faults),
            codes: self.words_of("finding_codes"),
            over: self.kept(self.money("over_yuan"), &mut faults),
            under: self.kept(self.money("under_yuan"), &mut faults),
            note: self.cell("note").to_owned(),
            visitors: ["visitor_1", "visitor_2"]
                .into_iter()
                .flat_map(|name| self.words_of(name))
                .collect(),
            ..VisitReport::default()
        };
        if faults.is_empty() { Ok(Some(report)) } else { Err(faults) }
    }

    fn kept<T: Default>(&self, read: Result<T>, faults: &mut Vec<Fault>) -> T {
        read.unwrap_or_else(|fault| {
            faults.push(fault);
            T::default()
        })
    }

    fn cell(&self, name: &str) -> &str {
        let at = self.columns.get(name);
        at.and_then(|at| self.row.cells.get(*at)).map_or("", |cell| cell.trim())
    }

    /// Words with any sign between them that people write.
    fn words_of(&self, name: &str) -> BTreeSet<String> {
        let between = |sign: char| sign.is_whitespace() || "、，,;；/".contains(sign);
        let words = self.cell(name).split(between);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// What was looked into.
    fn items(&self) -> Result<BTreeSet<String>> {
        let words = self.words_of("checked_items");
        words.iter().map(|word| self.word("checked_items", word, &VISIT_ITEMS)).collect()
    }

    /// A code, written as such or in either language.
    fn word(&self, name: &str, cell: &str, codes: &[&str]) -> Result<String> {
        let is = |code: &&&str| {
            let text = self.home.registry().column(&format!("{name}={code}"));
            **code == cell || text.is_some_and(|text| text.zh == cell || text.en == cell)
        };
        let code = codes.iter().find(is);
        code.map(|code| (*code).to_owned()).ok_or_else(|| {
            let known = |word: fn(&Text) -> &String| -> String {
                let words = codes
                    .iter()
                    .filter_map(|code| self.home.registry().column(&format!("{name}={code}")));
                words.map(|text| word(text).as_str()).collect::<Vec<_>>().join("、")
            };
            let why = Text::new(
                format!("只能填：{}", known(|text| &text.zh)),
                format!("it is one of: {}", known(|text| &text.en)),
            );
            self.refused(name, &why)
        })
    }

    fn parsed<T: FromStr>(&self, name: &str, kind: ColumnType) -> Result<T> {
        let meaning = peek::meaning_of(kind, self.cell(name));
        let meaning = meaning.map_err(|why| self.refused(name, &why))?;
        let unread = Text::new("无法识别", "it cannot be read");
        meaning.parse().map_err(|_| self.refused(name, &unread))
    }

    fn money(&self, name: &str) -> Result<Fen> {
        match self.cell(name) {
            "" => Ok(Fen(0)),
            _ => self.parsed(name, ColumnType::Money).map(Fen),
        }
    }

    fn yes(&self, name: &str) -> Result<bool> {
        match self.cell(name) {
            "" => Ok(false),
            _ => self.parsed(name, ColumnType::Yesno),
        }
    }

    fn refused(&self, name: &str, why: &Text) -> Fault {
        let column = self.home.registry().column(name).map(|text| text.zh.clone());
        error::form_cell(self.cell(name), why).at(Place {
            file: self.file.to_owned(),
            sheet: self.row.sheet.clone(),
            row: Some(self.row.number),
            column,
        })
    }
}
