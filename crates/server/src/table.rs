//! Tables of pages: cells with their links and units, searched, sorted and paged on the server.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use access::Right;
use askama::Template;
use chart::{Exact, MISSING, Unit, Words};
use model::{Lang, ResultTable};

use crate::desk::{Desk, Link};
use crate::export;
use crate::link::{address, encode};
use crate::reader::SEARCH;
use crate::search::{Search, SearchForm};
use crate::words as w;

/// The look of a pseudonym: as much of it as tells it from others.
const PSEUDONYM: &str = "key pseudonym";

/// Rows on one page of a table.
const PAGE_ROWS: usize = 50;

/// So many rows nobody needs to search.
const FEW_ROWS: usize = 15;

/// A heading.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) text: String,
    pub(crate) number: bool,
    pub(crate) href: Option<String>,
    pub(crate) sorted: Option<&'static str>,
}

/// A cell: its text, where it leads, more links behind it, and labelled facts below it.
#[derive(Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    pub(crate) class: &'static str,
    pub(crate) more: Vec<(String, String)>,
    pub(crate) parts: Vec<(String, String)>,
}

impl Cell {
    /// A plain text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A text that leads somewhere.
    pub(crate) fn link(text: impl Into<String>, href: String) -> Self {
        Self { text: text.into(), href: Some(href), ..Self::default() }
    }

    /// A number, right-aligned.
    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "number", ..Self::default() }
    }

    /// The same cell in a class of the style sheet.
    pub(crate) fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// Links to the pages before and after.
pub(crate) struct Pager {
    pub(crate) label: &'static str,
    pub(crate) status: String,
    pub(crate) before: Option<String>,
    pub(crate) before_text: &'static str,
    pub(crate) after: Option<String>,
    pub(crate) after_text: &'static str,
}

/// A table as it stands on a page.
#[derive(Template)]
#[template(path = "table.html")]
pub(crate) struct TableView {
    pub(crate) id: String,
    pub(crate) caption: String,
    pub(crate) heads: Vec<Head>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) empty: &'static str,
    pub(crate) comma: &'static str,
    pub(crate) download: &'static str,
    pub(crate) search: Option<SearchForm>,
    pub(crate) pager: Option<Pager>,
    /// Links to the same rows as files.
    pub(crate) downloads: Vec<Link>,
}

/// What of a result is shown.
#[derive(Clone, Copy, Default)]
pub(crate) struct Selection<'a> {
    /// Prefix of ids on the page.
    pub(crate) id: &'a str,
    /// The caption.
    pub(crate) caption: &'a str,
    /// Columns that are left out.
    pub(crate) hidden: &'a [&'a str],
    /// Only rows of this town.
    pub(crate) town: Option<&'a str>,
    /// Whether the reader sorts and turns pages.
    pub(crate) paged: bool,
    /// The column whose greatest numbers stand first.
    pub(crate) most_first: Option<&'a str>,
}

/// A result as a table.
pub(crate) fn of_result(desk: &Desk, table: &ResultTable, selection: Selection<'_>) -> TableView {
    let sheet = Sheet::new(desk, table, selection);
    let (rows, all, sought) = match sheet.is_whole() {
        true => sheet.as_it_stands(),
        false => sheet.chosen(),
    };
    let search = selection.paged && (sought || all > FEW_ROWS);
    let pager = selection.paged.then(|| {
        let turn = |page: usize| desk.here_with("page", &page.to_string());
        pager(desk.lang(), (sheet.page_of(all), PAGE_ROWS), all, turn)
    });
    TableView {
        id: selection.id.to_owned(),
        caption: selection.caption.to_owned(),
        heads: sheet.heads(),
        rows: rows.iter().map(|row| sheet.cells(row)).collect(),
        empty: desk.say(w::NO_ROWS),
        comma: desk.say(w::COMMA),
        download: desk.say(w::DOWNLOAD),
        search: search.then(|| SearchForm::new(&desk.reader, selection.id)),
        pager: pager.filter(|_| all > PAGE_ROWS),
        downloads: export::table_links(desk, selection.id),
    }
}

