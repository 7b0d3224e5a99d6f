//! A circular as a paper: its definition filled with answers, and the paper as a file to sign, to
//! change and to print.
//!
//! # Invariants
//!
//! - A paper holds both languages and all that is printed, so that what was signed is the same
//!   years later.
//! - Every figure on it is named by the receipt of the answer that it comes from.
//! - It looks as GB/T 9704-2012 has it: the page, the letters, the lines, the head in red.
//!
//! # Not here
//!
//! The answers (`supervise`), and who signed when (`ledger`): that is the [`Stamp`].

mod docx;
mod pdf;

use chart::{MISSING, Unit, Words};
use chrono::NaiveDate;
use model::table::SUPPRESSED;
use model::{Lang, Result, ResultTable, Text};
use registry::{Circular, CircularAnswers, Part, Registry};
use serde::{Deserialize, Serialize};

use crate::error;
use crate::glossary::{Glossary, Towns};

pub use docx::circular_docx;
pub use pdf::circular_pdf;

/// The folder of a home with faces of the house.
pub const FONTS: &str = "fonts";

/// A circular, ready to be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is called.
    pub title: Text,
    /// Who signs.
    pub issuer: Text,
    /// Whom it addresses.
    pub to: Text,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
    /// Where its figures come from.
    pub source: Text,
}

/// One thing that stands on a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// The heading of a section, with its number.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A table.
    Table(Rows),
}

/// A table in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The headings.
    pub head: Vec<Text>,
    /// Which columns are numbers.
    pub numbers: Vec<bool>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Text>>,
}

/// What signing adds to a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The number under which it was issued; may be empty.
    pub number: String,
    /// The day on which it was signed.
    pub day: NaiveDate,
}

impl Stamp {
    /// Its day in prose.
    pub fn words(&self, lang: Lang) -> String {
        lang.day(self.day)
    }
}

impl Paper {
    /// Fills a circular.
    ///
    /// # Errors
    /// An answer lacks a column that the circular names.
    pub fn fill(
        registry: &Registry,
        circular: &Circular,
        answers: &CircularAnswers,
    ) -> Result<Self> {
        let filler = Filler { registry, answers };
        let known = |text: &Text| filler.text(text, None);
        let mut blocks = Vec::new();
        let mut sections = 0;
        for (part, answer) in circular.parts.iter().zip(&answers.answers) {
            if let Some(title) = &part.title {
                sections += 1;
                blocks.push(Block::Heading(numbered(sections, &known(title)?)));
            }
            filler.part(part, answer.as_ref(), &mut blocks)?;
        }
        if has_hidden(&blocks) {
            blocks.push(Block::Paragraph(Text::new(
                format!("注：{SUPPRESSED} 表示涉及的户数、人数较少，不予列出。"),
                format!("Note: {SUPPRESSED} stands for figures of few households or persons, which are not told."),
            )));
        }
        Ok(Self {
            title: known(&circular.title)?,
            issuer: known(&circular.issuer)?,
            to: known(&circular.to)?,
            blocks,
            source: filler.source(circular),
        })
    }

    /// The text in which it is kept.
    ///
    /// # Errors
    /// A bug: it has no text form.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|why| error::no_text(&why))
    }

    /// Reads what [`Self::text`] wrote.
    ///
    /// # Errors
    /// The text is no paper for this version of the program.
    pub fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|why| error::no_paper(&why))
    }
}

/// Fills texts and tables from answers.
struct Filler<'a> {
    registry: &'a Registry,
    answers: &'a CircularAnswers,
}

