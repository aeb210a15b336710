//! S3-FIFO: three queues. Newcomers pass a small one; what is asked for there moves to the main one, the rest leaves
//! its name in a third, and a name that is asked for goes straight to the main queue.
//!
//! Yang, Zhang, Qiu, Yue, Rashmi 2023 (SOSP, "FIFO queues are all you need for cache eviction"), algorithm 1: small queue
//! 10 %, a two-bit counter per key, two hits to move on, as many names as the main queue holds. [`Reading::LibCacheSim`]
//! is what the authors' simulator does: it looks for the name before it makes room, lets the main queue outgrow its share
//! until the next eviction, and fills the main queue directly until the first one.

use super::lists::Lists;
use super::{Eviction, Key, Outcome, Watch, Why, part};

const SMALL: u8 = 0;
const MAIN: u8 = 1;
const GHOST: u8 = 2;
/// Counters have two bits.
const MOST: u8 = 3;

/// How algorithm 1 is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reading {
    /// As printed.
    #[default]
    Paper,
    /// As libCacheSim 0.3.5 does it.
    LibCacheSim,
}

/// Simple, scalable, static FIFO queues.
#[derive(Clone, Debug)]
pub struct S3Fifo {
    capacity: u64,
    reading: Reading,
    /// What the small queue may hold before it is the one that gives up a key.
    small: u64,
    main: u64,
    ghost: u64,
    /// Hits in the small queue that move a key on.
    threshold: u8,
    evicted: bool,
    lists: Lists,
}

impl S3Fifo {
    /// Room for `capacity`; shares of the small queue and of the names in 1/10,000, rounded down; `threshold` hits move a
    /// key on.
    pub fn new(capacity: u64, small: u32, ghost: u32, threshold: u32, reading: Reading) -> Self {
        let share = part(capacity, small);
        let (small, main) = match reading {
            Reading::Paper => (share.max(1), capacity.saturating_sub(share.max(1))),
            Reading::LibCacheSim => (share, capacity - share),
        };
        let (ghost, threshold) = (part(capacity, ghost), threshold.clamp(1, u32::from(MOST)) as u8);
        Self { capacity, reading, small, main, ghost, threshold, evicted: false, lists: Lists::default() }
    }
    /// What the small queue is meant to hold, and the main queue.
    pub fn targets(&self) -> (u64, u64) {
        (self.small, self.main)
    }
    /// The small queue, newest first, with counters.
    pub fn small(&self) -> impl Iterator<Item = (Key, u8)> + '_ {
        self.lists.iter(SMALL).map(|key| (key, self.lists.mark(key)))
    }
    /// The main queue, newest first, with counters.
    pub fn main(&self) -> impl Iterator<Item = (Key, u8)> + '_ {
        self.lists.iter(MAIN).map(|key| (key, self.lists.mark(key)))
    }
    /// The names, newest first.
    pub fn ghost(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(GHOST)
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        self.evicted = true;
        let (small, main) = (self.lists.len(SMALL), self.lists.len(MAIN));
        let from_small = match self.reading {
            Reading::Paper => self.lists.size(SMALL) >= self.small || main == 0,
            Reading::LibCacheSim => self.lists.size(MAIN) <= self.main && small > 0,
        };
        // With sizes one queue may be below its target and the other empty.
        if small > 0 && (from_small || main == 0) { self.evict_small(watch) } else { self.evict_main(watch) }
    }
    /// The paper's EVICTS.
    #[inline]
    fn evict_small(&mut self, watch: &mut impl Watch) {
        while let Some(key) = self.lists.oldest(SMALL) {
            let count = self.lists.mark(key);
            if count < self.threshold {
                watch.evicted(key, Why::SmallQueue { count });
                self.remember(key);
                return;
            }
            self.lists.set_mark(key, 0);
            self.lists.shift(key, MAIN);
            if self.reading == Reading::Paper && self.lists.size(MAIN) > self.main {
                self.evict_main(watch);
            }
        }
    }
    /// Keeps the name of a key that leaves the small queue.
    #[inline]
    fn remember(&mut self, key: Key) {
        let size = u64::from(self.lists.size_of(key));
        while self.lists.size(GHOST) + size > self.ghost {
            let Some(name) = self.lists.oldest(GHOST) else {
                self.lists.remove(key);
                return;
            };
            self.lists.remove(name);
        }
        self.lists.shift(key, GHOST);
    }
    /// The paper's EVICTM.
    #[inline]
    fn evict_main(&mut self, watch: &mut impl Watch) {
        let mut passed = 0;
        while let Some(key) = self.lists.oldest(MAIN) {
            let count = self.lists.mark(key);
            if count == 0 {
                self.lists.remove(key);
                watch.evicted(key, Why::MainQueue { passed });
                return;
            }
            self.lists.set_mark(key, count - 1);
            self.lists.touch(key);
            passed += 1;
        }
    }
}

impl Eviction for S3Fifo {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.holds(key) {
            self.lists.count(key, MOST);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        let mut known = false;
        if self.reading == Reading::LibCacheSim && self.lists.home(key) == GHOST {
            self.lists.remove(key);
            known = true;
        }
        while self.used() + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        if self.lists.home(key) == GHOST {
            self.lists.remove(key);
            known = true;
        }
        let filling = self.reading == Reading::LibCacheSim && !self.evicted && self.lists.size(SMALL) >= self.small;
        self.lists.insert(if known || filling { MAIN } else { SMALL }, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        matches!(self.lists.home(key), SMALL | MAIN)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(SMALL) + self.lists.size(MAIN)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
