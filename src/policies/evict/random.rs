//! Random replacement: the victim is drawn from all keys alike.
//!
//! Belady 1966 compares with it; Gelenbe 1973 ("A unified approach to the evaluation of a class of replacement
//! algorithms") proves that under independent requests it misses exactly as often as FIFO. Needs no order at all.

use super::residents::Residents;
use super::{Eviction, Key, Outcome, Watch, Why};
use crate::sim::{Dice, Seed, Stream};

/// Random replacement.
#[derive(Clone, Debug)]
pub struct Random {
    capacity: u64,
    residents: Residents,
    dice: Dice,
}

impl Random {
    /// Room for `capacity`; `seed` decides the draws.
    pub fn new(capacity: u64, seed: u64) -> Self {
        Self { capacity, residents: Residents::default(), dice: Seed(seed).dice(Stream::Policy, 0) }
    }
    /// The keys, in no particular order.
    pub fn keys(&self) -> &[Key] {
        self.residents.keys()
    }
}

impl Eviction for Random {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.residents.holds(key) {
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        while self.used() + u64::from(size) > self.capacity {
            let of = self.residents.len();
            let victim = self.residents.at(self.dice.below(of));
            self.residents.remove(victim);
            watch.evicted(victim, Why::Drawn { of });
        }
        self.residents.insert(key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.residents.holds(key)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.residents.size()
    }
    fn heap_bytes(&self) -> usize {
        self.residents.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.residents.reserve(keys, super::resident(self.capacity, keys));
    }
}
