//! What went wrong, said so that the right person can act.
//!
//! One type serves all crates: outer layers branch on [`Blame`] alone and show [`Fault::say`].
//! The sentences themselves stand in each crate's `error.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Text};

/// Who must act; decides the exit code and the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The person asking: a bad parameter, an unknown name.
    Caller,
    /// Whoever wrote the query, dashboard or norm.
    Author,
    /// Whoever delivers the data.
    Data,
    /// The operator: time, rows, memory, disk.
    Limit,
    /// We: a broken invariant.
    Bug,
}

impl Blame {
    /// The exit code of a command that ends with this blame.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Caller => 2,
            Self::Author => 3,
            Self::Data => 4,
            Self::Limit => 5,
            Self::Bug => 70,
        }
    }
}

/// Where in a file something stands; lines, rows and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// File name as the person knows it.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row or line.
    pub row: Option<u64>,
    /// Heading or name of the column.
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A line of a text file.
    pub fn line(file: impl Into<String>, line: u64) -> Self {
        Self { file: file.into(), row: Some(line), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let row = self.row.map(|row| row.to_string());
        for part in [&self.sheet, &row, &self.column].into_iter().flatten() {
            write!(f, ":{part}")?;
        }
        Ok(())
    }
}

/// One failure: who must act, the sentence in both languages, and the place if there is one.
///
/// The sentence reads "what could not be done: why; what to do", without a final period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Who must act.
    pub blame: Blame,
    /// The sentence.
    pub text: Text,
    /// Where, when there is a file.
    pub place: Option<Place>,
}

/// The result of everything that can fail in Doudi.
pub type Result<T, E = Fault> = std::result::Result<T, E>;

impl Fault {
    /// Builds a fault without a place.
    pub fn new(blame: Blame, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { blame, text: Text::new(zh, en), place: None }
    }

    /// The same fault at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The whole sentence in one language, the place in brackets behind it.
    pub fn say(&self, lang: Lang) -> String {
        let sentence = self.text.get(lang);
        match (&self.place, lang) {
            (None, _) => sentence.to_owned(),
            (Some(place), Lang::Zh) => format!("{sentence}（{place}）"),
            (Some(place), Lang::En) => format!("{sentence} ({place})"),
        }
    }

    /// A file of our own that could not be read or written: the operator must act.
    pub fn io(doing: Text, path: &std::path::Path, why: &std::io::Error) -> Self {
        let path = path.display();
        Self::new(
            Blame::Limit,
            format!("无法{}：{path}：{why}；请检查磁盘空间和读写权限", doing.zh),
            format!("cannot {}: {path}: {why}; check disk space and permissions", doing.en),
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for Fault {}
