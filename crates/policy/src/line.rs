//! The lines of a means test: one item, amount or limit each, with the norm it stands on.

use model::Text;

use crate::cited::Cited;
use crate::exact::Exact;
use crate::income::Treatment;

/// The part of the test that a line belongs to, in the order of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What counts as income.
    Income,
    /// What other records show beside the declared income.
    Found,
    /// Income per person against the lines.
    Lines,
    /// The benefit.
    Benefit,
    /// Category supplement or care.
    Supplement,
    /// Property limits.
    Property,
    /// Approved against recomputed.
    Verdict,
    /// What would change the result.
    Outlook,
}

impl Step {
    /// The code in answers and case files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Income => "income",
            Self::Found => "found",
            Self::Lines => "lines",
            Self::Benefit => "benefit",
            Self::Supplement => "supplement",
            Self::Property => "property",
            Self::Verdict => "verdict",
            Self::Outlook => "outlook",
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its part of the test.
    pub step: Step,
    /// Whom it is about: a member's or supporter's label, empty for the household.
    pub subject: String,
    /// What it is about, as a code.
    pub item: String,
    /// The amount as given or found, in fen.
    pub amount: Option<Exact>,
    /// How it is treated.
    pub treatment: Treatment,
    /// What it counts for, or the limit it is held against, in fen.
    pub counted: Option<Exact>,
    /// The running sum of its part, in fen.
    pub running: Option<Exact>,
    /// The norm it stands on.
    pub norm: Option<Cited>,
    /// The same in a sentence.
    pub text: Text,
}

impl Line {
    /// A line about the household, without amounts.
    pub(crate) fn new(step: Step, item: &str, treatment: Treatment, text: Text) -> Self {
        Self {
            step,
            subject: String::new(),
            item: item.to_owned(),
            amount: None,
            treatment,
            counted: None,
            running: None,
            norm: None,
            text,
        }
    }

    pub(crate) fn about(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    pub(crate) fn amount(self, amount: Exact) -> Self {
        Self { amount: Some(amount), ..self }
    }

    pub(crate) fn counted(self, counted: Exact) -> Self {
        Self { counted: Some(counted), ..self }
    }

    pub(crate) fn running(self, running: Exact) -> Self {
        Self { running: Some(running), ..self }
    }

    pub(crate) fn by(self, norm: Option<Cited>) -> Self {
        Self { norm, ..self }
    }
}
