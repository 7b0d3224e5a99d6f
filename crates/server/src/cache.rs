//! Answers kept in memory, so that turning a page does not ask again.
//!
//! # Invariants
//!
//! - An answer's key names everything that it depends on; nothing is ever corrected in place.
//! - The cache is bounded by cells; the answers longest unused go first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Cells kept at most, some hundred megabytes at worst.
const CELLS_MAX: usize = 4_000_000;

/// Answers by key.
pub(crate) struct Cache<T> {
    kept: Mutex<Kept<T>>,
}

struct Kept<T> {
    entries: BTreeMap<String, Entry<T>>,
    cells: usize,
    uses: u64,
}

struct Entry<T> {
    answer: Arc<T>,
    cells: usize,
    used: u64,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { entries: BTreeMap::new(), cells: 0, uses: 0 }) }
    }
}

impl<T> Cache<T> {
    /// The answer of this key.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        let entry = kept.entries.get_mut(key)?;
        entry.used = now;
        Some(Arc::clone(&entry.answer))
    }

    /// Keeps an answer of so many cells, unless it alone is too large.
    pub(crate) fn put(&self, key: String, answer: &Arc<T>, cells: usize) {
        if cells > CELLS_MAX {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let entry = Entry { answer: Arc::clone(answer), cells, used: kept.uses };
        kept.cells += cells;
        if let Some(old) = kept.entries.insert(key, entry) {
            kept.cells -= old.cells;
        }
        while kept.cells > CELLS_MAX {
            kept.drop_oldest();
        }
    }
}

impl<T> Kept<T> {
    fn drop_oldest(&mut self) {
        let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used);
        let oldest = oldest.map(|(key, _)| key.clone());
        match oldest.and_then(|key| self.entries.remove(&key)) {
            Some(entry) => self.cells -= entry.cells,
            None => self.cells = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{CELLS_MAX, Cache};

    #[test]
    fn the_answers_longest_unused_go_first() {
        let cache = Cache::default();
        let put = |key: &str, cells| cache.put(key.to_owned(), &Arc::new(()), cells);
        put("a", CELLS_MAX / 2);
        put("b", CELLS_MAX / 2);
        assert!(cache.get("a").is_some());
        put("c", CELLS_MAX / 2);
        put("d", CELLS_MAX + 1);
        let kept = ["a", "b", "c", "d"].map(|key| cache.get(key).is_some());
        assert_eq!(kept, [true, false, true, false]);
    }
}
