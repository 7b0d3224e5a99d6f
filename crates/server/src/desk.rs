//! One reader's place at the desk: who asks, of which snapshot, and the frame of the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use access::Right;
use askama::Template;
use axum::http::StatusCode;
use chart::{Drawing, Exact, Words};
use chrono::NaiveDate;
use model::table::SUPPRESSED;
use model::{Blame, Fault, Lang, Month, Result, ResultTable};
use registry::{ChartSpec, Kind, Question, Registry};
use report::{Glossary, Towns};
use snapshot::{Manifest, View};

use crate::App;
use crate::client_error::ClientError;
use crate::export;
use crate::frame::{Frame, MonthChoice, Section, day_words};
use crate::link::{address, encode};
use crate::reader::Reader;
use crate::shelf::Paper;
use crate::source::Source;
use crate::table::{Cell, Selection, TableView, here_with, of_result};
use crate::words::{self as w, Word};

/// The question whose answer names the towns.
pub(crate) const TOWNS_QUESTION: &str = "town_names";

/// Everything that a page is made from.
pub(crate) struct Desk {
    pub(crate) reader: Reader,
    pub(crate) source: Arc<Source>,
    pub(crate) manifests: Vec<Arc<Manifest>>,
    view: Option<View>,
    towns: BTreeMap<String, String>,
}

/// A section of a page: a heading and a table.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) figure: Option<String>,
    pub(crate) table: String,
    pub(crate) more: Option<(String, String)>,
}

/// A link with its text.
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) text: String,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct FigureView<'a> {
    title: &'a str,
    svg: &'a str,
    sentence: &'a str,
    download: &'static str,
    downloads: Vec<Link>,
}

impl Desk {
    /// Sits down: reads what is published and picks the month. Whatever is asked here is asked by
    /// the visitor; nobody sits down without one.
    pub(crate) async fn open(app: &App, reader: Reader) -> Result<Self, ClientError> {
        let visitor = reader.visitor.as_ref().ok_or_else(ClientError::not_signed_in)?;
        let source = Arc::new(app.source().acting(visitor));
        let manifests = source.manifests()?;
        let view = choose(&source, &manifests, &reader)?;
        let mut desk = Self { reader, source, manifests, view, towns: BTreeMap::new() };
        desk.towns = desk.read_towns().await?;
        Ok(desk)
    }

    async fn read_towns(&self) -> Result<BTreeMap<String, String>> {
        let Some(view) = &self.view else { return Ok(BTreeMap::new()) };
        let table = self.source.ask(view, TOWNS_QUESTION, BTreeMap::new()).await?;
        let codes = table.texts("town_code")?.into_iter();
        let pairs = codes.zip(table.texts("town_name")?);
        Ok(pairs.filter_map(|(code, name)| Some((code?, name?))).collect())
    }

