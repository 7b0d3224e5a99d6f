//! Where pages get their answers: the only module that calls the home folder.
//!
//! # Invariants
//!
//! - Each look at an answer with pseudonyms of persons is in the audit log, whether it was computed
//!   or in memory.
//! - What one visitor may see and another may not is kept under a key that names what they see.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use engine::Scope;
use model::{Lang, Month, Result, ResultTable};
use plan::Scenario;
use registry::Registry;
use snapshot::{Manifest, View};
use supervise::{Draw, Home, Inspection, Lead, Planned, Run, SavedFile, Scorecard, Visit};

use crate::cache::{Cache, Found};
use crate::shelf::Paper;
use crate::summary::{FlagCount, count_flags, main_reasons};
use crate::visitor::Visitor;
use crate::watch::{From, Watch};

/// A home folder with the answers it gave, as one visitor finds it.
#[derive(Clone)]
pub(crate) struct Source {
    /// The visitor's: whatever is asked of it is bounded and logged under their name.
    home: Home,
    /// The program's own, for what is counted over all rows before anybody sees it.
    program: Home,
    kept: Arc<Kept>,
    watch: Arc<Watch>,
}

/// Cells of answers kept at most, some hundred megabytes at worst.
const CELLS_MAX: usize = 4_000_000;

/// Rows of what is put together from answers, each kind.
const ROWS_MAX: usize = 1_000_000;

/// Bytes of pages.
const PAPER_MAX: usize = 64 << 20;

/// What is in memory, for all visitors.
struct Kept {
    answers: Cache<ResultTable>,
    scores: Cache<Scorecard>,
    summaries: Cache<Vec<FlagCount>>,
    plans: Cache<Planned>,
    pages: Cache<Paper>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            answers: Cache::new(CELLS_MAX, |table| table.rows() * table.schema.fields().len()),
            scores: Cache::new(ROWS_MAX, |score| score.table.rows() + score.parts.rows()),
            summaries: Cache::new(ROWS_MAX, Vec::len),
            plans: Cache::new(ROWS_MAX, |plan| plan.table.rows() + plan.groups.rows()),
            pages: Cache::new(PAPER_MAX, Paper::bytes),
        }
    }
}

impl Source {
    pub(crate) fn new(home: &Home, watch: &Arc<Watch>) -> Self {
        let (home, program) = (home.clone(), home.clone());
        Self { home, program, kept: Arc::default(), watch: Arc::clone(watch) }
    }

    /// The same source for a visitor.
    pub(crate) fn acting(&self, visitor: &Visitor) -> Self {
        let home = self.program.acting(visitor.name(), &visitor.reader());
        Self { home, ..self.clone() }
    }

    /// The home, as the visitor finds it.
    pub(crate) const fn home(&self) -> &Home {
        &self.home
    }

    /// The home as the program finds it, without bounds.
    pub(crate) const fn home_of_program(&self) -> &Home {
        &self.program
    }

    /// The town that bounds the visitor, if one does.
    pub(crate) fn town(&self) -> Option<&str> {
        self.home.reader().town()
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.home.registry()
    }

    /// Published snapshots by month and revision.
    pub(crate) fn manifests(&self) -> Result<Vec<Arc<Manifest>>> {
        Ok(self.home.store().published()?.manifests)
    }

    /// What is known on the last day of a month.
    pub(crate) fn view(&self, month: Month) -> Result<View> {
        self.home.store().view(month.last_day())
    }

    /// The answer to a registered question.
    pub(crate) async fn ask(
        &self,
        view: &View,
        question: &str,
        params: BTreeMap<String, String>,
    ) -> Result<Arc<ResultTable>> {
        self.ask_on(view.month.last_day(), view, question, params).await
    }

    /// The answers to several questions. Those that are not in memory are computed together.
    pub(crate) async fn ask_all(
        &self,
        view: &View,
        asked: &[(&str, BTreeMap<String, String>)],
    ) -> Result<Vec<Arc<ResultTable>>> {
        let turn = self.kept.answers.turn(&self.own_key(view, &format!("{asked:?}"))?);
        let mine = turn.lock().await;
        let mut open = Vec::new();
        for (question, params) in asked {
            let key = self.answer_key(view.month.last_day(), view, question, params)?;
            if self.kept.answers.get(&key).is_none() {
                open.push((key, (*question, params.clone())));
            }
        }
        let (keys, open): (Vec<_>, Vec<_>) = open.into_iter().unzip();
        if !open.is_empty() {
            let day = view.month.last_day();
            let tables = self.home.answers_to(&open, Some(day), Scope::City).await?;
            for (key, table) in keys.into_iter().zip(tables) {
                self.kept.answers.put(key, &Arc::new(table));
            }
        }
        drop(mine);
        let mut answers = Vec::new();
        for (question, params) in asked {
            answers.push(self.ask(view, question, params.clone()).await?);
        }
        Ok(answers)
    }

