//! Scenarios that planners keep: saved as the file that the command line reads, each revision on
//! record, and compared with each other.
//!
//! # Not here
//!
//! What a scenario costs (`planning`), and the revisions themselves (`ledger`).

use ledger::{By, Revision, SavedFile, Shelf};
use model::Result;
use plan::{Draft, Scenario};

use crate::error;
use crate::home::Home;

impl Home {
    /// The scenarios that were saved and not removed, by number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn scenarios(&self) -> Result<Vec<SavedFile>> {
        let all = self.ledger().files(Shelf::Scenarios)?.into_iter();
        Ok(all.filter(|scenario| !scenario.is_removed).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn scenario(&self, id: i64) -> Result<SavedFile> {
        let mut all = self.scenarios()?.into_iter();
        all.find(|scenario| scenario.id == id).ok_or_else(|| error::no_scenario(id))
    }

    /// Saves the text of a scenario file, as a new scenario or as the revision that follows the one
    /// named by scenario and revision; gives the number of the scenario. `file` is the name of the
    /// file for the person who wrote it.
    ///
    /// # Errors
    /// The file is no scenario; another one is called the same; somebody saved a later revision
    /// meanwhile; the ledger cannot be written.
    pub fn save_scenario(&self, file: &str, text: &str, after: Option<(i64, i64)>) -> Result<i64> {
        let scenario = Scenario::read(file, text)?;
        // What a form could not show again is no name to list.
        if let Err(mistakes) = Draft::of(&scenario).check() {
            return Err(error::scenario_mistakes(&mistakes));
        }
        let by = By { at: self.now(), actor: self.operator(), why: "" };
        self.ledger().save_file(Shelf::Scenarios, by, after, scenario.title.trim(), text)
    }

    /// Takes a scenario off the list; only who saved it first may.
    ///
    /// # Errors
    /// There is no such scenario; it is somebody else's; the ledger cannot be written.
    pub fn remove_scenario(&self, id: i64) -> Result<()> {
        let by = By { at: self.now(), actor: self.operator(), why: "" };
        self.ledger().remove_file(Shelf::Scenarios, by, id)
    }
}

/// What a saved revision says.
///
/// # Errors
/// Its text is no scenario for this version of the program.
pub fn read_scenario(id: i64, revision: &Revision) -> Result<Scenario> {
    Scenario::read(&format!("scenario-{id}-r{}.toml", revision.number), &revision.text)
}
