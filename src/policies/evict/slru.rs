//! SLRU: newcomers are on probation; a hit there earns a place among the protected.
//!
//! Karedla, Love, Wherry 1994 ("Caching strategies to improve disk system performance"). When the protected outgrow their
//! share, the least recent of them go back to probation as its most recent. The victim is the least recent on probation.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why, part};

const PROBATION: u8 = 0;
const PROTECTED: u8 = 1;

/// Segmented LRU.
#[derive(Clone, Debug)]
pub struct Slru {
    capacity: u64,
    protected: u64,
    lists: Lists,
}

impl Slru {
    /// Room for `capacity`, of which `protected` in 1/10,000, rounded down, is for the protected.
    pub fn new(capacity: u64, protected: u32) -> Self {
        Self { capacity, protected: part(capacity, protected), lists: Lists::default() }
    }
    /// The keys on probation, most recently used first.
    pub fn probation(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(PROBATION)
    }
    /// The protected keys, most recently used first.
    pub fn protected(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(PROTECTED)
    }
    #[inline]
    fn promote(&mut self, key: Key) {
        self.lists.shift(key, PROTECTED);
        while self.lists.size(PROTECTED) > self.protected {
            let Some(demoted) = self.lists.oldest(PROTECTED) else { break };
            self.lists.shift(demoted, PROBATION);
        }
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        let (victim, why) = match self.lists.oldest(PROBATION) {
            Some(key) => (Some(key), Why::Probation),
            None => (self.lists.oldest(PROTECTED), Why::Protected),
        };
        if let Some(key) = victim {
            self.lists.remove(key);
            watch.evicted(key, why);
        }
    }
}

impl Eviction for Slru {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        match self.lists.home(key) {
            PROTECTED => {
                self.lists.touch(key);
                return Outcome::Hit;
            }
            PROBATION => {
                self.promote(key);
                return Outcome::Hit;
            }
            _ => {}
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        while self.used() + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.lists.insert(PROBATION, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.lists.home(key) != NOWHERE
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(PROBATION) + self.lists.size(PROTECTED)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
