//! Second chance: FIFO, but a key that was asked for since it was last looked at goes to the back of the queue instead.
//!
//! Corbató 1968 ("A paging experiment with the Multics system"); Tanenbaum's *Modern Operating Systems* gives it this
//! name. It is CLOCK with one bit, done with a queue instead of a hand; a test shows that both choose alike.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// FIFO with a second chance.
#[derive(Clone, Debug)]
pub struct SecondChance {
    capacity: u64,
    lists: Lists,
}

impl SecondChance {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, lists: Lists::default() }
    }
    /// The keys, newest first, each with its bit.
    pub fn keys(&self) -> impl Iterator<Item = (Key, bool)> + '_ {
        self.lists.iter(0).map(|key| (key, self.lists.mark(key) > 0))
    }
    fn evict(&mut self, watch: &mut impl Watch) {
        let mut passed = 0;
        while let Some(key) = self.lists.oldest(0) {
            if self.lists.mark(key) == 0 {
                self.lists.remove(key);
                watch.evicted(key, Why::HandStopped { passed });
                return;
            }
            self.lists.set_mark(key, 0);
            self.lists.touch(key);
            passed += 1;
        }
    }
}

impl Eviction for SecondChance {
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
