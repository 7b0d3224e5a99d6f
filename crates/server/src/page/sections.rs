//! The plain page: an answer in one sentence, then sections with a table each.

use askama::Template;

use crate::desk::{Desk, Part, render};
use crate::frame::Frame;
use crate::table::{Cell, Head, TableView};
use crate::words::{self as w, Word};

/// A page of sections.
#[derive(Template)]
#[template(path = "sections.html")]
pub(crate) struct SectionsPage {
    pub(crate) frame: Frame,
    pub(crate) answer: String,
    pub(crate) parts: Vec<Part>,
}

/// A table written by hand: `(heading, is it a number)`, rows, and what stands there without any.
pub(crate) fn hand_table(
    desk: &Desk,
    id: &str,
    caption: &str,
    heads: &[(Word, bool)],
    rows: Vec<Vec<Cell>>,
    empty: Word,
) -> TableView {
    let head = |(word, number): &(Word, bool)| Head {
        text: desk.say(*word).to_owned(),
        number: *number,
        ..Head::default()
    };
    TableView {
        id: id.to_owned(),
        caption: caption.to_owned(),
        heads: heads.iter().map(head).collect(),
        rows,
        empty: desk.say(empty),
        comma: desk.say(w::COMMA),
        pager: None,
    }
}

/// A section of a heading and a table.
pub(crate) fn part(id: &'static str, title: impl Into<String>, table: &TableView) -> Part {
    Part { id, title: title.into(), table: render(table), ..Part::default() }
}