    /// Whether whoever asks has the right.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.reader.may(right)
    }

    /// Whether the rows of a question are for whoever asks.
    pub(crate) fn may_ask(&self, question: &Question) -> bool {
        self.may(Right::Persons) || !question.names_persons()
    }

    pub(crate) const fn lang(&self) -> Lang {
        self.reader.lang
    }

    pub(crate) fn say(&self, word: Word) -> &'static str {
        word.get(self.lang())
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.source.registry()
    }

    pub(crate) fn glossary(&self) -> Glossary<'_> {
        Glossary { registry: self.registry(), lang: self.lang() }
    }

    /// The snapshot that answers.
    ///
    /// # Errors
    /// Nothing is loaded yet.
    pub(crate) fn view(&self) -> Result<&View, ClientError> {
        self.view.as_ref().ok_or_else(|| {
            let word = w::NOTHING_LOADED;
            let fault = Fault::new(Blame::Caller, word.get(Lang::Zh), word.get(Lang::En));
            ClientError::at(StatusCode::SERVICE_UNAVAILABLE, fault)
        })
    }

    /// The day of the data.
    pub(crate) fn as_of(&self) -> Result<NaiveDate, ClientError> {
        Ok(self.view()?.month.last_day())
    }

    /// The answer to a question with its defaults.
    pub(crate) async fn ask(&self, question: &str) -> Result<Arc<ResultTable>, ClientError> {
        self.ask_with(question, BTreeMap::new()).await
    }

    /// The answer to a question.
    pub(crate) async fn ask_with(
        &self,
        question: &str,
        params: BTreeMap<String, String>,
    ) -> Result<Arc<ResultTable>, ClientError> {
        Ok(self.source.ask(self.view()?, question, params).await?)
    }

    /// The months that have a snapshot, the latest first.
    pub(crate) fn months(&self) -> Vec<Month> {
        let mut months: Vec<Month> = self.manifests.iter().map(|m| m.month).collect();
        months.dedup();
        months.reverse();
        months
    }

    /// Town codes and names in order of code.
    pub(crate) const fn towns(&self) -> &BTreeMap<String, String> {
        &self.towns
    }

    pub(crate) fn town_name(&self, code: &str) -> Option<String> {
        self.towns.get(code).cloned()
    }

    /// A count as whoever asks may see it.
    pub(crate) fn count(&self, count: i64) -> String {
        let day = self.view.as_ref().map(|view| view.month.last_day()).unwrap_or_default();
        match self.source.home().shown_count(count, day) {
            Ok(Some(count)) => Exact::whole(count).grouped(0),
            // Where the norms do not say what is small nothing is shown.
            Ok(None) | Err(_) => SUPPRESSED.to_owned(),
        }
    }

    /// The same of a count that was added up.
    pub(crate) fn count_of(&self, count: Exact) -> String {
        let count = count.ten_thousandths() / Exact::whole(1).ten_thousandths();
        self.count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A sum of yuan over so many people or cases, as whoever asks may see it.
    pub(crate) fn sum_of(&self, count: i64, yuan: Exact) -> String {
        match self.count(count).as_str() {
            SUPPRESSED => SUPPRESSED.to_owned(),
            _ => yuan.grouped(2),
        }
    }

    /// A cell that leads to the page of a town.
    pub(crate) fn town_cell(&self, code: &str) -> Cell {
        match self.town_name(code) {
            Some(name) => Cell::link(name, self.link(&format!("/towns/{}", encode(code)))),
            None => Cell::text(self.glossary().value("town_code", code)),
        }
    }

    /// A link that keeps language and month.
    pub(crate) fn link(&self, path: &str) -> String {
        address(path, self.reader.always())
    }

    /// This page's address with one parameter set.
    pub(crate) fn here_with(&self, name: &str, value: &str) -> String {
        here_with(self, name, value)
    }

    /// The title of a question, or its name.
    pub(crate) fn title_of(&self, name: &str) -> String {
        let question = self.registry().question(name);
        question.map_or_else(|_| name.to_owned(), |q| q.title.get(self.lang()).to_owned())
    }

    /// The heading of a column; towns stand there by their names.
    pub(crate) fn heading(&self, column: &str) -> String {
        let column = if column == "town_code" { "town_name" } else { column };
        self.glossary().column(column)
    }

    /// The title of an answer: that of its question, with what was chosen.
    pub(crate) fn title_of_answer(&self, question: &Question, table: &ResultTable) -> String {
        let title = question.title.get(self.lang());
        let Some(analysis) = &question.analysis else { return title.to_owned() };
        let params = &table.provenance.parameters;
        let names = |names: Vec<&str>| -> String {
            names
                .into_iter()
                .map(|name| self.heading(name))
                .collect::<Vec<_>>()
                .join(self.say(w::COMMA))
        };
        let (measures, by) = (names(analysis.chosen(params)), names(analysis.by(params)));
        let word = if by.is_empty() { w::ANALYSIS_WHOLE } else { w::ANALYSIS_BY };
        word.fill(self.lang(), &[("title", title), ("measures", &measures), ("by", &by)])
    }

    /// How an answer is drawn, if it is.
    pub(crate) fn chart_of(&self, question: &Question, table: &ResultTable) -> Option<ChartSpec> {
        let distinct = |column: &str| {
            let cells = table.texts(column).unwrap_or_default();
            cells.into_iter().collect::<BTreeSet<_>>().len()
        };
        question.drawn(&table.provenance.parameters, distinct)
    }

    /// Why a flag found this, and what would lift it, if its header has the sentences.
    pub(crate) fn reason(&self, flag: &str, evidence: &str) -> Option<String> {
        let spec = self.registry().question(flag).ok()?.flag.as_ref()?;
        Some(spec.reason.as_ref()?.fill(evidence, self.lang()))
    }

    /// The page of a question; flags have one of their own.
    pub(crate) fn question_link(&self, name: &str) -> String {
        let folder = match self.registry().question(name).map(|question| question.kind) {
            Ok(Kind::Flag) => "flags",
            _ => "questions",
        };
        self.link(&format!("/{folder}/{}", encode(name)))
    }

    /// A cell that leads to a clause.
    pub(crate) fn clause_cell(&self, id: &str) -> Cell {
        match self.registry().clause(id) {
            Some(_) => {
                Cell::link(id, self.link(&format!("/clauses/{}", encode(id)))).class("short")
            }
            None => Cell::text(id),
        }
    }

    /// The clauses of a question as a cell of links.
    pub(crate) fn clauses_cell(&self, question: &Question) -> Cell {
        let mut cells = question.clauses.iter().map(|id| self.clause_cell(id));
        let first = cells.next().unwrap_or_default();
        let more = cells.map(|cell| (cell.text, cell.href.unwrap_or_default())).collect();
        Cell { more, class: "clauses", ..first }
    }

    /// A result as a table.
    pub(crate) fn table(&self, table: &ResultTable, selection: Selection<'_>) -> TableView {
        of_result(self, table, selection)
    }

    /// A result as a figure with its sentence; `None` where the definition does not fit it,
    /// which the log of the tests tells, not the reader.
    pub(crate) fn drawing(
        &self,
        table: &ResultTable,
        spec: &ChartSpec,
        id: &str,
        title: &str,
    ) -> Option<Drawing> {
        let words = Towns { glossary: self.glossary(), towns: &self.towns };
        chart::draw(table, spec, &words, id, title).ok().filter(|_| table.rows() > 0)
    }

    /// Where the numbers of a result come from, for a picture of them.
    pub(crate) fn source_of(&self, table: &ResultTable) -> String {
        let (snapshot, receipt) = (&table.provenance.snapshot, table.provenance.receipt());
        format!("{} {snapshot} · {} {receipt}", self.say(w::SNAPSHOT), self.say(w::RECEIPT))
    }

    /// A drawing as it stands on a page.
    pub(crate) fn figure(
        &self,
        table: &ResultTable,
        spec: &ChartSpec,
        id: &str,
        title: &str,
    ) -> Option<String> {
        let drawing = self.drawing(table, spec, id, title)?;
        self.reader.catch.drawing(id, title, &drawing, &self.source_of(table));
        Some(render(&FigureView {
            title,
            svg: &drawing.svg,
            sentence: &drawing.sentence,
            download: self.say(w::DOWNLOAD),
            downloads: export::drawing_links(self, id),
        }))
    }

    /// The frame of a page.
    pub(crate) fn frame(&self, section: Section, title: impl Into<String>) -> Frame {
        let lang = self.lang();
        let as_of = self.view.as_ref().map(|view| view.month.last_day());
        let current = self.view.as_ref().map(|view| view.month);
        let choice = |month: Month| MonthChoice {
            value: month.to_string(),
            current: Some(month) == current,
        };
        Frame {
            lang,
            title: title.into(),
            section,
            place: self.registry().jurisdiction().name.get(lang).to_owned(),
            as_of: as_of.map(|day| day_words(day, lang)),
            snapshot: self.view.as_ref().map(|view| view.id.clone()).unwrap_or_default(),
            months: self.months().into_iter().map(choice).collect(),
            receipt: None,
            style: crate::asset::style_path(),
            path: self.reader.path.clone(),
            reader: self.reader.clone(),
        }
    }

    /// The month of the data in words.
    pub(crate) fn month_words(&self) -> Result<String, ClientError> {
        Ok(self.lang().month(self.view()?.month))
    }
}

