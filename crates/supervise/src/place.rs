//! Whose norms a home follows: a shipped place, or the municipality's own file.

use std::path::{Path, PathBuf};

use model::{Fault, Norms, Result};
use registry::{DefinitionFile, Registry};

use crate::{error, files};

/// The id of a place whose norms are in the home itself.
pub(crate) const OWN: &str = "own";

/// Where the own norms stand, below the home.
pub(crate) const OWN_FILE: &str = "jurisdictions/own.toml";

/// A shipped place or an own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The id of a shipped place, such as `qionghai`.
    Named(String),
    /// A file in the form of `jurisdictions/*.toml`.
    File(PathBuf),
}

impl Place {
    /// A text that ends in `.toml` or names an existing file is a file.
    pub fn named_or_file(text: &str) -> Self {
        let path = Path::new(text);
        if path.extension().is_some_and(|extension| extension == "toml") || path.is_file() {
            Self::File(path.to_owned())
        } else {
            Self::Named(text.to_owned())
        }
    }

    /// Its id in a home.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::File(_) => OWN,
        }
    }

    /// The text of an own file.
    pub(crate) fn own_text(&self) -> Result<Option<String>> {
        match self {
            Self::Named(_) => Ok(None),
            Self::File(path) => files::read(path).map(Some),
        }
    }

    /// The shipped definitions, the own file among them, under this place's norms.
    pub(crate) fn registry(&self) -> Result<Registry> {
        let mut definitions = registry::shipped();
        if let Some(text) = self.own_text()? {
            definitions.push(DefinitionFile::new(OWN_FILE, text));
        }
        read_registry(&definitions, self.id()).map_err(|fault| self.in_own_words(fault))
    }

    /// A fault in the own file names the file that the caller gave.
    fn in_own_words(&self, mut fault: Fault) -> Fault {
        if let (Self::File(path), Some(place)) = (self, &mut fault.place)
            && place.file == OWN_FILE
        {
            place.file = path.display().to_string();
        }
        fault
    }
}

/// The norms of a place, without a home.
///
/// # Errors
/// The place is unknown or its file cannot be used.
pub fn norms_of(place: &Place) -> Result<Norms> {
    Ok(place.registry()?.norms().clone())
}

/// Reads definitions; all mistakes become one fault.
pub(crate) fn read_registry(definitions: &[DefinitionFile], id: &str) -> Result<Registry> {
    Registry::read(definitions, id).map_err(error::definitions)
}
