//! MRU: the key that was asked for last leaves.
//!
//! Chou and DeWitt 1985 ("An evaluation of buffer management strategies for relational database systems") propose it for
//! loops over more data than fits, where LRU misses always.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// Most recently used.
#[derive(Clone, Debug)]
pub struct Mru {
    capacity: u64,
    lists: Lists,
}

impl Mru {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, lists: Lists::default() }
    }
    /// The keys, most recently used first.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(0)
    }
}

impl Eviction for Mru {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.lists.home(key) != NOWHERE {
            self.lists.touch(key);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        while self.used() + u64::from(size) > self.capacity {
            let Some(victim) = self.lists.newest(0) else { break };
            self.lists.remove(victim);
            watch.evicted(victim, Why::MostRecent);
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
