//! CLOCK: keys in a ring, each with a small counter; the hand takes one from every counter it passes and evicts the
//! first key that has none left.
//!
//! Corbató 1968 ("A paging experiment with the Multics system"), with one bit; Smith 1978 generalises to counters (GCLOCK). With
//! `bits` bits a counter goes up to 2^bits − 1. The newcomer takes the victim's place and the hand moves on, which is the
//! same as putting survivors to the back of a queue (FIFO-reinsertion), without moving them.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// CLOCK with counters of some bits.
#[derive(Clone, Debug)]
pub struct Clock {
    capacity: u64,
    most: u8,
    lists: Lists,
    /// The key the hand looks at next; `None` stands for the oldest.
    hand: Option<Key>,
}

impl Clock {
    /// Room for `capacity`; counters of `bits` bits, 1 to 8.
    pub fn new(capacity: u64, bits: u32) -> Self {
        Self { capacity, most: ((1u32 << bits.clamp(1, 8)) - 1) as u8, lists: Lists::default(), hand: None }
    }
    /// The keys in the order the hand would pass them were it at the first, each with its counter. A key's place stays
    /// while it is in the cache, and the newcomer takes its victim's place.
    pub fn ring(&self) -> impl Iterator<Item = (Key, u8)> + '_ {
        let keys = std::iter::successors(self.lists.oldest(0), |&key| self.lists.newer(key));
        keys.map(|key| (key, self.lists.mark(key)))
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
            let count = self.lists.mark(key);
            if count == 0 {
                self.lists.remove(key);
                watch.evicted(key, Why::HandStopped { passed });
                return;
            }
            self.lists.set_mark(key, count - 1);
            passed += 1;
        }
    }
}

impl Eviction for Clock {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.lists.home(key) != NOWHERE {
            self.lists.count(key, self.most);
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
        // Behind the hand: the place it reaches last.
        match self.hand {
            Some(hand) => self.lists.insert_behind(hand, key, size),
            None => self.lists.insert(0, key, size),
        }
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
