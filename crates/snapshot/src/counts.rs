//! What was not plain in the rows of a table, counted, so that a person can be told in one line.
//!
//! # Invariants
//!
//! - Parts of a table counted apart and added give the same as the table counted whole.
//! - What is kept does not grow with the rows.

use std::collections::BTreeMap;

use model::Text;

use crate::error::warning;

/// Unknown codes told as examples.
const EXAMPLES: usize = 5;

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Identity numbers whose spaces or lower-case x were repaired.
    pub repaired: u64,
    /// Identity numbers that load with a problem, by its code.
    pub flawed: BTreeMap<&'static str, u64>,
    /// Rows whose village is not among the units.
    pub unknown_villages: u64,
    /// Persons without a household.
    pub outside: u64,
    /// Unknown codes by heading.
    unknown_codes: BTreeMap<&'static str, UnknownCodes>,
}

/// The unknown codes of a column: how many cells, and the smallest texts with their own counts. A
/// text pushed out by five smaller ones can never come back, so no count is lost.
#[derive(Debug, Default)]
struct UnknownCodes {
    cells: u64,
    examples: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts an unknown code of a column.
    pub(crate) fn unknown_code(&mut self, column: &'static str, text: &str) {
        self.unknown_codes.entry(column).or_default().add(text, 1, 1);
    }

    /// Adds what another part of the table counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.repaired += other.repaired;
        self.unknown_villages += other.unknown_villages;
        self.outside += other.outside;
        for (problem, count) in other.flawed {
            *self.flawed.entry(problem).or_default() += count;
        }
        for (column, codes) in other.unknown_codes {
            let mine = self.unknown_codes.entry(column).or_default();
            mine.cells += codes.cells;
            for (text, count) in codes.examples {
                mine.add(&text, 0, count);
            }
        }
    }

    /// What a person should know of the table `name`.
    pub(crate) fn warnings(&self, name: &str) -> Vec<Text> {
        let mut warnings = Vec::new();
        if self.repaired > 0 {
            warnings.push(warning::repaired(name, self.repaired));
        }
        let flawed = self.flawed.iter();
        warnings.extend(flawed.map(|(problem, count)| warning::flawed(name, problem, *count)));
        if self.unknown_villages > 0 {
            warnings.push(warning::unknown_villages(name, self.unknown_villages));
        }
        if self.outside > 0 {
            warnings.push(warning::no_household(self.outside));
        }
        for (column, codes) in &self.unknown_codes {
            let examples = codes.examples.iter().map(|(text, count)| format!("{text} ({count})"));
            let examples = examples.collect::<Vec<_>>().join(", ");
            warnings.push(warning::unknown_codes(name, column, codes.cells, &examples));
        }
        warnings
    }
}

impl UnknownCodes {
    fn add(&mut self, text: &str, cells: u64, count: u64) {
        self.cells += cells;
        match self.examples.get_mut(text) {
            Some(known) => *known += count,
            None => {
                self.examples.insert(text.to_owned(), count);
            }
        }
        if self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn parts_added_give_the_whole() {
        let texts = ["f", "b", "e", "b", "a", "g", "c", "f", "d", "a", "a", "z"];
        let count = |texts: &[&str]| {
            let mut counts = Counts::default();
            texts.iter().for_each(|text| counts.unknown_code("性别", text));
            counts
        };
        let whole = count(&texts).warnings("persons");
        assert!(
            whole[0].en.ends_with(
                "12 unknown codes were kept as given: a (3), b (2), c (1), d (1), e (1)"
            )
        );
        for at in 0..=texts.len() {
            let mut sum = count(&texts[..at]);
            sum.add(count(&texts[at..]));
            assert_eq!(sum.warnings("persons"), whole, "split at {at}");
        }
    }
}
