//! 2Q, the full version: a FIFO for what is new, an LRU for what came back after leaving it, and the names in between.
//!
//! Johnson and Shasha 1994 (VLDB, "2Q: a low overhead high performance buffer management replacement algorithm"). A1in
//! holds newcomers (Kin, a quarter of the cache), A1out the names of those that left it (Kout, as many as half the cache
//! holds), Am what was asked for while its name was in A1out. A hit in A1in changes nothing: it may be correlated.

use super::lists::Lists;
use super::{Eviction, Key, Outcome, Watch, Why, part};

const A1IN: u8 = 0;
const AM: u8 = 1;
const A1OUT: u8 = 2;

/// 2Q.
#[derive(Clone, Debug)]
pub struct TwoQ {
    capacity: u64,
    kin: u64,
    kout: u64,
    lists: Lists,
}

impl TwoQ {
    /// Room for `capacity`; Kin and Kout as shares of it in 1/10,000, rounded down.
    pub fn new(capacity: u64, kin: u32, kout: u32) -> Self {
        Self { capacity, kin: part(capacity, kin), kout: part(capacity, kout), lists: Lists::default() }
    }
    /// The newcomers, newest first.
    pub fn a1in(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(A1IN)
    }
    /// What came back, most recently used first.
    pub fn am(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(AM)
    }
    /// Names of what left the newcomers, newest first.
    pub fn a1out(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(A1OUT)
    }
    /// Makes room: the paper's `reclaimfor`.
    #[inline]
    fn reclaim(&mut self, watch: &mut impl Watch) {
        let have = self.lists.size(A1IN);
        if (have > self.kin || self.lists.len(AM) == 0)
            && let Some(key) = self.lists.oldest(A1IN)
        {
            watch.evicted(key, Why::SeenOnce { have, target: self.kin });
            self.lists.shift(key, A1OUT);
            while self.lists.size(A1OUT) > self.kout {
                let Some(name) = self.lists.oldest(A1OUT) else { break };
                self.lists.remove(name);
            }
        } else if let Some(key) = self.lists.oldest(AM) {
            self.lists.remove(key);
            watch.evicted(key, Why::SeenAgain { have, target: self.kin });
        }
    }
}

impl Eviction for TwoQ {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        let home = self.lists.home(key);
        if home == A1IN {
            return Outcome::Hit;
        }
        if home == AM {
            self.lists.touch(key);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        // The name leaves A1out before room is made, so that making room cannot forget it.
        if home == A1OUT {
            self.lists.remove(key);
        }
        while self.used() + u64::from(size) > self.capacity {
            self.reclaim(watch);
        }
        self.lists.insert(if home == A1OUT { AM } else { A1IN }, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        matches!(self.lists.home(key), A1IN | AM)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(A1IN) + self.lists.size(AM)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
