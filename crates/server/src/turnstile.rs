//! How many requests are answered at once, how often one address may try to sign in, and how many
//! passwords are computed at once.
//!
//! # Invariants
//!
//! - A window of a minute admits a fixed number of tries of one address; only addresses of the
//!   present window are remembered.
//! - Whatever comes in, two passwords are computed at a time.
//! - A request that finds no place is turned away at once: those inside are answered in time.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Tries of one address in a window.
const TRIES: u32 = 60;

/// The window.
const WINDOW: Duration = Duration::from_mins(1);

/// Passwords computed at a time; each takes 19 MiB.
const AT_ONCE: usize = 2;

/// Requests that are inside at a time.
pub(crate) const PLACES: usize = 64;

/// The turnstile at the entrance, and the one before logins and set-ups.
pub(crate) struct Turnstile {
    places: Semaphore,
    tries: Mutex<(Instant, BTreeMap<IpAddr, u32>)>,
    turns: Semaphore,
}

impl Turnstile {
    pub(crate) fn new() -> Self {
        let tries = Mutex::new((Instant::now(), BTreeMap::new()));
        let (places, turns) = (Semaphore::new(PLACES), Semaphore::new(AT_ONCE));
        Self { places, tries, turns }
    }

    /// A place for a request, if there is one.
    pub(crate) fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.try_acquire().ok()
    }

    /// Whether an address may try once more.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        self.admits_at(address, Instant::now())
    }

    fn admits_at(&self, address: IpAddr, now: Instant) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(tries.0) >= WINDOW {
            *tries = (now, BTreeMap::new());
        }
        let count = tries.1.entry(address).or_default();
        *count += 1;
        *count <= TRIES
    }

    /// Waits for the turn to compute a password; `None` never comes, for nobody closes it.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{PLACES, TRIES, Turnstile, WINDOW};

    #[test]
    fn a_place_is_free_again_when_somebody_left() {
        let turnstile = Turnstile::new();
        let mut inside: Vec<_> = (0..PLACES).map(|_| turnstile.place().unwrap()).collect();
        assert!(turnstile.place().is_none());
        inside.pop();
        assert!(turnstile.place().is_some());
    }

    #[test]
    fn each_address_has_its_tries_a_minute() {
        let turnstile = Turnstile::new();
        let start = std::time::Instant::now();
        let [one, other] = ["10.0.0.1", "10.0.0.2"].map(|text| text.parse().unwrap());
        let admitted = (0..99).filter(|_| turnstile.admits_at(one, start)).count();
        assert_eq!(admitted, TRIES as usize);
        assert!(turnstile.admits_at(other, start));
        assert!(turnstile.admits_at(one, start + WINDOW));
    }
}
