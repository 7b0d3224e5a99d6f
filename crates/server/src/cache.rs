//! What was computed, kept in memory, so that turning a page does not ask again.
//!
//! # Invariants
//!
//! - A key names everything that its value depends on; nothing is ever corrected in place.
//! - Of those who ask for a key at the same time one computes it, and the others wait for it.
//! - The cache is bounded by weight; what is longest unused goes first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Mutex as Turn;

/// Values by key.
pub(crate) struct Cache<T> {
    kept: Mutex<Kept<T>>,
    /// Who computes what now.
    turns: Mutex<BTreeMap<String, Weak<Turn<()>>>>,
    /// The weight of all values together, at most.
    most: usize,
    /// What a value weighs.
    weigh: fn(&T) -> usize,
}

struct Kept<T> {
    entries: BTreeMap<String, Entry<T>>,
    weight: usize,
    uses: u64,
}

struct Entry<T> {
    value: Arc<T>,
    weight: usize,
    used: u64,
}

/// A value, and whether it was there.
pub(crate) struct Found<T> {
    pub(crate) value: Arc<T>,
    pub(crate) was_kept: bool,
}

impl<T> Cache<T> {
    /// An empty cache that holds so much.
    pub(crate) fn new(most: usize, weigh: fn(&T) -> usize) -> Self {
        let kept = Kept { entries: BTreeMap::new(), weight: 0, uses: 0 };
        Self { kept: Mutex::new(kept), turns: Mutex::default(), most, weigh }
    }

    /// The value of this key.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        let entry = kept.entries.get_mut(key)?;
        entry.used = now;
        Some(Arc::clone(&entry.value))
    }

    /// Keeps a value, unless it alone is too heavy.
    pub(crate) fn put(&self, key: String, value: &Arc<T>) {
        let weight = (self.weigh)(value);
        if weight > self.most {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let entry = Entry { value: Arc::clone(value), weight, used: kept.uses };
        kept.weight += weight;
        if let Some(old) = kept.entries.insert(key, entry) {
            kept.weight -= old.weight;
        }
        while kept.weight > self.most {
            kept.drop_oldest();
        }
    }

    /// The value of this key, computed if it is not there.
    ///
    /// # Errors
    /// What `compute` says; the next one who asks tries again.
    pub(crate) async fn get_or<E>(
        &self,
        key: String,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Found<T>, E> {
        let kept = |value| Found { value, was_kept: true };
        if let Some(value) = self.get(&key) {
            return Ok(kept(value));
        }
        let turn = self.turn(&key);
        let _mine = turn.lock().await;
        if let Some(value) = self.get(&key) {
            return Ok(kept(value));
        }
        let value = Arc::new(compute.await?);
        self.put(key, &value);
        Ok(Found { value, was_kept: false })
    }

    /// The turn of those who ask for this key now.
    pub(crate) fn turn(&self, key: &str) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Turn::new(()));
        turns.insert(key.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

impl<T> Kept<T> {
    fn drop_oldest(&mut self) {
        let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used);
        let oldest = oldest.map(|(key, _)| key.clone());
        match oldest.and_then(|key| self.entries.remove(&key)) {
            Some(entry) => self.weight -= entry.weight,
            None => self.weight = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Cache;

    #[test]
    fn what_is_longest_unused_goes_first() {
        let cache = Cache::new(10, |weight: &usize| *weight);
        let put = |key: &str, weight| cache.put(key.to_owned(), &Arc::new(weight));
        put("a", 5);
        put("b", 5);
        assert!(cache.get("a").is_some());
        put("c", 5);
        put("d", 11);
        let kept = ["a", "b", "c", "d"].map(|key| cache.get(key).is_some());
        assert_eq!(kept, [true, false, true, false]);
    }

    #[tokio::test]
    async fn of_those_who_ask_at_once_one_computes() {
        let cache = Cache::new(10, |_: &usize| 1);
        let computed = AtomicUsize::new(0);
        let ask = || {
            cache.get_or("a".to_owned(), async {
                tokio::task::yield_now().await;
                Ok::<_, ()>(computed.fetch_add(1, Ordering::Relaxed))
            })
        };
        let (one, two, three) = tokio::join!(ask(), ask(), ask());
        let kept = [one, two, three].map(|found| found.map(|found| (*found.value, found.was_kept)));
        assert_eq!(kept, [Ok((0, false)), Ok((0, true)), Ok((0, true))]);
    }

    #[tokio::test]
    async fn what_failed_is_tried_again() {
        let cache = Cache::new(10, |_: &usize| 1);
        let failed = cache.get_or("a".to_owned(), async { Err::<usize, _>("no") }).await;
        assert_eq!(failed.map(|found| *found.value), Err("no"));
        let found = cache.get_or("a".to_owned(), async { Ok::<_, &str>(7) }).await;
        assert_eq!(found.map(|found| *found.value), Ok(7));
    }
}
