//! Dashboards that planners put together from analyses: each saved as the file that an author would
//! write, and checked as such.
//!
//! # Invariants
//!
//! - What is saved could stand in `dashboards/` as it is: the reader and the checks are those of the
//!   definitions. Whoever puts it there answers for it.
//!
//! # Not here
//!
//! The revisions (`ledger`), and what a dashboard shows (`server`).

use ledger::{By, SavedFile, Shelf};
use model::{Result, Text};
use registry::{Dashboard, Panel};

use crate::error;
use crate::home::Home;

impl Home {
    /// The drafts that were saved and not removed, by number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn drafts(&self) -> Result<Vec<SavedFile>> {
        let all = self.ledger().files(Shelf::Drafts)?.into_iter();
        Ok(all.filter(|draft| !draft.is_removed).collect())
    }

    /// The draft of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn saved_draft(&self, name: &str) -> Result<SavedFile> {
        self.standing(name)?.ok_or_else(|| error::no_draft(name))
    }

    /// The dashboard that a draft is.
    ///
    /// # Errors
    /// The definitions no longer have what it names, or have a dashboard of its name.
    pub fn read_draft(&self, draft: &SavedFile) -> Result<Dashboard> {
        self.registry().draft(&draft.latest.title, &draft.latest.text)
    }

    /// Adds a panel to the draft of this name, which is begun with these titles if there is none.
    ///
    /// # Errors
    /// The file would be refused among the definitions; the ledger cannot be written.
    pub fn add_to_draft(&self, name: &str, title: Text, panel: Panel) -> Result<()> {
        let standing = self.standing(name)?;
        let mut dashboard = match &standing {
            Some(draft) => self.read_draft(draft)?,
            None => Dashboard {
                name: name.to_owned(),
                title,
                about: Text::new("由分析台保存的分析", "Analyses saved at the analysis bench"),
                audience: "planning".to_owned(),
                schedule: None,
                deadline: None,
                opens_leads: false,
                export: vec!["xlsx".to_owned(), "csv".to_owned()],
                circulars: Vec::new(),
                panels: Vec::new(),
            },
        };
        dashboard.panels.push(panel);
        self.save(name, &dashboard.text(), standing.as_ref())
    }

    /// Saves the file of a dashboard as a draft, as the next revision where one of this name stands.
    ///
    /// # Errors
    /// As [`Self::add_to_draft`].
    pub fn save_draft(&self, name: &str, text: &str) -> Result<()> {
        self.save(name, text, self.standing(name)?.as_ref())
    }

    fn save(&self, name: &str, text: &str, standing: Option<&SavedFile>) -> Result<()> {
        self.registry().draft(name, text)?;
        let after = standing.map(|draft| (draft.id, draft.latest.number));
        let by = By { at: self.now(), actor: self.operator(), why: "" };
        self.ledger().save_file(Shelf::Drafts, by, after, name, text).map(drop)
    }

    fn standing(&self, name: &str) -> Result<Option<SavedFile>> {
        Ok(self.drafts()?.into_iter().find(|draft| draft.latest.title == name))
    }

    /// Takes a draft off the list; only who saved it first may.
    ///
    /// # Errors
    /// There is no such draft; it is somebody else's; the ledger cannot be written.
    pub fn remove_draft(&self, name: &str) -> Result<()> {
        let by = By { at: self.now(), actor: self.operator(), why: "" };
        self.ledger().remove_file(Shelf::Drafts, by, self.saved_draft(name)?.id)
    }
}
