//! TinyLFU: an LRU cache with a doorman. A newcomer is kept only if it was asked for more often lately than the key it
//! would push out.
//!
//! Einziger, Friedman, Manes 2017 (ACM Transactions on Storage, "TinyLFU: a highly efficient cache admission policy"). The
//! frequencies come from a sketch that is halved after ten requests for each entry. With sizes a newcomer must beat each
//! of the keys it would push out.

use super::lists::{Lists, NOWHERE};
use super::sketch::Frequency;
use super::{Eviction, Key, Outcome, Watch, Why};

/// LRU with TinyLFU admission.
#[derive(Clone, Debug)]
pub struct TinyLfu {
    capacity: u64,
    frequency: Frequency,
    lists: Lists,
}

impl TinyLfu {
    /// Room for `capacity`, admission by `frequency`.
    pub fn new(capacity: u64, frequency: Frequency) -> Self {
        Self { capacity, frequency, lists: Lists::default() }
    }
    /// The keys, most recently used first.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(0)
    }
    /// The estimates.
    pub fn frequency(&self) -> &Frequency {
        &self.frequency
    }
    /// A key that would have to go for the newcomer and is not rarer, with its estimate, if there is one.
    #[inline]
    fn beaten_by(&self, own: u32, size: u64) -> Option<(Key, u32)> {
        let mut used = self.used();
        let mut victim = self.lists.oldest(0);
        while used + size > self.capacity {
            let key = victim?;
            let other = self.frequency.estimate(key);
            if own <= other {
                return Some((key, other));
            }
            used -= u64::from(self.lists.size_of(key));
            victim = self.lists.newer(key);
        }
        None
    }
}

impl Eviction for TinyLfu {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.frequency.add(key);
        if self.lists.home(key) != NOWHERE {
            self.lists.touch(key);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        let own = if self.used() + u64::from(size) > self.capacity { self.frequency.estimate(key) } else { 0 };
        if let Some((rival, other)) = self.beaten_by(own, u64::from(size)) {
            watch.refused(key, Why::LostDuel { own, rival, other });
            return Outcome::Miss;
        }
        self.lists.reach(key);
        while self.used() + u64::from(size) > self.capacity {
            let Some(victim) = self.lists.oldest(0) else { break };
            self.lists.remove(victim);
            let rarer = self.frequency.estimate(victim);
            watch.evicted(victim, Why::LostDuel { own: rarer, rival: key, other: own });
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
        self.frequency.heap_bytes() + self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
        self.frequency.reserve(keys);
    }
}
