//! The registry: every definition of one municipality, checked.

use std::collections::BTreeMap;

use model::{Blame, Fault, Norms, Place, Result, Text, WorkCalendar};

use crate::check::{self, Parts};
use crate::circular::{self, Circular, CircularFile};
use crate::dashboard::{self, Dashboard, DashboardFile};
use crate::error;
use crate::files::DefinitionFile;
use crate::header::{self, QuestionFile};
use crate::jurisdiction::{self, Jurisdiction, JurisdictionFile};
use crate::norms;
use crate::question::{Kind, Question};
use crate::rule;
use crate::words::{self, Cause, Clause};

/// Every definition of one municipality; immutable and cross-checked.
#[derive(Clone, Debug)]
pub struct Registry {
    questions: BTreeMap<String, Question>,
    dashboards: BTreeMap<String, Dashboard>,
    circulars: BTreeMap<String, Circular>,
    columns: BTreeMap<String, Text>,
    clauses: BTreeMap<String, Clause>,
    labels: BTreeMap<String, Text>,
    causes: BTreeMap<String, Cause>,
    norms: Norms,
    jurisdiction: Jurisdiction,
    jurisdictions: Vec<(String, Text)>,
    holidays: WorkCalendar,
}

/// The files read one by one, before they are compared with each other.
#[derive(Default)]
struct Reading<'a> {
    questions: Vec<QuestionFile>,
    dashboards: Vec<(&'a DefinitionFile, DashboardFile)>,
    circulars: Vec<(&'a DefinitionFile, CircularFile)>,
    places: BTreeMap<String, (&'a DefinitionFile, JurisdictionFile)>,
    columns: BTreeMap<String, Text>,
    clauses: BTreeMap<String, Clause>,
    labels: BTreeMap<String, Text>,
    causes: BTreeMap<String, Cause>,
    holidays: WorkCalendar,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    fn file(&mut self, file: &'a DefinitionFile) {
        let path: Vec<&str> = file.path.split('/').collect();
        match path.as_slice() {
            ["queries", "clauses.toml"] => {
                self.clauses = self.or_default(words::clauses(file));
            }
            ["queries", "columns.toml"] => {
                self.columns = self.or_default(words::glossary(file));
            }
            ["queries", "causes.toml"] => {
                self.causes = self.or_default(words::causes(file));
            }
            ["queries", theme, name] if name.ends_with(".sql") => match header::read(file, theme) {
                Ok(question) => self.questions.push(question),
                Err(faults) => self.faults.extend(faults),
            },
            ["dashboards", "circulars", _] => match circular::read(file) {
                Ok(circular) => self.circulars.push((file, circular)),
                Err(faults) => self.faults.extend(faults),
            },
            ["dashboards", _] => match dashboard::read(file) {
                Ok(dashboard) => self.dashboards.push((file, dashboard)),
                Err(faults) => self.faults.extend(faults),
            },
            ["jurisdictions", "norms.toml"] => {
                let labels = self.or_default(words::norm_labels(file));
                self.labels.extend(labels);
            }
            ["jurisdictions", "holidays.toml"] => {
                self.holidays = WorkCalendar::new(self.or_default(words::holidays(file)));
            }
            ["jurisdictions", _] => match jurisdiction::read(file) {
                Ok(place) => {
                    self.labels.extend(place.labels.clone());
                    self.places.insert(file.stem().to_owned(), (file, place));
                }
                Err(faults) => self.faults.extend(faults),
            },
            _ => self.faults.push(error::misplaced(&file.path).at(Place::line(&file.path, 1))),
        }
    }

    /// Adds the causes of leads to the words of the columns.
    fn causes(&mut self) {
        let word = |(name, cause): (&String, &Cause)| (format!("cause={name}"), cause.text.clone());
        self.columns.extend(self.causes.iter().map(word));
    }

    /// Adds what the rules are together: the view over all of them, and their titles as words.
    fn rules(&mut self) {
        let questions = self.questions.iter().map(|file| &file.question);
        let rules: Vec<&Question> = questions.filter(|q| q.kind == Kind::Rule).collect();
        let words = rules.iter().map(|rule| (format!("rule={}", rule.name), rule.title.clone()));
        self.columns.extend(words.collect::<Vec<_>>());
        match rule::all(&rules) {
            Some(Ok(view)) => self.questions.push(view),
            Some(Err(faults)) => self.faults.extend(faults),
            None => {}
        }
    }

    fn or_default<T: Default>(&mut self, read: Result<T>) -> T {
        read.unwrap_or_else(|fault| {
            self.faults.push(fault);
            T::default()
        })
    }
}

impl Registry {
    /// Reads all definitions with the norms of `jurisdiction`.
    ///
    /// # Errors
    /// Every mistake of every file at once, each with its file and line; only an unknown
    /// `jurisdiction` is the caller's.
    pub fn read(files: &[DefinitionFile], jurisdiction: &str) -> Result<Self, Vec<Fault>> {
        let mut reading = Reading::default();
        for file in files {
            reading.file(file);
        }
        reading.rules();
        reading.causes();
        let Reading {
            questions,
            dashboards,
            circulars,
            places,
            columns,
            clauses,
            labels,
            causes,
            holidays,
            mut faults,
        } = reading;
        let parts = Parts {
            questions: &questions,
            dashboards: &dashboards,
            circulars: &circulars,
            places: &places,
            clauses: &clauses,
            labels: &labels,
            causes: &causes,
        };
        faults.extend(check::all(&parts));
        let norms =
            jurisdiction::inherit(&places, jurisdiction).map_err(|fault| faults.push(fault));
        let place = places.get(jurisdiction).map(|(_, place)| place.jurisdiction.clone());
        let (Ok(norms), Some(place), true) = (norms, place, faults.is_empty()) else {
            faults.sort_by(|a, b| a.place.cmp(&b.place));
            return Err(faults);
        };
        let dashboards = dashboards
            .into_iter()
            .map(|(_, file)| (file.dashboard.name.clone(), file.dashboard))
            .collect();
        let circulars = circulars
            .into_iter()
            .map(|(_, file)| (file.circular.name.clone(), file.circular))
            .collect();
        let jurisdictions = places
            .into_values()
            .map(|(_, place)| (place.jurisdiction.id, place.jurisdiction.name))
            .collect();
        let questions = questions.into_iter().map(|file| file.question).collect();
        Ok(Self {
            questions: check::resolve_uses(questions),
            dashboards,
            circulars,
            columns,
            clauses,
            labels,
            causes,
            norms,
            jurisdiction: place,
            jurisdictions,
            holidays,
        })
    }

    /// The question, flag, indicator or view of this name.
    ///
    /// # Errors
    /// The caller's, when there is none.
    pub fn question(&self, name: &str) -> Result<&Question> {
        self.questions.get(name).ok_or_else(|| error::no_question(name))
    }

    /// Everything that people ask by name, in order of name, rules among them; no flags,
    /// indicators or views.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        let asked = |question: &&Question| matches!(question.kind, Kind::Question | Kind::Rule);
        self.questions.values().filter(asked)
    }

    /// The flags in order of name.
    pub fn flags(&self) -> impl Iterator<Item = &Question> {
        self.of_kind(Kind::Flag)
    }

    /// The indicators in order of name.
    pub fn indicators(&self) -> impl Iterator<Item = &Question> {
        self.of_kind(Kind::Indicator)
    }

    /// The views in order of name.
    pub fn views(&self) -> impl Iterator<Item = &Question> {
        self.of_kind(Kind::View)
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Question> {
        self.questions.values().filter(move |question| question.kind == kind)
    }

    /// The dashboards in order of name.
    pub fn dashboards(&self) -> impl Iterator<Item = &Dashboard> {
        self.dashboards.values()
    }

    /// The dashboard of this name.
    ///
    /// # Errors
    /// The caller's, when there is none.
    pub fn dashboard(&self, name: &str) -> Result<&Dashboard> {
        self.dashboards.get(name).ok_or_else(|| error::no_dashboard(name))
    }

    /// The circulars in order of name.
    pub fn circulars(&self) -> impl Iterator<Item = &Circular> {
        self.circulars.values()
    }

    /// The circular of this name.
    ///
    /// # Errors
    /// The caller's, when there is none.
    pub fn circular(&self, name: &str) -> Result<&Circular> {
        self.circulars.get(name).ok_or_else(|| error::no_circular(name))
    }

    /// The dashboard that a file not yet among the definitions would be.
    ///
    /// # Errors
    /// What the definitions would be refused for with it; its name is taken.
    pub fn draft(&self, name: &str, text: &str) -> Result<Dashboard> {
        let file = DefinitionFile::new(format!("dashboards/{name}.toml"), text);
        let caller = |fault: Fault| Fault { blame: Blame::Caller, ..fault };
        if !dashboard::is_name(name) {
            return Err(caller(error::bad_name(name)));
        }
        if self.dashboards.contains_key(name) {
            return Err(caller(error::duplicate(name, &file.path)));
        }
        let (read, faults) = match dashboard::read(&file) {
            Ok(read) => {
                let find = |name: &str| self.questions.get(name);
                let faults = check::dashboard(&file, &read, &self.labels, &find);
                (Some(read.dashboard), faults)
            }
            Err(faults) => (None, faults),
        };
        match faults.into_iter().next() {
            Some(fault) => Err(caller(fault)),
            None => read.ok_or_else(|| error::no_dashboard(name)),
        }
    }

    /// The norms in use, parents merged in.
    pub const fn norms(&self) -> &Norms {
        &self.norms
    }

    /// The same definitions with other values of norms, which then hold on every day; a list is
    /// written with commas between.
    ///
    /// # Errors
    /// The caller's, when this place has no such norm or its unit allows no such value.
    pub fn with_norms(&self, changed: &BTreeMap<String, String>) -> Result<Self> {
        let norms = norms::replaced(&self.norms, changed)?;
        Ok(Self { norms, ..self.clone() })
    }

    /// What a norm means; `None` if no definition may use this name.
    pub fn norm_label(&self, name: &str) -> Option<&Text> {
        self.labels.get(name)
    }

    /// The place whose norms are in use.
    pub const fn jurisdiction(&self) -> &Jurisdiction {
        &self.jurisdiction
    }

    /// All places that are defined, by id.
    pub fn jurisdictions(&self) -> &[(String, Text)] {
        &self.jurisdictions
    }

    /// The heading of a result column.
    pub fn column(&self, name: &str) -> Option<&Text> {
        self.columns.get(name)
    }

    /// What leads are about, by name.
    pub const fn causes(&self) -> &BTreeMap<String, Cause> {
        &self.causes
    }

    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.get(id)
    }

    /// All clauses by id.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.values()
    }

    /// The public holidays and make-up days; a municipality's own calendar goes over them.
    pub const fn holidays(&self) -> &WorkCalendar {
        &self.holidays
    }
}