    /// The answer to a question as of today.
    pub(crate) async fn ask_today(
        &self,
        question: &str,
        params: BTreeMap<String, String>,
    ) -> Result<Arc<ResultTable>> {
        let today = self.home.ledger_day()?;
        self.ask_on(today, &self.home.store().view(today)?, question, params).await
    }

    /// The answer to a question as of a day that a view answers.
    async fn ask_on(
        &self,
        day: NaiveDate,
        view: &View,
        question: &str,
        params: BTreeMap<String, String>,
    ) -> Result<Arc<ResultTable>> {
        let begun = Instant::now();
        let key = self.answer_key(day, view, question, &params)?;
        let compute = self.home.ask(question, Some(day), params, Scope::City);
        let Found { value: table, was_kept } = self.kept.answers.get_or(key, compute).await?;
        if was_kept {
            self.home.log_look("ask", &table)?;
        }
        let from = if was_kept { From::Memory } else { From::Home };
        self.watch.answered(question, from, begun.elapsed());
        Ok(table)
    }

    /// The hits of one flag.
    pub(crate) async fn flag(&self, view: &View, flag: &str) -> Result<ResultTable> {
        self.home.flags(Some(view.month.last_day()), Some(flag), Scope::City).await
    }

    /// The hits about one household.
    pub(crate) async fn household_flags(&self, view: &View, key: &str) -> Result<ResultTable> {
        self.home.household_flags(Some(view.month.last_day()), key, Scope::City).await
    }

    /// The latest month, up to that of a view, whose roster has the household.
    pub(crate) async fn last_month_of(&self, view: &View, key: &str) -> Result<Option<Month>> {
        self.home.last_month_of(key, Some(view.month.last_day()), Scope::City).await
    }

    /// The means test of one household, line by line.
    pub(crate) async fn explain(&self, view: &View, key: &str, lang: Lang) -> Result<ResultTable> {
        self.home.explain(key, Some(view.month.last_day()), Scope::City, lang).await
    }

    /// The visits recorded for one household, as they may be shown.
    pub(crate) fn visits(&self, key: &str) -> Result<Vec<Visit>> {
        let visits = self.home.visits_to_show()?;
        Ok(visits.into_iter().filter(|visit| visit.report.household_key == key).collect())
    }

    /// What the visits of a revealed draw found.
    pub(crate) fn inspection(&self, id: &str) -> Result<Inspection> {
        self.home.inspection(id)
    }

    /// How many hits each flag has in each town that the visitor sees: numbers, nobody's rows.
    pub(crate) async fn flag_counts(&self, view: &View) -> Result<Arc<Vec<FlagCount>>> {
        let all = self.all_flag_counts(view).await?;
        let Some(own) = self.town() else { return Ok(all) };
        Ok(Arc::new(all.iter().filter(|count| count.town == own).cloned().collect()))
    }

    async fn all_flag_counts(&self, view: &View) -> Result<Arc<Vec<FlagCount>>> {
        let compute =
            async { count_flags(&self.program.flags_to_count(Some(view.month.last_day())).await?) };
        let key = self.key(view, "flags")?;
        Ok(self.kept.summaries.get_or(key, compute).await?.value)
    }

    /// The scorecard, of the towns that the visitor sees.
    pub(crate) async fn score(&self, view: &View) -> Result<Arc<Scorecard>> {
        let all = self.whole_score(view).await?;
        match self.town().is_none() && self.sees_persons() {
            true => Ok(all),
            false => Ok(Arc::new(self.home.seen_score(&all)?)),
        }
    }

    /// For each town the indicator that lowers its score most, whoever asks.
    pub(crate) async fn reasons(&self, view: &View) -> Result<BTreeMap<String, String>> {
        main_reasons(&self.whole_score(view).await?.parts)
    }

    /// Whether the visitor sees rows of persons, and so exact numbers.
    pub(crate) fn sees_persons(&self) -> bool {
        self.home.reader().sight.persons
    }

    /// An answer to be added up: over all rows for whoever sees the whole city but not every cell.
    pub(crate) async fn ask_sums(&self, view: &View, question: &str) -> Result<Arc<ResultTable>> {
        self.adding_up().ask(view, question, BTreeMap::new()).await
    }

