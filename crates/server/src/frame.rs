//! The frame of every page: language, menu, date of the data, title and footer.

use access::Right;
use chrono::NaiveDate;
use model::Lang;

use crate::{App, shelf};

use crate::link::address;
use crate::reader::Reader;
use crate::words::{self as w, Word};

/// The part of the menu that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Leadership: overview and towns.
    Leader,
    /// Circulars of each month.
    Circulars,
    /// Inspection: flags and draws.
    Inspection,
    /// Planning.
    Planning,
    /// Analyses, and drafts made of them.
    Analysis,
    /// Data, runs.
    Data,
    /// Questions, dashboards and clauses.
    Questions,
    /// What a clerk has to do.
    Tasks,
    /// Files that a town delivers.
    Deliver,
    /// Who is behind pseudonyms.
    Identify,
    /// Accounts and roles.
    Accounts,
    /// The audit log.
    Audit,
    /// The way in, and one's own account.
    Own,
}

const MENU: [(Section, &str, Word, Right); 12] = [
    (Section::Tasks, "/tasks", w::TASKS, Right::Upload),
    (Section::Leader, "/", w::LEADER, Right::View),
    (Section::Circulars, "/circulars", w::CIRCULARS, Right::View),
    (Section::Inspection, "/inspection", w::INSPECTION, Right::View),
    (Section::Planning, "/planning", w::PLANNING, Right::Plan),
    (Section::Analysis, "/analysis", w::ANALYSIS, Right::Plan),
    (Section::Data, "/data", w::DATA, Right::Operation),
    (Section::Questions, "/questions", w::QUESTIONS, Right::View),
    (Section::Deliver, "/deliver", w::DELIVER, Right::Upload),
    (Section::Identify, "/identify", w::IDENTIFY, Right::Identify),
    (Section::Accounts, "/accounts", w::ACCOUNTS, Right::Accounts),
    (Section::Audit, "/audit", w::AUDIT, Right::Audit),
];

/// An entry of the menu.
pub(crate) struct MenuItem {
    pub(crate) href: String,
    pub(crate) text: &'static str,
    pub(crate) current: bool,
}

/// The day of the data.
pub(crate) struct AsOf {
    pub(crate) iso: String,
    pub(crate) words: String,
}

/// A month that can be chosen.
pub(crate) struct MonthChoice {
    pub(crate) value: String,
    pub(crate) current: bool,
}

/// Everything around the content of a page.
pub(crate) struct Frame {
    pub(crate) lang: Lang,
    pub(crate) title: String,
    pub(crate) section: Section,
    pub(crate) place: String,
    pub(crate) as_of: Option<AsOf>,
    pub(crate) snapshot: String,
    pub(crate) months: Vec<MonthChoice>,
    pub(crate) receipt: Option<String>,
    pub(crate) style: String,
    pub(crate) path: String,
    pub(crate) reader: Reader,
}

impl Frame {
    /// A label in the language of the page.
    pub(crate) fn say(&self, word: Word) -> &'static str {
        word.get(self.lang)
    }

    /// A link that keeps language and month.
    pub(crate) fn link(&self, path: &str) -> String {
        address(path, self.reader.always())
    }

    /// Every table of the page in one workbook, for whoever may take files away.
    pub(crate) fn whole_page(&self) -> Option<String> {
        let kept = self.reader.all_without(&["sort"]).into_iter().chain([("export", "xlsx")]);
        self.reader.may(Right::Export).then(|| address(&self.path, kept))
    }

    /// Whether what is shown here hides small groups.
    pub(crate) fn hides_small(&self) -> bool {
        self.as_of.is_some() && !self.reader.may(Right::Persons)
    }

    /// Where a receipt is verified.
    pub(crate) fn receipt_link(&self, receipt: &str) -> String {
        address("/receipts", self.reader.always().into_iter().chain([("code", receipt)]))
    }

    /// Language and month, for forms that set everything else.
    pub(crate) fn always(&self) -> Vec<(&'static str, &str)> {
        self.reader.always()
    }

    /// Everything but the month, for the form that sets it.
    pub(crate) fn kept(&self) -> Vec<(&str, &str)> {
        self.reader.all_without(&["month"])
    }

    /// The name of the other language, in that language.
    pub(crate) fn other_lang_name(&self) -> &'static str {
        self.say(w::OTHER_LANGUAGE)
    }

    pub(crate) const fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// This very page in the other language.
    pub(crate) fn other_language(&self) -> String {
        let code = [("lang", self.other_lang().code())];
        address(&self.path, self.reader.all_without(&["lang"]).into_iter().chain(code))
    }

    pub(crate) fn menu(&self) -> Vec<MenuItem> {
        let open = MENU.iter().filter(|(_, _, _, right)| self.reader.may(*right));
        let item = |(section, path, word, _): &(Section, &str, Word, Right)| MenuItem {
            href: self.link(path),
            text: word.get(self.lang),
            current: *section == self.section,
        };
        open.map(item).collect()
    }

    /// The frame of a page without data.
    pub(crate) fn plain(
        app: &App,
        reader: &Reader,
        section: Section,
        title: impl Into<String>,
    ) -> Self {
        let source = app.source();
        let place = &source.registry().jurisdiction().name;
        Self {
            lang: reader.lang,
            title: title.into(),
            section,
            place: place.get(reader.lang).to_owned(),
            as_of: None,
            snapshot: String::new(),
            months: Vec::new(),
            receipt: None,
            style: crate::asset::style_path(),
            path: reader.path.clone(),
            reader: reader.clone(),
        }
    }

    /// Who is signed in: the name, and the token of the form that ends the session, as blanks.
    pub(crate) fn visitor(&self) -> Option<(&str, &str)> {
        let visitor = self.reader.visitor.as_ref()?;
        let name = match visitor.signed_in() {
            Some(_) => &*shelf::NAME,
            None => self.say(w::LOCAL_OPERATOR),
        };
        Some((name, &*shelf::TOKEN))
    }

    /// Where the name of the service leads.
    pub(crate) fn start(&self) -> String {
        let page = self.reader.visitor.as_ref().map_or("/login", |visitor| visitor.first_page());
        self.link(page)
    }
}

/// A day in prose.
pub(crate) fn day_words(day: NaiveDate, lang: Lang) -> AsOf {
    AsOf { iso: day.to_string(), words: lang.day(day) }
}
