//! SIEVE: a queue whose keys stay where they are; a hand walks from the old end to the new one, clears the bits of keys
//! that were asked for and evicts the first that was not.
//!
//! Zhang, Yang, Yue, Vigfusson, Rashmi 2024 (NSDI, "SIEVE is simpler than LRU: an efficient turn-key eviction algorithm
//! for web caches"), algorithm 1. Newcomers enter at the new end, away from the hand, so a key that is never asked for
//! again is found soon: quick demotion, where CLOCK's newcomers wait a whole turn.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// SIEVE.
#[derive(Clone, Debug)]
pub struct Sieve {
    capacity: u64,
    lists: Lists,
    /// The key the hand looks at next; `None` stands for the oldest.
    hand: Option<Key>,
}

impl Sieve {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, lists: Lists::default(), hand: None }
    }
    /// The keys, newest first, each with its visited bit.
    pub fn keys(&self) -> impl Iterator<Item = (Key, bool)> + '_ {
        self.lists.iter(0).map(|key| (key, self.lists.mark(key) > 0))
    }
    /// The key the hand looks at next.
    pub fn hand(&self) -> Option<Key> {
        self.hand.or(self.lists.oldest(0))
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        let mut passed = 0;
        while let Some(key) = self.hand() {
            self.hand = self.lists.newer(key);
            if self.lists.mark(key) == 0 {
                self.lists.remove(key);
                watch.evicted(key, Why::HandStopped { passed });
                return;
            }
            self.lists.set_mark(key, 0);
            passed += 1;
        }
    }
}

impl Eviction for Sieve {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.lists.home(key) != NOWHERE {
            self.lists.set_mark(key, 1);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        while self.used() + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.lists.insert(0, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.lists.home(key) != NOWHERE
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(0)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