    fn adding_up(&self) -> Self {
        match self.sees_persons() || self.town().is_some() {
            true => self.clone(),
            false => Self { home: self.program.clone(), ..self.clone() },
        }
    }

    async fn whole_score(&self, view: &View) -> Result<Arc<Scorecard>> {
        let compute = self.program.score(Some(view.month.last_day()));
        Ok(self.kept.scores.get_or(self.key(view, "score")?, compute).await?.value)
    }

    /// What a scenario would change.
    pub(crate) async fn planned(&self, view: &View, scenario: &Scenario) -> Result<Arc<Planned>> {
        let compute = self.home.planned(scenario, Some(view.month.last_day()));
        let key = self.own_key(view, &format!("{scenario:?}"))?;
        Ok(self.kept.plans.get_or(key, compute).await?.value)
    }

    /// Scenarios side by side, by town.
    pub(crate) async fn plan_comparison(
        &self,
        view: &View,
        scenarios: &[Scenario],
    ) -> Result<ResultTable> {
        self.home.plan_comparison(scenarios, Some(view.month.last_day())).await
    }

    /// The scenarios that were saved.
    pub(crate) fn scenarios(&self) -> Result<Vec<SavedFile>> {
        self.home.scenarios()
    }

    /// One of them.
    pub(crate) fn scenario(&self, id: i64) -> Result<SavedFile> {
        self.home.scenario(id)
    }

    /// What is known on the last day of the latest month; `None` when nothing is loaded.
    pub(crate) fn latest(&self) -> Result<Option<View>> {
        let latest = self.manifests()?.into_iter().map(|manifest| manifest.month).max();
        latest.map(|month| self.view(month)).transpose()
    }

    pub(crate) fn draws(&self) -> Result<Vec<Draw>> {
        self.home.draws()
    }

    /// The verification bundle of a revealed draw with all that was decided since, which names every
    /// household of its frame.
    pub(crate) fn bundle(&self, id: &str) -> Result<Vec<u8>> {
        self.home.draw_bundle(id)
    }

    /// The households of a revealed draw in drawing order.
    pub(crate) async fn work_list(&self, id: &str) -> Result<ResultTable> {
        self.home.work_list(id).await
    }

    /// One lead with its history.
    pub(crate) fn lead(&self, id: i64) -> Result<Lead> {
        self.home.lead(id)
    }

    /// What flags said of a lead.
    pub(crate) async fn lead_evidence(&self, view: &View, id: i64) -> Result<Arc<ResultTable>> {
        self.ask(view, "lead_evidence", BTreeMap::from([("lead".to_owned(), id.to_string())])).await
    }

    pub(crate) fn runs(&self) -> Result<Vec<Run>> {
        self.home.runs()
    }

    /// Writes a file that leaves the house into the audit log.
    ///
    /// # Errors
    /// The log cannot be written; then the file must not leave.
    pub(crate) fn log_export(&self, file: &str, about: &str) -> Result<()> {
        self.home.log_export(file, "download", about)
    }

    /// The pages in memory.
    pub(crate) fn pages(&self) -> &Cache<Paper> {
        &self.kept.pages
    }

    /// What a page depends on that follows from snapshots, ledger and definitions alone.
    pub(crate) fn page_key(&self, asked: &str) -> Result<String> {
        let published: Vec<String> =
            self.manifests()?.iter().map(|manifest| manifest.snapshot_id.clone()).collect();
        let (day, mark) = (self.home.ledger_day()?, self.home.ledger().mark()?);
        let reader = self.home.reader().word();
        Ok(format!("{asked} for {reader} @ {published:?} {day} {mark}"))
    }

    fn answer_key(
        &self,
        day: NaiveDate,
        view: &View,
        question: &str,
        params: &BTreeMap<String, String>,
    ) -> Result<String> {
        self.own_key(view, &format!("{question} {params:?} on {day}"))
    }

    /// The key of an answer that not every visitor gets.
    fn own_key(&self, view: &View, asked: &str) -> Result<String> {
        self.key(view, &format!("{asked} for {}", self.home.reader().word()))
    }

    /// What an answer depends on beside the definitions: the snapshot, and what was recorded by
    /// then, by this program or another.
    fn key(&self, view: &View, asked: &str) -> Result<String> {
        Ok(format!("{asked} @ {} {} {}", view.id, view.month, self.home.ledger().mark()?))
    }
}
