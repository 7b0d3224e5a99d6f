//! What this crate refuses; the sentences stand in `sentence`.

mod sentence;

use std::fmt;

use crate::beacon::PulseFault;

/// The result of everything here that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a draw, a commitment or a replay was refused: always the caller's input, never a bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// A unit or a written value.
    Entry(EntryError),
    /// The plan, or what was promised in it.
    Plan(PlanError),
    /// The source of chance or its value.
    Beacon(BeaconError),
    /// The inspectors.
    Roster(RosterError),
    /// A step after the draw.
    Step(StepError),
    /// A replay.
    Replay(ReplayError),
}

/// Which text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The id of a unit.
    DrawId,
    /// The name of a stratum.
    Stratum,
    /// The id of an inspector.
    Inspector,
    /// What a plan is for.
    Purpose,
    /// The purpose that is hashed into tickets.
    Label,
    /// A hash.
    Hash,
    /// The seed S.
    Seed,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextFault {
    /// It has no characters.
    Empty,
    /// It has more than 255 bytes.
    TooLong,
    /// It starts or ends with white space.
    OuterSpace,
    /// It has characters outside ASCII.
    NotAscii,
}

/// A unit or a written value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EntryError {
    Text { field: Field, value: String, fault: TextFault },
    Duplicate { id: String },
    Unsorted { id: String },
    Absent { id: String },
    Hex { field: Field, value: String },
    SizeZero { id: String },
}

/// A plan that cannot be carried out, or a promise of it that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanError {
    Unreadable { reason: String },
    NotCanonical,
    Number { number: String },
    Algorithm { value: String },
    Fraction { value: String },
    Reserve { value: String },
    Reveals { stated: usize, planned: usize },
    Reveal { number: usize },
    Log,
}

/// A source of chance, or a value of it, that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BeaconError {
    Spec {
        spec: String,
        part: String,
    },
    Order {
        spec: String,
    },
    /// `tenths` are tenths of a bit, rounded down.
    Entropy {
        spec: String,
        tenths: u64,
    },
    /// The plan holds no certificate that can be used.
    Certificate {
        part: String,
    },
    /// A file is no certificate that can be used.
    Pem,
    Pulse {
        part: String,
        fault: PulseFault,
    },
    Signature {
        part: String,
    },
    File {
        reason: String,
    },
    Parts {
        stated: usize,
        wanted: usize,
    },
    Value {
        part: String,
        value: String,
    },
    Date {
        value: String,
    },
    Early {
        part: String,
        committed_on: String,
        revealed_on: String,
    },
}

/// A roster from which no assignment can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RosterError {
    TeamSize { team_size: u64 },
    Unknown { inspector: String },
    NotInTeam { inspector: String, unit: String },
    TooFewEligible { team_size: usize, units: Vec<String> },
    Infeasible { units: Vec<String>, inspectors: Vec<String>, needed: usize, available: usize },
    NotPlanned,
    Missing,
}

/// A step that the draw does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepError {
    Log,
    Unreadable { reason: String },
    NotNext,
    Stratum { stratum: String },
    Exhausted { stratum: String, wanted: usize, left: usize },
    NotByChance { unit: String },
    Substituted { unit: String },
    NoRoster,
}

/// A replay that cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReplayError {
    Method { name: String },
    Count { count: usize, available: usize },
    Pool { ids: usize },
    Source { source: String },
}

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        self.sentence().zh
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        self.sentence().en
    }

    pub(crate) fn text(field: Field, value: &str, fault: TextFault) -> Self {
        EntryError::Text { field, value: value.to_owned(), fault }.into()
    }

    pub(crate) fn duplicate(id: &str) -> Self {
        EntryError::Duplicate { id: id.to_owned() }.into()
    }

    pub(crate) fn unsorted(id: &str) -> Self {
        EntryError::Unsorted { id: id.to_owned() }.into()
    }

    pub(crate) fn hex(field: Field, value: &str) -> Self {
        EntryError::Hex { field, value: value.to_owned() }.into()
    }

    pub(crate) fn size_zero(id: &str) -> Self {
        EntryError::SizeZero { id: id.to_owned() }.into()
    }

    fn sentence(&self) -> sentence::Sentence {
        match &self.0 {
            Kind::Entry(error) => sentence::entry(error),
            Kind::Plan(error) => sentence::plan(error),
            Kind::Beacon(error) => sentence::beacon(error),
            Kind::Roster(error) => sentence::roster(error),
            Kind::Step(error) => sentence::step(error),
            Kind::Replay(error) => sentence::replay(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for Error {}

macro_rules! error_from {
    ($($kind:ident($inner:ident)),*) => {
        $(impl From<$inner> for Error {
            fn from(error: $inner) -> Self {
                Self(Kind::$kind(error))
            }
        })*
    };
}

error_from!(
    Entry(EntryError),
    Plan(PlanError),
    Beacon(BeaconError),
    Roster(RosterError),
    Step(StepError),
    Replay(ReplayError)
);
