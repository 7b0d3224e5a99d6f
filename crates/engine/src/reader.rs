//! Who reads: whose rows, and which classes of columns.
//!
//! # Invariants
//!
//! - A reader is never widened: [`Reader::narrow`] gives what both see.
//! - Everything that a reader does not see is in its [name](Reader::word), and so in every receipt
//!   and under the name of every kept answer.

use snapshot::schema::Class;

/// Whose rows a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole municipality.
    City,
    /// One town, by its code.
    Town(String),
}

/// Which classes of columns a reader sees; what stands in none is open to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Pseudonyms of households and persons, and so rows about one of them.
    pub persons: bool,
    /// The money of one household.
    pub money: bool,
    /// Free text, and the evidence of flags.
    pub text: bool,
}

impl Sight {
    /// Every class.
    pub const ALL: Self = Self { persons: true, money: true, text: true };
    /// No class.
    pub const NONE: Self = Self { persons: false, money: false, text: false };

    /// Whether columns of this class are seen.
    pub const fn sees(self, class: Class) -> bool {
        match class {
            Class::Open => true,
            Class::Person => self.persons,
            Class::Money => self.money,
            Class::Text => self.text,
        }
    }
}

/// A reader of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Whose rows.
    pub rows: Scope,
    /// Which classes of columns.
    pub sight: Sight,
}

/// Whoever sees these rows with all their columns: the operator, and the program itself.
impl From<Scope> for Reader {
    fn from(rows: Scope) -> Self {
        Self { rows, sight: Sight::ALL }
    }
}

impl From<&Scope> for Reader {
    fn from(rows: &Scope) -> Self {
        rows.clone().into()
    }
}

impl Reader {
    /// What both readers see. Of two towns it is the first reader's own.
    #[must_use]
    pub fn narrow(&self, other: &Self) -> Self {
        let (one, two) = (self.sight, other.sight);
        Self {
            rows: match &self.rows {
                Scope::City => other.rows.clone(),
                Scope::Town(_) => self.rows.clone(),
            },
            sight: Sight {
                persons: one.persons && two.persons,
                money: one.money && two.money,
                text: one.text && two.text,
            },
        }
    }

    /// The town that bounds the reader, if one does.
    pub fn town(&self) -> Option<&str> {
        match &self.rows {
            Scope::City => None,
            Scope::Town(code) => Some(code),
        }
    }

    /// The reader of this [name](Self::word).
    pub fn parse(word: &str) -> Option<Self> {
        let mut words = word.split(' ');
        let rows = match words.next()? {
            "" => return None,
            "city" => Scope::City,
            town => Scope::Town(town.to_owned()),
        };
        let mut sight = Sight::ALL;
        for hidden in words {
            match hidden {
                "-persons" => sight.persons = false,
                "-money" => sight.money = false,
                "-text" => sight.text = false,
                _ => return None,
            }
        }
        Some(Self { rows, sight })
    }

    /// Rows and what is hidden of them, as receipts and kept answers name it: `city`, `469002100`,
    /// `city -persons -money -text`.
    pub fn word(&self) -> String {
        let rows = self.town().unwrap_or("city");
        let hidden = [
            (self.sight.persons, " -persons"),
            (self.sight.money, " -money"),
            (self.sight.text, " -text"),
        ];
        let hidden = hidden.into_iter().filter(|(seen, _)| !seen).map(|(_, word)| word);
        std::iter::once(rows).chain(hidden).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readers() -> Vec<Reader> {
        let rows = [Scope::City, Scope::Town("a".into()), Scope::Town("b".into())];
        let sights = (0..8).map(|bits| Sight {
            persons: bits & 1 > 0,
            money: bits & 2 > 0,
            text: bits & 4 > 0,
        });
        let sights: Vec<Sight> = sights.collect();
        rows.iter()
            .flat_map(|rows| {
                sights.iter().map(|sight| Reader { rows: rows.clone(), sight: *sight })
            })
            .collect()
    }

    #[test]
    fn every_reader_has_a_name_of_its_own() {
        let words: std::collections::BTreeSet<String> =
            readers().iter().map(Reader::word).collect();
        assert_eq!(words.len(), readers().len());
        assert_eq!(Reader::from(Scope::City).word(), "city");
        for reader in readers() {
            assert_eq!(Reader::parse(&reader.word()), Some(reader));
        }
        assert_eq!((Reader::parse(""), Reader::parse("city -all")), (None, None));
    }

    #[test]
    fn narrowing_never_widens() {
        for one in readers() {
            assert_eq!(one.narrow(&one), one);
            for other in readers() {
                let both = one.narrow(&other);
                for class in [Class::Person, Class::Money, Class::Text] {
                    let seen = one.sight.sees(class) && other.sight.sees(class);
                    assert_eq!(both.sight.sees(class), seen);
                }
                let own_town = one.rows != Scope::City && both.rows == one.rows;
                assert!(own_town || (one.rows == Scope::City && both.rows == other.rows));
            }
        }
    }
}
