//! The plain page: an answer in one sentence, then sections with a table each.

use askama::Template;
use model::Lang;

use crate::client_error::ClientError;
use crate::desk::{Desk, Part, render};
use crate::export::table_links;
use crate::frame::Frame;
use crate::table::{Cell, Head, Selection, TableView};
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
    let empty = desk.say(empty);
    let table = TableView {
        caption: caption.to_owned(),
        empty,
        downloads: table_links(desk, id),
        ..plain_table(desk.lang(), id, w::TABLE, heads, rows)
    };
    desk.reader.catch.shown(desk, &table);
    table
}

/// The same on a page without data.
pub(crate) fn plain_table(
    lang: Lang,
    id: &str,
    caption: Word,
    heads: &[(Word, bool)],
    rows: Vec<Vec<Cell>>,
) -> TableView {
    let head = |(word, number): &(Word, bool)| Head {
        text: word.get(lang).to_owned(),
        number: *number,
        ..Head::default()
    };
    TableView {
        id: id.to_owned(),
        caption: caption.get(lang).to_owned(),
        heads: heads.iter().map(head).collect(),
        rows,
        empty: w::NO_ROWS.get(lang),
        comma: w::COMMA.get(lang),
        download: w::DOWNLOAD.get(lang),
        search: None,
        pager: None,
        downloads: Vec::new(),
    }
}

/// A section of a heading and a table.
pub(crate) fn part(id: &'static str, title: impl Into<String>, table: &TableView) -> Part {
    Part { id, title: title.into(), table: render(table), ..Part::default() }
}

/// A section with the answer to a question, or its rows of one town; it leads to where they come
/// from.
pub(crate) async fn question_part(
    desk: &Desk,
    question: &'static str,
    town: Option<&str>,
) -> Result<Part, ClientError> {
    let answer = desk.ask(question).await?;
    let title = desk.title_of(question);
    let selection = Selection { id: question, caption: &title, town, ..Selection::default() };
    let more = if town.is_some() { w::OPEN_QUESTION } else { w::ORIGIN };
    Ok(Part {
        more: Some((desk.question_link(question), desk.say(more).to_owned())),
        ..part(question, title.clone(), &desk.table(&answer, selection))
    })
}