type Row = Vec<Option<String>>;

/// A result with what is needed to show it.
struct Sheet<'a> {
    desk: &'a Desk,
    table: &'a ResultTable,
    selection: Selection<'a>,
    names: Vec<&'a str>,
    units: Vec<Unit>,
    shown: Vec<usize>,
}

impl<'a> Sheet<'a> {
    fn new(desk: &'a Desk, table: &'a ResultTable, selection: Selection<'a>) -> Self {
        let names = table.columns();
        let has_town_name = names.contains(&"town_name");
        let is_shown = |name: &str| {
            !selection.hidden.contains(&name)
                && !(name == "town_code" && (has_town_name || selection.town.is_some()))
                && !(name == "town_name" && selection.town.is_some())
        };
        let shown = (0..names.len()).filter(|at| names.get(*at).is_some_and(|n| is_shown(n)));
        Self { desk, table, selection, shown: shown.collect(), units: Unit::all(table), names }
    }

    /// Whether the rows of a page are those of the answer as it stands.
    fn is_whole(&self) -> bool {
        let Selection { town, paged, most_first, .. } = self.selection;
        paged
            && town.is_none()
            && most_first.is_none()
            && self.sorting().is_none()
            && Search::of(&self.desk.reader).is_none()
    }

    /// The page that is shown of so many rows, from 1.
    fn page_of(&self, all: usize) -> usize {
        self.desk.reader.page.min(all.div_ceil(PAGE_ROWS).max(1))
    }

    /// The rows of the page, how many there are on all pages, and whether the reader looks for some:
    /// of the whole answer, of which the other pages are not even read.
    fn as_it_stands(&self) -> (Vec<Row>, usize, bool) {
        let Selection { id, caption, .. } = self.selection;
        self.desk.reader.catch.result(id, caption, self.table, None);
        let all = self.table.rows();
        let from = (self.page_of(all) - 1) * PAGE_ROWS;
        (self.table.text_rows_of(from..from + PAGE_ROWS).collect(), all, false)
    }

    /// The same of the rows that are looked for, in the order that is asked for.
    fn chosen(&self) -> (Vec<Row>, usize, bool) {
        let (mut rows, sought) = self.rows();
        let all = rows.len();
        if let Some(column) = self.selection.most_first {
            self.put_most_first(&mut rows, column);
        }
        if self.selection.paged {
            self.sort(&mut rows);
            let from = (self.page_of(all) - 1) * PAGE_ROWS;
            rows = rows.drain(..).skip(from).take(PAGE_ROWS).collect();
        }
        (rows, all, sought)
    }

