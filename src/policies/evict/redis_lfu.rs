//! Redis's `allkeys-lfu`: an eight-bit logarithmic counter per key that decays with time; the lowest of a few sampled
//! keys goes.
//!
//! Redis `evict.c` (4.0, 2017): a newcomer starts at 5 (`LFU_INIT_VAL`); a hit raises the counter with probability
//! 1 / ((counter − 5) × `lfu-log-factor` + 1), factor 10; `lfu-decay-time` takes one off for each period without a
//! request, a minute in Redis and a number of requests here. The counter is Morris's approximate counter (1978).

use super::pool::Pool;
use super::residents::Residents;
use super::{Eviction, Key, Outcome, Watch, Why};
use crate::sim::{Dice, Seed, Stream};

const INITIAL: u8 = 5;

#[derive(Clone, Copy, Debug)]
struct Note {
    /// The period in which it was touched last.
    period: u32,
    counter: u8,
}

/// Redis's sampled LFU.
#[derive(Clone, Debug)]
pub struct RedisLfu {
    capacity: u64,
    samples: u32,
    factor: u32,
    /// Requests in a period; 0 for no decay.
    decay: u64,
    /// Periods so far, and the requests that are left of this one.
    period: u32,
    left: u64,
    /// In the order of the residents.
    notes: Vec<Note>,
    residents: Residents,
    pool: Pool,
    dice: Dice,
}

impl RedisLfu {
    /// Room for `capacity`; `samples` keys are looked at for each eviction; `factor` is `lfu-log-factor`; a counter loses
    /// one for each `decay` requests in which its key is not among them (0: never); `seed` decides the draws.
    pub fn new(capacity: u64, samples: u32, factor: u32, decay: u32, seed: u64) -> Self {
        let dice = Seed(seed).dice(Stream::Policy, 0);
        let (residents, pool, notes) = (Residents::default(), Pool::default(), Vec::new());
        let (samples, decay) = (samples.max(1), u64::from(decay));
        Self { capacity, samples, factor, decay, period: 0, left: decay, notes, residents, pool, dice }
    }
    /// The keys in no particular order, each with its counter.
    pub fn keys(&self) -> impl Iterator<Item = (Key, u8)> + '_ {
        self.residents.keys().iter().zip(&self.notes).map(|(&key, note)| (key, note.decayed(self.period)))
    }
    /// Counts a request.
    #[inline]
    fn tick(&mut self) -> u32 {
        self.left = self.left.wrapping_sub(1);
        if self.left == 0 {
            self.period = self.period.wrapping_add(1);
            self.left = self.decay;
        }
        self.period
    }
    /// Redis's `LFULogIncr`.
    #[inline]
    fn raised(&mut self, counter: u8) -> u8 {
        if counter == u8::MAX {
            return counter;
        }
        let base = u32::from(counter.saturating_sub(INITIAL));
        counter + u8::from(self.dice.below(base * self.factor + 1) == 0)
    }
}

impl Note {
    /// Redis's `LFUDecrAndReturn`.
    #[inline]
    fn decayed(self, period: u32) -> u8 {
        self.counter.saturating_sub((period - self.period).min(u32::from(u8::MAX)) as u8)
    }
}

impl Eviction for RedisLfu {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        let period = self.tick();
        if let Some(place) = self.residents.place(key) {
            let counter = self.notes[place].decayed(period);
            let counter = self.raised(counter);
            self.notes[place] = Note { period, counter };
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        while self.used() + u64::from(size) > self.capacity {
            let worth = |place: usize| u64::from(u8::MAX - self.notes[place].decayed(period));
            let (victim, worth) = self.pool.victim(&self.residents, self.samples, &mut self.dice, worth);
            self.notes.swap_remove(self.residents.remove(victim));
            watch.evicted(victim, Why::SampledRare { counter: u8::MAX - worth as u8, of: self.samples });
        }
        self.notes.push(Note { period, counter: INITIAL });
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
        self.notes.capacity() * size_of::<Note>() + self.residents.heap_bytes() + self.pool.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        let resident = super::resident(self.capacity, keys);
        super::reserve(&mut self.notes, resident as u32);
        self.residents.reserve(keys, resident);
    }
}
