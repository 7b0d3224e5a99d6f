//! Circulars: the answers that fill one, and what was signed.
//!
//! # Invariants
//!
//! - A circular is the same for all who may read it: its answers are those of a reader who sees the
//!   whole city and nobody's rows.
//! - What was signed is on record as it was signed; nothing is computed when it is read again.
//!
//! # Not here
//!
//! How answers become a paper (`report`), and who may sign (`server`).

use engine::{Reader, Scope, Sight};
use ledger::{By, CircularKey, IssuedCircular, NewCircular};
use model::Result;
use registry::{Circular, CircularAnswers, SCORE};
use snapshot::AsOf;

use crate::error;
use crate::home::Home;

/// The most letters of the number of a circular.
const NUMBER_MAX: usize = 40;

impl Home {
    /// Asks what a circular is filled from.
    ///
    /// # Errors
    /// A question cannot be answered; the reader of this home sees one town alone.
    pub async fn circular_answers(
        &self,
        circular: &Circular,
        as_of: impl Into<AsOf>,
    ) -> Result<CircularAnswers> {
        if self.reader().town().is_some() {
            return Err(error::circular_of_town());
        }
        let all = Reader { rows: Scope::City, sight: Sight::NONE };
        let home = self.acting(self.operator(), &all);
        let (day, as_of) = home.pin(&as_of.into())?;
        let view = home.store().view_at(&as_of)?;
        let asked = circular.parts.iter().filter_map(|part| part.question.as_deref());
        let asked: Vec<&str> = asked.filter(|name| *name != SCORE).collect();
        let mut answers =
            home.answers(&home.facts_of(&asked)?, &asked, &as_of, all.clone()).await?.into_iter();
        let mut of_parts = Vec::new();
        for part in &circular.parts {
            of_parts.push(match part.question.as_deref() {
                None => None,
                Some(SCORE) => Some(home.score(as_of.clone()).await?.table),
                Some(_) => answers.next(),
            });
        }
        Ok(CircularAnswers {
            month: view.month,
            as_of: day,
            snapshot: view.id,
            answers: of_parts,
            towns: home.town_names(&as_of).await?,
        })
    }

    /// Puts a circular on record as signed: the first one, or a correction of the revision `seen`,
    /// which needs a reason.
    ///
    /// # Errors
    /// The number or the reason is none; somebody signed meanwhile; another circular has the
    /// number; the ledger cannot be written.
    pub fn issue_circular(
        &self,
        key: &CircularKey,
        seen: i64,
        why: &str,
        new: NewCircular<'_>,
    ) -> Result<i64> {
        let number = new.number.trim();
        if number.chars().count() > NUMBER_MAX || number.contains(char::is_control) {
            return Err(error::circular_number(NUMBER_MAX));
        }
        if seen > 0 && why.trim().is_empty() {
            return Err(error::circular_without_reason());
        }
        let new = NewCircular { number, ..new };
        self.ledger().issue_circular(self.signing(why.trim()), key, seen, new)
    }

    /// Takes a signed circular back, for a reason.
    ///
    /// # Errors
    /// There is no reason; none stands; somebody signed meanwhile; the ledger cannot be written.
    pub fn withdraw_circular(&self, key: &CircularKey, seen: i64, why: &str) -> Result<()> {
        match why.trim() {
            "" => Err(error::circular_without_reason()),
            why => self.ledger().withdraw_circular(self.signing(why), key, seen),
        }
    }

    /// All revisions of all circulars in the order in which they were signed.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn circulars(&self) -> Result<Vec<IssuedCircular>> {
        self.ledger().circulars()
    }

    fn signing<'a>(&'a self, why: &'a str) -> By<'a> {
        By { at: self.now(), actor: self.operator(), why }
    }
}
