//! Redis's `allkeys-lru`: the longest idle of a few sampled keys, and of the best candidates of earlier samples.
//!
//! Redis `evict.c` (3.0, 2015; `maxmemory-samples` 5 by default, 10 is close to true LRU). Time is counted in requests;
//! Redis's own clock has a resolution of a second.

use super::pool::Pool;
use super::residents::Residents;
use super::{Eviction, Key, Outcome, Watch, Why};
use crate::sim::{Dice, Seed, Stream};

/// Redis's sampled LRU.
#[derive(Clone, Debug)]
pub struct RedisLru {
    capacity: u64,
    samples: u32,
    clock: u64,
    /// When each resident was touched last, in their order.
    touched: Vec<u64>,
    residents: Residents,
    pool: Pool,
    dice: Dice,
}

impl RedisLru {
    /// Room for `capacity`; `samples` keys are looked at for each eviction; `seed` decides which.
    pub fn new(capacity: u64, samples: u32, seed: u64) -> Self {
        let dice = Seed(seed).dice(Stream::Policy, 0);
        let (residents, pool) = (Residents::default(), Pool::default());
        Self { capacity, samples: samples.max(1), clock: 0, touched: Vec::new(), residents, pool, dice }
    }
    /// The keys in no particular order, each with the requests since it was touched.
    pub fn keys(&self) -> impl Iterator<Item = (Key, u64)> + '_ {
        self.residents.keys().iter().zip(&self.touched).map(|(&key, touched)| (key, self.clock - touched))
    }
}

impl Eviction for RedisLru {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.clock += 1;
        if let Some(place) = self.residents.place(key) {
            self.touched[place] = self.clock;
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        while self.used() + u64::from(size) > self.capacity {
            let idle = |place: usize| self.clock - self.touched[place];
            let (victim, idle) = self.pool.victim(&self.residents, self.samples, &mut self.dice, idle);
            self.touched.swap_remove(self.residents.remove(victim));
            watch.evicted(victim, Why::SampledIdle { idle, of: self.samples });
        }
        self.touched.push(self.clock);
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
        self.touched.capacity() * size_of::<u64>() + self.residents.heap_bytes() + self.pool.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        let resident = super::resident(self.capacity, keys);
        super::reserve(&mut self.touched, resident as u32);
        self.residents.reserve(keys, resident);
    }
}
