//! What can happen to a lead, as it is written down.
//!
//! # Invariants
//!
//! - An event is one entry of the audit log; the body that the entry hashes is the canonical JSON of
//!   the event: keys in order, no spaces, no floats.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use model::{Fen, Month};
use serde::{Deserialize, Serialize};

/// A closed list of words with their codes.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $wrong:literal, $($(#[$of:meta])* $variant:ident = $code:literal),+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in tables.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.code() == text).ok_or($wrong)
            }
        }
    };
}

codes! {
    /// Where a lead comes from.
    LeadSource, "not a source of leads",
    /// A flag fired.
    Flag = "flag",
    /// Somebody saw it at a visit, drawn or not.
    Visit = "visit",
    /// Somebody complained or reported.
    Complaint = "complaint"
}

codes! {
    /// Where a lead stands.
    LeadState, "not a state of leads",
    /// Nobody has it yet.
    New = "new",
    /// Somebody has it.
    Assigned = "assigned",
    /// It is being checked.
    Checking = "checking",
    /// Something was found and is to be put right.
    Decided = "decided",
    /// It was put right; somebody else verifies.
    Rectified = "rectified",
    /// Nothing is left to do.
    Closed = "closed"
}

codes! {
    /// What a check found.
    Verdict, "not an outcome of a check",
    /// It is so.
    Confirmed = "confirmed",
    /// Part of it is so.
    Partly = "partly",
    /// It is not so.
    Unfounded = "unfounded",
    /// The records were wrong, not the household.
    DataError = "data_error",
    /// Whoever brought it took it back.
    Withdrawn = "withdrawn"
}

impl Verdict {
    /// Whether something is to be put right.
    pub const fn is_finding(self) -> bool {
        matches!(self, Self::Confirmed | Self::Partly)
    }

    /// Whether it says of what was checked that it is so or is not.
    pub const fn judges(self) -> bool {
        !matches!(self, Self::Withdrawn)
    }
}

/// The snapshot in which flags were looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Its month.
    pub month: Month,
    /// Its view, such as `2026-10.r1@12`.
    pub snapshot: String,
}

/// What a flag said, frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The flag.
    pub flag: String,
    /// SHA-256 of the flag's file and of every view it uses.
    pub query_hash: String,
    /// The pseudonym of the person, if the flag points at one.
    pub person_key: Option<String>,
    /// How strong it is: `high`, `medium`, `hint`.
    pub strength: String,
    /// The money at stake.
    pub due: Fen,
    /// Whether what it found harms the recipient.
    pub harms_recipient: bool,
    /// The evidence in full.
    pub evidence: String,
    /// SHA-256 of flag, person and the evidence without what moves from month to month: the same as
    /// long as the facts are.
    pub facts: String,
}

/// What happens to a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LeadEvent {
    /// It is opened.
    Opened {
        /// Where it comes from.
        source: LeadSource,
        /// The pseudonym of the household; none where a town as a whole is meant.
        household_key: Option<String>,
        /// The town.
        town_code: String,
        /// What it is about.
        cause: String,
        /// The lead about the same household and cause before it.
        follows: Option<i64>,
        /// What flags said.
        evidence: Vec<Evidence>,
        /// The snapshot they said it of.
        seen: Option<Sighting>,
        /// The recorded visit that found it.
        visit: Option<i64>,
        /// By when somebody is to have it.
        due_on: NaiveDate,
    },
    /// New evidence about an open lead.
    Added {
        /// Where it comes from.
        source: LeadSource,
        /// What flags said; empty for a visit or a complaint, whose words are the reason.
        evidence: Vec<Evidence>,
        /// The snapshot they said it of.
        seen: Option<Sighting>,
        /// The recorded visit that found it.
        visit: Option<i64>,
    },
    /// A later snapshot says the same as before.
    Seen {
        /// The snapshot.
        seen: Sighting,
    },
    /// A later snapshot no longer says it.
    Gone {
        /// The snapshot.
        seen: Sighting,
    },
    /// Somebody gets it.
    Assigned {
        /// Who.
        to: String,
        /// By when the next step is due.
        due_on: NaiveDate,
    },
    /// The check begins.
    Started,
    /// The check ends.
    Decided {
        /// What it found.
        verdict: Verdict,
        /// The code of the finding.
        code: Option<String>,
        /// Paid too much.
        over: Fen,
        /// Paid too little.
        under: Fen,
        /// By when it is to be put right; nothing to put right, no day.
        due_on: Option<NaiveDate>,
        /// The last day on which the same facts stay silent.
        silent_until: Option<NaiveDate>,
    },
    /// It was put right.
    Rectified {
        /// SHA-256 of the file that shows it.
        evidence_sha256: String,
        /// By when somebody else is to verify it.
        due_on: NaiveDate,
    },
    /// Part of what was paid too much came back.
    Recovered {
        /// How much.
        amount: Fen,
    },
    /// It was handed on to those who discipline officials.
    Referred {
        /// To whom.
        to: String,
    },
    /// Verified by a person, or proved by a later snapshot.
    Closed {
        /// The snapshot that proves it.
        proof: Option<Sighting>,
    },
    /// It is taken up again.
    Reopened {
        /// What flags say now, if that is why.
        evidence: Vec<Evidence>,
        /// The snapshot they say it of: it disproves the close-out.
        seen: Option<Sighting>,
        /// By when the next step is due.
        due_on: NaiveDate,
    },
}

impl LeadEvent {
    /// The action in the audit log.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "lead.opened",
            Self::Added { .. } => "lead.added",
            Self::Seen { .. } => "lead.seen",
            Self::Gone { .. } => "lead.gone",
            Self::Assigned { .. } => "lead.assigned",
            Self::Started => "lead.started",
            Self::Decided { .. } => "lead.decided",
            Self::Rectified { .. } => "lead.rectified",
            Self::Recovered { .. } => "lead.recovered",
            Self::Referred { .. } => "lead.referred",
            Self::Closed { .. } => "lead.closed",
            Self::Reopened { .. } => "lead.reopened",
        }
    }

    /// The view of the snapshot that it rests on; empty if on none.
    pub(crate) fn snapshot(&self) -> &str {
        let seen = match self {
            Self::Seen { seen } | Self::Gone { seen } => Some(seen),
            Self::Opened { seen, .. } | Self::Added { seen, .. } | Self::Reopened { seen, .. } => {
                seen.as_ref()
            }
            Self::Closed { proof } => proof.as_ref(),
            Self::Assigned { .. }
            | Self::Started
            | Self::Decided { .. }
            | Self::Rectified { .. }
            | Self::Recovered { .. }
            | Self::Referred { .. } => None,
        };
        seen.map_or("", |seen| &seen.snapshot)
    }
}

/// The flags of one snapshot, counted when leads were opened from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRun {
    /// The snapshot.
    pub seen: Sighting,
    /// Households on its roll.
    pub households: u64,
    /// Households and towns by flag.
    pub flags: BTreeMap<String, u64>,
    /// The flags whose lists were held.
    pub held: Vec<String>,
}
