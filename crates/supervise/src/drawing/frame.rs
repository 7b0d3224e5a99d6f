//! The frame of a draw as it is kept from planning to revealing.

use std::path::Path;

use draw::{Class, Entry, Frame};
use model::{Result, ResultTable};
use serde::{Deserialize, Serialize};

use crate::{error, files};

/// The households that a draw is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrameFile {
    /// One entry per household; its pseudonym is its name in the draw.
    pub entries: Vec<Entry>,
}

impl FrameFile {
    /// Reads the answer of a frame question: `household_key`, `stratum`, `class`, `size`.
    pub(crate) fn read_answer(answer: &ResultTable) -> Result<Self> {
        let bad = |column: &str| error::bad_frame(&answer.provenance.query, column);
        let keys = answer.texts("household_key")?.into_iter();
        let strata = answer.texts("stratum")?.into_iter();
        let classes = answer.texts("class")?.into_iter();
        let sizes = answer.texts("size")?.into_iter();
        let mut entries = Vec::with_capacity(answer.rows());
        for (((key, stratum), class), size) in keys.zip(strata).zip(classes).zip(sizes) {
            entries.push(Entry {
                draw_id: key.ok_or_else(|| bad("household_key"))?,
                stratum: stratum.ok_or_else(|| bad("stratum"))?,
                class: match class.as_deref() {
                    Some("R") => Class::Random,
                    Some("C") => Class::Certainty,
                    _ => return Err(bad("class")),
                },
                size: size.and_then(|size| size.parse().ok()).ok_or_else(|| bad("size"))?,
            });
        }
        Ok(Self { entries })
    }

    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        serde_json::from_str(&files::read(path)?).map_err(|why| error::bad_file(path, &why))
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec(self).map_err(|why| error::no_text(&why.to_string()))?;
        files::write(path, &text)
    }

    /// The frame, checked and sorted.
    pub(crate) fn checked(&self) -> Result<Frame> {
        Frame::new(self.entries.clone()).map_err(|why| error::draw(&why))
    }

    /// Its root in hexadecimal.
    pub(crate) fn root(&self) -> Result<String> {
        Ok(self.checked()?.root().to_string())
    }
}