    /// The rows of the town, and of these the ones that the reader looks for; and whether they look
    /// for any. The same rows go to whoever wants them as a file.
    fn rows(&self) -> (Vec<Row>, bool) {
        let Selection { id, caption, town, .. } = self.selection;
        let of_town = town.zip(self.names.iter().position(|name| *name == "town_code"));
        let belongs = |row: &Row| {
            of_town.is_none_or(|(code, at)| row.get(at).and_then(Option::as_deref) == Some(code))
        };
        let search = Search::of(&self.desk.reader).filter(|_| self.selection.paged);
        let mut known = BTreeMap::new();
        let mut is_sought =
            |row: &Row| search.as_ref().is_none_or(|search| self.has(row, search, &mut known));
        let rows: Vec<Row> = self.table.text_rows().collect();
        let kept: Vec<bool> = rows.iter().map(|row| belongs(row) && is_sought(row)).collect();
        let filters = [
            of_town.map(|(code, _)| format!("town_code = {code}")),
            self.desk
                .reader
                .search
                .as_ref()
                .filter(|_| search.is_some())
                .map(|text| format!("{SEARCH} = {text}")),
        ];
        let filters: Vec<String> = filters.into_iter().flatten().collect();
        let filter = (!filters.is_empty()).then(|| filters.join("; "));
        let part = filter.is_some().then(|| self.table.filtered(&kept));
        self.desk.reader.catch.result(id, caption, part.as_ref().unwrap_or(self.table), filter);
        let rows = rows.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(row, _)| row);
        (rows.collect(), search.is_some())
    }

    /// Whether a cell shows what is looked for. Most texts stand in many rows and are looked at once.
    fn has(&self, row: &Row, search: &Search, known: &mut BTreeMap<(usize, String), bool>) -> bool {
        let named = self.named(row);
        self.shown.iter().any(|at| {
            let Some(text) = row.get(*at).cloned().flatten() else { return false };
            *known.entry((*at, text)).or_insert_with(|| {
                let Cell { text, parts, .. } = self.cell(*at, row, &named);
                search.finds(&text) || parts.iter().any(|(_, value)| search.finds(value))
            })
        })
    }

    fn named<'r>(&'r self, row: &'r Row) -> BTreeMap<&'r str, Option<&'r str>> {
        self.names.iter().copied().zip(row.iter().map(Option::as_deref)).collect()
    }

    /// Sorts by the column that the reader chose; equal rows keep the order of the answer.
    fn sort(&self, rows: &mut [Row]) {
        let Some((column, descending)) = self.sorting() else { return };
        let number = self.units.get(column).is_some_and(|unit| unit.is_number());
        rows.sort_by(|a, b| {
            let (a, b) = (a.get(column).cloned().flatten(), b.get(column).cloned().flatten());
            let order = compare(a.as_deref(), b.as_deref(), number);
            // A missing value stands last in either order.
            if descending && a.is_some() && b.is_some() { order.reverse() } else { order }
        });
    }

    /// Sorts by the numbers of a column, the greatest first; equal rows keep their order.
    fn put_most_first(&self, rows: &mut [Row], column: &str) {
        let Some(at) = self.names.iter().position(|name| *name == column) else { return };
        let number = |row: &Row| row.get(at)?.as_deref().and_then(Exact::parse);
        rows.sort_by_key(|row| std::cmp::Reverse(number(row)));
    }

    fn sorting(&self) -> Option<(usize, bool)> {
        let sort = self.desk.reader.sort.as_deref()?;
        let (name, descending) = match sort.strip_prefix('-') {
            Some(name) => (name, true),
            None => (sort, false),
        };
        let column = self.names.iter().position(|column| *column == name)?;
        Some((column, descending))
    }

    fn heads(&self) -> Vec<Head> {
        let sorting = self.sorting().filter(|_| self.selection.paged);
        let head = |at: &usize| {
            let name = self.names.get(*at).copied().unwrap_or_default();
            let descending = sorting.filter(|(column, _)| column == at).map(|(_, down)| down);
            let next = if descending == Some(false) { format!("-{name}") } else { name.to_owned() };
            Head {
                text: self.desk.heading(name),
                number: self.units.get(*at).is_some_and(|unit| unit.is_number()),
                href: self.selection.paged.then(|| self.desk.here_with("sort", &next)),
                sorted: descending.map(|down| if down { "descending" } else { "ascending" }),
            }
        };
        self.shown.iter().map(head).collect()
    }

    fn cells(&self, row: &Row) -> Vec<Cell> {
        let named = self.named(row);
        self.shown.iter().map(|at| self.cell(*at, row, &named)).collect()
    }

    fn cell(&self, at: usize, row: &Row, named: &BTreeMap<&str, Option<&str>>) -> Cell {
        let name = self.names.get(at).copied().unwrap_or_default();
        let unit = self.units.get(at).copied().unwrap_or(Unit::Text);
        let text = row.get(at).and_then(Option::as_deref);
        let Some(value) = text else {
            return if unit.is_number() { Cell::number(MISSING) } else { Cell::text(MISSING) };
        };
        let words = self.desk.glossary();
        match name {
            "town_code" => self.desk.town_cell(value),
            "town_name" => match named.get("town_code").copied().flatten() {
                Some(code) => Cell { text: value.to_owned(), ..self.desk.town_cell(code) },
                None => Cell::text(value),
            },
            "flag" | "indicator" => {
                Cell::link(self.desk.title_of(value), self.desk.question_link(value))
            }
            "clause" => self.desk.clause_cell(value),
            "lead_id" | "follows_id" => {
                Cell::link(value, self.desk.link(&format!("/ledger/{}", encode(value))))
            }
            "norm" => self.norm(value, named),
            "evidence" => {
                let flag = named.get("flag").copied().flatten();
                let said = flag.and_then(|flag| self.desk.reason(flag, value));
                let parts = facts(value, &words);
                Cell { text: said.unwrap_or_default(), parts, ..Cell::default() }
            }
            // The page of a household tells its money and words.
            "household_key" if self.desk.may(Right::Text) => Cell {
                class: PSEUDONYM,
                ..Cell::link(value, self.desk.link(&format!("/households/{}", encode(value))))
            },
            _ if name.ends_with("_key") => Cell::text(value).class(PSEUDONYM),
            _ if unit.is_number() => Cell::number(unit.cell(name, text, &words)),
            _ if unit == Unit::Day => Cell::text(value).class("short"),
            _ => Cell::text(unit.cell(name, text, &words)),
        }
    }
}