/// Renders a template; the fields are at hand, so that only memory could run out.
pub(crate) fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// A finished page.
pub(crate) type Page = Result<Paper, ClientError>;

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> Page {
    Ok(Paper::new(template))
}

/// Renders a page that lasts.
pub(crate) fn lasting(template: &impl Template) -> Page {
    Ok(Paper::lasting(template))
}

/// The snapshot of the month asked for, else the latest; `None` when nothing is loaded.
fn choose(
    source: &Source,
    manifests: &[Arc<Manifest>],
    reader: &Reader,
) -> Result<Option<View>, ClientError> {
    let Some(latest) = manifests.iter().map(|manifest| manifest.month).max() else {
        return Ok(None);
    };
    let month = match reader.month.as_deref() {
        None => latest,
        Some(text) => text.parse().map_err(|_| {
            let word = w::BAD_MONTH;
            Fault::new(Blame::Caller, word.get(Lang::Zh), word.get(Lang::En))
        })?,
    };
    if !manifests.iter().any(|manifest| manifest.month == month) {
        let loaded: Vec<String> = manifests.iter().map(|m| m.snapshot_id.clone()).collect();
        let month = month.to_string();
        let say = |lang| {
            let loaded = loaded.join(w::COMMA.get(lang));
            w::NO_MONTH.fill(lang, &[("month", &month), ("loaded", &loaded)])
        };
        let fault = Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En));
        return Err(ClientError::missing(fault));
    }
    Ok(Some(source.view(month)?))
}