impl Filler<'_> {
    fn part(
        &self,
        part: &Part,
        answer: Option<&ResultTable>,
        blocks: &mut Vec<Block>,
    ) -> Result<()> {
        let is_empty = answer.is_some_and(|table| table.rows() == 0);
        if let Some(none) = part.none.as_ref().filter(|_| is_empty) {
            blocks.push(Block::Paragraph(self.text(none, None)?));
            return Ok(());
        }
        if let Some(text) = &part.text {
            blocks.push(Block::Paragraph(self.text(text, answer.map(|table| (table, 0)))?));
        }
        if let (Some(each), Some(table)) = (&part.each, answer) {
            for row in 0..table.rows() {
                blocks.push(Block::Paragraph(self.text(each, Some((table, row)))?));
            }
        }
        if let Some(table) = answer.filter(|_| !part.columns.is_empty()) {
            blocks.push(Block::Table(self.table(table, &part.columns)?));
        }
        Ok(())
    }

    /// A text with its names filled in both languages.
    fn text(&self, text: &Text, row: Option<(&ResultTable, usize)>) -> Result<Text> {
        let side = |lang| self.side(text.get(lang), lang, row);
        Ok(Text::new(side(Lang::Zh)?, side(Lang::En)?))
    }

    fn side(&self, text: &str, lang: Lang, row: Option<(&ResultTable, usize)>) -> Result<String> {
        let mut told = String::new();
        let mut rest = text;
        while let Some((before, hole)) = rest.split_once('{') {
            let (name, after) = hole.split_once('}').unwrap_or((hole, ""));
            told.push_str(before);
            told.push_str(&match name {
                "place" => self.registry.jurisdiction().name.get(lang).to_owned(),
                "month" => lang.month(self.answers.month),
                "as_of" => lang.day(self.answers.as_of),
                name => {
                    let (table, row) = row.ok_or_else(|| error::no_figure(name))?;
                    self.cells(table, name, lang)?
                        .into_iter()
                        .nth(row)
                        .unwrap_or_else(|| MISSING.to_owned())
                }
            });
            rest = after;
        }
        told.push_str(rest);
        Ok(told)
    }

    fn table(&self, table: &ResultTable, columns: &[String]) -> Result<Rows> {
        let units = Unit::all(table);
        let (mut head, mut numbers, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        for name in columns {
            // Codes of towns stand there as names.
            let label = if name == "town_code" { "town_name" } else { name };
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.words(lang).column(label));
            head.push(Text::new(zh, en));
            let unit = units.get(table.column(name)?);
            numbers.push(unit.is_some_and(|unit| unit.is_number()));
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.cells(table, name, lang));
            cells.push(zh?.into_iter().zip(en?).map(|(zh, en)| Text::new(zh, en)));
        }
        let row = |_| cells.iter_mut().filter_map(Iterator::next).collect();
        let rows = (0..table.rows()).map(row).collect();
        Ok(Rows { head, numbers, rows })
    }

    /// The cells of a column in words.
    fn cells(&self, table: &ResultTable, name: &str, lang: Lang) -> Result<Vec<String>> {
        let at = table.column(name).map_err(|_| error::no_figure(name))?;
        let unit = Unit::all(table).get(at).copied().unwrap_or(Unit::Text);
        let words = self.words(lang);
        let cell = |text: Option<String>| match text.as_deref() {
            Some(SUPPRESSED) => SUPPRESSED.to_owned(),
            text => unit.cell(name, text, &words),
        };
        Ok(table.texts(name)?.into_iter().map(cell).collect())
    }

    fn words(&self, lang: Lang) -> Towns<'_> {
        Towns { glossary: Glossary { registry: self.registry, lang }, towns: &self.answers.towns }
    }

    /// The snapshot, and the receipt of each answer.
    fn source(&self, circular: &Circular) -> Text {
        let names = circular.parts.iter().zip(&self.answers.answers);
        let told = |lang: Lang| {
            let one = |(part, answer): (&Part, &Option<ResultTable>)| {
                let name = part.question.as_deref()?;
                let title = self.words(lang).value("question", name);
                Some(format!("{title} {}", answer.as_ref()?.provenance.receipt()))
            };
            names.clone().filter_map(one).collect::<Vec<_>>()
        };
        let snapshot = &self.answers.snapshot;
        Text::new(
            format!("数据来源：快照 {snapshot}。核验码：{}。", told(Lang::Zh).join("；")),
            format!("Source: snapshot {snapshot}. Receipts: {}.", told(Lang::En).join("; ")),
        )
    }
}

fn has_hidden(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Heading(text) | Block::Paragraph(text) => text.zh.contains(SUPPRESSED),
        Block::Table(table) => table.rows.iter().flatten().any(|cell| cell.zh == SUPPRESSED),
    })
}

/// A heading with its number: `一、…`, `1. …`.
fn numbered(number: usize, title: &Text) -> Text {
    Text::new(format!("{}、{}", han_number(number), title.zh), format!("{number}. {}", title.en))
}

/// A number up to 99 in Han digits.
fn han_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// What stands on the paper beside its own words: on a draft that it is one.
struct Marks {
    number: String,
    day: String,
    draft: Option<&'static str>,
}

impl Marks {
    fn of(stamp: Option<&Stamp>, lang: Lang) -> Self {
        let draft = match lang {
            Lang::Zh => "草稿 未签发",
            Lang::En => "DRAFT",
        };
        Self {
            number: stamp.map_or_else(String::new, |stamp| stamp.number.clone()),
            day: stamp.map_or_else(String::new, |stamp| stamp.words(lang)),
            draft: stamp.is_none().then_some(draft),
        }
    }
}

#[cfg(test)]
mod tests;