impl Sheet<'_> {
    /// What a norm is called, with where it comes from.
    fn norm(&self, name: &str, named: &BTreeMap<&str, Option<&str>>) -> Cell {
        let lang = self.desk.lang();
        let label = self.desk.registry().norm_label(name).map_or(name, |text| text.get(lang));
        let source = named.get("source").copied().flatten();
        let source = source.map(|source| {
            let own = w::OWN_DEFAULT.get(lang);
            (self.desk.glossary().column("source"), source.replace("default", own))
        });
        Cell { parts: source.into_iter().collect(), ..Cell::text(label) }
    }
}

/// Numbers by size, texts by their signs; a missing value is last.
fn compare(a: Option<&str>, b: Option<&str>, number: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if number => Exact::parse(a).cmp(&Exact::parse(b)),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Evidence `name=value; name=value` as labelled facts; anything else is one fact.
fn facts(evidence: &str, words: &dyn Words) -> Vec<(String, String)> {
    let fact = |part: &str| match part.split_once('=') {
        Some((name, value)) => {
            let name = name.trim();
            (words.column(name), fact_value(name, value.trim(), words))
        }
        None => (String::new(), part.trim().to_owned()),
    };
    evidence.split("; ").filter(|part| !part.trim().is_empty()).map(fact).collect()
}

/// The value of a fact: amounts like amounts, codes by their words.
fn fact_value(name: &str, value: &str, words: &dyn Words) -> String {
    match Exact::parse(value).filter(|_| name.ends_with("_yuan")) {
        Some(yuan) => Unit::Yuan.write(yuan),
        None => words.value(name, value),
    }
}

/// The pages before and after one of so many rows.
pub(crate) fn pager(
    lang: Lang,
    (page, page_rows): (usize, usize),
    all: usize,
    turn: impl Fn(usize) -> String,
) -> Pager {
    let (from, to) = ((page - 1) * page_rows + 1, (page * page_rows).min(all));
    let number = |number: usize| Exact::whole(number as i64).grouped(0);
    Pager {
        label: w::PAGES.get(lang),
        status: w::ROWS_STATUS
            .fill(lang, &[("from", &number(from)), ("to", &number(to)), ("all", &number(all))]),
        before: (page > 1).then(|| turn(page - 1)),
        before_text: w::BEFORE.get(lang),
        after: (to < all).then(|| turn(page + 1)),
        after_text: w::AFTER.get(lang),
    }
}

/// This page's address with `name` set; turning to another order starts at the first page.
pub(crate) fn here_with(desk: &Desk, name: &str, value: &str) -> String {
    let kept = desk.reader.all_without(&[name]);
    address(&desk.reader.path, kept.into_iter().chain([(name, value)]))
}
