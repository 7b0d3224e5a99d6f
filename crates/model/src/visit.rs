//! The words of visits: kinds, ways of reaching somebody, what is looked into, and how attempts end.
//!
//! # Not here
//!
//! Codes of findings, which are a list that grows (`queries/columns.toml`).

/// The kinds of a visit, as in the delivered ledger of visits, and the review of a new case's file,
/// for which nobody leaves the office.
pub const VISIT_KINDS: [&str; 5] = ["village", "town", "city_check", "campaign", "file_review"];

/// How somebody was reached; only who was met at home counts as visited.
pub const VISIT_MODES: [&str; 4] = ["on_site", "phone", "video", "neighbour"];

/// What a visit looks into, in the order of the form. Visits that end in a finding and those that do not
/// should look into as much.
pub const VISIT_ITEMS: [&str; 10] = [
    "persons",
    "residence",
    "income",
    "property",
    "vehicles",
    "housing",
    "supporters",
    "card",
    "notice",
    "satisfaction",
];

/// How an attempt ended.
pub const VISIT_OUTCOMES: [&str; 9] = [
    "completed",
    "partial",
    "refused",
    "not_contacted",
    "moved",
    "wrong_address",
    "died",
    "closed_before",
    "closed_after",
];
