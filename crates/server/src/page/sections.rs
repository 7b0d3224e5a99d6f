//! The plain page: an answer in one sentence, then sections with a table each.

use askama::Template;

use crate::desk::{Part, render};
use crate::frame::Frame;
use crate::table::{Cell, Head, TableView};
use crate::words as w;

/// A page of sections.
#[derive(Template)]
#[template(path = "sections.html")]
pub(crate) struct SectionsPage {
    pub(crate) frame: Frame,
    pub(crate) answer: String,
    pub(crate) parts: Vec<Part>,
}

/// A table written by hand: `(heading, is it a number)` and rows.
pub(crate) fn hand_table(
    id: &str,
    caption: &str,
    heads: &[(&str, bool)],
    rows: Vec<Vec<Cell>>,
    empty: &'static str,
) -> TableView {
    let head = |(text, number): &(&str, bool)| Head {
        text: (*text).to_owned(),
        number: *number,
        ..Head::default()
    };
    TableView {
        id: id.to_owned(),
        caption: caption.to_owned(),
        heads: heads.iter().map(head).collect(),
        rows,
        empty,
        pager: None,
    }
}

/// A section of a heading and a table.
pub(crate) fn part(id: &'static str, title: impl Into<String>, table: &TableView) -> Part {
    Part { id, title: title.into(), table: render(table), ..Part::default() }
}
