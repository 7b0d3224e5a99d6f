//! Who is behind the pseudonyms of a delivery, collected while its tables are read.
//!
//! # Invariants
//!
//! - Of several names of one pseudonym the first counts, persons before the other tables in the order
//!   of the schema, whichever table is read first.
//! - One pseudonym costs its texts and a few dozen bytes.

use std::collections::hash_map::Entry;

use crate::pseudonym::{ByPseudonym, Pseudonym};
use crate::schema::{self, TableSpec};

/// One identity where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdentityRef<'a> {
    /// The pseudonym.
    pub key: Pseudonym,
    /// `person`, `account`, `address` or `phone`.
    pub kind: &'static str,
    /// The identity number, or the text itself.
    pub id_no: &'a str,
    /// The name beside it; empty if there is none.
    pub name: &'a str,
}

/// Identities in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    text: String,
    entries: Vec<Candidate>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    key: Pseudonym,
    kind: &'static str,
    id_no: Span,
    name: Span,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    length: u32,
}

/// Identities by pseudonym.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    known: Candidates,
    /// Position among the known, and the rank of the table that the name is from.
    by_key: ByPseudonym<(u32, u8)>,
}

impl Candidates {
    /// Adds one.
    pub(crate) fn push(&mut self, identity: IdentityRef<'_>) {
        let IdentityRef { key, kind, id_no, name } = identity;
        let (id_no, name) = (self.keep(id_no), self.keep(name));
        self.entries.push(Candidate { key, kind, id_no, name });
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span { start, length: text.len() as u32 }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = IdentityRef<'_>> {
        self.entries.iter().map(|entry| self.show(*entry))
    }

    fn show(&self, Candidate { key, kind, id_no, name }: Candidate) -> IdentityRef<'_> {
        let text = |Span { start, length }: Span| {
            self.text.get(start..start + length as usize).unwrap_or_default()
        };
        IdentityRef { key, kind, id_no: text(id_no), name: text(name) }
    }
}

impl Identities {
    /// Adds one that a table of this rank names.
    pub(crate) fn add(&mut self, rank: u8, identity: IdentityRef<'_>) {
        let (at, known_rank) = match self.by_key.entry(identity.key) {
            Entry::Vacant(free) => {
                free.insert((self.known.entries.len() as u32, rank));
                self.known.push(identity);
                return;
            }
            Entry::Occupied(known) => *known.get(),
        };
        let Some(known) = self.known.entries.get(at as usize).copied() else { return };
        let known_name = self.known.show(known).name;
        let is_better = known_name.is_empty() || rank < known_rank;
        if identity.name.is_empty() || !is_better {
            return;
        }
        self.by_key.insert(identity.key, (at, rank));
        if known_name != identity.name {
            let name = self.known.keep(identity.name);
            if let Some(known) = self.known.entries.get_mut(at as usize) {
                known.name = name;
            }
        }
    }

    /// All of them in the order of their pseudonyms.
    pub(crate) fn sorted(&mut self) -> impl Iterator<Item = IdentityRef<'_>> {
        // From here on nothing is looked up any more.
        self.by_key = ByPseudonym::default();
        self.known.entries.sort_unstable_by_key(|entry| entry.key);
        self.known.iter()
    }
}

/// The rank of a table: persons know names best.
pub(crate) fn rank(table: &TableSpec) -> u8 {
    let place = schema::all().tables.iter().position(|t| t.name == table.name);
    match &*table.name {
        "persons" => 0,
        _ => place.map_or(u8::MAX, |place| place as u8 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Identities, IdentityRef};

    #[test]
    fn the_first_name_of_the_first_table_counts_in_any_order_of_tables() {
        let named =
            |key: u8, name| IdentityRef { key: [key; 16], kind: "person", id_no: "1", name };
        let tables: [(u8, &[(u8, &'static str)]); 3] = [
            (0, &[(2, "甲"), (1, ""), (2, "乙")]),
            (1, &[(1, "丙"), (2, "丁"), (3, "")]),
            (2, &[(1, "戊"), (3, ""), (3, "己")]),
        ];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut identities = Identities::default();
            for (rank, rows) in order.map(|at: usize| tables[at]) {
                rows.iter().for_each(|(key, name)| identities.add(rank, named(*key, name)));
            }
            let sorted: Vec<_> = identities.sorted().collect();
            assert_eq!(sorted, [named(1, "丙"), named(2, "甲"), named(3, "己")], "{order:?}");
        }
    }
}
